"""One article or standing page: front matter and body read together, needing that file alone."""

from __future__ import annotations

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.article import Article, Body, StandingPage
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse import frontmatter, markdown


def article(source: Source, config: Config) -> tuple[Article | None, Body, list[Diagnostic]]:
    """An article with its body. The article is None when its front matter lacks what it needs; the body stands."""
    head, text, diagnostics = frontmatter.article(source, config)
    body, faults = _body(source, text, config)
    return head, body, diagnostics + faults


def standing_page(source: Source, config: Config) -> tuple[StandingPage | None, Body, list[Diagnostic]]:
    """A standing page with its body."""
    head, text, diagnostics = frontmatter.standing_page(source)
    body, faults = _body(source, text, config)
    return head, body, diagnostics + faults


def _body(source: Source, text: frontmatter.BodyText, config: Config) -> tuple[Body, list[Diagnostic]]:
    audiences = [audience.id for audience in config.audiences]
    return markdown.body(text.text, path=source.path, first_line=text.first_line, audiences=audiences)
