"""Small files that tell static hosts how to serve the site."""

from __future__ import annotations

from dr_evidence_site.model.page import Output

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)
"""What a page may load and do; the theme repeats it in every page for hosts that send no headers."""

_HEADERS = f"""\
/*
  Content-Security-Policy: {CONTENT_SECURITY_POLICY}; frame-ancestors 'none'
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin
/assets/*
  Cache-Control: public, max-age=31536000, immutable
"""


def hosting_files() -> tuple[Output, ...]:
    """`_headers` (read by Netlify and Cloudflare Pages) and `.nojekyll` (GitHub Pages serves the files as they are)."""
    return (Output("_headers", _HEADERS.encode()), Output(".nojekyll", b""))
