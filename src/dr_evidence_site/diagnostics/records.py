"""Diagnostics as JSON data, to be remembered, and back."""

from __future__ import annotations

from typing import Any

from dr_evidence_site.diagnostics.diagnostic import Diagnostic, Related, Severity
from dr_evidence_site.model.source import Span


def dump_diagnostic(diagnostic: Diagnostic) -> list[Any]:
    """A diagnostic as JSON data."""
    return [
        diagnostic.code,
        int(diagnostic.severity),
        diagnostic.message,
        _span(diagnostic.span),
        diagnostic.hint,
        [[_span(related.span), related.message] for related in diagnostic.related],
        diagnostic.subject,
    ]


def load_diagnostic(value: list[Any]) -> Diagnostic:
    """A diagnostic from JSON data."""
    code, severity, message, span, hint, related, subject = value
    others = tuple(Related(Span(*place), words) for place, words in related)
    return Diagnostic(code, Severity(severity), message, Span(*span), hint, others, subject)


def _span(span: Span) -> list[Any]:
    return [span.path, span.line, span.column, span.end_line, span.end_column]
