"""Small files that tell static hosts how to serve the site."""

from __future__ import annotations

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

_HEADERS = """\
/*
  Content-Security-Policy: {policy}; frame-ancestors 'none'
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin
  Permissions-Policy: {permissions}
  Cross-Origin-Opener-Policy: same-origin
/assets/*
  Cache-Control: public, max-age=31536000, immutable
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


def hosting_files(*, searches: bool = False) -> tuple[Output, ...]:
    """`_headers` (read by Netlify and Cloudflare Pages) and `.nojekyll` (GitHub Pages serves the files as they are)."""
    policy = _SEARCH_POLICY if searches else CONTENT_SECURITY_POLICY
    types = "".join(f"{place}\n  Content-Type: {media_type}\n" for place, media_type in MEDIA_TYPES.items())
    headers = _HEADERS.format(policy=policy, permissions=PERMISSIONS, types=types)
    return (Output("_headers", headers.encode()), Output(".nojekyll", b""))
