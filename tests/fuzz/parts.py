"""The parts of what was written in Markdown: where they stand, and their HTML as a site would fill it."""

from __future__ import annotations

from collections.abc import Sequence

from dr_evidence_site.model.article import ArticleLink, Citation, ImageLink, Part
from dr_evidence_site.model.source import Span


def spans(parts: Sequence[Part]) -> list[Span]:
    """Where citations, links and pictures stand."""
    found: list[Span] = []
    for part in parts:
        if isinstance(part, Citation):
            found += [item.span for item in part.items]
        elif isinstance(part, ArticleLink | ImageLink):
            found.append(part.span)
    return found


def filled(parts: Sequence[Part]) -> str:
    """The HTML, with something in each hole."""
    html = []
    for part in parts:
        if isinstance(part, Citation):
            html += [f"<span>{item.prefix}{item.suffix}</span>" for item in part.items]
        else:
            html.append(part if isinstance(part, str) else "x")
    return "".join(html)
