"""The live preview in a browser: a save shows by itself, at the same place, for the same audience; faults come and go."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from sites import article

PATIENCE = 30_000
"""Milliseconds that anything may take on the busiest machine."""

SETTINGS = "checks: {PAR004: ignore}\n"
"""How hard the repeated sentence is to read is no matter here."""

LONG = "\n\n".join(f"Paragraph {number} [@moyer2013]." for number in range(120))


def text(mark: str, key: str = "moyer2013") -> str:
    return article(
        f"[{mark} for patients]{{.patient}}[{mark} for clinicians]{{.clinician}} [@{key}].\n\n{LONG}", title="Example"
    )


class Preview:
    """A site, its preview, and the address of an article in it."""

    def __init__(self, root: Path, port: int) -> None:
        self.root = root
        self.port = port
        self.address = f"http://localhost:{port}/articles/a.html"

    def save(self, content: str) -> None:
        (self.root / "content/articles/a.md").write_text(content)


@contextlib.contextmanager
def serving(root: Path, scratch: Path, port: int = 0) -> Iterator[Preview]:
    process = subprocess.Popen(
        [
            Path(sys.executable).with_name("dr-evidence-site"),
            "serve",
            root,
            "--port",
            str(port),
            "--today",
            "2026-06-01",
        ],
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TMPDIR": str(scratch)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stderr.readline())
        assert found
        yield Preview(root, int(found[1]))
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def preview(make_site: Callable[[Mapping[str, str]], Path], tmp_path: Path) -> Iterator[Preview]:
    root = make_site({"content/articles/a.md": text("First"), "site.yaml": SETTINGS})
    with serving(root, tmp_path) as made:
        yield made


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a fresh profile; what the browser complains of in scripts and policy is a failure."""
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    context = browser.new_context(viewport={"width": 1000, "height": 600})
    context.set_default_timeout(PATIENCE)
    made = context.new_page()
    made.on("console", listen)
    made.on("pageerror", lambda error: complaints.append(str(error)))
    yield made
    context.close()
    assert complaints == []


def bar(page: Page) -> str:
    """What the closed bar says."""
    return page.locator("dr-evidence-preview summary").inner_text()


def test_a_save_shows_by_itself_with_audience_and_place_kept(preview: Preview, page: Page) -> None:
    page.goto(preview.address)
    page.get_by_label("Health professional").first.check()
    expect(page.get_by_text("First for clinicians")).to_be_visible()
    page.evaluate("scrollTo(0, 1500)")
    preview.save(text("Second"))
    expect(page.get_by_text("Second for clinicians")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Second for patients")).to_be_hidden()
    page.wait_for_function("scrollY === 1500")
    assert page.evaluate("history.scrollRestoration") == "auto"
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.includes('scroll'))") == []


def test_a_fault_is_shown_over_the_old_text_until_it_is_mended(preview: Preview, page: Page) -> None:
    page.goto(preview.address)
    expect(page.locator("dr-evidence-preview summary")).to_contain_text("No problems found", timeout=PATIENCE)
    expect(page.locator("dr-evidence-preview summary")).to_contain_text("Status: submitted")
    expect(page.locator("dr-evidence-preview summary")).to_contain_text("Reading grade, patient: ")
    preview.save(text("Second", key="moyer2031"))
    expect(page.locator("dr-evidence-preview summary")).to_contain_text(
        "Build failed. This is the last good version.", timeout=PATIENCE
    )
    (row,) = page.locator("dr-evidence-preview li").all()
    assert row.is_visible()
    assert "content/articles/a.md:8:" in row.inner_text()
    assert "error[CIT001] There is no reference “moyer2031” in the library." in row.inner_text()
    assert "Hint: Did you mean “moyer2013”?" in row.inner_text()
    assert page.get_by_role("status").filter(has_text="Build failed").count() == 1
    assert page.get_by_text("First for patients").is_visible()
    preview.save(text("Third"))
    expect(page.get_by_text("Third for patients")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("dr-evidence-preview summary")).to_contain_text("No problems found", timeout=PATIENCE)
    assert "failed" not in bar(page)
    assert page.locator("dr-evidence-preview li").count() == 0


def test_a_mended_fault_that_changes_nothing_clears_the_bar_without_a_reload(preview: Preview, page: Page) -> None:
    page.goto(preview.address)
    page.evaluate("window.sameDocument = true")
    preview.save(text("First", key="moyer2031"))
    expect(page.locator("dr-evidence-preview li")).to_have_count(1, timeout=PATIENCE)
    preview.save(text("First"))
    expect(page.locator("dr-evidence-preview li")).to_have_count(0, timeout=PATIENCE)
    assert page.evaluate("window.sameDocument")


def test_the_bar_opens_and_closes_by_keyboard_and_stays_so(preview: Preview, page: Page) -> None:
    page.goto(preview.address)
    preview.save(text("First").replace("Paragraph 0", "# Top\n\nParagraph 0"))
    row = page.locator("dr-evidence-preview li")
    expect(row).to_have_count(1, timeout=PATIENCE)
    expect(row).to_be_hidden()  # a warning does not push itself forward
    assert page.get_by_role("complementary", name="Preview").is_visible()
    page.locator("dr-evidence-preview summary").focus()
    page.keyboard.press("Enter")
    expect(row).to_be_visible()
    page.reload()
    expect(row).to_be_visible(timeout=PATIENCE)
    page.locator("dr-evidence-preview summary").focus()
    page.keyboard.press("Space")
    expect(row).to_be_hidden()
    page.reload()
    expect(page.locator("dr-evidence-preview summary")).to_contain_text("1 warning", timeout=PATIENCE)
    expect(row).to_be_hidden()


def test_the_bar_hides_no_end_of_the_page_and_is_not_printed(preview: Preview, page: Page) -> None:
    page.goto(preview.address)
    expect(page.locator("dr-evidence-preview summary")).to_be_visible(timeout=PATIENCE)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    footer = page.locator("footer.site-footer").bounding_box()
    box = page.locator("dr-evidence-preview").bounding_box()
    assert footer and box
    assert footer["y"] + footer["height"] <= box["y"] + 1
    page.emulate_media(media="print")
    expect(page.locator("dr-evidence-preview")).to_be_hidden()


def test_author_text_stays_text_in_the_bar(preview: Preview, page: Page) -> None:
    page.goto(preview.address)
    preview.save(article("[x](<<img src=x onerror=alert(1)>.md>)"))
    expect(page.locator("dr-evidence-preview li").first).to_contain_text("content/articles/a.md", timeout=PATIENCE)
    assert page.locator("dr-evidence-preview img").count() == 0


def test_a_site_that_was_never_built_appears_when_it_is_mended(
    make_site: Callable[[Mapping[str, str]], Path], tmp_path: Path, page: Page
) -> None:
    root = make_site({"content/articles/a.md": text("First", key="moyer2031"), "site.yaml": SETTINGS})
    with serving(root, tmp_path) as preview:
        page.goto(f"http://localhost:{preview.port}/articles/a.html")
        expect(page.get_by_role("heading")).to_have_text("The site has not been built yet")
        expect(page.get_by_role("listitem")).to_contain_text("Did you mean “moyer2013”?")
        preview.save(text("Second"))
        expect(page.get_by_text("Second for patients")).to_be_visible(timeout=PATIENCE)


def test_a_preview_that_ends_is_said_and_one_that_begins_again_is_found(
    make_site: Callable[[Mapping[str, str]], Path], tmp_path: Path, page: Page
) -> None:
    root = make_site({"content/articles/a.md": text("First"), "site.yaml": SETTINGS})
    with serving(root, tmp_path) as preview:
        page.goto(preview.address)
        expect(page.locator("dr-evidence-preview summary")).to_contain_text("No problems found", timeout=PATIENCE)
    expect(page.locator("dr-evidence-preview summary")).to_contain_text("does not answer", timeout=PATIENCE)
    preview.save(text("Second"))
    with serving(root, tmp_path, preview.port):
        expect(page.get_by_text("Second for patients")).to_be_visible(timeout=PATIENCE)
