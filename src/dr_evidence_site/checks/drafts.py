"""Text that is still to be written: lines that begin with “To do:”, as new articles and many drafts have them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from re import MULTILINE, Pattern, compile

from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic, Severity
from dr_evidence_site.diagnostics.codes import drafts as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.source import Source, Span

MARK = "To do:"
"""What such a line begins with, behind any marks of a list, a quotation or a heading."""

_LEVELS = {ReviewStatus.UNDER_REVIEW: Severity.WARNING, ReviewStatus.APPROVED: Severity.ERROR}


def to_do(source: Source, status: ReviewStatus | None) -> Iterator[Diagnostic]:
    """A diagnostic for each such line of a Markdown file, below its front matter; `status` is that of an article."""
    text = source.text
    if MARK not in text:
        return
    first = text.find("\n---", 3) + 1
    for found in _line().finditer(text, first):
        line = text.count("\n", 0, found.start(1)) + 1
        column = found.start(1) - text.rfind("\n", 0, found.start(1))
        words = found[1].rstrip()
        span = Span(source.path, line, column, line, column + len(words))
        fault = codes.TO_DO.at(span, subject=words, words=clip(words[len(MARK) :].strip() or "…"))
        yield replace(fault, severity=_LEVELS[status]) if status in _LEVELS else fault


@cache
def _line() -> Pattern[str]:
    return compile(rf"^[ \t]*(?:(?:[#>*+-]+|\d+[.)])[ \t]+)*({MARK}[^\r\n]*)", MULTILINE)
