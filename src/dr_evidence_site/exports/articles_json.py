"""`articles.json`: every published article with its status, dates and files, by `schema/articles.schema.json`."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from urllib.parse import quote

from dr_evidence_site.exports.paths import ARTICLES_SCHEMA
from dr_evidence_site.model.listing import ListedArticle, Listing


def articles(listing: Listing) -> str:
    """The list as a JSON object, a line for each article. Paths are relative to the file."""
    head = {
        "$schema": ARTICLES_SCHEMA,
        "title": listing.title,
        "description": listing.description or None,
        "url": listing.base_url or None,
        "language": listing.language,
    }
    lines = ",".join(
        "\n" + json.dumps(_article(article, listing.base_url), ensure_ascii=False) for article in listing.articles
    )
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "articles": [{lines}\n]}}\n'


def _article(article: ListedArticle, base: str) -> dict[str, Any]:
    page = quote(article.path)
    return {
        "slug": article.slug,
        "page": page,
        "url": base + page if base else None,
        "title": article.title,
        "question": article.question or None,
        "status": article.status.value,
        "approved": article.is_approved,
        "language": article.language,
        "updated": article.updated.isoformat(),
        "last_reviewed": _day(article.last_reviewed) if article.is_approved else None,
        "due": _day(article.due),
        "topics": article.topics,
        "translations": [{"language": tag, "page": quote(path)} for tag, path in article.translations],
        "files": {kind: quote(path) for kind, path in article.files},
    }


def _day(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None
