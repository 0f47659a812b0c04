"""The two tasks that make up a build's work, as functions of what they are given alone: any process can do them."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.article import Article, Body, EvidenceBlock
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.page import Output, Page, Theme
from dr_evidence_site.model.prose import Coverage, ProseBlock, Reading
from dr_evidence_site.model.site import ArticleEntry, Site
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse.records import Head, dump_body, dump_head, load_body
from dr_evidence_site.site.languages import language_of

if TYPE_CHECKING:
    from jinja2 import Environment

    from dr_evidence_site.model.views import Frame
    from dr_evidence_site.render.words import Words


class Context(Struct, frozen=True):
    """What rendering any article needs besides the article: small enough to be sent to another machine.

    `frames` has what surrounds the articles, by language. `beside` is whether the files beside the pages are wanted.
    """

    site: Site
    frames: Mapping[str, Frame]
    theme: Theme
    images: Mapping[str, str]
    beside: bool = True


class Rendered(Struct, frozen=True):
    """What came of an article: its page (None if the theme is faulty) with the faults, the ids of the terms that it
    explains, and the files beside it.
    """

    path: str
    content: bytes | None
    faults: list[Diagnostic]
    explained: tuple[str, ...]
    beside: list[Output]


def parse_chunk(config: Config, sources: list[Source], wording: tuple[Source, ...] = ()) -> list[tuple[str, str, str]]:
    """The head and body of each source as JSON text. `wording` are the site's own rules of wording."""
    from dr_evidence_site.checks.drafts import to_do
    from dr_evidence_site.model.article import outline
    from dr_evidence_site.parse import article as parse

    made = []
    with without_collector():
        for source in sources:
            if source.path.startswith("content/articles/"):
                front, body, words, faults = parse.read_article(source, config)
                coverage, more = _checked(front, body, words, config, wording)
                more += _contradictions(front, body, words, config, wording)
                reading, differences = _compared(front, body, words, config, wording)
                faults += to_do(source, front.status if front else None)
                found = replace(outline(body), reading=reading)
                head = Head(front, found, (*faults, *more, *differences), coverage)
            else:
                page, body, faults = parse.standing_page(source, config)
                faults += _contradictions(None, body, (), config, wording)
                head = Head(page, outline(body), (*faults, *to_do(source, None)))
            made.append((source.path, dump_head(head), dump_body(body)))
    return made


def _checked(
    article: Article | None, body: Body, words: tuple[ProseBlock, ...], config: Config, added: tuple[Source, ...]
) -> tuple[Coverage, list[Diagnostic]]:
    """How many claims of an article have a source, and what is wrong with its words."""
    if article is None:
        return Coverage(), []
    from dr_evidence_site.build.wording import rules_of
    from dr_evidence_site.checks.text import check

    rules = rules_of(language_of(article, config), added, config.language)
    if not rules:
        return Coverage(), []
    audiences = [audience.id for audience in config.audiences]
    blocks = [part for part in body.parts if isinstance(part, EvidenceBlock)]
    if not blocks:
        return check(words, rules, audiences)
    from dr_evidence_site.checks.evidence_told import absolute_effects
    from dr_evidence_site.diagnostics.codes.wording import RELATIVE_ALONE

    coverage, faults = check(words, rules, audiences, absolute_effects(blocks, words, audiences))
    if any(block.name for block in blocks):  # said when their files are known: see build/evidence.py
        faults = [fault for fault in faults if fault.code != RELATIVE_ALONE.id]
    return coverage, faults


def _compared(
    article: Article | None, body: Body, words: tuple[ProseBlock, ...], config: Config, added: tuple[Source, ...]
) -> tuple[tuple[Reading, ...], list[Diagnostic]]:
    """How hard an article is for each audience that it is written for, and how its versions for them differ."""
    if article is None:
        return (), []
    from dr_evidence_site.build.wording import rules_of
    from dr_evidence_site.checks import parity
    from dr_evidence_site.checks.reading import readings

    rules = rules_of(language_of(article, config), added, config.language)
    served = {article.audience, *body.audiences}
    readers = [audience.id for audience in config.audiences if audience.id in served]
    english = rules.abbreviations if rules and rules.language == "en" else None
    return readings(words, readers, english), parity.check(words, config.audiences, rules)


def _contradictions(
    article: Article | None,
    body: Body,
    words: tuple[ProseBlock, ...],
    config: Config,
    added: tuple[Source, ...],
) -> list[Diagnostic]:
    """What is wrong between the evidence of a text and its words, and within the evidence."""
    blocks = [part for part in body.parts if isinstance(part, EvidenceBlock) and part.evidence]
    if not blocks:
        return []
    from dr_evidence_site.build.wording import rules_of
    from dr_evidence_site.checks import evidence, evidence_text

    faults = [fault for block in blocks if block.evidence for fault in evidence.check(block.evidence)]
    rules = rules_of(language_of(article, config), added, config.language) if article else None
    return faults + evidence_text.check(blocks, words, rules) if rules else faults


def render_chunk(context: Context, chunk: list[tuple[ArticleEntry, bytes]]) -> list[Rendered]:
    """The finished page of each article, the terms that it explains, and the files beside it."""
    from dr_evidence_site.site.articles import article_page

    made = []
    with without_collector():
        for entry, record in chunk:
            body = load_body(entry.article.path, record, has_places=False)
            frame = context.frames[language_of(entry.article, context.site.config)]
            page = article_page(entry, body, context.site, frame, context.images)
            content, faults = render(context.theme, page)
            wanted = context.beside and content is not None
            beside = _files_beside(context.theme, page) if wanted else []
            made.append(Rendered(page.path, content, faults, explained_on(page), beside))
    return made


def _files_beside(site_theme: Theme, page: Page) -> list[Output]:
    from dr_evidence_site.model.views import ArticleView

    view = page.view
    if not isinstance(view, ArticleView) or not view.downloads:
        return []
    from dr_evidence_site.exports.files import files_beside
    from dr_evidence_site.render.environment import evidence

    made, words = _interface(site_theme, page.frame.language)
    return files_beside(page, words, partial(evidence, made))


def explained_on(page: Page) -> tuple[str, ...]:
    """The ids of the terms that a page explains."""
    from dr_evidence_site.model.views import ArticleView, StandingView

    view = page.view
    return tuple([term.id for term in view.terms]) if isinstance(view, ArticleView | StandingView) else ()


class without_collector:  # noqa: N801 - used like a function
    """Puts the collector aside: a build makes many objects and no cycles that matter, and it would cost a tenth."""

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was_on:
            gc.enable()


def render(site_theme: Theme, page: Page) -> tuple[bytes | None, list[Diagnostic]]:
    """The bytes of a page, and what is wrong with the theme's templates."""
    from dr_evidence_site.render.page import page as render_page

    return render_page(_interface(site_theme, page.frame.language)[0], page)


def words_in(site_theme: Theme, language: str) -> Words:
    """The words of the interface in a language."""
    return _interface(site_theme, language)[1]


def _interface(site_theme: Theme, language: str) -> tuple[Environment, Words]:
    """The template engine and the words of the interface for pages in a language."""
    made = _interfaces(_Same(site_theme))
    if language not in made:
        from dr_evidence_site.render.environment import environment
        from dr_evidence_site.render.words import digest, words
        from dr_evidence_site.system.compiled_templates import CompiledTemplates, folder
        from dr_evidence_site.system.fingerprint import fingerprint_of_templates

        its = words(site_theme, language)
        version = f"{fingerprint_of_templates()} {digest(site_theme, language)}"
        compiled = CompiledTemplates(folder())
        made[language] = environment(site_theme, words=its, compiled=compiled, version=version), its
    return made[language]


class _Same:
    """A theme as a key: the same object, or one that was sent to this process with the same content."""

    def __init__(self, site_theme: Theme) -> None:
        self.theme = site_theme

    def __hash__(self) -> int:
        return hash(len(self.theme.templates))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and (self.theme is other.theme or self.theme == other.theme)


@lru_cache(maxsize=4)  # a preview meets a new theme at each edit of a template
def _interfaces(same: _Same) -> dict[str, tuple[Environment, Words]]:
    """What was made for a theme so far, by language."""
    del same
    return {}
