"""Snapshots of retractions: what a row says, which source it is about, and what a damaged file still tells."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.model.notice import Doubt, Nature, Notice, Notices
from dr_evidence_site.parse.retractions import COLUMNS, dois, index, notices, pubmed_number

PATH = "references/retractions.csv"
DEFAULTS = {
    "Record ID": "1",
    "Title": "A title, with a comma",
    "RetractionDate": "8/16/2023 0:00",
    "RetractionNature": "Retraction",
}
OURS = [("lee2021", "10.5555/Example.2021.284", "99999901"), ("ortiz", "", "99999902"), ("novak", "10.5555/novak", "")]


def rows(*of: dict[str, str], end: str = "\r\n", header: tuple[str, ...] = (*COLUMNS, "")) -> str:
    """A file in the layout of the data, which ends each line with an empty column."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, header, restval="", lineterminator=end)
    writer.writeheader()
    writer.writerows(DEFAULTS | row for row in of)
    return stream.getvalue()


def about(doi: str = "", pmid: str = "0", **fields: str) -> dict[str, str]:
    return {"OriginalPaperDOI": doi, "OriginalPaperPubMedID": pmid, **fields}


def read(data: str | bytes) -> tuple[Notices | None, list[tuple[str, int]]]:
    data = data.encode() if isinstance(data, str) else data
    found, faults = index(PATH, data)
    return notices(found, data, OURS) if found else None, [(fault.code, fault.span.line) for fault in faults]


def keys(data: str | bytes) -> list[str]:
    found, faults = read(data)
    assert found and faults == []
    return list(found.by_key)


def test_a_notice_says_what_when_and_where() -> None:
    text = rows(about(doi="10.5555/example.2021.284", RetractionDOI="10.5555/Notice", RetractionPubMedID="12"))
    found, faults = read(text)
    assert found and faults == []
    notice = Notice(Nature.RETRACTION, dt.date(2023, 8, 16), "10.5555/notice", "12", 2)
    assert found.by_key == {"lee2021": (notice,)}
    assert (found.snapshot.rows, found.snapshot.newest) == (1, (dt.date(2023, 8, 16),))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (about(doi="10.5555/EXAMPLE.2021.284"), ["lee2021"]),
        (about(doi="https://doi.org/10.5555/example.2021.284"), ["lee2021"]),
        (about(doi="http://dx.doi.org/10.5555/example.2021.284 "), ["lee2021"]),
        (about(doi="doi: 10.5555/example.2021.284."), ["lee2021"]),
        (about(doi="10.5555/example.2021.284;"), ["lee2021"]),
        (about(doi="10.5555/other;10.5555/example.2021.284;"), ["lee2021"]),
        (about(doi="10.5555/example.2021.2840"), []),
        (about(doi="Unavailable", pmid="99999901"), ["lee2021"]),
        (about(doi="unavailable", pmid="099999902"), ["ortiz"]),
        (about(doi="10.5555/any", pmid="99999902.0"), ["ortiz"]),
        (about(doi="10.5555/any", pmid="9999990"), []),
        (about(), []),
        (about(doi="10.5555/novak", pmid="99999902"), ["ortiz", "novak"]),
    ],
)
def test_whom_a_row_is_about(row: dict[str, str], expected: list[str]) -> None:
    assert keys(rows(about(doi="10.5555/before"), row, about(pmid="1"))) == expected


def test_equal_pubmed_numbers_with_different_dois_are_a_doubt() -> None:
    found, _ = read(rows(about(doi="10.5555/other", pmid="99999901")))
    assert found and (found.by_key, found.doubts) == ({}, (Doubt("lee2021", "10.5555/other", 2),))


@pytest.mark.parametrize(
    ("written", "nature"),
    [
        ("Retraction", Nature.RETRACTION),
        ("Expression of Concern", Nature.CONCERN),
        ("Expression of concern", Nature.CONCERN),
        (" correction ", Nature.CORRECTION),
        ("Reinstatement", Nature.REINSTATEMENT),
    ],
)
def test_natures(written: str, nature: Nature) -> None:
    found, faults = read(rows(about(doi="10.5555/novak", RetractionNature=written)))
    assert found and faults == [] and [notice.nature for notice in found.by_key["novak"]] == [nature]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2/6/2010 0:00", dt.date(2010, 2, 6)),
        ("12/31/2019", dt.date(2019, 12, 31)),
        ("2020-01-31", dt.date(2020, 1, 31)),
        ("2020-01-31T00:00:00", dt.date(2020, 1, 31)),
        ("", None),
        ("Unavailable", None),
    ],
)
def test_dates(written: str, day: dt.date | None) -> None:
    found, faults = read(rows(about(doi="10.5555/novak", RetractionDate=written)))
    assert found and faults == [] and found.by_key["novak"][0].date == day


def test_several_notices_come_in_the_order_of_their_days() -> None:
    found, _ = read(
        rows(
            about(doi="10.5555/novak", RetractionDate="5/1/2021 0:00", RetractionNature="Reinstatement"),
            about(pmid="99999902"),
            about(doi="10.5555/novak", RetractionDate="4/1/2020 0:00"),
            about(doi="10.5555/novak", RetractionDate="", RetractionNature="Correction"),
        )
    )
    assert found
    assert [(notice.nature.value, notice.line) for notice in found.by_key["novak"]] == [
        ("correction", 5),
        ("retraction", 4),
        ("reinstatement", 2),
    ]


def test_a_paper_with_brackets_in_its_doi_and_two_notices() -> None:
    """Mehra and others, Lancet 2020, as the Retraction Watch data have it; days and other columns left out."""
    paper, notice = "10.1016/S0140-6736(20)31180-6", "10.1016/S0140-6736(20)31324-6"
    text = rows(
        about(doi=paper, RetractionDate="", RetractionDOI=notice),
        about(doi=paper, RetractionDate="", RetractionNature="Expression of concern"),
    )
    found, _ = index(PATH, text.encode())
    assert found
    by_key = notices(found, text.encode(), [("mehra-2020", paper, "")]).by_key
    assert [(one.nature, one.doi) for one in by_key["mehra-2020"]] == [
        (Nature.RETRACTION, notice.lower()),
        (Nature.CONCERN, ""),
    ]


FORMS = {
    "as published": rows(about(doi="10.5555/novak")),
    "line ends of Unix": rows(about(doi="10.5555/novak"), end="\n"),
    "byte order mark": "\ufeff" + rows(about(doi="10.5555/novak")),
    "byte order mark and one wrong byte": b"\xef\xbb\xbf"
    + rows(about(doi="10.5555/novak"), header=COLUMNS[14:] + COLUMNS[:14]).encode().replace(b"A title", b"\xfc"),
    "Latin-1": rows(about(doi="10.5555/novak", Author="M\xfcller")).encode("latin-1"),
    "line ends and quotes in a field": rows(about(doi="10.5555/novak", Notes='See "this"\nand\r\nthat')),
    "without the last column": rows(about(doi="10.5555/novak"), header=COLUMNS),
    "columns in another order": rows(about(doi="10.5555/novak"), header=COLUMNS[::-1]),
    "needed columns alone": "RetractionNature,OriginalPaperPubMedID,OriginalPaperDOI,RetractionDOI,RetractionDate\n"
    "Retraction,0,10.5555/novak,,1/2/2020 0:00\n",
    "empty lines": rows(about(doi="10.5555/novak")).replace("\r\n", "\r\n\r\n"),
    "no line end at the end": rows(about(doi="10.5555/novak")).rstrip(),
}


@pytest.mark.parametrize("data", FORMS.values(), ids=FORMS)
def test_forms_of_the_file(data: str | bytes) -> None:
    before = data.count(b"\n" if isinstance(data, bytes) else "\n")
    assert keys(data) == ["novak"] and before


def test_the_line_of_a_notice_counts_line_ends_in_fields() -> None:
    found, _ = read(rows(about(Notes="one\ntwo"), about(doi="10.5555/novak")))
    assert found and found.by_key["novak"][0].line == 4


GOOD = "1,,,,,,,,,,1/2/2020 0:00,,0,,10.5555/novak,0,Retraction,,,,\r\n"
HEAD = ",".join(COLUMNS) + ",\r\n"
FAULTS = [
    (HEAD + "one,two\r\n" + GOOD, [("RET007", 2)]),
    (HEAD + GOOD.replace("\r\n", ",more\r\n") + GOOD, [("RET007", 2)]),
    (HEAD + '1,"A "quoted" title",\r\n' + GOOD, [("RET007", 2)]),
    (HEAD + '1,"never closed,\r\n' + GOOD + GOOD, [("RET007", 2)]),
    (HEAD + GOOD.replace("1/2/2020", "31.2.2020") + GOOD, [("RET008", 2)]),
    (HEAD + GOOD.replace("1/2/2020", "13/2/2020") + GOOD, [("RET008", 2)]),
    (HEAD + GOOD.replace("Retraction", "Regret") + GOOD, [("RET008", 2)]),
    (HEAD + "x\r\n" * 22 + GOOD, [*(("RET007", line) for line in range(2, 22)), ("RET009", 22)]),
]


@pytest.mark.parametrize(("data", "expected"), FAULTS)
def test_a_faulty_row_is_reported_and_the_rows_behind_it_are_read(data: str, expected: list[tuple[str, int]]) -> None:
    found, faults = read(data)
    assert faults == expected
    assert found and found.by_key["novak"][-1].nature is Nature.RETRACTION


def test_a_notice_of_an_unknown_nature_counts_as_a_concern() -> None:
    found, _ = read(HEAD + GOOD.replace("Retraction", "Regret"))
    assert found and found.by_key["novak"][0].nature is Nature.CONCERN


@pytest.mark.parametrize(
    "data", ["", "\n", "doi;date\n10.5555/novak;2020\n", HEAD.replace("Nature", "Kind") + GOOD, "\0\0"]
)
def test_another_layout_is_an_error(data: str) -> None:
    assert read(data) == (None, [("RET006", 1)])


def test_reading_a_file_that_is_no_csv_ends() -> None:
    found, faults = read(HEAD + '1,"a"b\n' * 1200)
    assert found and [code for code, _ in faults[-2:]] == ["RET010", "RET009"]


def test_a_future_day_is_not_the_age_of_the_snapshot() -> None:
    found, _ = read(rows(about(RetractionDate="1/1/2062 0:00"), about(RetractionDate="1/2/2020 0:00")))
    assert found and found.snapshot.day(dt.date(2026, 1, 1)) == dt.date(2020, 1, 2)
    assert found.snapshot.day(dt.date(2019, 1, 1)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2", 1),
        ("10.1/a;10.1/b", 2),
        ("10.1/a; 10.1/b;", 2),
        ("Unavailable", 0),
        ("", 0),
    ],
)
def test_dois_of_a_field(text: str, expected: int) -> None:
    assert len(dois(text)) == expected
    if expected == 1:
        assert dois(text) == (text.lower(),)


@pytest.mark.parametrize(
    ("text", "expected"), [("12", "12"), (" 012 ", "12"), ("12.0", "12"), ("0", ""), ("x1", ""), ("", "")]
)
def test_pubmed_numbers(text: str, expected: str) -> None:
    assert pubmed_number(text) == expected


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300), st.text(alphabet='",\r\n;x10./ü\0', max_size=200).map(lambda t: (HEAD + t).encode())
    )
)
def test_no_bytes_make_it_fail(data: bytes) -> None:
    found, faults = index(PATH, data)
    assert all(fault.span.line <= data.count(b"\n") + data.count(b"\r") + 2 for fault in faults)
    if found:
        notices(found, data, OURS)
