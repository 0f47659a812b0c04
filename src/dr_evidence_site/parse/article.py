"""One article or standing page: front matter and body read together, needing that file alone."""

from __future__ import annotations

from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.article import Article, Body, StandingPage
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.prose import ProseBlock
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse import frontmatter, markdown
from dr_evidence_site.parse.sealed_text import text_digest


def article(source: Source, config: Config) -> tuple[Article | None, Body, list[Diagnostic]]:
    """An article with its body. The article is None when its front matter lacks what it needs; the body stands."""
    head, body, _, diagnostics = read_article(source, config)
    return head, body, diagnostics


def read_article(
    source: Source, config: Config
) -> tuple[Article | None, Body, tuple[ProseBlock, ...], list[Diagnostic]]:
    """An article with its body, and the words of the body for checks of wording."""
    head, text, diagnostics = frontmatter.article(source, config)
    if head is not None and any(event.seal for event in head.review):
        head = replace(head, text_digest=text_digest(text.text))
    audiences = [audience.id for audience in config.audiences]
    body, words, faults = markdown.read(
        text.text, path=source.path, first_line=text.first_line, audiences=audiences, limits=config.limits
    )
    return head, body, words, diagnostics + faults


def standing_page(source: Source, config: Config) -> tuple[StandingPage | None, Body, list[Diagnostic]]:
    """A standing page with its body."""
    head, text, diagnostics = frontmatter.standing_page(source)
    body, faults = _body(source, text, config)
    return head, body, diagnostics + faults


def _body(source: Source, text: frontmatter.BodyText, config: Config) -> tuple[Body, list[Diagnostic]]:
    audiences = [audience.id for audience in config.audiences]
    return markdown.body(
        text.text, path=source.path, first_line=text.first_line, audiences=audiences, limits=config.limits
    )
