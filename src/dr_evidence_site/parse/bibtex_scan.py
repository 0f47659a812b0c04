"""Where the entries of a `.bib` file begin and end: a fast scan that reads no field."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from msgspec import Struct

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import library
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse.bibtex_types import KNOWN_TYPES

# An "@" in running text, as in a mail address, begins no entry.
_START = re.compile(r"(?<![\w.])@[ \t]*([A-Za-z][A-Za-z0-9_-]*)[ \t\r\n]*([{(])")
_BARE_START = re.compile(r"^[ \t]*(@([A-Za-z]+))", re.MULTILINE)
# Inside an entry, a line that begins a new entry ends it: that is how reading recovers from a lost brace.
_INSIDE = re.compile(r'[{}()"]|^[ \t]*@[ \t]*[A-Za-z][A-Za-z0-9_-]*[ \t\r\n]*[{(]', re.MULTILINE)
_BRACE = re.compile(r"[{}]")
_KEY = re.compile(r'\s*([^\s,{}"=#%\\]*)\s*')
_LEFT_OVER = re.compile(r'\s*(?:(?:,\s*)?[A-Za-z][\w-]*\s*=\s*["{\w]|\})')
_LINE_END = re.compile(r"\r\n|\r|\n")


class Positions:
    """Turns offsets in one file into spans."""

    def __init__(self, source: Source) -> None:
        self._path = source.path
        self._length = len(source.text)
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(source.text))]

    def span(self, start: int, end: int | None = None) -> Span:
        """The span from `start` up to `end`, both offsets into the file; without `end` a point."""
        line, column = self._place(start)
        if end is None:
            return Span(self._path, line, column)
        return Span(self._path, line, column, *self._place(end))

    def _place(self, offset: int) -> tuple[int, int]:
        offset = max(0, min(offset, self._length))
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


class RawEntry(Struct, frozen=True):
    """One `@type{...}` as it stands in its file.

    `kind` is the type in lower case, `key` is empty for `@string`. `start` is the offset of the "@" in the file and
    `body_start` that of `body`, which is everything after the key up to the closing brace. `closed` is false when
    the closing brace is missing.
    """

    kind: str
    key: str
    body: str
    start: int
    body_start: int
    closed: bool
    positions: Positions

    @property
    def span(self) -> Span:
        """The place of the "@" and the type."""
        return self.positions.span(self.start, self.start + 1 + len(self.kind))


def scan(source: Source) -> tuple[list[RawEntry], list[Diagnostic]]:
    """All entries and `@string` definitions of a file, in order; time is linear in the text.

    `@comment` with its braces, `@preamble` and text between entries are passed over. An entry that is not closed
    ends where a later line begins with `@type{`; whoever reads its fields reports that.
    """
    text, positions = source.text, Positions(source)
    entries: list[RawEntry] = []
    faults: list[Diagnostic] = []
    closing: dict[int, int] | None = None
    position = 0
    while (start := _START.search(text, position)) is not None:
        faults += _bare_starts(text, position, start.start(), positions)
        kind, opening = start.group(1).lower(), start.end() - 1
        if kind == "comment":
            if closing is None:
                closing = _closing_braces(text)
            position = closing.get(opening, opening) + 1
            continue
        end, closed = _end(text, start.end(), start.group(2))
        position = end + 1 if closed else end
        if kind == "preamble":
            continue
        key = ""
        body_start = start.end()
        if kind != "string":
            found = _KEY.match(text, start.end(), end)
            key = found.group(1) if found else ""
            body_start = found.end() if found else body_start
            if not key or text[body_start : min(body_start + 1, end)] == "=":
                faults.append(library.MISSING_KEY.at(positions.span(start.start(), start.end()), kind=kind))
                continue
        entries.append(RawEntry(kind, key, text[body_start:end], start.start(), body_start, closed, positions))
        if closed and _LEFT_OVER.match(text, position):
            faults.append(library.ENTRY_CLOSED_EARLY.at(positions.span(end, end + 1), key=clip(key or kind)))
    faults += _bare_starts(text, position, len(text), positions)
    return entries, faults


def _end(text: str, position: int, opening: str) -> tuple[int, bool]:
    """The offset of the closing delimiter, or of the next entry's line (or the end) when there is none."""
    depth, quoted = 0, False
    for match in _INSIDE.finditer(text, position):
        mark = match.group()
        if mark == "{":
            depth += 1
        elif mark == "}":
            if depth == 0 and opening == "{":
                return match.start(), True
            depth = max(depth - 1, 0)
        elif mark == '"':
            quoted ^= depth == 0
        elif mark == ")":
            if depth == 0 and opening == "(" and not quoted:
                return match.start(), True
        elif mark != "(":
            return match.start(), False
    return len(text), False


def _closing_braces(text: str) -> dict[int, int]:
    """For each opening brace that is closed, the offset of its closing brace."""
    found: dict[int, int] = {}
    open_braces: list[int] = []
    for match in _BRACE.finditer(text):
        if match.group() == "{":
            open_braces.append(match.start())
        elif open_braces:
            found[open_braces.pop()] = match.start()
    return found


def _bare_starts(text: str, start: int, end: int, positions: Positions) -> Iterator[Diagnostic]:
    """A known type at the beginning of a line between entries: an entry was meant, but its brace is missing."""
    if text.find("@", start, end) < 0:
        return
    for match in _BARE_START.finditer(text, start, end):
        kind = match.group(2).lower()
        if kind in KNOWN_TYPES or kind == "string":
            yield library.MALFORMED_ENTRY.at(positions.span(match.start(1), match.end(1)), kind=kind)
