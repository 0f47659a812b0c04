"""The preview of a real site: what is shown after each save, and that a page in it is the published page."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dr_evidence_site.build import Options, build
from dr_evidence_site.build.preview import Preview
from sites import TODAY, approved_article, article

Make = Callable[[Mapping[str, str | bytes]], Path]

GOOD = {"content/articles/a.md": article("First text [@moyer2013]."), "content/articles/b.md": article()}
TAG = re.compile(rb'<script src="/-/preview.js" data-version="([0-9a-f]{16})"( data-bare)? defer></script>\n')


class Site:
    """A site folder and its preview, without a server."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.preview = Preview(Options(root, TODAY), folder)

    def save(self, path: str, text: str) -> None:
        (self.root / path).write_text(text)
        self.preview.build(TODAY)

    def event(self, path: str = "articles/a.html") -> Any:
        return json.loads(self.preview.event(path))

    def shown(self, path: str = "articles/a.html") -> tuple[int, str]:
        answer = self.preview.answer(path)
        return answer.status, answer.content.decode()


@pytest.fixture
def site(make_site: Make, tmp_path: Path) -> Site:
    made = Site(make_site(GOOD), tmp_path / "preview")
    made.preview.build(TODAY)
    return made


def test_a_page_is_the_published_page_and_one_tag(site: Site, tmp_path: Path) -> None:
    build(Options(site.root, TODAY, remember=False), tmp_path / "published")
    paths = [
        file.relative_to(tmp_path / "published").as_posix()
        for file in (tmp_path / "published").rglob("*")
        if file.is_file()
    ]
    assert {"index.html", "articles/a.html", "404.html"} < set(paths)
    for path in paths:
        published = (tmp_path / "published" / path).read_bytes()
        assert (tmp_path / "preview" / path).read_bytes() == published
        served, tags = TAG.subn(b"", site.preview.answer(path).content)
        assert (served, tags) == (published, int(path.endswith(".html")))


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("-/preview.js", "text/javascript; charset=utf-8"),
        ("-/preview.css", "text/css; charset=utf-8"),
        ("manifest.json", "application/json; charset=utf-8"),
        ("_headers", "application/octet-stream"),
    ],
)
def test_files_have_their_media_types(site: Site, path: str, media_type: str) -> None:
    answer = site.preview.answer(path)
    assert (answer.status, answer.media_type) == (200, media_type)


def test_what_is_not_there_is_the_sites_own_404_page(site: Site) -> None:
    status, text = site.shown("nothing.html")
    assert status == 404
    assert TAG.sub(b"", text.encode()) == (site.preview._folder / "404.html").read_bytes()
    assert site.shown("articles")[0] == 404  # no list of a folder


def test_links_of_a_404_page_below_a_path_work(make_site: Make, tmp_path: Path) -> None:
    site = Site(make_site({**GOOD, "site.yaml": "base_url: https://example.org/project/\n"}), tmp_path / "preview")
    site.preview.build(TODAY)
    found = re.findall(r'(?:href|src)="/(project/[^"]*)"', site.shown("nowhere/at-all.html")[1])
    assert any("assets/" in path for path in found)
    for path in found:
        assert site.preview.answer(path + "index.html" if path.endswith("/") else path).status == 200


def test_nothing_outside_the_folder_is_read(site: Site) -> None:
    (site.root.parent / "secret.html").write_text("secret")
    (site.preview._folder / "link.html").symlink_to(site.root.parent / "secret.html")
    for path in ("../secret.html", "link.html", "articles/../../secret.html", str(site.root.parent / "secret.html")):
        assert "secret" not in site.shown(path)[1], path


def test_a_saved_change_is_a_new_version_of_its_page_alone(site: Site) -> None:
    before, other = site.event()["version"], site.event("articles/b.html")["version"]
    site.save("content/articles/a.md", article("Second text [@moyer2013]."))
    assert "Second text" in site.shown()[1]
    assert site.event()["version"] != before
    assert site.event("articles/b.html")["version"] == other


def test_the_tag_names_the_version_that_the_event_names(site: Site) -> None:
    for path in ("articles/a.html", "index.html", "nothing.html"):
        (found,) = TAG.findall(site.preview.answer(path).content)
        assert found[0].decode() == site.event(path)["version"]


def test_a_fault_is_shown_and_the_last_good_page_stays(site: Site) -> None:
    before = site.event()
    assert (before["failed"], before["counts"], before["problems"]) == ("", "No problems found", [])
    site.save("content/articles/a.md", article("New text [@moyer2031]."))
    event = site.event()
    assert event["failed"] == "Build failed. This is the last good version."
    assert event["counts"] == "1 error in 1 file"
    assert event["problems"] == [
        {
            "here": True,
            "place": "content/articles/a.md:8:11",
            "level": "error",
            "code": "CIT001",
            "message": "There is no reference “moyer2031” in the library.",
            "hint": "Did you mean “moyer2013”?",
            "related": [],
        }
    ]
    assert event["version"] == before["version"]
    assert "First text" in site.shown()[1] and "New text" not in site.shown()[1]
    site.save("content/articles/a.md", article("New text [@moyer2013]."))
    assert (site.event()["failed"], site.event()["problems"]) == ("", [])
    assert "New text" in site.shown()[1]


def test_the_pages_own_diagnostics_come_first_then_the_worst(site: Site) -> None:
    site.save("content/articles/a.md", article("[@nobody1]"))
    site.save("content/articles/b.md", article("# Top\n\n[@nobody2]"))
    places = [(problem["here"], problem["level"]) for problem in site.event("articles/b.html")["problems"]]
    assert places == [(True, "error"), (True, "warning"), (False, "error")]
    assert [problem["here"] for problem in site.event("index.html")["problems"]] == [False] * 3


def test_a_warning_is_shown_and_stops_nothing(site: Site) -> None:
    site.save("content/articles/a.md", article("# Top\n\nNew text [@moyer2013]."))
    assert (site.event()["failed"], site.event()["counts"]) == ("", "1 warning in 1 file")
    assert "New text" in site.shown()[1]


def test_the_status_of_the_article_is_shown(make_site: Make, tmp_path: Path) -> None:
    people = "example-author: {name: Example Author, roles: [author]}\nexample-reviewer: {name: Example Reviewer, roles: [reviewer]}\n"
    files = {**GOOD, "content/articles/c.md": approved_article(), "content/people.yaml": people}
    site = Site(make_site(files), tmp_path / "preview")
    site.preview.build(TODAY)
    assert site.event("articles/c.html")["status"] == "approved"
    assert site.event("articles/a.html")["status"] == "submitted"
    assert site.event("index.html")["status"] == site.event("articles/none.html")["status"] == ""
    site.save("site.yaml", "checks: {REV006: ignore}\n")
    site.save("content/articles/c.md", approved_article().replace("Text [", "Words ["))
    assert site.event("articles/c.html")["status"] == "under review: its approval does not hold"
    site.save("content/articles/a.md", "no front matter")
    assert site.event("articles/a.html")["status"] == "not understood"


def test_a_site_that_was_never_built_shows_what_is_wrong(make_site: Make, tmp_path: Path) -> None:
    hostile = "</li><script>alert(1)</script>\u202e"
    site = Site(
        make_site({"content/articles/a.md": article(f"[@moyer2031]\n\n[x](<{hostile}.md>)")}), tmp_path / "preview"
    )
    site.preview.build(TODAY)
    for path in ("index.html", "articles/a.html"):
        status, text = site.shown(path)
        assert status == 503
        assert "The site has not been built yet" in text
        assert "content/articles/a.md:8:2" in text and "Did you mean “moyer2013”?" in text
        assert "<script>" not in text and "\u202e" not in text
    before = site.event()["version"]
    site.save("content/articles/a.md", article())
    assert site.shown()[0] == 200 and site.event()["version"] != before


def test_a_new_page_with_a_fault_shows_what_is_wrong_beside_the_last_good_site(site: Site) -> None:
    site.save("content/articles/c.md", article("[@moyer2031]"))
    status, text = site.shown("articles/c.html")
    assert status == 404
    assert "This page has not been built yet" in text and "content/articles/c.md:8:2" in text
    assert site.shown("articles/a.html")[0] == 200


def test_author_text_cannot_reorder_or_break_the_event(site: Site) -> None:
    site.save("content/articles/a.md", article("[x](<a\u202eb\u2028</script>.md>)"))
    text = site.preview.event("articles/a.html")
    assert text.isascii() and "\n" not in text
    assert all("\u202e" not in problem["message"] for problem in json.loads(text)["problems"])


def test_many_diagnostics_are_counted_and_not_all_sent(site: Site) -> None:
    site.save("content/articles/a.md", article("\n\n".join(f"[@nobody{number}]" for number in range(250))))
    event = site.event()
    assert (len(event["problems"]), event["more"], event["counts"]) == (200, 50, "250 errors in 1 file")


def test_a_site_folder_that_goes_leaves_the_last_good_site(site: Site) -> None:
    aside = site.root.rename(site.root.with_name("aside"))
    assert site.preview.build(TODAY) is None
    assert site.event()["failed"] == "The site folder is not there. This is the last good version."
    assert "First text" in site.shown()[1]
    assert not site.root.exists()
    aside.rename(site.root)
    assert site.preview.build(TODAY) is not None
    assert site.event()["failed"] == ""


def test_a_save_does_only_what_changed(site: Site) -> None:
    (site.root / "content/articles/a.md").write_text(article("Second text [@moyer2013]."))
    report = site.preview.build(TODAY)
    assert report is not None and msgspec.structs.astuple(report.work) == (1, 1)


# The command


@contextlib.contextmanager
def serving(root: Path, scratch: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The command at work, and its port."""
    scratch.mkdir()
    process = subprocess.Popen(
        [
            Path(sys.executable).with_name("dr-evidence-site"),
            "serve",
            root,
            "--today",
            "2026-06-01",
            *(arguments or ("--port", "0")),
        ],
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TMPDIR": str(scratch)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stderr
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stderr.readline())
        assert found
        yield process, int(found[1])
    finally:
        process.kill()
        process.communicate()


def listen(port: int, page: str) -> Iterator[Any]:
    """The events that a page gets."""
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    connection.request("GET", f"/-/events?page={page}")
    answer = connection.getresponse()
    while line := answer.readline():
        if line.startswith(b"data: "):
            yield json.loads(line[6:])
    connection.close()


def fetch(port: int, path: str) -> str:
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    connection.request("GET", path)
    text = connection.getresponse().read().decode()
    connection.close()
    return text


def test_saving_reaches_a_page_that_listens(make_site: Make, tmp_path: Path) -> None:
    root = make_site(GOOD)
    with serving(root, tmp_path / "scratch") as (_, port):
        events = listen(port, "/articles/a.html")
        version = next(events)["version"]
        (root / "content/articles/a.md").write_text(article("Second text [@moyer2013]."))
        assert any(event["version"] != version for event in events)
        assert "Second text" in fetch(port, "/articles/a.html")
        (root / "content/articles/a.md").write_text(article("[@moyer2031]"))
        assert any(event["failed"] for event in events)
        assert "Second text" in fetch(port, "/articles/a.html")
        (root / "content/articles/a.md").write_text(article("Third text [@moyer2013]."))
        assert any(not event["failed"] for event in events)
        assert "Third text" in fetch(port, "/articles/a.html")
    assert not (root / "build").exists()


def test_settings_library_and_templates_are_watched(make_site: Make, tmp_path: Path) -> None:
    root = make_site(GOOD)
    with serving(root, tmp_path / "scratch") as (_, port):
        events = listen(port, "/articles/a.html")
        version = next(events)["version"]
        for path, text in {
            "site.yaml": "title: Another title\n",
            "references/library.bib": (root / "references/library.bib").read_text().replace("Moyer", "Renamed"),
            "templates/article.html": '{% extends "!article.html" %}{% block head %}<meta name="own">{% endblock %}',
        }.items():
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_text(text)
            version = next(event["version"] for event in events if event["version"] != version)
        text = fetch(port, "/articles/a.html")
        assert "Another title" in text and "Renamed" in text and '<meta name="own">' in text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_ends_it_cleanly(make_site: Make, tmp_path: Path, number: signal.Signals) -> None:
    with serving(make_site(GOOD), tmp_path / "scratch") as (process, port):
        next(listen(port, "/"))
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0
        assert said.endswith("The preview has ended.\n") and "Traceback" not in said
        assert list((tmp_path / "scratch").iterdir()) == []


INTERRUPTED = """
import os, signal, sys
from dr_evidence_site import __main__
from dr_evidence_site.build.preview import Preview
from dr_evidence_site.system.server import Server
from dr_evidence_site.system.watch import Watch

class Finalized:
    def __del__(self):  # what is raised here is printed, and lost
        os.kill(os.getpid(), signal.SIGINT)

owner, name = {"build": (Preview, "build"), "start": (Server, "start"), "watch": (Watch, "start"),
    "rehearse": (Preview, "rehearse"), "announce": (Server, "announce")}[sys.argv.pop(1)]
real = getattr(owner, name)
def step(*arguments, **named):
    Finalized()
    return real(*arguments, **named)
setattr(owner, name, step)
__main__.main()
"""


@pytest.mark.parametrize("step", ["build", "announce", "start", "watch", "rehearse"])
def test_an_interrupt_that_python_loses_ends_it_all_the_same(make_site: Make, tmp_path: Path, step: str) -> None:
    """A signal that comes while something is finalized raises an exception that goes no further."""
    result = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, step, "serve", make_site(GOOD), "--port", "0"],
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 0
    assert result.stderr.endswith("The preview has ended.\n")
    assert not list(tmp_path.glob("dr-evidence-site-*"))


def test_a_port_that_is_taken_is_said_with_exit_code_2(make_site: Make, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        result = subprocess.run(
            [
                Path(sys.executable).with_name("dr-evidence-site"),
                "serve",
                make_site(GOOD),
                "--port",
                str(other.getsockname()[1]),
            ],
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TMPDIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert result.returncode == 2
    assert "already in use" in result.stderr and "--port 0" in result.stderr and "Traceback" not in result.stderr
    assert not list(tmp_path.glob("dr-evidence-site-*"))
