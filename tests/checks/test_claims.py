"""Claims need a source: what is one, and what counts as its source."""

from __future__ import annotations

import pytest
from articles import checked, found

CLAIMS = [
    ("Pain eased in 30% of people.", 1),
    ("It rained. Pain eased in 30 % of people.", 12),
    ("The drop was 30 per cent.", 1),
    ("RR 0.8 was found.", 1),
    ("The odds ratio was 0.74.", 1),
    ("The hazard ratio (HR) of death was 0.9.", 1),
    ("It was better (95% CI 1.02 to 1.34).", 1),
    ("It was better (P < 0.001).", 1),
    ("It was better (p=.03).", 1),
    ("One in ten people felt better.", 1),
    ("It helped 3 in 1,000.", 1),
    ("Of 100 people, 5 had a rash.", 1),
    ("It helped 9 out of 10 people.", 1),
    ("Number needed to treat: 12.", 1),
    ("NNT 12.", 1),
    ("The risk halved.", 1),
    ("People are twice as likely to fall.", 1),
    ("Guidelines recommend walking.", 1),
    ("Children should not get aspirin.", 1),
    ("Experts advise against it.", 1),
    ("The drug is contraindicated.", 1),
    ("*Pain* eased in **30%** of people.", 2),
    ("Two words.\nThen, e.g. here, 30%\nof it.", 1),
]

NO_CLAIMS = [
    "Pain eased.",
    "Did pain ease in 30% of people?",
    "## Pain in 30% of people",
    "The trial ran from 2010 to 2019.",
    "In 2019 the guideline changed.",
    "It ran in 5 trials in 2020, and in 3 in 2021.",
    "Either this or that: 5 pages.",
    "`30%` is code in a cited sentence [@a].",
    "Pain eased in 30% of people [@a].",
    "Pain eased in 30% of people. All of this is from one trial [@a].",
    "@a found that pain eased in 30% of people.",
    "Take 10 mg a day.",
    "The plant has orders 3 of them.",
]


@pytest.mark.parametrize(("text", "column"), CLAIMS)
def test_a_claim_without_a_source_is_reported_at_its_sentence(text: str, column: int) -> None:
    assert [place[2] for place in found(text, family="CLM")] == [column], checked(text)
    assert {place[0] for place in found(text, family="CLM")} == {"CLM002"}


@pytest.mark.parametrize("text", NO_CLAIMS)
def test_what_claims_nothing_or_is_cited_is_not_reported(text: str) -> None:
    assert found(text, family="CLM") == []


def test_in_the_bottom_line_it_is_an_error() -> None:
    assert found("::: bottom-line\nPain eased in 30% of people.\n:::", family="CLM") == [("CLM001", 2, 1)]


def test_the_columns_of_lists_quotations_and_cells_are_those_of_the_file() -> None:
    text = "- One.\n- Two. It was 30%.\n\n> It was 40%.\n\n| A | B |\n|---|---|\n| x | It was 50%. |"
    assert found(text, family="CLM") == [("CLM002", 2, 8), ("CLM002", 4, 3), ("CLM002", 8, 7)]


def test_a_row_of_a_table_is_covered_by_a_source_in_any_of_its_cells() -> None:
    head = "| A | B |\n|---|---|\n"
    assert found(f"{head}| Trial [@a] | 30% |") == []
    assert found(f"{head}| Trial [@a] | x |\n| Other | 30% |", family="CLM") == [("CLM002", 4, 11)]
    assert found(f"{head}| 20% | 30% |\n| 40% | 50% |", family="CLM") == [("CLM002", 3, 3), ("CLM002", 4, 3)]


def test_a_cited_paragraph_with_a_colon_covers_the_list_below_it() -> None:
    assert found("The trial found [@a]:\n\n- 30% felt better;\n- 40% did not.") == []
    assert found("The trial found [@a].\n\n- 30% felt better.", family="CLM") == [("CLM002", 3, 3)]
    assert found("The trial found [@a]:\n\n- Much.\n\nLater. 30% fell.", family="CLM") == [("CLM002", 5, 8)]


def test_words_for_an_audience_are_read_in_its_sentence() -> None:
    text = "It helped [few]{.patient}[30%]{.clinician} of them."
    assert found(text, family="CLM") == [("CLM002", 1, 1)]
    assert found("It helped [few [@a]]{.patient}[30%]{.clinician} of them.") == []


def test_coverage_counts_each_claim_once() -> None:
    text = "It was 30% [@a]. It was 40%.\n\nIt was 50%.\n\n[A]{.patient}[B]{.clinician} was 60%."
    coverage, _ = checked(text)
    assert (coverage.claims, coverage.cited) == (4, 2)


def test_the_subject_is_the_whole_sentence() -> None:
    _, faults = checked(f"Pain eased in 30% of people{', and so on' * 20}.")
    assert faults[0].subject.startswith("Pain eased in 30%") and faults[0].subject.endswith("so on.")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "La douleur a diminué chez 30 % des personnes."),
        ("fr", "Le risque relatif était de 0,8 (IC à 95 % de 0,7 à 0,9)."),
        ("fr", "Une personne sur dix va mieux."),
        ("fr", "Il est recommandé de marcher."),
        ("de", "Bei 30 Prozent ließ der Schmerz nach."),
        ("de", "Das relative Risiko betrug 0,8 (95%-KI 0,7 bis 0,9)."),
        ("de", "3 von 100 Menschen ging es besser."),
        ("de", "Dreißig von 100 Menschen ging es besser."),
        ("de", "Gehen wird empfohlen."),
        ("es", "El dolor disminuyó en el 30 % de las personas."),
        ("es", "La razón de riesgos fue 0,8 (IC del 95 %: 0,7 a 0,9)."),
        ("es", "3 de cada 100 personas mejoraron."),
        ("es", "Se recomienda caminar."),
    ],
)
def test_other_languages_have_rules(language: str, text: str) -> None:
    assert found(text, language, "CLM") == [("CLM002", 1, 1)]
