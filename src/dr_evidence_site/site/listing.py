"""The list of what is published, for feeds, sitemaps and other programs."""

from __future__ import annotations

from dr_evidence_site.exports.passages import plain_text
from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.listing import ListedArticle, ListedPage, Listing
from dr_evidence_site.model.site import ArticleEntry, Site
from dr_evidence_site.site.addresses import article_path, place
from dr_evidence_site.site.announced import changed, other_pages
from dr_evidence_site.site.beside import offered, paths_beside
from dr_evidence_site.site.languages import language_of
from dr_evidence_site.site.resolve import plain_html
from dr_evidence_site.site.review import due, last_reviewed, latest_note


def listing(site: Site) -> Listing:
    """The list of a site."""
    config = site.config
    articles = tuple(_listed(entry, site) for entry in site.published)
    by_slug = {article.slug: article for article in articles}
    days = {"index.html": max((article.changed for article in articles), default=None)}
    for topic in site.topics:
        days[f"topics/{topic.slug}.html"] = max(by_slug[entry.article.slug].changed for entry in topic.entries)
    return Listing(
        title=config.title,
        description=config.description,
        notice=" ".join(plain_text(plain_html(config.notice, site, place("index.html"))).split()),
        language=config.language,
        base_url=config.base_url,
        articles=articles,
        pages=tuple(ListedPage(f"{e.page.slug}.html", e.page.title, e.page.updated) for e in site.pages),
        others=tuple(ListedPage(path, changed=days.get(path)) for path in other_pages(site)),
    )


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
        changed=changed(article),
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
