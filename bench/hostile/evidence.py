"""Files of evidence, and reading one with its checks."""

from __future__ import annotations

from bench.hostile.families import Family

OUTCOME = """\
  - {outcome: stroke, measure: risk ratio, better: lower, pooled: {estimate: 0.84, interval: [0.74, 0.96], cite: a}}
"""
STUDY = "      - {study: S №, cite: a, estimate: 0.88, interval: [0.72, 1.08]}\n"
HEAD = "population: adults\nintervention: a drug\ncomparison: placebo\noutcomes:\n"
_ONE = f"{HEAD}  - outcome: stroke\n    measure: risk ratio\n    better: lower\n    studies:\n"

EVIDENCE: dict[str, Family] = {
    "outcomes": Family(OUTCOME, before=HEAD),
    "studies": Family(STUDY, before=_ONE, numbered=True),
    "studies with counts": Family(
        "      - {study: S №, cite: a, intervention: {events: 3, participants: 100}, "
        "comparison: {events: 4, participants: 100}}\n", before=_ONE, numbered=True,
    ),
    "a name": Family("a ", before="population: ", after="\n" + HEAD[HEAD.index("intervention") :] + OUTCOME),
    "names for audiences": Family("a№: x, ", before="population: {", after="patient: y}\n", numbered=True),
    "reasons": Family(
        "{for: imprecision, because: a}, ", before=HEAD + OUTCOME.rstrip("\n")[:-1] + ", downgraded: [", after="]}\n"
    ),
    "numbers": Family("1", before="a: "),
    "numbers with commas": Family("1,", before="a: {b: ", after="}"),
    "numbers needed to treat": Family("number needed to treat ", before="population: "),
    "the word number": Family("NNT ", before="population: "),
}  # fmt: skip


def read_evidence(text: str) -> None:
    """A file of evidence with its checks."""
    from dr_evidence_site.checks import evidence as checks  # noqa: PLC0415
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.parse.evidence import file  # noqa: PLC0415

    found, _ = file(Source("content/evidence/a.yaml", text), ("patient", "clinician"))
    if found.evidence:
        checks.check(found.evidence)
