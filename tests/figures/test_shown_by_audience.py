"""Which pictures an editor asks for by audience, and studies of which only the total of people is known."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from evidence_drawing import CLINICIAN, PATIENT, html

from dr_evidence_site.build import Options, build, check
from dr_evidence_site.build.export_fhir import export
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse.evidence import file
from dr_evidence_site.parse.evidence_records import dump_file, load_file
from evidence_texts import WALKING
from html_tree import Tree
from sites import TODAY, article

Make = Callable[..., Path]

DATA = (
    WALKING
    + """\
      - {{study: One, cite: moyer2013, estimate: 0.75, interval: [0.55, 1.02], participants: 4744}}
      - {{study: Two, cite: jackson2006, estimate: 0.69, interval: [0.54, 0.88], {two}}}
    pooled: {{estimate: 0.71, interval: [0.59, 0.86], cite: moyer2013, studies: 2}}
    baseline: {{risk: 210 of 1000, cite: moyer2013}}
{more}"""
)
GROUPS = "intervention: {events: 90, participants: 600}, comparison: {events: 130, participants: 600}"
PAGE = "<!DOCTYPE html><title>A page</title>"
AUDIENCES = ("patient", "clinician", "carer")


def read(show: str = "", two: str = GROUPS) -> Source:
    return Source("content/evidence/pain.yaml", DATA.format(two=two, more=f"    show: {show}\n" if show else ""))


def faults(source: Source) -> list[tuple[str, int, int]]:
    return [(one.code, one.span.line, one.span.column) for one in file(source, AUDIENCES)[1]]


def parts(show: str) -> dict[str, set[str]]:
    """What each audience is shown; under "" what all see."""
    found, problems = file(read(show), AUDIENCES)
    assert found.evidence and not problems
    tree = Tree(PAGE + html(found.evidence, PATIENT, CLINICIAN))
    kinds = {"icons": "icons", "forest": "forest", "difference": "difference", "findings": "findings"}
    return {
        version.get("data-for") or "": {
            name for name, css in kinds.items() if any(css in (e.get("class") or "").split() for e in version.iter())
        }
        for version in tree.with_class("evidence-version")
    }


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("", {"patient": {"icons"}, "clinician": {"forest", "difference", "findings"}}),
        ("[forest]", {"patient": {"forest"}, "clinician": {"forest"}}),
        ("forest", {"patient": {"forest"}, "clinician": {"forest"}}),
        ("{patient: [icons, sentence], clinician: [forest]}", {"patient": {"icons"}, "clinician": {"forest"}}),
        ("{patient: sentence}", {"patient": set(), "clinician": {"forest", "difference", "findings"}}),
        ("{patient: sentence, everyone: findings}", {"patient": set(), "clinician": {"findings"}}),
        ("{carer: forest}", {"patient": {"icons"}, "clinician": {"forest", "difference", "findings"}}),
    ],
)
def test_each_audience_sees_what_is_asked_for_it(show: str, expected: dict[str, set[str]]) -> None:
    assert parts(show) == expected


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("{pateint: [icons], carer: [forest]}", [("EVD010", 13, 12)]),
        ("{patient: [pie], carer: [forest]}", [("FLD005", 13, 22)]),
        ("{patient: , carer: [forest]}", [("FLD003", 13, 12)]),
        ("{}", [("FLD003", 13, 11)]),
        ("{patient: [icons, icons]}", [("FLD011", 13, 29)]),
    ],
)
def test_a_fault_in_what_is_asked_for_has_its_place(show: str, expected: list[tuple[str, int, int]]) -> None:
    assert faults(read(show)) == expected


def test_what_is_asked_for_is_remembered() -> None:
    found, _ = file(read("{patient: [icons, sentence], everyone: findings}"), AUDIENCES)
    assert load_file(found.path, dump_file(found)) == found


def people(two: str) -> tuple[list[str], str]:
    """The heads of the rows of studies, and the people of the summary of findings."""
    found, problems = file(read("[forest, findings]", two), AUDIENCES)
    assert found.evidence and not problems
    tree = Tree(PAGE + html(found.evidence, CLINICIAN))
    studies = [
        " ".join(e.itertext()) for e in tree.all(".//th") if e.get("class") == "study" and e.get("scope") == "row"
    ]
    (cell,) = [" ".join(e.itertext()) for e in tree.all(".//td") if e.get("data-label") == "Participants (studies)"]
    return [" ".join(study.split()) for study in studies], " ".join(cell.split())


def test_a_total_stands_beside_the_study_and_counts_in_the_summary() -> None:
    studies, sum_ = people(GROUPS)
    assert studies[:2] == ["One [ 1 ] 4,744 participants", "Two [ 2 ]"]
    assert sum_ == "5,944 (2)"
    studies, sum_ = people("participants: 1300")
    assert studies[:2] == ["One [ 1 ] 4,744 participants", "Two [ 2 ] 1,300 participants"]
    assert sum_ == "6,044 (2)"
    assert people("weight: 50%")[1] == "– (2)"


def test_groups_that_are_known_count_and_not_the_total() -> None:
    """A trial may have had groups that are not compared here."""
    studies, sum_ = people(f"{GROUPS}, participants: 1800")
    assert studies[1] == "Two [ 2 ]"
    assert sum_ == "5,944 (2)"


@pytest.mark.parametrize(
    ("two", "expected"),
    [
        (f"{GROUPS}, participants: 1199", [("EVD030", 10, 188)]),
        (f"{GROUPS}, participants: 1200", []),
        ("intervention: {events: 90}, participants: 89", [("EVD030", 10, 123)]),
        ("participants: none", [("FLD007", 10, 95)]),
    ],
)
def test_a_total_below_its_groups_is_reported(two: str, expected: list[tuple[str, int, int]]) -> None:
    assert faults(read(two=two)) == expected


def test_totals_are_compared_with_the_pooled_result(make_site: Make) -> None:
    data = read(two="participants: 1300").text
    for number, codes in ((6044, []), (6045, ["EVD026"]), (6043, ["EVD026"])):
        site = make_site(
            {
                "content/articles/a.md": article("```evidence pain\n```"),
                "content/evidence/pain.yaml": data.replace("studies: 2", f"studies: 2, participants: {number}"),
            }
        )
        found = check(Options(site, TODAY)).diagnostics
        assert [one.code for one in found if one.code.startswith("EVD")] == codes, number


def test_json_and_fhir_have_the_total(make_site: Make) -> None:
    site = make_site(
        {"content/articles/a.md": article("```evidence pain\n```"), "content/evidence/pain.yaml": read().text}
    )
    build(Options(site, TODAY), site / "build")
    (block,) = json.loads((site / "build/articles/a.json").read_text(encoding="utf-8"))["evidence"]
    assert [study["participants"] for study in block["outcomes"][0]["studies"]] == [4744, None]
    bundles = export(Options(site, TODAY)).bundles
    assert bundles
    sizes = {
        statistic["sampleSize"].get("numberOfParticipants")
        for entry in json.loads(bundles["a"])["entry"]
        for statistic in entry["resource"].get("statistic", ())
        if statistic.get("sampleSize", {}).get("numberOfStudies") == 1
    }
    assert sizes == {4744, 1200}
