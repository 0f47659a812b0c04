"""Small files that tell static hosts how to serve the site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote, unquote, urlsplit

from dr_evidence_site.model.page import Output

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)
"""What a page may load and do; the theme repeats it in every page for hosts that send no headers."""

_SEARCH_POLICY = CONTENT_SECURITY_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
"""That of the search page and of the worker that it starts, which runs WebAssembly.

Hosts add the rules of all patterns that fit, and browsers obey each of several policies; so the header, which is for
all, allows what the search page needs, and every other page forbids it by its own policy.
"""

FOR_GOOD = "public, max-age=31536000, immutable"
"""For how long assets may be kept: their names change with their content."""

_HEADERS = """\
/*
{always}/assets/*
  Cache-Control: {kept}
{types}"""

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
"""Powerful features of browsers that no page uses, and none may be made to use."""

MEDIA_TYPES = {
    "/articles/*.bib": "application/x-bibtex; charset=utf-8",
    "/articles/*.ris": "application/x-research-info-systems; charset=utf-8",
    "/articles/*.csl.json": "application/vnd.citationstyles.csl+json",
    "/articles/*.md": "text/markdown; charset=utf-8",
    "/feed.xml": "application/atom+xml; charset=utf-8",
    "/llms.txt": "text/plain; charset=utf-8",
}
"""What hosts do not know, or would send without saying that it is UTF-8; reference managers go by the first three."""


UNSERVED = ("_headers", "_redirects", ".nojekyll", "redirects.conf")
"""Files for hosts, which need not give them to readers."""


def security_headers(*, searches: bool) -> dict[str, str]:
    """What every answer of a host says beyond what a page says itself."""
    return {
        "Content-Security-Policy": f"{_SEARCH_POLICY if searches else CONTENT_SECURITY_POLICY}; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin",
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def hosting_files(
    *, searches: bool = False, redirects: Sequence[tuple[str, str]] = (), base_url: str = ""
) -> tuple[Output, ...]:
    """`_headers` (read by Netlify and Cloudflare Pages) and `.nojekyll` (GitHub Pages serves the files as they are).

    Where old addresses lead (`redirects` are pairs of paths, old and new) is said in `_redirects` (Cloudflare Pages,
    Netlify, GitLab Pages) and in `redirects.conf` (nginx), if there are any.
    """
    always = "".join(f"  {name}: {value}\n" for name, value in security_headers(searches=searches).items())
    types = "".join(f"{place}\n  Content-Type: {media_type}\n" for place, media_type in MEDIA_TYPES.items())
    headers = _HEADERS.format(always=always, kept=FOR_GOOD, types=types)
    files = (Output("_headers", headers.encode()), Output(".nojekyll", b""))
    if not redirects:
        return files
    root = urlsplit(base_url).path or "/"
    return (*files, Output("_redirects", _rules(root, redirects)), Output("redirects.conf", _nginx(root, redirects)))


def _rules(root: str, redirects: Iterable[tuple[str, str]]) -> bytes:
    """A line for each redirect, in the form that Netlify began."""
    base = quote(unquote(root))
    return "".join(f"{base}{old} {base}{new} 301\n" for old, new in redirects).encode()


def _nginx(root: str, redirects: Iterable[tuple[str, str]]) -> bytes:
    """A location for each redirect, to be included by a server."""
    place = unquote(root).replace("\\", "\\\\").replace('"', '\\"')  # nginx compares addresses as they are decoded
    base = quote(unquote(root))
    lines = [f'location = "{place}{old}" {{ return 301 "{base}{new}$is_args$args"; }}\n' for old, new in redirects]
    return "".join(lines).encode("utf-8", "replace")
