"""Fields put into an entry that is there, in its own layout; all else in the file stays as it is to the byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from dr_evidence_site.parse.bibtex_scan import RawEntry
from dr_evidence_site.parse.pybtex_reader import RawField

_LINE_END = re.compile(r"\r\n|\r|\n")
_COMMA = re.compile(r"\s*,")
_ASSIGNED = re.compile(r"[\w:.+-]+([ \t]*)=([ \t]*)")


class NotInsertableError(Exception):
    """The entry has a form in which nothing can be put; the text says why."""


class Splice(Struct, frozen=True):
    """A text to put in at an offset of a file."""

    at: int
    text: str


def line_end_of(text: str) -> str:
    """The line end that a file uses."""
    found = _LINE_END.search(text)
    return found[0] if found else "\n"


def insert(
    text: str, entry: RawEntry, fields: Mapping[str, RawField], additions: Sequence[tuple[str, str]]
) -> list[Splice]:
    """What puts the fields behind the last of an entry. `text` is the file, `fields` those of the entry by name.

    Raises NotInsertableError.
    """
    if not entry.closed:
        raise NotInsertableError("the entry is not closed")
    for name, _ in additions:
        if name in fields:
            raise NotInsertableError(f"it has a field “{name}” already")
    if not fields:
        raise NotInsertableError("it has no fields")
    last = max(fields.values(), key=lambda field: field.end)
    body_end = entry.body_start + len(entry.body)
    comma = _COMMA.match(text, last.end, body_end)
    at = comma.end() if comma else last.end
    line_start = text.rfind("\n", 0, last.start) + 1
    indent = text[line_start : last.start]
    if indent.strip() or line_start <= entry.start:
        written = "".join(f" {name} = {value}," for name, value in additions)
    else:
        column = _column(text, fields.values())
        line_end = line_end_of(text)
        written = "".join(f"{line_end}{indent}{name.ljust(column)} = {value}," for name, value in additions)
    if comma:
        return [Splice(at, written)]
    return [Splice(at, f",{written.removesuffix(',')}")]


def _column(text: str, fields: Iterable[RawField]) -> int:
    """How wide the names of the entry's fields are written; zero when the values stand in no column."""
    widths = set()
    for field in fields:
        found = _ASSIGNED.match(text, field.start)
        if found:
            widths.add(found.end(1) - field.start)
    return widths.pop() - 1 if len(widths) == 1 else 0


def applied(text: str, splices: Iterable[Splice]) -> str:
    """The text with the splices in it."""
    out: list[str] = []
    at = 0
    for splice in sorted(splices, key=lambda splice: splice.at):
        out += [text[at : splice.at], splice.text]
        at = splice.at
    return "".join([*out, text[at:]])
