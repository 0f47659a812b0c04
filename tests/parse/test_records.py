"""Every value of the model survives being written as JSON and read back."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.diagnostics import Diagnostic, Related, Severity
from dr_evidence_site.model.article import (
    Article,
    ArticleLink,
    Body,
    Citation,
    CitationItem,
    Heading,
    ImageLink,
    Outline,
    ReviewEvent,
    ReviewStatus,
    StandingPage,
    outline,
)
from dr_evidence_site.model.reference import Integrity, Name, PartialDate, Reference, ReferenceType
from dr_evidence_site.model.source import Span
from dr_evidence_site.parse import records
from dr_evidence_site.parse.records import DAMAGE, Head

PATH = "content/articles/a.md"

# Surrogates too: a broken escape in a source must not stop a run.
words = st.text(st.characters(), max_size=12)
numbers = st.integers(0, 10_000)
days = st.dates()


def spans(path: st.SearchStrategy[str]) -> st.SearchStrategy[Span]:
    return st.builds(Span, path, numbers, numbers, numbers, numbers)


here = spans(st.just(PATH))
anywhere = spans(words)
some_words = st.lists(words, max_size=3).map(tuple)
items = st.builds(CitationItem, words, here, words, words, words, words, st.booleans())
citations = st.builds(Citation, st.lists(items, min_size=1, max_size=3).map(tuple), st.booleans(), some_words)
parts = st.lists(
    st.one_of(words, citations, st.builds(ArticleLink, words, words, here), st.builds(ImageLink, words, here)),
    max_size=5,
).map(tuple)
headings = st.lists(st.builds(Heading, st.integers(1, 6), words, words, some_words), max_size=3).map(tuple)
sets_of_words = st.frozensets(words, max_size=3)
bodies = st.builds(Body, parts, headings, sets_of_words, sets_of_words)
events = st.builds(ReviewEvent, st.sampled_from(ReviewStatus), here, st.none() | days, st.none() | words, words)
articles = st.builds(
    Article,
    path=st.just(PATH),
    slug=words,
    title=words,
    status=st.sampled_from(ReviewStatus),
    updated=days,
    audience=words,
    question=words,
    topics=some_words,
    authors=some_words,
    review=st.lists(events, max_size=3).map(tuple),
    review_due=st.none() | days,
    search_date=st.none() | days,
    spans=st.dictionaries(words, here, max_size=3),
)
pages = st.builds(StandingPage, st.just(PATH), words, words, st.none() | days)
diagnostics = st.builds(
    Diagnostic,
    words,
    st.sampled_from(Severity),
    words,
    anywhere,
    words,
    st.lists(st.builds(Related, anywhere, words), max_size=2).map(tuple),
)
outlines = st.builds(
    Outline,
    some_words,
    st.lists(st.tuples(words, words), max_size=3).map(tuple),
    some_words,
    some_words,
    sets_of_words,
)
heads = st.builds(Head, st.none() | articles | pages, outlines, st.lists(diagnostics, max_size=2).map(tuple))
names = st.lists(st.builds(Name, words, words, words, words, words), max_size=3).map(tuple)
TEXTS = [
    name
    for name, default in zip(
        reversed(Reference.__struct_fields__), reversed(Reference.__struct_defaults__), strict=False
    )
    if default == ""
]
a_number = st.none() | st.integers(0, 3000)
dates = st.none() | st.builds(PartialDate, a_number, a_number, a_number, words)
references = st.builds(
    Reference,
    key=words,
    type=st.sampled_from(ReferenceType),
    span=anywhere,
    authors=names,
    authors_incomplete=st.booleans(),
    editors=names,
    issued=dates,
    accessed=dates,
    integrity=st.none() | st.sampled_from(Integrity),
    **dict.fromkeys(TEXTS, words),
)
few = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@given(heads)
@few
def test_heads(head: Head) -> None:
    loaded = records.load_head(PATH, records.dump_head(head))
    assert loaded == head
    # Positions take no part in the equality of articles.
    assert getattr(loaded.front, "spans", {}) == getattr(head.front, "spans", {})
    assert type(loaded.front) is type(head.front)


@given(bodies)
@few
def test_bodies(body: Body) -> None:
    loaded = records.load_body(PATH, records.dump_body(body))
    assert loaded == body
    assert outline(loaded) == outline(body)


@given(parts, st.lists(diagnostics, max_size=2))
@few
def test_fragments(text: tuple[object, ...], faults: list[Diagnostic]) -> None:
    assert records.load_fragment(PATH, records.dump_fragment(text, faults)) == (text, faults)  # type: ignore[arg-type]


@given(diagnostics)
@few
def test_diagnostics(diagnostic: Diagnostic) -> None:
    loaded = records.load_diagnostic(records.dump_diagnostic(diagnostic))
    assert loaded == diagnostic
    assert type(loaded.severity) is Severity


@given(references, anywhere)
@few
def test_references_at_their_new_place(reference: Reference, span: Span) -> None:
    data = records.dump_reference(reference)
    assert records.load_reference(data, reference.span) == reference
    assert records.load_reference(data, span).span == span


@given(bodies)
@few
def test_the_same_value_gives_the_same_text(body: Body) -> None:
    assert records.dump_body(body) == records.dump_body(records.load_body(PATH, records.dump_body(body)))


def test_every_text_field_of_a_reference_is_kept() -> None:
    """A field that is added to the model must be added to the record."""
    full = {name: f"<{name}>" for name in TEXTS}
    reference = Reference("key", ReferenceType.BOOK, Span("a.bib"), **full)  # type: ignore[arg-type]
    assert records.load_reference(records.dump_reference(reference), Span("a.bib")) == reference


def test_a_date_before_the_year_1000_is_kept() -> None:
    page = Head(StandingPage(PATH, "a", "A", dt.date(1, 2, 3)), Outline(), ())
    assert records.load_head(PATH, records.dump_head(page)) == page


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "7", '"text"', "[[],[],[]]", '[["article"],[[],[],[],[],[]],[]]', "{}"]
)
def test_a_damaged_record_raises_what_is_announced(text: str) -> None:
    for load in (records.load_head, records.load_body, records.load_fragment):
        try:
            load(PATH, text)
        except DAMAGE:
            continue
        assert text == "{}" or load is records.load_fragment, "only an empty value may pass as one"
