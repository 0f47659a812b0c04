"""The assembled site: every article with its numbered references, and what leads from one thing to another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from dr_evidence_site.model.article import Article, Body, StandingPage
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.person import Person
from dr_evidence_site.model.reference import Bibliography


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """What one text cites: the keys in the order of their numbers, the first is number 1."""

    keys: tuple[str, ...] = ()

    def numbers(self) -> dict[str, int]:
        """The number of each key."""
        return {key: number for number, key in enumerate(self.keys, start=1)}


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """An article of the site. `published` is False when the settings leave it out."""

    article: Article
    body: Body
    references: ReferenceList
    published: bool = True


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A standing page of the site."""

    page: StandingPage
    body: Body
    references: ReferenceList


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: its address name, its label as first written, and its articles, newest first."""

    slug: str
    label: str
    entries: tuple[ArticleEntry, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that is known when pages are made. All sequences are in their published order.

    `articles` are sorted by address, published or not; `cited_by` gives for each cited key the published articles;
    `addresses` maps the path of a source file to the path of its page in the build folder. `images` are the paths
    of the pictures below `content/`. `today` is the day that reviews are measured against.
    """

    config: Config
    articles: tuple[ArticleEntry, ...]
    pages: tuple[PageEntry, ...]
    people: Mapping[str, Person]
    bibliography: Bibliography
    topics: tuple[Topic, ...]
    cited_by: Mapping[str, tuple[ArticleEntry, ...]]
    addresses: Mapping[str, str]
    today: dt.date
    images: frozenset[str] = field(default_factory=frozenset)
    unread: Mapping[str, Body] = field(default_factory=dict)

    @property
    def published(self) -> tuple[ArticleEntry, ...]:
        """The articles that have a page."""
        return tuple(entry for entry in self.articles if entry.published)

    def bodies(self) -> dict[str, Body]:
        """The body of every article and page by the path of its file, understood or not."""
        articles = {entry.article.path: entry.body for entry in self.articles}
        return {**articles, **{entry.page.path: entry.body for entry in self.pages}, **self.unread}
