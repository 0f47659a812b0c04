"""What `check` says of a site as a whole, besides what is wrong: how hard its texts are, and how old its sources."""

from __future__ import annotations

from collections.abc import Iterator

from dr_evidence_site.build.report import Report


def overview(report: Report) -> Iterator[str]:
    """A sentence on reading grades, if any was measured, and one on the sources, if any has a year."""
    grades: dict[str, list[float]] = {}
    for readings in report.facts().readings.values():
        for reading in readings:
            if reading.grade is not None:
                grades.setdefault(reading.audience, []).append(reading.grade)
    if grades:
        shown = [f"{audience} {_range(min(found), max(found))}" for audience, found in grades.items()]
        yield f"Reading grade: {', '.join(shown)}."
    years = [years for years in report.facts().years() if years.newest and years.median]
    if years:
        newest = _range(*_ends([found.newest or 0 for found in years]))
        median = _range(*_ends([found.median or 0 for found in years]))
        yield f"Newest source of an article: {newest}. Median of its sources: {median}."


def _ends(numbers: list[int]) -> tuple[int, int]:
    return min(numbers), max(numbers)


def _range(low: float, high: float) -> str:
    return f"{low}" if low == high else f"{low} to {high}"
