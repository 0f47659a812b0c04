"""Closed views: all that a template may show, with nothing left to ask or look up.

Every `href` is ready to be printed on its page (relative to that page). `Html` is markup that is already safe;
every `str` is plain text that the template engine escapes. Words of the interface are the template's own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from dr_evidence_site.model.article import EvidenceBlock, ReviewStatus, Word
from dr_evidence_site.model.config import Export, Marker, ReferenceStyle
from dr_evidence_site.model.html import NO_HTML, Html
from dr_evidence_site.model.prose import Reading
from dr_evidence_site.model.reference import NO_YEARS, Reference, SourceYears

if TYPE_CHECKING:  # few pages have evidence, and its classes take milliseconds to make
    from dr_evidence_site.model.figures import EvidenceView


class Link(Struct, frozen=True):
    """A link to another page. `current` marks the page it stands on.

    `label` is empty where the words are the theme's own ("Home", "All references"). `language` is the label's tag where
    that is not the language of the page.
    """

    label: str
    href: str
    current: bool = False
    language: str = ""


class AudienceView(Struct, frozen=True):
    """A group of readers to choose from; `selected` is the site's default. `disclaimer` is theirs.

    `label_language` and `language` are the tags of the label's and the disclaimer's language, where that is not the
    language of the page.
    """

    id: str
    label: str
    selected: bool
    disclaimer: Html
    label_language: str = ""
    language: str = ""


class TranslationLink(Struct, frozen=True):
    """The page in a language: its BCP 47 tag, its writing direction, the language's own name, and its address.

    `absolute` is the address for machines (`hreflang`), empty without a base address. `title` is the page's there.
    `current` marks the page it stands on, `original` the version that the others translate.
    """

    language: str
    direction: str
    name: str
    title: str
    href: str
    absolute: str
    current: bool = False
    original: bool = False


class CopyView(Struct, frozen=True):
    """That the pages are a copy to be read from a disk: the day it was made, and the last on which it is not old."""

    made: dt.date
    fresh_until: dt.date


class Frame(Struct, frozen=True):
    """What surrounds every page.

    `title` is the page's own title (empty where the words are the theme's own), `site_title` the site's.
    `references`, `people`, `search`, `policy` (editorial policy), `board` (advisory board) and `follow_up` are None
    when the site has none. `assets` gives the address of each static file of the theme by its plain name. `root` leads
    from the page to the root of the site ("" or "../"). `canonical` is absolute, or empty without a base address;
    `site_url` is the base address. `feed` is the address of the news feed, empty without one.
    `translations` are the versions of the page in all its languages, empty when it has one only.
    `structured_data` is schema.org's description of the page as a JSON object, empty for none.
    `notice` is the site-wide notice (empty for none). `version` is the generator's.
    `foreign` names what of the frame is in the site's language although the page is in another: "notice",
    "disclaimers" or "title"; `site_language` and `site_direction` are those of such words.
    `copy` is there when the page belongs to a copy to be read from a disk; `canonical` is then where the page is today.
    """

    title: str
    site_title: str
    description: str
    language: str
    direction: str
    home: Link
    references: Link | None
    people: Link | None
    search: Link | None
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
    root: str = ""
    site_url: str = ""
    feed: str = ""
    translations: tuple[TranslationLink, ...] = ()
    structured_data: str = ""
    site_language: str = ""
    site_direction: str = ""
    foreign: frozenset[str] = frozenset()
    copy: CopyView | None = None


class CitedNumber(Struct, frozen=True):
    """One item of a resolved citation: the reference's number with what stands around it.

    `number` is None when the library has no such key (`key` is then shown as missing). `locator` is the place in the
    source ("33–35") and `term` what it is called, in English ("pp."); `prefix` and `suffix` are HTML.
    """

    key: str
    number: int | None
    prefix: Html = NO_HTML
    locator: str = ""
    suffix: Html = NO_HTML
    term: str = ""


class ResolvedCitation(Struct, frozen=True):
    """A citation with its numbers known: `id` is its anchor.

    `author` is the name to print before it (in-text only), `second` that of a second author, if there are just two, and
    `others` is whether there are more.
    """

    id: str
    items: tuple[CitedNumber, ...]
    author: str = ""
    second: str = ""
    others: bool = False


class TermUse(Struct, frozen=True):
    """An explained use of a term in the text: `text` is its HTML as written, `name` as the glossary writes the term.

    `id` is the anchor of its meaning. `data_for` names the audiences to whom it is explained here, as in
    `TocEntry`; it is empty where they are all who see the passage.
    """

    id: str
    name: str
    text: str
    data_for: str


ResolvedPart: TypeAlias = "str | ResolvedCitation | Word | TermUse | EvidenceView"
"""A piece of a body on its page: finished HTML, a citation to be printed with the site's marker, a word of the
interface to be translated, a term to be explained, or a block of evidence to be drawn."""


class TocEntry(Struct, frozen=True):
    """A line of the table of contents. `data_for` is the value of its `data-for` attribute, empty for everyone."""

    level: int
    href: str
    label: Html
    data_for: str


class Backlink(Struct, frozen=True):
    """A link from a reference back to one use of it; `data_for` as in `TocEntry`."""

    href: str
    ordinal: int
    data_for: str


class ReferenceView(Struct, frozen=True):
    """One numbered entry of a reference list; its anchor is `id`."""

    id: str
    number: int
    reference: Reference
    backlinks: tuple[Backlink, ...]


class PersonView(Struct, frozen=True):
    """A person as shown; `href` leads to their entry on the people page."""

    id: str
    name: str
    href: str
    roles: tuple[str, ...]
    credentials: str
    affiliation: str
    orcid: str
    interests: str


class StepView(Struct, frozen=True):
    """One of the three steps of review. `state` is "done", "current" or "todo"."""

    status: ReviewStatus
    state: str
    date: dt.date | None
    person: PersonView | None


class HistoryView(Struct, frozen=True):
    """One thing that happened to an article: a step of its review, or (`status` is None) a change of its text.

    `note` is the remark on it in plain text, empty for none.
    """

    status: ReviewStatus | None
    date: dt.date | None
    person: PersonView | None
    note: str


class WaiverView(Struct, frozen=True):
    """A finding of a check that the editors set aside: its code, what the code means (in English), what it is about
    in the author's words (empty for the article as a whole), and why.
    """

    code: str
    title: str
    about: str
    reason: str


class ReviewView(Struct, frozen=True):
    """How far the review has come. `steps` is empty for a withdrawn article, which has `withdrawn_on` instead.

    `status` is that of this very text: after a change it is under review again, and `changed_since` is the day of the
    approval that does not hold any more (None: nothing of the kind). `reviewers` approved this text. `history` is
    what happened, the newest first. `waivers` are the findings of checks that the article sets aside.
    """

    status: ReviewStatus
    steps: tuple[StepView, ...]
    withdrawn_on: dt.date | None
    last_reviewed: dt.date | None
    reviewers: tuple[PersonView, ...]
    due: dt.date | None
    overdue: bool
    changed_since: dt.date | None = None
    history: tuple[HistoryView, ...] = ()
    waivers: tuple[WaiverView, ...] = ()


class ArticleCard(Struct, frozen=True):
    """An article in a list. `language` and `direction` are empty when its words are in the page's language."""

    title: str
    question: str
    href: str
    status: ReviewStatus
    updated: dt.date
    topics: tuple[str, ...]
    language: str = ""
    direction: str = ""


class TermView(Struct, frozen=True):
    """An explained term of a page: its anchor, its name as the glossary writes it, and its plain meaning.

    `data_for` names the audiences to whom it is explained, as in `TocEntry`.
    """

    id: str
    name: str
    meaning: Html
    data_for: str


class Download(Struct, frozen=True):
    """A file that can be taken away: its kind, and its address."""

    format: Export
    href: str


class CitePage(Struct, frozen=True):
    """How to cite the page itself: as a reference for the styles, and ready to be copied for reference managers."""

    reference: Reference
    bibtex: str
    ris: str


class TopicCard(Struct, frozen=True):
    """A topic in a list, with how many articles it has."""

    label: str
    href: str
    count: int


class ArticleView(Struct, frozen=True):
    """An article page. `unserved` are the audiences for whom the article has no text of their own.

    `written_for` is the label of the audience that the unmarked text is written for. `terms` are the glossary's terms
    that the text explains. `original` is the article that this one translates (None: it is an original), and
    `outdated` says that the original has changed since. `downloads` are the files beside the page. `reading` is how
    hard the text is for each audience that it is written for, and `sources` says how old its sources are. `evidence`
    are its blocks of evidence as data, those of files with the data of the file.
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
    terms: tuple[TermView, ...] = ()
    related: tuple[ArticleCard, ...] = ()
    original: TranslationLink | None = None
    outdated: bool = False
    downloads: tuple[Download, ...] = ()
    cite: CitePage | None = None
    reading: tuple[Reading, ...] = ()
    sources: SourceYears = NO_YEARS
    evidence: tuple[EvidenceBlock, ...] = ()


class HomeView(Struct, frozen=True):
    """The home page: every article, newest first, and the topics."""

    articles: tuple[ArticleCard, ...]
    topics: tuple[TopicCard, ...]


class TopicView(Struct, frozen=True):
    """A topic's page."""

    label: str
    articles: tuple[ArticleCard, ...]


class CitedReference(Struct, frozen=True):
    """A reference with the articles that cite it; its anchor is `id`."""

    id: str
    reference: Reference
    cited_by: tuple[Link, ...]


class ReferencesView(Struct, frozen=True):
    """All references that any article cites, in alphabetical order."""

    references: tuple[CitedReference, ...]
    style: ReferenceStyle


class PeopleView(Struct, frozen=True):
    """The people page: the advisory board first, then everyone else."""

    board: tuple[PersonView, ...]
    others: tuple[PersonView, ...]


class StandingView(Struct, frozen=True):
    """A standing page. `terms` are the glossary's terms that the text explains."""

    title: str
    updated: dt.date | None
    contents: tuple[TocEntry, ...]
    body: tuple[ResolvedPart, ...]
    references: tuple[ReferenceView, ...]
    style: ReferenceStyle
    marker: Marker
    terms: tuple[TermView, ...] = ()


class MovedView(Struct, frozen=True):
    """The page at an address that another page had before: the title of that page, and where it is now."""

    title: str
    href: str


class StartView(Struct, frozen=True):
    """The page by which a copy is opened: how many articles there are with each status, and whose review is overdue."""

    statuses: tuple[tuple[ReviewStatus, int], ...]
    overdue: int


class NotFoundView(Struct, frozen=True):
    """The page for an address that does not exist."""

    articles: tuple[ArticleCard, ...]


class StatusRow(Struct, frozen=True):
    """An article on the page for editors. `href` is empty for one that is not published.

    `changed_since` as in `ReviewView`; `last` is the latest step of its review.
    """

    title: str
    href: str
    status: ReviewStatus
    changed_since: dt.date | None
    last: HistoryView | None
    last_reviewed: dt.date | None
    due: dt.date | None
    overdue: bool


class StatusView(Struct, frozen=True):
    """The page for editors: the status of all articles on the day of the build, the most urgent first."""

    today: dt.date
    rows: tuple[StatusRow, ...]


class SearchView(Struct, frozen=True):
    """The search page: what its results can be narrowed to. Without a script it offers the topics instead.

    `statuses` are those that the articles have. `indexes` are the addresses of the folders of the search index; the
    first one holds the program that searches. `articles` are the newest.
    """

    topics: tuple[TopicCard, ...]
    statuses: tuple[ReviewStatus, ...]
    indexes: tuple[str, ...]
    articles: tuple[ArticleCard, ...]


View: TypeAlias = (
    ArticleView
    | HomeView
    | TopicView
    | ReferencesView
    | PeopleView
    | StandingView
    | SearchView
    | StatusView
    | MovedView
    | StartView
    | NotFoundView
)
