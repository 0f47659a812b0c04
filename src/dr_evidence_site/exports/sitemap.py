"""The sitemap (sitemaps.org, protocol 0.9) of pages that search engines may keep, and `robots.txt`.

Dates are those of real changes; a page without a known one has none. An address must be absolute, so without a base
address there is no sitemap.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from dr_evidence_site.exports import xml
from dr_evidence_site.exports.paths import LARGEST_SITEMAP, SITEMAP, sitemaps
from dr_evidence_site.model.listing import Listing

_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap(listing: Listing, path: str, largest: int = LARGEST_SITEMAP) -> str:
    """The file of the sitemap with this path."""
    entries = list(_entries(listing))
    files = sitemaps(len(entries), largest)
    if len(files) == 1:
        return _file(entries)
    if path == SITEMAP:
        places = "".join(f"<sitemap><loc>{xml.text(listing.base_url + part)}</loc></sitemap>\n" for part in files[1:])
        return f"{xml.HEAD}<sitemapindex {_NAMESPACE}>\n{places}</sitemapindex>\n"
    start = (files.index(path) - 1) * largest
    return _file(entries[start : start + largest])


def robots(base_url: str) -> str:
    """`robots.txt`: everything may be read; what is not approved asks for itself not to be listed."""
    place = f"Sitemap: {base_url}{SITEMAP}\n" if base_url else ""
    return f"User-agent: *\nAllow: /\n{place}"


def _file(entries: Sequence[str]) -> str:
    xhtml = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f"{xml.HEAD}<urlset {_NAMESPACE}{xhtml}>\n{''.join(entries)}</urlset>\n"


def _entries(listing: Listing) -> Iterator[str]:
    base = listing.base_url
    approved = {article.path: article for article in listing.articles if article.is_approved}
    for page in listing.others:
        yield _entry(base, page.path, page.changed)
    for page in listing.pages:
        yield _entry(base, page.path, page.changed)
    for article in approved.values():
        versions = [(tag, path) for tag, path in article.translations if path in approved]
        yield _entry(base, article.path, article.changed, versions if len(versions) > 1 else ())


def _entry(base: str, path: str, changed: dt.date | None, versions: Sequence[tuple[str, str]] = ()) -> str:
    lastmod = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang={xml.attribute(tag)} href={xml.attribute(base + quote(other))}/>'
        for tag, other in versions
    )
    address = base + ("" if path == "index.html" else quote(path))
    return f"<url><loc>{xml.text(address)}</loc>{lastmod}{alternates}</url>\n"
