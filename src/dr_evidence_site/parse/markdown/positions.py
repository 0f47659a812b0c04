"""From an offset in an inline text back to line and column of the file.

markdown-it gives no positions below the block. An inline text is the block's lines less their container marks, so
each of its lines is found again in the physical line that it came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from dr_evidence_site.model.source import Span


class Positions:
    """Knows the lines of one body and the inline text that is being rendered.

    `lines` are the body's lines, `first_line` the file's line number of the first of them.
    """

    def __init__(self, path: str, lines: Sequence[str], first_line: int) -> None:
        self._path = path
        self._lines = lines
        self._first = first_line
        self._text = ""
        self._line = 0
        self._cell: int | None = None
        self._cursor: dict[int, int] = {}
        self._base = 0

    def enter(self, text: str, line: int, *, cell: bool = False) -> None:
        """Begin with the inline text of a block that starts at the body's line `line` (0-based).

        A table cell stands anywhere in its row: cells come in order, so each is looked for behind the one before.
        """
        self._text = text
        self._line = line
        self._cell = None
        if cell:
            physical = self._lines[line]
            piece = text.split("|", 1)[0]  # a cell's "\\|" has lost its backslash: what stands before is looked for
            found = physical.find(piece, self._cursor.get(line, 0))
            self._cell = max(found, 0)
            self._cursor[line] = self._cell + len(piece)

    def within(self, offset: int) -> Positions:
        """The positions of a text that is a part of the present one and begins at `offset` in it."""
        part = copy(self)
        part._base += offset
        return part

    def span(self, start: int, end: int) -> Span:
        """The span of `start` to `end` in the present inline text."""
        line, column = self._place(start)
        end_line, end_column = self._place(end)
        return Span(self._path, line, column, end_line, end_column)

    def line_span(self, line: int) -> Span:
        """The span of a whole line of the body (0-based), less its indentation."""
        if line >= len(self._lines):
            return Span(self._path, self._first + max(len(self._lines) - 1, 0))
        text = self._lines[line]
        column = len(text) - len(text.lstrip()) + 1
        number = self._first + line
        return Span(self._path, number, column, number, max(column, len(text.rstrip()) + 1))

    def _place(self, offset: int) -> tuple[int, int]:
        offset += self._base
        before = self._text.count("\n", 0, offset)
        start = self._text.rfind("\n", 0, offset) + 1
        end = self._text.find("\n", start)
        content = (self._text[start:] if end < 0 else self._text[start:end]).strip()
        indent = len(self._text[start:offset]) - len(self._text[start:offset].lstrip())
        number = min(self._line + before, len(self._lines) - 1)
        return self._first + number, self._column(number, content) + max(offset - start - indent, 0) + 1

    def _column(self, line: int, content: str) -> int:
        """The column (0-based) at which the content begins in its physical line: mostly it is the line's end."""
        if self._cell is not None:
            return self._cell
        physical = self._lines[line].rstrip()
        if physical.endswith(content):
            return len(physical) - len(content)
        return max(physical.find(content), 0)
