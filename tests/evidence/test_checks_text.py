"""Numbers in the text are compared with the evidence of their section; what tells something else gives no alarm."""

from __future__ import annotations

import pytest

from dr_evidence_site.build.wording import rules_of
from dr_evidence_site.checks.evidence_text import check
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.article import EvidenceBlock
from dr_evidence_site.parse import markdown

BLOCK = """\
```evidence
population: adults
intervention: vitamin D
comparison: placebo
outcomes:
  - outcome: {patient: a broken hip, clinician: hip fracture}
    measure: RR
    better: lower
    studies: [{study: Jackson 2006, cite: b, estimate: 0.88, interval: [0.72, 1.08]}]
    pooled: {estimate: 0.84, interval: [0.74, 0.96], cite: a}
    baseline: {risk: 21 of 1000, cite: a}
  - outcome: {patient: any broken bone, clinician: any fracture}
    measure: RR
    better: lower
    pooled: {estimate: 0.95, interval: [0.90, 0.99], cite: a}
```
"""

# A text in the section of the block, and the columns of what is reported.
CASES = [
    ("Hip fracture: RR 0.84, 95% CI 0.74 to 0.96.", []),
    ("Hip fractures were fewer (risk ratio 0.84; 95% CI 0.74–0.96).", []),
    ("It lowers the risk of hip fracture (RR 0.8).", []),
    ("It lowers the risk of hip fracture (RR 0.48, 95% CI 0.74 to 0.96).", [37]),
    ("It lowers the risk of hip fracture (RR 0.84, 95% CI 0.47 to 0.96).", [37]),
    ("It lowers the risk of hip fracture (RR 0.48).", [37]),
    ("The relative risk of hip fracture was 0.70 (95% CI 0.60 to 0.81).", [5]),
    # One study, besides the pooled result.
    ("Jackson: RR of hip fracture 0.88 (95% CI 0.72 to 1.08). All: hip fracture RR 0.84.", []),
    # A subgroup, besides it.
    ("Hip fracture: RR 0.84 (95% CI 0.74 to 0.96). In care homes hip fracture RR 0.71 (95% CI 0.57 to 0.89).", []),
    # Other outcomes, other measures, no outcome at all.
    ("Any fracture: RR 0.95 (95% CI 0.90 to 0.99).", []),
    ("Any fracture: RR 0.59 (95% CI 0.90 to 0.99).", [15]),
    ("Death: RR 0.97 (95% CI 0.90 to 1.05).", []),
    ("Hip fracture: HR 0.70 (95% CI 0.60 to 0.81).", []),
    ("The RR was 0.70.", []),
    ("Hip fracture was studied in 2014 in 53,537 people.", []),
    # Risks; 21 × 0.84 is 17.6.
    ("A broken hip: 18 of 1,000 people instead of 21 of 1,000.", []),
    ("About 3 fewer in 1000 people break a hip (hip fracture).", []),
    ("Hip fracture: 21 of 1000 with placebo and 12 of 1000 with vitamin D.", [43]),
    ("Hip fracture: 12 of 1000 with vitamin D.", [15]),
    ("Hip fracture: 1 of 100 with vitamin D.", []),
    ("Any broken bone: 50 of 1000.", []),
    # Two outcomes in one sentence.
    ("Hip fracture had a RR of 0.84, and any fracture a RR of 0.95.", []),
    # Somebody else reads it.
    ("::: patient\nHip fracture: RR 0.48.\n:::", [15]),
]


def checked(text: str, language: str = "en") -> list[Diagnostic]:
    body, words, faults = markdown.read(text, path="a.md", first_line=1, audiences=("patient", "clinician"))
    assert faults == []
    blocks = [part for part in body.parts if isinstance(part, EvidenceBlock)]
    rules = rules_of(language, (), "en")
    assert rules
    return check(blocks, words, rules)


@pytest.mark.parametrize(("text", "columns"), CASES)
@pytest.mark.parametrize("is_above", [True, False])
def test_a_number_that_contradicts_the_evidence_beside_it(text: str, columns: list[int], is_above: bool) -> None:
    parts = [text, BLOCK] if is_above else [BLOCK, text]
    found = checked("## Fractures\n\n" + "\n\n".join(parts))
    assert [(fault.code, fault.span.column) for fault in found] == [("EVD028", column) for column in columns], found


def test_the_message_says_what_the_evidence_says() -> None:
    (found,) = checked(f"Hip fracture: RR 0.48, 95% CI 0.74 to 0.96.\n\n{BLOCK}")
    assert found.message == (
        "“RR 0.48, 95% CI 0.74 to 0.96” is not what the evidence in this section says of “a broken hip”: "
        "risk ratio 0.84 (0.74 to 0.96)."
    )
    assert (found.span.end_column, found.related[0].span.line) == (43, 8)
    (found,) = checked(f"Hip fracture: 12 of 1000.\n\n{BLOCK}")
    assert found.message.endswith("“a broken hip”: 21 of 1000 without, 18 with.")


def test_other_sections_and_other_readers_are_not_compared() -> None:
    text = "Hip fracture: RR 0.48, 95% CI 0.74 to 0.96."
    assert checked(f"## One\n\n{text}\n\n## Two\n\n{BLOCK}") == []
    assert checked(f"## One\n\n{BLOCK}\n\n### Below\n\n{text}")
    assert checked(f"::: patient\n{text}\n:::\n\n::: clinician\n{BLOCK}:::") == []
    assert checked(f"::: patient\n{text}\n:::\n\n::: patient\n{BLOCK}:::")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Vitamin D senkt das Risiko (hip fracture: relatives Risiko 0,48; 95%-KI 0,74 bis 0,96)."),
        ("fr", "Le risque relatif de hip fracture est de 0,48 (IC 95 % 0,74 à 0,96)."),
        ("es", "El riesgo relativo de hip fracture fue 0,48 (IC del 95 %: 0,74 a 0,96)."),
    ],
)
def test_other_languages_have_their_words_and_decimal_commas(language: str, text: str) -> None:
    assert [fault.code for fault in checked(f"{text}\n\n{BLOCK}", language)] == ["EVD028"]
    assert checked(f"{text.replace('0,48', '0,84')}\n\n{BLOCK}", language) == []
