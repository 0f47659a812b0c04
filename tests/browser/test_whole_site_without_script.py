"""Every kind of page without JavaScript, and what is displayed with it: exactly the text that the markup gives to one
audience, nothing of the other's, and no control that does nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import Element

import page_probes
import pytest
from playwright.sync_api import Page
from special_site import KINDS
from whole_site import SPECIAL, Built

from html_tree import Tree

Visit = Callable[..., Page]
Whole = Mapping[str, Built]


def text_for(audience: str, element: Element) -> Iterator[str]:
    """The text of the element that the markup gives to the audience."""
    hidden = (
        element.tag in {"script", "template", "noscript"}
        or element.get("hidden") is not None
        or {"print-only", "needs-script"}.intersection((element.get("class") or "").split())
        or audience not in (element.get("data-for") or audience).split()
    )
    if not hidden:
        yield element.text or ""
        for child in element:
            yield from text_for(audience, child)
            yield child.tail or ""


def letters(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "search"])
def test_exactly_the_text_for_the_chosen_audience_is_displayed(
    visit: Visit, whole: Whole, kind: str, script: bool
) -> None:
    markup = Tree.of(whole[SPECIAL].folder / KINDS[kind])
    page = visit(KINDS[kind], java_script_enabled=script, viewport={"width": 1280, "height": 900})
    for audience in ("clinician", "patient"):
        page_probes.audience(page, audience)
        # Attributes can be set from outside although the page runs no script.
        page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
        for selector, place in (("main", ".//main"), ("footer", ".//footer")):
            shown = page.locator(f"body > {selector}").evaluate(
                """(e) => {
                  const texts = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
                  let shown = '';
                  while (texts.nextNode()) {
                    if (texts.currentNode.parentElement.checkVisibility()) shown += texts.currentNode.textContent;
                  }
                  return shown;
                }"""
            )
            wanted = "".join(text_for(audience, markup.one(place)))
            live = page.locator("[role=status]").all_text_contents()
            for words in live:
                shown = shown.replace(words, "")
            if not script:
                assert letters(shown) == letters(wanted), (audience, selector)
            else:  # a script may show more, and never less
                assert len(letters(shown)) >= 0.98 * len(letters(wanted)), (audience, selector)


@pytest.mark.parametrize("kind", KINDS)
def test_without_script_no_dead_control_is_shown(visit: Visit, kind: str) -> None:
    page = visit(KINDS[kind], java_script_enabled=False)
    dead = page.evaluate(
        """() => [...document.querySelectorAll('button, form, input:not([type=radio]), select, textarea, [role=button]')]
          .filter((e) => e.checkVisibility() && e.getClientRects().length)
          .filter((e) => !e.hasAttribute('popovertarget') && !e.hasAttribute('commandfor'))
          .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert dead == []


def test_without_script_the_radio_buttons_switch_text_and_look(visit: Visit) -> None:
    page = visit(KINDS["article approved"], java_script_enabled=False)
    for audience, other in (("clinician", "patient"), ("patient", "clinician")):
        page_probes.audience(page, audience)
        assert page.locator(".prose").get_by_text(f"For example {audience}s ").is_visible()
        assert page.locator(".prose").get_by_text(f"For example {other}s ").is_hidden()
        assert page.locator(f"[data-disclaimer][data-for={audience}]").is_visible()
        assert page.locator(f"[data-disclaimer][data-for={other}]").is_hidden()
    page.locator("details:has(#theme-dark) > summary").click()
    for theme in ("dark", "light"):
        page.locator(f"#theme-{theme}").check(force=True)
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == theme


def test_without_script_a_citation_leads_to_its_reference_and_back(visit: Visit) -> None:
    page = visit(KINDS["article approved"], java_script_enabled=False)
    number = page.locator("[id^=cite-] a[href^='#ref-']:visible").first
    target = str(number.get_attribute("href"))
    number.click()
    assert page.url.endswith(target)
    assert page.locator(target).is_visible()
    page.locator(f"{target} small a:visible").first.click()
    assert re.search(r"#cite-\d+$", page.url)
