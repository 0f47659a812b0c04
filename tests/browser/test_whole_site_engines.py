"""The page in Firefox and WebKit: what it is built on works there too."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from engines import Engine, engine
from playwright.sync_api import Playwright
from special_site import KINDS, MIRRORED_KINDS
from whole_site import MIRRORED, SPECIAL, Built

Whole = Mapping[str, Built]

SHOWN = "const shown = (e) => e.checkVisibility();"
POPOVER = "document.querySelector('[popover]:popover-open')"


@pytest.mark.parametrize("name", ["firefox", "webkit"])
def test_the_page_works_in_another_engine(
    whole: Whole, tmp_path_factory: pytest.TempPathFactory, playwright: Playwright, name: str
) -> None:
    """One browser for all that is asked, because its start takes longer than the rest."""
    with engine(name, tmp_path_factory.mktemp("engine") / "profile", playwright) as page:
        article = whole[SPECIAL].address + KINDS["article approved"]
        page.open(article)
        assert_it_has_what_the_page_is_built_on(page)
        assert_a_citation_opens_its_reference_and_escape_closes_it(page)
        assert_the_reader_chooses_light_or_dark(page)
        assert_the_keyboard_switches_the_text(page)
        page.open(whole[SPECIAL].address + KINDS["topic"])
        assert page.run("return document.querySelector('input[name=audience]:checked').value") == "clinician"
        page.open(article)
        assert displayed(page) == {"clinician"}
        for site in (SPECIAL, MIRRORED):
            for path in (KINDS if site == SPECIAL else MIRRORED_KINDS).values():
                page.open(whole[site].address + path)
                assert page.run(WIDTHS) <= 0, (site, path)
        page.open(f"{whole[SPECIAL].address}{KINDS['search']}#q=example+treatment")
        assert page.run(FIRST_RESULT).startswith(whole[SPECIAL].address + "articles/")
        assert page.complaints == []


FIRST_RESULT = """
  const end = Date.now() + 30000;
  while (Date.now() < end) {
    const link = document.querySelector('#search-results li a');
    if (link) return link.href;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return document.getElementById('search-status').textContent;
"""
WIDTHS = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"


def displayed(page: Engine) -> set[str]:
    """Whose passages are displayed."""
    found = page.run(
        f"{SHOWN} return [...document.querySelectorAll('[data-for]')].filter(shown).map(e => e.dataset.for)"
    )
    return set(found)


def assert_it_has_what_the_page_is_built_on(page: Engine) -> None:
    assert page.run("return CSS.supports('selector(:has(a))')")
    assert page.run("return CSS.supports('color', 'light-dark(red, blue)')")
    assert page.run("return 'popover' in HTMLElement.prototype")


def assert_a_citation_opens_its_reference_and_escape_closes_it(page: Engine) -> None:
    place = page.run(
        f"""{SHOWN}
        const link = [...document.querySelectorAll('a[role=doc-noteref]')].filter(shown)[0];
        link.scrollIntoView({{block: 'center', behavior: 'instant'}});
        const box = link.getBoundingClientRect();
        return [box.left + box.width / 2, box.top + box.height / 2];"""
    )
    page.click(*place)
    assert "Effect of an example treatment" in page.run(f"return {POPOVER}.textContent")
    left, top, right, bottom = page.run(
        f"const b = {POPOVER}.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]"
    )
    width, height = page.run("return [innerWidth, innerHeight]")
    assert left >= 0 and top >= 0 and right <= width and bottom <= height
    page.press("Escape")
    assert page.run(f"return {POPOVER}") is None
    assert page.run("return document.activeElement.getAttribute('role')") == "doc-noteref"


def assert_the_reader_chooses_light_or_dark(page: Engine) -> None:
    is_light = """
      const probe = document.createElement('canvas').getContext('2d');
      probe.fillStyle = getComputedStyle(document.body).backgroundColor;
      probe.fillRect(0, 0, 1, 1);
      return Math.min(...[...probe.getImageData(0, 0, 1, 1).data].slice(0, 3)) > 128;
    """
    for theme in ("dark", "light"):
        page.run(f"document.getElementById('theme-{theme}').click()")
        assert page.run(is_light) is (theme == "light")


def assert_the_keyboard_switches_the_text(page: Engine) -> None:
    assert displayed(page) == {"patient"}
    page.run("document.getElementById('audience-patient').focus()")
    page.press("ArrowDown")
    assert displayed(page) == {"clinician"}
