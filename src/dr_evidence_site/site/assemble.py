"""From parsed pieces to a site: numbers, topics, who cites what, and the address of every page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dr_evidence_site.model.article import Article, Body, Outline, ReviewStatus, StandingPage
from dr_evidence_site.model.config import Config, Publish
from dr_evidence_site.model.person import Person
from dr_evidence_site.model.reference import Bibliography
from dr_evidence_site.model.site import ArticleEntry, Lapse, PageEntry, ReferenceList, Site, Term, Topic
from dr_evidence_site.site.addresses import topic_slug
from dr_evidence_site.site.aliases import moves
from dr_evidence_site.site.languages import linked, listed
from dr_evidence_site.site.related import Related, related, with_related

if TYPE_CHECKING:
    from dr_evidence_site.model.evidence import EvidenceFile


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
    lapses: Mapping[str, Lapse] = MappingProxyType({}),
    glossaries: Mapping[str, tuple[Term, ...]] = MappingProxyType({}),
    relate: Callable[[Sequence[ArticleEntry], Config], Related] = related,
    evidence: Mapping[str, EvidenceFile] = MappingProxyType({}),
    evidence_digests: Mapping[str, str] = MappingProxyType({}),
) -> Site:
    """Put the parsed pieces together. Faults in what the pieces say of each other are found by `checks`.

    `lapses` has, by path, the approvals that do not hold for the articles as they now are. `relate` says which
    articles are related; it may remember.
    """
    known = frozenset(bibliography.references)
    entries = tuple(
        _entry(article, outline, known, config, lapses.get(article.path))
        for article, outline in sorted(articles, key=lambda pair: pair[0].slug)
    )
    entries = linked(entries, config)
    entries = with_related(entries, relate(entries, config), config)
    page_entries = tuple(
        PageEntry(page, outline, reference_list(outline, known))
        for page, outline in sorted(pages, key=lambda pair: pair[0].slug)
    )
    published = [entry for entry in entries if entry.published]
    addresses = {entry.article.path: f"articles/{entry.article.slug}.html" for entry in published}
    addresses |= {entry.page.path: f"{entry.page.slug}.html" for entry in page_entries}
    moved = moves(entries, page_entries, unread, config)
    addresses |= {move.old_source: move.new for move in moved if move.published}
    return Site(
        config=config,
        articles=entries,
        pages=page_entries,
        people=people,
        bibliography=bibliography,
        topics=_topics(published, config),
        cited_by=_cited_by(published),
        addresses=addresses,
        today=today,
        images=frozenset(images),
        unread=unread,
        bodies=bodies,
        glossaries=glossaries,
        moves=moved,
        evidence=evidence,
        evidence_digests=evidence_digests,
    )


def reference_list(outline: Outline, known: Container[str]) -> ReferenceList:
    """The references in the order of their first appearance in the file, which is the order of their numbers.

    Every audience's passages count, so that a number means the same source to all (ICMJE: numbered consecutively
    in the order in which they are first mentioned). A key that is not known gets no number.
    """
    keys = tuple([key for key in outline.keys if key in known])
    return ReferenceList(outline.keys if len(keys) == len(outline.keys) else keys)  # nearly always: held once


def newest_first(entries: Iterable[ArticleEntry]) -> tuple[ArticleEntry, ...]:
    """Articles by the date of their last change, then by address."""
    by_address = sorted(entries, key=lambda entry: entry.article.slug)
    return tuple(sorted(by_address, key=lambda entry: entry.article.updated, reverse=True))


def _entry(
    article: Article, outline: Outline, known: Container[str], config: Config, lapse: Lapse | None
) -> ArticleEntry:
    entry = ArticleEntry(article, outline, reference_list(outline, known), lapse=lapse)
    is_published = config.publish is Publish.ALL or entry.status is ReviewStatus.APPROVED or _was_public(article)
    return entry if is_published else replace(entry, published=False)


def _was_public(article: Article) -> bool:
    """Whether an article was withdrawn after an approval: readers have its address, and find there that it was."""
    return article.status is ReviewStatus.WITHDRAWN and any(
        event.status is ReviewStatus.APPROVED for event in article.review
    )


def _topics(entries: Iterable[ArticleEntry], config: Config) -> tuple[Topic, ...]:
    """The topics; each lists an article once, whatever the number of its translations."""
    labels: dict[str, str] = {}
    members: dict[str, dict[str, ArticleEntry]] = {}
    for entry in entries:
        for label in entry.article.topics:
            slug = topic_slug(label)
            labels.setdefault(slug, label)
            members.setdefault(slug, {})[entry.article.slug] = entry
    return tuple(
        Topic(slug, labels[slug], newest_first(listed(list(members[slug].values()), config)))
        for slug in sorted(members)
    )


def _cited_by(entries: Iterable[ArticleEntry]) -> dict[str, tuple[ArticleEntry, ...]]:
    citing: dict[str, list[ArticleEntry]] = {}
    for entry in entries:
        for key in entry.references.keys:
            citing.setdefault(key, []).append(entry)
    return {key: tuple(citing[key]) for key in citing}
