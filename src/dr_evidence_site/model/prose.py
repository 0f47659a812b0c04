"""The plain words of a text, block by block, with the place of each in the file; what checks of wording read.

Prose is made while a file is parsed and is not kept: it points into the text that it was made from.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from dr_evidence_site.model.source import Span


class Certainty(StrEnum):
    """How sure one can be of an effect, in the four levels of GRADE (gradepro.org/handbook, section 5)."""

    VERY_LOW = "very-low"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for very low to 3 for high."""
        return tuple(Certainty).index(self)


class BlockKind(StrEnum):
    """What a block of words is."""

    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    TABLE_CELL = "table cell"
    HEADING = "heading"


class ProseBlock(Struct, frozen=True):
    """The words of one paragraph, first paragraph of a list item, table cell or heading, as its readers see them.

    `text` is on one line, without markup, citations and notes; of words that are marked for audiences it has those
    for its own. A block with such words therefore comes once for each audience.
    `number` is that of the block in the file. `inside` are the kinds of block around it ("bottom-line", "caution",
    "note"), outermost first. `audiences` are the ids of those who see it; empty means everyone. `section` counts the
    headings of levels 1 and 2 above it. `group` is equal for the cells of one row and different otherwise.
    `keys` are the cited keys, each with the offset in `text` at which it stood. `certainties` are the declared levels
    from one offset to another, the innermost last.
    """

    number: int
    kind: BlockKind
    text: str
    inside: tuple[str, ...]
    audiences: tuple[str, ...]
    section: int
    group: int
    keys: tuple[tuple[int, str], ...]
    certainties: tuple[tuple[int, int, Certainty], ...]
    starts: tuple[int, ...]
    sources: tuple[int, ...]
    locate: Callable[[int, int], Span]

    @property
    def in_bottom_line(self) -> bool:
        """Whether it is a part of the bottom line."""
        return "bottom-line" in self.inside

    def span(self, start: int, end: int) -> Span:
        """The place in the file of the words from `start` to `end`, offsets in `text`."""
        return self.locate(self.source(start), self.source(max(start, end - 1)) + 1)

    def source(self, offset: int) -> int:
        """The offset in the block as it is written; with `number` it tells one place of a file from another."""
        index = bisect_right(self.starts, offset) - 1
        return self.sources[index] + offset - self.starts[index] if index >= 0 else offset


class Coverage(Struct, frozen=True):
    """How many claims of an article there are, and how many of them have a source."""

    claims: int = 0
    cited: int = 0


class Reading(Struct, frozen=True):
    """How hard the text of an article is for one audience, given by its id.

    `words` is how many words they read in paragraphs and lists. `grade` is the US school grade by the formula of
    Flesch and Kincaid; None where it is not measured: a short text, or one that is not in English.
    """

    audience: str
    words: int
    grade: float | None
