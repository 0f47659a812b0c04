"""What notices make of a publication, and how the library is marked with them."""

from __future__ import annotations

import datetime as dt

import pytest

from dr_evidence_site.model.notice import Nature, Notice, Notices, Snapshot
from dr_evidence_site.model.reference import Bibliography, Integrity, Reference, ReferenceType
from dr_evidence_site.model.source import Span
from dr_evidence_site.site.notices import sentence, standing, with_notices

SNAPSHOT = Snapshot("references/retractions.csv", 1)


def notice(word: str, year: int | None = 2020) -> Notice:
    return Notice(Nature(word), dt.date(year, 1, 2) if year else None)


RETRACTED, CONCERN, CORRECTED = Integrity.RETRACTED, Integrity.CONCERN, Integrity.CORRECTED


@pytest.mark.parametrize(
    ("notices", "expected"),
    [
        ([], None),
        ([notice("correction")], CORRECTED),
        ([notice("concern"), notice("correction", 2021)], CONCERN),
        ([notice("concern"), notice("retraction", 2021)], RETRACTED),
        ([notice("retraction"), notice("correction", 2021)], RETRACTED),
        ([notice("retraction"), notice("concern", 2021)], RETRACTED),
        ([notice("retraction"), notice("reinstatement", 2021)], None),
        ([notice("reinstatement"), notice("retraction")], None),
        ([notice("concern", 2019), notice("retraction"), notice("reinstatement", 2021)], None),
        ([notice("correction", 2019), notice("retraction"), notice("reinstatement", 2021)], CORRECTED),
        ([notice("reinstatement"), notice("retraction", 2021)], RETRACTED),
        ([notice("retraction"), notice("reinstatement", 2021), notice("concern", 2022)], CONCERN),
        ([notice("retraction", None), notice("reinstatement")], None),
        ([notice("retraction"), notice("reinstatement", None)], RETRACTED),
        ([notice("retraction", None)], RETRACTED),
        ([notice("reinstatement")], None),
    ],
)
def test_what_notices_make_of_a_publication(notices: list[Notice], expected: Integrity | None) -> None:
    assert standing(notices) is expected
    assert standing(reversed(notices)) is expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Notice(Nature.RETRACTION, dt.date(2010, 2, 6), "10.5555/n", "12"), "Retracted on 2010-02-06 (doi:10.5555/n)."),
        (Notice(Nature.CONCERN, None, "", "12"), "Expression of concern published (PMID 12)."),
        (Notice(Nature.REINSTATEMENT), "Reinstated."),
    ],
)
def test_a_notice_in_words(given: Notice, expected: str) -> None:
    assert sentence(given) == expected


def library(integrity: Integrity | None = None, note: str = "") -> Bibliography:
    entry = Reference("a", ReferenceType.ARTICLE, Span("l.bib"), integrity=integrity, integrity_note=note)
    return Bibliography({"a": entry, "b": Reference("b", ReferenceType.BOOK, Span("l.bib"))}, {"a": "1", "b": "2"})


@pytest.mark.parametrize(
    ("ours", "note", "theirs", "expected", "is_theirs"),
    [
        (None, "", ["retraction"], RETRACTED, True),
        (None, "", ["correction"], CORRECTED, True),
        (CORRECTED, "Ours.", ["retraction"], RETRACTED, True),
        (RETRACTED, "Ours.", ["retraction"], RETRACTED, False),
        (RETRACTED, "", ["retraction"], RETRACTED, True),
        (RETRACTED, "Ours.", ["correction"], RETRACTED, False),
        (RETRACTED, "", ["retraction", "reinstatement"], RETRACTED, False),
        (None, "", ["retraction", "reinstatement"], None, False),
    ],
)
def test_the_graver_of_library_and_snapshot_is_shown(
    ours: Integrity | None, note: str, theirs: list[str], expected: Integrity | None, is_theirs: bool
) -> None:
    its = tuple(map(notice, theirs))
    written = library(ours, note)
    marked = with_notices(written, Notices(SNAPSHOT, {"a": its}))
    shown = marked.references["a"]
    assert shown.integrity is expected
    assert shown.notices == (its if is_theirs else ())
    assert shown.integrity_note == (" ".join(map(sentence, its)) if is_theirs else note)
    # What changed has another digest, so that its pages are made again; the library itself is kept for seals.
    assert (marked.digests["a"] != "1") is is_theirs and marked.digests["b"] == "2"
    assert (marked.written or marked).references["a"] == written.references["a"]
    assert list(marked.references) == ["a", "b"] and marked.references["b"] is written.references["b"]
    assert "a" in marked.references and "c" not in marked.references and len(marked.references) == 2
