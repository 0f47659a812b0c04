"""A copy in a ZIP file, unpacked and opened from the disk: in Chromium, Firefox and WebKit, and on a server inside."""

from __future__ import annotations

import functools
import http.server
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import special_site
from click.testing import CliRunner
from engines import Engine, engine
from playwright.sync_api import Browser, Page, Playwright, expect
from special_site import KINDS
from test_whole_site_accessibility import axe
from whole_site import SPECIAL, Built

from dr_evidence_site.cli import main

Whole = Mapping[str, Built]

ADDRESS = "https://current.example.org/evidence/"
READ = [path for kind, path in KINDS.items() if kind != "not found"]
WATCH = "addEventListener('securitypolicyviolation', (e) => console.error('policy', e.violatedDirective));"
SHOWN = "const shown = (e) => e.checkVisibility();"
HEADER = "getComputedStyle(document.querySelector('.site-header')).backgroundColor"


@pytest.fixture(scope="module")
def copy(whole: Whole, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked copy of the site that has everything; the folder it is in has a space and an umlaut."""
    place = tmp_path_factory.mktemp("offline") / "on a dísk"
    sources = whole[SPECIAL].folder.parents[2] / f"{SPECIAL}-sources"
    arguments = ["export", "zip", str(sources), "-o", str(place / "copy.zip"), "--today", special_site.TODAY]
    result = CliRunner().invoke(main, [*arguments, "--base-url", ADDRESS])
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(place / "copy.zip") as archive:
        archive.extractall(place)
    (top,) = (path for path in place.iterdir() if path.is_dir())
    return top


class _Links(HTMLParser):
    """Addresses that a page leads to, loads, or goes on to, and its anchors."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" not in found:
            return
        self.links += [found[name] for name in ("href", "src", "action", "data-to") if name in found]
        self.links += [f"{folder}pagefind-entry.json" for folder in found.get("data-indexes", "").split()]
        self.anchors.add(found.get("id", ""))


def read(place: Path) -> _Links:
    parser = _Links()
    parser.feed(place.read_text(encoding="utf-8"))
    return parser


def test_every_link_of_every_page_leads_to_a_file_and_a_place_in_it(copy: Path) -> None:
    """A disk has no server that would find the index of a folder, or the root of the site."""
    pages = {place: read(place) for place in copy.rglob("*.html")}
    assert len(pages) > len(READ)
    broken, followed = [], 0
    for page, found in pages.items():
        for link in found.links:
            parts = urlsplit(link)
            if parts.scheme or link.startswith("//"):
                continue
            followed += 1
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            anchors = pages[target].anchors if target in pages else {""}
            if not target.is_file() or not target.is_relative_to(copy) or unquote(parts.fragment) not in {*anchors, ""}:
                broken.append((page.name, link))
    assert broken == [] and followed > 500


@pytest.fixture
def opened(browser: Browser, copy: Path) -> Iterator[tuple[Page, Callable[[str], None]]]:
    """A page, and what opens a file of the copy in it; whatever the browser complains of fails the test."""
    context = browser.new_context()
    context.add_init_script(WATCH)
    complaints: list[str] = []
    context.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    context.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else complaints.append(r.url))
    page = context.new_page()
    yield page, lambda path: page.goto((copy / path).as_uri()) and None
    context.close()
    assert complaints == []


def test_every_kind_of_page_has_its_style_and_says_how_old_it_is(
    opened: tuple[Page, Callable[[str], None]],
) -> None:
    page, open_ = opened
    seen = {}
    for path in ["start.html", *(f"site/{path}" for path in READ)]:
        open_(path)
        seen[path] = page.evaluate(f"[{HEADER}, document.querySelector('.copy-notice').checkVisibility()]")
        notice = page.locator(".copy-notice")
        assert notice.locator("time").get_attribute("datetime") == special_site.TODAY
        current = ADDRESS + ("" if path in ("start.html", "site/index.html") else path.removeprefix("site/"))
        assert notice.locator("a").get_attribute("href") == current
    assert {tuple(one) for one in seen.values()} == {("rgb(11, 63, 75)", True)}


def test_the_reader_starts_chooses_and_keeps_the_choice(opened: tuple[Page, Callable[[str], None]]) -> None:
    page, open_ = opened
    open_("start.html")
    page.get_by_role("link", name="Open the copy").click()
    page.locator("#audience-clinician").check(force=True)
    page.locator(f'a[href="{KINDS["article approved"]}"]').first.click()
    assert page.locator("#audience-clinician").is_checked()
    assert page.locator("[data-for=patient]").first.is_hidden()
    page.locator("a[role=doc-noteref]:visible").first.click()
    expect(page.locator("#reference-popover")).to_be_visible()
    page.emulate_media(media="print")
    assert page.locator(".copy-notice").is_visible()
    assert not page.locator(".site-tools").is_visible()


def test_axe_finds_nothing_in_a_copy(browser: Browser, copy: Path) -> None:
    """axe asks for style sheets itself, which no page on a disk may: what the browser says of that is not listened to."""
    context = browser.new_context()
    page = context.new_page()
    for path in ("start.html", "site/articles/plain.html"):
        page.goto((copy / path).as_uri())
        assert axe(page) == [], path
    context.close()


def test_a_copy_that_is_old_says_so_by_the_clock_of_the_reader(browser: Browser, copy: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    for today, is_old in (("2027-01-01", False), ("2100-01-01", True)):
        page.clock.set_fixed_time(f"{today}T12:00:00Z")
        page.goto((copy / "site/articles/approved.html").as_uri())
        assert page.get_by_text("This copy is old.").is_visible() is is_old, today
        overdue = page.locator(".notice[data-due]")
        assert overdue.is_visible() is is_old, today
    context.close()


def test_search_and_questions_say_why_they_do_not_work(opened: tuple[Page, Callable[[str], None]]) -> None:
    page, open_ = opened
    open_("site/articles/plain.html")
    assert page.locator("form").count() == 0
    assert "only where a web server serves these pages" in page.locator(".follow-up").inner_text()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Search").click()
    expect(page.locator("#search-status")).to_contain_text(
        "Search works only where this site is served by a web server"
    )
    assert page.locator("form").count() == 0
    assert page.locator("#search-browse a").count() > 3


@pytest.mark.parametrize("name", ["firefox", "webkit"])
def test_the_copy_works_in_another_engine(
    copy: Path, tmp_path_factory: pytest.TempPathFactory, playwright: Playwright, name: str
) -> None:
    article, other, search = (
        (copy / f"site/{KINDS[kind]}").as_uri() for kind in ("article approved", "topic", "search")
    )
    with engine(name, tmp_path_factory.mktemp("copy") / "profile", playwright) as page:
        page.open(article)
        assert_it_is_shown(page)
        page.run("document.getElementById('audience-clinician').click()")
        page.run(f"{SHOWN} [...document.querySelectorAll('a[role=doc-noteref]')].filter(shown)[0].click()")
        assert page.run("return document.querySelector('[popover]:popover-open') !== null")
        page.open(other)
        assert_it_is_shown(page)
        assert page.run("return document.querySelector('input[name=audience]:checked').value") == "clinician"
        page.open(search)
        assert "Search works only" in page.run("return document.getElementById('search-status').textContent")
        assert page.complaints == []


def assert_it_is_shown(page: Engine) -> None:
    assert page.run(f"return {HEADER}") == "rgb(11, 63, 75)"
    assert page.run("return document.querySelector('.copy-notice').checkVisibility()")


def test_on_a_server_inside_search_works_as_ever(browser: Browser, copy: Path) -> None:
    """Some path of an intranet, with no header of its own."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    handler = functools.partial(Quiet, directory=str(copy.parents[1]))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/on%20a%20d%C3%ADsk/{copy.name}/start.html")
        page.get_by_role("link", name="Open the copy").click()
        page.locator(".site-search input").fill("example treatment")
        page.keyboard.press("Enter")
        expect(page.locator("#search-results li").first).to_be_visible()
        assert page.locator(".copy-notice").is_visible()
        context.close()
        server.shutdown()
