"""From an offset in an inline text back to line and column of the file.

markdown-it gives no positions below the block. An inline text is the block's lines less their container marks, so
each of its lines is found again in the physical line that it came from.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from copy import copy

from msgspec.structs import replace

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
        self._text: _Paragraph | _Cell = _Paragraph("", 0, lines)
        self._base = 0
        self._row = _Row(-1, "")

    def enter(self, text: str, line: int) -> None:
        """Begin with the inline text of a block that starts at the body's line `line` (0-based)."""
        self._text = _Paragraph(text, line, self._lines)

    def enter_cell(self, text: str, line: int) -> None:
        """Begin with the text of a table's cell in the row `line` (0-based); the cells of a row come in order."""
        if self._row.line != line:
            self._row = _Row(line, self._lines[line])
        self._text = self._row.next_cell(text)

    def cells_beyond(self, line: int, columns: int) -> tuple[Span, int, str] | None:
        """What a table's row `line` (0-based) has beyond so many columns: its place, the number of cells, its text.

        None when there is nothing, or nothing to be seen.
        """
        row = self._lines[line].rstrip()
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
        line, column = self._text.place(start + self._base)
        end_line, end_column = self._text.place(end + self._base)
        return Span(self._path, self._first + line, column + 1, self._first + end_line, end_column + 1)

    def locator(self) -> Callable[[int, int], Span]:
        """What gives the spans of the present inline text, also when another one has been entered."""
        return _Locator(self._path, self._first, self._text).span

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
        whole = self.line_span(line)
        marks = _CONTAINERS.match(self._lines[line])
        column = marks.end() + 1 if marks else 1
        return replace(whole, column=column, end_column=max(column, whole.end_column))


class _Locator:
    """Knows one inline text."""

    __slots__ = ("_first", "_path", "_text")

    def __init__(self, path: str, first_line: int, text: _Paragraph | _Cell) -> None:
        self._path = path
        self._first = first_line
        self._text = text

    def span(self, start: int, end: int) -> Span:
        """The span of `start` to `end` in the inline text."""
        line, column = self._text.place(start)
        end_line, end_column = self._text.place(end)
        return Span(self._path, self._first + line, column + 1, self._first + end_line, end_column + 1)


class _Paragraph:
    """Text of one or more whole lines. What is worked out for a line is kept: there may be many offsets in it."""

    def __init__(self, text: str, line: int, lines: Sequence[str]) -> None:
        self._text = text
        self._line = line
        self._lines = lines
        self._starts: list[int] = []
        self._shifts: dict[int, int] = {}

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both 0-based."""
        if not self._starts:
            self._starts = [0, *(found.end() for found in re.finditer("\n", self._text))]
        row = bisect_right(self._starts, offset) - 1
        line = min(self._line + row, len(self._lines) - 1)
        shift = self._shifts.get(row)
        if shift is None:
            shift = self._shifts[row] = self._shift(row, self._lines[line])
        return line, min(max(offset + shift, 0), len(self._lines[line]))

    def _shift(self, row: int, physical: str) -> int:
        """What to add to an offset in this row to get the column in the physical line."""
        start = self._starts[row]
        end = self._starts[row + 1] - 1 if row + 1 < len(self._starts) else len(self._text)
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

    def __init__(self, line: int, row: str) -> None:
        self.line = line
        self._row = row
        self._bounds = [-1, *(pipe.start() for pipe in _PIPE.finditer(row)), len(row)]
        self._index = 0

    def next_cell(self, text: str) -> _Cell:
        """The next cell of the row, with its text as markdown-it gives it."""
        first = self._row[: self._bounds[1]].replace(_ESCAPED_PIPE, "|").rstrip()
        if self._index == 0 and not (text and first.endswith(text)):
            self._index = 1  # the row begins with a pipe; before it stand only the marks of lists and quotations
        index = self._index
        self._index += 1
        if index + 1 < len(self._bounds):
            return _Cell(text, self.line, self._row, self._bounds[index] + 1, self._bounds[index + 1])
        return _Cell(text, self.line, self._row, len(self._row), len(self._row))


class _Cell:
    """Text of a table's cell, which stands between `start` and `end` in its row; "\\|" there is "|" in the text."""

    def __init__(self, text: str, line: int, row: str, start: int, end: int) -> None:
        raw = row[start:end].rstrip()
        written = text.replace("|", _ESCAPED_PIPE)
        self._line = line
        self._column = start + (len(raw) - len(written) if raw.endswith(written) else len(raw) - len(raw.lstrip()))
        self._pipes = [found.start() for found in re.finditer(r"\|", text)]
        self._limit = len(row)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both 0-based."""
        return self._line, min(self._column + offset + bisect_right(self._pipes, offset - 1), self._limit)
