"""The library as a whole: works that stand in it twice, what a type needs, abbreviations, years, unused entries."""

from __future__ import annotations

import pytest

from dr_evidence_site.checks.library import check, unused
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse.bibtex import bibliography

TITLE = "Daily walking for example pain: a trial"
ARTICLE = {
    "author": "Lee, Jin-Ho",
    "title": TITLE,
    "journaltitle": "Journal of Worked Examples",
    "shortjournal": "J Work Ex",
    "date": "2021",
    "volume": "1",
    "pages": "2--3",
}


def entry(key: str, kind: str = "article", **fields: str) -> str:
    base = ARTICLE if kind == "article" else {"author": "Lee, Jin-Ho", "title": TITLE, "date": "2021"}
    written = {name: value for name, value in (base | fields).items() if value}
    return f"@{kind}{{{key},\n" + "".join(f"  {name} = {{{value}}},\n" for name, value in written.items()) + "}\n"


def found(*entries: str, year: int = 2026) -> list[tuple[str, str]]:
    """Code and key of what is reported."""
    return [(fault.code, fault.subject) for fault in faults(*entries, year=year)]


def faults(*entries: str, year: int = 2026) -> list[Diagnostic]:
    library, faulty = bibliography([Source("l.bib", "".join(entries))])
    assert faulty == []
    return check(library.references.values(), year)


OTHER = "Another title that nobody else has"


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ({"doi": "10.5555/a"}, {"doi": "https://doi.org/10.5555/A", "title": OTHER}, "LIB001"),
        ({"pmid": "12"}, {"pmid": "12", "title": OTHER}, "LIB001"),
        ({"pmcid": "PMC12"}, {"pmcid": "12", "title": OTHER}, "LIB001"),
        ({"pmid": "12", "doi": "10.5555/a"}, {"pmid": "12", "doi": "10.5555/a"}, "LIB001"),
        ({}, {}, "LIB002"),
        ({}, {"title": "Daily {Walking} for Example Pain. A trial!"}, "LIB002"),
        ({"author": "Müller, Karl"}, {"author": "Muller, K"}, "LIB002"),
        ({"doi": "10.5555/a"}, {"pmid": "12"}, "LIB002"),
    ],
)
def test_two_entries_for_one_work(one: dict[str, str], two: dict[str, str], expected: str) -> None:
    (fault,) = faults(entry("a", **one), entry("b", **two))
    assert (fault.code, fault.subject, fault.span.line) == (expected, "b", 2 + entry("a", **one).count("\n") - 1)
    assert [related.span.line for related in fault.related] == [1]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"doi": "10.5555/a"}, {"doi": "10.5555/b"}),
        ({"pmid": "1"}, {"pmid": "2"}),
        ({}, {"date": "2022"}),
        ({}, {"author": "Ortiz, Maria"}),
        ({}, {"volume": "2"}),
        ({"title": "Walking for pain"}, {"title": "Walking for pain"}),
        ({}, {"title": OTHER}),
    ],
)
def test_two_works(one: dict[str, str], two: dict[str, str]) -> None:
    assert found(entry("a", **one), entry("b", **two)) == []


@pytest.mark.parametrize(
    ("kind", "fields", "lacking"),
    [
        ("article", {"volume": "", "pages": ""}, "volume and no pages"),
        ("article", {"pages": ""}, "pages"),
        ("book", {}, "publisher"),
        ("incollection", {"booktitle": "A book"}, "publisher"),
        ("inproceedings", {"booktitle": ""}, "title of the proceedings"),
        ("report", {}, "institution"),
        ("phdthesis", {}, "institution"),
        ("online", {}, "address and no day of reading"),
        ("online", {"url": "https://a.example.org"}, "day of reading"),
        ("unpublished", {}, "server"),
        ("dataset", {}, "address"),
        ("misc", {"type": "trial registration"}, "registration number"),
    ],
)
def test_what_a_type_needs(kind: str, fields: dict[str, str], lacking: str) -> None:
    (fault,) = faults(entry("a", kind, **fields))
    assert (fault.code, fault.message) == ("LIB003", f"“a” has no {lacking}.")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("article", {}),
        ("article", {"volume": "", "pages": "", "doi": "10.5555/a"}),
        ("article", {"volume": "", "pages": "", "pubstate": "inpress"}),
        ("article", {"pages": "", "eid": "e12"}),
        ("book", {"publisher": "Example Press"}),
        ("inproceedings", {"booktitle": "Proceedings of a meeting"}),
        ("report", {"institution": "Example Institute"}),
        ("report", {"author": "{World Health Organization}"}),
        ("online", {"url": "https://a.example.org", "urldate": "2026-01-15"}),
        ("online", {"eprinttype": "medRxiv"}),
        ("dataset", {"doi": "10.5555/a"}),
        ("misc", {"type": "trial registration", "number": "NCT99999999"}),
        ("misc", {}),
    ],
)
def test_what_is_enough(kind: str, fields: dict[str, str]) -> None:
    assert found(entry("a", kind, **fields)) == []


def test_a_journal_without_its_abbreviation_is_named_once() -> None:
    bare = {"shortjournal": ""}
    (fault,) = faults(entry("a", title=OTHER, **bare), entry("b", **bare))
    assert fault.code == "LIB004" and "“a”, “b”" in fault.message
    (fault,) = faults(entry("a", title=OTHER), entry("b", **bare))
    assert fault.hint == "Add “shortjournal = {J Work Ex}”, as another entry has it."


@pytest.mark.parametrize("journal", ["Vaccine", "The Lancet", "J Work Ex"])
def test_a_journal_that_needs_no_abbreviation(journal: str) -> None:
    assert found(entry("a", title=OTHER), entry("b", journaltitle=journal, shortjournal="")) == []


@pytest.mark.parametrize(("year", "expected"), [("2026", []), ("2027", []), ("2028", [("LIB006", "a")])])
def test_a_year_in_the_future(year: str, expected: list[tuple[str, str]]) -> None:
    assert found(entry("a", date=year)) == expected


def test_entries_that_nothing_cites() -> None:
    library, _ = bibliography([Source("l.bib", entry("a") + entry("b"))])
    assert [fault.subject for fault in unused(library.references.values(), {"a", "x"})] == ["b"]


# Numbers with check digits, of an entry


def numbered(field: str, value: str) -> list[tuple[str, int]]:
    _, faulty = bibliography([Source("l.bib", entry("a", **{field: value}))])
    return [(fault.code, fault.span.line) for fault in faulty]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("issn", "0140-6736"),
        ("issn", "01406736"),
        ("issn", "1474-547X"),
        ("issn", "0140-6736, 1474-547x (Electronic)"),
        ("issn", "0140-6736 1474-547X"),
        ("isbn", "0-306-40615-2"),
        ("isbn", "080442957X"),
        ("isbn", "978-0-306-40615-7"),
        ("isbn", "9780306406157"),
        ("isbn", "978 0 306 40615 7"),
        ("isbn", "978-0-306-40615-7 (print), 0-306-40615-2"),
        ("isbn", "9780306406157 0306406152"),
        ("pmid", "1"),
        ("pmid", "99999901"),
    ],
)
def test_a_number_that_can_be_right(field: str, value: str) -> None:
    assert numbered(field, value) == []


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("issn", "0140-6737", "BIB026"),
        ("issn", "0140-6736, 1474-5479", "BIB026"),
        ("issn", "0140-67", "BIB026"),
        ("issn", "none", "BIB026"),
        ("isbn", "0-306-40615-3", "BIB026"),
        ("isbn", "978-0-306-40615-8", "BIB026"),
        ("isbn", "9780306406157, 0306406153", "BIB026"),
        ("isbn", "978030640615", "BIB026"),
        ("isbn", "97803064061577", "BIB026"),
        ("pmid", "123456789", "BIB018"),
        ("pmid", "0", "BIB018"),
        ("pmcid", "PMC", "BIB018"),
        ("doi", "10.12/a", "BIB017"),
    ],
)
def test_a_number_that_cannot_be_right(field: str, value: str, code: str) -> None:
    assert numbered(field, value) == [(code, 9)]
