"""The assembled site: every article with its numbered references, and what leads from one thing to another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from dr_evidence_site.model.article import (
    Article,
    Body,
    Outline,
    Part,
    ReviewEvent,
    ReviewStatus,
    StandingPage,
)
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.person import Person
from dr_evidence_site.model.reference import Bibliography
from dr_evidence_site.model.source import Span

if TYPE_CHECKING:  # few builds need what is in them
    from dr_evidence_site.model.evidence import EvidenceFile


class ReferenceList(Struct, frozen=True):
    """What one text cites: the keys in the order of their numbers, the first is number 1."""

    keys: tuple[str, ...] = ()

    def numbers(self) -> dict[str, int]:
        """The number of each key."""
        return {key: number for number, key in enumerate(self.keys, start=1)}


class Mention(Struct, frozen=True):
    """What another article's page shows of an article. `lang` is the tag of its language, never empty."""

    slug: str
    title: str
    question: str
    status: ReviewStatus
    updated: dt.date
    lang: str


class LapseReason(StrEnum):
    """Why an article that calls itself approved is not shown as approved."""

    CHANGED = "changed"
    UNSEALED = "unsealed"
    TOO_FEW = "too-few"


class Lapse(Struct, frozen=True):
    """An approval that does not hold for the article as it now is.

    `approval` is the latest one. `parts` are the parts of the article that differ from what was approved ("text",
    "title", "question", "audience", "pictures"), and `references` the keys of sources that do.
    """

    reason: LapseReason
    approval: ReviewEvent
    parts: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


class ArticleEntry(Struct, frozen=True):
    """An article of the site. `published` is False when the settings leave it out.

    `status` is the one to show: what is no longer the text that was approved is under review again, whatever its
    front matter says; `lapse` is then why.

    `related` are the articles that share most with it, the nearest first. `translations` are the published versions
    in other languages, by language, the original among them; `original` is the one that this article translates, and
    `outdated` says that the original has changed since. All of them are published articles.
    """

    article: Article
    outline: Outline
    references: ReferenceList
    published: bool = True
    related: tuple[Mention, ...] = ()
    translations: tuple[Mention, ...] = ()
    original: Mention | None = None
    outdated: bool = False
    lapse: Lapse | None = None

    @property
    def status(self) -> ReviewStatus:
        """How far the review of this very text has come."""
        return ReviewStatus.UNDER_REVIEW if self.lapse else self.article.status

    @property
    def changed_since(self) -> dt.date | None:
        """The day of the approval since which the article was changed; None when it holds or there is none."""
        lapse = self.lapse
        return lapse.approval.date if lapse and lapse.reason is LapseReason.CHANGED else None


class PageEntry(Struct, frozen=True):
    """A standing page of the site."""

    page: StandingPage
    outline: Outline
    references: ReferenceList


class Move(Struct, frozen=True):
    """A page that has another address than before: `old` and `new` are its paths in the build folder.

    `old_source` and `source` are the paths of its file then and now, `title` and `language` those of the page. It may
    not be `published`; then nothing is at either address.
    """

    old: str
    new: str
    old_source: str
    source: str
    title: str
    language: str
    published: bool = True


class Term(Struct, frozen=True):
    """A term of the glossary: `id` is its anchor, `name` and `aliases` the words it is known by.

    `meaning` explains it in plain language (parts of HTML, one paragraph's content). `span` is where it is defined.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    meaning: tuple[Part, ...]
    span: Span = Span("")


class Topic(Struct, frozen=True):
    """A topic: its address name, its label as first written, and its articles, newest first."""

    slug: str
    label: str
    entries: tuple[ArticleEntry, ...]


class SearchPlace(Struct, frozen=True):
    """Where texts of one language (its tag) are searched: the path of the page, and those of the index's folders.

    The first of the folders also holds the program that searches in the browser.
    """

    language: str
    path: str
    indexes: tuple[str, ...]


class Site(Struct, frozen=True):
    """Everything that is known when pages are made. All sequences are in their published order.

    `articles` are sorted by address, published or not; `cited_by` gives for each cited key the published articles;
    `addresses` maps the path of a source file to the path of its page in the build folder. `images` are the paths
    of the pictures below `content/`. `today` is the day that reviews are measured against. `unread` holds the
    outlines, by path, of files whose front matter could not be understood: they have no page, but what is wrong in
    them is still reported. `bodies` gives the body of a file by its path; it may have to be fetched, so it is asked
    only for the page at hand. `glossaries` has the terms that are explained, by the language of their words,
    and `search` where is searched, by the language of what is found (its tag in lower case); it is empty when the
    site has no search. `moves` are the old addresses that lead on. `evidence` are the files of evidence by name,
    fetched like bodies, and `evidence_digests` tell whether one of them has changed. `copied` is the day on which a
    copy was made of it, to be read from a disk; None for a site that is published.
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
    glossaries: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    search: Mapping[str, SearchPlace] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    evidence: Mapping[str, EvidenceFile] = field(default_factory=dict)
    evidence_digests: Mapping[str, str] = field(default_factory=dict)
    copied: dt.date | None = None

    @property
    def published(self) -> tuple[ArticleEntry, ...]:
        """The articles that have a page."""
        return tuple(entry for entry in self.articles if entry.published)

    def outlines(self) -> dict[str, Outline]:
        """The outline of every article and page by the path of its file, understood or not."""
        articles = {entry.article.path: entry.outline for entry in self.articles}
        return {**articles, **{entry.page.path: entry.outline for entry in self.pages}, **self.unread}
