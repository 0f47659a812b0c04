"""Where a text is emphasised or struck out, told before it is tokenized, by markdown-it's own delimiter rules."""

from __future__ import annotations

from bisect import bisect_right

from markdown_it.rules_inline import StateInline, emphasis, link_pairs, strikethrough


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
