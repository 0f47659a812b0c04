"""Difference bars: how many people fewer or more, as a bar from no difference, with its interval."""

from __future__ import annotations

from dr_evidence_site.figures.absolute import needed_view
from dr_evidence_site.figures.marks import bar
from dr_evidence_site.figures.scale import of_differences
from dr_evidence_site.model.evidence import Outcome
from dr_evidence_site.model.figures import AbsoluteView, DifferenceView


def difference_view(outcome: Outcome, absolute: AbsoluteView) -> DifferenceView:
    """The bar of an absolute effect."""
    low, high = absolute.low, absolute.high
    whole = [(float(low), float(high))] if low is not None and high is not None else []
    lines = of_differences([float(absolute.difference)], [], whole)
    return DifferenceView(
        absolute,
        bar(lines, absolute.difference, low, high),
        lines.axis(),
        needed_view(outcome),
    )
