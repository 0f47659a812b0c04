"""The audiences' disclaimers and the link to their style sheet, as every page must carry them, and the proof of it.

A theme decides where they stand and how they look, not whether they are there. The proof reads what the theme wrote
of a page with plain byte searches, because it runs for every page of every build.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from html import escape

from dr_evidence_site.model.html import NO_HTML, Html
from dr_evidence_site.model.languages import direction
from dr_evidence_site.model.views import Frame

AUDIENCE_STYLE_SHEET = "audience.css"
"""The plain name, among a frame's assets, of the style sheet that shows each audience its own text."""

_STYLE_SHEET_LINK = re.compile(rb"<link\b[^>]*\brel=[\"']?stylesheet\b[^>]*>", re.IGNORECASE)

# Whatever stands inside one of these is not shown, or not until somebody opens it. Grouped by their first letters, the
# names are told from all other tags in 0.05 µs a tag, a plain list of them in 0.08; a page has a thousand tags.
_SWALLOWING = re.compile(
    rb"<(/?)(d(?:etails|ialog)|iframe|math|no(?:embed|frames|script)|s(?:cript|elect|tyle|vg)|t(?:emplate|extarea|itle)"
    rb"|xmp)\b"
)
_HIDING = (b"hidden", b"inert", b"popover")
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_TAG_NAME = re.compile(rb"[a-z][^\s/>]*")
_VOID = frozenset({b"area", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"source", b"wbr"})


class Lack(Enum):
    """What a page fails to carry."""

    DISCLAIMER = auto()
    DISCLAIMER_SHOWN = auto()
    STYLE_SHEET = auto()


def disclaimers(frame: Frame) -> Html:
    """Each audience's disclaimer as a section of its own, in the order of the settings.

    The audience style sheet shows the chosen audience's section; without it, or without a choice, all are shown.
    """
    return Html(
        "\n".join(
            f'<section class="disclaimer" data-disclaimer data-for="{escape(audience.id)}"'
            f"{_language(audience.language)}>{audience.disclaimer}</section>"
            for audience in frame.audiences
        )
    )


def _language(tag: str) -> str:
    """The attributes of words in another language than the page's; empty for the page's own."""
    return f' lang="{escape(tag)}" dir="{direction(tag)}"' if tag else ""


def audience_style_sheet(frame: Frame) -> Html:
    """The link to the audience style sheet; it stands before any other, so that its layer has the last word."""
    href = frame.assets.get(AUDIENCE_STYLE_SHEET)
    return NO_HTML if href is None else Html(f'<link rel="stylesheet" href="{escape(href)}">')


def lacks(page: bytes, frame: Frame) -> list[Lack]:
    """What the page (UTF-8) fails to carry, or carries where no reader sees it.

    Text of the article itself may be left out of `page`: its tags are closed, and it cannot hide what follows.
    """
    found = []
    block = disclaimers(frame).encode("utf-8", "replace")
    at = page.find(block) if block else 0
    link = audience_style_sheet(frame).encode("utf-8", "replace")
    first = _STYLE_SHEET_LINK.search(page)
    # A page of all references has a hundred megabytes: it is put into lower case once and nothing is cut out of it.
    lower = page.lower()
    if at < 0:
        found.append(Lack.DISCLAIMER)
    elif _is_hidden(lower, at):
        found.append(Lack.DISCLAIMER_SHOWN)
    if not link or first is None or first[0] != link or _is_hidden(lower, first.start()):
        found.append(Lack.STYLE_SHEET)
    return found


def _is_hidden(page: bytes, at: int) -> bool:
    """Whether what stands at that place of a page, given in lower case, is in a comment, in an element that is not
    shown, or under a hiding attribute.
    """
    comment = page.rfind(b"<!--", 0, at)
    if comment >= 0 and page.find(b"-->", comment, at) < 0:
        return True
    depth: dict[bytes, int] = {}
    for match in _SWALLOWING.finditer(page, 0, at):
        depth[match[2]] = max(depth.get(match[2], 0) + (-1 if match[1] else 1), 0)
    return any(depth.values()) or any(_is_under(page, at, attribute) for attribute in _HIDING)


def _is_under(page: bytes, at: int, attribute: bytes) -> bool:
    """Whether an element with the attribute (`aria-hidden` counts as `hidden`) is still open at a place."""
    position = page.find(attribute, 0, at)
    while position >= 0:
        start = page.rfind(b"<", 0, position)
        end = page.find(b">", position, at)
        if start >= 0 and page.find(b">", start, position) < 0:
            name = _TAG_NAME.match(page, start + 1, at)
            names = _QUOTED.sub(b"", page[start : end if end >= 0 else at - 1])
            words = names.replace(b"=", b" ").replace(b"/", b" ").split()
            has_it = attribute in words or b"aria-" + attribute in words
            if has_it and name and name[0] not in _VOID and _is_open(page, start, at, name[0]):
                return True
        position = page.find(attribute, position + 1, at)
    return False


def _is_open(page: bytes, start: int, at: int, name: bytes) -> bool:
    """Whether the element that begins at `start` has not ended at a place."""
    depth = 0
    for match in re.compile(rb"<(/?)" + re.escape(name) + rb"(?=[\s/>])").finditer(page, start, at):
        depth += -1 if match[1] else 1
        if depth == 0:
            return False
    return True
