"""The list of what is published, for feeds, sitemaps and other programs."""

from __future__ import annotations

import datetime as dt

from dr_evidence_site.exports.passages import plain_text
from dr_evidence_site.model.article import Article, ReviewStatus
from dr_evidence_site.model.listing import ListedArticle, ListedPage, Listing
from dr_evidence_site.model.site import ArticleEntry, Site
from dr_evidence_site.site.addresses import place
from dr_evidence_site.site.articles import article_path
from dr_evidence_site.site.languages import language_of
from dr_evidence_site.site.resolve import plain_html
from dr_evidence_site.site.review import due, last_reviewed, latest_note
from dr_evidence_site.site.take_away import offered, paths_beside


def listing(site: Site) -> Listing:
    """The list of a site."""
    config = site.config
    articles = tuple(_listed(entry, site) for entry in site.published)
    by_slug = {article.slug: article for article in articles}
    changed = {"index.html": max((article.changed for article in articles), default=None)}
    for topic in site.topics:
        changed[f"topics/{topic.slug}.html"] = max(by_slug[entry.article.slug].changed for entry in topic.entries)
    return Listing(
        title=config.title,
        description=config.description,
        notice=" ".join(plain_text(plain_html(config.notice, site, place("index.html"))).split()),
        language=config.language,
        base_url=config.base_url,
        articles=articles,
        pages=tuple(ListedPage(f"{e.page.slug}.html", e.page.title, e.page.updated) for e in site.pages),
        others=tuple(ListedPage(path, changed=changed.get(path)) for path in other_pages(site)),
    )


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


def announced(site: Site) -> tuple[ArticleEntry, ...]:
    """The articles whose review is complete, the latest change first: what a feed and a sitemap may hold."""
    found = [entry for entry in site.articles if entry.published and entry.status is ReviewStatus.APPROVED]
    return tuple(sorted(found, key=lambda entry: _changed(entry.article), reverse=True))


def other_pages(site: Site) -> list[str]:
    """The paths of the pages that the generator makes, but for those that no search engine need know."""
    lists = ["references.html"] * bool(site.cited_by) + ["people.html"] * bool(site.people)
    return ["index.html", *lists, *(f"topics/{topic.slug}.html" for topic in site.topics)]


def _changed(article: Article) -> dt.date:
    """The day of the last change of what an article's page says: of its text, or of its review."""
    return max([article.updated, *(event.date for event in article.review if event.date)])


def _listed(entry: ArticleEntry, site: Site) -> ListedArticle:
    article, config = entry.article, site.config
    path = article_path(entry)
    exports = offered(config.exports, has_references=bool(entry.references.keys))
    return ListedArticle(
        slug=article.slug,
        path=path,
        title=article.title,
        question=article.question,
        status=entry.status,
        language=language_of(article, config),
        updated=article.updated,
        changed=_changed(article),
        approved_on=next((e.date for e in article.review if e.status is ReviewStatus.APPROVED and e.date), None),
        last_reviewed=last_reviewed(article),
        due=due(article, config),
        topics=article.topics,
        authors=tuple(site.people[name].name for name in article.authors if name in site.people),
        files=tuple(zip((export.value for export in exports), paths_beside(path, exports), strict=True)),
        translations=_translations(entry, path, site),
        note=latest_note(article),
    )


def _translations(entry: ArticleEntry, path: str, site: Site) -> tuple[tuple[str, str], ...]:
    if not entry.translations:
        return ()
    own = (language_of(entry.article, site.config), path)
    return tuple(sorted([own, *((version.lang, f"articles/{version.slug}.html") for version in entry.translations)]))
