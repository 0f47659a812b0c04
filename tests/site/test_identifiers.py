"""The ids that the theme uses are kept for it: no heading takes one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dr_evidence_site.parse.markdown.headings import Identifiers

TEMPLATES = Path(__file__).parents[2] / "templates"
# Pages on which no author's text stands.
NO_TEXT = {"search.html", "status.html"}
IDS = sorted(
    {
        found
        for path in TEMPLATES.rglob("*.html")
        if path.name not in NO_TEXT
        for found in re.findall(r'\bid="([a-z-]+)', path.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize("identifier", IDS)
def test_no_heading_takes_an_id_of_the_theme(identifier: str) -> None:
    assert not Identifiers().explicit(identifier)
    assert Identifiers().automatic(identifier) != identifier


def test_there_are_such_ids() -> None:
    assert "page-references" in IDS and "audience-" in IDS
