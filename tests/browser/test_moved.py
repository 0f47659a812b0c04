"""An old address in a real browser: it leads on, from a disk too, with and without a script, and takes along what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dr_evidence_site.build import Options, build
from sites import LIBRARY, TODAY, article


@pytest.mark.parametrize(
    ("script", "asked", "arrived"),
    [
        (True, "?audience=clinician#harms", "now.html?audience=clinician#harms"),
        (True, "", "now.html"),
        (False, "", "now.html"),
    ],
    ids=["script, section and audience", "script", "no script"],
)
def test_an_old_address_leads_on(browser: Browser, tmp_path: Path, script: bool, asked: str, arrived: str) -> None:
    text = article("Text [@moyer2013].\n\n## Harms\n\nMore.").replace("audience:", "aliases: [then]\naudience:")
    for path, content in {"references/library.bib": LIBRARY, "content/articles/now.md": text}.items():
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(content)
    report = build(Options(tmp_path, TODAY), tmp_path / "build")
    assert report.summary
    complaints: list[str] = []
    context = browser.new_context(java_script_enabled=script)
    context.on("console", lambda message: complaints.append(message.text))
    page = context.new_page()
    page.goto((tmp_path / "build/articles/then.html").as_uri() + asked, wait_until="commit")
    page.wait_for_url(lambda address: address.endswith(arrived), timeout=10_000)
    assert page.locator("h1").inner_text() == "A title"
    assert page.evaluate("history.length") == 2  # the empty page and this one: going back does not lead here again
    context.close()
    assert complaints == []
