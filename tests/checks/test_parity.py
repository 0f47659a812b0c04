"""Versions of one text for several audiences: nobody lacks the bottom line, and nobody is promised more."""

from __future__ import annotations

import pytest
from articles import words

from dr_evidence_site.build.wording import rules_of
from dr_evidence_site.checks import parity
from dr_evidence_site.model.config import Audience

PATIENT = Audience("patient", "Patient", (), 8)
CLINICIAN = Audience("clinician", "Clinician", ())


def found(text: str, language: str = "en", audiences: tuple[Audience, ...] = (PATIENT, CLINICIAN)) -> list[object]:
    """Code, line and column of what is reported."""
    faults = parity.check(words(text), audiences, rules_of(language, (), "en"))
    return [(fault.code, fault.span.line, fault.span.column) for fault in faults]


def bottom(clinician: str, patient: str) -> str:
    return f":::: bottom-line\n::: clinician\n{clinician}\n:::\n::: patient\n{patient}\n:::\n::::\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::: bottom-line\nWalking helps.\n:::\n", []),
        (":::: bottom-line\n::: clinician\nWalking helps.\n:::\n::::\n\nText.\n", [("PAR001", 3, 1)]),
        (":::: bottom-line\n::: clinician\nA.\n:::\n::::\n\n::: patient\nText.\n:::\n", [("PAR001", 3, 1)]),
        # a reader for whom there is nothing is told so
        (":::: bottom-line\n::: clinician\nA.\n:::\n::::\n\n## Heading\n\n::: clinician\nText.\n:::\n", []),
        (":::: bottom-line\nFor all.\n\n::: clinician\nWalking helps.\n:::\n::::\n", []),
        ("::: bottom-line\n[Walking helps.]{.clinician}\n:::\n\nText.\n", [("PAR001", 2, 2)]),
        ("::: clinician\nWalking helps.\n:::\n", []),
        (bottom("Walking helps.", "It helps."), []),
    ],
)
def test_each_audience_sees_a_bottom_line_where_there_is_one(text: str, expected: list[object]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("clinician", "patient", "column"),
    [
        ("Walking may reduce pain [@a2020].", "Walking reduces pain [@a2020].", 9),
        ("Walking probably reduces pain [@a2020].", "Walking does not cause harm. It eases pain [@a2020].", 9),
        ("Whether it reduces pain is unclear [@a2020].", "We looked at it. Walking reduces pain [@a2020].", 26),
    ],
)
def test_plain_words_that_promise_more_are_reported(clinician: str, patient: str, column: int) -> None:
    faults = parity.check(words(bottom(clinician, patient)), (PATIENT, CLINICIAN), rules_of("en", (), "en"))
    assert [(fault.code, fault.span.line, fault.span.column) for fault in faults][:1] == [("PAR002", 6, column)]
    assert faults[0].related[0].span.line == 3
    assert faults[-1].subject == patient.replace(" [@a2020]", "").rpartition(". ")[2]


@pytest.mark.parametrize(
    ("clinician", "patient"),
    [
        ("Walking may reduce pain [@a2020].", "Walking may reduce pain [@a2020]."),
        ("Walking reduces pain [@a2020].", "Walking may reduce pain [@a2020]."),
        ("Walking reduces pain [@a2020].", "Walking reduces pain [@a2020]."),
        # another source
        ("Walking may reduce pain [@a2020].", "Walking reduces pain [@b2020]."),
        # one of two effects of the source is stated outright
        ("Walking may harm, but it reduces pain and may help sleep [@a2020].", "Walking reduces pain [@a2020]."),
        # a report of what was found, and a question
        ("Walking may reduce pain [@a2020].", "Pain eased with walking [@a2020]. Does walking reduce pain?"),
        ("Pain fell by a third, and it may have been chance [@a2020].", "Pain fell by a third [@a2020]."),
    ],
)
def test_words_of_the_same_certainty_are_not(clinician: str, patient: str) -> None:
    assert found(bottom(clinician, patient)) == []


def test_only_passages_of_one_section_are_compared() -> None:
    text = "::: clinician\nIt may reduce pain [@a].\n:::\n{}::: patient\nIt reduces pain [@a].\n:::\n"
    assert found(text.format("")) == [("PAR002", 5, 4)]
    assert found(text.format("\n## Next\n\n")) == []


def test_words_are_compared_by_the_rules_of_their_language() -> None:
    text = bottom("Walking peut réduire la douleur [@a].", "La marche réduit la douleur [@a].")
    assert found(text, "fr") == [("PAR002", 6, 11)]
    assert found(text, "cy") == []


@pytest.mark.parametrize(
    ("clinician", "patient"),
    [
        ("Pain eased in 25%.", "Pain eased in 25 of 100 people."),
        ("Absolute reduction 0.41%.", "About 4 fewer in 1,000 people had a stroke."),
        ("8.5% v 9.6% had a stroke.", "About 11 fewer in 1,000 people had a stroke."),
        ("3% had a stroke.", "97 of 100 people had none."),
        ("Pain eased in 28.7%.", "Pain eased in 30 of 100 people."),
        ("HR 0.89.", "One in ten people were helped."),
        ("Pain eased in 3.1 per 1000.", "Pain eased in 3 in 1,000 people, seen over 10 years in 4 trials."),
    ],
)
def test_numbers_that_agree_are_not_reported(clinician: str, patient: str) -> None:
    assert found(bottom(clinician, patient)) == []


@pytest.mark.parametrize(
    ("clinician", "patient", "column"),
    [
        ("Pain eased in 25%.", "Pain eased in 35 of 100 people.", 15),
        ("Absolute reduction 0.41%.", "About 14 fewer in 1,000 people had a stroke.", 7),
        ("No number.", "Pain eased in 35%.", 15),
    ],
)
def test_a_number_without_a_counterpart_is_noted(clinician: str, patient: str, column: int) -> None:
    assert found(bottom(clinician, patient)) == [("PAR003", 6, column)]


def test_a_counterpart_may_stand_anywhere_in_the_exact_text() -> None:
    text = bottom("No number.", "Pain eased in 35%.")
    assert found(f"{text}\n::: clinician\nPain eased in 35 of 100.\n:::\n") == []
    assert found(f"{text}\nPain eased in 0.35 of 1 and 35%.\n") == []
    assert found(f"{text}\n::: patient\nPain eased in 35 of 100.\n:::\n") == [("PAR003", 6, 15)]


@pytest.mark.parametrize(
    ("grades", "exact"),
    [((8, None), "b"), ((None, 8), "a"), ((8, 12), "b"), ((8, 8), None), ((None, None), None), ((6, 8, None), "c")],
)
def test_the_exact_text_is_that_for_the_highest_grade(grades: tuple[int | None, ...], exact: str | None) -> None:
    audiences = [Audience(name, name, (), grade) for name, grade in zip("abc", grades, strict=False)]
    found = parity.professionals(audiences)
    assert (found and found.id) == exact


def test_without_one_no_versions_are_compared() -> None:
    alike = (PATIENT, Audience("clinician", "Clinician", (), 8))
    assert found(bottom("It may reduce pain [@a].", "It reduces pain in 35% [@a]."), audiences=alike) == []
