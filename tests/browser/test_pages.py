from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import html5lib
import pytest
import samples
from playwright.sync_api import Browser, Page

Opened = Callable[..., Page]
PAGES = sorted(path for path in samples.rendered() if path.endswith(".html"))
ARTICLES = [path for path in PAGES if path.startswith("articles/")]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_valid_html_without_inline_style_or_script(path: str) -> None:
    html = samples.rendered()[path].decode("utf-8")
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert len(list(tree.iter("h1"))) == 1
    assert not list(tree.iter("style"))
    assert [element.tag for element in tree.iter() if element.get("style")] == []
    assert all(script.get("src") and not script.text for script in tree.iter("script"))
    assert not re.search(r'\s(on\w+|srcdoc)="', html)
    inside = [element.get("href") for element in tree.iter("a") if (element.get("href") or "").startswith("#")]
    assert {href[1:] for href in inside} <= set(ids)


@pytest.mark.parametrize("path", PAGES)
def test_headings_never_skip_a_level(path: str) -> None:
    tree = html5lib.parse(samples.rendered()[path].decode("utf-8"), namespaceHTMLElements=False)
    levels = [int(element.tag[1]) for element in tree.iter() if re.fullmatch("h[1-6]", str(element.tag))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_asks_nothing_of_others_and_breaks_no_policy(browser: Browser, site: str, path: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", lambda response: complaints.append(response.url) if response.status >= 400 else None)
    page.goto(site + path, wait_until="load")
    assert complaints == []
    assert len(asked) >= 4
    assert [url for url in asked if not url.startswith(site)] == []
    context.close()


def test_no_page_is_wider_than_a_small_screen(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    for path in PAGES:
        for audience in ("patient", "clinician"):
            page.goto(f"{site}{path}?audience={audience}")
            width, content = page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
            assert content <= width, (path, audience, content)
    context.close()


def test_a_wide_table_scrolls_inside_itself(opened: Opened) -> None:
    page = opened("articles/approved.html", viewport={"width": 320, "height": 640})
    assert page.locator(".table").evaluate("e => e.scrollWidth > e.clientWidth")


@pytest.mark.parametrize("path", ["index.html", "articles/approved.html"])
def test_what_is_touched_is_large_enough(opened: Opened, path: str) -> None:
    page = opened(path, viewport={"width": 360, "height": 640})
    for label in page.locator(".audience label").all():
        assert (label.bounding_box() or {})["height"] >= 44


def test_lines_have_a_comfortable_length(opened: Opened) -> None:
    page = opened("articles/approved.html", viewport={"width": 1280, "height": 900})
    characters = page.evaluate(
        """() => {
          const text = document.querySelector('.prose > p');
          const range = document.createRange();
          range.selectNodeContents(text);
          const lines = new Set([...range.getClientRects()].map(r => Math.round(r.top)));
          return text.textContent.length / Math.max(lines.size, 1);
        }"""
    )
    assert 45 <= characters <= 90


@pytest.mark.parametrize(
    ("path", "current", "words"),
    [
        ("articles/submitted.html", "Submitted", "Human review is pending"),
        ("articles/under-review.html", "Under review", "Human review is pending"),
        ("articles/approved.html", "Approved", "Educational purpose only."),
    ],
)
def test_the_current_step_is_marked_for_eyes_and_for_assistive_technology(
    opened: Opened, path: str, current: str, words: str
) -> None:
    page = opened(path)
    steps = page.locator(".steps > li")
    assert steps.count() == 3
    marked = page.locator("[aria-current=step]")
    assert marked.count() == 1
    assert marked.locator(".step-name").inner_text() == current
    assert marked.locator(".step-state").inner_text() == "Current status"
    notice = page.locator(".notice-status").inner_text()
    assert words in notice
    assert ("pending" in notice) is (current != "Approved")


def test_a_withdrawn_article_has_a_notice_and_no_steps(opened: Opened) -> None:
    page = opened("articles/withdrawn.html")
    assert page.get_by_text("This page has been withdrawn.").is_visible()
    assert page.locator(".steps").count() == 0


@pytest.mark.parametrize(
    ("path", "shown"),
    [("articles/approved.html", False), ("articles/past-due.html", True), ("articles/overdue.html", True)],
)
def test_an_overdue_page_says_so_in_the_readers_browser(opened: Opened, path: str, shown: bool) -> None:
    assert opened(path).get_by_text("Review overdue.").is_visible() is shown


def test_a_page_that_was_overdue_when_built_says_so_without_a_script(opened: Opened) -> None:
    assert opened("articles/overdue.html", java_script_enabled=False).get_by_text("Review overdue.").is_visible()


def test_an_audience_without_text_of_its_own_is_told(opened: Opened) -> None:
    page = opened("articles/unserved.html")
    notice = page.get_by_text("This page has no text of its own for “Patient or carer”.")
    assert notice.is_visible()
    page.get_by_label("Health professional").check()
    assert notice.is_hidden()


def test_the_board_is_named_only_where_there_is_one(opened: Opened) -> None:
    page = opened("articles/approved.html")
    assert page.locator(".board-line").inner_text() == "Medical advisory board 3 members"
    page.goto(page.url.replace("articles/approved.html", "about.html"))
    assert page.get_by_text("Medical advisory board").count() == 0


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_contents_stand_open_on_wide_screens(opened: Opened, script: bool) -> None:
    page = opened("articles/approved.html", viewport={"width": 1280, "height": 900}, java_script_enabled=script)
    assert page.locator(".contents a", has_text="Harms").is_visible()


def test_the_contents_are_folded_on_small_screens(opened: Opened) -> None:
    page = opened("articles/approved.html", viewport={"width": 360, "height": 640})
    link = page.locator(".contents a", has_text="Harms")
    assert link.is_hidden()
    page.get_by_text("On this page").click()
    assert link.is_visible()


def test_marks_of_integrity_are_words(opened: Opened) -> None:
    page = opened("articles/approved.html")
    assert page.locator("#ref-5 .integrity").inner_text() == "Retracted"
    assert "Retracted by the journal in 2010." in page.locator("#ref-5").inner_text()
    assert page.locator("#ref-9 .integrity").inner_text() == "Expression of concern"
    assert page.locator("#ref-12 .integrity").inner_text() == "Corrected"


def test_the_skip_link_is_the_first_stop_and_leads_to_the_text(opened: Opened) -> None:
    page = opened("articles/approved.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "page-main"


CONTRAST = """() => {
  const rgb = (text) => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d');
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b]
    .map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = rgb(getComputedStyle(e).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return rgb('canvas');
  };
  const faults = [];
  let seen = 0;
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest('.visually-hidden, .skip-link')) continue;
    seen += 1;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faults.push([element.className || element.tagName, ratio.toFixed(2)]);
  }
  return {seen, faults};
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser: Browser, site: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    for path in (
        "index.html",
        "articles/approved.html",
        "articles/withdrawn.html",
        "articles/overdue.html",
        "people.html",
    ):
        page.goto(site + path)
        result = page.evaluate(CONTRAST)
        assert result["seen"] > 15
        assert result["faults"] == [], path
    context.close()


def test_the_page_reads_from_right_to_left(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(site + "articles/approved.html")
    page.evaluate("document.documentElement.dir = 'rtl'")
    box = page.locator(".record").bounding_box() or {}
    body = page.locator(".prose").bounding_box() or {}
    assert box["x"] + box["width"] <= body["x"]
    width, content = page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
    assert content <= width
    context.close()
