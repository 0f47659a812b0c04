"""Whatever is written: nothing raises, spans lie in the file, no script reaches the page, and no word is lost."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.article import Body, Citation, Word
from dr_evidence_site.parse.markdown import body
from fuzz.markdown_pieces import SYNTAX
from fuzz.parts import filled, spans
from fuzz.properties import html_is_sound

FIRST_LINE = 5


def parsed(text: str) -> tuple[Body, list[Diagnostic]]:
    return body(text, path="content/articles/a.md", first_line=FIRST_LINE, audiences=("patient", "clinician"))


PIECES = (*SYNTAX, "  ", "\r\n", "\r", "\t", "\0", "\N{ZERO WIDTH SPACE}", "é", "𝔘", "\x0b")
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.text(max_size=80),
)


@settings(max_examples=500, derandomize=True, deadline=None)
@given(TEXTS)
def test_nothing_raises_and_every_span_lies_in_the_file(text: str) -> None:
    result, diagnostics = parsed(text)
    lines = re.split("\r\n|\r|\n", text)
    for span in [*(fault.span for fault in diagnostics), *spans(result.parts)]:
        assert span.path == "content/articles/a.md"
        assert FIRST_LINE <= span.line < FIRST_LINE + len(lines), span
        assert 1 <= span.column <= len(lines[span.line - FIRST_LINE]) + 1, span
        if span.end_line:
            assert (span.line, span.column) <= (span.end_line, span.end_column), span
            assert span.end_line < FIRST_LINE + len(lines), span
            assert span.end_column <= len(lines[span.end_line - FIRST_LINE]) + 1, span


def html(result: Body) -> str:
    """The HTML of a body, and of the labels of its headings."""
    return filled(result.parts) + "".join(f"<p>{heading.label}</p>" for heading in result.headings)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(TEXTS)
def test_the_page_is_well_formed_and_holds_only_known_elements(text: str) -> None:
    result, _ = parsed(text)
    html_is_sound(html(result))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x]( javascript:alert(1))",
        "[x](&#x6a;avascript:alert(1))",
        "[x](java\\script:alert(1))",
        "<javascript:alert(1)>",
        "![x](javascript:alert(1))",
        '![" onerror="alert(1)](x.png)',
        '[x](b.md "\\" onclick=\\"alert(1)")',
        '[x](http://x.y/"onclick="alert(1))',
        '``` "onclick="alert(1)\nx\n```',
        '## x {#"onclick="alert(1)}',
        '::: {.patient #x"onclick="y}\nx\n:::',
        '[x]{.patient style="x"}',
        "[see <script>x</script> @a, <b onclick=x>]",
        "[@a, [x](javascript:y)]",
        "@{<script>x</script>}",
        "| <script> |\n|:-:|\n| [x](javascript:y) |",
        "<svg/onload=alert(1)>",
        "<!--><script>alert(1)</script>-->",
        "http://x.y/<script>",
        "[a]: javascript:x\n\n[a] ![a]",
        "\0<script>",
        "0\0" + "1\0",
    ],
)
def test_known_attacks_are_text(text: str) -> None:
    result, _ = parsed(text)
    html_is_sound(html(result))


WORDS = st.from_regex(r"[a-z]{4}[0-9][a-z]{1,3}", fullmatch=True)
AROUND: tuple[Callable[[str], str], ...] = tuple(
    (lambda word, pattern=pattern: pattern.replace("W", word))  # type: ignore[misc]
    for pattern in (
        *(
            "W",
            "*W*",
            "**W**",
            "`W`",
            "~~W~~",
            "[W](b.md)",
            "[W](javascript:x)",
            "![W](b.png)",
            "![@W](b.png)",
            "![[@W; x]](b.png)",
            "[@W](b.md)",
            "[![@W](b.png)](b.md)",
            "![W](http://x.y)",
        ),
        *("[@W]", "@W", "[see W @a]", "[@a, W; @b]", "[@a; W]", "[@a, p. 3 W]", "@a [W]", "@a [p. W]", "[@a @W]"),
        *("[@a [see @W]]", "[@a *W @b*]", "[@a, {W}]", "[W]{.patient}", "[W]{.x}", "[W] {.patient}", "{.W}", "{W}"),
        *("<W>", "<W x=y>", "<!-- W -->", "W{.patient}", "&W;", "\\W", "[^W]", "[W]", "[W][]", "[x][W]", "[W", "W]"),
        *("![W", "[@a; W", "(W)", "http://x.y/W", "www.W.org", "W@a.org", "a@W.org", "<http://W.org>", "@{W", "-@W"),
        *("[see [W](b.md) @a]", "[@a, ![W](b.png)]", "[@a, `W`]", "[@a, <W>]", "@a [@b [W]]", "[[W @a]]", "\n:::\nW"),
        *(
            "\n\n# W\n\n",
            "\n\n## W {.patient}\n\n",
            "\n\nW\n---\n\n",
            "\n\n- W\n- ",
            "\n\n> W\n\n",
            "\n\n1. W\n\n   ",
            "\n: W",
        ),
        *("\n\n    W\n\n", "\n\n```\nW\n```\n", "\n\n| W | b |\n|---|---|\n| c | d |\n\n", "\n\n|a|\n|-|\n|W|\n\n"),
        *("\n::: patient\nW\n:::\n", "\n::: W\n:::\n", "\n::: note\nW\n", "\n[^W]: x\n", "\n[@W]: x\n", "\n: W\n"),
    )
)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    st.lists(st.tuples(WORDS, st.sampled_from(AROUND)), min_size=1, max_size=10),
    st.sampled_from([" ", "\n", "", "\n\n"]),
)
def test_no_word_is_lost(pieces: list[tuple[str, Callable[[str], str]]], glue: str) -> None:
    result, diagnostics = parsed(glue.join(around(word) for word, around in pieces))
    kept = [fault.message for fault in diagnostics]
    for part in result.parts:
        if isinstance(part, str):
            kept.append(part)
        elif isinstance(part, Citation):
            kept += [word for item in part.items for word in (item.key, item.prefix, item.locator, item.suffix)]
        elif not isinstance(part, Word):
            kept.append(part.target)
    everything = " ".join(kept)
    for word, _ in pieces:
        assert word in everything, word


def nested(opening: str, closing: str, depth: int) -> str:
    return opening * depth + "x" + closing * depth


DEEP = {
    "quotations": "> " * 2000 + "x",
    "lists": "- " * 2000 + "x",
    "numbered lists": "1. " * 2000 + "x",
    "lists and quotations": "- > " * 1000 + "x",
    "indented lists": "\n".join("  " * depth + "- x" for depth in range(300)),
    "divs": "::: patient\n" * 2000 + "x\n" + ":::\n" * 2000,
    "definitions": "\n".join("  " * depth + f"a\n{'  ' * depth}: x" for depth in range(200)),
    "spans": nested("[", "]{.patient}", 2000),
    "spans in a list": "- " * 60 + nested("[", "]{.patient}", 2000),
    "links": nested("[", "](x.md)", 2000),
    "pictures": nested("![", "](x.png)", 2000),
    "citations": nested("[@a ", "]", 2000),
    "citations with notes": nested("[@a; @b *see* ", "]", 2000),
    "emphasis": nested("*", "*", 5000),
    "emphasis of two kinds": nested("*_", "_*", 5000),
    "strikethrough": nested("~~", "~~", 5000),
    "braces": "@" + nested("{", "}", 5000),
    "parentheses": f"[x]({nested('(', ')', 5000)})",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_nesting_loses_nothing(text: str) -> None:
    result, _ = parsed(text)
    kept = "".join(str(part) for part in result.parts)
    assert "x" in kept


@pytest.mark.parametrize("name", ["quotations", "lists", "divs", "citations"])
def test_nesting_beyond_the_limit_is_reported(name: str) -> None:
    _, diagnostics = parsed(DEEP[name])
    assert "MD003" in {fault.code for fault in diagnostics}


def test_braces_on_words_nested_too_deeply_are_reported() -> None:
    _, diagnostics = parsed(DEEP["spans"])
    assert "MD008" in {fault.code for fault in diagnostics}


SIZE = 10_000
PATIENCE = 2.5
"""Seconds of the processor for a text of that size, which take a twentieth of a second; quadratic work takes more."""
REPEATED = (
    *("[", "[@a", "[@a; ", "[@a ", "[x]{.patient", "[x]{.patient} ", "::: a\n", ":::\n", "::: patient\nx\n:::\n", "> "),
    *(
        "*a **a ",
        "_a ",
        "~~a ",
        "*a* ",
        "<",
        "<a ",
        "<a@",
        "<!--",
        "@{",
        "@{a",
        "![",
        "![a](b ",
        "![a](b) ",
        "a_@",
        "@a@",
    ),
    *(
        "| a ",
        "|",
        "- ",
        "1. a\n",
        "{.",
        "x {.a ",
        "[a](",
        "[a](b",
        "[a](<b",
        "[a](b 'c",
        "[a]: b\n",
        "[^a] ",
        "@a [b] ",
    ),
    *(
        "&",
        "&a",
        "\\",
        "\\[",
        "`a",
        "``a`",
        "www.",
        "_www.a",
        "http://",
        "http://a(",
        "mailto:",
        "a@",
        "a@b.",
        "a: ",
        ":",
    ),
    *(
        "# a\n",
        "a\n===\n",
        "a\n: b\n",
        "a\n",
        "a\n\n",
        "\n",
        " ",
        "a ",
        "@a ",
        "@a [",
        "[*@a ",
        "[@a *b* ",
        "[@a; b] ",
        "](",
        ";",
    ),
)


@pytest.mark.parametrize("piece", REPEATED)
def test_a_large_hostile_text_takes_seconds_at_most(piece: str) -> None:
    start = time.process_time()
    parsed(piece * (SIZE // len(piece)))
    assert time.process_time() - start < PATIENCE


LARGE = {
    "brackets closed": nested("[", "]", SIZE // 2),
    "brackets closed and a definition": "[a]: b\n\n" + nested("[", "]", SIZE // 2),
    "citations closed": nested("[@a ", "]", SIZE // 5),
    "groups that fail": nested("[; ", "]", SIZE // 4),
    "a wide table": "| a " * (SIZE // 8) + "|\n" + "|---" * (SIZE // 8) + "|",
    "a long table": "| a | b |\n|---|---|\n" + "| x | y |\n" * (SIZE // 10),
    "backticks": " ".join("`" * length for length in range(1, 220)),
    "closing parentheses": "http://a" + ")" * SIZE,
    "semicolons": "http://a" + ";" * SIZE,
    "a long word": "a" * SIZE,
    "a long key": "@" + "a" * SIZE,
    "a long mail address": "a." * (SIZE // 2) + "@b.c",
    "a long citation": "[" + "@a, p. 3; " * (SIZE // 10) + "@a]",
    "emphasis in a citation": "[@a " + "*b " * (SIZE // 6) + "b* " * (SIZE // 6) + "]",
    "divs with many colons": "".join(":" * (400 - depth) + " patient\n" for depth in range(390)),
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_large_text_takes_seconds_at_most(text: str) -> None:
    start = time.process_time()
    parsed(text)
    assert time.process_time() - start < PATIENCE
