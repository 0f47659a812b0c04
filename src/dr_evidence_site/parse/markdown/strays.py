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


def stray_rule(state: StateInline, silent: bool) -> bool:
    """markdown-it's inline rule, the last one: notes the place, and leaves the text to be text."""
    kind, pattern = _PATTERNS.get(state.src[state.pos], ("", None))
    found = pattern.match(state.src, state.pos, state.posMax) if pattern and not silent else None
    if found and (kind != "fence_as_text" or not state.src[: state.pos].rpartition("\n")[2].strip()):
        state.push(kind, "", 0).meta = {"offset": found.start(), "end": found.end(), "text": found.group()}
    return False
