"""Snapshots of retractions, and what one says of two sources."""

from __future__ import annotations

from bench.hostile.families import Family

_COLUMNS = (
    "Record ID,Title,RetractionDate,RetractionDOI,RetractionPubMedID,"
    "OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature\n"
)
CSV: dict[str, Family] = {
    "rows": Family("№,T,1/2/2020 0:00,10.1000/r№,0,10.1000/p№,1№,Retraction\n", before=_COLUMNS, numbered=True),
    "one publication again": Family("1,T,1/2/2020 0:00,10.1000/r,0,10.1000/a,1,Retraction\n", before=_COLUMNS),
    "short rows": Family("a\n", before=_COLUMNS),
    "quotes": Family('"', before=_COLUMNS),
    "a quote without end": Family("a,\n", before=_COLUMNS + '"'),
    "commas": Family(",", before=_COLUMNS),
    "columns": Family("a№,", numbered=True),
    "identifiers in one field": Family("10.1000/a; ", before=_COLUMNS + "1,T,1/2/2020,x,0,", after=",1,Retraction\n"),
    "a long field": Family("a", before=_COLUMNS + "1,", after=",1/2/2020 0:00,x,0,10.1000/a,1,Retraction\n"),
}


def read_snapshot(text: str) -> None:
    """A snapshot of retractions, and what it says of two sources."""
    from dr_evidence_site.parse.retractions import index, notices  # noqa: PLC0415

    data = text.encode()
    found, _ = index("references/retractions.csv", data)
    if found:
        notices(found, data, [("a", "10.1000/a", "1"), ("b", "", "2")])
