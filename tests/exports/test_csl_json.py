"""CSL-JSON: only fields of the schema, each of its type."""

from __future__ import annotations

import json
from typing import Any

import pytest
from awkward import ALL, ARTICLE, BOOK, DOUBTED, IN_PRESS, REPORT, RETRACTED, TRIAL
from jsonschema import Draft7Validator

from dr_evidence_site.exports.csl_json import csl_json, item
from dr_evidence_site.model.reference import Reference, ReferenceType

NAME = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        name: {"type": "string"}
        for name in ("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal")
    },
}
DATE = {
    "type": "object",
    "additionalProperties": False,
    "minProperties": 1,
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
        },
        "literal": {"type": "string"},
    },
}
TEXTS = (
    "title", "container-title", "container-title-short", "collection-title", "publisher", "publisher-place", "genre",
    "archive", "DOI", "PMID", "PMCID", "URL", "note", "status", "volume", "issue", "page", "number", "edition",
)  # fmt: skip
SCHEMA: dict[str, Any] = {
    # What is used of csl-data.json of CSL 1.0.2 (github.com/citation-style-language/schema, schemas/input).
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "id"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string"},
            "type": {
                "enum": [
                    "article", "article-journal", "book", "chapter", "dataset", "document", "paper-conference", "report",
                    "standard", "thesis", "webpage",
                ]
            },
            "author": {"type": "array", "items": NAME},
            "editor": {"type": "array", "items": NAME},
            "issued": DATE,
            "accessed": DATE,
            **{name: {"type": "string"} for name in TEXTS},
        },
    },
}  # fmt: skip


def test_every_reference_is_valid() -> None:
    found = json.loads(csl_json(ALL))
    Draft7Validator(SCHEMA).validate(found)
    assert [entry["id"] for entry in found] == [reference.key for reference in ALL]
    assert {entry["type"] for entry in found} == {kind.value for kind in ReferenceType}


def test_an_article_as_a_whole() -> None:
    assert item(ARTICLE) == {
        "id": "article-2002",
        "type": "article-journal",
        "title": "Vitamin D and mRNA in COVID-19: p < 0.05 for HbA1c",
        "author": [
            {"family": "García Márquez", "given": "Gabriel José"},
            {"family": "van der Berg", "given": "Jan Pieter"},
            {"family": "King", "given": "Martin Luther", "suffix": "Jr"},
            {"family": "李", "given": "明"},
            {"family": "Ødegård", "given": "Åse"},
            {"family": "de Souza", "given": "Ana"},
            {"literal": "Department of Health, Ministry of Care and Others & Co."},
            {"literal": "others"},
        ],
        "container-title": "The Journal of Bones & Joints",
        "container-title-short": "J Bones Joints",
        "issued": {"date-parts": [[2002, 7, 25]]},
        "volume": "347",
        "issue": "4 Suppl 1",
        "page": "S284-S287",
        "DOI": "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
        "PMID": "12140307",
        "PMCID": "PMC1234567",
        "URL": "https://example.org/a_b?c=1&d=%20x#y",
    }


@pytest.mark.parametrize(
    ("reference", "field", "expected"),
    [
        (RETRACTED, "status", "retracted"),
        (RETRACTED, "note", "RETRACTED: Retracted on 1 May 2012.\nA remark."),
        (RETRACTED, "issued", {"date-parts": [[2010, 3]]}),
        (DOUBTED, "status", "expression of concern"),
        (IN_PRESS, "status", "in press"),
        (REPORT, "issued", {"literal": "in press"}),
        # Zotero's importer drops a particle that stands by itself.
        (BOOK, "editor", [{"family": "de la Cruz", "given": "María"}, {"family": "Ng"}]),
        (TRIAL, "archive", "ClinicalTrials.gov"),
    ],
)
def test_a_detail(reference: Reference, field: str, expected: object) -> None:
    assert item(reference)[field] == expected


def test_no_references() -> None:
    assert json.loads(csl_json([])) == []
