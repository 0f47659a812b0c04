"""The block rule for fenced divs, `::: patient` … `:::` (Pandoc manual, "Extension: fenced_divs").

Two departures, both so that no mark of audience is lost: a fence may interrupt a paragraph, and several bare words
may follow the colons.
"""

from __future__ import annotations

from markdown_it.rules_block import StateBlock
from msgspec import Struct

from dr_evidence_site.parse.markdown.attributes import attributes_at


class OpenDiv(Struct):
    """A div that is being read: `level` is the nesting inside it, `closed_at` the line of its closing fence."""

    level: int
    closed_at: int = -1


def div_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """markdown-it's block rule: at an opening fence, read the div up to the closing fence of the same level."""
    words = _fence(state, start_line)
    if words is None or silent:
        return words is not None
    divs: list[OpenDiv] = state.env["divs"]
    if not words:
        state.line = start_line + 1
        if divs and divs[-1].level == state.level and divs[-1].closed_at < 0:
            divs[-1].closed_at = start_line
            _leave(state, end_line)
        else:
            state.env["stray_fences"].append(start_line)
        return True
    parent = state.parentType
    state.parentType = "div"
    token = state.push("div_open", "div", 1)
    token.info = words
    div = OpenDiv(state.level)
    divs.append(div)
    state.md.block.tokenize(state, start_line + 1, end_line)
    divs.pop()
    state.parentType = parent
    if div.closed_at < 0:
        state.env["unclosed_fences"].append(start_line)
        state.line = max(state.line, start_line + 1)
    else:
        _come_back(state)
        state.line = div.closed_at + 1
    token.map = [start_line, state.line]
    state.push("div_close", "div", -1)
    return True


def class_words(info: str) -> list[str]:
    """The words of an opening fence: bare ones, or the classes in braces."""
    attributes = attributes_at(info, 0)
    if attributes and attributes.end == len(info):
        return [name for name, _ in attributes.classes]
    return info.split()


def _fence(state: StateBlock, line: int) -> str | None:
    """The words behind the colons when the line is a fence ("" for a closing one), else None."""
    start = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith(":::", start) or state.is_code_block(line):
        return None
    return state.src[start : state.eMarks[line]].strip(": \t")


def _leave(state: StateBlock, end_line: int) -> None:
    """Make markdown-it's loop over the lines of the div stop: it does at a line that is indented too little."""
    following = state.skipEmptyLines(state.line)
    if following < end_line:
        state.env["div_end"] = (following, state.sCount[following])
        state.sCount[following] = -1


def _come_back(state: StateBlock) -> None:
    line, indent = state.env.pop("div_end", (-1, 0))
    if line >= 0:
        state.sCount[line] = indent
