"""What words promise, against the certainty declared for them and against what stands beside them."""

from __future__ import annotations

import pytest
from articles import checked, found


def declared(certainty: str, sentence: str) -> list[tuple[str, int, int]]:
    return found(f"::: {{.certainty-{certainty}}}\n{sentence}\n:::", family="WRD")


STRONGER = [
    ("moderate", "Walking reduces pain.", 9),
    ("low", "Walking reduces pain.", 9),
    ("very-low", "Walking reduces pain.", 9),
    ("low", "Walking probably reduces pain.", 18),
    ("very-low", "Walking may reduce pain.", 13),
    ("low", "Walking does not reduce pain.", 9),
    ("low", "The medicines prevent falls.", 15),
    ("low", "It may ease pain, but it causes falls.", 26),
    ("moderate", "It makes little or no difference to pain.", 4),
    ("low", "It will improve sleep.", 4),
    ("low", "It is effective.", 4),
]

WEAKER = [
    ("high", "Walking may reduce pain.", 13),
    ("high", "Walking probably reduces pain.", 18),
    ("moderate", "Walking may reduce pain.", 13),
    ("low", "Walking may reduce pain, but the evidence is very uncertain.", 13),
]

AS_DECLARED = [
    ("high", "Walking reduces pain."),
    ("moderate", "Walking probably reduces pain."),
    ("moderate", "Walking is likely to reduce pain."),
    ("low", "Walking may reduce pain."),
    ("low", "Walking might prevent falls; it could also cause pain."),
    ("very-low", "The evidence is very uncertain whether walking reduces pain."),
    ("very-low", "Walking may reduce pain. The evidence is very uncertain."),
    ("low", "The trial was meant to reduce pain."),
    ("low", "Does walking reduce pain?"),
    ("low", "In the trial pain fell."),
    ("low", "Common causes of pain differ, and so do increases in weight."),
    ("low", "It ended in May 2020."),
]


@pytest.mark.parametrize(("certainty", "sentence", "column"), STRONGER)
def test_stronger_words_than_the_certainty_are_reported_at_the_verb(certainty: str, sentence: str, column: int) -> None:
    assert declared(certainty, sentence) == [("WRD001", 2, column)]


@pytest.mark.parametrize(("certainty", "sentence", "column"), WEAKER)
def test_weaker_words_than_the_certainty_are_noted_at_the_verb(certainty: str, sentence: str, column: int) -> None:
    assert declared(certainty, sentence) == [("WRD002", 2, column)]


@pytest.mark.parametrize(("certainty", "sentence"), AS_DECLARED)
def test_words_of_the_declared_certainty_are_not_reported(certainty: str, sentence: str) -> None:
    assert declared(certainty, sentence) == []


def test_nothing_is_compared_where_no_certainty_is_declared() -> None:
    assert found("Walking reduces pain.") == []


def test_words_have_the_innermost_certainty() -> None:
    text = "::: {.certainty-high}\nIt reduces pain, [it prevents falls]{.certainty-low}, and it improves sleep.\n:::"
    assert found(text) == [("WRD001", 2, 22)]


def test_the_hint_names_the_words_to_use() -> None:
    (fault,) = checked("::: {.bottom-line .certainty-low}\nWalking reduces pain.\n:::")[1]
    assert "may reduce" in fault.hint and fault.subject == "Walking reduces pain."


MIXED = [
    ("It helped 1 in 20 people; 3 in 1,000 had a rash.", 27),
    ("It helped 5 of 100 people; one in ten had a rash.", 28),
    ("It helped 5 per 100 people, and 2 out of 1000 fell.", 33),
]
ALIKE = [
    "It helped 1 in 100 people; 3 in 100 had a rash.",
    "It helped 50 in 1,000 people; 3 in 1000 had a rash.",
    "5 of 12 trials took 3 in 100 people.",
    "In 2019, 3 in 100 fell; it was 1 in 2020.",
    "They took it for 7 days in 319 cases and for 10 days in 291.",
]


@pytest.mark.parametrize(("text", "column"), MIXED)
def test_different_denominators_in_one_block_are_reported(text: str, column: int) -> None:
    assert found(text, family="WRD") == [("WRD004", 1, column)]


@pytest.mark.parametrize("text", ALIKE)
def test_one_denominator_is_not_reported(text: str) -> None:
    assert found(text, family="WRD") == []


RELATIVE = [
    ("The risk fell by 30%.", 10),
    ("There was a 30% lower risk.", 13),
    ("HR 0.80 (95% CI 0.73 to 0.87).", 1),
    ("The odds ratio was 0.74.", 5),
    ("The risk was halved.", 14),
    ("Falls were three times more common.", 12),
]
NOT_ALONE = [
    "The risk fell by 30%, from 10% to 7%.",
    "The risk fell by 30%: 7 in 100 instead of 10 in 100.",
    "HR 0.79; 13.8% v 17.1%.",
    "HR 0.79, about 3 percentage points.",
    "The risk fell by 30%.\n\nThat is 3 in 100 people.",
    "HR 0.93 (95% CI 0.85 to 1.02).",
    "The risk fell by 3 percentage points.",
    "A fraction of 50% or more.",
]


@pytest.mark.parametrize(("text", "column"), RELATIVE)
def test_a_relative_effect_alone_is_reported(text: str, column: int) -> None:
    assert found(text, family="WRD") == [("WRD003", 1, column)]


@pytest.mark.parametrize("text", NOT_ALONE)
def test_a_relative_effect_beside_an_absolute_one_is_not(text: str) -> None:
    assert found(text, family="WRD") == []


def test_an_absolute_effect_counts_for_its_readers_and_its_section() -> None:
    here = "The risk fell by 30%.\n\n::: patient\nThat is 3 in 100 people.\n:::"
    (fault,) = [fault for fault in checked(here)[1] if fault.code == "WRD003"]
    assert "for “clinician”" in fault.message
    assert found("## A\n\nThe risk fell by 30%.\n\n## B\n\nThat is 3 in 100.", family="WRD") == [("WRD003", 3, 10)]
    assert found("## A\n\nThe risk fell by 30%.\n\n### B\n\nThat is 3 in 100.", family="WRD") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pain was significantly lower.", [("WRD005", 1, 10)]),
        ("It was statistically significant.", [("WRD005", 1, 22)]),
        ("Pain was significantly lower (P = 0.01).", []),
        ("Pain was significantly lower.\n\nIt was 12 points (95% CI 4 to 20).", []),
        ("A significant other came along.", []),
        ("Walking is proven to help.", [("WRD006", 1, 12)]),
        ("Walking is not proven to help, and unproven in children.", []),
        ("Walking is completely safe.", [("WRD006", 1, 12)]),
        ("Is walking safe?", []),
        ("It was not safe. A safe place.", []),
        ("There are no side effects.", [("WRD006", 1, 11)]),
        ("No side effects were seen in 20 people [@a].", []),
        ("It is a miracle, and harmless.", [("WRD006", 1, 9), ("WRD006", 1, 22)]),
    ],
)
def test_words_that_promise_too_much(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert found(text, family="WRD") == expected


@pytest.mark.parametrize(
    ("language", "certainty", "sentence", "expected"),
    [
        ("fr", "low", "La marche réduit la douleur.", [("WRD001", 2, 11)]),
        ("fr", "low", "La marche pourrait réduire la douleur.", []),
        ("fr", "moderate", "La marche réduit probablement la douleur.", []),
        ("de", "low", "Gehen verringert Schmerzen.", [("WRD001", 2, 7)]),
        ("de", "low", "Gehen verringert möglicherweise Schmerzen.", []),
        ("de", "moderate", "Gehen verringert wahrscheinlich Schmerzen.", []),
        ("es", "low", "Caminar reduce el dolor.", [("WRD001", 2, 9)]),
        ("es", "low", "Caminar podría reducir el dolor.", []),
        ("es", "moderate", "Caminar probablemente reduce el dolor.", []),
    ],
)
def test_other_languages_have_rules(
    language: str, certainty: str, sentence: str, expected: list[tuple[str, int, int]]
) -> None:
    text = f"::: {{.certainty-{certainty}}}\n{sentence}\n:::"
    assert found(text, language, "WRD") == expected
