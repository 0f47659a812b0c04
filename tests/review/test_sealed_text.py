"""White space that does not show makes no difference to a sealed text; everything that shows does."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dr_evidence_site.parse import markdown
from dr_evidence_site.parse.sealed_text import normalised, one_line, text_digest

TEXT = """\
:::: bottom-line
::: patient
Kidney stones became more common, in about 4 more people
in every 1,000 [@moyer2013].
:::
::::

## What was *studied*

- one
- two, which goes on
  here
  - deeper

1. first
2. second

| Outcome | Risk |
|---------|-----:|
| Death   | 1.17 |

> A quotation
> of two lines

```evidence
risk:   1
  per:  1000
```

Term
: Meaning

Use `a  b` and say  [words]{.patient}[others]{.clinician}.
"""


def rewrapped(text: str) -> str:
    return text.replace("people\nin every", "people in\nevery").replace("goes on\n  here", "goes\n  on here")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.rstrip("\n"),
        lambda text: "\n\n" + text + "\n\n\n",
        lambda text: text.replace("\n\n", "\n\n\n\n"),
        lambda text: text.replace("say  [", "say ["),
        lambda text: text.replace("Kidney stones", "Kidney   stones"),
        lambda text: text.replace("Kidney stones", "Kidney\tstones"),
        lambda text: re.sub("(?m)(?<=[a-z])$", "  ", text.partition("```")[0]) + "".join(text.partition("```")[1:]),
        rewrapped,
        lambda text: text.replace("## What was *studied*\n\n", "## What was *studied*\n"),
        lambda text: text.replace("::: patient\n", "::: patient\n\n"),
        lambda text: text.replace("- one\n- two", "- one\n\n- two"),
        lambda text: text.replace("|---------|-----:|", "| --- | -: |"),
        lambda text: text.replace("| Death   |", "| Death |"),
        lambda text: unicodedata.normalize("NFD", text),
    ],
)
def test_white_space_that_does_not_show_makes_no_difference(change) -> None:
    text = TEXT + "\nÅngström\n"
    assert change(text) != text
    assert normalised(change(text)) == normalised(text)
    assert text_digest(change(text)) == text_digest(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("4 more", "5 more"),
        ("1,000", "1000"),
        ("common,", "common"),
        ("Kidney", "kidney"),
        ("*studied*", "studied"),
        ("@moyer2013", "@jackson2006"),
        ("## What", "### What"),
        ("::: patient", "::: clinician"),
        (".patient}", ".clinician}"),
        ("  - deeper", "- deeper"),
        ("1.17", "1.71"),
        ("risk:   1", "risk:   2"),
        ("risk:   1", "risk: 1"),  # code is shown as it is written
        ("`a  b`", "`a b`"),
        ("people\nin every", "people\n\nin every"),
        ("2. second", "3. second"),
        ("> of two", "> of three"),
        ("≥", ">") if "≥" in TEXT else ("Meaning", "Meanings"),
    ],
)
def test_whatever_shows_makes_a_difference(old: str, new: str) -> None:
    assert old in TEXT
    assert normalised(TEXT.replace(old, new, 1)) != normalised(TEXT)


def test_a_title_is_one_line() -> None:
    assert one_line("  Vitamin\u00a0D  3 \n") == "Vitamin D 3"
    assert one_line("A\u030angstro\u0308m") == "Ångström"


PIECES = (
    "word", "two words", "  spaced  words", "\\", "`code  span`", "`", "``", "- item", "-     code item", "* star", "-",
    "1. one", "2) two", "2013. year", "> quote", ">", "# Head", "##", "Setext", "---", "===", "* * *", "    indented  code",
    "```", "~~~", "``` info", "::: patient", ":::", ":::: note", "::::", "| a  | b |", "|---|---|", "a | b", "--- | ---",
    "[x]: /url", "Term", ": meaning", "    : deep", "a  ", "b\\", "[@key]", "\t tab", "é", "e\u0301", "+ plus", "10. ten",
)  # fmt: skip
BREAKS = ("\n", "\n\n", "\n\n\n", "\r\n", " ", "  ", "\n  ", "\n    ", "\n      ", "  \n", "\n\t", "\n> ", "\n- ")


@st.composite
def texts(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
    return "".join(piece + draw(st.sampled_from(BREAKS)) for piece in pieces)


def rendered(text: str) -> str:
    """What a reader sees: the HTML, white space outside `pre` and `code` collapsed, loose lists like tight ones."""
    parts = markdown.body(text, path="a.md", first_line=1, audiences=("patient", "clinician"))[0].parts
    html = "".join(part if isinstance(part, str) else re.sub(r"Span\([^)]*\)", "", repr(part)) for part in parts)
    pieces = re.split(r"(<pre.*?</pre>)", unicodedata.normalize("NFC", html), flags=re.DOTALL)
    return "".join(
        re.sub(r"\s*(?=\n|</code></pre>)", "", piece)
        if index % 2
        else re.sub(r"\s+", " ", re.sub(r"</?p>|<br ?/?>", " ", piece)).replace("> ", ">").replace(" <", "<")
        for index, piece in enumerate(pieces)
    ).strip()


@st.composite
def two_spellings(draw: st.DrawFn) -> tuple[str, str]:
    """A text, and the same with other white space."""
    text = draw(texts())
    spaces = list(re.finditer(r"\s+", text))
    other = text
    for found in reversed(spaces):
        if draw(st.integers(0, 2)) == 0:
            other = other[: found.start()] + draw(st.sampled_from(BREAKS)) + other[found.end() :]
    return text, other


@settings(max_examples=1500, deadline=None)
@given(two_spellings())
@example(("Setext\n---\n", "Setext\n\n---\n"))
@example(("- a\n\n\n    b  c", "- a\n\n\n  b  c"))
def test_texts_that_are_alike_look_alike(pair: tuple[str, str]) -> None:
    """The seal may be broken by white space that does not show, but never kept by white space that does."""
    one, other = pair
    if normalised(one) == normalised(other):
        assert rendered(one) == rendered(other)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_digest(text: str) -> None:
    assert len(text_digest(text)) == 64
