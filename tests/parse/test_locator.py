"""Locators, against Pandoc's citeproc with a style that shows label, value and suffix apart."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandoc import plain, run

from dr_evidence_site.model.locators import TERMS, printed
from dr_evidence_site.parse.locator import Locator, locator

LABELS = (
    *("book", "chapter", "column", "figure", "folio", "issue", "line", "note", "opus", "page", "paragraph", "part"),
    *("section", "sub-verbo", "verse", "volume"),
)
STYLE = """\
<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0" default-locale="en-US">
  <info><title>Locators</title><id>locators</id><updated>2025-01-01T00:00:00+00:00</updated></info>
  <citation><layout>
    <text value="⟦"/>
    <choose>{cases}<else><text value="none"/></else></choose>
    <text value="|"/><text variable="locator"/><text value="⟧"/>
  </layout></citation>
</style>
"""

# One suffix a line, as it stands behind the key; "⏎" stands for a line break, "␣" for a no-break space.
AGREEING = r"""
, p. 33
, pp. 33-35
, pp. 33-35, 38-39 and nowhere else
 33-35, 38-39 and nowhere else
{ii, A, D-Z}, with a suffix
, {pp. iv, vi-xi, (xv)-(xvii)} with suffix here
, {pp. iv, vi, xi, (xv)-(xvii)} with suffix
, chap. 1
, chapter 2
, sec. 3
, § 3
, §3
, §§ 3-5
, ¶ 3
, ¶¶ 3, 4
, ¶3
 p. 3
 p.3
p. 3
, p 3
, page 12
, Page 12
, PP. 3
, p. (a)
, p. (i)
, p. (c)
, p. a
, p. iv
, iv
 iv
, p. IV-VI
, p. xv-xvii
, pp. iv–vi
, 12
 12
, 12a
, A12
, e123
, e123-e125
, 3-5, 7
, 3–5
, 3 - 5
, 3—5
, 1.2
, 1.2.3
, 1.
, p. 1.
, 1(a)(ii)
, p. 34(1)
, [17]
, 591 [84]
, 3:5
, 3/4
, 3%
, 2nd ed.
, 99 years later
, 2019, p. 3
, p. 3, p. 4
, vol. 2
, vol. 2, p. 3
, vols. 2-3
, v. 3
, n. 3
, nn. 3-4
, note 3
, no. 4
, nos. 4, 5
, issue 4
, fig. 2
, figs. 2-3
, figure 2
, figure 2 and more
, fig. S3
, fol. 3
, fols. 3
, l. 3
, ll. 3-4
, line 3
, lines 3-4
, op. 3
, opus 3
, para. 3
, paras. 3-4
, paragraph 3
, pt. 2
, part 2
, s.v. 3
, s.v. aardvark
, {s.v. aardvark}
, sub verbo 3
, s.vv. 3, 4
, bk. 2
, book 2
, col. 2
, column 2
, columns 2-3
, see p. 3
, cf. 3
,p. 3
,  p.  3
, p.␣3
, p. 3␣x
, p. 3 et seq.
, p. 3f
, p. 3ff.
, pp. 3 ff.
, p. xiv n. 3
, x-ray
, p. x-ray
, p. vix
, p. mcm
, c
, i
, I agree
, vol. I
, p.
, p
, {p. 3}x
, {3}
, {p. {3}}
, {chap. 3, sec. 4}
, {pp. 3} 4
, {x}
 {x} y
{x}
, {§ 3}
, {vol. 2}, p. 3
, (3)
, (p. 3)
, [3]
, p. [3]
, p. "3"
, "3"
, 3!
, 3'
, 3_4
, 3+4
, 3=4
, 3, x
, 3, 4, x, 5
, 3 4 5
,, 3
, , 3
.
. p. 3
: p. 3
 words
, words
, p.⏎3
,⏎p. 3
, chap.3
, chapter3
, chapter(3)
, p.iv
, p.(3)
, page(s) 3
, p.p. 3
, Chap. 3
, CHAPTER 3
, section 3.2.1(b)
, sec. A.3
, sec. A
, 3-5 in
, 3 in
, 12 Jan 2020
, 10 mg
, p. S1–S3
, p. 3—4
, pp. 100-05
, 3a-b
, § A
, Ⅳ
, p. ٣
, p. ½
, p. 3½
, p. 3 I think
, p. 3 v. 4
"""

AND = "“and” and “&” between numbers go on with the value, so that its term is printed in plural"
TERM = "all locator terms of CSL 1.0.2, and forms of them in everyday use"
NUMBER = "a bare number is a page, in braces too; Pandoc says so of numbers of one digit"
MARKED_UP = "a locator is plain text; one that is marked up or escaped stays in the suffix as it was written"
DEPARTURES: tuple[tuple[str, str, Locator], ...] = (
    (AND, ", chap. 2 and 3", Locator("chapter", "2 and 3", "")),
    (AND, ", chapters 2 & 3, x", Locator("chapter", "2 & 3, x", "")),
    (AND, ", pp. 3, 4 and 5 and more", Locator("page", "3, 4 and 5", " and more")),
    (TERM, ", number 4", Locator("issue", "4", "")),
    (TERM, ", table 2", Locator("table", "2", "")),
    (TERM, ", table S3", Locator("table", "S3", "")),
    (TERM, ", tbl. 2", Locator("table", "2", "")),
    (TERM, ", app. 2", Locator("appendix", "2", "")),
    (TERM, ", {appendix A}", Locator("appendix", "A", "")),
    (TERM, ", eq. 4", Locator("equation", "4", "")),
    (TERM, ", ch. 3", Locator("chapter", "3", "")),
    (TERM, ", suppl. 2", Locator("supplement", "2", "")),
    (NUMBER, ", {33}", Locator("page", "33", "")),
    (NUMBER, ", {33-35} x", Locator("page", "33-35", " x")),
    (MARKED_UP, ", p. **32**", Locator("", "", ", p. **32**")),
    (MARKED_UP, ", p. `3`", Locator("", "", ", p. `3`")),
    (MARKED_UP, r", p. 3\-5", Locator("page", "3", r"\-5")),
    (MARKED_UP, ", p. 3&ndash;5", Locator("page", "3", "&ndash;5")),
)


def from_pandoc(suffixes: list[str], folder: Path) -> list[tuple[str, str, str]]:
    """Label, value and rest of each suffix, by Pandoc's citeproc."""
    cases = "".join(
        f'<{"else-if" if number else "if"} locator="{label}"><text value="{label}"/></{"else-if" if number else "if"}>'
        for number, label in enumerate(LABELS)
    )
    style = folder / "locators.csl"
    style.write_text(STYLE.format(cases=cases), encoding="utf-8")
    document = "---\nreferences: [{id: a, type: book}]\nsuppress-bibliography: true\n---\n\n" + "\n\n".join(
        f"[@{{a}}{suffix}]" for suffix in suffixes
    )
    output = run(["-f", "markdown-smart", "--citeproc", "--csl", str(style), "-t", "json"], document)
    told = []
    for block in json.loads(output)["blocks"]:
        words = plain(block["c"]).replace("\N{SYMBOL FOR SUBSTITUTE}", "")
        found = re.fullmatch(r"⟦([a-z-]+)\|(.*)⟧(.*)", words, re.DOTALL)
        assert found, words
        told.append((found[1].removeprefix("none"), alike(found[2]), alike(found[3])))
    return told


def alike(text: str) -> str:
    """Less what is a matter of printing: white space, the dash of a range, a space behind a comma."""
    return " ".join(text.replace("–", "-").replace(",", ", ").split())


def written(line: str) -> str:
    return line.replace("⏎", "\n").replace("␣", "\N{NO-BREAK SPACE}")


def test_pandoc_finds_the_same_locators(tmp_path: Path) -> None:
    suffixes = [written(line) for line in AGREEING.strip("\n").split("\n")]
    assert len(suffixes) > 150
    differing = {}
    for suffix, expected in zip(suffixes, from_pandoc(suffixes, tmp_path), strict=True):
        found = locator(suffix)
        told = (found.label, alike(found.value), alike(found.rest))
        if told != expected:
            differing[suffix] = (told, expected)
    assert differing == {}


def test_each_departure_from_pandoc_is_one_and_is_as_stated(tmp_path: Path) -> None:
    pandoc = from_pandoc([suffix for _, suffix, _ in DEPARTURES], tmp_path)
    for (reason, suffix, expected), theirs in zip(DEPARTURES, pandoc, strict=True):
        assert locator(suffix) == expected, (reason, suffix)
        assert theirs != (expected.label, alike(expected.value), alike(expected.rest)), (reason, suffix)


@pytest.mark.parametrize(
    ("suffix", "expected"),
    [
        ("{}, 99 years later", Locator("", "", ", 99 years later")),
        ("{} 99 years later", Locator("", "", " 99 years later")),
        (", {p. }x", Locator("page", "", "x")),
        (", {p. 3", Locator("", "", ", {p. 3")),
        ("", Locator("", "", "")),
    ],
)
def test_braces_without_a_value_or_an_end(suffix: str, expected: Locator) -> None:
    assert locator(suffix) == expected


def test_every_term_is_read_in_each_of_its_forms() -> None:
    for label, singular, plural, others in TERMS:
        for form in (singular, plural, *others):
            assert locator(f", {form} 3").label == label, form
            assert locator(f", {form.upper()} 3").label == label, form


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (", page 3", "p. 3"),
        (", p. 3-5", "pp. 3–5"),
        (", pp. 3--5, 7", "pp. 3–5, 7"),
        (", chapter 2 and 3", "chaps. 2 and 3"),
        (", {ii, A, D-Z}", "ii, A, D–Z"),
        (", table S3", "tbl. S3"),
    ],
)
def test_a_locator_is_printed_with_its_term(suffix: str, text: str) -> None:
    found = locator(suffix)
    assert " ".join(filter(None, printed(found.label, found.value))) == text


@settings(max_examples=300, derandomize=True)
@given(st.text("p.vxi123 ,;-–(){}[]§and&s\n*", max_size=40))
def test_the_rest_ends_the_suffix_and_no_word_is_lost(suffix: str) -> None:
    found = locator(suffix)
    assert suffix.endswith(found.rest)
    head = suffix[: len(suffix) - len(found.rest)]
    assert found.value in head
    if not found.value and not found.label:
        assert head.strip(" ,{}\n") == ""


def test_a_long_suffix_takes_linear_time() -> None:
    start = time.perf_counter()
    for piece in ("3", "3.", "3,", "(3", "{", "[3]", "v", "-", "3 and ", ".x", "p. "):
        locator(", p. " + piece * (100_000 // len(piece)))
    assert time.perf_counter() - start < 10
