"""Every fault of a body, and every citation, at its own line and column."""

from __future__ import annotations

import re

import pytest

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import citations, markdown
from dr_evidence_site.model.article import ArticleLink, Citation, ImageLink
from dr_evidence_site.model.source import Span
from dr_evidence_site.parse.markdown import body

FIRST_LINE = 8


def parsed(text: str) -> tuple[list[Span], list[Diagnostic]]:
    """The spans of all holes and all diagnostics of a body that begins behind seven lines of front matter."""
    result, diagnostics = body(
        text, path="content/articles/a.md", first_line=FIRST_LINE, audiences=("patient", "carer", "clinician")
    )
    spans = []
    for part in result.parts:
        if isinstance(part, Citation):
            spans += [item.span for item in part.items]
        elif isinstance(part, ArticleLink | ImageLink):
            spans.append(part.span)
    return spans, diagnostics


def places(marked: str) -> tuple[str, list[tuple[int, int, int, int]]]:
    """The text without its marks "⟦…⟧", and the places between them as line, column, end line, end column."""
    text = re.sub("[⟦⟧]", "", marked)
    found = []
    for pair in re.finditer("⟦(.*?)⟧", marked, re.DOTALL):
        ends = []
        for offset in (pair.start(1), pair.end(1)):
            before = re.sub("[⟦⟧]", "", marked[:offset]).replace("\r\n", "\n").replace("\r", "\n")
            line = before.count("\n")
            ends += [FIRST_LINE + line, len(before) - (before.rfind("\n") + 1) + 1]
        found.append(tuple(ends))
    return text, found


def at(span: Span) -> tuple[int, int, int, int]:
    return span.line, span.column, span.end_line, span.end_column


FAULTS = [
    # blocks
    ("MD001", "⟦::: patient⟧\nx"),
    ("MD001", "> ⟦::: patient⟧\n> x\n\ny"),
    ("MD001", "- a\n\n  ⟦::: patient⟧\n  x\n\ny"),
    ("MD001", "⟦::: patient⟧\n:::: clinician\nx\n:::"),
    ("MD002", "a\n\n⟦:::⟧\n\nb"),
    ("MD002", "> a\n>\n> ⟦:::⟧"),
    ("MD002", "::: patient\nx\n:::\n⟦::::⟧"),
    ("MD003", "⟦" + "> " * 60 + "a⟧"),
    # headings
    ("MD004", "⟦# A⟧"),
    ("MD004", "a\n\n⟦A⟧\n==="),
    ("MD004", "> ⟦# A⟧"),
    ("MD004", "1. - ⟦# A⟧"),
    ("MD005", "## A\n\n⟦#### B⟧"),
    ("MD006", "## A {#x}\n\n⟦## B {#x}⟧"),
    ("MD006", "⟦## A {#ref-1}⟧"),
    ("MD006", "⟦::: {.patient #main}⟧\nx\n:::"),
    # text
    ("MD007", "a ⟦<b>⟧c"),
    ("MD007", "`<b>` ⟦<b>⟧"),
    ("MD007", "a\nb ⟦<!--⟧ c -->"),
    ("MD007", "> - a ⟦<b>⟧"),
    ("MD007", "1. x\n\n   - y ⟦<b>⟧"),
    ("MD007", "## <b>x".replace("<b>", "⟦<b>⟧")),
    ("MD007", "| a | ⟦<b>⟧ |\n|---|---|\n| x | y |"),
    ("MD007", "| a | b |\n|---|---|\n| x\\|y | z \\| ⟦<b>⟧ |"),
    ("MD007", "[@a, see ⟦<b>⟧]"),
    ("MD008", "stones ⟦{.patient}⟧"),
    ("MD008", "**stones**⟦{.patient}⟧ and"),
    ("MD008", "[x](http://x.y)⟦{.patient}⟧"),
    ("MD008", "term\n: text ⟦{.patient}⟧"),
    ("MD008", "[@a, see ⟦{.patient}⟧]"),
    ("MD008", "[@a ⟦{.patient}⟧]"),
    ("MD009", "a⟦[^1]⟧ b"),
    ("MD009", "a\n\n⟦[^1]⟧: note"),
    # audiences
    ("AUD001", "⟦::: patients⟧\nx\n:::"),
    ("AUD001", "⟦::: {.patients}⟧\nx\n:::"),
    ("AUD001", "[a]{.⟦patients⟧}"),
    ("AUD001", "[a]{.patient .⟦nurse⟧}"),
    ("AUD001", "a [b]{.patient} c\n  d [b]{.⟦nurse⟧}"),
    ("AUD001", "## A {.⟦nurse⟧}"),
    ("AUD001", "## A {#x .⟦nurse⟧} ##"),
    ("AUD001", "A {.⟦nurse⟧}\n---"),
    ("AUD001", "| [a]{.patient} | [a]{.⟦nurse⟧} |\n|---|---|"),
    ("AUD001", "|a|b|\n|-|-|\n|[a]{.patient}|[a]{.⟦nurse⟧}|"),
    ("AUD001", "> | a | b |\n> |---|---|\n> | x | [a]{.⟦nurse⟧} |"),
    ("AUD001", "a | b\n--|--\n[a]{.⟦nurse⟧} | b"),
    ("AUD001", "term [a]{.⟦nurse⟧}\n: text"),
    ("AUD001", "term\n: text\n  more [a]{.⟦nurse⟧}"),
    ("AUD001", "[@a, [b]{.⟦nurse⟧}]"),
    ("AUD001", "[see [b]{.⟦nurse⟧} @a]"),
    ("AUD002", "::: patient\n⟦::: clinician⟧\nx\n:::\n:::"),
    ("AUD002", "::: patient\na ⟦[b]{.clinician}⟧\n:::"),
    ("AUD002", "[a ⟦[b]{.clinician}⟧]{.patient}"),
    ("AUD002", "::: patient\n⟦## A {.clinician}⟧\n:::"),
    ("AUD003", "[a]{.⟦caution⟧}"),
    # what is left out of a page
    ("MD010", "| a |\n|---|\n| x |⟦ y ⟧|"),
    ("MD010", "a|b\n-|-\n1|2|⟦3⟧"),
    ("MD010", "> - | a | b |\n>   |---|---|\n>   | x | y |⟦ z | \\| w⟧\n>   | x | y |"),
    ("MD011", "a\n\n⟦[b]: http://x.y⟧"),
    ("MD011", "> [a]\n>\n> [a]: b.md\n> ⟦[a]: c.md⟧"),
    # links
    ("LNK001", "a ⟦[b](javascript:x)⟧"),
    ("LNK001", "a\n> ⟦[b](/x)⟧"),
    ("LNK001", "a ⟦<tel:1>⟧ b"),
    ("LNK001", "**a ⟦[b](ftp://x)⟧**"),
    ("LNK001", "[a ⟦[b](/x)⟧]{.patient}"),
    ("LNK001", "⟦[b][c]⟧\n\n[c]: /x"),
    ("LNK001", "- a\n  - b\n    c ⟦[b](/x)⟧"),
    ("LNK001", "| a | b |\n|---|---|\n| [b](http://x.y) | ⟦[b](/x)⟧ |"),
    ("LNK002", "⟦[a](../../../b.md)⟧"),
    ("LNK006", "⟦![a](http://x.y/z.png)⟧"),
    ("LNK006", "⟦![a](//x.y/z.png)⟧"),
    ("LNK008", "a ⟦![](z.png)⟧"),
    # citations
    ("CIT002", "a ⟦[@a; see there]⟧"),
    ("CIT002", "| a | b |\n|---|---|\n| x | ⟦[@a; see]⟧ |"),
    ("CIT003", "[@a, ⟦@b⟧]"),
    ("CIT003", "[@a\n⟦-@b⟧]"),
    ("CIT003", "[@a [see ⟦@b⟧]]"),
    ("CIT003", "- x [@a, *see ⟦@b⟧*]"),
    ("CIT004", "[@a⟦, see [b](b.md)⟧]"),
    ("CIT004", "[⟦see ![b](b.png) ⟧@a]"),
]
ONCE_PER_SITE = {"CIT001", "LNK003", "LNK004", "LNK005", "LNK007"}
"""These need the whole site, and the spans of the holes."""


@pytest.mark.parametrize(("code", "marked"), FAULTS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_fault_is_reported_where_it_is(code: str, marked: str, line_end: str) -> None:
    text, expected = places(marked.replace("\n", line_end))
    _, diagnostics = parsed(text)
    assert [at(fault.span) for fault in diagnostics if fault.code == code] == expected


@pytest.mark.parametrize(
    "before",
    [
        "𝔘𝔫 ",
        "e\N{COMBINING ACUTE ACCENT} ",
        "\t",
        "&amp; ",
        "\\* ",
        "`x` ",
        "**b** ",
        "👩‍⚕️ ",
        "[x](http://x.y) ",
        "x  \n",
    ],
)
def test_what_stands_before_is_counted_in_characters(before: str) -> None:
    text, expected = places(f"a {before}⟦<b>⟧ [b]{{.⟦nurse⟧}}")
    _, diagnostics = parsed(text)
    assert [at(fault.span) for fault in diagnostics] == expected


def test_every_code_of_a_body_has_a_case() -> None:
    known = {code.id for code in (*markdown.ALL, *citations.ALL)}
    assert {code for code, _ in FAULTS} == known - ONCE_PER_SITE


@pytest.mark.parametrize(
    "marked",
    [
        "⟦@a⟧",
        "a [see ⟦@a⟧, p. 3; ⟦-@b⟧; ⟦@{c}⟧]",
        "⟦@a⟧ [p. 3; ⟦@b⟧]",
        "a\nb [⟦@a⟧;\n  ⟦@b⟧]",
        "   a\n   b ⟦@a⟧",
        "> a\n> b ⟦@a⟧\nc ⟦@b⟧",
        "- a\n  - b ⟦@a⟧\n\n    c ⟦@a⟧",
        "10. a\n\n    b ⟦@a⟧",
        "-\ta ⟦@a⟧",
        "> 1. > a ⟦@a⟧",
        "## A ⟦@a⟧ ##",
        "## ⟦@a⟧ {#x}",
        "A ⟦@a⟧\n---",
        "A\nB ⟦@a⟧\n---",
        "term ⟦@a⟧\n\n: text ⟦@a⟧\n\n  more ⟦@a⟧",
        "| ⟦@a⟧ | ⟦@a⟧ |\n|---|:-:|\n| ⟦@a⟧ | ⟦@a⟧ |\n|⟦@a⟧|x|\n| | ⟦@a⟧ |",
        "⟦@a⟧ | a ⟦@a⟧\n---|---\na | ⟦@a⟧",
        "- | ⟦@a⟧ | b |\n  |---|---|\n  | a | ⟦@a⟧ |",
        "> | a | b |\n> |---|---|\n> | a\\|a | a \\| ⟦@a⟧ \\| ⟦@b⟧ |",
        "| `a\\|b` ⟦@a⟧ | \\| ⟦@b⟧ |\n|---|---|",
        "| a |\n|---|\n| ⟦@a⟧ | dropped |\n| ⟦@b⟧ |",
        "::: patient\na ⟦@a⟧\n:::\n\n⟦@a⟧",
        "⟦[a](b.md)⟧ ⟦[a](b.md#c)⟧ ⟦![x](c.png)⟧",
        "[a]: b.md\n\n⟦[a]⟧ ⟦[x][a]⟧ ⟦[a][]⟧",
        "[a ⟦[x](b.md)⟧ ⟦@a⟧]{.patient}",
    ],
)
def test_a_hole_knows_where_it_was_written(marked: str) -> None:
    text, expected = places(marked)
    spans, _ = parsed(text)
    assert [at(span) for span in spans] == expected


def test_equal_lines_are_told_apart() -> None:
    text, expected = places("a [b]{.patient}\na [b]{.⟦nurse⟧}\na [b]{.patient}\na [b]{.⟦nurse⟧}")
    _, diagnostics = parsed(text)
    assert [at(fault.span) for fault in diagnostics] == expected
