"""The text that an approval is sealed to: Markdown in which white space that does not show has been made alike.

Seals stay in files for years, so this is a function of the text alone, not of what a parser makes of it: a newer
parser must not undo approvals. Where it cannot tell whether white space shows, it keeps it. Version 1:

- Unicode is composed (NFC), line ends are line feeds, white space at the end of a line goes;
- the lines of a paragraph, item or meaning are joined, and white space between its words becomes one space;
- any number of blank lines is as good as one, but not between two lines of code; none at all will do around headings,
  fences and divs (but for divs in items), above items, and below them unless a table, a rule or a meaning follows;
- the row of dashes below the head of a table gets one dash a column and no white space;
- code, also within a line, quotations, and the indentation of whatever begins a block stay as they are;
- a heading with a line below it that ends in “}” keeps its lines: attributes stand behind a space;
- what kind a block is of is noted in front of it, so that the words of a text never stand for a rule or a row.

A line is in the items of lists and in the meanings to whose text it is indented, and the indentation of code and
fences counts from there. Where it takes more than that to tell what a line is, it stays as it is, and so do those
below it, with the blank lines between them, up to one that is not indented and begins no meaning, and is a heading, a
div or a fence or stands behind a blank line. That is so for an empty item, the definition of a link, a meaning that
has no line above it to explain or begins with anything but text, a line right below a quotation that may go on with
it, and other lines of which it is open whether they go on with the text above. A fence there, unless it stands at the
very beginning of its line, leaves all that follows as it is.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n?")
_FENCE_LINE = re.compile(r"(`{3,})[^`]*|(~{3,}).*")
_HEADING_LINE = re.compile(r"#{1,6}(?:[ \t]|\Z)")
_MARKER = re.compile(r"([-+*]|[0-9]{1,9}[.)])([ \t]+|\Z)")
_LATER = re.compile(r"(?!0*1[.)])[0-9]")  # a number with which no list begins below a paragraph
_MEANING_LINE = re.compile(r"[:~][ \t]")
_UNDERLINE = re.compile(r"=+|-+")
_DEFINITION = re.compile(r"\[(?:[^\]\\]|\\.)*\]:", re.DOTALL)
_OPEN_LABEL = re.compile(r"\[(?:[^\]\\]|\\.)*\\?\Z", re.DOTALL)
_MAYBE_DASHES = re.compile(r"[|:-][|:\- \t]*")
_ROW_OF_DASHES = re.compile(r"\|?(?:[ \t]*:?-+:?[ \t]*\|)*(?:[ \t]*:?-+:?)?")
_BACKTICKS = re.compile(r"`+")
_SPACE = re.compile(r"[ \t]+")
_DASHES = re.compile(r"-+")

# Kinds of block, as they are noted in front of each: the same characters can be a rule, or the text of a paragraph.
_TEXT, _HEADING, _ITEM, _MEANING, _DIV, _FENCE, _CODE, _QUOTE, _ROW, _RULE, _UNSURE = "", *"#-:d`c>|=?"
_LOOSE = frozenset({_HEADING, _DIV, _FENCE})  # around these a blank line shows nothing
_NOT_LOOSE_BELOW_ITEMS = frozenset({_ROW, _RULE, _MEANING})  # here it may
_INTERRUPTING = frozenset({_HEADING, _DIV, _FENCE, _QUOTE, _RULE})  # whatever stands above them ends
_MOST_ITEMS = 20  # within each other


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


class _Line(NamedTuple):
    """A line that is not blank: all of it, what stands in it, and where in the open items that begins."""

    raw: str
    content: str
    indent: int
    depth: int  # how many of the open items and meanings it is indented for
    is_whole: bool  # whether these are all that are open
    further: int  # columns by which it is indented further than for these


class _Blocks:
    """Gathers lines into blocks, each written on a line of its own."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._kind = _HEADING  # as if something stood before the first line that needs no blank line behind it
        self._blanks = 0  # blank lines since the last block
        self._open: list[str] = []  # the lines of the text that is being read, without what stands before the first
        self._raw: list[str] = []  # the same lines as they are written
        self._prefix = ""  # indentation and markers before that text
        self._lines = 0  # of the last block, when it is text
        self._edges: list[int] = []  # the columns at which the text of the open items and meanings begins
        self._meanings: set[int] = set()  # those of meanings
        self._fence = ""
        self._head = ""  # the row above, when it may be the head of a table
        self._is_odd_row = False  # whether the line above is a row, and something else if it is not
        self._may_be_fenced = False  # whether a fence may have been opened where that is unsure

    def take(self, line: str) -> None:
        """The next line."""
        content = line.strip(" \t")
        indent = len(line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4))
        if self._fence:
            edge = self._edges[-1] if self._edges else 0
            if not content or indent >= edge:
                self._out.append(f"\n{line}")
                # Indented by four more it is code, too (CommonMark 0.31, section 4.5).
                if content.startswith(self._fence) and not content.strip(self._fence[0]) and indent < edge + 4:
                    self._fence = ""
                return
            self._fence = ""  # the item has ended, and the code in it
        if not content:
            self._close()
            self._blanks += 1
            return
        if content.endswith("\\") and not line.endswith("\\"):
            content += " "  # at the very end of a line it would break the line
        if self._kind == _UNSURE and not self._is_sure_again(content, indent):
            self._keep(line, content, indent)
            return
        depth = bisect_right(self._edges, indent)
        further = indent - (self._edges[depth - 1] if depth else 0)
        at = _Line(line, content, indent, depth, depth == len(self._edges), further)
        kind = self._kind_at(at)
        if kind == _TEXT and self._open:
            self._open.append(content)
            self._raw.append(line)
            return
        if self._close(is_heading=kind == _RULE and _UNDERLINE.fullmatch(content) is not None):
            self.take(line)  # all is otherwise, now that the text above is the definition of a link
        elif kind == _UNSURE or not self._begin(kind, at):
            self._keep(line, content, indent)

    def _kind_at(self, at: _Line) -> str:
        """What the line begins; `_TEXT`, too, when it goes on with the text above."""
        if self._is_odd_row and not self._blanks and _MAYBE_DASHES.fullmatch(at.content):
            return _UNSURE
        if _MEANING_LINE.match(at.content):
            return self._kind_of_meaning(at)
        kind = _kind_of(at.content)
        if self._open:
            return self._kind_below_text(kind, at)
        if not self._blanks and self._kind in (_QUOTE, _ROW):
            return self._kind_below_maybe_text(kind, at)
        return _CODE if at.further >= 4 else kind

    def _kind_below_text(self, kind: str, at: _Line) -> str:
        if kind == _TEXT:
            if at.is_whole and at.further < 4 and _UNDERLINE.fullmatch(at.content):
                return _UNSURE if self._meanings else _RULE
            return _TEXT if at.is_whole or not _UNDERLINE.fullmatch(at.content) else _UNSURE
        if at.further >= 4:
            return _TEXT if at.is_whole else _UNSURE
        if at.is_whole and self._meanings and _UNDERLINE.fullmatch(at.content):
            return _UNSURE  # the line of dashes may make a heading of the term and the meaning
        if kind == _ITEM and at.is_whole:
            if at.content == "-":
                return _RULE
            return _TEXT if _may_not_interrupt(at.content) else _ITEM
        if kind == _ROW and (not at.is_whole or _OPEN_LABEL.match(self._open[0])):
            return _UNSURE
        return kind

    def _kind_below_maybe_text(self, kind: str, at: _Line) -> str:
        """Below a quotation, or a row that may be of a table or the text of a paragraph."""
        if at.further >= 4:
            return _UNSURE
        if self._kind == _ROW:
            if _UNDERLINE.fullmatch(at.content):
                return _UNSURE
            if kind in (_TEXT, _ROW):
                return _ROW if at.is_whole else _UNSURE
        if kind in _INTERRUPTING or (kind == _ITEM and not _may_not_interrupt(at.content)):
            return kind
        return _UNSURE

    def _kind_of_meaning(self, at: _Line) -> str:
        """A meaning is that of a line above it, with one blank line between them at most, or the next to another."""
        is_next = self._edges and self._edges[-1] in self._meanings and at.depth == len(self._edges) - 1
        if is_next and (self._blanks or self._kind not in (_QUOTE, _ROW)):
            return _MEANING
        if self._meanings or not at.is_whole:
            return _UNSURE
        if self._open:
            if len(self._open) > 1:
                return _TEXT
            return _UNSURE if _OPEN_LABEL.match(self._open[0]) else _MEANING
        return _MEANING if self._blanks == 1 and self._lines == 1 else _UNSURE

    def _begin(self, kind: str, at: _Line) -> bool:
        """Begin a block, or say that it cannot be told what it is."""
        content = at.content
        rest = at.content
        prefix = " " * at.indent
        edges: list[int] = []
        inner = kind
        if kind == _ITEM:
            edges, start, is_code = _item(content, at.indent)
            rest = content[start:]
            prefix += content[:start]
            if not rest:
                return False
            inner = _CODE if is_code else _kind_of(rest)
            if inner != _CODE and _MEANING_LINE.match(rest):
                return False
        elif kind == _MEANING:
            edges = [at.indent + 2]
            rest = content[1:].lstrip(" \t")
            prefix += content[: len(content) - len(rest)]
            inner = _kind_of(rest)
            if inner != _TEXT or _columns(prefix) - edges[0] >= 4:
                return False
        if at.depth + len(edges) > _MOST_ITEMS:
            return False
        if "|" in rest and inner in (_FENCE, _DIV):
            return False  # what would be the head of a table, if a row of dashes came next
        is_row_of_dashes = kind == _ROW and not self._blanks and self._kind == _ROW and _is_below(self._head, content)
        self._separate(kind, inner, at.depth)
        del self._edges[at.depth :]
        self._edges += edges
        if self._meanings:
            self._meanings.intersection_update(self._edges)
        if kind == _MEANING:
            self._meanings.add(edges[0])
        is_first_row = kind == _ROW and (self._kind != _ROW or self._blanks)
        self._head = content if is_first_row and not _HEADING_LINE.match(content) else ""
        self._is_odd_row = "|" in rest and (inner == _QUOTE or kind == _ITEM)
        self._kind = inner if kind == _ITEM and inner != _TEXT else kind
        self._lines = 0
        self._blanks = 0
        if inner == _TEXT or kind == _MEANING:
            self._prefix = prefix
            self._open = [rest]
            self._raw = [at.raw]
        elif kind == _ITEM or inner in (_CODE, _QUOTE):
            self._out.append(_without_end(at.raw, content))
        elif is_row_of_dashes:
            self._out.append(prefix + _DASHES.sub("-", _SPACE.sub("", content)))
        elif inner == _FENCE:
            self._out.append(prefix + content)
        else:
            self._out.append(prefix + _collapsed(content))
        if inner == _FENCE:
            fence = _FENCE_LINE.fullmatch(rest)
            self._fence = (fence[1] or fence[2]) if fence else ""
        return True

    def _separate(self, kind: str, inner: str, depth: int) -> None:
        """Write what stands between two blocks: whether there is a blank line, where that shows, and the kind."""
        around = {self._kind, kind}
        is_loose = kind == _ITEM or around & _LOOSE or (self._kind == _ITEM and kind not in _NOT_LOOSE_BELOW_ITEMS)
        # In an item a fence of a div too many vanishes from between two texts.
        is_div_in_item = (kind == _DIV and depth) or (self._kind == _DIV and self._edges)
        if self._kind == kind == _CODE or (self._kind == _UNSURE and kind == _ITEM):
            blanks = self._blanks
        elif is_loose and not is_div_in_item and self._kind != _UNSURE:
            blanks = 0
        else:
            blanks = min(self._blanks, 1)
        is_noted = kind != _TEXT or self._kind == _UNSURE
        # No text holds a \r.
        self._out.append("\n" * (blanks + 1) + f"\r{kind}{inner}" * is_noted)

    def _keep(self, line: str, content: str, indent: int) -> None:
        """Write a line as it is, because it cannot be told what it is."""
        # Whether the text above has one line shows when a meaning follows.
        note = "" if self._kind == _UNSURE else "\r" if self._lines == 1 else "\r\r"
        self._out.append("\n" * (self._blanks + 1) + note + _without_end(line, content))
        self._kind = _UNSURE
        self._blanks = 0
        self._lines = 0
        self._may_be_fenced = self._may_be_fenced or (indent < 4 and content.startswith(("```", "~~~")))

    def _is_sure_again(self, content: str, indent: int) -> bool:
        """Whether all that was open has ended above this line."""
        if indent or self._may_be_fenced or _MEANING_LINE.match(content):
            return False
        if not self._blanks and (_kind_of(content) not in (_HEADING, _DIV, _FENCE) or "|" in content):
            return False
        self._edges.clear()
        self._meanings.clear()
        self._is_odd_row = False
        return True

    def _close(self, *, is_heading: bool = False) -> bool:
        """End the text that is being read; whether it is the definition of a link and not to be told from text."""
        if not self._open:
            return False
        lines = self._open
        # Attributes of a heading stand behind a space; at the beginning of a line they are text.
        may_have_attributes = is_heading and lines[-1].endswith("}")
        if len(lines) > 1 and (may_have_attributes or any("`" in line for line in lines)):
            lines = self._with_white_space()
        space = "\r" if may_have_attributes else " "
        # A backslash at the end of a line breaks it; before a space it is a backslash.
        joined = "".join(line + ("\r" if line.endswith("\\") else space) for line in lines)
        joined = joined.rstrip(" \t")
        is_definition = joined[0] == "[" and _DEFINITION.match(joined) is not None
        if is_definition:
            self._out += (line.rstrip(" \t") + "\r" for line in self._raw)
            self._kind = _UNSURE
        else:
            self._out.append(self._prefix + _collapsed(joined))
        self._lines = len(self._open)
        self._open.clear()
        self._raw.clear()
        return is_definition

    def _with_white_space(self) -> list[str]:
        """The lines of the text that is being read, with the white space between them where it shows.

        It does beside backticks, within which it is code, and before the attributes of a heading.
        """
        edge = self._edges[-1] if self._edges else 0
        lines = self._open[:1]
        for content, above, raw in zip(self._open[1:], self._raw, self._raw[1:], strict=False):
            if content[0] in "`{" or lines[-1].endswith("`"):
                lines[-1] += above[len(above.rstrip(" \t")) :]
                indent = _columns(raw[: len(raw) - len(raw.lstrip(" \t"))])
                lines.append(" " * (indent - edge) + content)
            else:
                lines.append(content)
        return lines

    def text(self) -> str:
        """Everything taken."""
        self._close()
        return "".join(self._out).strip("\n")


def _kind_of(content: str) -> str:
    """What a line begins that is indented like the text around it."""
    if content[0] in "`~" and _FENCE_LINE.fullmatch(content):
        return _FENCE
    if content.startswith(":::"):
        return _DIV
    if content[0] == ">":
        return _QUOTE
    if _is_rule(content, 0):
        return _RULE
    if _MARKER.match(content):
        return _ITEM
    if "|" in content:
        return _ROW
    return _HEADING if _HEADING_LINE.match(content) else _TEXT


def _is_rule(content: str, start: int) -> bool:
    mark = content[start]
    if mark not in "-*_" or content[-1] != mark or content.count(mark, start) < 3:
        return False
    return not content[start:].strip(f"{mark} \t")


def _may_not_interrupt(item: str) -> bool:
    """Whether such an item is text when it stands right below a paragraph (CommonMark 0.31, section 5.3)."""
    return bool(_LATER.match(item) or _MARKER.fullmatch(item))


def _item(content: str, indent: int) -> tuple[list[int], int, bool]:
    """The columns at which the text of the items that begin in a line begins, where in it, and whether it is code."""
    edges: list[int] = []
    start = 0
    column = indent
    while start < len(content) and len(edges) <= _MOST_ITEMS:
        marker = _MARKER.match(content, start)
        if not marker or _is_rule(content, start):
            break
        column += len(marker[1])
        width = _columns(" " * (column % 4) + marker[2]) - column % 4
        start = marker.end()
        if width > 4:  # so far behind its marker it is code (CommonMark 0.31, section 5.2)
            return [*edges, column + 1], start, True
        column += width
        edges.append(column)
    return edges, start, False


def _columns(text: str) -> int:
    return len(text.expandtabs(4))


def _is_below(head: str, content: str) -> bool:
    """Whether a line is the row of dashes of a table with that head."""
    if not head or "\\" in head or "-" not in content or not _ROW_OF_DASHES.fullmatch(content):
        return False
    cells = [row.count("|") - row.startswith("|") - row.endswith("|") for row in (head, content)]
    return cells[0] == cells[1]


def _without_end(line: str, content: str) -> str:
    """The line without the white space at its end, but for a space behind a backslash."""
    return line.rstrip(" \t") + " " * content.endswith("\\ ")


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
