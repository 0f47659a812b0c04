"""Where a text is emphasised or struck out, told before it is tokenized, by markdown-it's own delimiter rules.

The usual emphasis, `*words*` and `**words**`, is read in one step.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from markdown_it.rules_inline import StateInline, emphasis, link_pairs, strikethrough

from dr_evidence_site.parse.markdown.inline import BEGINNING
from dr_evidence_site.parse.markdown.tokens import Token

# A delimiter that can only open and, behind words without markup, one that can only close: whatever else of the kind
# the text holds, these two make a pair.
_LETTER = "[A-Za-z0-9\xc0-\xd6\xd8-\xf6\xf8-\xff]"
_USUAL = re.compile(rf"(?<![^ \n\t(\[])(\*\*?)(?={_LETTER})([^*\n\\`_~\[\]<&@{{]*+)(?<={_LETTER})\1(?![^ \n\t.,;)\]])")
_NAMES = {"*": "em", "**": "strong"}


def usual_emphasis_rule(state: StateInline, silent: bool) -> bool:
    """markdown-it's inline rule: at a "*", read emphasised words without markup. A third of the time of its own."""
    found = _USUAL.match(state.src, state.pos, state.posMax)
    if found is None or BEGINNING.search(state.src, *found.span(2)):
        return False
    if not silent:
        if state.pending:
            state.pushPending()
        marker, words = found[1], found[2]
        name, level = _NAMES[marker], state.level
        state.tokens += (
            Token(f"{name}_open", name, 1, {}, None, level, None, "", marker),
            Token("text", "", 0, {}, None, level + 1, None, words),
            Token(f"{name}_close", name, -1, {}, None, level, None, "", marker),
        )
    state.pos = found.end()
    return True


class Emphasis:
    """The emphasised stretches of a text that ends at `end`; its delimiters are to be noted in their order."""

    def __init__(self, state: StateInline, end: int) -> None:
        self._outer = state
        self._end = end
        self._state: StateInline | None = None
        self._offsets: list[int] = []
        self._stretches: tuple[list[int], list[int]] | None = None

    def note(self, offset: int) -> int:
        """Note the run of delimiters at `offset` and return the offset behind it."""
        if self._state is None:
            self._state = StateInline(self._outer.src, self._outer.md, self._outer.env, [])
            self._state.posMax = self._end
        state = self._state
        if offset > state.pos:
            state.push("text", "", 0)  # delimiters whose tokens are neighbours would count as one run
        state.pos = offset
        if not (emphasis.tokenize(state, False) or strikethrough.tokenize(state, False)):
            return offset + 1
        new = len(state.delimiters) - len(self._offsets)
        self._offsets += [offset] * new
        return state.pos

    def holds(self, offset: int) -> bool:
        """Whether the offset lies in an emphasised stretch; asked after all delimiters were noted."""
        if self._state is None:
            return False
        if self._stretches is None:
            self._stretches = self._outermost(self._state)
        starts, ends = self._stretches
        index = bisect_right(starts, offset) - 1
        return index >= 0 and offset < ends[index]

    def _outermost(self, state: StateInline) -> tuple[list[int], list[int]]:
        link_pairs(state)
        starts: list[int] = []
        ends: list[int] = []
        for delimiter, start in zip(state.delimiters, self._offsets, strict=True):
            if delimiter.end >= 0 and not (ends and start < ends[-1]):
                starts.append(start)
                ends.append(self._offsets[delimiter.end])
        return starts, ends
