"""The inline rule for bracketed spans, `[kidney stones]{.patient}` (Pandoc manual, "Extension: bracketed_spans")."""

from __future__ import annotations

from markdown_it.rules_inline import StateInline

from dr_evidence_site.parse.markdown.attributes import attributes_at
from dr_evidence_site.parse.markdown.brackets import brackets, end_of
from dr_evidence_site.parse.markdown.rendering import DEEPEST


def span_rule(state: StateInline, silent: bool) -> bool:
    """markdown-it's inline rule: at a "[", read a bracketed span."""
    if state.src[state.pos] != "[" or state.level >= DEEPEST:
        return False
    start, limit = state.pos, state.posMax
    end = end_of(state, start)
    if not end:
        bracket = brackets(state).get(start)
        if bracket is None or bracket.end >= limit:
            return False
        end = bracket.end + 1
    attributes = attributes_at(state.src, end, limit)
    if attributes is None:
        return False
    if not silent:
        token = state.push("span_open", "span", 1)
        token.meta = {"attributes": attributes, "offset": start}
        state.pos, state.posMax = start + 1, end - 1
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
    state.pos, state.posMax = attributes.end, limit
    return True
