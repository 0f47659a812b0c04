"""Text that is still to be written: where it is found, and how much it matters."""

from __future__ import annotations

import pytest

from dr_evidence_site.checks.drafts import to_do
from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.source import Source

FRONT = "---\ntitle: A\n# To do: no text\n---\n"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("To do: write.", [(5, 1, "To do: write.")]),
        ("a\n\n- To do: one\n- [x] To do: two\n  1. To do: three  \n", [(7, 3, "To do: one"), (9, 6, "To do: three")]),
        ("## To do: harms\r\n> To do: x\r\n", [(5, 4, "To do: harms"), (6, 3, "To do: x")]),
        ("To do:", [(5, 1, "To do:")]),
        ("What is there To do: nothing.", []),
        ("To do this, walk.", []),
        ("to do: is a word", []),
    ],
)
def test_where_it_is_found(text: str, places: list[tuple[int, int, str]]) -> None:
    found = list(to_do(Source("a.md", FRONT + text), None))
    assert [(fault.span.line, fault.span.column, fault.subject) for fault in found] == places
    assert {fault.code for fault in found} <= {"DFT001"}


@pytest.mark.parametrize(
    ("status", "level"),
    [
        (None, "note"),
        (ReviewStatus.SUBMITTED, "note"),
        (ReviewStatus.WITHDRAWN, "note"),
        (ReviewStatus.UNDER_REVIEW, "warning"),
        (ReviewStatus.APPROVED, "error"),
    ],
)
def test_it_matters_more_the_further_the_review_has_come(status: ReviewStatus | None, level: str) -> None:
    (fault,) = to_do(Source("a.md", FRONT + "To do: x"), status)
    assert fault.severity.word == level
