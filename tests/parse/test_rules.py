"""Rules of wording: those that come with the program are sound, and what is wrong with a site's own is said."""

from __future__ import annotations

from pathlib import Path

import pytest

import dr_evidence_site
from dr_evidence_site.build.wording import BUILT_IN
from dr_evidence_site.model.source import Source
from dr_evidence_site.model.wording import Rules
from dr_evidence_site.parse.rules import rules

FOLDER = Path(dr_evidence_site.__file__).parent / "rules"


def read(text: str, language: str = "en") -> tuple[Rules, list[tuple[str, int, int]]]:
    made, faults = rules(language, [Source("content/wording.yaml", text)])
    return made, [(fault.code, fault.span.line, fault.span.column) for fault in faults]


def test_each_built_in_language_has_a_file() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == sorted(BUILT_IN)


@pytest.mark.parametrize("language", BUILT_IN)
def test_the_rules_of_a_language_are_sound_and_whole(language: str) -> None:
    made, faults = rules(language, [Source("rules.yaml", (FOLDER / f"{language}.yaml").read_text("utf-8"))])
    assert faults == []
    assert made.abbreviations and made.numbers and made.avoided and made.breaks.all
    for name in ("claims", "relative", "absolute", "frequencies", "intervals", "significance", "effects", "verbs"):
        assert getattr(made, name).all, name
    assert len(made.doubts) == len(made.advice) == 4
    assert all(phrases.all for level, phrases in made.doubts.items() if level != "high")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("claims: ['(half']\n", [("WRD009", 1, 10)]),
        ("claims:\n  - x*\n", [("WRD009", 2, 5)]),
        ("claim: [x]\n", [("FLD001", 1, 1)]),
        ("claims: {a: b}\n", [("FLD003", 1, 9)]),
        ("numbers: {ten: many}\n", [("FLD007", 1, 16)]),
        ("avoided: [{words: [x]}]\n", [("FLD002", 1, 11)]),
        ("claims: [x\n", [("YML003", 1, 9)]),
        ("", []),
    ],
)
def test_faults_have_their_place(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert [fault[1:] for fault in read(text)[1]] == [fault[1:] for fault in expected]
    assert read(text)[1] == expected


def test_a_second_file_adds_to_the_first() -> None:
    files = [
        Source("a.yaml", "claims: [cost]\nadvice: {low: A}\n"),
        Source("b.yaml", "claims: [price]\nadvice: {low: B}\n"),
    ]
    made, faults = rules("en", files)
    assert faults == []
    assert [len(made.claims.all_in(made.text(word))) for word in ("the cost", "the price", "the rest")] == [1, 1, 0]
    assert list(made.advice.values()) == ["B"]


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("cost", "Low COST, high costs", "COST"),
        ("cost", "accost cost", "cost"),
        ("US", "us and US", "US"),
        ("{n} euros?", "It is ten euros", "ten euros"),
        ("{n} euros?", "It is 1,200.50 euros", "1,200.50 euros"),
        ("up {p}", "It went up 3 %", "up 3 %"),
        ("über {n}", "ÜBER 5", "ÜBER 5"),
        ("{n} in {any}", "5 in 2019, 5 in 2,019", "5 in 2,019"),
        ("low cost", "low\N{NO-BREAK SPACE}cost", ""),
    ],
)
def test_patterns_find_whole_words(pattern: str, text: str, words: str) -> None:
    made, faults = read(f"claims: ['{pattern}']\nnumbers: {{ten: 10}}\n")
    assert faults == []
    found = made.claims.all_in(made.text(text))
    assert [text[slice(*match.span())] for match in found][:1] == ([words] if words else [])
