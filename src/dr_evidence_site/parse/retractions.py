"""A snapshot of retractions in the layout of the Retraction Watch data, and the rows of it that are about a source.

The layout (Crossref, "Retraction Watch data", column names in its first line): one notice a row, several rows for a
publication with several notices; dates as month/day/year with "0:00" behind; "unavailable" or nothing for a DOI and 0
for a PubMed number that is not known; an empty last column. A file of 70,000 rows has 60 MB, so it is read once: what
is kept is a list of the DOIs and PubMed numbers with the places of their rows.
"""

from __future__ import annotations

import csv
import datetime as dt
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import BinaryIO
from zlib import crc32

from msgspec import Struct

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import retractions as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.notice import Doubt, Nature, Notice, Notices, Snapshot
from dr_evidence_site.model.source import Span

DOI, PMID = "OriginalPaperDOI", "OriginalPaperPubMedID"
NATURE, DATE, NOTICE_DOI, NOTICE_PMID = "RetractionNature", "RetractionDate", "RetractionDOI", "RetractionPubMedID"
NEEDED = (DATE, NOTICE_DOI, DOI, PMID, NATURE)
COLUMNS = (
    "Record ID", "Title", "Subject", "Institution", "Journal", "Publisher", "Country", "Author", "URLS", "ArticleType",
    DATE, NOTICE_DOI, NOTICE_PMID, "OriginalPaperDate", DOI, PMID, NATURE, "Reason", "Paywalled", "Notes",
)  # fmt: skip
"""All columns of the layout; those that are `NEEDED` must be there, in any order."""

_NATURES = {
    "retraction": Nature.RETRACTION,
    "expression of concern": Nature.CONCERN,
    "correction": Nature.CORRECTION,
    "reinstatement": Nature.REINSTATEMENT,
}
_NOTHING = frozenset({"", "0", "unavailable", "n/a", "na", "none", "nan"})
_SHOWN = 20
"""Faults of rows that are reported one by one."""
_UNREADABLE = 1000
"""Rows that cannot be taken apart after which reading ends: the file is something else."""
_DAYS = 30
"""How many of the newest days are kept."""


class Index(Struct, frozen=True):
    """Where in a snapshot each publication stands.

    `places` are sorted numbers: the CRC-32 of a DOI or PubMed number in the upper half, and in the lower half the
    offset in bytes of a row that is about it. Two names may share a CRC, so the row decides.
    """

    snapshot: Snapshot
    header: tuple[str, ...]
    encoding: str
    places: array[int]


# Reading the whole


def index(path: str, data: bytes) -> tuple[Index | None, list[Diagnostic]]:
    """The index of a snapshot, and what is wrong in it; None when its columns are not those of the layout."""
    for encoding in ("utf-8", "latin-1"):
        try:
            return _index(path, data, encoding)
        except UnicodeDecodeError:
            continue  # older snapshots are in Latin-1, in which every byte is a letter
    raise AssertionError("Latin-1 decodes everything")


def _index(path: str, data: bytes, encoding: str) -> tuple[Index | None, list[Diagnostic]]:
    report = _Report(path)
    rows = _rows(data, encoding, report)
    first = next(rows, None)
    header = tuple(name.strip() for name in first.fields) if first else ()
    while header and not header[-1]:
        header = header[:-1]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        report.add(codes.NO_COLUMNS.at(Span(path), names=", ".join(f"“{name}”" for name in missing)))
        return None, report.diagnostics
    at_nature, at_date, at_doi, at_pmid = (header.index(name) for name in (NATURE, DATE, DOI, PMID))
    width = len(header)
    places: list[int] = []
    days: dict[str, dt.date | None] = {}
    natures: dict[str, Nature | None] = {}
    count = 0
    for row in rows:
        fields = row.fields
        if len(fields) != width and (len(fields) < width or any(fields[width:])):
            report.row(row.line, f"it has {len(fields)} fields, and the first line {width}")
            if len(fields) < width:
                continue
        count += 1
        written = fields[at_date]
        if written not in days:
            days[written] = _day(written)
        if days[written] is None and written.strip().lower() not in _NOTHING:
            report.value(row.line, written, DATE, "the notice has no date")
        written = fields[at_nature]
        if written not in natures:
            natures[written] = _nature(written)
        if natures[written] is None:
            report.value(row.line, written, NATURE, "it is taken for an expression of concern")
        offset = row.offset
        names = {*_names(fields[at_doi], fields[at_pmid])}
        places += [crc32(name.encode()) << 32 | offset for name in names]
    places.sort()
    newest = sorted({day for day in days.values() if day}, reverse=True)[:_DAYS]
    found = Index(Snapshot(path, count, tuple(newest)), header, encoding, array("Q", places))
    return found, report.finished()


class _Report:
    """Gathers faults; of those of rows, the first few one by one and the others as a number."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.diagnostics: list[Diagnostic] = []
        self._more = 0
        self._line = 0

    def add(self, diagnostic: Diagnostic) -> None:
        self.diagnostics.append(diagnostic)

    def row(self, line: int, problem: str) -> None:
        self._of_row(codes.BAD_ROW.at(Span(self.path, line), problem=problem))

    def value(self, line: int, value: str, column: str, effect: str) -> None:
        self._of_row(codes.BAD_VALUE.at(Span(self.path, line), value=clip(value), column=column, effect=effect))

    def _of_row(self, fault: Diagnostic) -> None:
        if len(self.diagnostics) < _SHOWN:
            self.add(fault)
        else:
            self._line = self._line or fault.span.line
            self._more += 1

    def finished(self) -> list[Diagnostic]:
        if self._more:
            self.add(codes.MORE_ROWS.at(Span(self.path, self._line), count=self._more))
        return self.diagnostics


class _Row(Struct):
    """A row as it was written: its fields, the line that it begins on, and the offset of that line in bytes."""

    fields: list[str]
    line: int
    offset: int


def _rows(data: bytes, encoding: str, report: _Report) -> Iterator[_Row]:
    """The rows of the file. One that cannot be taken apart is reported, and reading goes on at the line after it.

    An empty line is no row.
    """
    stream = BytesIO(data)
    lines = _Lines(stream, encoding)
    unreadable = 0
    while True:
        # Strictly, a quote that is never closed is a fault at once, and not the loss of the rows behind it.
        reader = csv.reader(lines, strict=True)
        start, line = lines.begin()
        try:
            for fields in reader:
                if fields:
                    yield _Row(fields, line, start)
                start, line = lines.begin()
        except csv.Error as error:
            unreadable += 1
            if unreadable > _UNREADABLE:
                report.add(codes.NOT_CSV.at(Span(report.path, line)))
                return
            report.row(line, _problem(error))
            lines.resume_after(start, line)
        else:
            return


class _Lines:
    """The lines of the file as text, with the offset and the number of the line at which a row begins.

    A byte order mark is passed over.
    """

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._encoding = encoding
        self._line = 0
        self._offset = 3 if stream.read(3) == b"\xef\xbb\xbf" else 0
        stream.seek(self._offset)

    def begin(self) -> tuple[int, int]:
        return self._offset, self._line + 1

    def resume_after(self, start: int, line: int) -> None:
        self._stream.seek(start)
        self._offset = start + len(self._stream.readline())
        self._line = line

    def __iter__(self) -> Iterator[str]:
        encoding = self._encoding
        for line in self._stream:
            self._offset += len(line)
            self._line += 1
            yield line.decode(encoding)


def _problem(error: csv.Error) -> str:
    text = str(error)
    if "field limit" in text or "unexpected end of data" in text:
        return "a quotation mark is not closed"
    if "new-line character" in text:
        return "it has a line end of another kind than the rest"
    return "text follows a closing quotation mark"


# Values


def _names(doi: str, pmid: str) -> Iterator[str]:
    """What a publication is looked up by: its DOIs in lower case, and its PubMed number."""
    yield from dois(doi)
    number = pubmed_number(pmid)
    if number:
        yield number


def dois(text: str) -> tuple[str, ...]:
    """The DOIs in a field, in lower case and without resolver. Several are parted by semicolons.

    A DOI may hold semicolons itself ("10.1002/(SICI)…3.0.CO;2-2"), so only one before another DOI, or at the end,
    parts them.
    """
    bare = _bare_doi(text)
    if ";" not in bare:
        return (bare,) if bare.startswith("10.") else ()
    found: list[str] = []
    for part in bare.split(";"):
        piece = _bare_doi(part)
        if piece.startswith("10."):
            found.append(piece)
        elif piece and found and part == part.lstrip():
            found[-1] += f";{part}"
    return tuple(found)


def _bare_doi(text: str) -> str:
    text = text.strip().lower()
    if not text.startswith("10."):
        for prefix in ("https://", "http://", "dx.", "doi.org/", "doi:"):
            text = text.removeprefix(prefix).lstrip()
    return text.rstrip(".,; ")


def pubmed_number(text: str) -> str:
    """A PubMed number without what spreadsheets do to numbers; empty for none."""
    text = text.strip().removesuffix(".0").lstrip("0")
    return text if text.isascii() and text.isdigit() else ""


def _nature(text: str) -> Nature | None:
    return _NATURES.get(" ".join(text.lower().split()).rstrip(".;"))


def _day(text: str) -> dt.date | None:
    """The day of "8/16/2023 0:00" or "2023-08-16"; None when it is none."""
    day, _, _ = text.strip().rstrip(";").partition(" ")
    try:
        if "/" in day:
            month, of_month, year = day.split("/")
            return dt.date(int(year), int(month), int(of_month))
        return dt.date.fromisoformat(day.partition("T")[0])
    except (ValueError, OverflowError):
        return None


# Finding sources


def notices(found: Index, data: bytes, sources: Iterable[tuple[str, str, str]]) -> Notices:
    """What the snapshot, whose bytes are `data`, says of sources, which are given by key, DOI and PubMed number.

    A publication is known by its DOI. When both have a DOI and only the PubMed numbers agree, one of the four is
    wrong, and that alone is said.
    """
    rows: dict[int, dict[str, str]] = {}
    names: dict[int, tuple[tuple[str, ...], frozenset[str], str]] = {}
    about: dict[str, set[int]] = {}
    doubts: dict[str, tuple[str, int]] = {}
    for key, written, pmid in sources:
        doi = written.lower()
        for name in filter(None, (doi, pmid)):
            for offset in _offsets(found.places, name):
                if offset not in rows:
                    row = rows[offset] = _row_at(found, data, offset)
                    written_dois = dois(row[DOI])
                    names[offset] = written_dois, frozenset(written_dois), pubmed_number(row[PMID])
                its, known, number = names[offset]
                if doi and doi in known:
                    about.setdefault(key, set()).add(offset)
                elif pmid and number == pmid:
                    if doi and its:
                        doubts[key] = its[0], offset
                    else:
                        about.setdefault(key, set()).add(offset)
    lines = _line_numbers(data, {*rows})
    return Notices(
        found.snapshot,
        {key: _in_order(_notice(rows[offset], lines[offset]) for offset in offsets) for key, offsets in about.items()},
        tuple(Doubt(key, doi, lines[offset]) for key, (doi, offset) in doubts.items() if key not in about),
    )


def _offsets(places: array[int], name: str) -> Iterator[int]:
    """The rows that may be about a publication."""
    checksum = crc32(name.encode())
    at = bisect_left(places, checksum << 32)
    while at < len(places) and places[at] >> 32 == checksum:
        yield places[at] & 0xFFFF_FFFF
        at += 1


def _row_at(found: Index, data: bytes, offset: int) -> dict[str, str]:
    stream = BytesIO(data)
    stream.seek(offset)
    fields = next(csv.reader((line.decode(found.encoding) for line in stream), strict=True))
    return dict(zip(found.header, fields, strict=False))


def _notice(row: dict[str, str], line: int) -> Notice:
    return Notice(
        _nature(row[NATURE]) or Nature.CONCERN,
        _day(row[DATE]),
        next(iter(dois(row[NOTICE_DOI])), ""),
        pubmed_number(row.get(NOTICE_PMID, "")),
        line,
    )


def _in_order(found: Iterable[Notice]) -> tuple[Notice, ...]:
    """The notices by their days; those without one come first."""
    return tuple(sorted(found, key=lambda notice: (notice.date or dt.date.min, notice.line)))


def _line_numbers(data: bytes, offsets: Iterable[int]) -> dict[int, int]:
    """The number of the line at each offset."""
    numbers: dict[int, int] = {}
    line, before = 1, 0
    for offset in sorted(offsets):
        line += data.count(b"\n", before, offset)
        numbers[offset] = line
        before = offset
    return numbers
