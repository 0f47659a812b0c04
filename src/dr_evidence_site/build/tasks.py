"""The two tasks that make up a build's work, as functions of what they are given alone: any process can do them."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.page import Page, Theme
from dr_evidence_site.model.site import ArticleEntry, Site
from dr_evidence_site.model.source import Source
from dr_evidence_site.model.views import Frame
from dr_evidence_site.parse.records import Head, dump_body, dump_head, load_body
from dr_evidence_site.site.articles import article_page

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class Context:
    """What rendering any article needs besides the article: small enough to be sent to another machine."""

    site: Site
    frame: Frame
    theme: Theme
    images: Mapping[str, str]


def parse_chunk(config: Config, sources: list[Source]) -> list[tuple[str, str, str]]:
    """The head and body of each source as JSON text."""
    from dr_evidence_site.model.article import outline
    from dr_evidence_site.parse import article as parse

    made = []
    with without_collector():
        for source in sources:
            read = parse.article if source.path.startswith("content/articles/") else parse.standing_page
            front, body, faults = read(source, config)
            head = Head(front, outline(body), tuple(faults))
            made.append((source.path, dump_head(head), dump_body(body)))
    return made


def render_chunk(
    context: Context, chunk: list[tuple[ArticleEntry, bytes]]
) -> list[tuple[str, bytes | None, list[Diagnostic]]]:
    """The finished page of each article."""
    made = []
    with without_collector():
        for entry, record in chunk:
            body = load_body(entry.article.path, record)
            page = article_page(entry, body, context.site, context.frame, context.images)
            made.append((page.path, *render(context.theme, page)))
    return made


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

    return render_page(_environment(_Same(site_theme)), page)


class _Same:
    """A theme as a key: the same object, or one that was sent to this process with the same content."""

    def __init__(self, site_theme: Theme) -> None:
        self.theme = site_theme

    def __hash__(self) -> int:
        return hash(len(self.theme.templates))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and (self.theme is other.theme or self.theme == other.theme)


@lru_cache(maxsize=4)  # a preview meets a new theme at each edit of a template
def _environment(same: _Same) -> Environment:
    from dr_evidence_site.render.environment import environment

    return environment(same.theme)
