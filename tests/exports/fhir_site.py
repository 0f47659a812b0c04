"""A site with every kind of evidence and every state of review, and its bundles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from dr_evidence_site.build import Options
from dr_evidence_site.build.export_fhir import export
from dr_evidence_site.diagnostics import Severity
from evidence_texts import HIP_FRACTURE
from sites import LIBRARY, TODAY

BASE = "https://evidence.example.org/site/"
SETTINGS = f"""\
title: Evidence & <summaries>
base_url: {BASE}
search: false
notice: "**A demonstration.**"
languages: {{fr: {{title: Résumés}}}}
audiences: [{{id: patient, label: Patient}}, {{id: clinician, label: Doctor}}]
"""
PEOPLE = """\
jlee: {name: Jane van der Lee, roles: [author], orcid: 0000-0002-1825-0097, interests: None}
mortiz: {name: María Ortiz, roles: [reviewer], interests: None}
"""
POOLED = (
    HIP_FRACTURE
    + """\
      - study: Third 2001
        cite: third2001
        estimate: 0.80
        interval: [0.70, 0.92]
        adjusted: yes
    pooled:
      estimate: 0.84
      interval: [0.74, 0.90]
      cite: moyer2013
      model: random
      method: Hartung and Knapp
      studies: 9
      participants: 49853
      heterogeneity: {i2: 11%, q: 7.2, tau2: 0.01}
    baseline: {risk: 21 of 1000, cite: moyer2013}
    certainty: low
    downgraded:
      - {for: imprecision, because: Few people had the outcome.}
      - {for: risk of bias, levels: 2, because: Open label.}
    upgraded: [{for: dose response, because: More did more.}]
"""
)
ALONE = """\
  - outcome: bone density
    measure: mean difference
    unit: g/cm²
    better: higher
    studies:
      - study: Jackson 2006
        cite: jackson2006
        estimate: −0.50
        interval: [-1.0, 0.0]
        level: 90%
        intervention: {mean: 1.5, sd: 0.25, participants: 100}
        comparison: {mean: 2, sd: 0.5, participants: 120}
"""
APART = """\
  - outcome: falls
    measure: risk difference
    better: lower
    studies:
      - {study: Jackson 2006, cite: jackson2006, estimate: -2.0%, interval: [-5%, 1.0%]}
      - {study: Third 2001, cite: third2001, estimate: 0.010, interval: [-0.05, 0.07]}
    absolute: {without: 30 of 1000, with: 28 of 1000, cite: moyer2013}
"""
BLOCK = f"""\
```evidence
id: hip
population: older adults
intervention: vitamin D with calcium
comparison: placebo
outcomes:
{{first}}{POOLED}{ALONE}{APART}\
recommendation: {{direction: against, strength: conditional, text: Do not offer < 400 IU., cite: moyer2013}}
```
"""
SEAL = "v1." + "0" * 64 + "." + "0" * 40


def article(status: str, *steps: str, first: str = "", more: str = "") -> str:
    review = "".join(f"  - {{{step}}}\n" for step in steps)
    head = f"---\ntitle: Vitamin D & <bones>\nquestion: Does it help?\nstatus: {status}\nupdated: 2026-01-10\n"
    head += f"audience: clinician\nauthors: [jlee]\ntopics: [bone health]\n{more}review:\n{review}---\n"
    return f"{head}Text [@moyer2013].\n\n{BLOCK.replace('{first}', first)}"


SUBMITTED = "status: submitted, date: 2026-01-11, by: jlee"
STARTED = "status: under-review, date: 2026-01-12, by: mortiz"
APPROVED = 'status: approved, date: 2026-02-01, by: mortiz, note: "Numbers *checked*."'
WITHDRAWN = "status: withdrawn, date: 2026-03-01, by: mortiz"
ARTICLES = {
    "submitted": article("submitted", SUBMITTED),
    "started": article("under-review", SUBMITTED, STARTED),
    "approved": article("approved", SUBMITTED, STARTED, APPROVED, more="search_date: 2025-12-31\n"),
    "approved.fr": article("submitted", SUBMITTED),
    "changed": article("approved", SUBMITTED, STARTED, f"{APPROVED}, seal: {SEAL}"),
    "withdrawn": article("withdrawn", SUBMITTED, STARTED, APPROVED, WITHDRAWN),
}
FILES = {
    "site.yaml": SETTINGS,
    "content/people.yaml": PEOPLE,
    "references/library.bib": LIBRARY,
    **{f"content/articles/{slug}.md": text for slug, text in ARTICLES.items()},
}


def write(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return root


def bundles(root: Path, files: dict[str, str]) -> dict[str, str]:
    found = export(Options(write(root, files), TODAY, jobs=1, remember=False))
    assert found.bundles is not None, [fault for fault in found.report.diagnostics if fault.severity is Severity.ERROR]
    return dict(found.bundles)


@dataclass(frozen=True)
class Bundle:
    """A bundle as JSON, its numbers as exact as they are written."""

    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text, parse_float=Decimal)

    def resources(self, kind: str = "") -> list[Any]:
        found = [entry["resource"] for entry in self.json["entry"]]
        return [resource for resource in found if kind in ("", resource["resourceType"])]

    def __getitem__(self, id_: str) -> Any:
        return next(resource for resource in self.resources() if resource["id"] == id_)

    def cited(self, resource: Any) -> set[str]:
        """The ids of what a resource is derived from."""
        ids = {entry["fullUrl"]: entry["resource"]["id"] for entry in self.json["entry"]}
        related = resource["relatedArtifact"]
        return {ids[one["resourceReference"]["reference"]] for one in related if one["type"] == "derived-from"}


def parts(value: Any, name: str) -> Iterator[Any]:
    """Everything that stands under a key, however deep."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key == name:
                yield from one if isinstance(one, list) else [one]
            yield from parts(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from parts(one, name)


def codes(concept: Any) -> list[str]:
    return [coding["code"] for coding in concept.get("coding", [])]
