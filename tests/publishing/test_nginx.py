"""A site under a project path on a real nginx, with the configuration that `hosting nginx` writes."""

from __future__ import annotations

import gzip
import http.client
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from click.testing import CliRunner
from hosts import nginx, program
from playwright.sync_api import sync_playwright

from dr_evidence_site.cli import main
from dr_evidence_site.site.hosting import FOR_GOOD, UNSERVED, security_headers
from dr_evidence_site.site.media import ALWAYS_ASKED, media_type
from dr_evidence_site.site.nginx import configuration
from sites import LIBRARY, article

BASE = "https://evidence.example.org/my%20project/"
PATH = "/my%20project/"
SETTINGS = f"base_url: {BASE}\ncompress: [gzip]\n"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Host:
    build: Path
    address: str

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=20)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def file(self, path: str, method: str = "GET", **headers: str) -> Answer:
        return self.ask(PATH + quote(path), method, **headers)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    work = tmp_path_factory.mktemp("nginx")
    site, build = work / "site", work / "root/my project"
    written: dict[str, str | bytes] = {
        "site.yaml": SETTINGS,
        "references/library.bib": LIBRARY,
        "content/pictures/p.png": PICTURE,
        "content/articles/new-name.md": article("Text [@moyer2013].\n\n![A dot](../pictures/p.png)").replace(
            "audience:", "aliases: [old-name]\naudience:"
        ),
    }
    for path, content in written.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    said = CliRunner(env={"SOURCE_DATE_EPOCH": "1780272000"}).invoke(main, ["build", str(site), "-o", str(build)])
    assert said.exit_code == 0, said.output
    shown = CliRunner().invoke(main, ["hosting", "nginx", str(site)])
    assert shown.exit_code == 0 and shown.stdout == configuration(BASE)
    snippet = f'{shown.stdout}include "{build}/redirects.conf";\n'
    with nginx(work / "nginx", work / "root", snippet) as address:
        yield Host(build, address)


def assert_is_guarded(answer: Answer) -> None:
    for name, value in security_headers(searches=True).items():
        assert answer.headers[name.lower()] == value


def served(host: Host) -> list[str]:
    """The files that have an answer of their own: those for hosts have none, and an old address leads on."""
    paths = [path.relative_to(host.build).as_posix() for path in host.build.rglob("*") if path.is_file()]
    return sorted(path for path in paths if path not in UNSERVED and not path.startswith("articles/old-name.html"))


def test_each_file_is_sent_as_it_is_with_its_type_and_all_headers(host: Host) -> None:
    """The media types are those that the publisher tells object storage, whatever the machine's own table says."""
    paths = served(host)
    assert {path.rpartition(".")[2] for path in paths} >= {
        "html",
        "css",
        "js",
        "json",
        "svg",
        "png",
        "xml",
        "txt",
        "md",
        "bib",
        "ris",
        "gz",
    }
    for path in paths:
        answer = host.file(path)
        assert (answer.status, answer.body) == (200, (host.build / path).read_bytes()), path
        assert answer.headers["content-type"] == media_type(path), path
        assert answer.headers["cache-control"] == (FOR_GOOD if path.startswith("assets/") else ALWAYS_ASKED), path
        assert_is_guarded(answer)


def test_texts_come_compressed_to_those_who_take_that(host: Host) -> None:
    twins = [path.removesuffix(".gz") for path in served(host) if path.endswith(".gz")]
    assert "index.html" in twins and any(path.startswith("assets/") for path in twins)
    for path in twins:
        answer = host.file(path, Accept_Encoding="br, gzip")
        assert answer.body == (host.build / f"{path}.gz").read_bytes()
        assert gzip.decompress(answer.body) == (host.build / path).read_bytes()
        assert (answer.headers["content-encoding"], answer.headers["vary"]) == ("gzip", "Accept-Encoding")
        assert answer.headers["content-type"] == media_type(path)
        assert_is_guarded(answer)
        plain = host.file(path, Accept_Encoding="br")
        assert "content-encoding" not in plain.headers and plain.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["nowhere.html", "articles/a/b/nowhere", "assets/gone.0123456789.css", "topics/"])
def test_a_lost_reader_gets_the_page_for_that_and_no_cache_keeps_it(host: Host, path: str) -> None:
    answer = host.file(path)
    assert (answer.status, answer.body) == (404, (host.build / "404.html").read_bytes())
    assert answer.headers["content-type"] == "text/html; charset=utf-8" and "cache-control" not in answer.headers
    assert_is_guarded(answer)
    compressed = host.file(path, Accept_Encoding="gzip")
    assert compressed.status == 404 and gzip.decompress(compressed.body) == answer.body


@pytest.mark.parametrize("path", [*UNSERVED, ".published.json"])
def test_files_for_hosts_are_not_shown(host: Host, path: str) -> None:
    (host.build / ".published.json").write_text("{}")
    assert host.file(path).status == 404
    (host.build / ".published.json").unlink()


def test_old_addresses_and_the_folder_itself_lead_on(host: Host) -> None:
    old = host.file("articles/old-name.html")
    assert (old.status, old.headers["location"].removeprefix(host.address)) == (301, f"{PATH}articles/new-name.html")
    asked = host.ask(f"{PATH}articles/old-name.html?audience=patient")
    assert asked.headers["location"].endswith("new-name.html?audience=patient")
    folder = host.ask(PATH.rstrip("/"))
    assert (folder.status, folder.headers["location"]) == (301, PATH)
    assert host.ask(PATH).body == (host.build / "index.html").read_bytes()
    assert host.ask("/").status in (403, 404)  # what is beside the project is not its business


def test_heads_parts_and_questions_whether_it_changed(host: Host) -> None:
    content = (host.build / "index.html").read_bytes()
    head = host.file("index.html", "HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(content)))
    part = host.file("index.html", Range="bytes=10-19")
    assert (part.status, part.body) == (206, content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(content)}"
    for question in ({"If_None_Match": head.headers["etag"]}, {"If_Modified_Since": head.headers["last-modified"]}):
        same = host.file("index.html", **question)
        assert (same.status, same.body) == (304, b"")
        assert same.headers["cache-control"] == ALWAYS_ASKED
        assert_is_guarded(same)
    assert host.file("index.html", "POST").status == 405


def test_a_browser_reads_it_searches_it_and_has_nothing_to_complain_about(host: Host) -> None:
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(request.url))
        page.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 400 else None)
        page.goto(host.address + PATH)
        page.locator("main a[href*='articles/']").first.click()
        page.wait_for_url("**/articles/new-name.html*")
        page.locator("main img").first.scroll_into_view_if_needed()  # it is loaded when it comes into view
        page.wait_for_function("document.querySelector('main img').naturalWidth === 1")
        page.goto(f"{host.address}{PATH}search.html?q=title")
        page.wait_for_selector("main a[href*='new-name.html']")
        assert complaints == []
        page.goto(f"{host.address}{PATH}a/b/nowhere")
        assert [text for text in complaints if not text.endswith("/a/b/nowhere") and "404" not in text] == []
        page.locator("main a").first.click()
        page.wait_for_url("**/index.html*")
        browser.close()


@pytest.mark.parametrize(
    "base",
    [
        "",
        "https://example.org/",
        "https://example.org/a/b/",
        "https://example.org/%22x%22;%20{y}/",
        "https://example.org/%C3%BC/",
    ],
)
def test_the_configuration_is_one_for_every_path(tmp_path: Path, base: str) -> None:
    snippet = configuration(base, searches=False)
    assert "'wasm-unsafe-eval'" not in snippet
    (tmp_path / "site.conf").write_text(snippet)
    (tmp_path / "nginx.conf").write_text(
        f"events {{}}\npid {tmp_path}/pid;\nhttp {{ access_log off; server {{ listen 127.0.0.1:1; root {tmp_path}; include {tmp_path}/site.conf; }} }}\n"
    )
    result = subprocess.run(
        [program("nginx"), "-t", "-e", f"{tmp_path}/log", "-p", tmp_path, "-c", tmp_path / "nginx.conf"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
