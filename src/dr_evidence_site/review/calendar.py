"""Due reviews as a calendar (RFC 5545): an all-day event for each article that has a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from dr_evidence_site import __version__
from dr_evidence_site.model.config import Config
from dr_evidence_site.site.board import Row

_OCTETS = 75
"""Longest content line without its end (RFC 5545, section 3.1)."""


def calendar(rows: Iterable[Row], config: Config, today: dt.date) -> str:
    """The calendar. An article keeps the identity of its event when its date moves, so that programs move it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//dr-evidence-site//{__version__}//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_text(f'{config.title}: reviews due')}",
        f"X-WR-CALNAME:{_text(f'{config.title}: reviews due')}",
    ]
    for row in rows:
        if row.due:
            lines += _event(row, row.due, config, today)
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in _folded(line))


def _event(row: Row, day: dt.date, config: Config, today: dt.date) -> list[str]:
    article = row.entry.article
    host = urlsplit(config.base_url).hostname or "dr-evidence-site.invalid"
    next_day = day + dt.timedelta(1) if day < dt.date.max else day
    facts = [article.question, f"Status: {row.status.value}"]
    if row.reviewed:
        facts.append(f"Last reviewed: {row.reviewed.isoformat()}")
    facts.append(f"File: {article.path}")
    lines = [
        "BEGIN:VEVENT",
        f"UID:review-{_text(article.slug)}@{host}",
        f"DTSTAMP:{today:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{_day(day)}",
        f"DTEND;VALUE=DATE:{_day(next_day)}",
        f"SUMMARY:{_text(('Review overdue: ' if row.overdue else 'Review due: ') + article.title)}",
        f"DESCRIPTION:{_text(chr(10).join(filter(None, facts)))}",
        f"CATEGORIES:{_text(row.status.value)}",
        "TRANSP:TRANSPARENT",
    ]
    if config.base_url and row.entry.published:
        lines.append(f"URL:{config.base_url}articles/{article.slug}.html")
    return [*lines, "END:VEVENT"]


def _day(day: dt.date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _text(text: str) -> str:
    """A value of type TEXT (section 3.3.11), without the control characters that it cannot hold."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(character for character in escaped if character >= " " and character != "\x7f")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, each further one after a space, no character cut in two."""
    piece, size = "", 0
    for character in line:
        octets = len(character.encode("utf-8", "surrogatepass"))
        if size + octets > _OCTETS:
            yield piece
            piece, size = " ", 1
        piece += character
        size += octets
    yield piece
