"""How each file of a site is served: its media type, and for how long it may be kept. The same for every host."""

from __future__ import annotations

from fnmatch import fnmatchcase

from dr_evidence_site.site.hosting import FOR_GOOD, MEDIA_TYPES

TYPES = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "json": "application/json",
    "xml": "application/xml",
    "txt": "text/plain",
    "md": "text/markdown",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
    "woff": "font/woff",
    "wasm": "application/wasm",
    "pdf": "application/pdf",
    "gz": "application/gzip",
}
"""Media types by the end of a name."""

NO_UTF8 = frozenset({"application/json", "image/svg+xml", "application/xml"})
"""Types of text that say themselves which characters they are of."""

ALWAYS_ASKED = "public, max-age=0, must-revalidate"
"""Pages are asked for again each time, which costs little when they are the same."""


def media_type(path: str) -> str:
    """The media type of a file, with its charset where it has one."""
    for pattern, found in MEDIA_TYPES.items():
        if fnmatchcase(f"/{path}", pattern):
            return found
    kind = TYPES.get(path.rpartition("/")[2].rpartition(".")[2].lower(), "application/octet-stream")
    if kind.startswith("text/") or kind.startswith("application/x-"):
        return f"{kind}; charset=utf-8"
    return kind


def headers(path: str) -> dict[str, str]:
    """What a host sends with a file."""
    kept = FOR_GOOD if path.startswith("assets/") else ALWAYS_ASKED
    return {"Content-Type": media_type(path), "Cache-Control": kept}
