"""The whole site's files for other programs: each planned by what it depends on, made only when that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct

from dr_evidence_site.exports import paths
from dr_evidence_site.model.config import Export
from dr_evidence_site.model.site import ArticleEntry, Site
from dr_evidence_site.site.addresses import Place, article_path
from dr_evidence_site.site.announced import announced, has_feed, listing_inputs, other_pages
from dr_evidence_site.site.keys import digest
from dr_evidence_site.site.languages import language_of

if TYPE_CHECKING:
    from dr_evidence_site.model.listing import Listing
    from dr_evidence_site.render.words import Words


class FilePlan(Struct, frozen=True):
    """A file that may have to be made: its path, everything its content depends on, and how to make it."""

    path: str
    inputs: object
    make: Callable[[], str]


def file_plans(
    site: Site,
    images: Mapping[str, str],
    inputs_of: Callable[[ArticleEntry], str],
    words: Callable[[str], Words],
) -> Iterator[FilePlan]:
    """Every file for other programs but those beside the articles.

    `images` is as in `resolve`. `inputs_of` gives the digest of all that an article's text depends on, `words` the
    interface's words in a language.
    """
    everything = digest(listing_inputs(site))
    # The list is made for all of them, and only when one of them needs it.
    listed = cache(partial(_listing, site))
    language = site.config.language
    yield FilePlan(paths.ARTICLES, everything, partial(_articles, listed))
    yield FilePlan(paths.ARTICLES_SCHEMA, (), partial(_schema, paths.ARTICLES_SCHEMA))
    if Export.JSON in site.config.exports:
        yield FilePlan(paths.ARTICLE_SCHEMA, (), partial(_schema, paths.ARTICLE_SCHEMA))
    yield FilePlan(paths.LLMS, everything, lambda: _llms(listed(), words(language)))
    yield FilePlan("robots.txt", (), partial(_robots, site.config.base_url))
    if not site.config.base_url:
        return  # addresses in sitemaps and feeds are absolute
    approved = announced(site)
    for path in paths.sitemaps(len(approved) + len(other_pages(site)) + len(site.pages)):
        yield FilePlan(path, everything, partial(_sitemap, listed, path))
    if has_feed(site):
        entries = approved[: paths.LONGEST_FEED]
        texts = [inputs_of(entry) for entry in entries]
        yield FilePlan(paths.FEED, (everything, texts), partial(_feed, site, images, entries, listed, words))


# What makes a file is only loaded when the file has to be made; with Python's own modules for XML that takes 50 ms.


def _listing(site: Site) -> Listing:
    from dr_evidence_site.site.listing import listing

    return listing(site)


def _articles(listed: Callable[[], Listing]) -> str:
    from dr_evidence_site.exports.articles_json import articles

    return articles(listed())


def _llms(listing: Listing, words: Words) -> str:
    from dr_evidence_site.exports.llms import llms

    return llms(listing, words)


def _robots(base_url: str) -> str:
    from dr_evidence_site.exports.sitemap import robots

    return robots(base_url)


def _sitemap(listed: Callable[[], Listing], path: str) -> str:
    from dr_evidence_site.exports.sitemap import sitemap

    return sitemap(listed(), path)


def _feed(
    site: Site,
    images: Mapping[str, str],
    entries: Sequence[ArticleEntry],
    listed: Callable[[], Listing],
    words: Callable[[str], Words],
) -> str:
    from dr_evidence_site.exports.feed import feed

    by_slug = {entry.article.slug: entry for entry in entries}
    return feed(listed(), lambda slug: _bottom_line(by_slug[slug], site, images, words))


def _bottom_line(entry: ArticleEntry, site: Site, images: Mapping[str, str], words: Callable[[str], Words]) -> str:
    """The bottom line for the default audience, with absolute addresses."""
    from dr_evidence_site.exports.passages import body_html, bottom_line
    from dr_evidence_site.site.resolve import resolve

    base = site.config.base_url
    body = site.bodies[entry.article.path]
    parts = resolve(body.parts, entry.references, site, images, Place("", base)).parts
    its = words(language_of(entry.article, site.config))
    html = bottom_line(body_html(parts, its), site.config.default_audience)
    return html.replace('href="#', f'href="{base}{quote(article_path(entry))}#')


def _schema(path: str) -> str:
    """A schema as it is shipped with the program."""
    folder = Path(__file__).parents[1] / "exports"
    return (folder / path).read_text(encoding="utf-8")
