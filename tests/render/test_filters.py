from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from dr_evidence_site.model.config import ReferenceStyle
from dr_evidence_site.model.html import Html
from dr_evidence_site.model.reference import Reference, ReferenceType
from dr_evidence_site.model.source import Span
from dr_evidence_site.model.views import Backlink
from dr_evidence_site.render import filters

ENTRY = Reference("k", ReferenceType.ARTICLE, Span("a.bib"), title="One")


def printer() -> tuple[list[str], filters.Callable[[Reference, ReferenceStyle], Html]]:
    """The remembering filter over one that notes what it is asked to format."""
    asked: list[str] = []

    def reference(entry: Reference, style: ReferenceStyle) -> Html:
        asked.append(f"{entry.title} {style.value}")
        return Html(asked[-1])

    return asked, filters.remembering(reference)


def test_a_reference_is_formatted_once_however_often_it_is_cited() -> None:
    asked, reference = printer()
    copy = replace(ENTRY, title="".join(["O", "ne"]))
    assert {reference(entry, ReferenceStyle.AMA) for entry in (ENTRY, ENTRY, copy, ENTRY)} == {"One ama"}
    assert asked == ["One ama"]


@pytest.mark.parametrize(
    ("other", "style", "expected"),
    [
        (replace(ENTRY, title="Two"), ReferenceStyle.AMA, "Two ama"),
        (ENTRY, ReferenceStyle.VANCOUVER, "One vancouver"),
    ],
    ids=["a reference that has changed under its key", "another style"],
)
def test_what_is_remembered_is_never_shown_for_something_else(
    other: Reference, style: ReferenceStyle, expected: str
) -> None:
    _, reference = printer()
    assert reference(ENTRY, ReferenceStyle.AMA) == "One ama"
    assert reference(other, style) == expected
    assert reference(ENTRY, ReferenceStyle.AMA) == "One ama"


def test_links_back_stand_one_a_line_with_their_audiences() -> None:
    assert filters.backlinks((Backlink("#cite-1", 1, ""), Backlink("#cite-4", 2, "patient carer"))) == (
        '<a href="#cite-1" aria-label="Back to use 1">1</a>\n'
        '<a href="#cite-4" data-use="patient carer" aria-label="Back to use 2">2</a>'
    )


def test_links_back_are_translated_and_escaped() -> None:
    html = filters.backlinks((Backlink('#"<', 1, '"<'),), {"Back to use": 'Zurück "zu"'}.__getitem__)
    assert html == '<a href="#&quot;&lt;" data-use="&quot;&lt;" aria-label="Zurück &quot;zu&quot; 1">1</a>'


def test_a_time_is_for_readers_and_machines() -> None:
    html = filters.time(dt.date(2025, 11, 4), "de")
    assert html == '<time datetime="2025-11-04">4. November 2025</time>'
    assert isinstance(html, Html)
