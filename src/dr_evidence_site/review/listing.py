"""The status of all articles as a table for a terminal, or as JSON for programs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence

from dr_evidence_site.diagnostics.visible import unheard, unheard_json, visible, width
from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.prose import Coverage
from dr_evidence_site.model.reference import Reference, SourceYears, source_years
from dr_evidence_site.site.board import Row

_HEAD = ("Article", "Status", "Next review", "Last step", "Title")
_GAP = "  "
_LEAST = 12
"""Columns that a title gets however narrow the terminal is."""


def table(rows: Sequence[Row], columns: int | None) -> str:
    """The table; titles are shortened to fit into so many columns (None: they are not)."""
    lines = [_HEAD, *(_cells(row) for row in rows)]
    widths = [max(width(line[index]) for line in lines) for index in range(len(_HEAD) - 1)]
    room = None if columns is None else max(columns - sum(widths) - len(_GAP) * len(widths), _LEAST)
    return "".join(_line(cells, widths, room) for cells in lines)


def _cells(row: Row) -> tuple[str, ...]:
    article, last = row.entry.article, row.last
    status = row.status.value
    if row.entry.lapse:
        status += f" (changed since {row.changed_since})" if row.changed_since else " (approval does not count)"
    step = ""
    if last:
        step = " ".join(filter(None, (last.status.value, last.date.isoformat() if last.date else "", last.by)))
    return article.slug, status, _due(row), visible(step), visible(article.title)


def _due(row: Row) -> str:
    if row.due is None or row.due_in is None:
        return "–"
    if row.due_in < 0:
        return f"{row.due} overdue"
    return f"{row.due} today" if row.due_in == 0 else f"{row.due} in {row.due_in} d"


def _line(cells: tuple[str, ...], widths: list[int], room: int | None) -> str:
    padded = [cell + " " * (wide - width(cell)) for cell, wide in zip(cells[:-1], widths, strict=True)]
    return unheard(_GAP.join([*padded, _fitted(cells[-1], room)]).rstrip()) + "\n"


def _fitted(text: str, room: int | None) -> str:
    if room is None or width(text) <= room:
        return text
    while width(text) > room - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"


def as_json(
    rows: Iterable[Row], today: dt.date, coverage: Mapping[str, Coverage], references: Mapping[str, Reference]
) -> str:
    """The rows as a JSON object with the day they were made for. `coverage` is that of articles by their path."""
    none = Coverage()
    articles = [
        _object(
            row,
            coverage.get(row.entry.article.path, none),
            source_years(references[key] for key in row.entry.references.keys),
        )
        for row in rows
    ]
    found = {"today": today.isoformat(), "articles": articles}
    return unheard_json(json.dumps(found, ensure_ascii=False, indent=2))


def _object(row: Row, coverage: Coverage, sources: SourceYears) -> dict[str, object]:
    article, last, lapse = row.entry.article, row.last, row.entry.lapse
    return {
        "slug": article.slug,
        "path": article.path,
        "title": article.title,
        "question": article.question,
        "status": row.status.value,
        "published": row.entry.published,
        "approved": row.status is ReviewStatus.APPROVED,
        "lapsed": lapse.reason.value if lapse else None,
        "changed_since": _day(row.changed_since),
        "changed": [*lapse.parts, *lapse.references] if lapse else [],
        "authors": list(article.authors),
        "updated": _day(article.updated),
        "search_date": _day(article.search_date),
        "last_step": last and {"status": last.status.value, "date": _day(last.date), "by": last.by, "note": last.note},
        "last_reviewed": _day(row.reviewed),
        "review_due": _day(row.due),
        "due_in_days": row.due_in,
        "overdue": row.overdue,
        "claims": coverage.claims,
        "claims_cited": coverage.cited,
        "reading": {one.audience: {"words": one.words, "grade": one.grade} for one in row.entry.outline.reading},
        "sources": {"dated": sources.dated, "newest": sources.newest, "median": sources.median},
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
