"""Limits of a site as a whole; those of single texts are watched while these are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dr_evidence_site.checks.waivers import Waivers
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import limits as codes
from dr_evidence_site.model.limits import Limits
from dr_evidence_site.model.page import Kept, Output
from dr_evidence_site.model.source import Span


def of_texts(limits: Limits) -> tuple[int, ...]:
    """The limits that have a say in what is made of one text."""
    return limits.nesting, limits.links, limits.citations, limits.evidence_blocks, limits.evidence_rows


def too_many_articles(paths: Sequence[str], limits: Limits) -> list[Diagnostic]:
    """The fault of a site with more articles and pages than it may have, at the first beyond."""
    if len(paths) <= limits.articles:
        return []
    place = Span(paths[limits.articles])
    return [codes.TOO_MANY_ARTICLES.at(place, count=len(paths), limit=limits.articles)]


def with_few_waivers(waivers: Waivers, limits: Limits) -> tuple[Waivers, list[Diagnostic]]:
    """What is set aside by the first waivers of each file, and the faults of files with more than they may have."""
    most = limits.waivers
    faults = [
        codes.TOO_MANY_WAIVERS.at(listed[most].span, count=len(listed), limit=most)
        for listed in waivers.values()
        if len(listed) > most
    ]
    return ({path: listed[:most] for path, listed in waivers.items()} if faults else waivers), faults


def within(outputs: Iterable[Output | Kept], limits: Limits, faults: list[Diagnostic]) -> Iterator[Output | Kept]:
    """The files of the build folder as long as they are within the limits; the first beyond is a fault and the end."""
    size = 0
    for count, made in enumerate(outputs, start=1):
        size += len(made.content) if isinstance(made, Output) else made.size
        if count > limits.output_files:
            faults.append(codes.TOO_MANY_FILES.at(Span("site.yaml"), limit=limits.output_files))
            return
        if size > limits.output_size:
            words = f"{limits.output_size:,} bytes"
            faults.append(codes.OUTPUT_TOO_LARGE.at(Span("site.yaml"), limit=words))
            return
        yield made
