"""Citations and explained terms open in place: by mouse, touch and keyboard, and as plain links where they cannot."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

ARTICLE = "articles/approved.html"
WIDE = {"width": 1280, "height": 900}

Opened = Callable[..., Page]


def popover(page: Page) -> Locator:
    return page.locator("#reference-popover")


def citation(page: Page, id_: str, number: int) -> Locator:
    return page.locator(f"#{id_} a[href='#ref-{number}']")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.getAttribute('href')"))


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_click_shows_the_source_with_its_links(opened: Opened) -> None:
    page = opened(ARTICLE)
    citation(page, "cite-1", 1).click()
    dialog = page.get_by_role("dialog", name="References 1–3")
    expect(dialog).to_be_visible()
    assert dialog.get_by_role("listitem").count() == 3
    link = dialog.get_by_role("link", name="10.1000/example.of.a.rather.long.identifier.0001")
    assert link.get_attribute("href") == "https://doi.org/10.1000/example.of.a.rather.long.identifier.0001"
    assert "#" not in page.url


def test_a_number_that_stands_alone_shows_its_own_source_only(opened: Opened) -> None:
    page = opened(ARTICLE)
    citation(page, "cite-4", 20).click()
    dialog = page.get_by_role("dialog", name="Reference 20")
    assert dialog.get_by_role("listitem").count() == 1
    assert "randomised trial 20" in dialog.inner_text()


@pytest.mark.parametrize("number", [9, 13])
def test_either_end_of_a_range_shows_all_of_it(opened: Opened, number: int) -> None:
    page = opened(ARTICLE)
    citation(page, "cite-4", number).click()
    dialog = page.get_by_role("dialog", name="References 9–13")
    numbers = dialog.get_by_role("listitem").evaluate_all("items => items.map(item => item.value)")
    assert numbers == [9, 10, 11, 12, 13]
    assert dialog.get_by_text(f"Go to reference {number} in the list").get_attribute("href") == f"#ref-{number}"


def test_a_superscript_range_is_one_too(opened: Opened) -> None:
    page = opened("articles/superscript.html")
    citation(page, "cite-4", 13).click()
    expect(page.get_by_role("dialog", name="References 9–13")).to_be_visible()


def test_a_number_with_a_page_is_told_from_its_neighbours(opened: Opened) -> None:
    page = opened(ARTICLE)
    for number in (6, 7, 8):
        citation(page, "cite-3", number).click()
        expect(page.get_by_role("dialog", name=f"Reference {number}", exact=True)).to_be_visible()
        page.keyboard.press("Escape")


def test_marks_and_notes_of_integrity_are_shown(opened: Opened) -> None:
    page = opened(ARTICLE)
    citation(page, "cite-12", 5).click()
    assert popover(page).locator(".integrity").inner_text() == "Retracted"
    assert "Retracted by the journal in 2010." in popover(page).inner_text()
    page.keyboard.press("Escape")
    citation(page, "cite-4", 9).click()
    assert popover(page).locator(".integrity").all_inner_texts() == ["Expression of concern", "Corrected"]


def test_the_copy_brings_no_ids_and_no_links_back(opened: Opened) -> None:
    page = opened(ARTICLE)
    citation(page, "cite-1", 1).click()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert len(ids) == len(set(ids))
    assert popover(page).locator("small").count() == 0
    assert page.locator("#ref-1 small").count() == 1


def test_the_jump_leads_to_the_list_and_closes(opened: Opened) -> None:
    page = opened(ARTICLE)
    citation(page, "cite-9", 18).click()
    popover(page).get_by_role("link", name="Go to reference 18 in the list").click()
    expect(popover(page)).to_be_hidden()
    assert page.url.endswith("#ref-18")
    expect(page.locator("#ref-18")).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('#ref-18, #ref-18 ~ li')")


def test_the_keyboard_opens_reads_and_returns(opened: Opened) -> None:
    page = opened(ARTICLE)
    citation(page, "cite-12", 5).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Reference 5", exact=True)).to_be_visible()
    assert focused(page) == "reference-popover"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[popover]') !== null")
    page.keyboard.press("Escape")
    expect(popover(page)).to_be_hidden()
    assert focused(page) == "#ref-5"
    assert page.evaluate("document.activeElement.closest('[id^=cite-]').id") == "cite-12"


def test_focus_that_moves_on_closes_it(opened: Opened) -> None:
    page = opened(ARTICLE)
    citation(page, "cite-12", 5).focus()
    page.keyboard.press("Enter")
    stops = []
    for _ in range(8):
        page.keyboard.press("Tab")
        if not page.evaluate("document.activeElement.closest('[popover]') !== null"):
            break
        stops.append(page.evaluate("document.activeElement.textContent || document.activeElement.ariaLabel"))
    assert len(stops) == 3  # close, the DOI, the jump
    expect(popover(page)).to_be_hidden()
    assert page.evaluate("document.activeElement !== document.body")
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "#ref-5"


def test_the_close_button_has_a_name_and_returns_the_focus(opened: Opened) -> None:
    page = opened(ARTICLE)
    citation(page, "cite-12", 5).click()
    page.get_by_role("button", name="Close").click()
    expect(popover(page)).to_be_hidden()
    assert focused(page) == "#ref-5"


def test_a_click_outside_closes_and_a_second_click_on_the_citation_too(opened: Opened) -> None:
    page = opened(ARTICLE, viewport=WIDE)
    link = citation(page, "cite-12", 5)
    link.click()
    expect(popover(page)).to_be_visible()
    page.mouse.click(5, 5)
    expect(popover(page)).to_be_hidden()
    link.click()
    expect(popover(page)).to_be_visible()
    link.click()
    expect(popover(page)).to_be_hidden()
    link.click()
    expect(popover(page)).to_be_visible()


def test_another_citation_takes_the_place_of_the_first(opened: Opened) -> None:
    page = opened(ARTICLE, viewport=WIDE)
    citation(page, "cite-4", 20).click()
    citation(page, "cite-5", 14).click()
    expect(page.get_by_role("dialog", name="Reference 14")).to_be_visible()
    assert page.locator("a.is-open").count() == 1


def test_a_finger_opens_and_closes(opened: Opened) -> None:
    page = opened(ARTICLE, has_touch=True, is_mobile=True, viewport={"width": 360, "height": 640})
    citation(page, "cite-12", 5).tap()
    dialog = page.get_by_role("dialog", name="Reference 5", exact=True)
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").tap()
    expect(dialog).to_be_hidden()
    citation(page, "cite-12", 5).tap()
    expect(dialog).to_be_visible()
    page.touchscreen.tap(10, 10)
    expect(dialog).to_be_hidden()
    assert "#" not in page.url


@pytest.mark.parametrize("modifier", ["Control", "Shift", "Alt"])
def test_a_click_with_a_modifier_stays_a_link(opened: Opened, modifier: str) -> None:
    page = opened(ARTICLE)
    citation(page, "cite-12", 5).scroll_into_view_if_needed()
    page.evaluate("addEventListener('click', e => { window.kept = !e.defaultPrevented; e.preventDefault(); })")
    citation(page, "cite-12", 5).click(modifiers=[modifier])  # type: ignore[list-item]
    assert page.evaluate("window.kept") is True
    page.wait_for_timeout(500)
    expect(popover(page)).to_be_hidden()


def test_a_resting_mouse_opens_and_may_enter_and_leave(opened: Opened) -> None:
    page = opened(ARTICLE, viewport=WIDE)
    link = citation(page, "cite-12", 5)
    link.scroll_into_view_if_needed()
    link.hover()
    expect(popover(page)).to_be_visible()
    assert focused(page) == "None"
    page.mouse.move(*middle(popover(page)), steps=4)
    page.wait_for_timeout(600)
    expect(popover(page)).to_be_visible()
    page.mouse.move(2, 2, steps=4)
    expect(popover(page)).to_be_hidden()


def test_a_passing_mouse_opens_nothing(opened: Opened) -> None:
    page = opened(ARTICLE, viewport=WIDE)
    link = citation(page, "cite-12", 5)
    link.scroll_into_view_if_needed()
    link.hover()
    page.mouse.move(2, 2)
    page.wait_for_timeout(500)
    expect(popover(page)).to_be_hidden()


def test_a_resting_mouse_opens_no_sheet_that_it_could_not_reach(opened: Opened) -> None:
    page = opened(ARTICLE, viewport={"width": 400, "height": 700})
    link = citation(page, "cite-12", 5)
    link.hover()
    page.wait_for_timeout(600)
    expect(popover(page)).to_be_hidden()
    link.click()
    expect(popover(page)).to_be_visible()


def test_what_the_mouse_opened_is_dismissed_without_moving_it(opened: Opened) -> None:
    page = opened(ARTICLE, viewport=WIDE)
    link = citation(page, "cite-12", 5)
    link.scroll_into_view_if_needed()
    link.hover()
    expect(popover(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(popover(page)).to_be_hidden()
    page.wait_for_timeout(500)
    expect(popover(page)).to_be_hidden()


def test_a_click_on_what_the_mouse_opened_makes_it_stay(opened: Opened) -> None:
    page = opened(ARTICLE, viewport=WIDE)
    link = citation(page, "cite-12", 5)
    link.hover()
    expect(popover(page)).to_be_visible()
    link.click()
    expect(popover(page)).to_be_visible()
    page.mouse.move(2, 2)
    page.wait_for_timeout(500)
    expect(popover(page)).to_be_visible()
    assert focused(page) == "reference-popover"


def test_a_press_inside_makes_it_stay(opened: Opened) -> None:
    page = opened(ARTICLE, viewport=WIDE)
    link = citation(page, "cite-12", 5)
    link.hover()
    expect(popover(page)).to_be_visible()
    page.mouse.move(*middle(popover(page).locator(".popover-title")))
    page.mouse.down()
    page.mouse.up()
    page.mouse.move(2, 2)
    page.wait_for_timeout(500)
    expect(popover(page)).to_be_visible()


def test_a_term_shows_its_meaning(opened: Opened) -> None:
    page = opened(ARTICLE, reduced_motion="reduce")  # a page that still scrolls moves away from under the pointer
    mark = page.get_by_role("link", name="What does “trial” mean?")
    mark.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Trial")
    assert "A study that compares treatments fairly." in dialog.inner_text()
    assert dialog.get_by_role("link", name="About").get_attribute("href") == "../about.html"
    dialog.get_by_role("link", name="Go to all words explained").click()
    assert page.url.endswith("#term-trial")
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("script", [True, False], ids=["without the Popover API", "without script"])
def test_a_citation_and_a_term_are_links_all_the_same(browser: Browser, site: str, script: bool) -> None:
    context = browser.new_context(java_script_enabled=script)
    context.add_init_script("delete HTMLElement.prototype.popover; delete HTMLElement.prototype.showPopover;")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(site + ARTICLE)
    citation(page, "cite-12", 5).click()
    assert page.url.endswith("#ref-5")
    expect(page.locator("#ref-5")).to_be_in_viewport()
    page.locator("[role=doc-glossref]").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#term-trial")
    assert popover(page).count() == 0
    assert errors == []
    context.close()


def inside(page: Page) -> bool:
    box = popover(page).bounding_box()
    assert box
    width, height = page.evaluate("[document.documentElement.clientWidth, innerHeight]")
    return bool(
        box["x"] >= 0
        and box["y"] >= 0
        and box["x"] + box["width"] <= width + 0.5
        and box["y"] + box["height"] <= height + 0.5
    )


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("width", [320, 600, 1280])
def test_it_stays_within_the_window_wherever_the_citation_stands(opened: Opened, width: int, direction: str) -> None:
    page = opened(ARTICLE, viewport={"width": width, "height": 640})
    page.evaluate("direction => { document.documentElement.dir = direction; }", direction)
    for number in (1, 4, 5, 13):
        link = page.locator(f"#cite-{number} a").last
        if not link.is_visible():
            continue
        for block in ("start", "center", "end"):
            link.evaluate("(e, block) => e.scrollIntoView({block, behavior: 'instant'})", block)
            link.focus()
            page.keyboard.press("Enter")
            assert inside(page), (number, block)
            page.keyboard.press("Escape")


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_on_a_wide_screen_it_stands_at_its_citation(opened: Opened, direction: str) -> None:
    page = opened(ARTICLE, viewport=WIDE)
    page.evaluate("direction => { document.documentElement.dir = direction; }", direction)
    link = citation(page, "cite-12", 5)
    link.evaluate("e => e.scrollIntoView({block: 'center', behavior: 'instant'})")
    link.click()
    box, at = popover(page).bounding_box(), link.bounding_box()
    assert box
    assert at
    gap = max(box["y"] - (at["y"] + at["height"]), at["y"] - (box["y"] + box["height"]))
    assert 0 <= gap <= 24
    assert box["x"] <= at["x"] + at["width"]
    assert at["x"] <= box["x"] + box["width"]


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_on_a_phone_it_is_a_sheet_at_the_bottom(opened: Opened, direction: str) -> None:
    page = opened(ARTICLE, viewport={"width": 360, "height": 640})
    page.evaluate("direction => { document.documentElement.dir = direction; }", direction)
    citation(page, "cite-4", 9).click()
    box = popover(page).bounding_box()
    assert box
    assert box["width"] >= 340
    assert abs(box["y"] + box["height"] - 640) <= 16
    assert box["y"] >= 64  # some of the text stays in sight
    close = page.get_by_role("button", name="Close").bounding_box()
    assert close
    assert min(close["width"], close["height"]) >= 24


def test_it_is_not_printed(opened: Opened) -> None:
    page = opened(ARTICLE)
    citation(page, "cite-12", 5).click()
    page.emulate_media(media="print")
    expect(popover(page)).to_be_hidden()


def test_the_page_stays_silent_and_keeps_its_policy(browser: Browser, site: str) -> None:
    context = browser.new_context()
    context.add_init_script(
        "window.broken = []; addEventListener('securitypolicyviolation', e => broken.push(e.violatedDirective));"
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(site + ARTICLE)
    for number in (1, 3, 4, 12):
        page.locator(f"#cite-{number} a").last.click()
        page.keyboard.press("Escape")
    page.get_by_label("Health professional").check()
    assert page.evaluate("window.broken") == []
    assert complaints == []
    context.close()
