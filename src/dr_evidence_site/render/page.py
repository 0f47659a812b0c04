"""One page from its closed view to bytes, with the proof that it carries what no theme may drop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dr_evidence_site.diagnostics import Diagnostic, did_you_mean
from dr_evidence_site.diagnostics.codes import theme as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.page import Page
from dr_evidence_site.model.source import Span
from dr_evidence_site.model.views import ArticleView, StandingView
from dr_evidence_site.render.disclaimer import AUDIENCE_STYLE_SHEET, Lack, disclaimers, lacks
from dr_evidence_site.render.environment import Fault, FaultKind, body_of, encoded, origin, render, theme_of, utf_8

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["disclaimers", "page"]

_LONGEST = 160
"""Characters of Jinja's own words that a message repeats."""

_BEGINNING = 80
"""Characters of a body by which it is looked for."""

_LACKS = {
    Lack.DISCLAIMER: codes.NO_DISCLAIMER,
    Lack.DISCLAIMER_SHOWN: codes.HIDDEN_DISCLAIMER,
    Lack.STYLE_SHEET: codes.NO_AUDIENCE_STYLE_SHEET,
}


def page(environment: Environment, page: Page) -> tuple[bytes | None, list[Diagnostic]]:
    """The page in UTF-8, or None with the reasons why it may not be published.

    A fault is told of the template, not of the page: a thousand pages with one faulty template have one fault.
    """
    if isinstance(page.view, ArticleView | StandingView):
        html = render(environment, page.template, page.frame, page.view)
        if isinstance(html, Fault):
            return None, [_diagnostic(html)]
        before, own, after = _cut(html, body_of(environment, page.view))
        content, proved = b"".join((before, own, after)), before + after
    else:
        made = encoded(environment, page.template, page.frame, page.view)
        if isinstance(made, Fault):
            return None, [_diagnostic(made)]
        content = proved = made
    lacking = lacks(proved, page.frame)
    if lacking:
        span = Span(origin(theme_of(environment), page.template))
        return None, [
            _LACKS[lack].at(span, template=page.template, style_sheet=AUDIENCE_STYLE_SHEET) for lack in lacking
        ]
    return content, []


def _cut(html: str, body: str) -> tuple[bytes, bytes, bytes]:
    """The page in UTF-8 as what stands before, in and after the body, wherever the theme has put it.

    The body is this program's own HTML, balanced and without anything that hides, so that only the rest has to be
    proved; that halves the proof's time. All of the page is "before" when the body is not found as it was made.
    """
    # The search for a long text prepares itself with a table of its letters; for its beginning it need not.
    start = html.find(body[:_BEGINNING]) if body else -1
    if start < 0 or not html.startswith(body, start):
        return utf_8(html), b"", b""
    end = start + len(body)
    return utf_8(html[:start]), utf_8(html[start:end]), utf_8(html[end:])


def _diagnostic(fault: Fault) -> Diagnostic:
    span = Span(fault.path, max(fault.line, 1))
    problem = clip(fault.problem, _LONGEST)
    name = clip(fault.name, _LONGEST)
    match fault.kind:
        case FaultKind.SYNTAX:
            return codes.TEMPLATE_SYNTAX.at(span, problem=problem.rstrip("."))
        case FaultKind.UNKNOWN_NAME:
            hint = did_you_mean(fault.name, fault.known, otherwise=codes.UNKNOWN_NAME.hint)
            return codes.UNKNOWN_NAME.at(span, hint=hint, name=name)
        case FaultKind.NOT_FOUND:
            hint = did_you_mean(fault.name, fault.known, otherwise=codes.TEMPLATE_NOT_FOUND.hint)
            return codes.TEMPLATE_NOT_FOUND.at(span, hint=hint, name=name)
        case FaultKind.CYCLE:
            return codes.TEMPLATE_CYCLE.at(span, name=name)
        case FaultKind.FAILURE:
            return codes.TEMPLATE_FAILURE.at(span, problem=problem.rstrip("."))
