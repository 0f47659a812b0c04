from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

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
    for link, path in (("References", "references"), ("People", "people"), ("Example Evidence Service", "index")):
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
    page.get_by_role("link", name="References", exact=True).first.click()
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


def test_no_text_is_laid_out_before_the_choice_is_known(browser: Browser, site: str) -> None:
    """Whenever a passage enters the page, the radio button that was asked for is already the checked one."""
    context = browser.new_context()
    context.add_init_script(
        """
        window.early = [];
        window.passages = 0;
        new MutationObserver((records) => {
          for (const record of records) for (const node of record.addedNodes) {
            if (node.nodeType !== 1) continue;
            for (const passage of [node, ...node.querySelectorAll('[data-for]')]) {
              if (!passage.hasAttribute('data-for')) continue;
              window.passages += 1;
              const checked = document.querySelector('input[name=audience]:checked');
              if (!checked || checked.value !== 'clinician') window.early.push(passage.outerHTML);
            }
          }
        }).observe(document, {childList: true, subtree: true});
        """
    )
    page = context.new_page()
    page.goto(site + ARTICLE + "?audience=clinician")
    assert page.evaluate("window.passages") > 5
    assert page.evaluate("window.early") == []
    context.close()


def test_the_script_blocks_and_stands_before_every_passage(opened: Opened) -> None:
    page = opened(ARTICLE)
    assert page.evaluate(
        """() => {
          const script = document.querySelector('script[src$="audience.js"]');
          const first = document.querySelector('[data-for]');
          return !script.defer && !script.async && script.type === ''
            && !!(script.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING);
        }"""
    )


def test_a_link_into_text_for_others_shows_it(opened: Opened) -> None:
    page = opened(ARTICLE + "#check-first")
    assert chosen(page) == "patient"
    assert page.get_by_text(CLINICIAN).is_visible()
    page.goto(page.url.replace("#check-first", "#harms"))
    assert page.get_by_text(CLINICIAN).is_hidden()


def test_uses_in_the_chosen_text_come_first_among_the_links_back(opened: Opened) -> None:
    page = opened(ARTICLE)

    def order() -> list[str]:
        links = sorted(page.locator("#ref-1 .backlinks a").all(), key=lambda link: (link.bounding_box() or {})["x"])
        return [str(link.get_attribute("href")) for link in links]

    assert order() == ["#cite-1", "#cite-7", "#cite-2"]
    page.get_by_label("Health professional").check()
    assert order() == ["#cite-2", "#cite-7", "#cite-1"]


def test_a_citation_and_its_reference_link_to_each_other(opened: Opened) -> None:
    page = opened(ARTICLE)
    page.locator("#cite-1").locator("[role=doc-noteref][aria-label='Reference 1']").click()
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
