"""What a reader chose is there from the first frame on, however slowly the page arrives, and nothing else is stored."""

from __future__ import annotations

import functools
import http.server
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

ARTICLE = "articles/approved.html"

Opened = Callable[..., Page]

FRAMES = """
window.frames_ = [];
const look = () => {
  if (document.body && location.protocol === 'http:') fetch('/seen', {method: 'POST'});
  if (document.body) frames_.push({
    ground: getComputedStyle(document.body).backgroundColor,
    scheme: getComputedStyle(document.documentElement).colorScheme,
    end: document.readyState !== 'loading',
    patient: [...document.querySelectorAll('[data-for=patient]')].some((e) => e.checkVisibility()),
    clinician: [...document.querySelectorAll('[data-for=clinician]')].some((e) => e.checkVisibility()),
  });
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) shifts.push([entry.value, entry.sources.map((s) => s.node?.outerHTML)]);
}).observe({type: 'layout-shift', buffered: true});
"""


class _Slow(http.server.SimpleHTTPRequestHandler):
    """Sends a page in pieces, each when the browser has shown the one before, and the script of the choices late."""

    cuts: tuple[bytes, ...] = ()
    seen: threading.Semaphore

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """The browser has shown a frame."""
        self.seen.release()
        self.send_response(204)
        self.end_headers()

    def do_GET(self) -> None:
        if self.path.endswith("audience.js"):
            time.sleep(0.1)
        if not self.path.partition("?")[0].endswith(".html"):
            super().do_GET()
            return
        content = Path(self.translate_path(self.path)).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        at = 0
        for cut in self.cuts:
            end = content.index(cut) + len(cut)
            self.wfile.write(content[at:end])
            self.wfile.flush()
            while self.seen.acquire(blocking=False):
                pass
            for _ in range(2):
                self.seen.acquire(timeout=5)
            at = end
        self.wfile.write(content[at:])


@pytest.fixture
def slow(folder: Path) -> Iterator[Callable[..., str]]:
    """The address of the site on a server that pauses after each of the given ends of pieces of a page."""
    servers = []

    def start(*cuts: bytes) -> str:
        handler = functools.partial(
            type("Slow", (_Slow,), {"cuts": cuts, "seen": threading.Semaphore(0)}), directory=str(folder)
        )
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/project/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def remembering(browser: Browser, **choices: str) -> BrowserContext:
    """A browser that remembers these choices and notes what it shows in each frame."""
    context = browser.new_context()
    for name, choice in choices.items():
        context.add_init_script(f"localStorage.setItem('dr-evidence-site.{name}', '{choice}');")
    context.add_init_script(FRAMES)
    return context


def ground(page: Page) -> str:
    return str(page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor"))


def dark_ground(browser: Browser, address: str) -> str:
    """The ground of the page for somebody whose device is dark."""
    context = browser.new_context(color_scheme="dark", java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    colour = ground(page)
    context.close()
    return colour


@pytest.mark.parametrize(
    "cuts",
    [
        (b"Skip to", b'id="page-main"', b"Bottom line</p>"),
        (b'value="auto"', b'value="patient"', b'value="clinician"', b'<div data-for="clinician">'),
        (b'name="theme" id="theme-dark"', b'name="audience" id="audience-clinician"', b"What was studied"),
        (b'id="audience-patient" value="patient" checked>', b'<div class="prose">', b"</main>"),
    ],
)
def test_no_frame_shows_another_choice(browser: Browser, slow: Callable[..., str], cuts: tuple[bytes, ...]) -> None:
    context = remembering(browser, audience="clinician", theme="dark")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(slow(*cuts) + ARTICLE, wait_until="load")
    page.wait_for_timeout(100)
    frames = page.evaluate("frames_")
    assert sum(not frame["end"] for frame in frames) >= 6  # the page was seen while it arrived
    assert not [frame for frame in frames if frame["patient"]]
    assert frames[-1]["clinician"]
    assert {frame["scheme"] for frame in frames} == {"dark"}
    assert {frame["ground"] for frame in frames if frame["end"]} == {dark_ground(browser, page.url)}
    assert page.evaluate("document.documentElement.style.length") == 0  # the radio button is the only truth again
    assert page.locator("#theme-dark").is_checked()
    assert complaints == []
    context.close()


def test_nothing_moves_while_the_page_loads(browser: Browser, site: str) -> None:
    context = remembering(browser, audience="clinician", theme="dark")
    page = context.new_page()
    for viewport in ({"width": 1280, "height": 900}, {"width": 360, "height": 640}):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        page.goto(site + ARTICLE, wait_until="load")
        page.wait_for_timeout(200)
        assert page.evaluate("shifts") == []
    context.close()


def scheme(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).colorScheme"))


def choose(page: Page, theme: str) -> None:
    page.evaluate("id => document.getElementById(id).click()", f"theme-{theme}")


def test_light_or_dark_is_remembered_on_every_page(opened: Opened) -> None:
    page = opened(ARTICLE)
    assert scheme(page) == "light dark"
    choose(page, "dark")
    assert scheme(page) == "dark"
    page.goto(page.url.replace("approved", "withdrawn"))
    assert scheme(page) == "dark"
    choose(page, "light")
    page.reload()
    assert scheme(page) == "light"
    choose(page, "auto")
    page.reload()
    assert scheme(page) == "light dark"
    assert page.locator("#theme-auto").is_checked()


@pytest.mark.parametrize("word", ["sepia", "", "__proto__", '"]'])
def test_an_unknown_remembered_scheme_is_ignored(opened: Opened, word: str) -> None:
    page = opened(ARTICLE)
    page.evaluate("word => localStorage.setItem('dr-evidence-site.theme', word)", word)
    page.reload()
    assert scheme(page) == "light dark"
    assert page.locator("#theme-auto").is_checked()


def test_the_scheme_works_without_a_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + ARTICLE)
    page.locator(".appearance summary").click()
    page.locator("#theme-dark").check()
    assert ground(page) == dark_ground(browser, page.url)
    context.close()


def test_nothing_but_the_two_choices_is_stored(opened: Opened) -> None:
    page = opened("index.html?audience=patient")
    for path in ("articles/approved.html", "references.html", "people.html"):
        page.goto(page.url.partition("project/")[0] + "project/" + path)
        page.get_by_label("Health professional").check()
        choose(page, "dark")
        if path == ARTICLE:
            page.locator("#cite-3 a").first.click()
            page.keyboard.press("Escape")
    kept = page.evaluate(
        """async () => ({
          local: Object.keys(localStorage),
          session: Object.keys(sessionStorage),
          cookies: document.cookie,
          databases: (await indexedDB.databases()).length,
          workers: (await navigator.serviceWorker.getRegistrations()).length,
          caches: await caches.keys(),
          name: window.name,
        })"""
    )
    assert sorted(kept["local"]) == ["dr-evidence-site.audience", "dr-evidence-site.theme"]
    assert kept["session"] == ["dr-evidence-site.audience"]
    assert (kept["cookies"], kept["databases"], kept["workers"], kept["caches"], kept["name"]) == ("", 0, 0, [], "")
    assert page.context.cookies() == []
