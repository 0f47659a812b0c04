"""What an address in Markdown means: a web address, another source file, a picture, or a fault."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import markdown as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import ArticleLink, ImageLink
from dr_evidence_site.model.source import Span

_ALLOWED = re.compile(r"https?://[^/\s]|mailto:[^\s]", re.IGNORECASE)
_SCHEME = re.compile(r"[^/?#]*:")


def link(address: str, path: str, span: Span) -> str | ArticleLink | Diagnostic:
    """What a link's address means in the file `path`: an allowed web address as it is, a hole, or what is wrong."""
    if _ALLOWED.match(address):
        return address
    if _SCHEME.match(address) or address.startswith(("/", "\\")) or "?" in address:
        return _refused(address, span)
    target, _, fragment = address.partition("#")
    fragment = unquote(fragment)
    if not target:
        return ArticleLink(path, fragment, span) if fragment else _refused(address, span)
    place = _join(path, unquote(target))
    if place is None:
        return codes.LINK_LEAVES_SITE.at(span, address=clip(address))
    if not place.endswith(".md"):
        return _refused(address, span)
    return ArticleLink(place, fragment, span)


def image(address: str, path: str, span: Span) -> ImageLink | Diagnostic:
    """What a picture's address means in the file `path`: a hole, or what is wrong."""
    if _ALLOWED.match(address) or address.startswith("//"):
        return codes.IMAGE_REMOTE.at(span, address=clip(address))
    if _SCHEME.match(address) or address.startswith(("/", "\\")):
        return codes.LINK_SCHEME.at(span, address=clip(address))
    place = _join(path, unquote(address))
    if place is None:
        return codes.LINK_LEAVES_SITE.at(span, address=clip(address))
    return ImageLink(place, span)


def _refused(address: str, span: Span) -> Diagnostic:
    return codes.LINK_SCHEME.at(span, address=clip(address))


def _join(path: str, target: str) -> str | None:
    """The target as a path relative to the site folder, or None when it lies outside."""
    if "\\" in target or "\0" in target:
        return None
    place = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    return None if place == ".." or place.startswith(("../", "/")) else place
