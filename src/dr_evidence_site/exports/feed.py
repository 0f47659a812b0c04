"""The Atom feed of approved articles (RFC 4287).

An article's address is its `id`, so an entry stays the same as long as the site keeps its base address. Without one
there is no feed: an `id` must be absolute (section 4.2.6). Nor is there one before the first approval: a feed must
say when it was last updated (section 4.1.1), and nothing was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from urllib.parse import quote

from dr_evidence_site.exports import xml
from dr_evidence_site.exports.paths import FEED, LONGEST_FEED
from dr_evidence_site.model.listing import ListedArticle, Listing


def feed(listing: Listing, summary: Callable[[str], str]) -> str:
    """The feed. `summary` gives the bottom line of an article, by its slug, as HTML with absolute addresses."""
    entries = listing.approved[:LONGEST_FEED]
    home = listing.base_url
    lines = [
        f'{xml.HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={xml.attribute(listing.language)}>',
        f"<id>{xml.text(home)}</id>",
        f"<title>{xml.text(listing.title)}</title>",
        f"<subtitle>{xml.text(listing.description)}</subtitle>" if listing.description else "",
        f'<link rel="self" type="application/atom+xml" href={xml.attribute(home + FEED)}/>',
        f'<link rel="alternate" type="text/html" href={xml.attribute(home)}/>',
        f"<updated>{_moment(entries[0].changed)}</updated>",
        f"<author><name>{xml.text(listing.title)}</name></author>",
        *("\n".join(filter(None, _entry(article, home, summary(article.slug)))) for article in entries),
        "</feed>\n",
    ]
    return "\n".join(line for line in lines if line)


def _entry(article: ListedArticle, home: str, bottom_line: str) -> Iterator[str]:
    address = home + quote(article.path)
    yield f"<entry xml:lang={xml.attribute(article.language)}>"
    yield f"<id>{xml.text(address)}</id>"
    yield f"<title>{xml.text(article.title)}</title>"
    yield f'<link rel="alternate" type="text/html" href={xml.attribute(address)}/>'
    if article.approved_on:
        yield f"<published>{_moment(article.approved_on)}</published>"
    yield f"<updated>{_moment(article.changed)}</updated>"
    for name in article.authors:
        yield f"<author><name>{xml.text(name)}</name></author>"
    for topic in article.topics:
        yield f"<category term={xml.attribute(topic)}/>"
    html = "\n".join(filter(None, (_paragraph(article.question), bottom_line, _paragraph(article.note))))
    if html:
        yield f'<summary type="html">{xml.text(html)}</summary>'
    yield "</entry>"


def _paragraph(words: str) -> str:
    return f"<p>{xml.text(words)}</p>" if words else ""


def _moment(day: dt.date) -> str:
    """A day as RFC 3339 writes a moment; sources give no time of day."""
    return f"{day.isoformat()}T00:00:00Z"
