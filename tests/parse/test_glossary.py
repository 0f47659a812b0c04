"""A glossary becomes terms by language; each word stands for one term, and each meaning is one plain paragraph."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.article import ArticleLink
from dr_evidence_site.model.site import Term
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.model.terms import word_key
from dr_evidence_site.parse import markdown
from dr_evidence_site.parse.config import config
from dr_evidence_site.parse.glossary import LONGEST, glossaries
from dr_evidence_site.parse.records import dump_glossaries, load_glossaries

PATH = "content/glossary.yaml"


def read(text: str) -> tuple[tuple[Term, ...], list[Diagnostic]]:
    found, report = glossaries([Source(PATH, text)], "en", render=markdown.fragment)
    return found["en"], report


def places(report: list[Diagnostic]) -> list[str]:
    return sorted(f"{fault.code} {fault.span.line}:{fault.span.column}" for fault in report)


def test_terms_are_read_in_the_order_written() -> None:
    found, report = read(
        """\
# Plain words.
risk ratio:
  meaning: The risk in one group **divided** by that in another. See [how](pages/about.md#risks).
  aliases: [RR, relative   risk]
placebo: A dummy medicine & nothing else.
no: The word “no”.
"""
    )
    assert report == []
    ratio, placebo, no = found
    assert (ratio.id, ratio.name, ratio.aliases) == ("term-risk-ratio", "risk ratio", ("RR", "relative risk"))
    first, link, last = ratio.meaning
    assert first == 'The risk in one group <strong>divided</strong> by that in another. See <a href="'
    assert isinstance(link, ArticleLink)
    assert (link.target, link.fragment, link.span.line) == ("content/pages/about.md", "risks", 3)
    assert last == '">how</a>.'
    assert placebo == Term(
        "term-placebo", "placebo", (), ("A dummy medicine &amp; nothing else.",), Span(PATH, 5, 1, 5, 8)
    )
    assert no.meaning == ("The word “no”.",)


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_an_empty_file_has_no_terms(text: str) -> None:
    assert read(text) == ((), [])


@pytest.mark.parametrize(
    ("text", "expected", "left"),
    [
        ("a:", ["GLO001 1:2"], []),
        ("a: '  '", ["GLO001 1:4"], []),
        ("a: '...'", ["GLO001 1:4"], []),
        ("a: {meaning: }", ["FLD002 1:5"], []),
        ("a: {aliases: [b]}", ["FLD002 1:4"], []),
        ("a: {meaning: M, alias: [b]}", ["FLD001 1:17"], ["a"]),
        ("a: [M]", ["FLD003 1:4"], []),
        ("- a", ["FLD003 1:1"], []),
        ("a: |\n  One.\n\n  Two.", ["GLO002 2:1"], []),
        ("a: '# M'", ["GLO002 1:4", "MD004 1:4"], []),
        ("a: '- M'", ["GLO002 1:4"], []),
        ("a: '> M'", ["GLO002 1:4"], []),
        ("a: |\n  ::: note\n  M\n  :::", ["GLO002 2:1"], []),
        ("a: |\n  ```\n  M\n  ```", ["GLO002 2:1"], []),
        ("a: M [@b]", ["GLO003 1:4"], []),
        ("a: '![M](pictures/m.png)'", ["GLO003 1:4"], []),
        ("a: 'M [b]{#c}'", ["GLO003 1:4"], []),
        ("a: 'M [b]{.patient}'", ["AUD001 1:4"], ["a"]),
        ("a: 'M <b>b</b>'", ["MD007 1:4", "MD007 1:4"], ["a"]),
        (f"a: {'word ' * 80}", [], ["a"]),
        (f"a: {'word ' * 81}", ["GLO004 1:4"], ["a"]),
        ("a: M\nb: N\nA: O", ["GLO005 3:1"], ["a", "b"]),
        ("a: M\na: N", ["YML005 2:1"], ["a"]),
        ("a: {meaning: M, aliases: [A]}", ["GLO005 1:27"], ["a"]),
        ("a: {meaning: M, aliases: [b]}\nb: N", ["GLO005 2:1"], ["a"]),
        ("a: M\nb: {meaning: N, aliases: [c, a, d]}", ["GLO005 2:30"], ["a", "b"]),
        ("OR: M\nor: N\nAIDS: M\naids: N", [], ["OR", "or", "AIDS", "aids"]),
        ("l’os: M\nl'os: N", ["GLO005 2:1"], ["l’os"]),
        ("'%': M", ["GLO006 1:1"], []),
        ("a: {meaning: M, aliases: ['95']}", ["GLO006 1:27"], ["a"]),
    ],
)
def test_faults_have_a_place_and_leave_the_rest(text: str, expected: list[str], left: list[str]) -> None:
    found, report = read(text)
    assert places(report) == expected
    assert [term.name for term in found] == left


def test_a_word_that_is_taken_shows_where_it_was_first_given() -> None:
    _, (fault,) = read("a: {meaning: M, aliases: [b]}\nc: {meaning: N, aliases: [B]}")
    assert fault.message == "“B” already stands for the term “a”."
    assert [related.span.column for related in fault.related] == [27]


def test_the_aliases_of_a_term_that_is_taken_are_those_that_are_free() -> None:
    found, _ = read("a: M\nb: {meaning: N, aliases: [c, a, d]}")
    assert found[1].aliases == ("c", "d")


def test_anchors_are_made_of_letters_and_are_distinct() -> None:
    found, report = read("C: A\nC++: B\nvitamin D3 (active): C\nهشاشة العظام: D\nÉ: E\n")
    assert report == []
    assert [term.id for term in found] == [
        "term-c",
        "term-c-2",
        "term-vitamin-d3-active",
        "term-هشاشة-العظام",
        "term-é",
    ]


# Languages


def test_each_language_has_its_own_file() -> None:
    files = {PATH: "a: M", "content/glossary.fr.yaml": "b: N", "content/glossary.pt-BR.yaml": "c: O"}
    found, report = glossaries([Source(*file) for file in files.items()], "en-GB", render=markdown.fragment)
    assert report == []
    assert {language: [term.name for term in terms] for language, terms in found.items()} == {
        "en-GB": ["a"],
        "fr": ["b"],
        "pt-BR": ["c"],
    }


def test_the_file_of_the_site_s_language_may_name_it() -> None:
    found, report = glossaries([Source("content/glossary.en.yaml", "a: M")], "en", render=markdown.fragment)
    assert report == []
    assert list(found) == ["en"]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([PATH, "content/glossary.EN.yaml"], ["GLO009"]),
        (["content/glossary.fr.yaml", "content/glossary.FR.yaml"], ["GLO009"]),
        (["content/glossary.french_.yaml"], ["GLO008"]),
        (["content/glossary..yaml"], ["GLO008"]),
        (["content/glossary.fr.bak.yaml"], ["GLO008"]),
    ],
)
def test_a_file_that_is_not_read_is_reported(paths: list[str], expected: list[str]) -> None:
    _, report = glossaries([Source(path, "a: M") for path in paths], "en", render=markdown.fragment)
    assert [fault.code for fault in report] == expected


# Words


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Placebo", "placebo", True),
        ("risk  ratio", "Risk\nratio", True),
        ("meta-analysis", "meta\u2011analysis", True),
        ("l'os", "L\u2019os", True),
        ("os\u0301", "ó".replace("ó", "os\u0301"), True),
        ("e\u0301", "é", True),
        ("OR", "or", False),
        ("MRI scan", "MRI Scan", True),
        ("MRI scan", "mri scan", False),
        ("vitamin D", "vitamin d", True),
    ],
)
def test_which_spellings_are_one_word(one: str, other: str, alike: bool) -> None:
    assert (word_key(one) == word_key(other)) == alike


# Whatever the text

LINES = st.sampled_from(
    ["a: M", "a:", "b: {meaning: N, aliases: [c, A]}", "b: {aliases: c}", "c: [@d]", "'%': x", "d: |", "  more", "  # x", "- a", "{", "e: '[x](y.md)'"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, max_size=8).map("\n".join))
def test_whatever_is_written_is_read_and_remembered(text: str) -> None:
    found, report = read(text)
    lines = text.count("\n") + 1
    assert all(fault.span.path == PATH and 1 <= fault.span.line <= lines for fault in report)
    assert load_glossaries(dump_glossaries({"en": found}, report)) == ({"en": found}, report)
    keys = [word_key(word) for term in found for word in (term.name, *term.aliases)]
    assert len(keys) == len(set(keys))
    assert len({term.id for term in found}) == len(found)
    assert all(term.meaning for term in found)


def test_the_longest_meaning_is_counted_without_its_markup() -> None:
    text = "*" + "x" * LONGEST + "*"
    assert read(f"a: '{text}'")[1] == []


# For whom

THREE = "audiences: [{id: patient, label: P}, {id: carer, label: Q}, {id: clinician, label: C}]\n"


@pytest.mark.parametrize(
    ("settings_", "explained_for", "expected"),
    [
        ("", ("patient",), []),
        ("default_audience: clinician", ("clinician",), []),
        ("explain_terms_for:", ("patient",), []),
        ("explain_terms_for: []", (), []),
        ("explain_terms_for: clinician", ("clinician",), []),
        ("explain_terms_for: [clinician, patient]", ("patient", "clinician"), []),
        ("explain_terms_for: [patient, patients]", ("patient",), ["GLO007 2:30"]),
        ("explain_terms_for: [nobody]", (), ["GLO007 2:21"]),
        ("explain_terms_for: {patient: yes}", (), ["FLD003 2:20"]),
    ],
)
def test_the_settings_say_to_whom_terms_are_explained(
    settings_: str, explained_for: tuple[str, ...], expected: list[str]
) -> None:
    made, report = config(Source("site.yaml", THREE + settings_), render=markdown.fragment)
    assert made.explain_terms_for == explained_for
    assert places(report) == expected


def test_an_unknown_audience_is_told_with_the_nearest_one() -> None:
    _, (fault,) = config(Source("site.yaml", "explain_terms_for: [clinicians]"), render=markdown.fragment)
    assert fault.hint == "Did you mean “clinician”?"
