"""Whatever is written: nothing raises, spans lie in the file, no script reaches the page, and no word is lost."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.article import ArticleLink, Body, Citation, ImageLink, Word
from dr_evidence_site.model.source import Span
from dr_evidence_site.parse.markdown import body

FIRST_LINE = 5


def parsed(text: str) -> tuple[Body, list[Diagnostic]]:
    return body(text, path="content/articles/a.md", first_line=FIRST_LINE, audiences=("patient", "clinician"))


PIECES = (
    *("a", "word", " ", "  ", "    ", "\n", "\n\n", "\r\n", "\r", "\t", "\0", "\N{ZERO WIDTH SPACE}", "é", "𝔘", "\x0b"),
    *("[", "]", "(", ")", "![", "](", "](b.md)", "](javascript:x)", "](http://x.y)", "][a]", "[a]: b.md\n", "[^1]"),
    *(
        "@a",
        "-@b",
        "@{c d}",
        "@{",
        "[@a]",
        "[@a; ",
        "; ",
        ", p. 3",
        "@a [",
        "{.patient}",
        "{.x #y}",
        "{",
        "}",
        "{.",
        "{#a}",
    ),
    *(
        "::: patient\n",
        "\n::: patient clinician\n",
        "\n:::\n",
        "\n:::: {.note}\n",
        ":::",
        "::: x\n",
        "\n::: {#ref-1 .y}\n",
    ),
    *(
        "*",
        "**",
        "_",
        "~~",
        "`",
        "```\n",
        "~~~\n",
        "\\",
        "<",
        ">",
        "<b>",
        "<script>",
        '<img onerror="x">',
        "&lt;",
        "&",
        "&#0;",
    ),
    *(
        "# ",
        "## ",
        "#### ",
        "\n---\n",
        "\n===\n",
        "- ",
        "1. ",
        "> ",
        "\n: ",
        "| a | b |\n|---|---|\n",
        "| ",
        "\\|",
        "|\n",
    ),
    *(
        "http://x.y/",
        "www.x.y",
        "a@b.org",
        "mailto:",
        "<http://x.y>",
        "<javascript:x>",
        "!",
        '"',
        "'",
        "style=",
        "onload=",
    ),
)
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.text(max_size=80),
)


@settings(max_examples=500, derandomize=True, deadline=None)
@given(TEXTS)
def test_nothing_raises_and_every_span_lies_in_the_file(text: str) -> None:
    result, diagnostics = parsed(text)
    lines = re.split("\r\n|\r|\n", text)
    for span in spans(result, diagnostics):
        assert span.path == "content/articles/a.md"
        assert FIRST_LINE <= span.line < FIRST_LINE + len(lines), span
        assert 1 <= span.column <= len(lines[span.line - FIRST_LINE]) + 1, span
        if span.end_line:
            assert (span.line, span.column) <= (span.end_line, span.end_column), span
            assert span.end_line < FIRST_LINE + len(lines), span
            assert span.end_column <= len(lines[span.end_line - FIRST_LINE]) + 1, span


def spans(result: Body, diagnostics: list[Diagnostic]) -> list[Span]:
    found = [fault.span for fault in diagnostics]
    for part in result.parts:
        if isinstance(part, Citation):
            found += [item.span for item in part.items]
        elif isinstance(part, ArticleLink | ImageLink):
            found.append(part.span)
    return found


def page(result: Body) -> str:
    """A page with the body, its notes and its labels, each hole filled as the site would."""
    parts = []
    for part in result.parts:
        if isinstance(part, Citation):
            parts += [f"<span>{item.prefix}{item.suffix}</span>" for item in part.items]
        else:
            parts.append(part if isinstance(part, str) else "x")
    parts += [f"<p>{heading.label}</p>" for heading in result.headings]
    return f"<!DOCTYPE html><html><head><title>x</title></head><body>{''.join(parts)}</body></html>"


TAGS = {
    *("div", "section", "p", "span", "a", "img", "em", "strong", "s", "code", "pre", "br", "hr", "blockquote"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "h2", "h3", "h4", "h5", "h6"),
    *("html", "head", "title", "body"),
}
ATTRIBUTES = {
    *("href", "src", "alt", "title", "rel", "class", "id", "data-for", "role", "aria-label", "tabindex", "loading"),
    *("scope", "start"),
}


@settings(max_examples=400, derandomize=True, deadline=None)
@given(TEXTS)
def test_the_page_is_well_formed_and_holds_only_known_elements(text: str) -> None:
    result, _ = parsed(text)
    document = page(result)
    # A control character or a code point that is no character is the author's own, and an error in any HTML.
    if not any(unicodedata.category(character) in ("Cc", "Cn") and character not in "\t\n" for character in text):
        html5lib.HTMLParser(strict=True).parse(document)
    for element in html5lib.parse(document, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag in TAGS
        assert set(element.attrib) <= ATTRIBUTES, element.attrib
        address = element.attrib.get("href", element.attrib.get("src", "x"))
        assert re.match("x$|https?://|mailto:", address, re.IGNORECASE), address


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
    for element in html5lib.parse(page(result), namespaceHTMLElements=False).iter():
        assert element.tag in TAGS
        assert set(element.attrib) <= ATTRIBUTES
        assert "javascript:" not in element.attrib.get("href", "")


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


SIZE = 20_000
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
    start = time.perf_counter()
    parsed(piece * (SIZE // len(piece)))
    assert time.perf_counter() - start < 10


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
    start = time.perf_counter()
    parsed(text)
    assert time.perf_counter() - start < 10
