"""Snapshots of retractions."""

from __future__ import annotations

from dr_evidence_site.model.source import Source

from ..properties import must, twice
from ..target import Target

PIECES = (
    *(",", '"', "\n", "\r\n", "\r", ";", "10.1000/a", "10.1000/b; 10.1000/c", "Retraction", "1/2/2020 0:00"),
    *("13/13/2020", "OriginalPaperDOI", "RetractionDate", "unavailable", "0", "31234567", "\ufeff"),
    *("https://doi.org/10.1000/a",),
)  # fmt: skip


def check_retractions(text: str) -> None:
    """A snapshot of retractions, and what it says of sources."""
    from dr_evidence_site.parse.retractions import index, notices

    data = text.encode()
    source = Source("references/retractions.csv", text)
    found, faults = index(source.path, data)
    twice(lambda: index(source.path, data))
    for fault in faults:
        must(fault.message.strip() and fault.hint.strip(), f"{fault.code} says nothing")
        must(1 <= fault.span.line <= text.count("\n") + text.count("\r") + 1, f"{fault.span} is in no line")
    must(found or faults, "nothing was read, and nothing said")
    if found:
        notices(found, data, [("a", "10.1000/a", "1"), ("b", "10.1000/b", ""), ("c", "", "31234567")])


RETRACTIONS = Target("retractions", check_retractions, PIECES, 60)
