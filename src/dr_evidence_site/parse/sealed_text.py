"""The text that an approval is sealed to: Markdown in which white space that does not show has been made alike.

Seals stay in files for years, so this is a function of the text alone, not of what a parser makes of it: a newer
parser must not undo approvals. Where it cannot tell whether white space shows, it keeps it. Version 1:

- Unicode is composed (NFC), line ends are line feeds, white space at the end of a line goes;
- the lines of a paragraph are joined, and white space between its words becomes one space;
- any number of blank lines is as good as one, and none at all will do around headings, list items and fences;
- code, quotations, and the indentation of whatever begins a block stay as they are.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator

_LINE_END = re.compile(r"\r\n?")
_CODE_FENCE = re.compile(r"(?:(?:[-+*:~]|[0-9]{1,9}[.)])[ \t]+)*(?:(`{3,})[^`]*|(~{3,}).*)")
_HEADING = re.compile(r"#{1,6}(?:[ \t]|\Z)")
_ITEM = re.compile(r"(?:(?:[-+*:~]|[0-9]{1,9}[.)])(?:[ \t]+|\Z))+")
_WIDE = re.compile(r"\t| {5}")  # what stands so far behind its marker is code
_LATER = re.compile(r"(?!0*1[.)])[0-9]")  # a number with which no list begins below a paragraph
_RULE = re.compile(r"=+|-+|(?:[-*_][ \t]*){3,}")
_DEFINITION = re.compile(r"\[[^\]]*\]:")
_ROW_OF_DASHES = re.compile(r"[|:\- \t]*-[|:\- \t]*")
_BACKTICKS = re.compile(r"`+")
_SPACE = re.compile(r"[ \t]+")
_DASHES = re.compile(r"-+")

# Kinds of block. Around those in _LOOSE a blank line shows nothing.
_PARAGRAPH, _HEADING_LINE, _LIST_ITEM, _LATER_ITEM, _MEANING, _DIV, _CODE, _EXACT, _EMPTY_ITEM, _TABLE, _RULED = range(
    11
)
_LOOSE = frozenset({_HEADING_LINE, _LIST_ITEM, _LATER_ITEM, _DIV, _CODE})
_NEVER_LOOSE = frozenset({_TABLE, _RULED, _MEANING})
_FINAL = frozenset({_EMPTY_ITEM, _RULED})
_NOT_SO_DEEP = frozenset({_HEADING_LINE, _DIV, _TABLE, _RULED})  # code, if they stand in no list
_TEXT = frozenset({_PARAGRAPH, _LIST_ITEM, _LATER_ITEM, _MEANING})


def text_digest(markdown: str) -> str:
    """The SHA-256 (hex) of the normalised text."""
    return hashlib.sha256(normalised(markdown).encode("utf-8", "surrogatepass")).hexdigest()


def normalised(markdown: str) -> str:
    """The text with white space that does not show made alike."""
    text = _LINE_END.sub("\n", unicodedata.normalize("NFC", markdown))
    blocks = _Blocks()
    for line in text.split("\n"):
        blocks.take(line)
    return blocks.text()


def one_line(text: str) -> str:
    """A title or question with its white space made alike."""
    return " ".join(unicodedata.normalize("NFC", text).split())


class _Blocks:
    """Gathers lines into blocks, each written on a line of its own."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._kind = _HEADING_LINE  # as if something stood before the first line that needs no blank line behind it
        self._open: list[str] = []  # the lines of the paragraph or list item that is being read
        self._indent = 0
        self._blanks = 0  # blank lines since the last block
        self._fence = ""
        self._lines = 0  # of the last paragraph or list item

    def take(self, line: str) -> None:
        """The next line."""
        content = line.strip(" \t")
        indent = len(line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4))
        if self._fence:
            self._out.append(f"\n{line}")
            # Indented by four more it is code, too (CommonMark 0.31, section 4.5).
            if content.startswith(self._fence) and not content.strip(self._fence[0]) and indent < self._indent + 4:
                self._fence = ""
            return
        if not content:
            self._close()
            self._blanks += 1
            return
        if content.endswith("\\") and not line.endswith("\\"):
            content += " "  # at the very end of a line it would break the line
        kind = self._kind_of(content, indent)
        if indent >= 4 and kind in _NOT_SO_DEEP:
            kind = _EXACT
        if kind == _PARAGRAPH and self._open:
            self._open.append(content)
            return
        if kind == _PARAGRAPH and self._kind == _TABLE and not self._blanks:
            kind = _TABLE  # one more row
        self._close()
        self._separate(kind, indent, content)
        if kind in _TEXT:
            self._open.append(" " * indent + content)
        elif kind == _CODE:
            self._out.append(" " * indent + content)
        elif kind in (_EXACT, _EMPTY_ITEM):
            self._out.append(line.rstrip(" \t") + " " * content.endswith("\\ "))
        elif kind == _TABLE and _ROW_OF_DASHES.fullmatch(content):
            self._out.append(" " * indent + _DASHES.sub("-", _SPACE.sub("", content)))
        else:
            self._out.append(" " * indent + _collapsed(content))

    def _kind_of(self, content: str, indent: int) -> int:
        """What the line begins, or `_PARAGRAPH` when it is text that may go on."""
        if not self._open and indent >= 4 and self._kind not in (_LIST_ITEM, _LATER_ITEM):
            return _EXACT
        fence = _CODE_FENCE.fullmatch(content)
        if fence:
            self._fence = fence[1] or fence[2]
            return _CODE
        if content.startswith(":::"):
            return _DIV
        if content[0] == ">":
            return _EXACT
        item = _ITEM.match(content)
        if "|" in content:
            return _EXACT if item else _TABLE
        if _HEADING.match(content):
            return _HEADING_LINE
        if _RULE.fullmatch(content):
            return _RULED
        if item:
            # Text may go on in the next line; a heading in an item, or nothing at all, does not.
            rest = content[item.end() :]
            is_text = rest and self._kind_of(rest, 0) == _PARAGRAPH and not _WIDE.search(item[0])
            if not is_text:
                return _EXACT if rest else _EMPTY_ITEM
            if content[0] in ":~":
                return _MEANING
            return _LATER_ITEM if _LATER.match(content) else _LIST_ITEM
        return _RULED if _DEFINITION.match(content) else _PARAGRAPH

    def _separate(self, kind: int, indent: int, content: str) -> None:
        """Write what stands between two blocks: whether there is a blank line, where that shows."""
        loose = (self._kind in _LOOSE or kind in _LOOSE) and kind not in _NEVER_LOOSE and self._kind not in _FINAL
        goes_on = self._kind in (_LIST_ITEM, _LATER_ITEM) and (self._indent < 4 or indent >= 4)
        if kind == _LATER_ITEM and not goes_on:
            loose = False  # right below a paragraph it is a part of it
        if content[0] in ":~":
            # A meaning is that of one line above it, with one blank line between them at most.
            self._out.append("\n" * min(self._blanks, 2) + "\r" * (self._lines > 1))
        self._out.append("\n\n" if self._blanks and not loose else "\n")
        is_part = kind == _LATER_ITEM and not loose and not self._blanks
        self._kind = _PARAGRAPH if is_part else kind
        self._indent = indent
        self._blanks = 0

    def _close(self) -> None:
        """End the paragraph or list item that is being read."""
        if not self._open:
            return
        first = self._open[0]
        indent = len(first) - len(first.lstrip(" "))
        item = _ITEM.match(first, indent)
        start = item.end() if item else indent
        self._open[0] = first[start:]
        # A backslash at the end of a line breaks it; before a space it is a backslash. No other text holds a \r.
        joined = "".join(line + ("\r" if line.endswith("\\") else " ") for line in self._open).rstrip(" ")
        self._out.append(first[:start] + _collapsed(joined))
        self._lines = len(self._open)
        self._open.clear()

    def text(self) -> str:
        """Everything taken."""
        self._close()
        return "".join(self._out).strip("\n")


def _collapsed(text: str) -> str:
    """Runs of white space as one space, but in code spans."""
    if "`" not in text:
        return _SPACE.sub(" ", text)
    pieces = []
    done = 0
    for start, end in _code_spans(text):
        pieces += [_SPACE.sub(" ", text[done:start]), text[start:end]]
        done = end
    return "".join([*pieces, _SPACE.sub(" ", text[done:])])


def _code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where code stands: from a run of backticks to the next one of the same length (CommonMark 0.31, section 6.1)."""
    runs = [run.span() for run in _BACKTICKS.finditer(text)]
    following: dict[int, int] = {}  # the next run of each length, found from the end on
    closing = [-1] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        closing[index] = following.get(length, -1)
        following[length] = index
    index = 0
    while index < len(runs):
        if closing[index] < 0:
            index += 1
            continue
        yield runs[index][0], runs[closing[index]][1]
        index = closing[index] + 1
