"""What the site announces to other programs, and what its lists for them depend on."""

from __future__ import annotations

import datetime as dt

from dr_evidence_site.model.article import Article, ReviewStatus
from dr_evidence_site.model.site import ArticleEntry, Site


def has_feed(site: Site) -> bool:
    """Whether there is a news feed: it needs a base address, and an article whose review is complete.

    A copy to be read from a disk never has news.
    """
    return bool(site.config.base_url and not site.copied) and any(
        entry.published and entry.status is ReviewStatus.APPROVED for entry in site.articles
    )


def announced(site: Site) -> tuple[ArticleEntry, ...]:
    """The articles whose review is complete, the latest change first: what a feed and a sitemap may hold."""
    found = [entry for entry in site.articles if entry.published and entry.status is ReviewStatus.APPROVED]
    return tuple(sorted(found, key=lambda entry: changed(entry.article), reverse=True))


def other_pages(site: Site) -> list[str]:
    """The paths of the pages that the generator makes, but for those that no search engine need know."""
    lists = ["references.html"] * bool(site.cited_by) + ["people.html"] * bool(site.people)
    return ["index.html", *lists, *(f"topics/{topic.slug}.html" for topic in site.topics)]


def changed(article: Article) -> dt.date:
    """The day of the last change of what an article's page says: of its text, or of its review."""
    return max([article.updated, *(event.date for event in article.review if event.date)])


def listing_inputs(site: Site) -> tuple[object, ...]:
    """Everything that the list is made from besides the settings, people and titles of standing pages.

    4 µs an article, so that the list itself, at 20, is only made when it has changed.
    """
    return (
        [_inputs(entry.article, entry) for entry in site.published],
        [(entry.page.slug, entry.page.updated) for entry in site.pages],
        [(topic.slug, topic.label, len(topic.entries)) for topic in site.topics],
    )


def _inputs(article: Article, entry: ArticleEntry) -> tuple[object, ...]:
    return (
        article.slug, article.title, article.question, entry.status.value, article.status.value, article.lang,
        article.translates,
        article.updated.toordinal(), article.topics, article.authors,
        [(event.status.value, event.date and event.date.toordinal(), event.note) for event in article.review],
        [(change.date and change.date.toordinal(), change.text) for change in article.changes],
        article.review_due and article.review_due.toordinal(), bool(entry.references.keys),
    )  # fmt: skip
