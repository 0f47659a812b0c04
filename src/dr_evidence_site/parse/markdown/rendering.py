"""What is gathered while one Markdown text is rendered: holes, headings, audiences and diagnostics."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.common.utils import escapeHtml

from dr_evidence_site.diagnostics import Diagnostic, did_you_mean
from dr_evidence_site.diagnostics.codes import markdown as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import Heading, Part
from dr_evidence_site.model.source import Span
from dr_evidence_site.parse.markdown.headings import Identifiers
from dr_evidence_site.parse.markdown.positions import Positions

# The kinds of block beside audience passages, with their opening and closing HTML.
BLOCKS: dict[str, tuple[str, str]] = {
    "bottom-line": (
        '<section class="bottom-line" aria-label="Bottom line"{data}>\n<p class="block-label">Bottom line</p>\n',
        "</section>\n",
    ),
    "caution": ('<div class="callout caution" role="note"{data}>\n<p class="block-label">Caution</p>\n', "</div>\n"),
    "note": ('<div class="callout note" role="note"{data}>\n<p class="block-label">Note</p>\n', "</div>\n"),
}

DEEPEST = 50
"""How many levels may nest; far more than a reader could follow, far less than Python's stack."""

HOLE = re.compile("\0(\\d+)\0")
"""The mark of a hole in the HTML; NUL cannot come from an author, markdown-it replaces it."""


@dataclass(slots=True)
class Rendering:
    """What is gathered while one text is rendered; the renderer itself keeps nothing."""

    path: str
    audiences: Sequence[str]
    positions: Positions
    holes: list[Part] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    identifiers: Identifiers = field(default_factory=Identifiers)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    seen_by: list[tuple[str, ...]] = field(default_factory=lambda: [()])
    closings: list[str] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    tables: int = 0
    in_table: bool = False
    plain: bool = False
    level: int = 1
    depth: int = 0

    def within(self, offset: int) -> Rendering:
        """For a note inside the present inline text, from `offset` on: its own holes, but shared diagnostics."""
        return Rendering(
            self.path,
            self.audiences,
            self.positions.within(offset),
            identifiers=self.identifiers,
            diagnostics=self.diagnostics,
            seen_by=[self.seen_by[-1]],
            named=self.named,
            depth=self.depth + 1,
        )

    def hole(self, part: Part) -> str:
        """The mark that stands for a hole in the HTML."""
        self.holes.append(part)
        return f"\0{len(self.holes) - 1}\0"

    def parts(self, html: str) -> tuple[Part, ...]:
        """The HTML parted at its holes."""
        pieces = HOLE.split(html)
        parts: list[Part] = []
        for index, piece in enumerate(pieces):
            if index % 2:
                parts.append(self.holes[int(piece)])
            elif piece:
                parts.append(piece)
        return tuple(parts)

    def enter_audiences(self, names: Sequence[str], span: Span) -> str:
        """Narrow the readers to those named (none named: unchanged) and return the `data-for` attribute."""
        outer = self.seen_by[-1]
        if not names:
            self.seen_by.append(outer)
            return ""
        inner = tuple(name for name in self.audiences if name in names)
        self.named.update(inner)
        seen = tuple(name for name in inner if not outer or name in outer)
        if not seen:
            self.diagnostics.append(codes.NOBODY.at(span, inner=", ".join(inner), outer=", ".join(outer)))
        self.seen_by.append(seen or inner)
        return f' data-for="{escapeHtml(" ".join(inner))}"'

    def leave_audiences(self) -> None:
        """Undo the last `enter_audiences`."""
        self.seen_by.pop()

    def sort_names(self, names: Sequence[tuple[str, Span]], *, blocks: bool) -> tuple[list[str], list[str]]:
        """Part names into audiences and kinds of block, and report those that are neither."""
        audiences, kinds = [], []
        for name, span in names:
            if name in self.audiences:
                audiences.append(name)
            elif name in BLOCKS and blocks:
                kinds.append(name)
            elif name in BLOCKS:
                self.diagnostics.append(codes.BLOCK_IN_SPAN.at(span, word=name))
            else:
                known = [*self.audiences, *(BLOCKS if blocks else ())]
                otherwise = "Known are: " + ", ".join(known) + "."
                hint = did_you_mean(name, known, otherwise=otherwise)
                self.diagnostics.append(codes.UNKNOWN_MARK.at(span, hint=hint, word=clip(name)))
        return audiences, kinds
