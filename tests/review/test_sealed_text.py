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
        re.sub(r"\s*(?=</code></pre>)|[ \t]*(?=\n)", "", piece)
        if index % 2
        else re.sub(r"\s+", " ", re.sub(r"</?p>|<br ?/?>", " ", piece)).replace("> ", ">").replace(" <", "<").strip()
        for index, piece in enumerate(pieces)
    )


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


LOOK_OTHERWISE = [
    ("Setext\n---\n", "Setext\n\n---\n"),
    ("-\n\n-\n", "-\n\n\n-\n"),
    # Whether it is code depends on where the text of the item above begins, and on whether that is an item.
    ("\n2013. a\n\n    a a", "\n2013. a\n\n    a\na"),
    ("a\n  1. one\n\n    code\na\n", "a\n  1. one\n\n    code a\n"),
    ("[@key]\n    - a\n\n    a\na", "[@key]\n    - a\n\n    a\n    a"),
    # Blank lines show within code.
    ("    a\n\n    b", "    a\n\n\n    b"),
    # A fence is text where it is indented too far, and code in an item ends with the item.
    ("a\n\t```\n```\na", "a\n\t```\n```\n\na"),
    ("- ```\n```\n\na", "- ```\n```\na"),
    ("-\n\t~~~\n\n\n  a\na", "-\n\t~~~\n\n\n  a\n  a"),
    # The indentation of a line in which code goes on shows beside the backtick that ends it.
    ("`\na\n    `code\n---", "`\na\n`code\n---"),
    # Dashes are those of a table only below its head.
    ("--- | ---\n", "--- | --- -\n"),
    ("a | b\n--- | - --\n", "a | b\n--- | ---\n"),
    ("__\n_", "__ _"),
    # Where a definition ends depends on the lines.
    ("[a\nb]: /url\n'c' d", "[a\nb]: /url 'c'\nd"),
    ("[a]:\n/url\n'c' d", "[a]:\n/url 'c'\nd"),
    ("- [@a;\n\n[^1]:", "- [@a;\n[^1]:"),
    # A meaning belongs to a line, not to a paragraph.
    (": a\n\n: a", ": a\n\n:\na"),
    ("a\n: b\nc\n    : d", "a\n: b c\n    : d"),
    # Attributes of a heading stand behind a space.
    ("a {.patient}\n-", "a\n{.patient}\n-"),
    ("a\n     {.patient}\n-", "a\n{.patient}\n-"),
    # A fence too many is left out, and two texts meet.
    ("- a\n  :::\n\n  b", "- a\n  :::\n  b"),
]


@pytest.mark.parametrize("pair", LOOK_OTHERWISE, ids=[repr(one) for one, _ in LOOK_OTHERWISE])
def test_white_space_that_shows_makes_a_difference(pair: tuple[str, str]) -> None:
    one, other = pair
    assert rendered(one) != rendered(other)
    assert normalised(one) != normalised(other)


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        ("- one\n\n  two words\n\n  three words\n", "- one\n\n\n  two\n  words\n\n  three\n  words\n"),
        ("1. one\n    - deeper words\n\n      and more\n", "1. one\n    - deeper\n      words\n\n\n      and\n      more\n"),
        ("- one | two\n- three\n", "- one | two\n\n- three\n"),
        ("Term\n: one two\n\n  three four\n\nEnd\n", "Term\n: one\n  two\n\n\n  three\n  four\n\n\nEnd\n"),
        ("# Head\n| a | b |\n|---|---|\n", "# Head\n\n|  a | b  |\n| - | - |\n"),
        ("::: patient\n- one\n- two\n:::\n", "::: patient\n\n- one\n- two\n\n:::\n"),
        ("# Head\n\n---\n\n# More\n", "# Head\n---\n# More\n"),
        ("Say `one two` of [three\nfour](five)\n", "Say `one  \ntwo` of\n[three four](five)\n"),
        ("- one\n\n  ```\n  a\n\n  ```\n\n  two three\n", "- one\n  ```\n  a\n\n  ```\n  two\n  three\n"),
        ("-\n- one\n\ntwo three\n\nfour\n", "-\n- one\n\n\ntwo\nthree\n\n\nfour\n"),
    ],
)  # fmt: skip
def test_ordinary_editing_makes_no_difference(text: str, edited: str) -> None:
    assert rendered(edited) == rendered(text)
    assert normalised(edited) == normalised(text)


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(two_spellings())
@example(("Setext\n---\n", "Setext\n\n---\n"))
@example(("- a\n\n\n    b  c", "- a\n\n\n  b  c"))
@example(("-\n\n-\n", "-\n\n\n-\n"))
@example(("word\nword\n  1. one\n\n    indented  code\nword\n", "word\nword\n  1. one\n\n    indented  code word\n"))
def test_texts_that_are_alike_look_alike(pair: tuple[str, str]) -> None:
    """The seal may be broken by white space that does not show, but never kept by white space that does.

    The texts are the same in every run. To look at others, take `derandomize` out of the settings, raise
    `max_examples`, and run with `--hypothesis-seed=1`, then 2, 3, …; put what is found above.
    """
    one, other = pair
    if normalised(one) == normalised(other):
        assert rendered(one) == rendered(other)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_digest(text: str) -> None:
    assert len(text_digest(text)) == 64
