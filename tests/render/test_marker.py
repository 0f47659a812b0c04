from __future__ import annotations

import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dictionary import Dictionary
from dr_evidence_site.model.config import Marker
from dr_evidence_site.model.html import Html
from dr_evidence_site.model.views import CitedNumber, ResolvedCitation
from dr_evidence_site.render.marker import LOCATOR, citation


def resolved(*items: int | str | CitedNumber, author: str = "") -> ResolvedCitation:
    """A number is a plain item, a word is a missing key."""
    return ResolvedCitation(
        "cite-3",
        tuple(
            item if isinstance(item, CitedNumber) else CitedNumber(str(item), item if isinstance(item, int) else None)
            for item in items
        ),
        author,
    )


def at(number: int | None, **around: str) -> CitedNumber:
    return CitedNumber("key", number, **{name: Html(value) for name, value in around.items()})


def words(html: str) -> str:
    """What a reader sees."""
    return re.sub(r"<[^>]*>", "", html)


SHOWN = [
    ("one", resolved(4), "[4]"),
    ("two successive ones stay apart", resolved(1, 2), "[1,2]"),
    ("three successive ones are a range", resolved(1, 2, 3), "[1–3]"),
    ("unsorted, with a gap", resolved(5, 1, 4, 3), "[1,3–5]"),
    ("two ranges", resolved(1, 2, 3, 7, 8, 9), "[1–3,7–9]"),
    ("pairs are no ranges", resolved(1, 2, 4, 5), "[1,2,4,5]"),
    ("a repeated number", resolved(2, 2, 1, 2), "[1,2]"),
    ("a repeated number does not break a range", resolved(1, 2, 2, 3), "[1–3]"),
    ("numbers sort as numbers", resolved(10, 9, 2), "[2,9,10]"),
    ("a locator is set off", resolved(1, 3, 4, 5, at(7, locator="p. 693")), "[1,3–5; 7, p. 693]"),
    ("a locator stays out of ranges", resolved(1, at(2, locator="p. 5"), 3, 4), "[1; 2, p. 5; 3,4]"),
    ("same number, plain and with a locator", resolved(at(4, locator="p. 3"), 3, 4, 5), "[3,4; 4, p. 3; 5]"),
    ("same locator twice", resolved(at(4, locator="p. 3"), at(4, locator="p. 3")), "[4, p. 3]"),
    ("two locators", resolved(at(4, locator="p. 3"), at(4, locator="p. 9")), "[4, p. 3; 4, p. 9]"),
    ("a prefix", resolved(at(2, prefix="see")), "[see 2]"),
    ("a prefix with its space", resolved(at(2, prefix="see "), 1), "[1; see 2]"),
    ("a suffix in words", resolved(at(2, suffix="and elsewhere")), "[2 and elsewhere]"),
    ("a suffix with its comma", resolved(at(2, locator="p. 3", suffix=", table 2")), "[2, p. 3, table 2]"),
    ("a missing key", resolved("nobody2000"), "[nobody2000?]"),
    ("a missing key stands last", resolved("nobody2000", 3, 1, 2), "[1–3; nobody2000?]"),
    ("a missing key with a locator", resolved(at(None, locator="p. 3")), "[key?, p. 3]"),
    ("an author in the text", resolved(1, author="Person et al."), "Person et al. [1]"),
    ("an author with a locator", resolved(at(1, locator="p. 3"), author="Person"), "Person [1, p. 3]"),
]


@pytest.mark.parametrize(("given_", "shown"), [case[1:] for case in SHOWN], ids=[case[0] for case in SHOWN])
def test_shows_numbers_sorted_ranged_and_with_what_stands_around_them(given_: ResolvedCitation, shown: str) -> None:
    assert words(citation(given_, Marker.BRACKETS)) == shown


@pytest.mark.parametrize(
    ("marker", "shown"),
    [
        (Marker.BRACKETS, "[1–3]"),
        (Marker.PARENTHESES, "(1–3)"),
        (Marker.SUPERSCRIPT, "1–3"),
    ],
)
def test_each_marker_has_its_signs(marker: Marker, shown: str) -> None:
    html = citation(resolved(1, 2, 3), marker)
    assert words(html) == shown
    assert ("<sup>" in html) is (marker is Marker.SUPERSCRIPT)


def test_the_markup_links_the_numbers_it_shows() -> None:
    assert citation(resolved(1, 3, 4, 5), Marker.BRACKETS) == (
        "<span id=cite-3>[<a href=#ref-1>1</a>,<a href=#ref-3>3</a>–<a href=#ref-5>5</a>]</span>"
    )


def test_a_superscript_author_is_hugged() -> None:
    assert words(citation(resolved(1, author="Person"), Marker.SUPERSCRIPT)) == "Person1"


def test_hostile_text_is_escaped() -> None:
    hostile = '<script>"&'
    html = citation(ResolvedCitation(hostile, (CitedNumber(hostile, None, locator=hostile),), hostile), Marker.BRACKETS)
    assert "<script" not in html
    assert 'id="&lt;script&gt;&quot;&amp;"' in html


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.integers(1, 40), st.none()), max_size=12),
    st.text(max_size=8),
    st.text(max_size=8),
    st.sampled_from(Marker),
)
def test_any_citation_is_well_formed_and_loses_no_number(
    numbers: list[int | None], key: str, author: str, marker: Marker
) -> None:
    html = citation(ResolvedCitation("cite-1", tuple(CitedNumber(key, n) for n in numbers), author), marker)
    body = html5lib.parse(f"<!DOCTYPE html><title>t</title><p>{html}</p>", namespaceHTMLElements=False).find("body")
    span = body.find(".//span[@id='cite-1']")
    known = sorted({n for n in numbers if n is not None})
    shown = {int(a.text) for a in span.iter("a")}
    assert shown <= set(known)
    assert {*known[:1], *known[-1:]} <= shown
    assert len(list(body.iter("p"))) == 1


GERMAN = Dictionary(
    {
        "%(author)s et al": "%(author)s et al.",
        "%(first)s and %(second)s": "%(first)s und %(second)s",
        f"{LOCATOR}|pp.": "S.",
    }
)


@pytest.mark.parametrize(
    ("cited", "english", "german"),
    [
        (resolved(1, author="Ann"), "Ann [1]", "Ann [1]"),
        (replace(resolved(1, author="Ann"), second="Bob"), "Ann and Bob [1]", "Ann und Bob [1]"),
        (replace(resolved(1, author="Ann"), others=True), "Ann et al [1]", "Ann et al. [1]"),
        (resolved(at(2, locator="3–5", term="pp.")), "[2, pp. 3–5]", "[2, S. 3–5]"),
        (resolved(at(2, locator="S3", term="tbl.")), "[2, tbl. S3]", "[2, tbl. S3]"),
    ],
)
def test_the_words_around_numbers_are_those_of_the_pages_language(
    cited: ResolvedCitation, english: str, german: str
) -> None:
    assert words(citation(cited, Marker.BRACKETS)) == english
    assert words(citation(cited, Marker.BRACKETS, GERMAN)) == german
