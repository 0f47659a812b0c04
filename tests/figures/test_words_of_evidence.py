"""What is said of evidence: for whom, how sure, and in which language."""

from __future__ import annotations

import re

import pytest
from evidence_drawing import CLINICIAN, PATIENT, ROOT, environment, html, view
from evidence_samples import AT, CURED, DEATHS, DENSITY, FRACTURE, RATE, STONES, estimate, evidence, pooled, shown
from msgspec.structs import replace

from dr_evidence_site.exports.html_to_markdown import to_markdown
from dr_evidence_site.exports.passages import without_anchors
from dr_evidence_site.exports.without_pictures import without_pictures
from dr_evidence_site.figures.statement import direction
from dr_evidence_site.model import figures
from dr_evidence_site.model.config import Audience, Marker
from dr_evidence_site.model.evidence import Evidence, FigureKind, Measure, Outcome
from dr_evidence_site.model.prose import Certainty
from dr_evidence_site.render import environment as engine
from dr_evidence_site.render.filters import figure

SENTENCE = FigureKind.SENTENCE


def said(outcome: Outcome, audience: Audience = CLINICIAN, language: str = "en") -> str:
    """The sentence on an outcome, without tags and citation."""
    printed = html(evidence(shown(outcome, SENTENCE)), audience, language=language)
    (sentence,) = re.findall(r'class="outcome-name">.*?</p>\n<p>(.*?)</p>', printed, re.DOTALL)
    return re.sub(r"<[^>]*>|\s*<span id=cite-.*", "", sentence).strip()


@pytest.mark.parametrize(
    ("certainty", "words"),
    [
        (Certainty.HIGH, "The risk is lower with"),
        (Certainty.MODERATE, "The risk is probably lower with"),
        (Certainty.LOW, "The risk may be lower with"),
        (Certainty.VERY_LOW, "but the evidence is very uncertain"),
        (None, "In the studies, the risk was lower with"),
    ],
)
def test_the_verb_is_that_of_the_certainty(certainty: Certainty | None, words: str) -> None:
    assert words in said(replace(FRACTURE, certainty=certainty))


@pytest.mark.parametrize(
    ("measure", "written", "expected"),
    [
        (Measure.RISK_RATIO, ("0.84", "0.74", "0.96"), "lower"),
        (Measure.RISK_RATIO, ("1.17", "1.02", "1.34"), "higher"),
        (Measure.HAZARD_RATIO, ("0.98", "0.89", "1.08"), "little"),
        (Measure.RISK_RATIO, ("0.88", "0.72", "1.08"), "unclear"),  # a quarter fewer may be
        (Measure.RISK_RATIO, ("0.95", "0.90", "1.00"), "little"),  # the rounded end is no effect
        (Measure.ODDS_RATIO, ("0.9", "", ""), "lower"),
        (Measure.MEAN_DIFFERENCE, ("0.1", "-0.1", "0.3"), "unclear"),  # nobody knows how much matters
        (Measure.STANDARDISED_MEAN_DIFFERENCE, ("0.05", "-0.1", "0.2"), "little"),
        (Measure.RISK_DIFFERENCE, ("-0.02", "-0.05", "-0.01"), "lower"),
    ],
)
def test_a_direction_is_named_only_when_the_interval_excludes_no_effect(
    measure: Measure, written: tuple[str, ...], expected: str
) -> None:
    assert direction(measure, estimate(*written)) == expected


def test_patients_get_counts_of_people_and_professionals_the_effect() -> None:
    assert said(FRACTURE, PATIENT) == (
        "The risk is probably lower with vitamin D with calcium than with placebo. Out of 1,000 people, this happens to"
        " 21 with placebo and to 18 with vitamin D with calcium. That is 3 fewer. It could be anywhere from 6 fewer to"
        " 1 fewer. Certainty of the evidence: moderate."
    )
    assert said(FRACTURE) == (
        "The risk is probably lower with vitamin D with calcium than with placebo. RR 0.84 (95% CI 0.73 to 0.96);"
        " 3 fewer per 1,000 (6 fewer to 1 fewer); 4 studies; 19,180 participants; certainty of the evidence:"
        " moderate."
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "Le risque est probablement plus faible avec vitamin D with calcium qu’avec placebo. RR 0,84 (IC à"),
        ("de", "Das Risiko ist mit vitamin D with calcium wahrscheinlich niedriger als mit placebo. RR 0,84 (95-%-KI"),
        ("es", "El riesgo probablemente es menor con vitamin D with calcium que con placebo. RR 0,84 (IC del"),
        ("ar", "الخطر على الأرجح أقل مع vitamin D with calcium منه مع placebo. RR 0.84 (فاصل الثقة 95% من 0.73"),
    ],
)
def test_the_sentence_is_in_the_language_of_the_page(language: str, words: str) -> None:
    assert said(FRACTURE, language=language).startswith(words)


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "ar"])
def test_every_sentence_can_be_said_in_every_language(language: str) -> None:
    for certainty in (*Certainty, None):
        for written in (("0.8", "0.7", "0.9"), ("1.2", "1.1", "1.3"), ("1", "0.9", "1.1"), ("1", "0.1", "9")):
            for audience in (PATIENT, CLINICIAN):
                for base in (STONES, CURED):
                    outcome = replace(base, certainty=certainty, studies=(), pooled=pooled(*written))
                    assert "%(" not in said(outcome, audience, language)


def test_figures_are_written_as_the_language_does() -> None:
    assert figure("-0.70", "en") == "−0.70"
    assert figure("-0.70", "fr") == "−0,70"
    assert figure("-0.70", "ar") == "\u200e−0.70"  # the mark keeps minus on the left of its figure


def test_an_end_of_an_interval_that_is_rounded_to_none_is_not_called_no_difference() -> None:
    assert "(0 to 7 more)" in said(STONES)


def test_patients_get_icons_and_professionals_the_forest_plot_by_default() -> None:
    printed = html(evidence(FRACTURE))
    patient, clinician = re.split(r'(?=<div class="evidence-version" data-for="clinician">)', printed)
    assert 'data-for="patient"' in patient
    assert ['class="icons"' in patient, 'class="table forest"' in patient] == [True, False]
    assert ['class="icons"' in clinician, 'class="table forest"' in clinician] == [False, True]
    assert "A broken hip" in patient
    assert "Hip fracture" in clinician


def test_a_side_that_the_scale_does_not_reach_has_no_words() -> None:
    lower, higher = (
        html(evidence(shown(one, FigureKind.FOREST, FigureKind.DIFFERENCE)), CLINICIAN) for one in (FRACTURE, STONES)
    )
    assert "fewer with vitamin D" in lower and "more with vitamin D" not in lower
    assert "Favours placebo" in higher and "Favours vitamin D" not in higher


def test_a_summary_without_risks_has_no_columns_for_them() -> None:
    ratio, mean = (html(evidence(shown(one, FigureKind.FINDINGS)), CLINICIAN) for one in (RATE, DENSITY))
    assert [(made.count('scope="col"'), "Difference (" in made) for made in (ratio, mean)] == [(4, False), (5, True)]
    assert ['colspan="4"' in ratio, 'colspan="5"' in mean] == [True, True]


def test_what_an_editor_asks_for_is_shown_to_all_readers() -> None:
    printed = html(evidence(replace(shown(FRACTURE, FigureKind.FOREST), name={"": "hip fracture"})), CLINICIAN)
    assert 'class="table forest"' in printed
    assert "data-for" not in printed  # all see the same
    assert 'class="table findings"' not in printed


def test_readers_with_a_reading_grade_are_served_like_patients() -> None:
    carer = Audience("carer", "Carer", (), reading_grade=8)
    assert 'class="icons"' in html(evidence(FRACTURE), carer)


def test_ids_are_unique_and_every_reference_to_one_leads_somewhere() -> None:
    printed = html(evidence(FRACTURE, STONES, DEATHS, DENSITY, advice=True))
    ids = re.findall(r' id="([^"]*)"', printed)
    assert len(ids) == len(set(ids))
    named = set(re.findall(r"url\(#([^)]*)\)", printed)) | set(re.findall(r'href="#(vitamin[^"]*)"', printed))
    assert named <= set(ids)


def test_pictures_are_hidden_from_screen_readers_and_their_figures_stand_beside_them() -> None:
    printed = html(evidence(FRACTURE, advice=True))
    assert printed.count("<svg") == printed.count('aria-hidden="true">') - printed.count('class="grade"')
    assert "style=" not in printed
    for table in re.findall(r"<table>.*?</table>", printed, re.DOTALL):
        assert "<caption>" in table
        assert 'scope="row"' in table


def test_author_text_is_escaped_wherever_it_is_printed() -> None:
    bad = '<b>"&'
    outcome = replace(
        FRACTURE, name={"": bad}, follow_up=bad, unit=bad, studies=(replace(FRACTURE.studies[0], name=bad),)
    )
    block = Evidence("x", {"": bad}, {"": bad}, {"": bad}, (outcome,), AT)
    printed = html(block, PATIENT) + html(block, CLINICIAN)
    assert "<b>" not in printed.replace("<b>a</b>", "")
    assert "&amp;amp;" not in printed
    assert "&amp;lt;" not in printed


def test_evidence_that_cannot_be_read_is_said_to_be_so() -> None:
    nothing = view(evidence(FRACTURE))
    printed = engine.evidence(environment("en"), replace(nothing, versions=()), Marker.BRACKETS)
    assert "cannot be read" in printed


def test_sources_that_nothing_shows_are_named_at_the_end() -> None:
    from dr_evidence_site.figures.evidence import evidence_view
    from dr_evidence_site.model.views import CitedNumber, ResolvedCitation

    def cite(keys: object, _: object) -> ResolvedCitation:
        return ResolvedCitation("cite", tuple(CitedNumber(key, 1) for key in keys))  # type: ignore[attr-defined]

    block = evidence(shown(FRACTURE, SENTENCE))
    (version,) = evidence_view(block, "x", (CLINICIAN,), cite, ("review2020", "adams2001"), "en", "ltr").versions
    assert version.sources
    assert [item.key for item in version.sources.items] == ["adams2001"]


def test_outside_of_its_page_evidence_is_sentences_and_whole_tables() -> None:
    text = to_markdown(without_anchors(without_pictures(html(evidence(FRACTURE), CLINICIAN))), {})
    assert "svg" not in text
    assert "| Study | With vitamin D with calcium | With placebo | RR (95% CI) | Weight |" in text
    assert "| Adams 2001 [2] | 31/1,200 | 44/1,190 | 0.70 (0.45 to 1.09) | 14.8% |" in text
    assert "τ² = 0.01 |  |  | 0.84 (0.73 to 0.96) |  |" in text
    assert "⊕⊕⊕◯ Moderate (a)" in text


def test_the_guide_names_every_field_that_a_template_gets() -> None:
    text = (ROOT / "docs/figures.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", text, re.MULTILINE)
    documented = {name: re.findall(r"`(\w+)`", listed) for name, listed in rows if hasattr(figures, name)}
    views = [one for one in vars(figures).values() if isinstance(one, type) and one.__module__ == figures.__name__]
    assert documented == {one.__name__: list(one.__struct_fields__) for one in views}
