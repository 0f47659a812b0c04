"""Evidence as editors write it, for tests to change."""

from __future__ import annotations

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.evidence import Evidence
from dr_evidence_site.model.source import Span
from dr_evidence_site.parse import yaml
from dr_evidence_site.parse.evidence import Parsed
from dr_evidence_site.parse.evidence import evidence as read
from evidence_texts import HIP_FRACTURE

AUDIENCES = ("patient", "clinician")

OUTCOME = (
    HIP_FRACTURE
    + """\
    pooled: {estimate: 0.84, interval: [0.74, 0.96], cite: moyer2013, model: random, studies: 9, participants: 49853}
    baseline: {risk: 21 of 1000, cite: moyer2013}
    absolute: {without: 21 of 1000, with: 18 of 1000, cite: moyer2013}
    certainty: moderate
    downgraded: [{for: imprecision, levels: 1, because: Few people had the outcome.}]
"""
)

BLOCK = f"""\
id: hip-fracture
population: older adults living at home
intervention: vitamin D with calcium
comparison: placebo or no treatment
outcomes:
{OUTCOME}\
recommendation: {{direction: against, strength: conditional, text: Do not offer it., cite: moyer2013}}
"""


def block(*outcomes: str) -> str:
    """A block with these outcomes, each a row of keys of its own ("measure: RD\\nbetter: lower")."""
    head = "population: adults\nintervention: a drug\ncomparison: placebo\noutcomes:\n"
    indented = [outcome.strip("\n").replace("\n", "\n    ") for outcome in outcomes]
    return head + "".join(f"  - {outcome}\n" for outcome in indented)


def outcome(*lines: str, measure: str = "risk ratio") -> str:
    """An outcome with these lines besides those that each has."""
    return "\n".join(("outcome: stroke", f"measure: {measure}", "better: lower", *lines))


def parsed(text: str, *, name: str = "") -> Parsed:
    return read(yaml.parse("a.md", text), Span("a.md"), AUDIENCES, name=name)


def evidence(text: str) -> Evidence:
    found = parsed(text)
    assert found.evidence is not None, found.diagnostics
    return found.evidence


def places(faults: tuple[Diagnostic, ...] | list[Diagnostic]) -> list[tuple[str, int, int]]:
    return sorted((fault.code, fault.span.line, fault.span.column) for fault in faults)
