"""What is published, as a plain list for feeds, sitemaps and other programs. All paths are in the build folder."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from dr_evidence_site.model.article import ReviewStatus


class ListedArticle(Struct, frozen=True):
    """A published article.

    `status` is that of this very text. `changed` is the day of the last change of what the page says: of its text or
    of its review. `approved_on` is the day of the first approval, `last_reviewed` that of the last one, `due` that of
    the next review. `authors` are names. `files` are pairs of a format ("json", "bib", …) and a path. `translations`
    are pairs of a language tag and a path, the article itself among them; empty when there is one version only.
    `note` is the remark on the last step of the review, in plain text.
    """

    slug: str
    path: str
    title: str
    question: str
    status: ReviewStatus
    language: str
    updated: dt.date
    changed: dt.date
    approved_on: dt.date | None
    last_reviewed: dt.date | None
    due: dt.date | None
    topics: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    translations: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def is_approved(self) -> bool:
        """Whether its review is complete."""
        return self.status is ReviewStatus.APPROVED

    def file(self, kind: str) -> str:
        """The path of its file of a format; empty when there is none."""
        return dict(self.files).get(kind, "")


class ListedPage(Struct, frozen=True):
    """A page that is no article, with the day of its last change when that is known."""

    path: str
    title: str = ""
    changed: dt.date | None = None


class Listing(Struct, frozen=True):
    """Everything that is published. `base_url` ends with "/" or is empty; `notice` is plain text.

    `articles` are in the order of their slugs, `pages` are standing pages, `others` those that the generator makes.
    """

    title: str
    description: str
    notice: str
    language: str
    base_url: str
    articles: tuple[ListedArticle, ...]
    pages: tuple[ListedPage, ...] = ()
    others: tuple[ListedPage, ...] = ()

    @property
    def approved(self) -> tuple[ListedArticle, ...]:
        """The articles whose review is complete, the latest change first."""
        found = [article for article in self.articles if article.is_approved]
        return tuple(sorted(found, key=lambda article: article.changed, reverse=True))
