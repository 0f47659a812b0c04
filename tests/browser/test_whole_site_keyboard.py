"""Every kind of page by keyboard alone: all stops are reached in order, seen, not covered, and left again."""

from __future__ import annotations

from collections.abc import Callable

import page_probes
import pytest
from playwright.sync_api import Page
from special_site import KINDS
from whole_site import MIRRORED, SPECIAL

Visit = Callable[..., Page]

STILL = {"reduced_motion": "reduce"}
"""The page jumps to what has the focus, so that one need not wait."""


@pytest.mark.parametrize(
    ("kind", "name", "width", "scheme"),
    [
        ("article approved", SPECIAL, 1280, "light"),
        ("article approved", SPECIAL, 360, "dark"),
        ("article approved", MIRRORED, 1280, "dark"),
        ("article withdrawn", SPECIAL, 1280, "light"),
        ("home", SPECIAL, 360, "light"),
        ("references", SPECIAL, 1280, "dark"),
        ("people", SPECIAL, 1280, "light"),
        ("search", SPECIAL, 360, "dark"),
        ("not found", SPECIAL, 1280, "dark"),
    ],
)
def test_every_stop_is_reached_in_order_and_seen(visit: Visit, kind: str, name: str, width: int, scheme: str) -> None:
    page = visit(KINDS[kind], name, viewport={"width": width, "height": 800}, **STILL, color_scheme=scheme)
    expected = page_probes.tab_stops(page)
    assert len(expected) > 8
    reached = []
    faults = []
    for _ in range(len(expected) + 20):
        page.keyboard.press("Tab")
        stop = page_probes.focused(page)
        if stop is None:  # out of the page: there is no trap
            break
        reached.append(stop["index"])
        if not float(str(stop["ring"])) >= 3:
            faults.append(("no ring of enough contrast", stop["name"], stop["ring"]))
        if stop["covered"] or not stop["visible"]:
            faults.append(("not seen", stop["name"]))
    assert faults == []
    assert reached == expected


def test_going_backwards_reaches_the_same_stops_uncovered(visit: Visit) -> None:
    """Scrolling up brings a stop below whatever sticks to the top."""
    page = visit(KINDS["article approved"], viewport={"width": 1280, "height": 600}, **STILL)
    expected = page_probes.tab_stops(page)
    page.evaluate("document.querySelector('footer a:last-of-type').focus()")
    covered = []
    reached = []
    for _ in range(len(expected) + 20):
        page.keyboard.press("Shift+Tab")
        stop = page_probes.focused(page)
        if stop is None:
            break
        reached.append(stop["index"])
        if stop["covered"]:
            covered.append(stop["name"])
    assert covered == []
    assert reached == sorted(reached, reverse=True)
    assert len(reached) > 40


@pytest.mark.parametrize("kind", KINDS)
def test_the_skip_link_comes_first_and_leads_past_the_header(visit: Visit, kind: str) -> None:
    page = visit(KINDS[kind])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('a[href=\"#page-main\"]')")
    box = page.locator(":focus").bounding_box() or {}
    assert box["y"] >= 0 and box["height"] >= 24
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(
        """() => {
          const main = document.querySelector('main');
          const e = document.activeElement;
          return main.contains(e) || !!(main.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
        }"""
    )


def test_targets_are_large_enough_outside_of_sentences(visit: Visit) -> None:
    """24 by 24 px (WCAG 2.5.8); citations and links within a sentence are exempt, lone ones are not."""
    page = visit(KINDS["article approved"], viewport={"width": 360, "height": 740})
    page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    small = page.evaluate(
        """() => {
          const targets = [...document.querySelectorAll('a[href], button, summary, label:has(input), select, textarea')]
            .filter((e) => e.checkVisibility() && !e.closest('.visually-hidden, .skip-link'));
          const inSentence = (e) => {
            const block = e.closest('p, li, dd, dt, td, th, span.source, figcaption');
            if (!block || getComputedStyle(e).display !== 'inline') return false;
            return [...block.childNodes].some((n) => n !== e && !n.contains(e) && n.textContent.trim().length > 2);
          };
          return targets.filter((e) => !inSentence(e)).map((e) => [e, e.getBoundingClientRect()])
            .filter(([, r]) => r.width < 24 || r.height < 24)
            .map(([e, r]) => `${e.outerHTML.slice(0, 90)} ${r.width.toFixed()} × ${r.height.toFixed()}`);
        }"""
    )
    assert small == []
