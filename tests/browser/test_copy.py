"""Buttons that copy: shown where the browser can, and of use where it refuses."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

ARTICLE = "articles/approved.html"

Opened = Callable[..., Page]


def test_a_button_copies_the_text_and_says_so(opened: Opened) -> None:
    page = opened(ARTICLE, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy Vancouver").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#page-cite-vancouver").inner_text()
    assert "\n" not in copied
    expect(page.get_by_role("status")).to_have_text("Copied")
    expect(page.get_by_role("button", name="Copied Vancouver")).to_be_visible()
    expect(page.get_by_role("button", name="Copy Vancouver")).to_be_visible()


def test_text_that_was_folded_keeps_its_lines(opened: Opened) -> None:
    page = opened(ARTICLE, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_text("AMA, BibTeX, RIS").click()
    page.get_by_role("button", name="Copy BibTeX").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines == ["@misc{example,", "  title = {Example vitamins for bone health}", "}"]


def test_there_is_no_button_where_a_page_cannot_copy(browser: Browser, site: str, opened: Opened) -> None:
    assert opened(ARTICLE, java_script_enabled=False).locator("button.copy:visible").count() == 0
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', {value: undefined});")
    page = context.new_page()
    page.goto(site + ARTICLE)
    assert page.locator("button.copy:visible").count() == 0
    context.close()


def test_where_copying_is_refused_the_text_is_selected(browser: Browser, site: str) -> None:
    context = browser.new_context()
    context.add_init_script("Clipboard.prototype.writeText = () => Promise.reject(new DOMException('no'));")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(site + ARTICLE)
    page.get_by_role("button", name="Copy Vancouver").click()
    expected = page.locator("#page-cite-vancouver").inner_text()
    assert page.evaluate("getSelection().toString().trim()") == expected
    assert page.get_by_role("status").inner_text() == ""
    assert errors == []
    context.close()
