"""An article as its author wrote it: metadata, headings, and a body of HTML with typed holes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from dr_evidence_site.model.prose import Reading
from dr_evidence_site.model.source import Span

if TYPE_CHECKING:  # few bodies hold evidence, and its classes take some milliseconds to make
    from dr_evidence_site.model.evidence import Evidence


class ReviewStatus(StrEnum):
    """How far the human review of an article has come. The first three are steps in this order."""

    SUBMITTED = "submitted"
    UNDER_REVIEW = "under-review"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class ReviewEvent(Struct, frozen=True):
    """One step of the review: which status was reached, when, by whom (a person's id), and a remark in plain text.

    `seal` is what binds an approval to the text it was given for (see `model.seal`); empty for none.
    """

    status: ReviewStatus
    span: Span
    date: dt.date | None = None
    by: str | None = None
    note: str = ""
    seal: str = ""


class Change(Struct, frozen=True):
    """What was changed in an article on a day, in plain words for its readers."""

    date: dt.date
    text: str
    span: Span


class CitationItem(Struct, frozen=True):
    """One cited source within a citation, in CSL's words.

    `label` is CSL's locator term ("page", "chapter", …; empty without a locator) and `locator` its value as
    written. `prefix` and `suffix` are HTML fragments. `suppress_author` is Pandoc's `-@key`.
    """

    key: str
    span: Span
    prefix: str = ""
    label: str = ""
    locator: str = ""
    suffix: str = ""
    suppress_author: bool = False


class Citation(Struct, frozen=True):
    """A hole for one group of citations: `[@a; @b]`, or `@a [p. 3]` when `in_text` (the author is named).

    `audiences` are the ids of the audiences that see it; empty means everyone.
    """

    items: tuple[CitationItem, ...]
    in_text: bool = False
    audiences: tuple[str, ...] = ()


class ArticleLink(Struct, frozen=True):
    """A hole for the address of another source file.

    It stands inside an `href` attribute. `target` is the linked file's path relative to the site folder
    (the linking file itself for a bare `#fragment`); `fragment` is without `#` and may be empty.
    """

    target: str
    fragment: str
    span: Span


class ImageLink(Struct, frozen=True):
    """A hole for the address of an image file; it stands inside a `src` attribute."""

    target: str
    span: Span


class Word(Struct, frozen=True):
    """A hole for a word of the interface inside the text ("Caution"): English, translated when its page is printed.

    It stands as text or inside an attribute, and is escaped for both. `number` takes the place of "%(number)s" in it.
    """

    text: str
    number: int = 0


class EvidenceBlock(Struct, frozen=True):
    """A hole for evidence: its own data, or those of the file `name` below `content/evidence/`.

    `id` is its anchor on the page. `evidence` is None for that of a file, and for data with a fault that hides them,
    which has been reported. `citations` are the sources of its own data, in their order. `audiences` as in `Citation`.
    """

    id: str
    span: Span
    name: str = ""
    evidence: Evidence | None = None
    citations: tuple[CitationItem, ...] = ()
    audiences: tuple[str, ...] = ()


Part: TypeAlias = str | Citation | ArticleLink | ImageLink | Word | EvidenceBlock
"""A piece of a body: finished HTML, or a hole that the assembled site fills."""


class Heading(Struct, frozen=True):
    """A heading of the body, for the table of contents and for links.

    `label` is its HTML without citations and links. `audiences` are those who see it; empty means everyone.
    """

    level: int
    id: str
    label: str
    audiences: tuple[str, ...] = ()


class Body(Struct, frozen=True):
    """Markdown turned into HTML with typed holes.

    `anchors` are all ids a link may name. `audiences` are those for whom a passage or a word was written.
    """

    parts: tuple[Part, ...] = ()
    headings: tuple[Heading, ...] = ()
    anchors: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()


class Outline(Struct, frozen=True):
    """What the rest of the site needs to know of a body, small enough to be kept for every article at once.

    `keys` are the cited keys in the order of their first appearance; `links` the linked files with their fragments;
    `images` the pictures shown. `anchors` (sorted) and `audiences` are those of the body. `evidence` are the names of
    the files of evidence, each with the number of `keys` that stand before it; once the files are known, their own
    keys are put in. `reading` is how hard the text is for each audience that it is written for (see
    `checks.reading`).
    """

    keys: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    images: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    audiences: frozenset[str] = frozenset()
    evidence: tuple[tuple[str, int], ...] = ()
    reading: tuple[Reading, ...] = ()


def outline(body: Body) -> Outline:
    """The outline of a body."""
    keys: dict[str, None] = {}
    links: dict[tuple[str, str], None] = {}
    images: dict[str, None] = {}
    evidence: dict[str, int] = {}
    for part in body.parts:
        if isinstance(part, str):
            continue
        if isinstance(part, Citation):
            for item in part.items:
                keys[item.key] = None
        elif isinstance(part, ArticleLink):
            links[part.target, part.fragment] = None
        elif isinstance(part, ImageLink):
            images[part.target] = None
        elif isinstance(part, EvidenceBlock):
            keys.update((item.key, None) for item in part.citations)
            if part.name:
                evidence.setdefault(part.name, len(keys))
    anchors = tuple(sorted(body.anchors))  # a set of ten takes 700 bytes
    return Outline(tuple(keys), tuple(links), tuple(images), anchors, body.audiences, tuple(evidence.items()))


def with_keys_of_evidence(outline: Outline, known: Mapping[str, Sequence[str]]) -> Outline:
    """The outline with the keys of the files of evidence, which are given by name, where the text names them."""
    keys: dict[str, None] = {}
    done = 0
    for name, before in outline.evidence:
        keys.update(dict.fromkeys(outline.keys[done:before]))
        done = before
        keys.update(dict.fromkeys(known.get(name, ())))
    keys.update(dict.fromkeys(outline.keys[done:]))
    return replace(outline, keys=tuple(keys))


class Waiver(Struct, frozen=True):
    """A finding of a check that an article sets aside, printed on its page with the reason in plain text.

    `code` is that of the diagnostic; `about` words that its subject contains, empty for what concerns the article as
    a whole.
    """

    code: str
    about: str
    reason: str
    span: Span


class Alias(Struct, frozen=True):
    """A name that the file of an article or page had before, without “.md”: its old address leads on to the new one."""

    name: str
    span: Span

    @property
    def slug(self) -> str:
        """The old address name; the language of a translation is in lower case there."""
        return self.name.lower()


class Article(Struct, frozen=True):
    """The front matter of one article, every field typed.

    `audience` is the id of the audience that the unmarked text is written for. `authors` are ids of people.
    `review` is oldest first. `spans` gives the position of each front matter key that was written.
    `lang` is the BCP 47 tag of the text (empty: the site's language). `translates` is the slug of the article that
    this one is a translation of (empty: it is an original), and `original_updated` the `updated` date of the
    original that the translation follows (None: its own `updated`). `changes` is what was changed and when, as its
    author tells readers. `text_digest` is that of the normalised text (see `parse.sealed_text`), empty when no
    approval is sealed to it. `waivers` are the findings of checks that it sets aside, and `aliases` its old names.
    """

    path: str
    slug: str
    title: str
    status: ReviewStatus
    updated: dt.date
    audience: str
    question: str = ""
    topics: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    review: tuple[ReviewEvent, ...] = ()
    review_due: dt.date | None = None
    search_date: dt.date | None = None
    lang: str = ""
    translates: str = ""
    original_updated: dt.date | None = None
    changes: tuple[Change, ...] = ()
    text_digest: str = ""
    waivers: tuple[Waiver, ...] = ()
    aliases: tuple[Alias, ...] = ()
    spans: Mapping[str, Span] = field(default_factory=dict)

    def span(self, key: str) -> Span:
        """The position of a front matter key, or the top of the file when it was not written."""
        return self.spans.get(key, Span(self.path))


class StandingPage(Struct, frozen=True):
    """A page beside the articles, such as the editorial policy."""

    path: str
    slug: str
    title: str
    updated: dt.date | None = None
    aliases: tuple[Alias, ...] = ()
