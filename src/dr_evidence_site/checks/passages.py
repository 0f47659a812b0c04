"""The words of one text, searched once for each pattern: the blocks are laid end to end, and what is found is sorted
back into them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct

from dr_evidence_site.checks.sentences import sentences
from dr_evidence_site.model.prose import BlockKind, ProseBlock
from dr_evidence_site.model.source import Span
from dr_evidence_site.model.wording import Phrases, Rules


class Found(Struct, frozen=True):
    """Words that a pattern stands for: those of `block` from `start` to `end`."""

    block: ProseBlock
    start: int
    end: int
    match: re.Match[str]

    @property
    def words(self) -> str:
        """The words as they are written."""
        return self.block.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Where they stand in the file."""
        return self.block.span(self.start, self.end)


class Passages:
    """The blocks of a text that can state something (headings cannot), and what the patterns find in them."""

    def __init__(self, blocks: Sequence[ProseBlock], rules: Rules) -> None:
        self.blocks = [block for block in blocks if block.kind is not BlockKind.HEADING]
        self.rules = rules
        self._starts: list[int] = []
        start = 0
        for block in self.blocks:
            self._starts.append(start)
            start += len(block.text) + 1
        self._text = rules.text("\n".join([block.text for block in self.blocks]))
        self._found: dict[int, list[Found]] = {}
        self._sentences: dict[int, list[tuple[int, int, str]]] = {}

    def find(self, phrases: Phrases) -> list[Found]:
        """All places of some phrases of the rules, in the order of the text; looked for once."""
        known = self._found.get(id(phrases))
        if known is None:
            known = self._found[id(phrases)] = []
            for match in phrases.all_in(self._text):
                index = bisect_right(self._starts, match.start()) - 1
                block, offset = self.blocks[index], self._starts[index]
                if match.end() - offset <= len(block.text):
                    known.append(Found(block, match.start() - offset, match.end() - offset, match))
        return known

    def sentence(self, found: Found) -> str:
        """The sentence in which something was found."""
        return self.sentence_at(found.block, found.start)

    def sentence_at(self, block: ProseBlock, offset: int) -> str:
        """The sentence of a block that an offset lies in; empty between two."""
        known = self.sentences(block)
        index = bisect_right(known, offset, key=lambda sentence: sentence[0]) - 1
        return known[index][2] if index >= 0 and offset < known[index][1] else ""

    def sentences(self, block: ProseBlock) -> list[tuple[int, int, str]]:
        """The sentences of a block with their offsets."""
        known = self._sentences.get(id(block))
        if known is None:
            found = sentences(block.text, self.rules.abbreviations)
            known = self._sentences[id(block)] = [(start, end, block.text[start:end]) for start, end in found]
        return known


def is_question(sentence: str) -> bool:
    """Whether a sentence asks, and so states nothing."""
    return sentence.endswith(("?", "؟", "？"))
