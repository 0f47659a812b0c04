"""An article's body as each audience sees it, cut at its headings, as HTML and as plain text.

It reads the HTML that this program made of Markdown: tags are balanced, names in lower case, and no attribute holds a
“<” or “>”. Elements with `data-for` are for the audiences it names; whoever else is reading gets the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from dr_evidence_site.exports.without_pictures import without_pictures
from dr_evidence_site.model.config import Marker
from dr_evidence_site.model.views import ResolvedPart
from dr_evidence_site.render import filters
from dr_evidence_site.render.words import Words

if TYPE_CHECKING:
    from dr_evidence_site.model.figures import EvidenceView

EvidenceWriter: TypeAlias = "Callable[[EvidenceView, Marker], str]"
"""Prints a block of evidence as HTML, with its citations by the marker."""

_MARKED = re.compile(r'<(div|section|span|h[2-6])\b([^>]*?) data-for="([^"]*)"([^>]*)>')
# Elements that hold blocks, so that a heading within one begins no section, and headings.
_TAG = re.compile(r"<(/?)(div|section|h[2-6]|blockquote|[uod]l|table)\b([^>]*)>")
_ID = re.compile(r' id="([^"]*)"')
# What explains a term is for a reader of the page: a link to the list of terms there.
_TERM = re.compile(r"<a [^>]* role=doc-glossref [^>]*></a>")
_ANCHOR = re.compile(r"<span id=cite-\d+>")
_CITED = re.compile(r"<a href=(#ref-\d+)>")
_LABEL = re.compile(r'\s*<p class="block-label">[^<]*</p>\s*')

_LIST_ITEM = re.compile(r"<li\b[^>]*>\s*")
_CELL = re.compile(r"</t[hd]>\s*(?=<t[hd])")
_BREAK = re.compile(r"<br\b[^>]*>\n?|</(?:p|h[2-6]|li|div|section|blockquote|pre|d[td]|tr|table|[uod]l)>|<hr\b[^>]*>")
_PICTURE = re.compile(r'<img\b[^>]*? alt="([^"]*)"[^>]*>')
_ANY = re.compile(r"<[^>]*>")
_CODE = re.compile(r"<pre\b[^>]*>(.*?)</pre>\n?", re.DOTALL)
_SPACES = re.compile(" {2,}")


class Section(Struct, frozen=True):
    """A heading and what follows it, up to the next one. What stands before any heading has the level 0 and no id.

    `title` is plain text. `html` is a fragment without the heading; addresses in it are relative to the page's.
    """

    level: int
    id: str
    title: str
    html: str

    @property
    def text(self) -> str:
        """The section as plain text, a line for each paragraph, item or row."""
        return plain_text(self.html)


class Version(Struct, frozen=True):
    """What some audiences see: all of them see the same. `bottom_line` is HTML, empty for none."""

    audiences: tuple[str, ...]
    bottom_line: str
    sections: tuple[Section, ...]


def body_html(parts: Iterable[ResolvedPart], words: Words, evidence: EvidenceWriter | None = None) -> str:
    """The body as one piece of HTML, for use outside of its page: every citation as numbers in brackets.

    What serves the page alone is left out: links that explain terms, and the anchors of citations, which have a class
    instead. `evidence` prints blocks of evidence, which are left out without it; of them the pictures are dropped.
    """
    html: str = filters.body(parts, Marker.BRACKETS, words, evidence)
    if evidence:
        html = without_pictures(html)
    return without_anchors(without_help(html))


def versions(html: str, audiences: Sequence[str]) -> tuple[Version, ...]:
    """The versions of a body for the site's audiences, in their order; those that see the same share one."""
    if "data-for=" not in html:
        return (_version(html, tuple(audiences)),)
    together: dict[str, list[str]] = {}
    for audience in audiences:
        together.setdefault(seen_by(html, audience), []).append(audience)
    return tuple(_version(seen, tuple(ids)) for seen, ids in together.items())


def bottom_line(html: str, audience: str) -> str:
    """The bottom line alone, as HTML for one audience; empty for none."""
    start, end = html.find('<section class="bottom-line"'), html.rfind("</section>")
    if start < 0:
        return ""
    if 'data-for="' not in html[:start]:
        html = html[start : end + len("</section>")]
    return _version(seen_by(html, audience), (audience,)).bottom_line


def without_anchors(html: str) -> str:
    """The body with citations that cannot be linked to, with every attribute in quotation marks."""
    return _ANCHOR.sub('<span class="citation">', _CITED.sub(r'<a href="\1">', html))


def without_help(html: str) -> str:
    """The body without the links that explain terms."""
    return _TERM.sub("", html) if "doc-glossref" in html else html


def seen_by(html: str, audience: str) -> str:
    """The body without what is for others, and without the marks that say for whom the rest is."""
    if "data-for=" not in html:
        return html
    out: list[str] = []
    start = 0
    while marked := _MARKED.search(html, start):
        out.append(html[start : marked.start()])
        closing = _closing(html, marked[1], marked.end())
        if audience in marked[3].split():
            attributes = marked[2] + marked[4]
            is_bare = not attributes and marked[1] in ("div", "span")
            inner = seen_by(html[marked.end() : closing.start()], audience)
            out.append(inner if is_bare else f"<{marked[1]}{attributes}>{inner}{closing[0]}")
        start = closing.end()
    out.append(html[start:])
    return "".join(out)


def _closing(html: str, name: str, start: int) -> re.Match[str]:
    """The tag that closes an element whose content begins at `start`."""
    depth = 1
    for tag in _tags(name).finditer(html, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag
    raise ValueError(f"<{name}> is not closed")


@lru_cache(maxsize=16)
def _tags(name: str) -> re.Pattern[str]:
    return re.compile(f"<(/?){name}\\b[^>]*>")


def _version(html: str, audiences: tuple[str, ...]) -> Version:
    """The version cut into bottom lines, wherever they stand, and sections, begun by headings outside of blocks."""
    bottom: list[str] = []
    pieces: list[str] = []
    sections: list[Section] = []
    heading: tuple[int, str, str] = (0, "", "")
    depth = start = begin = 0
    opened = -1  # the depth at which a bottom line is open
    for tag in _TAG.finditer(html):
        name = tag[2]
        if name[0] == "h":
            if depth:
                continue
            if not tag[1]:
                pieces.append(html[start : tag.start()])
                _close(sections, heading, pieces)
                pieces = []
                begin = tag.end()
                found = _ID.search(tag[3])
                heading = (int(name[1]), found[1] if found else "", "")
            else:
                heading = (heading[0], unescape(heading[1]), plain_text(html[begin : tag.start()]))
                start = tag.end()
        elif tag[1]:
            depth -= 1
            if depth == opened:
                bottom.append(_LABEL.sub("", html[begin : tag.start()], count=1).strip())
                start, opened = tag.end(), -1
        else:
            if opened < 0 and name == "section" and 'class="bottom-line"' in tag[3]:
                opened = depth
                pieces.append(html[start : tag.start()])
                begin = tag.end()
            depth += 1
    pieces.append(html[start:])
    _close(sections, heading, pieces)
    return Version(audiences, "\n".join(bottom), tuple(sections))


def _close(sections: list[Section], heading: tuple[int, str, str], pieces: list[str]) -> None:
    """Add the section that ends; the text before the first heading only when there is any."""
    html = "".join(pieces).strip()
    if html or heading[0]:
        sections.append(Section(*heading, html))


@lru_cache(maxsize=256)  # disclaimers and notices are those of every article, and audiences share most sections
def plain_text(html: str) -> str:
    """A fragment as plain text: a line for each block, “- ” before items, “ | ” between cells, pictures as their words.

    Lines of code stay lines.
    """
    if "<pre" in html:
        pieces = _CODE.split(html)  # text and code by turns
        return "\n".join(
            unescape(_ANY.sub("", piece)).rstrip() if number % 2 else plain_text(piece)
            for number, piece in enumerate(pieces)
            if piece.strip()
        )
    html = html.replace("\n", " ")
    if "<" in html:
        if "<li" in html:
            html = _LIST_ITEM.sub("- ", html)
        if "<t" in html:
            html = _CELL.sub(" | ", html)
        if "<img" in html:
            html = _PICTURE.sub(r"\1", html)
        html = _ANY.sub("", _BREAK.sub("\n", html))
    if "&" in html:
        html = unescape(html)
    if "  " in html:
        html = _SPACES.sub(" ", html)
    return "\n".join([line for line in map(str.strip, html.split("\n")) if line])
