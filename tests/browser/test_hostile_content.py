"""A hostile site in a browser: with the policy in force nothing is even tried, and without it nothing of theirs runs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
import whole_site
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

import hostile_site
from dr_evidence_site.build import Options
from dr_evidence_site.build.preview import Preview
from dr_evidence_site.system.server import Server

NAME = "hostile"
CANARY = """
  window.__hits = [];
  window.__pwned = (number) => { window.__hits.push(number); console.error('ran', number); };
  addEventListener('securitypolicyviolation', (e) => console.error('policy', e.violatedDirective, e.blockedURI));
"""
PAYLOAD = "\"'><img src=x onerror=__pwned(0)></script><script>__pwned(0)</script>"

TOUCH = """async () => {
  for (const door of document.querySelectorAll('details')) door.open = true;
  const all = [...document.body.querySelectorAll('*')];
  for (const kind of ['pointerover', 'mouseover', 'toggle']) {
    for (const element of all) element.dispatchEvent(new Event(kind, { bubbles: false }));
  }
  for (const element of all) if (element.hasAttribute('autofocus') || element.hasAttribute('tabindex')) element.focus({ preventScroll: true });
  const links = [...document.querySelectorAll('a[href^="#ref-"], a[href^="#term-"]')].filter((link) => link.checkVisibility());
  let opened = 0;
  for (const link of links.filter((_, index) => index % Math.ceil(links.length / 16) === 0)) {
    link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }));
    opened += document.querySelectorAll('[popover]:popover-open').length;
  }
  document.querySelector('input[name="audience"]:not(:checked)')?.click();
  for (const button of document.querySelectorAll('button[data-copy]')) button.click();
  await new Promise((resolve) => setTimeout(resolve, 5));
  return opened;
}"""
"""What a reader may do, and what a handler that got through would be called by."""


class Watched:
    """A browser profile, and all that must not happen in it."""

    def __init__(self, browser: Browser, origin: str, **options: object) -> None:
        self.context: BrowserContext = browser.new_context(**options)  # type: ignore[arg-type]
        self.context.set_default_timeout(10_000)
        self.context.add_init_script(CANARY)
        self.trouble: list[str] = []
        self._origin = origin
        self.context.on("request", self._request)
        self.context.on("console", self._console)
        self.context.on("dialog", lambda dialog: self.trouble.append(f"dialog: {dialog.message}"))
        self.context.on("weberror", lambda error: self.trouble.append(str(error.error)))
        self.page: Page = self.context.new_page()

    def _request(self, sent: Request) -> None:
        if not sent.url.startswith((self._origin, "data:image/svg+xml", "about:")):
            self.trouble.append(f"foreign request: {sent.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "status of 404" not in message.text:
            self.trouble.append(f"{message.text} ({self.page.url})")

    def open(self, address: str) -> Page:
        self.page.goto("about:blank")  # else a new fragment alone would not load the page again
        self.page.goto(self._origin + address)
        return self.page


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[hostile_site.Built, str]]:
    place = tmp_path_factory.mktemp("hostile")
    built = hostile_site.build(place)
    (place / "www/project").mkdir(parents=True)
    (place / "www/project" / NAME).symlink_to(built.folder)
    with whole_site.served(place) as origin:
        yield built, f"{origin}/project/{NAME}/"


@pytest.fixture(params=["policy in force", "without a policy"])
def watched(
    request: pytest.FixtureRequest, browser: Browser, site: tuple[hostile_site.Built, str]
) -> Iterator[Watched]:
    """Without a policy only the escaping of every text stands between a contributor and the readers."""
    seen = Watched(browser, site[1], bypass_csp=request.param == "without a policy")
    yield seen
    assert seen.page.evaluate("window.__hits") == []
    seen.context.close()
    assert seen.trouble == []


def test_every_page_is_used_and_nothing_of_theirs_runs(watched: Watched, site: tuple[hostile_site.Built, str]) -> None:
    paths = site[0].files(".html")
    assert len(paths) > 20
    opened = 0
    watched.page.emulate_media(media="print")
    for path in paths:
        if path.startswith("people"):  # some on paper, the rest on a screen
            watched.page.emulate_media(media="screen")
        watched.open(path)
        opened += watched.page.evaluate(TOUCH)
        assert watched.page.evaluate("window.__hits") == [], path
    assert opened > 15


def test_an_address_that_somebody_sent_does_nothing_more(watched: Watched) -> None:
    queries = ["", urlencode({"audience": PAYLOAD, PAYLOAD: PAYLOAD}), "audience=__proto__"]
    told = urlencode({"q": PAYLOAD, "from": "javascript:__pwned(0)", "topic": PAYLOAD, "status": PAYLOAD})
    fragments = [PAYLOAD, "javascript:__pwned(0)", told]
    for path in ("articles/withdrawn.html", "articles/ill-old.html", "search.html", "nowhere.html"):
        for query, fragment in zip(queries, fragments, strict=True):
            watched.open(f"{path}?{query}#{quote(fragment, safe='=&')}")
            watched.page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 20))")
            assert watched.page.evaluate("window.__hits") == [], (path, fragment)
            links = watched.page.evaluate("[...document.links].map((link) => link.protocol)")
            assert set(links) <= {"http:", "https:", "mailto:"}


def test_results_of_a_search_are_text(watched: Watched) -> None:
    """Titles, headings and passages are theirs, and so may be the words that are looked for."""
    for told in (
        {"q": "onerror", "from": "../../javascript:__pwned(0)"},
        {"question": f"illness {PAYLOAD}"},
        {"q": "placebo illness"},
    ):
        watched.open(f"search.html#{urlencode(told)}")
        status = watched.page.locator("#search-status")
        expect(status).not_to_have_text("")
        expect(status).not_to_have_text("Searching …")
        hrefs = watched.page.evaluate("[...document.querySelectorAll('#search a')].map((a) => a.getAttribute('href'))")
        assert all(href is None or hostile_site.is_allowed(href) for href in hrefs)
    expect(watched.page.locator(".search-result")).not_to_have_count(0)
    assert watched.page.locator(".search-result img, .search-result script, .search-result svg").count() == 0
    assert "<script>" in watched.page.locator("#search-results").inner_text()


def test_the_policy_of_every_page_and_its_header_allow_no_inline_code(
    site: tuple[hostile_site.Built, str], browser: Browser
) -> None:
    built, address = site
    context = browser.new_context()
    for path in built.files(".html"):
        answer = context.request.get(address + path)
        policies = [answer.headers["content-security-policy"]]
        policies += [line.split('content="')[1].split('"')[0] for line in answer.text().splitlines() if "http-equiv=\"Content-Security-Policy\"" in line]  # fmt: skip
        assert len(policies) == 2, path
        for policy in policies:
            rules = {name: words for name, *words in (rule.split() for rule in policy.split(";"))}
            assert rules["default-src"] == ["'none'"]
            assert rules["base-uri"] == ["'none'"]
            assert set(rules["script-src"]) <= {"'self'", "'wasm-unsafe-eval'"}
            assert rules["style-src"] == ["'self'"]
            assert "unsafe-inline" not in policy and "unsafe-eval'" not in policy.replace("'wasm-unsafe-eval'", "")
        # The header has to allow for all pages what search needs; the page itself forbids it again.
        assert ("wasm-unsafe-eval" in policies[1]) == path.startswith("search."), path
    context.close()


def test_the_canary_sings_when_something_runs(browser: Browser, site: tuple[hostile_site.Built, str]) -> None:
    """Silence in the other tests means something."""
    for bypass in (True, False):
        seen = Watched(browser, site[1], bypass_csp=bypass)
        page = seen.open("about.html")
        page.evaluate(
            "(html) => { document.querySelector('main').innerHTML = html; }",
            f"{PAYLOAD}<img src=//{hostile_site.FOREIGN}>",
        )
        page.evaluate(TOUCH)
        page.wait_for_timeout(50)
        ran = page.evaluate("window.__hits.length")
        assert (ran > 0) == bypass
        assert any("policy" in one for one in seen.trouble) != bypass
        assert any("foreign request" in one for one in seen.trouble)
        seen.context.close()


def test_the_live_preview_shows_hostile_diagnostics_as_text(browser: Browser, tmp_path: Path) -> None:
    """In its bar on a page, and on the page that stands in for one that could not be built."""
    front = "---\ntitle: x\nstatus: submitted\nupdated: 2026-01-01\naudience: clinician\n"
    place = tmp_path / "site/content/articles"
    place.mkdir(parents=True)
    (place / "ill.md").write_text(f"{front}---\n{PAYLOAD}\n")
    (tmp_path / "site/site.yaml").write_text("search: false\n")
    day = dt.date.fromisoformat(hostile_site.TODAY)
    preview = Preview(Options(tmp_path / "site", day, jobs=1, remember=False), tmp_path / "build")
    server = Server(0, preview)
    server.start()
    seen = Watched(browser, f"http://localhost:{server.port}/", bypass_csp=True)
    try:
        preview.build(day)
        bar = seen.open("articles/ill.html").locator("dr-evidence-preview")
        expect(bar.locator("li").first).to_be_attached()
        assert "<script>" in (bar.locator("ol").text_content() or "")
        assert bar.locator("script, img").count() == 0
        (place / "bad.md").write_text(
            f"{front}{json.dumps(PAYLOAD)}: 1\n---\n[@{PAYLOAD}] [x](<javascript:{PAYLOAD}>)\n"
        )
        preview.build(day)
        seen.open("articles/bad.html")
        assert "<script>" in seen.page.locator("main").inner_text()
        assert seen.page.evaluate("window.__hits") == []
        assert [one for one in seen.trouble if "status of" not in one] == []
    finally:
        server.close()
        seen.context.close()
