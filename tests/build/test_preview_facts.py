"""What the editor's bar tells of an article besides its faults: claims, reading grades, and when the next review is due."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from dr_evidence_site.build import Options
from dr_evidence_site.build.preview import Preview
from sites import PEOPLE, TODAY, approved_article, article

Make = Callable[[Mapping[str, str | bytes]], Path]
PLAIN = "We walk in the sun each day and it is good for us. " * 12
HARD = (
    "Pharmacological anticoagulation necessitates individualised multidisciplinary consideration of haemorrhagic complications. "
    * 12
)


def facts(
    site: Path, folder: Path, today: dt.date = TODAY, page: str = "articles/a.html"
) -> list[tuple[str, str, bool]]:
    preview = Preview(Options(site, today), folder)
    assert preview.build(today) is not None
    event: Any = json.loads(preview.event(page))
    return [(fact["label"], fact["words"], fact["attention"]) for fact in event["facts"]]


def test_claims_and_how_many_have_a_source(make_site: Make, tmp_path: Path) -> None:
    body = "Pain eased in 30 of 100 people [@moyer2013].\n\nIt came back in 20 of 100."
    site = make_site({"content/articles/a.md": article(body)})
    assert ("Claims with a source", "1 of 2", True) in facts(site, tmp_path / "one")
    (site / "content/articles/a.md").write_text(article(body.replace("of 100.", "of 100 [@moyer2013].")))
    assert ("Claims with a source", "2 of 2", False) in facts(site, tmp_path / "two")


def test_the_reading_grade_of_each_audience_and_its_limit(make_site: Make, tmp_path: Path) -> None:
    text = f"::: patient\n{HARD}\n:::\n\n::: clinician\n{PLAIN}\n:::\n"
    site = make_site({"content/articles/a.md": article(text)})
    (patient, clinician) = facts(site, tmp_path / "one")
    assert patient[0] == "Reading grade, patient" and patient[1].endswith(" (at most 8 wanted)") and patient[2]
    assert clinician[0] == "Reading grade, clinician" and float(clinician[1]) < 8 and not clinician[2]


def test_a_short_text_is_not_measured(make_site: Make, tmp_path: Path) -> None:
    found = facts(make_site({"content/articles/a.md": article("Short.")}), tmp_path / "one")
    assert {words for _, words, _ in found} <= {"not measured"}


@pytest.mark.parametrize(
    ("today", "words", "attention"),
    [
        (dt.date(2026, 6, 1), "2026-06-11 (in 10 d)", False),
        (dt.date(2026, 6, 11), "2026-06-11 (today)", False),
        (dt.date(2026, 6, 13), "2026-06-11 (overdue by 2 d)", True),
    ],
)
def test_the_next_review(make_site: Make, tmp_path: Path, today: dt.date, words: str, attention: bool) -> None:
    site = make_site({"content/articles/a.md": approved_article(due="2026-06-11"), "content/people.yaml": PEOPLE})
    assert ("Next review", words, attention) in facts(site, tmp_path / "one", today)


def test_other_pages_and_faulty_articles_have_none(make_site: Make, tmp_path: Path) -> None:
    site = make_site({"content/articles/a.md": article()})
    assert facts(site, tmp_path / "one", page="index.html") == []
    assert facts(site, tmp_path / "one", page="articles/none.html") == []
    (site / "content/articles/a.md").write_text("---\ntitle: [\n---\n")
    assert facts(site, tmp_path / "two") == []
