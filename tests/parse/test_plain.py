"""Settings and people as JSON come back as they were, and a damaged record is found out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dr_evidence_site.model.source import Source
from dr_evidence_site.parse import markdown, plain
from dr_evidence_site.parse.config import config
from dr_evidence_site.parse.people import people
from dr_evidence_site.parse.records import DAMAGE

SETTINGS = """\
title: Evidence – summaries
base_url: https://evidence.example.org/
language: fr
citations: {style: ama, marker: superscript}
audiences:
  - {id: patient, label: Patient, reading_grade: 8, disclaimer: "*Not* advice. [About](content/pages/about.md#us)"}
  - {id: clinician, label: Professional}
default_audience: clinician
review_every: 24 months
publish: approved
exports: [json, csl.json]
follow_up: {label: "Ask us", url: "mailto:a@example.org"}
notice: A **demonstration**.
languages:
  de: {title: Evidenz, audiences: {patient: {label: Patienten, disclaimer: "Kein *Rat*."}}}
review: {approvals: 2, approvers: [board], require_seal: true}
freshness: {search_every: 24 months}
status_page: true
checks: {CIT004: error, WRD001: ignore}
"""
TEAM = "lee: {name: Jo Lee, roles: [author, board], credentials: MD, orcid: 0000-0002-1825-0097, interests: None}\n"
EMPTY = config(None, render=markdown.fragment)[0], people(None)[0]
FULL = (
    config(Source("site.yaml", SETTINGS), render=markdown.fragment)[0],
    people(Source("content/people.yaml", TEAM))[0],
)


@pytest.mark.parametrize("values", [EMPTY, FULL], ids=["defaults", "every kind of setting"])
def test_they_come_back_as_they_were(values: tuple[object, object]) -> None:
    settings, team = plain.load(plain.dump(values))
    assert (settings, dict(team)) == (values[0], dict(values[1]))  # type: ignore[call-overload]
    assert settings.spans == values[0].spans  # type: ignore[attr-defined]


def test_what_came_back_looks_the_same_to_the_keys_of_pages_each_time() -> None:
    once = plain.load(plain.dump(FULL))
    assert repr(plain.load(plain.dump(once))) == repr(once)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-9],
        lambda text: text.replace('"Config"', '"Popen"'),
        lambda text: text.replace('"vancouver"', '"harvard"'),
        lambda text: text.replace('"default_audience"', '"audience"'),
        lambda text: json.dumps([{"": "{}", "items": 3}]),
    ],
    ids=["cut", "another type", "no such word", "no such field", "no mapping"],
)
def test_a_damaged_record_is_found_out(damage: object) -> None:
    with pytest.raises(DAMAGE):
        plain.load(damage(plain.dump(EMPTY)))  # type: ignore[operator]


def test_the_sample_site_is_among_what_can_be_kept() -> None:
    root = Path(__file__).parents[2]
    text = (root / "site.yaml").read_text()
    settings = config(Source("site.yaml", text), render=markdown.fragment)[0]
    assert plain.load(plain.dump(settings)) == settings
