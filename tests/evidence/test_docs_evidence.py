"""The guide lists every key of evidence, and its words."""

from __future__ import annotations

import pytest

from dr_evidence_site.model.evidence import (
    Better,
    Direction,
    DowngradeReason,
    FigureKind,
    Measure,
    PoolingModel,
    Strength,
    UpgradeReason,
)
from dr_evidence_site.parse import evidence_fields as fields
from dr_evidence_site.parse.evidence_kinds import CERTAINTIES, MEASURES
from dr_evidence_site.parse.fields import Record
from test_docs import PAGES, assert_documents, section, tables, without_blocks, words

PAGE = "docs/evidence.md"


@pytest.mark.parametrize(
    ("heading", "records"),
    [
        ("### An outcome", [fields.OUTCOME]),
        ("### A study", [fields.STUDY]),
        ("### A group", [fields.ARM]),
        ("### The pooled result", [fields.POOLED_RECORD, fields.HETEROGENEITY_RECORD]),
        ("### Risks", [fields.BASELINE_RECORD, fields.ABSOLUTE_RECORD]),
        ("### Certainty", [fields.DOWNGRADE, fields.UPGRADE]),
        ("### Recommendation", [fields.RECOMMENDATION_RECORD]),
    ],
)
def test_keys(heading: str, records: list[Record]) -> None:
    for rows, record in zip(tables(section(PAGE, heading)), records, strict=True):
        assert_documents(rows, record)


def test_keys_of_the_whole() -> None:
    both, of_a_file = tables(section(PAGE, "## Keys"))[:2]
    assert_documents(both, fields.EVIDENCE)
    rows = [row for row in both if words(row[0]) != ["id"]]
    assert_documents([*rows, *of_a_file], fields.EVIDENCE_FILE)


def test_measures_and_their_other_names() -> None:
    (rows,) = tables(section(PAGE, "### Measures"))
    assert {words(row[0])[0] for row in rows} == {measure.value for measure in Measure}
    written = {name.lower() for row in rows for name in (*words(row[0]), *words(row[1]))}
    assert written == set(MEASURES.words)


@pytest.mark.parametrize(
    "enumeration", [Better, Direction, DowngradeReason, FigureKind, PoolingModel, Strength, UpgradeReason, fields.Start]
)
def test_words(enumeration: type) -> None:
    assert {str(word) for word in enumeration} <= set(words(without_blocks(PAGES[PAGE])))
    assert set(CERTAINTIES.words) - {"very-low"} <= set(words(without_blocks(PAGES[PAGE])))
