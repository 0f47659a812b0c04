"""Closed views: all that a template may show, with nothing left to ask or look up.

Every `href` is ready to be printed on its page (relative to that page). `Html` is markup that is already safe;
every `str` is plain text that the template engine escapes. Words of the interface are the template's own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.config import Marker, ReferenceStyle
from dr_evidence_site.model.html import NO_HTML, Html
from dr_evidence_site.model.reference import Reference


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another page. `current` marks the page it stands on."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class AudienceView:
    """A group of readers to choose from; `selected` is the site's default. `disclaimer` is theirs."""

    id: str
    label: str
    selected: bool
    disclaimer: Html


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page.

    `title` is the page's own title, `site_title` the site's. `home`, `policy` (editorial policy), `board`
    (advisory board) and `follow_up` are None when the site has none. `assets` gives the address of each static
    file of the theme by its plain name. `canonical` is absolute, or empty without a base address.
    `notice` is the site-wide notice (empty for none). `version` is the generator's.
    """

    title: str
    site_title: str
    description: str
    language: str
    direction: str
    home: Link
    navigation: tuple[Link, ...]
    footer: tuple[Link, ...]
    policy: Link | None
    board: Link | None
    board_size: int
    follow_up: Link | None
    audiences: tuple[AudienceView, ...]
    notice: Html
    canonical: str
    noindex: bool
    assets: Mapping[str, str]
    version: str


@dataclass(frozen=True, slots=True)
class CitedNumber:
    """One item of a resolved citation: the reference's number with what stands around it.

    `number` is None when the library has no such key (`key` is then shown as missing).
    `locator` is ready to print ("p. 33"); `prefix` and `suffix` are HTML.
    """

    key: str
    number: int | None
    prefix: Html = NO_HTML
    locator: str = ""
    suffix: Html = NO_HTML


@dataclass(frozen=True, slots=True)
class ResolvedCitation:
    """A citation with its numbers known: `id` is its anchor, `author` the name to print before it (in-text only)."""

    id: str
    items: tuple[CitedNumber, ...]
    author: str = ""


ResolvedPart: TypeAlias = str | ResolvedCitation
"""A piece of a body on its page: finished HTML, or a citation to be printed with the site's marker."""


@dataclass(frozen=True, slots=True)
class TocEntry:
    """A line of the table of contents. `data_for` is the value of its `data-for` attribute, empty for everyone."""

    level: int
    href: str
    label: Html
    data_for: str


@dataclass(frozen=True, slots=True)
class Backlink:
    """A link from a reference back to one use of it; `data_for` as in `TocEntry`."""

    href: str
    ordinal: int
    data_for: str


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """One numbered entry of a reference list; its anchor is `id`."""

    id: str
    number: int
    reference: Reference
    backlinks: tuple[Backlink, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as shown; `href` leads to their entry on the people page."""

    id: str
    name: str
    href: str
    roles: tuple[str, ...]
    credentials: str
    affiliation: str
    orcid: str
    interests: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One of the three steps of review. `state` is "done", "current" or "todo"."""

    status: ReviewStatus
    state: str
    date: dt.date | None
    person: PersonView | None


@dataclass(frozen=True, slots=True)
class ReviewView:
    """How far the review has come. `steps` is empty for a withdrawn article, which has `withdrawn_on` instead."""

    status: ReviewStatus
    steps: tuple[StepView, ...]
    withdrawn_on: dt.date | None
    last_reviewed: dt.date | None
    reviewers: tuple[PersonView, ...]
    due: dt.date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """An article in a list."""

    title: str
    question: str
    href: str
    status: ReviewStatus
    updated: dt.date
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicCard:
    """A topic in a list, with how many articles it has."""

    label: str
    href: str
    count: int


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article page. `unserved` are the audiences for whom the article has no text of their own.

    `written_for` is the label of the audience that the unmarked text is written for.
    """

    slug: str
    title: str
    question: str
    topics: tuple[Link, ...]
    authors: tuple[PersonView, ...]
    review: ReviewView
    updated: dt.date
    search_date: dt.date | None
    written_for: str
    unserved: tuple[AudienceView, ...]
    contents: tuple[TocEntry, ...]
    body: tuple[ResolvedPart, ...]
    references: tuple[ReferenceView, ...]
    style: ReferenceStyle
    marker: Marker


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home page: every article, newest first, and the topics."""

    articles: tuple[ArticleCard, ...]
    topics: tuple[TopicCard, ...]


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic's page."""

    label: str
    articles: tuple[ArticleCard, ...]


@dataclass(frozen=True, slots=True)
class CitedReference:
    """A reference with the articles that cite it; its anchor is `id`."""

    id: str
    reference: Reference
    cited_by: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ReferencesView:
    """All references that any article cites, in alphabetical order."""

    references: tuple[CitedReference, ...]
    style: ReferenceStyle


@dataclass(frozen=True, slots=True)
class PeopleView:
    """The people page: the advisory board first, then everyone else."""

    board: tuple[PersonView, ...]
    others: tuple[PersonView, ...]


@dataclass(frozen=True, slots=True)
class StandingView:
    """A standing page."""

    title: str
    updated: dt.date | None
    contents: tuple[TocEntry, ...]
    body: tuple[ResolvedPart, ...]
    references: tuple[ReferenceView, ...]
    style: ReferenceStyle
    marker: Marker


@dataclass(frozen=True, slots=True)
class NotFoundView:
    """The page for an address that does not exist."""

    articles: tuple[ArticleCard, ...]


View: TypeAlias = ArticleView | HomeView | TopicView | ReferencesView | PeopleView | StandingView | NotFoundView
