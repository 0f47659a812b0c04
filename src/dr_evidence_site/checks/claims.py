"""Claim coverage: statements with numbers, and recommendations, have a source."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from dr_evidence_site.checks.passages import Passages, is_question
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import claims as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.prose import BlockKind, Coverage, ProseBlock


def check(passages: Passages) -> tuple[Coverage, list[Diagnostic]]:
    """How many claims have a source, and those that have none. Headings and questions claim nothing."""
    rules = passages.rules
    offsets: dict[int, tuple[ProseBlock, list[int]]] = {}
    for phrases in (rules.claims, rules.relative, rules.absolute, rules.frequencies, rules.intervals):
        for found in passages.find(phrases):
            offsets.setdefault(id(found.block), (found.block, []))[1].append(found.start)
    sourced = _sourced(passages.blocks)
    claims: dict[tuple[int, int], bool] = {}
    faults: dict[tuple[int, int], Diagnostic] = {}
    for block, hits in offsets.values():
        hits.sort()
        for start, end, sentence in passages.sentences(block):
            index = bisect_left(hits, start)
            hit = hits[index] if index < len(hits) else end
            if hit >= end or is_question(sentence):
                continue
            # Two audiences may see the same claim in sentences that differ otherwise.
            place = (block.number, block.source(hit))
            is_cited = block.number in sourced
            claims[place] = is_cited
            # A row of a table lacks one source, however many numbers stand in it.
            where = (-1, block.group) if block.kind is BlockKind.TABLE_CELL else place
            if not is_cited and where not in faults:
                code = codes.BOTTOM_LINE if block.in_bottom_line else codes.ELSEWHERE
                faults[where] = code.at(block.span(start, end), subject=sentence, words=clip(sentence))
    return Coverage(len(claims), sum(claims.values())), list(faults.values())


def _sourced(blocks: Iterable[ProseBlock]) -> set[int]:
    """The numbers of the blocks whose statements have a source: their own, or that of what they belong to."""
    blocks = list(blocks)
    groups = {block.group for block in blocks if block.keys}
    found = set()
    leads = False  # whether a paragraph with sources leads up to the list that is being read
    for block in blocks:
        cited = block.group in groups
        if block.kind is not BlockKind.LIST_ITEM:
            leads = cited and block.text.rstrip().endswith((":", "："))
        if cited or leads:
            found.add(block.number)
    return found
