"""One line that says how many faults there are, and in how many files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from dr_evidence_site.diagnostics.diagnostic import Diagnostic, Severity


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """For example "3 errors, 1 warning in 2 files"; "No problems found" when there are none."""
    counts: Counter[Severity] = Counter()
    paths: set[str] = set()
    for diagnostic in diagnostics:
        counts[diagnostic.severity] += 1
        paths.add(diagnostic.span.path)
    if not counts:
        return "No problems found"
    worst_first = sorted(counts, reverse=True)
    return f"{', '.join(_count(counts[level], level.word) for level in worst_first)} in {_count(len(paths), 'file')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
