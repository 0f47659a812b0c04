"""Checks that need the text of one file alone: run when the file is parsed, and remembered with it."""

from __future__ import annotations

from collections.abc import Sequence

from dr_evidence_site.checks import claims, wording
from dr_evidence_site.checks.passages import Passages
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.prose import Coverage, ProseBlock
from dr_evidence_site.model.wording import Rules


def check(blocks: Sequence[ProseBlock], rules: Rules, audiences: Sequence[str]) -> tuple[Coverage, list[Diagnostic]]:
    """The claim coverage of an article, and what is wrong with its words; `audiences` are the ids of all readers."""
    passages = Passages(blocks, rules)
    coverage, faults = claims.check(passages)
    return coverage, faults + wording.check(passages, audiences)
