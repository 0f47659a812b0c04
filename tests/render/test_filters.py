from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from msgspec.structs import replace

from dictionary import Dictionary
from dr_evidence_site.model.article import Word
from dr_evidence_site.model.config import Marker, ReferenceStyle
from dr_evidence_site.model.html import Html
from dr_evidence_site.model.reference import Reference, ReferenceType
from dr_evidence_site.model.source import Span
from dr_evidence_site.model.views import AudienceView, Backlink, Link
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
    audiences = [AudienceView(id_, id_, False, Html("")) for id_ in ("patient", "clinician", "carer")]
    uses = (Backlink("#cite-1", 1, ""), Backlink("#cite-3", 2, "clinician"), Backlink("#cite-4", 3, "patient carer"))
    assert filters.backlinks(uses, audiences) == (
        '<a href=#cite-1>1</a>\n<a href=#cite-3 data-use=2>2</a>\n<a href=#cite-4 data-use="1 3">3</a>'
    )


def test_links_back_are_escaped() -> None:
    assert filters.backlinks((Backlink('#"<', 1, ""),)) == '<a href="#&quot;&lt;">1</a>'
    assert filters.backlinks((Backlink("#a b>", 1, ""),)) == '<a href="#a b&gt;">1</a>'


def test_links_are_written_in_their_own_languages_and_nothing_in_them_is_markup() -> None:
    wanted = (Link("Pain & “loss”", "a.html"), Link('<b>"', 'x"y.html', language="fr"))
    first = '<a href="a.html">Pain &amp; “loss”</a>'
    second = '<a href="x&quot;y.html" lang="fr" dir="auto">&lt;b&gt;&quot;</a>'
    assert filters.links(wanted) == f"{first} · {second}"
    assert filters.links(wanted, " < ") == f"{first} &lt; {second}"
    assert filters.links(()) == ""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "1,234"),
        ("de", "1.234"),
        ("de-CH", "1’234"),
        ("fr", "1\u202f234"),
        ("ar", "1,234"),
        ("ar-EG", "1,234"),
        ("fa", "1,234"),
        ("hi", "1,234"),
        ("tlh", "1,234"),
        ("", "1,234"),
    ],
)
def test_a_number_has_the_separators_of_the_language_and_latin_digits(language: str, words: str) -> None:
    assert filters.number(1234, language) == words


def test_english_is_written_as_by_babel_which_is_not_loaded_for_it() -> None:
    days = [dt.date(1999, 12, 31) + dt.timedelta(days=days) for days in range(0, 800, 7)] + [dt.date(1, 2, 3)]
    assert [filters.long_date(day, "en") for day in days] == [format_date(day, "long", "en_GB") for day in days]
    numbers = [0, 7, 999, 1000, 12_345, 1_234_567, -1000]
    assert [filters.number(one, "en") for one in numbers] == [format_decimal(one, locale="en_GB") for one in numbers]
    code = (
        "import sys, datetime; from dr_evidence_site.render import filters;"
        "filters.time(datetime.date(2026, 1, 1), 'en'); filters.number(1, 'en'); print('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_date_in_arabic_has_the_digits_of_citations() -> None:
    assert filters.long_date(dt.date(2025, 11, 4), "ar") == "4 نوفمبر 2025"
    assert filters.long_date(dt.date(2025, 11, 4), "fr-XX") == "4 novembre 2025"


@pytest.mark.parametrize("marker", [Marker.BRACKETS, Marker.SUPERSCRIPT])
def test_words_of_the_interface_in_a_body_are_translated_with_their_number(marker: Marker) -> None:
    words = Dictionary({"Caution": "<Vorsicht>", "Table %(number)s": 'Tabelle "%(number)s"'})
    parts = ("<b>", Word("Caution"), '</b><i title="', Word("Table %(number)s", 3), '">')
    assert filters.body(parts, marker, words) == '<b>&lt;Vorsicht&gt;</b><i title="Tabelle &quot;3&quot;">'
    assert filters.body(parts, marker) == '<b>Caution</b><i title="Table 3">'


def test_a_time_is_for_readers_and_machines() -> None:
    html = filters.time(dt.date(2025, 11, 4), "de")
    assert html == '<time datetime="2025-11-04">4. November 2025</time>'
    assert isinstance(html, Html)
