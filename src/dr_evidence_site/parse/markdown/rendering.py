"""What is gathered while one Markdown text is rendered: holes, headings, audiences and diagnostics."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from msgspec import Struct, field

from dr_evidence_site.diagnostics import Code, Diagnostic, did_you_mean
from dr_evidence_site.diagnostics.codes import markdown as codes
from dr_evidence_site.diagnostics.codes.wording import TWO_CERTAINTIES
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import Heading, Part, Word
from dr_evidence_site.model.limits import Limits
from dr_evidence_site.model.prose import BlockKind, Certainty
from dr_evidence_site.model.source import Span
from dr_evidence_site.parse.markdown.headings import Identifiers
from dr_evidence_site.parse.markdown.positions import Positions

# The kinds of block beside audience passages, with their opening and closing HTML and the word that labels them.
BLOCKS: dict[str, tuple[str, str, Word]] = {
    "bottom-line": (
        '<section class="bottom-line" aria-label="{label}"{data}>\n<p class="block-label">{label}</p>\n',
        "</section>\n",
        Word("Bottom line"),
    ),
    "caution": (
        '<div class="callout caution" role="note"{data}>\n<p class="block-label">{label}</p>\n',
        "</div>\n",
        Word("Caution"),
    ),
    "note": (
        '<div class="callout note" role="note"{data}>\n<p class="block-label">{label}</p>\n',
        "</div>\n",
        Word("Note"),
    ),
}

# How sure a passage or some words are of what they say: a mark like those of audiences, of which nothing is shown.
CERTAINTIES: dict[str, Certainty] = {f"certainty-{certainty.value}": certainty for certainty in Certainty}

DEEPEST = 50
"""How many levels of words for audiences may nest; more than a reader could follow, far less than Python's stack."""

DEFAULT_LIMITS = Limits()

HOLE = re.compile("\0(\\d+)\0")
"""The mark of a hole in the HTML; NUL cannot come from an author, markdown-it replaces it."""


class RawProse(Struct, frozen=True):
    """An inline text as it was met: `text` and its tokens, and what `ProseBlock` says of it."""

    kind: BlockKind
    text: str
    tokens: Sequence[Token]
    inside: tuple[str, ...]
    audiences: tuple[str, ...]
    section: int
    group: int
    certainty: Certainty | None
    locate: Callable[[int, int], Span]


class Rendering(Struct):
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
    columns: int = 0
    plain: bool = False
    level: int = 1
    depth: int = 0
    prose: list[RawProse] = field(default_factory=list)
    inside: list[tuple[str, ...]] = field(default_factory=lambda: [()])
    certainty: list[Certainty | None] = field(default_factory=lambda: [None])
    section: int = 0
    group: int = 0
    has_evidence: bool = True
    limits: Limits = DEFAULT_LIMITS
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, code: Code, limit: int, place: Callable[[], Span], number: int = 1) -> bool:
        """Count one more of what the code limits; the first beyond the limit is reported. Whether it is within.

        `place` is called when there is something to report.
        """
        before = self.counts.get(code.id, 0)
        self.counts[code.id] = after = before + number
        if before <= limit < after:
            self.diagnostics.append(code.at(place(), limit=limit))
        return after <= limit

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
            limits=self.limits,
            counts=self.counts,
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
        inner = tuple([name for name in self.audiences if name in names])
        self.named.update(inner)
        seen = tuple([name for name in inner if name in outer]) if outer else inner
        if not seen:
            self.diagnostics.append(codes.NOBODY.at(span, inner=", ".join(inner), outer=", ".join(outer)))
        self.seen_by.append(seen or inner)
        return f' data-for="{escapeHtml(" ".join(inner))}"'

    def leave_audiences(self) -> None:
        """Undo the last `enter_audiences`."""
        self.seen_by.pop()

    def sort_names(
        self, names: Sequence[tuple[str, Span]], *, blocks: bool, certainty: bool = True
    ) -> tuple[list[str], list[str]]:
        """Part names into audiences and kinds of block, and report those that are neither, nor a certainty."""
        audiences, kinds = [], []
        for name, span in names:
            if name in self.audiences:
                audiences.append(name)
            elif name in BLOCKS and blocks:
                kinds.append(name)
            elif name in CERTAINTIES and certainty:
                continue
            elif name in BLOCKS:
                self.diagnostics.append(codes.BLOCK_IN_SPAN.at(span, word=name))
            else:
                known = [*self.audiences, *(BLOCKS if blocks else ()), *(CERTAINTIES if certainty else ())]
                otherwise = "Known are: " + ", ".join(known) + "."
                hint = did_you_mean(name, known, otherwise=otherwise)
                self.diagnostics.append(codes.UNKNOWN_MARK.at(span, hint=hint, word=clip(name)))
        return audiences, kinds

    def note_prose(self, tokens: Sequence[Token], idx: int) -> None:
        """Keep the inline text at `idx`, whose position has just been entered."""
        token = tokens[idx]
        before = tokens[idx - 1].type if idx else ""
        if before in ("td_open", "th_open"):
            kind = BlockKind.TABLE_CELL
            if tokens[idx - 2].type == "tr_open":
                self.group += 1
        else:
            self.group += 1
            if before == "heading_open":
                kind = BlockKind.HEADING
            elif before == "paragraph_open" and idx > 1 and tokens[idx - 2].type == "list_item_open":
                kind = BlockKind.LIST_ITEM
            else:
                kind = BlockKind.PARAGRAPH
        self.prose.append(
            RawProse(
                kind,
                token.content,
                token.children or (),
                self.inside[-1],
                self.seen_by[-1],
                self.section,
                self.group,
                self.certainty[-1],
                self.positions.locator(),
            )
        )

    def enter_certainty(self, names: Sequence[tuple[str, Span]]) -> None:
        """Take the certainty that stands among the names for that of what follows; a second one is reported."""
        found = [(name, span) for name, span in names if name in CERTAINTIES]
        for name, span in found[1:]:
            self.diagnostics.append(TWO_CERTAINTIES.at(span, second=name, first=found[0][0]))
        self.certainty.append(CERTAINTIES[found[0][0]] if found else self.certainty[-1])
