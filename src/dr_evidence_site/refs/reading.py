"""A file of records: its encoding, its format by what it holds, and the records in it."""

from __future__ import annotations

import codecs
import re
from enum import Enum

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import refs as codes
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.refs.incoming import Incoming

_RIS = re.compile(r"^[ \t]*TY[ \t]{0,2}-[ \t]", re.MULTILINE)
_NBIB = re.compile(r"^PMID[ \t]*-[ \t]", re.MULTILINE)
_BIBTEX = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
_HEAD = 100_000


class Format(Enum):
    """The formats that are read."""

    BIBTEX = "BibTeX"
    RIS = "RIS"
    NBIB = "NBIB"
    PUBMED_XML = "PubMed XML"
    CSL_JSON = "CSL-JSON"


def decoded(path: str, data: bytes) -> tuple[Source, list[Diagnostic]]:
    """The text of a file that another program wrote, and a warning when it is not UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text, encoding = data.decode("utf-16", errors="replace"), "UTF-16"
    else:
        try:
            return Source(path, data.decode("utf-8-sig")), []
        except UnicodeDecodeError:
            text, encoding = data.decode("cp1252", errors="replace"), "Windows-1252"
    return Source(path, text), [codes.OTHER_ENCODING.at(Span(path), encoding=encoding)]


def format_of(text: str) -> Format | None:
    """The format of a text, by what it holds; None when it is none that is known."""
    start = text[:_HEAD].lstrip()
    if start.startswith(("[", "{")):
        return Format.CSL_JSON
    if start.startswith("<"):
        return Format.PUBMED_XML if "<Pubmed" in start else None
    found = [
        (match.start(), format_)
        for pattern, format_ in ((_RIS, Format.RIS), (_NBIB, Format.NBIB), (_BIBTEX, Format.BIBTEX))
        if (match := pattern.search(text))
    ]
    return min(found, key=lambda pair: pair[0])[1] if found else None


def read(source: Source) -> tuple[list[Incoming], list[Diagnostic]]:
    """The records of a file in any of the formats, those without a title left out, and what is wrong with it."""
    if not source.text.strip():
        return [], [codes.NO_RECORDS.at(Span(source.path))]
    format_ = format_of(source.text)
    if format_ is None:
        return [], [codes.UNKNOWN_FORMAT.at(Span(source.path))]
    found, faults = _records(source, format_)
    if not found and not faults:
        faults.append(codes.NO_RECORDS.at(Span(source.path)))
    kept = []
    for record in found:
        if record.reference.title:
            kept.append(record)
        else:
            faults.append(codes.NO_TITLE.at(record.reference.span))
    return kept, faults


def _records(source: Source, format_: Format) -> tuple[list[Incoming], list[Diagnostic]]:
    # Each reader brings its own libraries; one call needs one of them.
    if format_ is Format.BIBTEX:
        from dr_evidence_site.refs import bib as reader  # noqa: PLC0415
    elif format_ is Format.RIS:
        from dr_evidence_site.refs import ris as reader  # type: ignore[no-redef]  # noqa: PLC0415
    elif format_ is Format.NBIB:
        from dr_evidence_site.refs import medline as reader  # type: ignore[no-redef]  # noqa: PLC0415
    elif format_ is Format.PUBMED_XML:
        from dr_evidence_site.refs import pubmed_xml as reader  # type: ignore[no-redef]  # noqa: PLC0415
    else:
        from dr_evidence_site.refs import csl as reader  # type: ignore[no-redef]  # noqa: PLC0415
    return reader.read(source)
