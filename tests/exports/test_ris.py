"""RIS: rispy reads back what was written, and the tags are those that Zotero's importer understands."""

from __future__ import annotations

import re

import pytest
import rispy
from awkward import (
    ALL,
    ARTICLE,
    BOOK,
    CHAPTER,
    DATASET,
    DOUBTED,
    IN_PRESS,
    OTHER,
    PAPER,
    PREPRINT,
    REPORT,
    RETRACTED,
    THESIS,
    TRIAL,
    WEBPAGE,
    ref,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.exports.ris import record, ris
from dr_evidence_site.model.reference import Name, PartialDate, Reference

# The kinds of work by which Zotero's importer (translator “RIS”) files an entry; any other becomes a journal article.
ZOTERO = {
    "JOUR": "journalArticle", "BOOK": "book", "CHAP": "bookSection", "CONF": "conferencePaper", "RPRT": "report",
    "ELEC": "webpage", "MANSCPT": "manuscript", "THES": "thesis", "DATA": "dataset", "GEN": "journalArticle",
}  # fmt: skip


def tags(reference: Reference) -> list[tuple[str, str]]:
    return [(line[:2], line[6:]) for line in record(reference).split("\r\n")[:-1]]


def test_rispy_reads_every_reference() -> None:
    found = rispy.loads(ris(ALL))
    assert [entry["id"] for entry in found] == [reference.key for reference in ALL]
    assert not any("unknown_tag" in entry for entry in found)
    for reference, entry in zip(ALL, found, strict=True):
        assert entry.get("title", "") == reference.title
        assert entry.get("doi", "") == reference.doi
        assert ";".join(entry.get("urls", [])) == reference.url
        people = entry.get("authors", [])
        assert len(people) == len(reference.authors) + reference.authors_incomplete


def test_an_article_as_a_whole() -> None:
    assert tags(ARTICLE) == [
        ("TY", "JOUR"),
        ("ID", "article-2002"),
        ("AU", "García Márquez, Gabriel José"),
        ("AU", "van der Berg, Jan Pieter"),
        ("AU", "King, Martin Luther, Jr"),
        ("AU", "李, 明"),
        ("AU", "Ødegård, Åse"),
        ("AU", "de Souza, Ana"),
        ("AU", "Department of Health, Ministry of Care and Others & Co."),
        ("AU", "others"),
        ("TI", "Vitamin D and mRNA in COVID-19: p < 0.05 for HbA1c"),
        ("T2", "The Journal of Bones & Joints"),
        ("J2", "J Bones Joints"),
        ("PY", "2002"),
        ("DA", "2002/07/25/"),
        ("VL", "347"),
        ("IS", "4 Suppl 1"),
        ("SP", "S284"),
        ("EP", "S287"),
        ("DO", "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"),
        ("UR", "https://example.org/a_b?c=1&d=%20x#y"),
        ("DB", "PubMed"),
        ("AN", "12140307"),
        ("C2", "PMC1234567"),
        ("ER", ""),
    ]


@pytest.mark.parametrize("reference", ALL, ids=lambda entry: entry.key)
def test_a_record_has_the_form_of_the_specification(reference: Reference) -> None:
    lines = record(reference).split("\r\n")
    assert lines[-1] == ""
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])
    assert lines[0][:2] == "TY" and lines[-2] == "ER  - "
    assert tags(reference)[0][1] in ZOTERO


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (BOOK, ("A3", "de la Cruz, María")),  # in a book A2 is the editor of the series
        (CHAPTER, ("A2", "Ed, Itor")),
        (CHAPTER, ("SP", "1-3, 7-9")),
        (BOOK, ("N1", "Pages 33-40")),  # in a book SP is how many pages it has
        (PAPER, ("C3", "Proceedings")),
        (PAPER, ("T2", "Proceedings")),
        (REPORT, ("SN", "12/34")),
        (REPORT, ("M3", "guideline")),
        (REPORT, ("N1", "in press")),  # as a date it would be read as nonsense
        (IN_PRESS, ("DA", "2021///in press")),
        (PREPRINT, ("M3", "Preprint")),
        (PREPRINT, ("AN", "2020.01.01.123456")),
        (PREPRINT, ("DB", "medRxiv")),
        (TRIAL, ("AN", "NCT01234567")),
        (TRIAL, ("T2", "ClinicalTrials.gov")),
        (DATASET, ("ET", "1.2")),
        (THESIS, ("M3", "dissertation")),
        (WEBPAGE, ("Y2", "2024/05/06/")),
        (RETRACTED, ("N1", "RETRACTED: Retracted on 1 May 2012.")),
        (RETRACTED, ("N1", "A remark.")),
        (RETRACTED, ("SP", "e1234")),
        (DOUBTED, ("N1", "EXPRESSION OF CONCERN.")),
        (ref("a", page="284-7"), ("EP", "287")),
        (ref("a", genre="letter"), ("KW", "letter")),  # in an article Zotero takes M3 for a DOI
    ],
)
def test_a_detail(reference: Reference, expected: tuple[str, str]) -> None:
    assert expected in tags(reference)


@pytest.mark.parametrize("reference", [ARTICLE, RETRACTED, CHAPTER, PAPER, DATASET, OTHER, BOOK], ids=lambda r: r.key)
def test_zotero_never_takes_a_kind_of_work_for_a_doi(reference: Reference) -> None:
    assert "M3" not in dict(tags(reference))


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=60), st.text(max_size=40))
def test_no_text_can_begin_a_line(title: str, name: str) -> None:
    reference = ref(
        "any", title=title, authors=(Name(literal=name),), note=f"{title}\nER  - \nTY  - BOOK", issued=PartialDate(2000)
    )
    lines = re.split(r"\r\n", record(reference))
    assert [line[:6] for line in lines if line].count("ER  - ") == 1
    assert not any(character in line for line in lines for character in "\r\n\u2028\u2029\x85\x0b\x0c")
