"""Reading grades: syllables as Pyphen counts them, the formula, and what is read by whom."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyphen
import pytest
from articles import words
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.build import Options, build, check
from dr_evidence_site.checks.reading import LEAST, grade, readings
from dr_evidence_site.checks.syllables import LEFT, RIGHT, parts, syllables
from dr_evidence_site.model.prose import Reading
from sites import TODAY

ABBREVIATIONS = frozenset({"e.g", "vs", "al"})
EASY = "We saw a dog run to the big red barn. " * 12
HARD = (
    "Randomised controlled investigations demonstrated considerable heterogeneity regarding cardiovascular outcomes. "
    * 12
)


def read(text: str, *audiences: str, english: bool = True) -> dict[str, tuple[int, float | None]]:
    found = readings(words(text), audiences or ("patient", "clinician"), ABBREVIATIONS if english else None)
    return {one.audience: (one.words, one.grade) for one in found}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("pain", 1),
        ("walking", 2),
        ("medicine", 3),
        ("trials", 2),
        ("diabetes", 3),
        ("ratios", 2),
        ("eased", 1),
        ("cardiovascular", 6),
        ("cholecalciferol", 6),
        ("randomised", 3),
        ("low-dose", 2),
        ("1,000", 1),
        ("95%", 1),
        ("–", 0),
        ("(people).", 2),
        ("mg", 1),
    ],
)
def test_syllables(word: str, expected: int) -> None:
    assert syllables(word) == expected


@settings(max_examples=150, deadline=None)
@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=24))
def test_patterns_are_applied_as_pyphen_does(word: str) -> None:
    theirs = pyphen.Pyphen(lang="en_US", left=LEFT, right=RIGHT)
    assert "-".join(parts(word)) == theirs.inserted(word)


def test_words_of_the_guide_part_as_pyphen_parts_them() -> None:
    theirs = pyphen.Pyphen(lang="en_US", left=LEFT, right=RIGHT)
    text = (Path(__file__).parents[2] / "docs/gates.md").read_text() + HARD
    found = {word.lower() for word in text.split() if word.isalpha()}
    assert {word: "-".join(parts(word)) for word in found} == {word: theirs.inserted(word) for word in found}


def test_the_formula_is_that_of_flesch_and_kincaid() -> None:
    assert grade(syllables=150, words=100, sentences=5) == pytest.approx(0.39 * 20 + 11.8 * 1.5 - 15.59)


def test_plain_sentences_need_a_low_grade_and_long_words_a_high_one() -> None:
    plain, hard = read(EASY)["patient"][1], read(HARD)["patient"][1]
    assert plain is not None
    assert hard is not None
    assert plain < 2
    assert hard > 18


def test_each_audience_is_measured_by_what_it_reads() -> None:
    found = read(f"::: patient\n{EASY}\n:::\n\n::: clinician\n{HARD}\n:::\n\n{EASY}\n")
    assert found["patient"][0] == 2 * len(EASY.split())
    assert found["clinician"][0] == len((EASY + HARD).split())
    assert found["patient"][1] != found["clinician"][1]
    assert list(read(EASY, "clinician")) == ["clinician"]


def test_headings_tables_citations_and_notes_do_not_count() -> None:
    plain = read(EASY)["patient"]
    assert (
        read(f"## {HARD}\n\n{EASY.strip()} [@a2020; @b2020]\n\n| {HARD} |\n| --- |\n| {HARD} |\n")["patient"] == plain
    )


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Pain eased e.g. at night. ", "Pain eased e-g at night. "),
        ("We saw Lee et al. at work. ", "We saw Lee et al at work. "),
        ("We saw J. Lee at work. ", "We saw J Lee at work. "),
        ("He saw it (and “left.”) We sat. ", "He saw it and left. We sat. "),
        ("Did it? It did! Yes… ", "Did it. It did. Yes. "),
        ("It was 0.5. ", "It was 05. "),
    ],
)
def test_what_ends_a_sentence(text: str, same: str) -> None:
    assert read(text * 30)["patient"] == read(same * 30)["patient"]


def test_items_of_a_list_are_sentences_without_a_full_stop() -> None:
    items = "".join(f"- {'walk a mile each day'}\n" for _ in range(30))
    assert read(items)["patient"] == read("Walk a mile each day. " * 30)["patient"]


def test_a_short_text_is_not_measured() -> None:
    text = "pain " * (LEAST - 1)
    assert read(text)["patient"] == (LEAST - 1, None)
    assert read(f"{text} pain.")["patient"][1] is not None


def test_a_text_in_another_language_is_not_measured() -> None:
    assert read(EASY, english=False)["patient"] == (len(EASY.split()), None)


def article(body: str, head: str = "") -> str:
    return f"---\ntitle: T\nstatus: submitted\nupdated: 2026-01-10\naudience: clinician\n{head}---\n{body}\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    place = tmp_path / "site/content/articles"
    place.mkdir(parents=True)
    (place / "a.md").write_text(article(f"::: patient\n{HARD}\n:::\n\n{EASY}"))
    return tmp_path / "site"


def found(site: Path, out: Path, today: dt.date = TODAY) -> list[tuple[str, str, int]]:
    """What a build with a memo reports; a check from nothing must report the same."""
    report = build(Options(site, today), out)
    assert report.diagnostics == (fresh := check(Options(site, today))).diagnostics
    assert report.facts().readings == fresh.facts().readings
    return [(f.code, f.severity.word, f.span.line) for f in report.diagnostics if f.code.startswith("PAR")]


def test_a_text_above_its_limit_is_noted_until_the_settings_make_it_a_gate(site: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert found(site, out) == [("PAR004", "note", 2)]
    audiences = "audiences: [{id: patient, label: P, reading_grade: 18}, {id: clinician, label: C}]\n"
    (site / "site.yaml").write_text(audiences)
    assert found(site, out) == []
    (site / "site.yaml").write_text(audiences.replace("18", "6") + "checks: {PAR004: error}\n")
    assert found(site, out) == [("PAR004", "error", 2)]
    place = site / "content/articles/a.md"
    place.write_text(article(f"::: patient\n{HARD}\n:::", "waive: [{code: PAR004, about: patient, reason: Words.}]\n"))
    assert found(site, out) == [("PAR004", "note", 2)]


def test_who_is_compared_with_whom_follows_the_settings(site: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    text = "::: clinician\nIt may reduce pain [@a].\n:::\n\n::: patient\nIt reduces pain [@a].\n:::\n"
    (site / "content/articles/a.md").write_text(article(text))
    settings = (
        "audiences: [{{id: patient, label: P, reading_grade: {}}}, {{id: clinician, label: C, reading_grade: {}}}]\n"
    )
    (site / "site.yaml").write_text(settings.format(8, 12) + "checks: {CIT001: ignore}\n")
    library = site / "references/a.bib"
    library.parent.mkdir()
    library.write_text("@book{a, author={A, B}, title={T}, publisher={P}, location={L}, date={2020}}")
    assert [code for code, _, _ in found(site, out)] == ["PAR002"]
    (site / "site.yaml").write_text(settings.format(12, 12))
    assert found(site, out) == []


def test_what_was_read_is_remembered(site: Path, tmp_path: Path) -> None:
    (site / "content/articles/a.md").write_text(article(EASY))
    first = build(Options(site, TODAY), tmp_path / "out").facts().readings
    again = build(Options(site, TODAY), tmp_path / "out")
    assert again.work.parsed == 0
    assert (
        again.facts().readings
        == first
        == {"content/articles/a.md": (Reading("clinician", 120, first["content/articles/a.md"][0].grade),)}
    )
