"""The assembled site: every article with its numbered references, and what leads from one thing to another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from dr_evidence_site.model.article import Article, Body, Outline, StandingPage
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
    outline: Outline
    references: ReferenceList
    published: bool = True


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A standing page of the site."""

    page: StandingPage
    outline: Outline
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
    of the pictures below `content/`. `today` is the day that reviews are measured against. `unread` holds the
    outlines, by path, of files whose front matter could not be understood: they have no page, but what is wrong in
    them is still reported. `bodies` gives the body of a file by its path; it may have to be fetched, so it is asked
    only for the page at hand.
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
    unread: Mapping[str, Outline] = field(default_factory=dict)
    bodies: Mapping[str, Body] = field(default_factory=dict)

    @property
    def published(self) -> tuple[ArticleEntry, ...]:
        """The articles that have a page."""
        return tuple(entry for entry in self.articles if entry.published)

    def outlines(self) -> dict[str, Outline]:
        """The outline of every article and page by the path of its file, understood or not."""
        articles = {entry.article.path: entry.outline for entry in self.articles}
        return {**articles, **{entry.page.path: entry.outline for entry in self.pages}, **self.unread}
