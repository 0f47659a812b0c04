"""The table of contents follows the reading."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

ARTICLE = "articles/approved.html"
WIDE = {"width": 1280, "height": 900}

Opened = Callable[..., Page]


def current(page: Page) -> Locator:
    return page.locator("#contents-list [aria-current=true]")


def read(page: Page, id_: str) -> None:
    page.evaluate("id => document.getElementById(id).scrollIntoView({behavior: 'instant'})", id_)


def test_nothing_is_marked_above_the_first_section(opened: Opened) -> None:
    page = opened(ARTICLE, viewport={"width": 1280, "height": 640})
    page.wait_for_timeout(200)
    assert current(page).count() == 0


def test_the_section_that_is_read_is_marked_both_ways(opened: Opened) -> None:
    page = opened(ARTICLE, viewport=WIDE)
    for id_ in ("studied", "benefits", "older", "harms", "page-references", "older", "studied"):
        read(page, id_)
        expect(current(page)).to_have_attribute("href", f"#{id_}")


def test_a_long_section_stays_marked_within(opened: Opened) -> None:
    page = opened(ARTICLE, viewport={"width": 1280, "height": 640})
    read(page, "page-references")
    page.evaluate("scrollBy({top: 500, behavior: 'instant'})")
    page.wait_for_timeout(200)
    expect(current(page)).to_have_attribute("href", "#page-references")


def test_a_short_section_that_a_link_leads_to_is_marked_until_it_is_left(opened: Opened) -> None:
    page = opened(ARTICLE, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.evaluate("document.getElementById('older').nextElementSibling.remove()")
    page.locator("#contents-list a[href='#older']").click()
    page.wait_for_timeout(200)
    expect(current(page)).to_have_attribute("href", "#older")
    page.mouse.wheel(0, 140)
    expect(current(page)).to_have_attribute("href", "#harms")


@pytest.mark.parametrize(("audience", "marked"), [("patient", "#words"), ("clinician", "#limits")])
def test_a_section_for_others_is_passed_over(opened: Opened, audience: str, marked: str) -> None:
    page = opened(f"{ARTICLE}?audience={audience}", viewport={"width": 1280, "height": 640})
    page.evaluate("document.getElementById('limits').dataset.for = 'clinician'")
    read(page, "limits" if audience == "clinician" else "words")
    page.evaluate("scrollBy({top: 80, behavior: 'instant'})")
    expect(current(page)).to_have_attribute("href", marked)
    assert current(page).is_visible()


def test_the_mark_follows_a_change_of_audience(opened: Opened) -> None:
    page = opened(f"{ARTICLE}?audience=clinician", viewport={"width": 1280, "height": 640})
    page.evaluate("document.getElementById('limits').dataset.for = 'clinician'")
    read(page, "limits")
    expect(current(page)).to_have_attribute("href", "#limits")
    page.evaluate("document.getElementById('audience-patient').click()")
    expect(current(page)).not_to_have_attribute("href", "#limits")


def test_a_link_marks_its_section_even_at_the_end_of_the_page(opened: Opened) -> None:
    page = opened(ARTICLE, viewport={"width": 1280, "height": 640}, reduced_motion="reduce")
    page.evaluate(
        """() => {
          document.querySelectorAll('.reference-list > ol, .article-body > section:not(.reference-list), footer')
            .forEach((element) => element.remove());
        }"""
    )
    page.locator("#contents-list a[href='#page-references']").click()
    assert page.evaluate("document.getElementById('page-references').getBoundingClientRect().top") > 250
    expect(current(page)).to_have_attribute("href", "#page-references")
    page.evaluate("document.getElementById('limits').dataset.for = 'patient'")
    page.locator("#contents-list a[href='#limits']").evaluate("link => { link.closest('li').dataset.for = 'patient'; }")
    page.locator("#contents-list a[href='#limits']").click()  # in sight already: nothing scrolls
    expect(current(page)).to_have_attribute("href", "#limits")
    page.evaluate("scrollTo({top: document.getElementById('older').offsetTop, behavior: 'instant'})")
    expect(current(page)).to_have_attribute("href", "#older")


def test_the_mark_stays_in_sight_in_a_list_that_scrolls(opened: Opened) -> None:
    page = opened(ARTICLE, viewport={"width": 1280, "height": 320})
    within = """link => {
      const list = link.closest('nav').getBoundingClientRect();
      const box = link.getBoundingClientRect();
      return box.top >= list.top - 1 && box.bottom <= list.bottom + 1;
    }"""
    for id_ in ("harms", "page-references", "studied"):
        read(page, id_)
        expect(current(page)).to_have_attribute("href", f"#{id_}")
        at = page.evaluate("scrollY")
        page.wait_for_timeout(100)
        assert current(page).evaluate(within), id_
        assert page.evaluate("scrollY") == at


def test_a_folded_list_is_marked_without_moving_the_page(opened: Opened) -> None:
    page = opened(ARTICLE, viewport={"width": 360, "height": 640})
    read(page, "harms")
    expect(current(page)).to_have_attribute("href", "#harms")
    at = page.evaluate("scrollY")
    page.wait_for_timeout(200)
    assert page.evaluate("scrollY") == at
