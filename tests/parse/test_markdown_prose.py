"""The words of a text without its markup, each with its place in the file."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dr_evidence_site.diagnostics.codes.wording import TWO_CERTAINTIES
from dr_evidence_site.model.prose import BlockKind, Certainty, ProseBlock
from dr_evidence_site.parse import markdown

AUDIENCES = ("patient", "clinician")


def prose(text: str) -> tuple[ProseBlock, ...]:
    return markdown.read(text, path="a.md", first_line=1, audiences=AUDIENCES)[1]


PLAIN = [
    ("One *two* **three** `four`.", "One two three four."),
    ("One\ntwo  \nthree.", "One two three."),
    ("Less pain [@a; @b, p. 3].", "Less pain."),
    ("Less pain [@a] and [see @b] more.", "Less pain and more."),
    ("@smith2020 found it.", "@smith2020 found it."),
    ("A [link *here*](https://x.org) and ![alt](b.png) too.", "A link here and  too."),
    ("Fewer &ge; 5 \\* less &amp; more.", "Fewer ≥ 5 * less & more."),
    ("A\N{NO-BREAK SPACE}b.", "A b."),
    ("~~gone~~ https://x.org/a_b stays", "gone https://x.org/a_b stays"),
    ("# Heading *one* {#x}", "Heading one"),
]


@pytest.mark.parametrize(("text", "words"), PLAIN)
def test_markup_and_citations_are_not_among_the_words(text: str, words: str) -> None:
    assert [block.text for block in prose(text)] == [words]


def test_kinds_and_what_is_around_them() -> None:
    text = "# H\n\nP.\n\n- I.\n\n  Q.\n\n| A |\n|---|\n| c |\n\n::: bottom-line\nB.\n\n::: caution\nC.\n:::\n:::\n"
    found = [(block.kind, block.text, block.inside) for block in prose(text)]
    assert found == [
        (BlockKind.HEADING, "H", ()),
        (BlockKind.PARAGRAPH, "P.", ()),
        (BlockKind.LIST_ITEM, "I.", ()),
        (BlockKind.PARAGRAPH, "Q.", ()),
        (BlockKind.TABLE_CELL, "A", ()),
        (BlockKind.TABLE_CELL, "c", ()),
        (BlockKind.PARAGRAPH, "B.", ("bottom-line",)),
        (BlockKind.PARAGRAPH, "C.", ("bottom-line", "caution")),
    ]


def test_words_for_audiences_make_a_block_for_each_of_them() -> None:
    first, second, third = prose("A [few]{.patient}[3%]{.clinician} fell.\n\n::: patient\nB.\n:::")
    assert (first.text, first.audiences) == ("A few fell.", ("patient",))
    assert (second.text, second.audiences) == ("A 3% fell.", ("clinician",))
    assert (third.text, third.audiences) == ("B.", ("patient",))
    assert first.number == second.number != third.number


def test_sections_follow_the_headings_of_the_first_two_levels() -> None:
    text = "A.\n\n## One\n\nB.\n\n### Sub\n\nC.\n\n## Two\n\nD."
    assert [block.section for block in prose(text) if block.kind is BlockKind.PARAGRAPH] == [0, 1, 1, 2]


def test_a_row_is_one_group_and_keys_have_their_offset() -> None:
    blocks = prose("| A | B |\n|---|---|\n| c [@x] | d |\n| e | f |")
    assert [block.group for block in blocks] == [1, 1, 2, 2, 3, 3]
    assert [block.keys for block in blocks][2] == ((1, "x"),)


def test_certainty_is_that_of_the_innermost_mark() -> None:
    (block,) = prose("::: {.certainty-high}\nIs [not [so]{.certainty-low} sure]{.certainty-moderate} now.\n:::")
    at = [block.text.index(word) for word in ("Is", "not", "so", "sure", "now")]
    # The widest come first, so the last that holds a word is the innermost.
    levels = [[level for start, end, level in block.certainties if start <= offset < end][-1] for offset in at]
    assert levels == [Certainty.HIGH, Certainty.MODERATE, Certainty.LOW, Certainty.MODERATE, Certainty.HIGH]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::: {.certainty-low .certainty-high}\nA.\n:::", [("WRD007", 1, 1)]),
        ("[A]{.certainty-low .certainty-low}", [("WRD007", 1, 21)]),
        ("::: {.certainty-lw}\nA.\n:::", [("AUD001", 1, 1)]),
        ("## A {.certainty-low}", [("AUD001", 1, 8)]),
        ("::: certainty-low bottom-line\nA.\n:::", []),
        ("[A]{.certainty-very-low .patient}", []),
    ],
)
def test_marks_of_certainty(text: str, expected: list[tuple[str, int, int]]) -> None:
    faults = markdown.read(text, path="a.md", first_line=1, audiences=AUDIENCES)[2]
    assert [(fault.code, fault.span.line, fault.span.column) for fault in faults] == expected


def test_an_audience_that_is_named_like_a_certainty_is_both() -> None:
    names = ("certainty-low", "certainty-high")
    _, _, faults = markdown.read("[a]{.certainty-low .certainty-high}", path="a.md", first_line=1, audiences=names)
    assert [fault.code for fault in faults] == [TWO_CERTAINTIES.id]


def test_nothing_of_a_certainty_is_shown() -> None:
    body, _ = markdown.body("[A]{.certainty-low}", path="a.md", first_line=1, audiences=AUDIENCES)
    assert "".join(map(str, body.parts)) == "<p><span>A</span></p>\n"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.text(alphabet="ab .,é\N{NO-BREAK SPACE}\N{EM SPACE}", max_size=30))
def test_text_without_markup_is_as_text_with_it(text: str) -> None:
    plain, other = prose(f"x{text}y"), prose(f"x{text}y*z*")
    assert [block.text + "z" for block in plain] == [block.text for block in other]
    for block in plain:
        assert block.source(len(block.text)) == len(block.text)
        assert block.span(1, len(block.text)) == other[0].span(1, len(block.text))


WORDS = ["alpha", "*beta*", "**gamma** delta", "&ge;", "\\*", "[@key]", "[eps]{.patient}", "[zeta](https://x.org)",
         "`eta`", "\n", "\n\n", "\n- ", "\n> ", "\n\n## ", "| a | b |\n|---|---|\n| c | d |\n", " ", "é", "::: note\n"]  # fmt: skip


@settings(max_examples=150, deadline=None)
@example(["*beta*", "\n", "alpha", "&ge;"])
@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_the_place_of_a_word_is_where_it_stands(pieces: list[str]) -> None:
    text = " ".join(pieces)
    lines = text.split("\n")
    for block in prose(text):
        for word in ("alpha", "beta", "gamma", "delta", "eps", "zeta", "eta"):
            at = block.text.find(word)
            if at >= 0:
                span = block.span(at, at + len(word))
                assert lines[span.line - 1][span.column - 1 :].startswith(word)
                assert (span.end_line, span.end_column) == (span.line, span.column + len(word))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab*_`[]{}@.&;\\<>|-\n :#~!()é", max_size=60))
def test_no_text_raises_and_places_lie_in_the_file(text: str) -> None:
    lines = text.split("\n")
    for block in prose(text):
        span = block.span(0, len(block.text))
        assert 1 <= span.line <= span.end_line <= len(lines)
        assert span.column <= len(lines[span.line - 1]) + 1
