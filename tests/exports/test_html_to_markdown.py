"""HTML back to Markdown: what comes out means what went in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.exports.html_to_markdown import escaped, to_markdown
from dr_evidence_site.model.article import Word
from dr_evidence_site.parse import markdown

LABELS = {"patient": "Patient or carer", "clinician": "Health professional"}


def html(text: str) -> str:
    body, _ = markdown.body(text, path="x.md", first_line=1, audiences=tuple(LABELS))
    return "".join(part.text if isinstance(part, Word) else str(part) for part in body.parts)


def meaning(rendered: str) -> str:
    """HTML without what Markdown does not carry: spacing, loose lists, classes and ids."""
    plain = re.sub(r' (?:id|class|tabindex|aria-label|role)="[^"]*"', "", rendered)
    plain = re.sub(r"</?(?:p|div)>", " ", plain)
    return re.sub(r"\s+", "", plain)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("## A *b*", "## A *b*"),
        ("A **b** ~~c~~ `d`", "A **b** ~~c~~ `d`"),
        ("`` a`b ``", "``a`b``"),
        ("`` `a ``", "`` `a ``"),
        ("[a](https://e.org/x_(y))", "[a](<https://e.org/x_(y)>)"),
        ("a\\\nb", "a\\\nb"),
        ("- a\n- b", "- a\n- b"),
        ("- a\n  - b\n- c", "- a\n  - b\n- c"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("> a\n>\n> b", "> a\n>\n> b"),
        ("```python\nx < 1\n```", "```python\nx < 1\n```"),
        ("````\n```\n````", "````\n```\n````"),
        ("| a | b |\n|---|---|\n| 1 \\| 2 | 3 |", "| a | b |\n| --- | --- |\n| 1 \\| 2 | 3 |"),
        ("---", "---"),
        ("::: patient\na\n:::", "> **Patient or carer**\n>\n> a"),
        ("::: patient clinician\na\n:::", "> **Patient or carer, Health professional**\n>\n> a"),
        ("a [b]{.patient}[c]{.clinician}", "a \\[Patient or carer: b\\]\\[Health professional: c\\]"),
        ("## A {.patient}", "## A (Patient or carer)"),
        ("::: bottom-line\na\n:::", "## Bottom line\n\na"),
        ("::: caution\na\n:::", "> **Caution**\n>\n> a"),
        (":::: note\n::: patient\na\n:::\n::::", "> **Note**\n>\n> > **Patient or carer**\n> >\n> > a"),
    ],
)
def test_a_construct(source: str, expected: str) -> None:
    assert to_markdown(html(source), LABELS) == expected


@pytest.mark.parametrize(
    "text",
    [
        "\\# a", "\\- a", "\\+ a", "1\\. a", "1\\) a", "\\> a", "\\*a\\*", "\\_a\\_", "\\`a\\`", "\\[a\\](b)", "\\<b>",
        "&amp;copy;", "\\~~a\\~~", "!\\[a](b)", "a \\| b", "\\\\", "\\---", "\\===", "\\::: patient", "a\n\\- b",
    ],
)  # fmt: skip
def test_text_that_looks_like_markup_stays_text(text: str) -> None:
    first = html(text)
    assert meaning(html(to_markdown(first, LABELS))) == meaning(first)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ('a <span class="citation" id="c">[<a role="doc-noteref" href="#ref-1">1</a>–<a role="doc-noteref" href="#ref-3">3</a>]</span>.', "a [1–3]."),
        ('<span class="citation" id="c">[see <a role="doc-noteref" href="#ref-1">1</a>, p. 3 <em>only</em>]</span>', "[see 1, p. 3 *only*]"),
        ('<span class="citation" id="c">[<span class="missing">x_y?</span>]</span>', "[x\\_y?]"),
    ],
)  # fmt: skip
def test_citations_are_numbers_in_brackets(marked: str, expected: str) -> None:
    assert to_markdown(f"<p>{marked}</p>", LABELS) == expected


@pytest.mark.parametrize(
    ("address", "base", "expected"),
    [
        ("../about.html", "https://e.org/s/articles/a.html", "https://e.org/s/about.html"),
        ("#more", "https://e.org/a.html", "https://e.org/a.html#more"),
        ("../about.html", "", "../about.html"),
        ("https://e.org/?a=1&amp;b=2", "", "https://e.org/?a=1&b=2"),
    ],
)
def test_addresses_become_absolute_where_that_is_known(address: str, base: str, expected: str) -> None:
    assert to_markdown(f'<p><a href="{address}">x</a></p>', LABELS, base) == f"[x]({expected})"


def test_a_link_within_the_page_is_text_where_the_page_is_not_known() -> None:
    assert to_markdown('<p><a href="#more">x</a></p>', LABELS) == "x"


def test_a_picture_keeps_its_words() -> None:
    assert (
        to_markdown('<p><img src="../a b.png" alt="A [plot]" loading="lazy"></p>', {})
        == "![A \\[plot\\]](<../a b.png>)"
    )


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab *_`[]()<>#-+.!1&;\\|~=:é"), min_size=1, max_size=30))
def test_any_text_stays_text(text: str) -> None:
    written = escaped(text).strip()
    shown = re.sub(r"<[^>]*>", "", html(written)).strip()
    from html import unescape

    assert " ".join(unescape(shown).split()) == " ".join(text.split())


PIECE = st.sampled_from(
    ["one", "*two*", "**three**", "`four`", "~~five~~", "a * b", "[six](https://e.org/)", "&lt;", "7. x", "- y", "# z"]
)
LINE = st.lists(PIECE, min_size=1, max_size=4).map(" ".join)
BLOCK = st.one_of(
    LINE,
    LINE.map(lambda line: f"## {line}"),
    st.lists(LINE, min_size=1, max_size=3).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    st.lists(LINE, min_size=1, max_size=3).map(
        lambda lines: "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))
    ),
    st.lists(LINE, min_size=1, max_size=2).map(lambda lines: "\n>\n".join(f"> {line}" for line in lines)),
    LINE.map(lambda line: f"```\n{line}\n```"),
    LINE.map(lambda line: "| a | b |\n|---|---|\n| " + line.replace("|", "\\|") + " | c |"),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=4).map("\n\n".join))
def test_what_was_written_is_what_is_read_again(source: str) -> None:
    first = html(source)
    assert meaning(html(to_markdown(first, LABELS))) == meaning(first)
