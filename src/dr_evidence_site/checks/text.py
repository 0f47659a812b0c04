"""Checks that need the text of one file alone: run when the file is parsed, and remembered with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dr_evidence_site.checks import claims, wording
from dr_evidence_site.checks.passages import Passages
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.prose import Coverage, ProseBlock
from dr_evidence_site.model.wording import Rules

if TYPE_CHECKING:
    from dr_evidence_site.checks.evidence_told import Told


def check(
    blocks: Sequence[ProseBlock], rules: Rules, audiences: Sequence[str], told: Told = frozenset()
) -> tuple[Coverage, list[Diagnostic]]:
    """The claim coverage of an article, and what is wrong with its words; `audiences` are the ids of all readers.

    `told` is where evidence tells absolute effects.
    """
    passages = Passages(blocks, rules)
    coverage, faults = claims.check(passages)
    return coverage, faults + wording.check(passages, audiences, told)


def relative_alone(
    blocks: Sequence[ProseBlock], rules: Rules, audiences: Sequence[str], told: Told
) -> list[Diagnostic]:
    """Relative effects without an absolute one, as `check` says them; once files of evidence are known."""
    return list(dict.fromkeys(wording.relative_alone(Passages(blocks, rules), audiences, told)))
