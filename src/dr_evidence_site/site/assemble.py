"""From parsed pieces to a site: numbers, topics, who cites what, and the address of every page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Iterable, Mapping

from dr_evidence_site.model.article import Article, Body, Outline, ReviewStatus, StandingPage
from dr_evidence_site.model.config import Config, Publish
from dr_evidence_site.model.person import Person
from dr_evidence_site.model.reference import Bibliography
from dr_evidence_site.model.site import ArticleEntry, PageEntry, ReferenceList, Site, Topic

_NOT_WORD = re.compile(r"[\W_]+")


def assemble(
    config: Config,
    articles: Iterable[tuple[Article, Outline]],
    pages: Iterable[tuple[StandingPage, Outline]],
    people: Mapping[str, Person],
    bibliography: Bibliography,
    images: Iterable[str],
    today: dt.date,
    unread: Mapping[str, Outline],
    bodies: Mapping[str, Body],
) -> Site:
    """Put the parsed pieces together. Faults in what the pieces say of each other are found by `checks`."""
    known = frozenset(bibliography.references)
    entries = tuple(
        ArticleEntry(article, outline, reference_list(outline, known), _is_published(article, config))
        for article, outline in sorted(articles, key=lambda pair: pair[0].slug)
    )
    page_entries = tuple(
        PageEntry(page, outline, reference_list(outline, known))
        for page, outline in sorted(pages, key=lambda pair: pair[0].slug)
    )
    published = [entry for entry in entries if entry.published]
    addresses = {entry.article.path: f"articles/{entry.article.slug}.html" for entry in published}
    addresses |= {entry.page.path: f"{entry.page.slug}.html" for entry in page_entries}
    return Site(
        config=config,
        articles=entries,
        pages=page_entries,
        people=people,
        bibliography=bibliography,
        topics=_topics(published),
        cited_by=_cited_by(published),
        addresses=addresses,
        today=today,
        images=frozenset(images),
        unread=unread,
        bodies=bodies,
    )


def reference_list(outline: Outline, known: Container[str]) -> ReferenceList:
    """The references in the order of their first appearance in the file, which is the order of their numbers.

    Every audience's passages count, so that a number means the same source to all (ICMJE: numbered consecutively
    in the order in which they are first mentioned). A key that is not known gets no number.
    """
    return ReferenceList(tuple(key for key in outline.keys if key in known))


def topic_slug(label: str) -> str:
    """The address name of a topic: lower case, hyphens for everything that is no letter or digit."""
    return _NOT_WORD.sub("-", label.casefold()).strip("-") or "topic"


def newest_first(entries: Iterable[ArticleEntry]) -> tuple[ArticleEntry, ...]:
    """Articles by the date of their last change, then by address."""
    by_address = sorted(entries, key=lambda entry: entry.article.slug)
    return tuple(sorted(by_address, key=lambda entry: entry.article.updated, reverse=True))


def _is_published(article: Article, config: Config) -> bool:
    return config.publish is Publish.ALL or article.status is ReviewStatus.APPROVED


def _topics(entries: Iterable[ArticleEntry]) -> tuple[Topic, ...]:
    labels: dict[str, str] = {}
    members: dict[str, dict[str, ArticleEntry]] = {}
    for entry in entries:
        for label in entry.article.topics:
            slug = topic_slug(label)
            labels.setdefault(slug, label)
            members.setdefault(slug, {})[entry.article.slug] = entry
    return tuple(Topic(slug, labels[slug], newest_first(members[slug].values())) for slug in sorted(members))


def _cited_by(entries: Iterable[ArticleEntry]) -> dict[str, tuple[ArticleEntry, ...]]:
    citing: dict[str, list[ArticleEntry]] = {}
    for entry in entries:
        for key in entry.references.keys:
            citing.setdefault(key, []).append(entry)
    return {key: tuple(citing[key]) for key in citing}
