"""Hostile text in any field reaches HTML only escaped, and no style raises."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import fields

from dr_evidence_site.model.config import ReferenceStyle
from dr_evidence_site.model.reference import Name, PartialDate, Reference, ReferenceType
from dr_evidence_site.model.source import Span
from dr_evidence_site.render.styles import Run, as_html, as_text, format_reference

HOSTILE = "\"><script>alert(1)</script>'&amp;"
TEXT_FIELDS = [field.name for field in fields(Reference) if field.type is str and field.name != "key"]
TAGS = {"a", "bdi", "i"}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def check(reference: Reference, style: ReferenceStyle) -> None:
    runs = format_reference(reference, style)
    parser = Tags()
    parser.feed(as_html(runs))
    parser.close()
    assert {tag for tag, _ in parser.found} <= TAGS
    for tag, attributes in parser.found:
        assert set(attributes) == ({"href"} if tag == "a" else set())
        if tag == "a":
            assert str(attributes["href"]).lower().startswith(("https://", "http://"))
    assert parser.text == as_text(runs)


@pytest.mark.parametrize("style", ReferenceStyle)
@pytest.mark.parametrize("kind", ReferenceType)
def test_hostile_text_in_every_field_at_once_is_escaped(kind: ReferenceType, style: ReferenceStyle) -> None:
    values = dict.fromkeys(TEXT_FIELDS, HOSTILE)
    name = Name(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    issued = PartialDate(2000, literal=HOSTILE)
    reference = Reference(
        key="k",
        type=kind,
        span=Span("a"),
        authors=(name, Name(literal=HOSTILE)),
        editors=(name,),
        issued=issued,
        **values,
    )
    html = as_html(format_reference(reference, style))
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    check(reference, style)


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JavaScript:x",
        "data:text/html,x",
        "//evil.example",
        'https://a.org/"onclick=x',
        "http://",
        "https://a.org/ b",
        "\njavascript:x",
        "https://a.org/<b>",
    ],
)
def test_only_whole_web_addresses_become_links(href: str) -> None:
    assert as_html([Run("text", href=href)]) == "text"


def test_an_address_is_escaped_in_its_attribute() -> None:
    html = as_html([Run("a & b", href="https://a.org/?x=1&y='2'")])
    assert html == '<a href="https://a.org/?x=1&amp;y=&#x27;2&#x27;">a &amp; b</a>'


TEXT = st.one_of(st.just(""), st.text(alphabet="aB1 .?-,()<>&\"':/é", max_size=12), st.text(max_size=8))
NAMES = st.lists(st.builds(Name, TEXT, TEXT, TEXT, TEXT, TEXT), max_size=9).map(tuple)
DATES = st.none() | st.builds(
    PartialDate,
    st.none() | st.integers(1000, 2100),
    st.none() | st.integers(1, 12),
    st.none() | st.integers(1, 28),
    TEXT,
)
REFERENCES = st.builds(
    Reference,
    key=st.just("k"),
    type=st.sampled_from(ReferenceType),
    span=st.just(Span("a")),
    authors=NAMES,
    authors_incomplete=st.booleans(),
    editors=NAMES,
    issued=DATES,
    accessed=DATES,
    **dict.fromkeys(TEXT_FIELDS, TEXT),
)


@settings(max_examples=200, deadline=None)
@given(REFERENCES, st.sampled_from(ReferenceStyle))
def test_any_reference_is_formatted_and_escaped(reference: Reference, style: ReferenceStyle) -> None:
    html = as_html(format_reference(reference, style))
    for text in ("<i>", "</i>", "</a>", "<bdi>", "</bdi>"):
        html = html.replace(text, "")
    assert html.count("<") == html.count('<a href="http')
    assert html.count('"') == 2 * html.count("<a ")


def test_words_from_right_to_left_are_set_apart() -> None:
    runs = (Run("1. فيتامين د، وصحة العظام. 2026 <ب>"), Run("عنوان", italic=True), Run("Plain – é"))
    assert as_html(runs) == (
        "1. <bdi>فيتامين د، وصحة العظام</bdi>. 2026 &lt;<bdi>ب</bdi>&gt;<i><bdi>عنوان</bdi></i>Plain – é"
    )
