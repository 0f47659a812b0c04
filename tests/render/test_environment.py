from __future__ import annotations

import datetime as dt

import plain_pages
import pytest
from msgspec.structs import replace
from plain_pages import VIEW

from dictionary import Dictionary
from dr_evidence_site.model.config import Marker
from dr_evidence_site.model.html import Html
from dr_evidence_site.model.page import Theme
from dr_evidence_site.model.views import (
    CitedNumber,
    ResolvedCitation,
    ResolvedPart,
)
from dr_evidence_site.render.environment import Fault, FaultKind, encoded, environment, render
from dr_evidence_site.render.filters import body, long_date

FRAME = replace(plain_pages.FRAME, title='<b>"Title" & more</b>', notice=Html("<p>Notice</p>"))


def rendered(templates: dict[str, str], **options: object) -> str | Fault:
    origins = {
        name: f"templates/{name}" if not name.startswith("!") else f"<default theme>/{name[1:]}" for name in templates
    }
    theme = Theme(templates, {}, origins)
    made = render(environment(theme, **options), "page.html", FRAME, VIEW)
    in_pieces = encoded(environment(theme, **options), "page.html", FRAME, VIEW)
    assert in_pieces == (made if isinstance(made, Fault) else made.encode("utf-8", "replace"))
    return made


def test_text_is_escaped_and_html_is_not() -> None:
    assert rendered({"page.html": "{{ frame.title }}{{ frame.notice }}"}) == (
        "&lt;b&gt;&#34;Title&#34; &amp; more&lt;/b&gt;<p>Notice</p>"
    )


def test_half_a_character_costs_nothing_else() -> None:
    assert rendered({"page.html": "a\ud83d{{ frame.notice }}"}) == "a\ud83d<p>Notice</p>"


def test_an_overriding_template_can_build_on_the_default_one() -> None:
    templates = {
        "page.html": '{% extends "base.html" %}',
        "base.html": '{% extends "!base.html" %}{% block a %}own {{ super() }}{% endblock %}',
        "!base.html": "<{% block a %}default{% endblock %}>",
    }
    assert rendered(templates) == "<own default>"


def test_words_of_the_interface_are_translatable() -> None:
    count = "{% trans n=2 %}{{ n }} page{% pluralize %}{{ n }} pages{% endtrans %}"
    template = '{% trans %}Skip{% endtrans %} {{ _("Home") }} ' + count
    assert rendered({"page.html": template}) == "Skip Home 2 pages"
    german = {"Skip": "Weiter", "Home": "Start", "%(n)s page": "%(n)s Seite", "%(n)s pages": "%(n)s Seiten"}
    assert rendered({"page.html": template}, words=Dictionary(german)) == "Weiter Start 2 Seiten"


@pytest.mark.parametrize(
    ("template", "words", "expected"),
    [
        ("{% trans %}Skip{% endtrans %}", {"Skip": "<b>Weiter</b>"}, "<b>Weiter</b>"),
        ("{% trans %}50 % more{% endtrans %}", {"50 %% more": "50 %% mehr"}, "50 % mehr"),
        ("{% trans %}\n  Two\n  lines\n{% endtrans %}", {"Two lines": "Zwei"}, "Zwei"),
        ("{% trans a=1 %}{{ a }} of it{% endtrans %}", {"%(a)s of it": "davon %(a)s"}, "davon 1"),
        ("{% set x %}{% trans %}Skip{% endtrans %}{% endset %}{{ x | upper }}", {"Skip": "Weiter"}, "WEITER"),
    ],
    ids=["markup", "a percent sign", "over lines", "with a variable", "captured"],
)
def test_a_translation_is_the_same_whether_it_is_known_early_or_late(
    template: str, words: dict[str, str], expected: str
) -> None:
    assert rendered({"page.html": template}, words=Dictionary(words)) == expected


def test_a_faulty_translation_is_told_at_its_line_and_spares_other_pages() -> None:
    fault = rendered({"page.html": "\n{% trans %}Skip{% endtrans %}"}, words=Dictionary({"Skip": "100 %"}))
    assert isinstance(fault, Fault)
    assert (fault.kind, fault.path, fault.line) == (FaultKind.FAILURE, PAGE, 2)


ESCAPED = [
    ("plain", "{{ 'a b' }}", "a b"),
    ("every sign", "{{ frame.site_title ~ '<&>' }}{% set x = '\\'\"' %}{{ x }}", "Site&lt;&amp;&gt;&#39;&#34;"),
    ("a number", "{{ 3 }}{{ 1.5 }}{{ frame.board_size }}", "31.50"),
    ("nothing", "{{ frame.policy }}", "None"),
    ("a value that prints itself", "{{ frame.footer }}", "()"),
    ("safe text", "{{ '<b>' | safe }}", "<b>"),
    ("escaped once", "{{ '<b>' | escape }}{{ '<b>' | forceescape }}", "&lt;b&gt;&lt;b&gt;"),
    ("the result of a macro", "{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{{ m('<') }}", "<i>&lt;</i>"),
    ("a macro's result in a macro", "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(m('<')) }}", "&lt;"),
    ("captured text", "{% set x %}<i>{{ '<' }}</i>{% endset %}{{ x }}", "<i>&lt;</i>"),
    ("where escaping is off", "{% autoescape false %}{{ frame.title }}{% endautoescape %}", '<b>"Title" & more</b>'),
]


@pytest.mark.parametrize(("template", "expected"), [case[1:] for case in ESCAPED], ids=[case[0] for case in ESCAPED])
def test_every_value_is_escaped_once(template: str, expected: str) -> None:
    assert rendered({"page.html": template}) == expected


PAGE = "templates/page.html"
Kind = FaultKind

FAULTS = [
    ("a block without its end", {"page.html": "a\n{% if frame %}\nb"}, Kind.SYNTAX, PAGE, 3),
    ("a broken expression", {"page.html": "a\nb\n{{ frame. }}"}, Kind.SYNTAX, PAGE, 3),
    ("an unknown filter", {"page.html": "\n{{ frame.title | longdate }}"}, Kind.UNKNOWN_NAME, PAGE, 2),
    ("an unknown field", {"page.html": "\n\n{{ page.titel }}"}, Kind.UNKNOWN_NAME, PAGE, 3),
    ("an unknown name", {"page.html": "{{ pages }}"}, Kind.UNKNOWN_NAME, PAGE, 1),
    ("an unknown asset", {"page.html": '{{ frame.assets["them.css"] }}'}, Kind.UNKNOWN_NAME, PAGE, 1),
    (
        "an unknown field in an included template",
        {"page.html": '\n{% include "part.html" %}', "part.html": "\n\n\n{{ page.x }}"},
        Kind.UNKNOWN_NAME,
        "templates/part.html",
        4,
    ),
    (
        "a broken template that another one extends",
        {"page.html": '{% extends "base.html" %}', "base.html": "\n{% endif %}"},
        Kind.SYNTAX,
        "templates/base.html",
        2,
    ),
    (
        "a template that is not there",
        {"page.html": 'x\n{% include "prat.html" %}', "part.html": ""},
        Kind.NOT_FOUND,
        PAGE,
        2,
    ),
    ("no template at all", {"other.html": ""}, Kind.NOT_FOUND, PAGE, 1),
    ("a template that extends itself", {"page.html": '{% extends "page.html" %}'}, Kind.CYCLE, PAGE, 1),
    ("a filter that fails", {"page.html": "\n{{ page.updated | iso_date }}"}, Kind.FAILURE, PAGE, 2),
    ("a division by zero", {"page.html": "\n{{ 1 // 0 }}"}, Kind.FAILURE, PAGE, 2),
    ("a macro called wrongly", {"page.html": "{% macro m(a) %}{% endmacro %}\n{{ m(1, 2) }}"}, Kind.FAILURE, PAGE, 2),
]


@pytest.mark.parametrize(
    ("templates", "kind", "path", "line"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS]
)
def test_a_fault_names_its_template_and_line(templates: dict[str, str], kind: FaultKind, path: str, line: int) -> None:
    fault = rendered(templates)
    assert isinstance(fault, Fault)
    assert (fault.kind, fault.path, fault.line) == (kind, path, line)


@pytest.mark.parametrize(
    ("template", "name", "known"),
    [
        ("{{ page.titel }}", "titel", "title"),
        ("{{ frame.sitetitle }}", "sitetitle", "site_title"),
        ("{{ frame.home.herf }}", "herf", "href"),
        ("{{ fraem.title }}", "fraem", "frame"),
        ('{{ frame.assets["them.css"] }}', "them.css", "theme.css"),
        ("{{ frame.title | long_dat }}", "long_dat", "long_date"),
    ],
)
def test_a_fault_knows_the_words_that_could_have_been_meant(template: str, name: str, known: str) -> None:
    fault = rendered({"page.html": template})
    assert isinstance(fault, Fault)
    assert fault.name == name
    assert known in fault.known


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "4 November 2025"),
        ("en-US", "November 4, 2025"),
        ("de", "4. November 2025"),
        ("pt-BR", "4 de novembro de 2025"),
        ("tlh-x-nothing", "4 November 2025"),
        ("", "4 November 2025"),
        ("../x", "4 November 2025"),
    ],
)
def test_a_date_is_written_in_the_language_of_the_page(language: str, words: str) -> None:
    assert long_date(dt.date(2025, 11, 4), language) == words


def cited(number: int, author: str = "") -> ResolvedCitation:
    return ResolvedCitation(f"c{number}", (CitedNumber("k", number),), author)


def shown(*parts: ResolvedPart, marker: Marker = Marker.SUPERSCRIPT) -> str:
    """The body as a reader sees it, a superscript as ^1."""
    html = body(parts, marker)
    for number in (1, 2):
        html = html.replace(
            f"<span id=c{number}><sup><a href=#ref-{number}>{number}</a></sup></span>",
            f"^{number}",
        )
    return html


SUPERSCRIPTS = [
    ("hugs the word before", ("a word ", cited(1), " and"), "a word^1 and"),
    ("goes after a full stop", ("a word ", cited(1), ". And"), "a word.^1 And"),
    ("goes after a comma", ("a word ", cited(1), ", and"), "a word,^1 and"),
    ("stays before a colon", ("a word ", cited(1), ": and"), "a word^1: and"),
    ("stays before a semicolon", ("a word ", cited(1), "; and"), "a word^1; and"),
    ("stays before an ellipsis", ("a word ", cited(1), "... and"), "a word^1... and"),
    ("follows a sentence", ("A word. ", cited(1), " And"), "A word.^1 And"),
    ("needs one full stop after an abbreviation", ("by Person et al. ", cited(1), ". And"), "by Person et al.^1 And"),
    ("keeps a comma after an abbreviation", ("by Person et al. ", cited(1), ", and"), "by Person et al.,^1 and"),
    ("hugs over a line end", ("a word\n", cited(1), "</p>"), "a word^1</p>"),
    ("opens a paragraph", ("<p>", cited(1), " says"), "<p>^1 says"),
    ("two keep apart", ("a ", cited(1), " ", cited(2), "."), "a^1 .^2"),
    ("two without a space keep apart", ("a ", cited(1), cited(2), " b"), "a^1 ^2 b"),
    ("an author in the text", ("as ", cited(1, "Person"), " says"), "as Person^1 says"),
    ("an author before a comma", ("as ", cited(1, "Person"), ", who"), "as Person,^1 who"),
    ("an author with a full stop", ("as ", cited(1, "Person et al."), ". So"), "as Person et al.^1 So"),
    ("alone", (cited(1),), "^1"),
]


@pytest.mark.parametrize(
    ("parts", "expected"), [case[1:] for case in SUPERSCRIPTS], ids=[case[0] for case in SUPERSCRIPTS]
)
def test_a_superscript_stands_where_the_manual_of_style_wants_it(
    parts: tuple[ResolvedPart, ...], expected: str
) -> None:
    assert shown(*parts) == expected


@pytest.mark.parametrize("marker", [Marker.BRACKETS, Marker.PARENTHESES])
def test_other_markers_stay_where_they_were_written(marker: Marker) -> None:
    html = body(("a word ", cited(1), ". And"), marker)
    assert html.startswith("a word <span")
    assert html.endswith("</span>. And")
