"""Rules of wording: those that come with the program are sound, and what is wrong with a site's own is said."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dr_evidence_site
from dr_evidence_site.build.wording import BUILT_IN
from dr_evidence_site.model import vocabulary
from dr_evidence_site.model.source import Source
from dr_evidence_site.model.vocabulary import Vocabulary
from dr_evidence_site.model.wording import Beginning, Phrase, Rules
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


OWN = r"""
claims: ['foo[- ]BAR', 'a\[=<\]b', '[=<] x', '(?:abc|abd)+ {n}', '(?:cut|cuts?) it', '(?:[)]x[=<]y)?zed', '(?i:WHO) says',
  'US', '(?:once|twice) more', '(?:AB|ab) {n}', '{n}x', 'x|y{n}', '(?:fall|rise[ds]?) {n} in', '[]=(]x(?:y)?[<>]']
numbers: {ten: 10, a dozen: 12, dozen: 12}
"""


@cache
def _rules_and_words(language: str) -> tuple[Rules, list[str]]:
    """The rules of a language with some of a site's own, and the words that occur in them."""
    brought = (FOLDER / f"{language}.yaml").read_text("utf-8")
    made, faults = rules(language, [Source("rules.yaml", brought), Source("content/wording.yaml", OWN)])
    assert faults == []
    return made, sorted({*re.findall(r"[^\W\d_]+|[%=<>.,;:()-]", brought + OWN), *EXTRA})


EXTRA = ("1", "2.5", "1,000", "100", "95%", "5 470", "000", "12-15", "RR", "(RR", "xRR", "a hundred", "(one", "((two", "İ", "Σ",
         "ΟΔΟΣ", "\N{NO-BREAK SPACE}", "\t", "foo-BAR", "FOO BAR", "p = 0.05", "1,000", "per", "of", "in")  # fmt: skip


@pytest.mark.parametrize("language", BUILT_IN)
@given(data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_what_is_found_is_what_a_search_for_each_pattern_finds(language: str, data: st.DataObject) -> None:
    made, words = _rules_and_words(language)
    gaps = st.sampled_from([" ", " ", " ", "", "\n", ". ", ", "])
    written = "".join(data.draw(st.lists(st.one_of(st.sampled_from(words), gaps), max_size=60)))
    text = made.text(written)
    groups = [made.claims, made.relative, made.absolute, made.frequencies, made.intervals, made.significance]
    groups += [made.effects, made.verbs, made.breaks, *made.doubts.values(), *(one.words for one in made.avoided)]
    for phrase in [phrase for group in groups for phrase in group.all]:
        if phrase.begins in (Beginning.ANYTHING, Beginning.PIECE):
            found = [match.span() for match in phrase.all_in(text)]
            assert found == _plainly(phrase, text.written if phrase.is_cased else text.small), phrase
    # Spelt-out numbers, too, are looked for by their pieces.
    expected = {found.start(1) - 1 for found in made.number_words.finditer(f"\n{text.small}")}
    assert expected <= set(text.numbers)
    assert {place for place in text.numbers if not text.small[place].isdecimal()} <= expected


def _plainly(phrase: Phrase, words: str) -> list[tuple[int, int]]:
    found = [match.span() for match in re.finditer(phrase.source, words)]
    return [(start, end) for start, end in found if not words[max(0, start - 1) : start + 1].isalnum() or not start]


def test_a_vocabulary_that_is_full_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "_MOST", 20)
    made = Vocabulary(["cost", "US"])
    for written in ("low Costs", "US and others", "costly costs of the US", "none at all", "low Costs"):
        expected = {piece for piece in ("cost", "US") if piece in written or piece in written.lower()}
        assert made.pieces_in(written, written.lower()) == expected
