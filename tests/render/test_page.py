from __future__ import annotations

import plain_pages
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from plain_pages import VIEW

from dr_evidence_site.diagnostics.codes import theme as codes
from dr_evidence_site.model.html import Html
from dr_evidence_site.model.page import Page, Theme
from dr_evidence_site.model.source import Span
from dr_evidence_site.model.views import AudienceView, Frame, StandingView
from dr_evidence_site.render.environment import environment
from dr_evidence_site.render.page import disclaimers, page

FRAME = replace(
    plain_pages.FRAME,
    audiences=(
        AudienceView("patient", "Patient", True, Html("<p>Not advice for you alone.</p>")),
        AudienceView("clinician", "Clinician", False, Html("<p>Check the sources – always.</p>")),
    ),
    assets={"audience.css": "../assets/audience.1.css", "theme.css": "../assets/theme.2.css"},
)
HEAD = "<head>{{ frame | audience_style_sheet }}</head>"


def made(template: str, frame: Frame = FRAME, view: StandingView = VIEW) -> tuple[bytes | None, list[str]]:
    theme = Theme({"page.html": template}, {}, {"page.html": "templates/page.html"})
    content, diagnostics = page(environment(theme), Page("a.html", "page.html", frame, view))
    assert all(d.span == Span("templates/page.html", d.span.line) for d in diagnostics)
    return content, [d.code for d in diagnostics]


def test_a_page_with_both_disclaimers_is_published_as_utf_8() -> None:
    content, faults = made(HEAD + "<footer>{{ frame | disclaimers }}</footer>")
    assert not faults
    assert content is not None
    assert "Check the sources – always." in content.decode("utf-8")


def test_every_audience_has_its_section() -> None:
    block = disclaimers(FRAME)
    assert block.count("<section ") == 2
    assert '<section class="disclaimer" data-disclaimer data-for="patient"><p>Not advice for you alone.</p>' in block


SHOWN = {
    "after a closed comment": "<!-- a -->{B}",
    "after closed details": "<details><summary>s</summary>t</details>{B}",
    "after a hidden element": "<p hidden>x</p>{B}",
    "after a hidden element with others of its name inside": "<div hidden><div>x</div></div>{B}",
    "after a hidden void element": '<input type="radio" hidden>{B}',
    "after hidden as a word of the text": "<p>Hidden text, hidden meaning</p>{B}",
    "under an attribute that only sounds alike": '<div class="a hidden-ish" data-inert="1">{B}</div>',
    "after a closed script": '<script src="a.js"></script>{B}',
    "after a picture": '<svg aria-hidden="true"><title>t</title></svg>{B}',
}


@pytest.mark.parametrize("template", SHOWN.values(), ids=SHOWN)
def test_a_disclaimer_that_readers_see_is_accepted(template: str) -> None:
    assert made(HEAD + template.replace("{B}", "{{ frame | disclaimers }}"))[1] == []


HIDDEN = {
    "in a comment": "<!-- {B} -->",
    "in a comment that is never closed": "<!-- {B}",
    "in a template": "<template>{B}</template>",
    "in a template in capitals": "<TEMPLATE>{B}</TEMPLATE>",
    "in noscript": "<noscript>{B}</noscript>",
    "in a script": "<script>{B}</script>",
    "in a style element": "<style>{B}</style>",
    "in a text area": "<textarea>{B}</textarea>",
    "in closed details": "<details><summary>s</summary>{B}</details>",
    "in details after other details": "<details>a</details><details>{B}</details>",
    "in a dialog": "<dialog>{B}</dialog>",
    "in a hidden element": "<div hidden>{B}</div>",
    "in an element hidden with a value": '<footer class="a" hidden="until-found">{B}</footer>',
    "in a hidden element on a new line": "<footer\nhidden>{B}</footer>",
    "deep in a hidden element": "<div hidden><div>a</div><p>b</p><div>{B}</div></div>",
    "in an element hidden from assistive technology": '<div aria-hidden="true">{B}</div>',
    "in an inert element": "<main inert>{B}</main>",
    "in a popover": "<div popover>{B}</div>",
    "in a hidden element after a hidden one": "<p hidden>x</p><div hidden>{B}</div>",
}


@pytest.mark.parametrize("template", HIDDEN.values(), ids=HIDDEN)
def test_a_disclaimer_that_readers_do_not_see_is_an_error(template: str) -> None:
    content, faults = made(HEAD + template.replace("{B}", "{{ frame | disclaimers }}"))
    assert content is None
    assert faults == [codes.HIDDEN_DISCLAIMER.id]


BODIES = {
    "around the body alone": ("<details>{T}</details>{B}", []),
    "before the body": ("<details>x</details>{T}{B}", []),
    "after the body, in one element with it": ("<div hidden>{T}{B}</div>", [codes.HIDDEN_DISCLAIMER.id]),
    "in a comment that opens before the body": ("<!-- {T} {B} -->", [codes.HIDDEN_DISCLAIMER.id]),
    "in an element that opens after the body": ("{T}<details>{B}</details>", [codes.HIDDEN_DISCLAIMER.id]),
    "when the body is shown twice": ("{T}<template>{T}{B}</template>", [codes.HIDDEN_DISCLAIMER.id]),
    "when the body is changed": (
        "{{ page.body | body(page.marker) | upper }}<dialog>{B}",
        [codes.HIDDEN_DISCLAIMER.id],
    ),
    "when the body says the same": ("{T}{B}", []),
}


@pytest.mark.parametrize(("template", "expected"), BODIES.values(), ids=BODIES)
def test_a_body_neither_hides_the_disclaimer_nor_hides_that_it_is_hidden(template: str, expected: list[str]) -> None:
    body = "<h2>Hidden – inert</h2>\n<p>In words &lt;details&gt; of one’s own</p>\n" * 9
    template = template.replace("{T}", "{{ page.body | body(page.marker) }}").replace(
        "{B}", "{{ frame | disclaimers }}"
    )
    content, faults = made(HEAD + template, view=replace(VIEW, body=(body,)))
    assert faults == expected
    if not expected:
        assert content is not None
        assert body in content.decode("utf-8")


def test_each_page_is_proved_with_its_own_body() -> None:
    theme = Theme({"page.html": HEAD + "{{ page.body | body(page.marker) }}{{ frame | disclaimers }}"}, {})
    engine = environment(theme)
    for text in ("<p>one</p>", "", "<p>one</p><p>two</p>", "<p>lone \ud800</p>"):
        content, faults = page(engine, Page("a.html", "page.html", FRAME, replace(VIEW, body=(text,))))
        assert not faults
        assert content is not None
        assert text.replace("\ud800", "?").encode() in content


DROPPED = {
    "none at all": "<footer></footer>",
    "one audience's alone": "{{ frame.audiences[0].disclaimer }}",
    "changed": "{{ frame | disclaimers | upper }}",
    "as text": "{{ frame | disclaimers | forceescape }}",
}


@pytest.mark.parametrize("template", DROPPED.values(), ids=DROPPED)
def test_a_page_without_every_disclaimer_is_an_error(template: str) -> None:
    content, faults = made(HEAD + template)
    assert content is None
    assert faults == [codes.NO_DISCLAIMER.id]


UNLINKED = {
    "not linked": "",
    "linked under another address": '<link rel="stylesheet" href="audience.css">',
    "linked after another": '<link rel="stylesheet" href="../assets/theme.2.css">{{ frame | audience_style_sheet }}',
    "linked in a comment": "<!--{{ frame | audience_style_sheet }}-->",
    "linked without a script only": "<noscript>{{ frame | audience_style_sheet }}</noscript>",
}


@pytest.mark.parametrize("head", UNLINKED.values(), ids=UNLINKED)
def test_a_page_that_does_not_link_the_audience_style_sheet_first_is_an_error(head: str) -> None:
    content, faults = made(f"<head>{head}</head>{{{{ frame | disclaimers }}}}")
    assert content is None
    assert faults == [codes.NO_AUDIENCE_STYLE_SHEET.id]


def test_an_asset_table_without_the_audience_style_sheet_is_an_error_and_no_traceback() -> None:
    assert made(HEAD + "{{ frame | disclaimers }}", replace(FRAME, assets={}))[1] == [codes.NO_AUDIENCE_STYLE_SHEET.id]


@pytest.mark.parametrize(
    ("template", "code", "line", "message", "hint"),
    [
        ("\n{% if %}", codes.TEMPLATE_SYNTAX, 2, "cannot be read", "{% block %}"),
        ("\n\n{{ page.titel }}", codes.UNKNOWN_NAME, 3, "“titel”", "Did you mean “title”?"),
        ("{{ page.zzzzzzzzz }}", codes.UNKNOWN_NAME, 1, "“zzzzzzzzz”", "“frame” and “page”"),
        ('{% include "pag.html" %}', codes.TEMPLATE_NOT_FOUND, 1, "“pag.html”", "Did you mean “page.html”?"),
        ('{% extends "page.html" %}', codes.TEMPLATE_CYCLE, 1, "circle", '{% extends "!base.html" %}'),
        ("\n{{ 1 // 0 }}", codes.TEMPLATE_FAILURE, 2, "ZeroDivisionError", "this line"),
        ("{{ ('{x}' | long_dat) }}", codes.UNKNOWN_NAME, 1, "“long_dat”", "“long_date”"),
    ],
)
def test_a_faulty_template_is_told_with_its_line_and_a_way_on(
    template: str, code: codes.Code, line: int, message: str, hint: str
) -> None:
    theme = Theme({"page.html": template}, {}, {"page.html": "templates/page.html"})
    content, [diagnostic] = page(environment(theme), Page("a.html", "page.html", FRAME, VIEW))
    assert content is None
    assert (diagnostic.code, diagnostic.span) == (code.id, Span("templates/page.html", line))
    assert message in diagnostic.message
    assert hint in diagnostic.hint


def test_one_fault_of_a_template_is_told_once_for_all_its_pages() -> None:
    theme = Theme({"page.html": "{{ x }}"}, {})
    pages = [Page(f"{n}.html", "page.html", FRAME, replace(VIEW, title=str(n))) for n in range(3)]
    assert len({d for one in pages for d in page(environment(theme), one)[1]}) == 1


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=st.sampled_from("{}%# \n\"'<>-!abframepg._|()[]é\u2028"), max_size=60))
def test_no_template_makes_it_raise_and_every_fault_lies_in_it(text: str) -> None:
    theme = Theme({"page.html": text}, {}, {"page.html": "templates/page.html"})
    content, diagnostics = page(environment(theme), Page("a.html", "page.html", FRAME, VIEW))
    assert content is None
    assert diagnostics
    assert all(d.span.path == "templates/page.html" for d in diagnostics)
    assert all(1 <= d.span.line <= text.count("\n") + 1 for d in diagnostics)


def test_the_codes_that_guard_readers_cannot_be_lowered() -> None:
    assert [code.id for code in codes.ALL if code.protected] == ["THM006", "THM007", "THM008"]
