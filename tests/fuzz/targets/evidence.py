"""Files of evidence."""

from __future__ import annotations

import json

from dr_evidence_site.model.source import Source, Span

from ..properties import faults_are_sound, must, twice
from ..target import AUDIENCES, Target, default_settings
from .yaml_files import PIECES

FIELDS = (
    *("outcomes:\n", "studies:\n", "estimate: ", "interval: [0, 1]", "measure: RR"),
    *("measure: mean difference\n", "0.0", "pooled: {", "baseline: {risk: 1 of 10}", "absolute: {"),
    *("events: 0", "participants: 0", "-0.0", "1e9", "100%", "1,000", "cite: a", "better: higher\n"),
    *("weight: 50%", "level: 0%", "certainty: low\n", "show: [forest]", "999999999999"),
)  # fmt: skip


def check_evidence(text: str) -> None:
    """A file of evidence: its record, its checks, its pictures and its data for other programs."""
    from dr_evidence_site.checks import evidence as checks
    from dr_evidence_site.exports.evidence_json import evidence as exported
    from dr_evidence_site.figures.evidence import evidence_view
    from dr_evidence_site.model.article import EvidenceBlock
    from dr_evidence_site.model.views import ResolvedCitation
    from dr_evidence_site.parse.evidence import file
    from dr_evidence_site.parse.evidence_records import dump_file, load_file

    source = Source("content/evidence/a.yaml", text)
    found, faults = file(source, AUDIENCES)
    faults_are_sound(source, faults)
    twice(lambda: file(source, AUDIENCES))
    must(load_file(source.path, dump_file(found)) == found, "it is not remembered as it was")
    if found.evidence is None:
        must(faults, "nothing was read, and nothing said")
        return
    faults_are_sound(source, checks.check(found.evidence))
    keys = [item.key for item in found.citations]
    view = evidence_view(
        found.evidence,
        "a",
        default_settings().audiences,
        lambda wanted, for_: ResolvedCitation((), False),
        keys,
        "en",
        "ltr",
    )
    must(view.versions, "nothing is shown")
    block = EvidenceBlock("a", Span(source.path), "", found.evidence, found.citations)
    json.dumps(exported(block), allow_nan=False)


EVIDENCE = Target("evidence", check_evidence, (*PIECES, *FIELDS), 60)
