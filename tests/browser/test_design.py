"""The look of the default theme: what it promises beyond looking well."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
import samples
from playwright.sync_api import Page

from dr_evidence_site.build.run import Options, build
from dr_evidence_site.site.bundles import compact_style
from sites import LIBRARY, TODAY, article

Opened = Callable[..., Page]
SHEETS = sorted((samples.TEMPLATES / "static").rglob("*.css"))
EVERYTHING = "articles/everything.html"
ARABIC = "articles/arabic.html"
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 800}
TINY = {"width": 320, "height": 640}


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).first.bounding_box()
    assert found, selector
    return dict(found)


def colour(page: Page, selector: str, which: str = "backgroundColor") -> str:
    return str(page.locator(selector).first.evaluate(f"e => getComputedStyle(e).{which}"))


# Style sheets

_PHYSICAL = re.compile(
    r"(?:^|[\s;{])(?:left|right)\s*:|-(?:left|right)(?:-radius)?\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_sheets_name_no_side_that_is_another_in_other_languages(sheet: Path) -> None:
    assert _PHYSICAL.findall(re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)) == []


def test_sides_would_be_found() -> None:
    for text in ("a { left: 0 }", "margin-left:0", "border-top-left-radius: 1px", "text-align: right", "float:left"):
        assert _PHYSICAL.search(text)
    for text in ("inset-inline-start: 0", "border-start-start-radius: 1px", "float: inline-end", "content: 'left: x'"):
        assert not _PHYSICAL.search(text) or "content" in text


def test_what_is_published_means_what_was_written(opened: Opened) -> None:
    page = opened("index.html")
    for sheet in SHEETS:
        text = sheet.read_text("utf-8")
        first, second = page.evaluate(
            r"""(sheets) => sheets.map((text) => {
              const sheet = new CSSStyleSheet();
              sheet.replaceSync(text);
              return [...sheet.cssRules].map((rule) => rule.cssText
                .replace(/([,:/])\s+|\s+(?=\/)/g, '$1').replace(/([^\w.])0(?=\.\d)/g, '$1'));
            })""",
            [text, compact_style(text)],
        )
        assert first == second and first, sheet.name


@pytest.fixture
def branded(tmp_path: Path, opened: Opened) -> Callable[[dict[str, str]], Page]:
    """A real site with theme files of its own, opened at its article."""

    def open_(static: dict[str, str]) -> Page:
        files = {f"templates/static/{name}": text for name, text in static.items()}
        files |= {"content/articles/a.md": article(), "references/library.bib": LIBRARY}
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        build(Options(tmp_path, TODAY), tmp_path / "build")
        page = opened("index.html", viewport=WIDE)
        page.goto((tmp_path / "build/articles/a.html").as_uri())
        return page

    return open_


def test_a_few_lines_brand_the_site(branded: Callable[[dict[str, str]], Page]) -> None:
    page = branded({"brand.css": ":root { --header: light-dark(#3b1230, #240a1d); --measure: 20rem; --radius: 0 }"})
    assert colour(page, ".site-header") == "rgb(59, 18, 48)"
    assert box(page, ".prose > p")["width"] == 320
    assert colour(page, ".record", "borderRadius") == "0px"
    assert page.locator("link[rel=stylesheet]").count() == 2


def test_a_site_replaces_one_part_of_the_sheet(branded: Callable[[dict[str, str]], Page]) -> None:
    page = branded({"theme/52-record.css": ".record { border: 7px solid }"})
    assert colour(page, ".record", "borderTopWidth") == "7px"
    assert colour(page, ".site-header") == "rgb(11, 63, 75)"


def test_a_site_replaces_the_whole_sheet(branded: Callable[[dict[str, str]], Page]) -> None:
    page = branded({"theme.css": "body { margin: 9px }"})
    assert colour(page, "body", "marginLeft") == "9px"
    assert colour(page, ".site-header") == "rgba(0, 0, 0, 0)"


# Light and dark


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("device", ["light", "dark"])
def test_the_reader_chooses_light_or_dark(opened: Opened, device: str, script: bool) -> None:
    page = opened(EVERYTHING, color_scheme=device, java_script_enabled=script)
    grounds = {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 24, 28)"}
    assert colour(page, "body") == grounds[device]
    page.locator(".appearance summary").click()
    for choice in ("dark", "light"):
        page.locator(f"label[for=theme-{choice}]").click()
        assert colour(page, "body") == grounds[choice]
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == choice
    page.locator("label[for=theme-auto]").click()
    assert colour(page, "body") == grounds[device]


def test_the_choice_of_light_or_dark_needs_no_mouse(opened: Opened) -> None:
    page = opened("index.html", color_scheme="light", viewport=PHONE)
    page.locator(".appearance summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator("#theme-dark").is_checked()
    panel = box(page, ".appearance fieldset")
    assert panel["x"] >= 0 and panel["x"] + panel["width"] <= PHONE["width"]


@pytest.mark.parametrize("which", [EVERYTHING, ARABIC])
def test_the_panel_for_it_lies_within_the_window(opened: Opened, which: str) -> None:
    for viewport in (TINY, PHONE, WIDE):
        page = opened(which, viewport=viewport)
        page.locator(".appearance summary").click()
        panel = box(page, ".appearance fieldset")
        assert panel["x"] >= 0 and panel["x"] + panel["width"] <= viewport["width"]
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


# Reading

_LINES = """(element) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const lines = new Map();
  const range = document.createRange();
  for (let node; (node = walker.nextNode()); ) {
    if (!node.parentElement.checkVisibility()) continue;
    for (let i = 0; i < node.length; i += 1) {
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const rect = range.getBoundingClientRect();
      if (!rect.width) continue;
      const line = Math.round(rect.bottom / 8);
      lines.set(line, (lines.get(line) || 0) + 1);
    }
  }
  return [...lines.values()].slice(0, -1);
}"""


@pytest.mark.parametrize("width", [1024, 1280, 1920])
def test_lines_of_text_have_sixty_to_seventy_five_characters(opened: Opened, width: int) -> None:
    page = opened(EVERYTHING, viewport={"width": width, "height": 900})
    page.evaluate(
        """() => document.querySelector('.prose > p').textContent =
          'Most of those who took part in the trials were older than fifty, and few lived in care homes. '.repeat(9)"""
    )
    lines = page.locator(".prose > p").first.evaluate(_LINES)
    assert len(lines) > 5
    assert 60 <= sum(lines) / len(lines) <= 75
    assert max(lines) <= 78


def test_the_parts_of_an_article_stand_in_the_order_of_their_weight(opened: Opened) -> None:
    page = opened(EVERYTHING)
    order = [
        "h1", ".question", ".board-line", ".notice-status", ".steps", ".facts", ".audience", ".bottom-line", ".prose h2",
        ".terms", "#page-references", "#page-cite", "#page-related", ".follow-up", ".disclaimers",
    ]  # fmt: skip
    assert page.evaluate(
        """(order) => {
          const found = order.map((selector) => document.querySelector(selector));
          return found.slice(1).map((e, i) => !!e && !!(found[i].compareDocumentPosition(e) & 4));
        }""",
        order,
    ) == [True] * (len(order) - 1)


def test_the_answer_is_near_on_a_phone(opened: Opened) -> None:
    page = opened("articles/under-review.html", viewport=PHONE)
    assert box(page, ".bottom-line")["y"] <= 1.6 * PHONE["height"]


def test_the_answer_is_in_sight_on_a_wide_screen(opened: Opened) -> None:
    page = opened(EVERYTHING, viewport=WIDE)
    assert box(page, ".bottom-line .block-label")["y"] + 60 <= WIDE["height"]


def test_the_sign_of_an_explained_word_is_not_part_of_the_text(opened: Opened) -> None:
    page = opened(EVERYTHING)
    assert "Thirty-three trials with 51,145" in page.locator(".prose").inner_text()
    assert box(page, "[role=doc-glossref]")["width"] >= 12
    page.get_by_label("Health professional").check()
    assert page.locator("[role=doc-glossref]").first.is_hidden()
    assert page.locator(".terms").is_hidden()


# The choice of audience while reading


@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
def test_the_choice_of_audience_stays_in_reach_and_small(opened: Opened, viewport: dict[str, int]) -> None:
    page = opened(EVERYTHING, viewport=viewport)
    page.evaluate("scrollTo(0, 2500)")
    bar, options = box(page, ".personalize"), box(page, ".audience-options")
    assert 0 <= options["y"] <= 12
    assert bar["y"] + bar["height"] <= 76
    assert box(page, ".audience legend")["y"] < 0
    page.get_by_label("Health professional").check()
    assert page.locator("#audience-clinician").is_checked()


@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
def test_nothing_that_is_reached_lies_below_it(opened: Opened, viewport: dict[str, int]) -> None:
    page = opened(EVERYTHING, viewport=viewport, reduced_motion="reduce")
    page.goto(page.url + "#limits")
    bar = box(page, ".personalize")
    assert box(page, "#limits")["y"] >= bar["y"] + bar["height"]
    page.locator("#cite-13 a").first.focus()
    for _ in range(12):  # backwards, so that the page scrolls towards its top
        page.keyboard.press("Shift+Tab")
        focused = page.evaluate(
            "() => { const r = document.activeElement.getBoundingClientRect(); return [r.top, r.bottom]; }"
        )
        bar = box(page, ".personalize")
        assert focused[1] > bar["y"] + bar["height"] or focused[0] >= 0 > bar["y"] + bar["height"] - 76, focused


def test_it_leaves_low_windows_and_phones_with_many_audiences_alone(opened: Opened) -> None:
    low = opened(EVERYTHING, viewport={"width": 800, "height": 400})
    low.evaluate("scrollTo(0, 2500)")
    assert box(low, ".personalize")["y"] < -500
    many = opened(EVERYTHING, viewport=PHONE)
    many.evaluate("document.querySelector('.audience-options').insertAdjacentHTML('beforeend', '<label>More</label>')")
    many.evaluate("scrollTo(0, 2500)")
    assert box(many, ".personalize")["y"] < -500


# The contents


def test_the_contents_stay_beside_the_text(opened: Opened) -> None:
    page = opened(EVERYTHING, viewport=WIDE)
    page.evaluate("scrollTo(0, 2500)")
    contents, text = box(page, ".contents"), box(page, ".prose")
    assert 0 <= contents["y"] <= 40
    assert contents["x"] >= text["x"] + text["width"]
    assert contents["y"] + contents["height"] <= WIDE["height"]


# From right to left, and small


def test_the_page_is_mirrored_for_languages_written_from_right_to_left(opened: Opened) -> None:
    page = opened(ARABIC, viewport=WIDE)
    record, text, title = box(page, ".record"), box(page, ".prose"), box(page, ".site-title")
    assert record["x"] + record["width"] <= text["x"]
    assert title["x"] > WIDE["width"] / 2
    assert colour(page, ".bottom-line", "borderRightWidth") == "6px"
    assert colour(page, ".bottom-line", "borderLeftWidth") == "0px"
    first, last = box(page, ".audience label:nth-of-type(1)"), box(page, ".audience label:nth-of-type(2)")
    assert first["x"] > last["x"]
    assert colour(page, "h1", "letterSpacing") in ("normal", "0px")


@pytest.mark.parametrize("path", [EVERYTHING, ARABIC])
@pytest.mark.parametrize("audience", ["patient", "clinician"])
def test_nothing_runs_over_the_edge_of_a_tiny_screen(opened: Opened, path: str, audience: str) -> None:
    page = opened(f"{path}?audience={audience}", viewport=TINY)
    for details in page.locator("details").all():
        details.evaluate("e => e.open = true")
    assert page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter((e) => {
          const box = e.getBoundingClientRect();
          return e.checkVisibility() && box.width && (box.right > innerWidth + 1 || box.left < -1)
            && !e.closest('.table, pre, .visually-hidden, .skip-link, .appearance');
        }).map((e) => e.outerHTML.slice(0, 80))"""
    ) == []  # fmt: skip


def test_forced_colours_keep_every_mark(opened: Opened) -> None:
    page = opened("articles/under-review.html", forced_colors="active")
    done, current, todo = (page.locator(".step").nth(number) for number in range(3))
    marks = [
        step.evaluate("e => { const s = getComputedStyle(e, '::before'); return [s.content, s.backgroundImage]; }")
        for step in (done, current, todo)
    ]
    assert "✓" in marks[0][0] and "gradient" in marks[1][1] and marks[2][1] == "none"
    assert colour(page, ".audience label:has(:checked)", "outlineStyle") == "solid"


# On paper


def pdf(page: Page, size: str = "A4") -> tuple[str, list[pypdf.PageObject]]:
    reader = pypdf.PdfReader(io.BytesIO(page.pdf(format=size)))
    return re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in reader.pages)), list(reader.pages)


@pytest.mark.parametrize("size", ["A4", "Letter"])
@pytest.mark.parametrize("audience", ["patient", "clinician"])
def test_paper_carries_what_a_reader_needs_to_trust_it(opened: Opened, audience: str, size: str) -> None:
    page = opened(f"{EVERYTHING}?audience={audience}", color_scheme="dark")
    text, sheets = pdf(page, size)
    own = {"patient": "If you have had a kidney stone", "clinician": "Check serum calcium and renal function"}
    disclaimers = {"patient": "This page is for learning only.", "clinician": "This summary is for education."}
    for other in ("patient", "clinician"):
        assert (own[other] in text) is (other == audience)
        assert (disclaimers[other] in text) is (other == audience)
    label = {"patient": "Patient or carer", "clinician": "Health professional"}
    assert f"Text for: {label[audience]}" in text
    for needed in (
        "Educational purpose only.", "Approved Current status 19 January 2026", "Last updated 12 January 2026",
        "Last reviewed 19 January 2026", "Next review due 19 January 2099", "Evidence searched up to 31 December 2025",
        "Written by", "randomised trial 30.", "Retracted by the journal in 2010.", "Cite this page",
        "https://evidence.example.org/articles/everything.html",
    ):  # fmt: skip
        assert needed in text, needed
    for number in range(1, 31, 2):
        assert f"10.1000/example.of.a.rather.long.identifier.{number:04}" in text.replace("- ", "-")
    for chrome in (
        "Appearance", "On this page", "All references", "Copy", "AMA", "Related articles", "News feed", "Skip to",
        "Français", "Which best describes you?", "Cited in the text", "Downloads", "CSL-JSON",
    ):  # fmt: skip
        assert chrome not in text, chrome
    assert len(sheets) <= 5


def test_paper_shows_where_links_lead(opened: Opened) -> None:
    page = opened("articles/approved.html")
    page.evaluate(
        """() => document.querySelector('.prose > p').insertAdjacentHTML(
          'beforeend', ' <a href="https://example.org/a-guideline">a guideline</a> and <a href="#harms">harms</a>.')"""
    )
    text, _ = pdf(page)
    assert "a guideline (https://example.org/a-guideline) and harms." in text


def test_paper_is_white_whatever_the_screen_is(opened: Opened) -> None:
    page = opened(EVERYTHING, color_scheme="dark")
    page.locator(".appearance summary").click()
    page.locator("label[for=theme-dark]").click()
    page.emulate_media(media="print")
    assert colour(page, "body") == "rgb(255, 255, 255)"
    assert colour(page, ".prose > p", "color") == "rgb(20, 33, 42)"
    assert colour(page, "[role=doc-glossref]", "display") == "none"


def test_paper_has_the_explained_words_of_its_readers(opened: Opened) -> None:
    page = opened(EVERYTHING)
    assert "Words explained Baseline risk How likely something is without the treatment." in pdf(page)[0]
    page.get_by_label("Health professional").check()
    assert "Words explained" not in pdf(page)[0]
