"""The summary of findings: a row for each outcome in GRADE's layout, a footnote for each reason of its rating."""

from __future__ import annotations

from collections.abc import Iterator

from dr_evidence_site.figures.effects import effect_view, main_estimate, participants_counted, studies_counted
from dr_evidence_site.model.evidence import Outcome
from dr_evidence_site.model.figures import AbsoluteView, FindingsRow, Footnote, SentenceView


def findings_row(
    outcome: Outcome,
    name: str,
    absolute: AbsoluteView | None,
    sentence: SentenceView | None,
    letters: Iterator[str],
    stem: str,
) -> FindingsRow:
    """The row of an outcome. `letters` are those of the table's footnotes; ids of these begin with `stem`."""
    estimate = main_estimate(outcome)
    return FindingsRow(
        name,
        outcome.follow_up,
        participants_counted(outcome),
        studies_counted(outcome),
        outcome.measure.value,
        outcome.unit,
        effect_view(estimate) if estimate else None,
        absolute,
        outcome.measure.is_ratio,
        outcome.certainty.value if outcome.certainty else "",
        tuple(
            [
                Footnote(
                    letter := next(letters), f"{stem}-{letter}", change, step.reason.value, step.levels, step.because
                )
                for change, steps in (("down", outcome.downgrades), ("up", outcome.upgrades))
                for step in steps
            ]
        ),
        sentence,
    )


def footnote_letters() -> Iterator[str]:
    """a, b, … z, aa, ab, …"""
    number = 0
    while True:
        number += 1
        rest, word = number, ""
        while rest:
            rest, letter = divmod(rest - 1, 26)
            word = chr(ord("a") + letter) + word
        yield word
