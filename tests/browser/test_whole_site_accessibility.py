"""axe-core, contrast and focus on every kind of page, for each audience, light and dark, small and wide, mirrored."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import page_probes
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page
from special_site import KINDS, MIRRORED_KINDS
from whole_site import MIRRORED, OWN, OWN_TEXTS, SPECIAL

Visit = Callable[..., Page]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGED = {"color-contrast"}
"""Rules that axe-core may leave undecided here, because another test decides them."""

SMALL, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that can tell light from dark."""


def axe(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe-core finds, and what it could not decide, one line each: by these rules, or by all that matter."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        """async ([type, values]) => {
          const {violations, incomplete} = await axe.run(document, {
            runOnly: {type, values}, resultTypes: ['violations', 'incomplete'],
          });
          const short = (kind, results) => results.flatMap((r) => r.nodes.map((n) =>
            ({kind, rule: r.id, node: n.target.join(' '), why: n.failureSummary, html: n.html.slice(0, 160)})));
          return [...short('violation', violations), ...short('undecided', incomplete)];
        }""",
        ["rule", list(rules)] if rules else ["tag", TAGS],
    )
    return [json.dumps(n) for n in found if n["kind"] == "violation" or n["rule"] not in JUDGED]


def test_axe_finds_faults_that_are_put_into_a_page(visit: Visit) -> None:
    """The rules that matter are switched on: each of these faults is found."""
    page = visit(KINDS["article plain"])
    page.evaluate(
        """() => {
          const box = document.createElement('div');
          box.innerHTML = '<img src="data:,"><h6>x</h6><button></button><p id="faint">faint words</p>'
            + '<button class="tiny">a</button><button class="tiny">b</button>';
          document.querySelector('main').append(box);
          const sheet = new CSSStyleSheet();
          sheet.replaceSync('#faint {color: #999; background: #aaa}'
            + '.tiny {all: unset; display: inline-block; width: 12px; height: 12px; font-size: 8px}');
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    rules = {json.loads(line)["rule"] for line in axe(page)}
    assert {"image-alt", "heading-order", "button-name", "color-contrast", "target-size"} <= rules


@pytest.mark.parametrize("audience", ["patient", "clinician"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(visit: Visit, kind: str, audience: str) -> None:
    """All rules in both sizes; in the dark those of colours, which do not change with the size, in one for each audience."""
    page = visit(f"{KINDS[kind]}?audience={audience}", viewport=WIDE)
    for size in (WIDE, SMALL):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            if scheme == "light" or (size == WIDE) == (audience == "patient"):
                assert axe(page, () if scheme == "light" else COLOURS) == [], (scheme, size)
            assert page_probes.text_contrast(page) == [], (scheme, size)


@pytest.mark.parametrize("kind", [kind for kind in MIRRORED_KINDS if kind != "article French"])
def test_axe_finds_nothing_in_mirrored_pages(visit: Visit, kind: str) -> None:
    page = visit(KINDS[kind], MIRRORED, viewport=SMALL)
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    for audience, scheme, size in (("patient", "light", SMALL), ("clinician", "dark", WIDE)):
        page_probes.audience(page, audience)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert axe(page) == [], (audience, scheme, size)


def test_axe_finds_nothing_in_this_repositorys_own_pages(visit: Visit, whole: dict[str, object]) -> None:
    page = visit("index.html", OWN, viewport=WIDE)
    for index, path in enumerate(OWN_TEXTS):
        page.goto(f"{whole[OWN].address}{path}?audience={('patient', 'clinician')[index % 2]}")  # type: ignore[attr-defined]
        page.emulate_media(color_scheme=("light", "dark")[index // 2 % 2])  # type: ignore[arg-type]
        page.set_viewport_size((WIDE, SMALL)[index // 4 % 2])  # type: ignore[arg-type]
        assert axe(page) == [], path
        assert page_probes.text_contrast(page) == [], path


def test_axe_finds_nothing_while_everything_is_open(visit: Visit) -> None:
    """Folded parts are unfolded, and a citation's reference is shown."""
    for scheme, size in (("light", WIDE), ("dark", SMALL)):
        page = visit(KINDS["article approved"], viewport=size, color_scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
        page.locator("a[role=doc-noteref]:visible").first.click()
        assert axe(page) == []
        assert page_probes.text_contrast(page) == []


@pytest.mark.parametrize("words", ["q=example+treatment", "q=xyzzy"], ids=["found", "not found"])
def test_axe_finds_nothing_in_the_results_of_a_search(visit: Visit, words: str) -> None:
    page = visit(f"{KINDS['search']}#{words}", viewport=SMALL)
    page.wait_for_function("document.getElementById('search-status').textContent.trim()")
    if "treatment" in words:
        page.locator("#search-results a").first.wait_for()
        assert page_probes.reflow_faults(page) == []
    for scheme, rules in (("light", ()), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert axe(page, rules) == []
        assert page_probes.text_contrast(page) == []


@pytest.mark.parametrize("name", [SPECIAL, MIRRORED])
def test_contrast_holds_with_more_contrast_and_forced_colours(visit: Visit, name: str) -> None:
    page = visit(KINDS["article approved"], name, contrast="more")
    assert page_probes.text_contrast(page) == []
    forced = visit(KINDS["article approved"], name, forced_colors="active")
    assert page_probes.reflow_faults(forced) == []
    forced.keyboard.press("Tab")
    assert forced.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
