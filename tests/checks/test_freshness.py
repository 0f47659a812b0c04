"""Reviews, searches and sources that have become old, and editions that newer ones supersede."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dr_evidence_site.build import Options, build, check
from dr_evidence_site.build.overview import overview
from dr_evidence_site.build.status import status
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.reference import NO_YEARS, PartialDate, Reference, ReferenceType, SourceYears, source_years
from dr_evidence_site.model.source import Span
from sites import TODAY, approved_article

SITE = "checks: {REV007: ignore, SIT005: ignore}\n"
BOOK = "@book{{{key}, author = {{A, B}}, title = {{{title}}}, publisher = {{P}}, location = {{L}}, date = {{{year}}}{more}}}\n"


def book(key: str, year: str = "2020", title: str = "A book", more: str = "") -> str:
    return BOOK.format(key=key, year=year, title=title, more=more and f", {more}")


def article(body: str = "Text.", head: str = "", status: str = "submitted") -> str:
    return f"---\ntitle: T\nstatus: {status}\nupdated: 2020-01-10\naudience: clinician\n{head}---\n{body}\n"


Reported = Callable[..., list[Diagnostic]]


@pytest.fixture
def reported(tmp_path: Path) -> Reported:
    def run(text: str, settings: str = "", library: str = "", today: dt.date = TODAY) -> list[Diagnostic]:
        files = {"content/articles/a.md": text, "site.yaml": SITE + settings, "references/a.bib": library}
        for path, content in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(content)
        report = check(Options(tmp_path, today))
        return [fault for fault in report.diagnostics if fault.code.startswith("FRS")]

    return run


def codes(faults: list[Diagnostic]) -> list[tuple[str, int, int]]:
    return [(fault.code, fault.span.line, fault.span.column) for fault in faults]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (article(head="review_due: 2026-05-31\n"), [("FRS001", 6, 1)]),
        (article(head="review_due: 2026-06-01\n"), []),
        (article(head="review_due: 2026-05-31\n", status="withdrawn"), []),
        (article(), []),
        (approved_article(), []),
    ],
)
def test_an_overdue_review(text: str, expected: list[object], reported: Reported) -> None:
    assert codes(reported(text)) == expected


def test_the_approval_is_named_when_no_day_is_written(reported: Reported) -> None:
    text = approved_article()
    line = text.split("\n").index(next(line for line in text.split("\n") if "status: approved, date" in line)) + 1
    (fault,) = reported(text, today=dt.date(2027, 6, 1))
    assert (fault.code, fault.span.line) == ("FRS001", line)
    assert reported(text, "review_every: 10 years\n", today=dt.date(2027, 6, 1)) == []


REVIEW = "review: [{status: submitted, date: 2020-01-11}, {status: under-review, date: 2020-01-12}]\n"


@pytest.mark.parametrize(
    ("head", "status", "expected"),
    [
        ("search_date: 2024-05-31\n", "submitted", [("FRS002", 6, 1)]),
        ("search_date: 2024-06-01\n", "submitted", []),
        ("search_date: 2024-05-31\n", "withdrawn", []),
        ("", "submitted", []),
        (REVIEW, "under-review", [("FRS003", 3, 1)]),
    ],
)
def test_a_search_that_is_too_old_or_has_no_date(
    head: str, status: str, expected: list[object], reported: Reported
) -> None:
    text = article(head=head, status=status)
    assert codes(reported(text, "freshness: {search_every: 24 months}\n")) == expected
    assert reported(text) == []


LIBRARY = book("a", "1990") + book("b", "2015") + book("c", "2020-03") + book("d", "2021-05-31") + book("e", "in press")


@pytest.mark.parametrize(
    ("setting", "body", "expected"),
    [
        ("newest_source: 5 years", "[@a; @d]", ["FRS004"]),
        ("newest_source: 61 months", "[@a; @d]", []),
        ("newest_source: 74 months", "[@a; @c]", ["FRS004"]),  # 31 March 2020 + 74 months = 31 May 2026
        ("newest_source: 75 months", "[@a; @c]", []),
        ("newest_source: 126 months", "[@a; @b]", []),  # 31 December 2015 + 126 months = 30 June 2026
        ("newest_source: 125 months", "[@a; @b]", ["FRS004"]),
        ("newest_source: 1 year", "[@e]", []),
        ("newest_source: 1 year", "Nothing.", []),
        ("median_source: 10 years", "[@a; @b; @c]", ["FRS005"]),
        ("median_source: 11 years", "[@a; @b; @c]", []),
        ("median_source: 10 years", "[@b; @c]", []),
        ("median_source: 10 years", "[@a; @b; @d; @e]", ["FRS005"]),
        ("newest_source: 5 years, median_source: 10 years", "[@a; @b]", ["FRS004", "FRS005"]),
    ],
)
def test_sources_that_are_too_old(setting: str, body: str, expected: list[str], reported: Reported) -> None:
    assert [fault.code for fault in reported(article(body), f"freshness: {{{setting}}}\n", LIBRARY)] == expected
    assert reported(article(body), "", LIBRARY) == []


def test_the_limit_and_the_year_are_named(reported: Reported) -> None:
    newest, median = reported(
        article("[@a]"), "freshness: {newest_source: 5 years, median_source: 18 months}\n", LIBRARY
    )
    assert ("1990" in newest.message, "5 years" in newest.message) == (True, True)
    assert ("1990" in median.message, "18 months" in median.message) == (True, True)


OLD = book("old", "2010", more="supersededby = {mid}") + book("mid", "2015", more="superseded_by = {new}")
EDITIONS = OLD + book("new", "2020", "The newest")


@pytest.mark.parametrize(
    ("body", "library", "expected"),
    [
        ("Text [@new; @old].", EDITIONS, []),
        ("Text [@mid; @old].", EDITIONS, [("FRS006", 7, 7)]),
        ("Text [@old].", EDITIONS, [("FRS006", 7, 7)]),
        ("Text.\n\nText [see @old, p. 3] [@old].", EDITIONS, [("FRS006", 9, 11)]),
        ("Text [@new].", EDITIONS, []),
        ("Text [@x].", book("x", more="supersededby = {y}"), [("FRS006", 7, 7), ("FRS007", 1, 1)]),
        ("Text [@x].", book("x", more="supersededby = {x}"), [("FRS008", 1, 1)]),
        (
            "Text [@x].",
            book("x", more="supersededby = {y}") + book("y", more="supersededby = {x}"),
            [("FRS008", 1, 1), ("FRS008", 2, 1)],
        ),
        ("Text [@x].", book("x", more="related = {y}, relatedtype = {superseded by}") + book("y"), [("FRS006", 7, 7)]),
        ("Text [@x].", book("x", more="related = {y}, relatedtype = {translationof}") + book("y"), []),
        ("Text [@x].", book("x", more="related = {y}") + book("y"), []),
        # another entry's fields are taken, but not this one
        (
            "Text [@x; @y; @z].",
            "@inbook{x, crossref = {y}, title = {T}, pages = {1}}\n"
            + OLD.replace("old", "y").replace("mid", "z").replace("new", "x"),
            [],
        ),
    ],
)
def test_editions(body: str, library: str, expected: list[object], reported: Reported) -> None:
    assert codes(reported(article(body), "", library)) == expected


def test_the_newest_edition_is_named_and_the_finding_can_be_waived(reported: Reported) -> None:
    (fault,) = reported(article("Text [@old]."), "", EDITIONS)
    assert (fault.subject, "“new”" in fault.message, fault.severity.word) == ("old", True, "warning")
    waive = "waive: [{code: FRS006, about: old, reason: It is about its history.}]\n"
    (waived,) = reported(article("Text [@old].", waive), "", EDITIONS)
    assert waived.severity.word == "note"


def test_an_overdue_review_can_be_waived(reported: Reported) -> None:
    head = "review_due: 2026-05-31\nwaive: [{code: FRS001, reason: The reviewer is ill.}]\n"
    assert [fault.severity.word for fault in reported(article(head=head))] == ["note"]


def test_the_reference_list_names_the_newer_edition_as_it_now_is(reported: Reported, tmp_path: Path) -> None:
    reported(article("Text [@old; @mid]."), "", EDITIONS)
    out = tmp_path / "out"

    def shown() -> tuple[str, str]:
        build(Options(tmp_path, TODAY), out)
        fresh = tmp_path / "fresh"
        build(Options(tmp_path, TODAY, remember=False), fresh)
        pages = [(out / path).read_text() for path in ("articles/a.html", "references.html")]
        assert pages == [(fresh / path).read_text() for path in ("articles/a.html", "references.html")]
        return pages[0], pages[1]

    page, listed = shown()
    assert "Superseded by: The newest (2020)" in page
    assert "Superseded by: A book (2015)" in page
    assert "Superseded by: The newest (2020)" in listed
    (tmp_path / "references/a.bib").write_text(EDITIONS.replace("The newest", "Another title"))
    assert "Superseded by: Another title (2020)" in shown()[0]
    (tmp_path / "references/a.bib").write_text(OLD)
    assert "Superseded by a newer edition" in shown()[0]
    (tmp_path / "references/a.bib").write_text(book("old") + book("mid"))
    assert "Superseded" not in shown()[0]


def test_years_of_sources() -> None:
    def dated(*years: int | None) -> list[Reference]:
        return [
            Reference("a", ReferenceType.BOOK, Span("a.bib"), issued=None if year is None else PartialDate(year))
            for year in years
        ]

    assert source_years(dated()) == NO_YEARS
    assert source_years(dated(None)) == SourceYears(0)
    assert source_years(dated(2001, 1990, None, 2020)) == SourceYears(3, 2020, 2001)
    assert source_years(dated(2001, 1990, 2010, 2020)) == SourceYears(4, 2020, 2010)


def test_years_are_told_by_check_status_and_the_article(reported: Reported, tmp_path: Path) -> None:
    reported(article("Text [@a; @c; @e]."), "", LIBRARY)
    options = Options(tmp_path, TODAY)
    assert list(overview(check(options))) == ["Newest source of an article: 2020. Median of its sources: 2020."]
    expected = {"dated": 2, "newest": 2020, "median": 2020}
    (listed,) = json.loads(status(options, "json", None)[0])["articles"]
    assert (listed["sources"], listed["reading"]) == (expected, {"clinician": {"words": 1, "grade": None}})
    build(options, tmp_path / "out")
    told = json.loads((tmp_path / "out/articles/a.json").read_text())
    assert (told["sources"], told["reading"]) == (expected, [{"audience": "clinician", "words": 1, "grade": None}])
    assert "<dt>Newest source</dt><dd>2020</dd>" in (tmp_path / "out/articles/a.html").read_text()
