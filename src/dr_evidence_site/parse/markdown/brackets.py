"""Matching square brackets, found once per text, so that no rule scans for them again.

markdown-it looks for the closing bracket from every opening one, which takes quadratic time on "[[[[…". Here one pass
pairs all brackets of an inline text, minding code spans, autolinks and escapes, and every rule reads the table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import SimpleNamespace

from markdown_it import helpers
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline, autolink, backtick, escape

_MARK = re.compile(r"[\\`<\[\]]")
_OPAQUE = {"\\": escape, "`": backtick, "<": autolink}


@dataclass(slots=True)
class Bracket:
    """A bracketed text: `end` is the offset of its "]", `tail` the offset behind a link's address or label.

    `is_link` says that it is a link of its own, `holds_link` that a link stands inside it.
    """

    end: int
    tail: int
    is_link: bool = False
    holds_link: bool = False


def brackets(state: StateInline) -> dict[int, Bracket]:
    """All matched brackets of the state's text, by the offset of the opening one."""
    known = state.env.get("brackets")
    if known is None or known[0] is not state.src:
        known = (state.src, _pair(state))
        state.env["brackets"] = known
    table: dict[int, Bracket] = known[1]
    return table


def _pair(state: StateInline) -> dict[int, Bracket]:
    text, end = state.src, len(state.src)
    table: dict[int, Bracket] = {}
    open_at: list[int] = []
    links_inside: list[bool] = []
    saved = state.pos, state.posMax
    state.posMax = end
    offset = 0
    while found := _MARK.search(text, offset):
        offset = found.start()
        character = text[offset]
        if character == "[":
            open_at.append(offset)
            links_inside.append(False)
            offset += 1
        elif character == "]":
            if open_at:
                start = open_at.pop()
                holds_link = links_inside.pop()
                image = start > 0 and text[start - 1] == "!"
                tail = _tail(state, start, offset)
                is_link = tail > 0 and not image and not holds_link
                table[start] = Bracket(offset, tail if tail > 0 else offset + 1, is_link, holds_link)
                if open_at and (is_link or holds_link) and not image:
                    links_inside[-1] = True
                offset = max(offset + 1, tail)
            else:
                offset += 1
        else:
            state.pos = offset
            offset = state.pos if _OPAQUE[character](state, True) else offset + 1
    state.pos, state.posMax = saved
    return table


def _tail(state: StateInline, start: int, end: int) -> int:
    """The offset behind "(address)" or "[label]" that makes the brackets a link; -1 when they are none."""
    text = state.src
    if text.startswith("(", end + 1):
        offset = _skip_space(text, end + 2)
        destination = helpers.parseLinkDestination(text, offset, len(text))
        if destination.ok:
            offset = destination.pos
        spaced = _skip_space(text, offset)
        if spaced > offset:
            title = helpers.parseLinkTitle(text, spaced, len(text))
            if title.ok:
                spaced = _skip_space(text, title.pos)
        if text.startswith(")", spaced):
            return spaced + 1
    references = state.env.get("references")
    if not references:
        return -1
    if text.startswith("[", end + 1):
        closing = text.find("]", end + 2)
        if closing > 0:
            label = text[end + 2 : closing] or text[start + 1 : end]
            if normalizeReference(label) in references:
                return closing + 1
    return end + 1 if normalizeReference(text[start + 1 : end]) in references else -1


def _skip_space(text: str, offset: int) -> int:
    while offset < len(text) and text[offset] in " \t\n":
        offset += 1
    return offset


def _parse_link_label(state: StateInline, start: int, disable_nested: bool = False) -> int:
    """markdown-it's helper of this name, answered from the table."""
    bracket = brackets(state).get(start)
    if bracket is None or bracket.end >= state.posMax or (disable_nested and bracket.holds_link):
        return -1
    return bracket.end


HELPERS = SimpleNamespace(
    parseLinkLabel=_parse_link_label,
    parseLinkDestination=helpers.parseLinkDestination,
    parseLinkTitle=helpers.parseLinkTitle,
)
"""Takes the place of `MarkdownIt.helpers`, so that markdown-it's own link and image rules use the table too."""
