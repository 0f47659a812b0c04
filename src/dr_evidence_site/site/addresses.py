"""Addresses inside the site: every link is relative to the page it stands on."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from msgspec import Struct

from dr_evidence_site.model import names

if TYPE_CHECKING:
    from dr_evidence_site.model.site import ArticleEntry

_NOT_WORD = re.compile(r"[\W_]+")
_PLAIN = re.compile(r"[A-Za-z0-9_.~/-]*").fullmatch


class Place(Struct, frozen=True):
    """Where a page stands. `prefix` leads from it to the root of the site: "", "../", or an absolute path."""

    path: str
    prefix: str

    def href(self, target: str, fragment: str = "") -> str:
        """The address of another page of the site (its path in the build folder), percent-encoded."""
        address = "" if target == self.path and fragment else self.prefix + _quoted(target)
        return f"{address}#{_quoted(fragment)}" if fragment else address


def _quoted(text: str) -> str:
    """The text as `quote` has it, which takes ten times as long to find that there is nothing to do."""
    return text if _PLAIN(text) else quote(text)


def place(path: str) -> Place:
    """The place of a page by its path in the build folder."""
    return Place(path, "../" * path.count("/"))


def anywhere(path: str, base_url: str) -> Place:
    """The place of a page that is served at any address, as 404.html is: its links start at the site's own root.

    Without a base address the root is not known, and the links are those of a page at the root.
    """
    return Place(path, urlsplit(base_url).path or "/") if base_url else place(path)


@lru_cache(maxsize=4096)
def topic_slug(label: str) -> str:
    """The address name of a topic: lower case, hyphens for everything that is no letter or digit.

    One that is too long for a file is cut off, and keeps a digest of the whole.
    """
    slug = _NOT_WORD.sub("-", label.casefold()).strip("-") or "topic"
    if names.is_long(slug):
        slug = f"{names.shortened(slug)}-{hashlib.sha256(slug.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"
    return f"{slug}-topic" if names.is_device(slug) else slug


def article_path(entry: ArticleEntry) -> str:
    """The path of an article's page in the build folder."""
    return f"articles/{entry.article.slug}.html"
