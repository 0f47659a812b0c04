"""Matching square brackets, found once per text, so that no rule scans for them again.

markdown-it looks for the closing bracket from every opening one, which takes quadratic time on "[[[[…". Here one pass
pairs all brackets of an inline text, minding code spans, autolinks and escapes, and every rule reads the table.
"""

from __future__ import annotations

import re
from types import SimpleNamespace

from markdown_it import helpers
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline, autolink, backtick, escape
from msgspec import Struct

from dr_evidence_site.parse.citation import key_at
from dr_evidence_site.parse.markdown.inline import InlineState

_INNERMOST = re.compile(r"\[[^\[\]]*+\]")
_HIDING = ("\\", "`", "<", "](", "@{")
_MARK = re.compile(r"[\\`<\[\]@]")
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.)*+)\]", re.DOTALL)
_LONGEST_LABEL = 999
_OPAQUE = {"\\": escape, "`": backtick, "<": autolink}


class Bracket(Struct):
    """A bracketed text: `end` is the offset of its "]", `tail` the offset behind a link's address or label.

    `has_target` says that an address or a known label follows, or that it is a known label itself; `is_link` that
    this makes it a link, and not a picture; `holds_link` that a link stands inside it; `holds_at` that an "@" stands
    in it outside of inner brackets.
    """

    end: int
    tail: int
    has_target: bool = False
    is_link: bool = False
    holds_link: bool = False
    holds_at: bool = False


def end_of(state: StateInline, start: int) -> int:
    """The offset behind the "]" of the bracket that opens at `start`, as far as it can be told without the table.

    Enough where nothing in the text hides brackets and no bracket is a link: then the next "]" closes a bracket that no
    other one stands in. With this and `citations._usual_items` a group takes less than half the time. 0 when the table
    must be asked.
    """
    text = state.src
    assert isinstance(state, InlineState)  # noqa: S101 - for mypy
    flat = state.flat
    if flat is None:
        flat = state.flat = not (state.env.get("references") or any(mark in text for mark in _HIDING))
    if not flat:
        return 0
    found = _INNERMOST.match(text, start, state.posMax)
    return found.end() if found else 0


def brackets(state: StateInline) -> dict[int, Bracket]:
    """All matched brackets of the state's text, by the offset of the opening one."""
    tables: dict[str, dict[int, Bracket]] = state.env["brackets"]
    table = tables.get(state.src)
    if table is None:
        table = tables[state.src] = _pair(state)
    return table


def _pair(state: StateInline) -> dict[int, Bracket]:
    text, end = state.src, len(state.src)
    table: dict[int, Bracket] = {}
    open_at: list[int] = []
    pictures: list[bool] = []
    links_inside: list[bool] = []
    ats_inside: list[bool] = []
    saved = state.pos, state.posMax
    state.posMax = end
    offset = opaque_end = 0
    while found := _MARK.search(text, offset):
        offset = found.start()
        character = text[offset]
        if character == "[":
            open_at.append(offset)
            pictures.append(offset > opaque_end and text[offset - 1] == "!")
            links_inside.append(False)
            ats_inside.append(False)
            offset += 1
        elif character == "]":
            if open_at:
                start = open_at.pop()
                holds_link = links_inside.pop()
                image = pictures.pop()
                # A link holds no other link; a picture's description may.
                tail = -1 if holds_link and not image else _tail(state, start, offset)
                has_target = tail > 0
                is_link = has_target and not image
                tail = max(tail, offset + 1)
                table[start] = Bracket(offset, tail, has_target, is_link, holds_link, ats_inside.pop())
                if has_target and text.startswith("[", offset + 1):
                    table[offset + 1] = Bracket(tail - 1, tail)
                if open_at and (is_link or holds_link) and not image:
                    links_inside[-1] = True
                offset = tail
            else:
                offset += 1
        elif character == "@":
            if open_at:
                ats_inside[-1] = True
            key = key_at(text, offset, end)
            offset = key.end if key else offset + 1
        else:
            state.pos = offset
            offset = opaque_end = state.pos if _OPAQUE[character](state, True) else offset + 1
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
    label = _LABEL.match(text, end + 1)
    if not (label and label[1]) and end - start - 1 > _LONGEST_LABEL:
        return -1
    name = label[1] if label and label[1] else text[start + 1 : end]
    if len(name) > _LONGEST_LABEL:
        return -1
    known = normalizeReference(name)
    if known not in references:
        return -1
    state.env["used_labels"].add(known)
    return label.end() if label else end + 1


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
