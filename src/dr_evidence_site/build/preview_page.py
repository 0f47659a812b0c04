"""What the live preview sends: a page with the script that makes it live, or a page that says what is wrong."""

from __future__ import annotations

import hashlib
from functools import cache
from html import escape
from mimetypes import MimeTypes
from pathlib import Path

from msgspec import Struct

from dr_evidence_site.build.preview_state import LISTED, State, in_order, place
from dr_evidence_site.diagnostics import Severity
from dr_evidence_site.diagnostics.summary import summary
from dr_evidence_site.diagnostics.visible import visible
from dr_evidence_site.system.server import Answer

_OWN = {"-/preview.js": "preview.js", "-/preview.css": "preview.css"}
"""Addresses that no page of a site can have, and the files beside this one that are there."""


class Page(Struct, frozen=True):
    """A page of the site, or one of our own that stands in for it, before the script tag is put in."""

    status: int
    path: str
    content: bytes
    is_ours: bool = False

    @property
    def version(self) -> str:
        """Differs when the page does. Assets are named by their content, so it also tells when one of them changed."""
        return hashlib.sha256(self.content).hexdigest()[:16]

    def answer(self) -> Answer:
        """The file, with the script tag if it is a page of the site."""
        is_page = self.path.endswith(".html") and not self.path.startswith("assets/")
        return Answer(self.status, _media_type(self.path), self._live() if is_page else self.content)

    def _live(self) -> bytes:
        """With the tag that makes it live. Author text is escaped, so the first end of a head is the head's."""
        bare = " data-bare" if self.is_ours else ""
        tag = f'<script src="/-/preview.js" data-version="{self.version}"{bare} defer></script>\n'.encode()
        head, end, rest = self.content.partition(b"</head>")
        return head + tag + end + rest if end else self.content + tag


def own_file(path: str) -> Answer | None:
    """The script or the style of the preview itself, if the path is theirs."""
    name = _OWN.get(path)
    return Answer(200, _media_type(path), Path(__file__).with_name(name).read_bytes()) if name else None


def error_page(state: State, source: str) -> bytes:
    """Stands in for a page that could not be built, and lists what is wrong."""
    rows = []
    for problem in in_order(state.problems, source)[:LISTED]:
        hint = f"<br>Hint: {_safe(problem.hint)}" if problem.hint else ""
        level = f"{problem.severity.word}[{problem.code}]"
        rows.append(
            f'<li class="{problem.severity.word}"><code>{_safe(place(problem))}</code> <strong>{level}</strong> '
            f"{_safe(problem.message)}{hint}</li>"
        )
    more = len(state.problems) - len(rows)
    if more:
        rows.append(f"<li>… and {more} more</li>")
    title = "This page has not been built yet" if state.ever else "The site has not been built yet"
    errors = any(problem.severity is Severity.ERROR for problem in state.problems)
    advice = "Mend the errors and save; the page then appears by itself." if errors else "It appears by itself."
    listed = f"<ol>\n{chr(10).join(rows)}\n</ol>" if rows else ""
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; \
connect-src 'self'; base-uri 'none'">
<title>{title}</title>
<link rel="stylesheet" href="/-/preview.css">
</head>
<body class="dr-preview-page">
<main>
<h1>{title}</h1>
<p>{_safe(state.trouble)} {advice}</p>
<p>{_safe(summary(state.problems))}</p>
{listed}
</main>
</body>
</html>
""".encode()


def _safe(text: str) -> str:
    return escape(visible(text))


@cache
def _types() -> MimeTypes:
    """The library's own table, without this machine's settings, and what Python 3.11 lacks."""
    types = MimeTypes()
    for ending, media_type in (
        (".avif", "image/avif"), (".ico", "image/x-icon"), (".js", "text/javascript"), (".md", "text/markdown"),
        (".webp", "image/webp"), (".woff", "font/woff"), (".woff2", "font/woff2"),
    ):  # fmt: skip
        types.add_type(media_type, ending)
    return types


def _media_type(path: str) -> str:
    found, encoding = _types().guess_type(path)
    if found is None or encoding:
        return "application/octet-stream"
    is_text = found.startswith("text/") or found in ("application/json", "image/svg+xml")
    return f"{found}; charset=utf-8" if is_text else found
