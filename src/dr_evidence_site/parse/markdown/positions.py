"""From an offset in an inline text back to line and column of the file.

markdown-it gives no positions below the block. An inline text is the block's lines less their container marks, so
each of its lines is found again in the physical line that it came from.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from copy import copy
from functools import cached_property

from dr_evidence_site.model.source import Span

_PIPE = re.compile(r"(?<!\\)\|")
_CONTAINERS = re.compile(r"(?:[ \t]*(?:>|(?:[-*+:]|[0-9]{1,9}[.)])(?=[ \t])))*[ \t]*")
_ESCAPED_PIPE = "\\|"


class Positions:
    """Knows the lines of one body and the inline text that is being rendered.

    `lines` are the body's lines, `first_line` the file's line number of the first of them.
    """

    def __init__(self, path: str, lines: Sequence[str], first_line: int) -> None:
        self._path = path
        self._lines = lines
        self._first = first_line
        self._text: _Paragraph | _Cell = _Paragraph(path, first_line, lines, "", 0)
        self._base = 0
        self._row = _Row(path, 0, -1, "")

    def enter(self, text: str, line: int) -> None:
        """Begin with the inline text of a block that starts at the body's line `line` (0-based)."""
        self._text = _Paragraph(self._path, self._first, self._lines, text, line)

    def enter_cell(self, text: str, line: int) -> None:
        """Begin with the text of a table's cell in the row `line` (0-based); the cells of a row come in order."""
        if self._row.line != line:
            self._row = _Row(self._path, self._first + line, line, self._lines[line])
        self._text = self._row.next_cell(text)

    def cells_beyond(self, line: int, columns: int) -> tuple[Span, int, str] | None:
        """What a table's row `line` (0-based) has beyond so many columns: its place, the number of cells, its text.

        None when there is nothing, or nothing to be seen.
        """
        row = self._lines[line].rstrip()
        if row.count("|") - row.startswith("|") - row.endswith("|") < columns:
            return None  # most rows: a tenth of the time of what follows
        marks = _CONTAINERS.match(row)
        start = marks.end() if marks else 0
        pipes = [pipe.start() for pipe in _PIPE.finditer(row, start)]
        if pipes and pipes[0] == start:
            start = pipes.pop(0) + 1
        if pipes and pipes[-1] == len(row) - 1:
            row = row[: pipes.pop()]
        if len(pipes) < columns:
            return None
        first = pipes[columns - 1] + 1
        text = " | ".join(filter(None, map(str.strip, _PIPE.split(row[first:]))))
        if not text:
            return None
        number = self._first + line
        return Span(self._path, number, first + 1, number, len(row) + 1), len(pipes) + 1, text

    def within(self, offset: int) -> Positions:
        """The positions of a text that is a part of the present one and begins at `offset` in it."""
        part = copy(self)
        part._base += offset
        return part

    def span(self, start: int, end: int) -> Span:
        """The span of `start` to `end` in the present inline text."""
        return self._text.span(start + self._base, end + self._base)

    def locator(self) -> Callable[[int, int], Span]:
        """What gives the spans of the present inline text, also when another one has been entered."""
        return self._text.span

    def line_span(self, line: int) -> Span:
        """The span of a whole line of the body (0-based)."""
        return Span(self._path, self._first + line, 1, self._first + line, len(self._lines[line].rstrip()) + 1)

    def number(self, line: int) -> int:
        """The number in the file of a line of the body (0-based)."""
        return self._first + line

    def shifts(self, text: str, line: int) -> list[int]:
        """How many characters of lists and quotations stand in front of each line of a code block's text.

        `line` is the body's line (0-based) that the text begins on.
        """
        pairs = zip(text.split("\n"), self._lines[line:], strict=False)
        return [len(physical) - len(content) if physical.endswith(content) else 0 for content, physical in pairs]

    def block_span(self, line: int) -> Span:
        """The span of a line of the body (0-based), less the marks of lists and quotations that it stands in."""
        physical = self._lines[line]
        marks = _CONTAINERS.match(physical)
        column = marks.end() + 1 if marks else 1
        number = self._first + line
        return Span(self._path, number, column, number, max(column, len(physical.rstrip()) + 1))


_ONE_LINE = [0]


def _line_starts(text: str) -> list[int]:
    return [0, *[found.end() for found in re.finditer("\n", text)]] if "\n" in text else _ONE_LINE


class _Paragraph:
    """Text of one or more whole lines. What is worked out for a line is kept: there may be many offsets in it."""

    __slots__ = ("_first", "_line", "_lines", "_path", "_rows", "_starts", "_text")

    def __init__(self, path: str, first_line: int, lines: Sequence[str], text: str, line: int) -> None:
        self._path = path
        self._first = first_line
        self._lines = lines
        self._text = text
        self._line = line
        self._starts: list[int] | None = None
        self._rows: dict[int, tuple[int, int, int]] = {}

    def span(self, start: int, end: int) -> Span:
        """The span of `start` to `end` in the text."""
        starts = self._starts
        if starts is None:
            starts = self._starts = _line_starts(self._text)
        row = bisect_right(starts, start) - 1
        number, shift, length = self._rows.get(row) or self._row(row)
        column = min(max(start + shift, 0), length) + 1
        end_number = number
        last = bisect_right(starts, end) - 1
        if last != row:
            end_number, shift, length = self._rows.get(last) or self._row(last)
        return Span(self._path, number, column, end_number, min(max(end + shift, 0), length) + 1)

    def _row(self, row: int) -> tuple[int, int, int]:
        """The number in the file of a row's line, what to add to an offset in it to get the column, and its length."""
        line = min(self._line + row, len(self._lines) - 1)
        physical = self._lines[line]
        found = self._rows[row] = self._first + line, self._shift(row, physical), len(physical)
        return found

    def _shift(self, row: int, physical: str) -> int:
        """What to add to an offset in this row to get the column in the physical line."""
        starts = self._starts or _ONE_LINE
        start = starts[row]
        end = starts[row + 1] - 1 if row + 1 < len(starts) else len(self._text)
        content = self._text[start:end]
        start += len(content) - len(content.lstrip())
        content = content.strip()
        # Mostly the content is the line's end; the closing marks of a heading may follow, and white space.
        for tail in (physical.rstrip(), physical.rstrip().rstrip("#").rstrip()):
            if tail.endswith(content):
                return len(tail) - len(content) - start
        return max(physical.find(content), 0) - start


class _Row:
    """A row of a table, of which one cell after the other is taken."""

    def __init__(self, path: str, number: int, line: int, text: str) -> None:
        self.path = path
        self.number = number
        self.line = line
        self.text = text
        self._index = 0

    def next_cell(self, text: str) -> _Cell:
        """The next cell of the row, with its text as markdown-it gives it."""
        index = self._index
        if index == 0 and (self.text.startswith("|") or not self._begins_with(text)):
            index = 1  # the row begins with a pipe; before it stand only the marks of lists and quotations
        self._index = index + 1
        return _Cell(self, index, text)

    def _begins_with(self, text: str) -> bool:
        first = self.text[: self.bounds[1]].replace(_ESCAPED_PIPE, "|").rstrip()
        return text != "" and first.endswith(text)

    @cached_property
    def bounds(self) -> list[int]:
        """Where the pipes between the cells stand, and the ends of the row."""
        return [-1, *[pipe.start() for pipe in _PIPE.finditer(self.text)], len(self.text)]


class _Cell:
    """Text of a table's cell; "\\|" in its row is "|" in the text. Where it stands is worked out when it is asked."""

    __slots__ = ("_column", "_index", "_pipes", "_row", "_text")

    def __init__(self, row: _Row, index: int, text: str) -> None:
        self._row = row
        self._index = index
        self._text = text
        self._column = -1
        self._pipes: list[int] = []

    def span(self, start: int, end: int) -> Span:
        """The span of `start` to `end` in the text."""
        if self._column < 0:
            self._find()
        row = self._row
        return Span(row.path, row.number, self._place(start), row.number, self._place(end))

    def _find(self) -> None:
        bounds, row = self._row.bounds, self._row.text
        start = end = len(row)
        if self._index + 1 < len(bounds):
            start, end = bounds[self._index] + 1, bounds[self._index + 1]
        raw = row[start:end].rstrip()
        written = self._text.replace("|", _ESCAPED_PIPE)
        self._column = start + (len(raw) - len(written) if raw.endswith(written) else len(raw) - len(raw.lstrip()))
        self._pipes = [found.start() for found in re.finditer(r"\|", self._text)]

    def _place(self, offset: int) -> int:
        """The column (1-based) of an offset."""
        return min(self._column + offset + bisect_right(self._pipes, offset - 1), len(self._row.text)) + 1
