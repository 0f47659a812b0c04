from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from dr_evidence_site.model.languages import direction
from dr_evidence_site.model.standard_words import WORDS

ARTICLE = "articles/approved.html"
PATIENT = "If you have had a kidney stone, talk to your doctor first."
CLINICIAN = "Check serum calcium and renal function"

Opened = Callable[..., Page]


def chosen(page: Page) -> str:
    return str(page.evaluate("document.querySelector('input[name=audience]:checked').value"))


def sees(page: Page) -> set[str]:
    """Whose passages, words, contents and disclaimers are displayed."""
    shown = page.evaluate(
        "[...document.querySelectorAll('[data-for]')].filter(e => e.checkVisibility()).map(e => e.dataset.for)"
    )
    return set(shown)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_keyboard_switches_the_text(opened: Opened, script: bool) -> None:
    page = opened(ARTICLE, java_script_enabled=script)
    assert page.get_by_text(PATIENT).is_visible()
    assert page.get_by_text(CLINICIAN).is_hidden()
    page.get_by_role("radio", name="Patient or carer").focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("radio", name="Health professional").is_checked()
    assert page.get_by_text(PATIENT).is_hidden()
    assert page.get_by_text(CLINICIAN).is_visible()
    assert page.locator("[data-disclaimer][data-for=clinician]").is_visible()
    assert page.locator("[data-disclaimer][data-for=patient]").is_hidden()


def test_only_text_for_the_chosen_audience_is_displayed(opened: Opened) -> None:
    page = opened(ARTICLE)
    assert sees(page) == {"patient"}
    page.get_by_label("Health professional").check()
    assert sees(page) == {"clinician"}


def test_the_choice_is_remembered_on_every_page(opened: Opened) -> None:
    page = opened("index.html")
    page.get_by_label("Health professional").check()
    for link, path in (("All references", "references"), ("People", "people"), ("Example Evidence Service", "index")):
        page.get_by_role("link", name=link, exact=True).first.click()
        page.wait_for_url(f"**/{path}.html")
        assert chosen(page) == "clinician"
    page.get_by_role("link", name="What is the evidence").click()
    page.wait_for_url("**/articles/**")
    assert sees(page) == {"clinician"}


def test_the_choice_outlives_the_tab(opened: Opened) -> None:
    page = opened(ARTICLE)
    page.get_by_label("Health professional").check()
    other = page.context.new_page()
    other.goto(page.url.partition("?")[0])
    assert chosen(other) == "clinician"


def test_the_address_can_ask_for_an_audience(opened: Opened) -> None:
    assert chosen(opened(ARTICLE + "?audience=clinician")) == "clinician"


@pytest.mark.parametrize("word", ["nobody", "", "PATIENT", "%22%5D", "__proto__"])
def test_an_unknown_audience_in_the_address_is_ignored(opened: Opened, word: str) -> None:
    assert chosen(opened(f"{ARTICLE}?audience={word}")) == "patient"


def test_an_unknown_remembered_audience_is_ignored(opened: Opened) -> None:
    page = opened(ARTICLE)
    page.evaluate("localStorage.setItem('dr-evidence-site.audience', 'nobody')")
    page.reload()
    assert chosen(page) == "patient"


def test_the_address_keeps_its_other_parts_when_the_choice_changes(opened: Opened) -> None:
    page = opened(ARTICLE + "?from=mail#harms")
    page.get_by_label("Health professional").check()
    assert page.url.endswith("/articles/approved.html?from=mail&audience=clinician#harms")


def test_the_address_asks_for_a_tab_and_is_not_kept_for_later_visits(opened: Opened) -> None:
    page = opened(ARTICLE + "?audience=clinician")
    page.goto(page.url.replace("approved.html?audience=clinician", "withdrawn.html"))
    assert chosen(page) == "clinician"
    other = page.context.new_page()
    other.goto(page.url)
    assert chosen(other) == "patient"


def test_going_back_does_not_undo_a_newer_choice(opened: Opened) -> None:
    page = opened(ARTICLE + "?audience=clinician")
    page.get_by_role("link", name="All references", exact=True).first.click()
    page.wait_for_url("**/references.html")
    page.get_by_label("Patient or carer").check()
    page.go_back()
    assert chosen(page) == "patient"
    assert "audience=patient" in page.url


def test_a_page_from_the_browsers_memory_is_set_again(opened: Opened) -> None:
    page = opened(ARTICLE)
    page.evaluate(
        """() => {
          sessionStorage.setItem('dr-evidence-site.audience', 'clinician');
          dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}));
        }"""
    )
    assert chosen(page) == "clinician"


def test_a_change_is_announced(opened: Opened) -> None:
    page = opened(ARTICLE)
    assert page.get_by_role("status").inner_text() == ""
    page.get_by_label("Health professional").check()
    assert page.get_by_role("status").inner_text() == "Now showing the text for: Health professional"


def test_the_choice_works_when_storage_is_forbidden(browser: Browser, site: str) -> None:
    context = browser.new_context()
    context.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, {get() { throw new DOMException('no', 'SecurityError'); }});"
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(site + ARTICLE + "?audience=clinician")
    assert chosen(page) == "clinician"
    page.get_by_label("Patient or carer").check()
    assert sees(page) == {"patient"}
    assert errors == []
    context.close()


def test_the_script_blocks_and_stands_in_the_head(opened: Opened) -> None:
    page = opened(ARTICLE)
    assert page.evaluate(
        """() => {
          const script = document.head.querySelector('script[src$="audience.js"]');
          return !script.defer && !script.async && script.type === '';
        }"""
    )


# The text at the top of the reading area, which begins below the choice where that stays in sight.
TOP = """() => {
  const edge = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  return [...document.querySelectorAll('.article-body :is(h2, h3, p, li, tr, dd)')]
    .find((text) => text.getClientRects().length && text.getBoundingClientRect().bottom > edge);
}"""


def settled(page: Page) -> None:
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


@pytest.mark.parametrize("anchoring", ["auto", "none"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("before", "after"), [("patient", "clinician"), ("clinician", "patient")])
def test_a_change_keeps_the_place_of_reading(
    opened: Opened, before: str, after: str, width: int, anchoring: str
) -> None:
    """With the browser's own scroll anchoring, and without it, as in those that have none."""
    page = opened(f"{ARTICLE}?audience={before}", viewport={"width": width, "height": 700})
    page.evaluate(
        """anchoring => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`* { overflow-anchor: ${anchoring}; }`);
          document.adoptedStyleSheets = [sheet];
          document.getElementById('older').insertAdjacentHTML(
            'beforebegin', '<p data-for="clinician">Text for clinicians alone.</p>');
        }""",
        anchoring,
    )
    page.locator(f"#audience-{after}").focus()
    moved = 0
    for heading in ("studied", "benefits", "older", "harms", "words", "limits"):
        page.evaluate("id => document.getElementById(id).scrollIntoView({behavior: 'instant'})", heading)
        page.evaluate("scrollBy({top: 3, behavior: 'instant'})")
        settled(page)
        text = page.evaluate_handle(TOP)
        was, start = text.evaluate("text => [text.getBoundingClientRect().top, scrollY]")
        page.evaluate("id => document.getElementById(id).click()", f"audience-{after}")
        settled(page)
        now, end = text.evaluate("text => [text.getBoundingClientRect().top, scrollY]")
        assert abs(now - was) <= 2, heading
        moved += start != end
        page.evaluate("id => document.getElementById(id).click()", f"audience-{before}")
        settled(page)
        again = text.evaluate("text => text.getBoundingClientRect().top")
        assert abs(again - was) <= 2, heading
    assert moved >= 3  # the page had to be scrolled, or nothing was proved


def test_the_place_is_kept_by_keyboard_and_by_finger(opened: Opened) -> None:
    page = opened(ARTICLE, viewport={"width": 360, "height": 700}, has_touch=True, is_mobile=True)
    page.evaluate("document.getElementById('words').scrollIntoView({behavior: 'instant'})")
    settled(page)
    heading = page.locator("#words")
    was = (heading.bounding_box() or {})["y"]
    box = page.locator("label[for=audience-clinician]").bounding_box()
    assert box  # the choice stays in sight while reading
    page.touchscreen.tap(box["x"] + 20, box["y"] + 20)
    settled(page)
    assert chosen(page) == "clinician"
    assert abs((heading.bounding_box() or {})["y"] - was) <= 2
    page.keyboard.press("ArrowUp")
    settled(page)
    assert chosen(page) == "patient"
    assert abs((heading.bounding_box() or {})["y"] - was) <= 2


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [("patient", "clinician", PATIENT, CLINICIAN), ("clinician", "patient", CLINICIAN, PATIENT)],
)
def test_text_that_goes_is_replaced_in_its_place(opened: Opened, before: str, after: str, old: str, new: str) -> None:
    page = opened(f"{ARTICLE}?audience={before}", viewport={"width": 1280, "height": 700})
    passage = page.get_by_text(old)
    passage.evaluate("text => text.scrollIntoView({behavior: 'instant'})")
    settled(page)
    was = (passage.bounding_box() or {})["y"]
    page.evaluate("id => document.getElementById(id).click()", f"audience-{after}")
    settled(page)
    assert abs((page.get_by_text(new).bounding_box() or {})["y"] - was) <= 2
    page.evaluate("id => document.getElementById(id).click()", f"audience-{before}")
    settled(page)
    assert abs((passage.bounding_box() or {})["y"] - was) <= 2


def test_who_goes_back_at_once_comes_back_to_the_same_place(opened: Opened) -> None:
    page = opened(f"{ARTICLE}?audience=clinician", viewport={"width": 360, "height": 700})
    more = "<p>More text for clinicians, which goes on for many lines and many more lines. </p>" * 12
    page.evaluate("more => document.getElementById('check-first').insertAdjacentHTML('afterend', more)", more)
    last = page.locator("#check-first ~ p").last
    last.evaluate("text => text.scrollIntoView({behavior: 'instant'})")
    settled(page)
    was = (last.bounding_box() or {})["y"]
    for audience in ("patient", "clinician"):
        page.evaluate("id => document.getElementById(id).click()", f"audience-{audience}")
        settled(page)
    assert abs((last.bounding_box() or {})["y"] - was) <= 2


def test_the_choice_stays_under_the_pointer_at_the_top_of_the_page(opened: Opened) -> None:
    page = opened("articles/unserved.html", viewport={"width": 1280, "height": 900})
    label = page.locator("label[for=audience-clinician]")
    was = (label.bounding_box() or {})["y"]
    label.click()
    settled(page)
    assert (label.bounding_box() or {})["y"] == was
    assert page.evaluate("scrollY") == 0


_LABELLED = """([labels, dir]) => {
  document.documentElement.dir = dir;
  document.querySelectorAll('.audience label > span').forEach((span, place) => { span.textContent = labels[place]; });
}"""
_LINES_OF_WORDS = """() => [...document.querySelectorAll('.audience label')].map((label) => {
  const [text, top] = [label.querySelector('span').firstChild, label.getBoundingClientRect().top];
  return [...text.data.matchAll(/\\S+/g)].map(({ 0: word, index }) => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    return [...new Set([...range.getClientRects()].map((box) => Math.round(box.top - top)))];
  });
})"""


@pytest.mark.parametrize("width", [320, 360, 400])
def test_choosing_moves_no_word_of_the_choice_and_no_word_is_broken(opened: Opened, width: int) -> None:
    """The words of the settings in every language that brings its own, on phones."""
    page = opened(ARTICLE, viewport={"width": width, "height": 800})
    for language, words in WORDS.items():
        page.evaluate(_LABELLED, [list(words.labels.values()), direction(language)])
        lines = []
        for label in words.labels.values():
            page.get_by_label(label).check()
            lines.append((page.evaluate(_LINES_OF_WORDS), page.locator(".audience-options").bounding_box()))
        (first, box), (second, other_box) = lines
        assert first == second and box and other_box and box["height"] == other_box["height"], language
        assert all(len(tops) == 1 for label in first for tops in label), language
        assert page.evaluate("document.documentElement.scrollWidth") <= width, language


def test_a_link_into_text_for_others_shows_it(opened: Opened) -> None:
    page = opened(ARTICLE + "#check-first")
    assert chosen(page) == "patient"
    assert page.get_by_text(CLINICIAN).is_visible()
    page.goto(page.url.replace("#check-first", "#harms"))
    assert page.get_by_text(CLINICIAN).is_hidden()


def test_uses_in_the_chosen_text_come_first_among_the_links_back(opened: Opened) -> None:
    page = opened(ARTICLE)

    def order() -> list[str]:
        links = sorted(page.locator("#ref-1 small a").all(), key=lambda link: (link.bounding_box() or {})["x"])
        return [str(link.get_attribute("href")) for link in links]

    assert order() == ["#cite-1", "#cite-7", "#cite-2"]
    page.get_by_label("Health professional").check()
    assert order() == ["#cite-2", "#cite-7", "#cite-1"]


def test_a_citation_and_its_reference_link_to_each_other(opened: Opened) -> None:
    page = opened(ARTICLE)
    page.locator("#cite-1").locator("[role=doc-noteref][aria-label='Reference 1']").click()
    page.get_by_role("link", name="Go to reference 1 in the list").click()
    assert page.url.endswith("#ref-1")
    page.locator("#ref-1").get_by_role("link", name="Back to use 1", exact=True).click()
    assert page.url.endswith("#cite-1")


def test_print_shows_the_chosen_audience_alone(opened: Opened) -> None:
    page = opened(ARTICLE + "#check-first")
    page.emulate_media(media="print")
    assert sees(page) == {"patient"}
    assert page.locator(".audience-options").inner_text().split() == ["Text", "for:", "Patient", "or", "carer"]


def test_a_theme_cannot_hide_the_disclaimer_by_style(opened: Opened) -> None:
    page = opened(ARTICLE)
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`html body [data-disclaimer][data-for] {
            display: none !important; visibility: hidden !important; opacity: 0 !important; font-size: 0 !important;
            position: fixed !important; transform: scale(0) !important; height: 0 !important;
          }`);
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    section = page.locator("[data-disclaimer][data-for=patient]")
    assert section.evaluate("e => e.checkVisibility({opacityProperty: true, visibilityProperty: true})")
    assert (section.bounding_box() or {})["height"] > 20
    assert page.locator("[data-disclaimer][data-for=clinician]").is_hidden()


def test_without_a_choice_everything_is_shown_and_words_stay_apart(opened: Opened) -> None:
    page = opened(ARTICLE)
    page.evaluate("document.querySelectorAll('input[name=audience]').forEach(e => e.remove())")
    assert sees(page) == {"patient", "clinician"}
    assert page.locator("h2 [data-for]").first.evaluate("e => getComputedStyle(e, '::before').content") == '"["'


def test_the_site_works_from_files(browser: Browser, folder: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((folder / "project" / ARTICLE).as_uri())
    page.get_by_label("Health professional").check()
    page.get_by_role("link", name="People", exact=True).first.click()
    page.wait_for_url("**/people.html")
    assert chosen(page) == "clinician"
    assert complaints == []
    context.close()
