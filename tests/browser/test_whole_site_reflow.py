"""Every kind of page on narrow screens, at 400 %, with larger text and with wider spacing: nothing lost, nothing cut."""

from __future__ import annotations

from collections.abc import Callable

import page_probes
import pytest
from playwright.sync_api import Page
from special_site import KINDS, MIRRORED_KINDS
from whole_site import MIRRORED, OWN, OWN_TEXTS, SPECIAL

Visit = Callable[..., Page]

# 1280 by 1024 CSS px at 400 % (WCAG 1.4.10), the same at 200 %, and a desktop.
SIZES = [(320, 256), (640, 512), (1280, 1024)]

SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* {
    line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
  }
  p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
"""The values of WCAG 1.4.12."""

LARGE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('html { font-size: 200% !important; }');
  document.adoptedStyleSheets = [sheet];
}"""
"""Twice the browser's own size of text (WCAG 1.4.4); what also grows with the window grows a little less."""


def faults(page: Page, *audiences: str) -> list[str]:
    page.evaluate("document.querySelectorAll('main details, footer details').forEach((e) => { e.open = true; })")
    found = []
    for audience in audiences:
        page_probes.audience(page, audience)
        found += page_probes.reflow_faults(page)
    return found


BOTH = ("patient", "clinician")


@pytest.mark.parametrize(
    ("name", "kind"), [*((SPECIAL, kind) for kind in KINDS), *((MIRRORED, kind) for kind in MIRRORED_KINDS)]
)
def test_nothing_is_lost_on_narrow_screens_and_when_enlarged(visit: Visit, kind: str, name: str) -> None:
    page = visit(KINDS[kind], name)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert faults(page, *(BOTH if width == 320 else BOTH[:1])) == [], width


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_lost_with_wider_spacing(visit: Visit, kind: str) -> None:
    page = visit(KINDS[kind])
    page.evaluate(SPACING)
    for width, audience in ((320, "clinician"), (1280, "patient")):
        page.set_viewport_size({"width": width, "height": 800})
        assert faults(page, audience) == [], width


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_lost_when_only_text_is_twice_as_large(visit: Visit, kind: str) -> None:
    page = visit(KINDS[kind])
    before = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p, main li')).fontSize)")
    page.evaluate(LARGE)
    assert (
        page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p, main li')).fontSize)")
        >= 1.8 * before
    )
    for width, audience in ((640, "clinician"), (1280, "patient")):
        page.set_viewport_size({"width": width, "height": 800})
        assert faults(page, audience) == [], width


def test_nothing_of_this_repositorys_own_pages_is_lost(visit: Visit, whole: dict[str, object]) -> None:
    page = visit("index.html", OWN, viewport={"width": 320, "height": 640})
    for path in OWN_TEXTS:
        page.goto(whole[OWN].address + path)  # type: ignore[attr-defined]
        assert faults(page, *BOTH) == [], path


def test_the_probe_finds_what_is_wide_cut_or_covered(visit: Visit) -> None:
    page = visit(KINDS["article plain"], viewport={"width": 320, "height": 640})
    page.evaluate(
        """() => {
          const box = document.createElement('div');
          box.innerHTML = '<p class="cut">cut off words</p><p class="wide">wide words</p><p class="over">over it</p>';
          document.querySelector('main').append(box);
          const sheet = new CSSStyleSheet();
          sheet.replaceSync('.wide {width: 400px} .cut {height: 5px; overflow: hidden} .over {margin-top: -30px}'
            + '.wide, .cut, .over {line-height: 30px; margin-bottom: 0}');
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    found = " ".join(page_probes.reflow_faults(page))
    assert "the page is" in found and "clipped: p.cut" in found and "overlap" in found
