"""To whom the evidence of a text tells absolute effects, and in which of its sections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dr_evidence_site.model.article import EvidenceBlock
from dr_evidence_site.model.evidence import FigureKind, Measure, Outcome
from dr_evidence_site.model.prose import BlockKind, ProseBlock

Told = frozenset[tuple[tuple[int, bool], str]]
"""Sections, each with whether it is the bottom line, and the ids of the audiences that are told something there."""


def absolute_effects(blocks: Iterable[EvidenceBlock], words: Sequence[ProseBlock], audiences: Sequence[str]) -> Told:
    """Where these blocks tell absolute effects. `audiences` are the ids of all audiences of the site."""
    headings = [(block.span(0, 1).line, block.section) for block in words if block.kind is BlockKind.HEADING]
    told = set()
    for block in blocks:
        if block.evidence is None:
            continue
        section = max((place for place in headings if place[0] < block.span.line), default=(0, 0))[1]
        for reader in block.audiences or audiences:
            if any(_tells(outcome, reader) for outcome in block.evidence.outcomes):
                told.add(((section, False), reader))
    return frozenset(told)


def _tells(outcome: Outcome, reader: str) -> bool:
    """Whether a reader is told a risk, or a difference of risks: a forest plot alone tells effects alone."""
    asked = outcome.shown.get(reader) or outcome.shown.get("")
    if outcome.measure is Measure.RISK_DIFFERENCE and (outcome.pooled or outcome.studies):
        return True
    if asked and not set(asked) - {FigureKind.FOREST}:
        return False
    has_effect = outcome.pooled is not None or (len(outcome.studies) == 1 and outcome.studies[0].estimate is not None)
    return outcome.absolute is not None or (outcome.baseline is not None and has_effect)
