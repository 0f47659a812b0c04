"""What whole pages load and cost: nothing foreign, no complaint, few and small files, nothing that moves on loading."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import page_probes
import pytest
from playwright.sync_api import Browser, Page
from special_site import KINDS
from whole_site import MIRRORED, OWN, SPECIAL, Built

from html_tree import Tree

Visit = Callable[..., Page]
Whole = Mapping[str, Built]

BUDGET = 100_000
"""Bytes of an article page, uncompressed, with style sheets and scripts and without pictures."""
REQUESTS = 6
OWN_LONGEST = "articles/vitamin-d3-k2-bone.html"


@pytest.mark.parametrize("name", [OWN, SPECIAL, MIRRORED])
def test_no_page_asks_others_for_anything_or_breaks_the_policy(visit: Visit, whole: Whole, name: str) -> None:
    """The fixture listens; the host sends the policy of `_headers` beside that of the page."""
    page = visit("index.html", name)
    for path in whole[name].pages():
        answer = page.goto(whole[name].address + path)
        assert answer is not None and answer.status == 200
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_the_policy_is_in_force(browser: Browser, whole: Whole) -> None:
    """What the policy forbids does not happen, so silence in the other tests means something."""
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(whole[SPECIAL].address + "index.html")
    page.evaluate(
        """() => {
          const script = document.createElement('script');
          script.textContent = 'window.broken = true';
          document.body.append(script);
          document.body.setAttribute('style', 'color: red');
          const picture = document.createElement('img');
          picture.src = 'https://tracker.invalid/x.png';
          document.body.append(picture);
        }"""
    )
    page.wait_for_timeout(100)
    assert page.evaluate("window.broken") is None
    assert len([text for text in complaints if "Content Security Policy" in text]) >= 3
    context.close()


@pytest.mark.parametrize("name", [OWN, SPECIAL])
@pytest.mark.parametrize("lost", ["nowhere.html", "articles/a/b/nowhere"])
def test_a_lost_reader_finds_a_whole_page(browser: Browser, whole: Whole, name: str, lost: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("response", lambda r: failed.append(r.url) if r.status >= 400 and not r.url.endswith(lost) else None)
    answer = page.goto(whole[name].address + lost)
    assert answer is not None and answer.status == 404
    assert failed == []
    assert page.evaluate("getComputedStyle(document.querySelector('.skip-link')).position") == "absolute"
    page.locator("#audience-clinician").check(force=True)
    page.locator("main a").first.click()
    page.wait_for_url(re.compile(rf"{re.escape(whole[name].address)}index\.html.*"))
    assert page.locator("#audience-clinician").is_checked()
    context.close()


def weight(site: Built, path: str) -> dict[str, int]:
    """The bytes of a page without the pictures drawn in it, and of each style sheet and script that it links."""
    page = Tree.of(site.folder / path)
    drawn = sum(map(len, re.findall(rb"<svg\b.*?</svg>", (site.folder / path).read_bytes(), re.DOTALL)))
    files = [e.get("src") or "" for e in page.all(".//script") if e.get("src")]
    files += [e.get("href") or "" for e in page.all(".//link") if e.get("rel") == "stylesheet"]
    places = [site.folder / path, *((site.folder / path).parent / file for file in files)]
    return {"pictures": -drawn, **{place.name: place.stat().st_size for place in places}}


@pytest.mark.parametrize("name", [OWN, SPECIAL, MIRRORED])
def test_every_article_stays_within_the_budget(whole: Whole, name: str) -> None:
    site = whole[name]
    articles = [path for path in site.pages() if path.startswith("articles/")]
    heavy = {path: files for path in articles if sum((files := weight(site, path)).values()) >= BUDGET}
    assert heavy == {}


@pytest.mark.parametrize(("name", "path"), [(OWN, OWN_LONGEST), (SPECIAL, KINDS["article approved"])])
def test_a_first_visit_of_an_article_makes_few_requests(browser: Browser, whole: Whole, name: str, path: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(whole[name].address + path)
    page.wait_for_timeout(200)
    # A headless browser does not fetch the icon.
    icons = {page.evaluate("document.querySelector('link[rel=icon]').href")}
    pictures = {url for url in asked if url.endswith((".png", ".jpg", ".webp", ".avif", ".gif"))}
    assert len(set(asked) - pictures | icons) <= REQUESTS, asked
    assert len(asked) == len(set(asked))
    context.close()


STATES: Mapping[str, Mapping[str, str]] = {
    "first visit": {},
    "remembered audience": {"dr-evidence-site.audience": "clinician"},
    "remembered dark theme": {"dr-evidence-site.theme": "dark", "dr-evidence-site.audience": "clinician"},
}


LOADS = [(OWN, OWN_LONGEST, width, state) for width in (360, 1280) for state in STATES]
LOADS += [(SPECIAL, KINDS["article approved"], width, "remembered dark theme") for width in (360, 1280)]
LOADS += [
    (SPECIAL, KINDS["home"], 360, "remembered audience"),
    (MIRRORED, KINDS["article approved"], 1280, "first visit"),
]


@pytest.mark.parametrize(("name", "path", "width", "state"), LOADS)
def test_nothing_moves_while_a_page_loads(
    browser: Browser, whole: Whole, name: str, path: str, width: int, state: str
) -> None:
    """On a slow line and with nothing in the browser's cache."""
    site = whole[name]
    stored = [{"name": key, "value": value} for key, value in STATES[state].items()]
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        storage_state={"cookies": [], "origins": [{"origin": site.origin, "localStorage": stored}]},  # type: ignore[typeddict-item]
    )
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 20, "downloadThroughput": 300_000, "uploadThroughput": 300_000},
    )
    page.goto(site.address + path, wait_until="load")
    assert page_probes.layout_shifts(page) == []
    if stored:
        assert page.locator("#audience-clinician").is_checked()
    if state == "remembered dark theme":
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    context.close()


def test_the_probe_of_shifts_finds_one(visit: Visit) -> None:
    page = visit(KINDS["article approved"])
    page.evaluate(
        """() => new Promise((resolve) => setTimeout(() => {
          const box = document.createElement('div');
          box.append(...Array.from({length: 9}, () => Object.assign(document.createElement('p'), {textContent: 'x'})));
          document.querySelector('h1').before(box);
          requestAnimationFrame(() => requestAnimationFrame(resolve));
        }, 600))"""
    )
    assert page_probes.layout_shifts(page) != []


def test_only_the_two_choices_are_stored(visit: Visit) -> None:
    page = visit(KINDS["article approved"])
    page_probes.audience(page, "clinician")
    page.evaluate("document.querySelector('#theme-dark')?.click()")
    page.reload()
    stored = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert set(stored) <= {"dr-evidence-site.audience", "dr-evidence-site.theme"}
    assert page.context.cookies() == []
    assert page.evaluate("indexedDB.databases().then((found) => found.length)") == 0
    assert page.evaluate("caches.keys().then((found) => found.length)") == 0
