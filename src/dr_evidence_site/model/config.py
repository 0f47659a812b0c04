"""The settings of a site (`site.yaml`), every one with a default."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from dr_evidence_site.model.article import Part
from dr_evidence_site.model.limits import Limits
from dr_evidence_site.model.person import Role
from dr_evidence_site.model.source import Span


class ReferenceStyle(StrEnum):
    """How the reference list is written."""

    VANCOUVER = "vancouver"
    AMA = "ama"


class Marker(StrEnum):
    """How a citation number stands in the text."""

    BRACKETS = "brackets"
    PARENTHESES = "parentheses"
    SUPERSCRIPT = "superscript"


class Publish(StrEnum):
    """Which articles are published: all (unapproved ones with a notice and noindex), or approved ones alone."""

    ALL = "all"
    APPROVED = "approved"


class Export(StrEnum):
    """A file beside each article's page, for other programs; the value is the end of its name."""

    JSON = "json"
    BIBTEX = "bib"
    RIS = "ris"
    CSL_JSON = "csl.json"
    MARKDOWN = "md"


class Compression(StrEnum):
    """A form of compressed files that are written beside others, for web servers that send them."""

    GZIP = "gzip"


class Audience(Struct, frozen=True):
    """A group of readers that text can be written for.

    `id` is the word used in Markdown and in addresses; `label` the words that readers choose by.
    `disclaimer` is the site's disclaimer for them, Markdown already turned into parts.
    `reading_grade` is the highest US school grade that text for them should need; None is no limit.
    """

    id: str
    label: str
    disclaimer: tuple[Part, ...]
    reading_grade: int | None = None


class FollowUp(Struct, frozen=True):
    """Where a reader's further question goes: a web address or a mail address."""

    label: str
    url: str


class AudienceWords(Struct, frozen=True):
    """An audience's label and disclaimer in another language than the site's; empty where they are not given."""

    label: str = ""
    disclaimer: tuple[Part, ...] = ()


class LocalWords(Struct, frozen=True):
    """The site's own words in another language; what is empty is shown in the site's language.

    `audiences` has the words of each audience by its id.
    """

    title: str = ""
    notice: tuple[Part, ...] = ()
    follow_up: str = ""
    audiences: Mapping[str, AudienceWords] = field(default_factory=dict)


class ReviewRules(Struct, frozen=True):
    """Who may approve an article, and what an approval is worth.

    `approvals` different people must approve the same text, each with one of the roles `approvers`, and, when
    `independent`, none of them may be one of its authors. With `require_seal` an approval without a seal does not
    count.
    """

    approvals: int = 1
    approvers: tuple[Role, ...] = (Role.REVIEWER, Role.BOARD)
    independent: bool = True
    require_seal: bool = False


class Freshness(Struct, frozen=True):
    """How old the search of an article, its newest source and the median of its sources may be, in months.

    None is no limit.
    """

    search_every: int | None = None
    newest_source: int | None = None
    median_source: int | None = None


class Config(Struct, frozen=True):
    """All settings of a site. `base_url` ends with "/" or is empty.

    `review_every` and `retractions_every` are in months.
    `notice` is a sentence or two shown at the top of every page (parts of HTML; empty for none).
    `exports` are the files written beside each article. `search` is whether the site has a search page.
    `compress` are the forms in which texts are written a second time, compressed.
    `explain_terms_for` are the ids of the audiences to whom the glossary's terms are explained.
    `languages` has the site's words in other languages, by BCP 47 tag, for articles that are written in them.
    `review` are the rules of approval, `freshness` is how old evidence may be. `status_page` is whether the site has a
    page for its editors.
    `limits` are how much of everything there may be.
    `checks` maps a diagnostic's code to the word that re-levels it: "error", "warning", "note" or "ignore".
    """

    audiences: tuple[Audience, ...]
    default_audience: str
    title: str = "Evidence summaries"
    description: str = ""
    base_url: str = ""
    language: str = "en"
    style: ReferenceStyle = ReferenceStyle.VANCOUVER
    marker: Marker = Marker.BRACKETS
    review_every: int = 12
    retractions_every: int = 3
    publish: Publish = Publish.ALL
    follow_up: FollowUp | None = None
    notice: tuple[Part, ...] = ()
    exports: tuple[Export, ...] = tuple(Export)
    search: bool = True
    compress: tuple[Compression, ...] = ()
    explain_terms_for: tuple[str, ...] = ()
    languages: Mapping[str, LocalWords] = field(default_factory=dict)
    review: ReviewRules = ReviewRules()
    freshness: Freshness = Freshness()
    status_page: bool = False
    limits: Limits = field(default_factory=Limits)
    checks: Mapping[str, str] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)
