"""The inline rule that notes what an author surely did not mean as text: tags, braces, footnotes, fences."""

from __future__ import annotations

import re

from markdown_it.rules_inline import StateInline

_PATTERNS = {
    "<": ("raw_html", re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<!--")),
    "{": ("stray_braces", re.compile(r"\{\s*[#.][^{}\n]*\}|(?<=\])\{[\w\s-]+\}")),
    "[": ("footnote", re.compile(r"\[\^[^\]\s\[]+\]")),
    ":": ("fence_as_text", re.compile(r"(?<![^\s]):{3,}[^\n]*")),
}

_INDENT = 100
"""Characters of white space before a fence that is one all the same."""


def stray_rule(state: StateInline, silent: bool) -> bool:
    """markdown-it's inline rule, the last one: notes the place, and leaves the text to be text."""
    kind, pattern = _PATTERNS.get(state.src[state.pos], ("", None))
    if kind == "fence_as_text" and not _begins_line(state.src, state.pos):
        return False
    found = pattern.match(state.src, state.pos, state.posMax) if pattern and not silent else None
    if found:
        state.push(kind, "", 0).meta = {"offset": found.start(), "end": found.end(), "text": found.group()}
    return False


def _begins_line(text: str, offset: int) -> bool:
    """Whether nothing but a little white space stands before an offset in its line."""
    before = text[max(0, offset - _INDENT) : offset].rpartition("\n")
    return not before[2].strip() and (bool(before[1]) or offset <= _INDENT)
