"""Articles as FHIR R5: valid by its models, in its own codes, and true to the article and its review."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import fhir.resources
import pytest
from awkward import ALL, ARTICLE, NOWHERE, RETRACTED
from fhir.resources.bundle import Bundle as Model
from fhir_site import ALONE, ARTICLES, BASE, FILES, SETTINGS, SUBMITTED, Bundle, article, bundles, codes, parts
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dr_evidence_site.exports import fhir_codes
from dr_evidence_site.exports.fhir_assessment import _DISPOSITION, _WORKFLOW
from dr_evidence_site.exports.fhir_citation import source
from dr_evidence_site.exports.fhir_codes import Code
from dr_evidence_site.exports.fhir_parts import Names, identifier, json_text, quantity
from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.notice import Nature, Notice
from dr_evidence_site.model.reference import Integrity, Reference
from sites import LIBRARY

OFFICIAL: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent / "fhir_code_systems.json").read_text(encoding="utf-8")
)
"""Code systems of FHIR 5.0.0 and THO 7.0.1 (npm: hl7.fhir.r5.core, hl7.terminology.r5; CC0): code → display."""

UNAPPROVED = sorted(ARTICLES.keys() - {"approved"})
WARNINGS = {"withdrawn": "Do not rely on it", "approved.fr": "personne n’a encore approuvé ce texte"}
STEM = "approved.hip.hip-fracture"


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return bundles(tmp_path_factory.mktemp("fhir"), FILES)


@pytest.fixture(scope="session")
def homeless(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The same articles without a base address; one of them is enough."""
    files = {path: text for path, text in FILES.items() if "articles" not in path or path.endswith("approved.md")}
    return bundles(
        tmp_path_factory.mktemp("homeless"), files | {"site.yaml": SETTINGS.replace(f"base_url: {BASE}\n", "")}
    )


@pytest.fixture
def approved(exported: dict[str, str]) -> Bundle:
    return Bundle(exported["approved"])


def test_every_bundle_is_valid_r5_and_loses_nothing_in_its_models(
    exported: dict[str, str], homeless: dict[str, str]
) -> None:
    assert fhir.resources.__fhir_version__ == "5.0.0"
    assert set(exported) == set(ARTICLES)
    for text in (*exported.values(), *homeless.values()):
        model = Model.model_validate_json(text)
        assert json.loads(model.model_dump_json()) == json.loads(text)


def test_every_code_is_one_of_its_system_and_every_reference_is_in_the_bundle(exported: dict[str, str]) -> None:
    for text in exported.values():
        found = Bundle(text).json
        for coding in parts(found, "coding"):
            if coding["system"] != fhir_codes.LANGUAGE:
                assert OFFICIAL[coding["system"]][coding["code"]] == coding["display"]
        addresses = [entry["fullUrl"] for entry in found["entry"]]
        assert len(addresses) == len(set(addresses)) and all(one.startswith("urn:uuid:") for one in addresses)
        assert set(parts(found, "reference")) <= set(addresses)
        for resource in Bundle(text).resources():
            assert re.fullmatch(r"[A-Za-z0-9.-]{1,64}", resource["id"])
            ElementTree.fromstring(resource["text"]["div"])


def test_every_code_that_can_be_used_is_official() -> None:
    known = [one for one in vars(fhir_codes).values() if isinstance(one, Code)]
    for table in vars(fhir_codes).values():
        if isinstance(table, dict):
            known += [one for one in table.values() if isinstance(one, Code)]
    assert len(known) > 60
    for code in known:
        assert OFFICIAL[code.system][code.code] == code.display
    system = "http://hl7.org/fhir/"
    assert set(fhir_codes.PUBLICATION.values()) <= OFFICIAL[f"{system}publication-status"].keys()
    assert set(_WORKFLOW.values()) <= OFFICIAL[f"{system}artifactassessment-workflow-status"].keys()
    assert set(_DISPOSITION.values()) <= OFFICIAL[f"{system}artifactassessment-disposition"].keys()


def test_words_with_a_required_code_are_official(exported: dict[str, str]) -> None:
    system = "http://hl7.org/fhir/"
    for text in exported.values():
        bundle = Bundle(text)
        used = set(parts(bundle.json, "informationType"))
        assert used <= OFFICIAL[f"{system}artifactassessment-information-type"].keys()
        related = {one["type"] for name in ("relatedArtifact", "relatesTo") for one in parts(bundle.json, name)}
        assert related <= OFFICIAL[f"{system}related-artifact-type"].keys()


# Evidence


def test_an_outcome_has_its_variables_effect_and_certainty(approved: Bundle) -> None:
    found = approved[STEM]
    variables = {codes(one["variableRole"])[0]: one for one in found["variableDefinition"]}
    assert {role: one["description"] for role, one in variables.items()} == {
        "population": "older adults",
        "exposure": "vitamin D with calcium",
        "referenceExposure": "placebo",
        "measuredVariable": "hip fracture (7 years)",
    }
    assert variables["measuredVariable"]["note"] == [{"text": "Patient: a broken hip"}]
    effect, difference = found["statistic"]
    assert codes(effect["statisticType"]) == ["C93152"]
    assert effect["quantity"] == {"value": Decimal("0.84")}
    assert effect["sampleSize"] == {"numberOfStudies": 9, "numberOfParticipants": 49853}
    interval, *spread = effect["attributeEstimate"]
    assert interval["level"] == 95
    assert interval["range"] == {"low": {"value": Decimal("0.74")}, "high": {"value": Decimal("0.90")}}
    assert [(codes(one["type"])[0], str(one["quantity"]["value"])) for one in spread] == [
        ("0000419", "7.2"),
        ("0000420", "11"),
        ("0000421", "0.01"),
    ]
    assert [codes(one["code"]) or one["code"]["text"] for one in effect["modelCharacteristic"]] == [
        ["effectsRandom"],
        "Hartung and Knapp",
    ]
    assert codes(difference["statisticType"]) == ["0000424"]
    assert difference["quantity"] == {"value": Decimal("-0.00336")}
    (sure,) = found["certainty"]
    assert (codes(sure["type"]), codes(sure["rating"])) == (["Overall"], ["low"])
    assert [
        (codes(one["type"])[0], codes(one["rating"])[0], one["note"][0]["text"]) for one in sure["subcomponent"]
    ] == [
        ("Imprecision", "downcode1", "Few people had the outcome."),
        ("RiskOfBias", "downcode2", "Open label."),
        ("DoseResponseGradient", "upcode1", "More did more."),
    ]
    assert found["assertion"] == "hip fracture: The risk may be lower with vitamin D with calcium than with placebo."
    assert found["synthesisType"] == {"text": "meta-analysis"}


def test_figures_keep_their_digits(approved: Bundle) -> None:
    assert '"value": 0.80\n' in approved.text and '"value": 0.90\n' in approved.text
    (effect,) = approved["approved.hip.bone-density"]["statistic"]
    assert effect["quantity"] == {"value": Decimal("-0.50"), "unit": "g/cm²"}
    assert str(effect["quantity"]["value"]) == "-0.50"
    assert effect["attributeEstimate"][0]["level"] == 90
    falls = approved["approved.hip.falls.jackson-2006"]["statistic"][0]["quantity"]
    assert str(falls.pop("value")) == "-2.0"
    assert falls == {"unit": "%", "system": "http://unitsofmeasure.org", "code": "%"}


@pytest.mark.parametrize(
    ("written", "digits"),
    [("0.70", "0.70"), ("+007.50", "7.50"), ("−0.5", "-0.5"), ("0", "0"), ("", "0.25"), ("about 1", "0.25")],
)
def test_a_figure_is_a_number_of_json(written: str, digits: str) -> None:
    text = json_text(quantity(0.25, written), None)
    assert text == f'{{"value": {digits}}}'


def test_groups_and_studies_are_evidence_of_their_own_that_the_outcome_is_derived_from(approved: Bundle) -> None:
    assert approved.cited(approved[STEM]) == {
        "source.moyer2013",
        f"{STEM}.without",
        f"{STEM}.with",
        f"{STEM}.jackson-2006",
        f"{STEM}.third-2001",
    }
    without, with_it = approved[f"{STEM}.without"], approved[f"{STEM}.with"]
    assert [codes(one["variableRole"])[0] for one in without["variableDefinition"]] == [
        "population",
        "exposure",
        "measuredVariable",
    ]
    assert without["variableDefinition"][1]["description"] == "placebo"
    assert [codes(one["statistic"][0]["statisticType"])[0] for one in (without, with_it)] == ["C44256", "predictedRisk"]
    assert str(with_it["statistic"][0]["quantity"]["value"]) == "0.01764"
    study = approved[f"{STEM}.jackson-2006"]
    assert codes(study["synthesisType"]) == ["NotApplicable"]
    assert study["statistic"][0]["sampleSize"] == {"numberOfStudies": 1, "numberOfParticipants": 36282}
    assert study["statistic"][0]["note"] == [{"text": "Weight in the pooled result: 45%."}]
    assert "certainty" not in study
    assert approved.cited(study) == {
        "source.jackson2006",
        f"{STEM}.jackson-2006.intervention",
        f"{STEM}.jackson-2006.comparison",
    }
    (counted,) = approved[f"{STEM}.jackson-2006.intervention"]["statistic"]
    assert (counted["numberAffected"], counted["sampleSize"]) == (175, {"numberOfParticipants": 18176})
    adjusted = approved[f"{STEM}.third-2001"]["statistic"][0]
    assert codes(adjusted["modelCharacteristic"][0]["code"]) == ["adjusted"]
    (mean,) = approved["approved.hip.bone-density.jackson-2006.comparison"]["statistic"]
    assert codes(mean["statisticType"]) == ["C53319"] and mean["quantity"] == {"value": 2, "unit": "g/cm²"}
    assert mean["attributeEstimate"][0]["quantity"] == {"value": Decimal("0.5"), "unit": "g/cm²"}


def test_studies_that_nobody_pooled_make_no_effect_and_no_certainty(approved: Bundle) -> None:
    found = approved["approved.hip.falls"]
    assert not {"statistic", "certainty", "synthesisType", "assertion"} & found.keys()
    assert {"approved.hip.falls.jackson-2006", "approved.hip.falls.third-2001"} <= approved.cited(found)
    assert str(approved["approved.hip.falls.with"]["statistic"][0]["quantity"]["value"]) == "0.028"


def test_a_recommendation_is_about_its_source(approved: Bundle) -> None:
    found = approved["approved.hip.recommendation"]
    assert found["artifactReference"]["display"].startswith("Vitamin D and calcium supplementation")
    said, strength, direction = found["content"]
    assert said["summary"] == r"Do not offer \< 400 IU."
    assert (codes(strength["classifier"][0]), strength["classifier"][0]["text"]) == (["weak"], "conditional")
    assert direction["classifier"] == [{"text": "against"}]
    assert not {"workflowStatus", "disposition"} & found.keys()


# Review


def test_an_approved_article_says_who_approved_it_and_when(approved: Bundle) -> None:
    for found in approved.resources("Evidence"):
        assert (found["status"], found["approvalDate"], found["lastReviewDate"]) == (
            "active",
            "2026-02-01",
            "2026-02-01",
        )
        assert [one["name"] for one in found["reviewer"]] == ["María Ortiz"]
    review = approved["review.approved"]
    assert (review["workflowStatus"], review["disposition"], review["date"]) == (
        "resolved-no-change",
        "persuasive",
        "2026-02-01",
    )
    assert [one["classifier"][0]["text"] for one in review["content"]] == [
        "approved",
        "submitted",
        "under-review",
        "approved",
    ]
    assert review["content"][-1]["summary"] == r"2026-02-01: Numbers \*checked\*."
    citation = approved["article.approved"]
    assert codes(citation["citedArtifact"]["currentState"][0]) == ["approved"]
    people = [codes(one["role"])[0] for one in citation["citedArtifact"]["contributorship"]["entry"]]
    assert people == ["author", "reviewer"]


@pytest.mark.parametrize("slug", UNAPPROVED)
def test_nothing_of_an_unapproved_article_says_that_it_is_approved(slug: str, exported: dict[str, str]) -> None:
    bundle = Bundle(exported[slug])
    own = [one for one in bundle.resources() if not one["id"].startswith("source.")]
    assert len(own) > 15
    state = "retired" if slug == "withdrawn" else "draft"
    for found in own:
        assert found.get("status", state) == state
        assert not {"approvalDate", "lastReviewDate", "reviewer"} & found.keys()
        assert found.get("disposition", "unresolved") == "unresolved"
        assert found.get("workflowStatus", "submitted") in ("submitted", "triaged")
        assert "approved" not in {code for concept in parts(found, "currentState") for code in codes(concept)}
        assert "approved" not in {concept.get("text") for concept in parts(found, "classifier")}
        assert "reviewer" not in {code for concept in parts(found, "role") for code in codes(concept)}
    warning = WARNINGS.get(slug, "nobody has approved this text yet")
    assert all(warning in found["text"]["div"] for found in own)
    assert all(warning in found["note"][0]["text"] for found in own if found["resourceType"] == "Evidence")


@pytest.mark.parametrize(
    ("slug", "workflow", "disposition", "state"),
    [
        ("submitted", "submitted", "unresolved", "pre-review"),
        ("started", "triaged", "unresolved", "under-review"),
        ("changed", "submitted", "unresolved", "under-review"),
        ("withdrawn", None, None, "archived"),
    ],
)
def test_the_state_of_review_is_mapped(
    slug: str, workflow: str | None, disposition: str | None, state: str, exported: dict[str, str]
) -> None:
    bundle = Bundle(exported[slug])
    review = bundle[f"review.{slug}"]
    assert (review.get("workflowStatus"), review.get("disposition")) == (workflow, disposition)
    assert codes(bundle[f"article.{slug}"]["citedArtifact"]["currentState"][0]) == [state]
    said = "Changed since the approval of 2026-02-01, which does not hold for this text."
    assert (said in [one.get("summary") for one in review["content"]]) == (slug == "changed")


def test_an_article_in_another_language_speaks_it(exported: dict[str, str]) -> None:
    bundle = Bundle(exported["approved.fr"])
    assert {one["language"] for one in bundle.resources() if not one["id"].startswith("source.")} == {"fr"}
    assert "Le risque pourrait être plus faible" in bundle["approved.fr.hip.hip-fracture"]["assertion"]


# Sources


def as_citation(ref: Reference) -> Any:
    names = Names("a site")
    found = source(ref, names.new("source", ref.key), names)
    return json.loads(json_text(found, None), parse_float=Decimal)


def test_a_source_has_its_identifiers_place_people_and_kind() -> None:
    found = as_citation(ARTICLE)["citedArtifact"]
    assert [(one["system"], one["value"]) for one in found["identifier"]] == [
        ("https://doi.org", ARTICLE.doi),
        ("https://pubmed.ncbi.nlm.nih.gov", "12140307"),
        ("https://www.ncbi.nlm.nih.gov/pmc/", "PMC1234567"),
    ]
    (form,) = found["publicationForm"]
    assert (form["articleDate"], form["volume"], form["issue"], form["pageString"]) == (
        "2002-07-25",
        "347",
        "4 Suppl 1",
        "S284-S287",
    )
    assert form["publishedIn"]["title"] == "The Journal of Bones & Joints"
    assert codes(found["classification"][0]["classifier"][0]) == ["D016428"]
    people = found["contributorship"]
    assert people["complete"] is False
    assert people["entry"][1]["contributor"] == {"type": "Practitioner", "display": "Jan Pieter van der Berg"}
    assert people["entry"][1]["forenameInitials"] == "JP"
    assert people["entry"][-1]["contributor"]["type"] == "Organization"
    assert "currentState" not in found


def test_a_retracted_source_says_so_with_its_notice() -> None:
    notices = (
        Notice(Nature.CONCERN, pmid="99"),
        Notice(Nature.RETRACTION, dt.date(2012, 5, 1), doi="10.1000/notice"),
    )
    citation = as_citation(replace(RETRACTED, notices=notices))
    found = citation["citedArtifact"]
    assert codes(found["currentState"][0]) == ["retracted"]
    assert found["statusDate"][0]["period"] == {"start": "2012-05-01"}
    assert [(one["type"], one["document"]["url"]) for one in found["relatesTo"]] == [
        ("comment-in", "https://pubmed.ncbi.nlm.nih.gov/99/"),
        ("retracted-by", "https://doi.org/10.1000/notice"),
    ]
    assert found["note"] == [{"text": "RETRACTED: Retracted on 1 May 2012."}]
    assert "RETRACTED" in citation["text"]["div"]


@pytest.mark.parametrize("integrity", [Integrity.CONCERN, Integrity.CORRECTED])
def test_what_has_no_code_is_said_in_words(integrity: Integrity) -> None:
    (state,) = as_citation(replace(RETRACTED, integrity=integrity))["citedArtifact"]["currentState"]
    assert "coding" not in state and state["text"] in ("Expression of concern", "Corrected")


def test_every_kind_of_source_is_valid() -> None:
    from fhir.resources.citation import Citation

    for ref in [*ALL, Reference("bare", ALL[0].type, NOWHERE)]:
        text = json.dumps(as_citation(ref), default=str)
        assert json.loads(Citation.model_validate_json(text).model_dump_json()) == json.loads(text)


# Names and bytes


def test_addresses_of_the_site_need_a_base_address(exported: dict[str, str], homeless: dict[str, str]) -> None:
    page = f"{BASE}articles/approved.html"
    found = Bundle(exported["approved"])
    assert found["article.approved"]["citedArtifact"]["webLocation"][0]["url"] == page
    assert found[STEM]["relatedArtifact"][-1]["document"]["url"] == f"{page}#hip"
    own = [one for one in Bundle(homeless["approved"]).resources() if not one["id"].startswith("source.")]
    assert len(own) > 15
    urls = {*parts(own, "url")}
    assert all(url.startswith("https://orcid.org/") for url in urls)
    assert not [text for text in parts(own, "value") if BASE in str(text)]


def test_ids_stay_when_other_things_are_added_and_bytes_when_nothing_is(
    exported: dict[str, str], tmp_path: Path
) -> None:
    ids = {entry["fullUrl"]: entry["resource"]["id"] for entry in Bundle(exported["submitted"]).json["entry"]}
    before = ALONE.replace("bone density", "more falls")
    files = {path: text for path, text in FILES.items() if "articles" not in path}
    changed = bundles(
        tmp_path, files | {"content/articles/submitted.md": article("submitted", SUBMITTED, first=before)}
    )
    after = {entry["fullUrl"]: entry["resource"]["id"] for entry in Bundle(changed["submitted"]).json["entry"]}
    assert ids.items() < after.items()
    path = "content/articles/submitted.md"
    again = bundles(tmp_path, {path: FILES[path], "references/library.bib": LIBRARY})
    assert again["submitted"] == exported["submitted"]


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_words_make_an_id(words: list[str]) -> None:
    assert re.fullmatch(r"[A-Za-z0-9.-]{1,64}", identifier(*words))


def test_ids_that_are_cut_still_differ() -> None:
    assert identifier("a" * 80) != identifier("a" * 81)
    assert identifier("a_b") != identifier("a:b")
    names = Names("a site")
    assert [names.new("a", "b") for _ in range(3)] == ["a.b", "a.b-2", "a.b-3"]


def test_the_guide_has_the_mapping_of_the_review() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "fhir.md").read_text(encoding="utf-8")
    for status in ReviewStatus:
        row = next(line for line in guide.splitlines() if line.startswith(f"| `{status.value}` |"))
        used = [fhir_codes.PUBLICATION[status], _WORKFLOW.get(status), _DISPOSITION.get(status)]
        used.append(fhir_codes.STATES[status].code)
        assert re.findall(r"`([a-z-]+)`", row)[1:] == [word for word in used if word], status
