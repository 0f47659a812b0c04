"""Checks of the assembled site; each module is one family, and the tuple below lists them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from dr_evidence_site.checks import (
    addresses,
    aliases,
    announcements,
    approvals,
    citations,
    dates,
    evidence_files,
    freshness,
    languages,
    links,
    people,
    reading,
    retractions,
)
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.site import Site

CHECKS: tuple[Callable[[Site], Iterable[Diagnostic]], ...] = (
    citations.check,
    links.check,
    people.check,
    dates.check,
    addresses.check,
    aliases.check,
    approvals.check,
    announcements.check,
    languages.check,
    retractions.check,
    freshness.check,
    reading.check,
    evidence_files.check,
)


def run(site: Site) -> Iterator[Diagnostic]:
    """Everything that is wrong with how the parts of the site fit together."""
    for check in CHECKS:
        yield from check(site)
