"""The block rule for fenced divs, `::: patient` … `:::` (Pandoc manual, "Extension: fenced_divs").

Two departures, both so that no mark of audience is lost: a fence may interrupt a paragraph, and several bare words
may follow the colons.
"""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

from dr_evidence_site.parse.markdown.attributes import attributes_at

_FENCE = re.compile(r":{3,}[ \t]*(?P<words>[^:\n]*?)[ \t]*(?::*)[ \t]*$")
_CODE_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")


def div_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """markdown-it's block rule: at an opening fence, read the div up to its closing fence."""
    words = _fence(state, start_line)
    if words is None:
        return False
    if silent:
        return True
    if not words:
        state.env["stray_fences"].append(start_line)
        state.line = start_line + 1
        return True
    closing = _closings(state, start_line, end_line)[start_line]
    last = end_line if closing is None else closing
    if closing is None:
        state.env["unclosed_fences"].append(start_line)
    old_parent, old_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = "div", last
    token = state.push("div_open", "div", 1)
    token.map = [start_line, last]
    token.block = True
    token.info = words
    state.md.block.tokenize(state, start_line + 1, last)
    token = state.push("div_close", "div", -1)
    token.block = True
    state.parentType, state.lineMax = old_parent, old_max
    state.line = last if closing is None else last + 1
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
    found = _FENCE.match(state.src[start : state.eMarks[line]])
    return found["words"].strip() if found else None


def _closings(state: StateBlock, start_line: int, end_line: int) -> dict[int, int | None]:
    """The closing line of each opening fence from `start_line` on; found in one pass, kept for the divs inside."""
    known: dict[int, int | None] = state.env["div_closings"]
    if start_line in known:
        return known
    waiting: list[int] = []
    code = ""
    for line in range(start_line, end_line):
        start = state.bMarks[line] + state.tShift[line]
        if state.sCount[line] < state.blkIndent and start < state.eMarks[line]:
            break
        text = state.src[start : state.eMarks[line]]
        if code:
            if text.startswith(code) and not text.strip(code[0] + " \t"):
                code = ""
            continue
        if found := _CODE_FENCE.match(text):
            code = found[1] or found[2]
            continue
        words = _fence(state, line)
        if words:
            waiting.append(line)
            known[line] = None
        elif words is not None and waiting:
            known[waiting.pop()] = line
            if not waiting:
                break
    return known
