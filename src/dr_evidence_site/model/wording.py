"""The rules of one language that tell what a claim is and how certain its wording: data for the checks of prose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import cache

from msgspec import Struct, field

from dr_evidence_site.model.prose import Certainty


class Text(Struct, frozen=True):
    """A text to be searched: as written, in small letters of the same length, and where its numbers begin.

    `percentages` are the numbers before "%", and `counts` those before a space; `numbers` are all.
    """

    written: str
    small: str
    numbers: tuple[int, ...]
    percentages: tuple[int, ...]
    counts: tuple[int, ...]


# Not when the rules are read: to check one article after an edit few of the patterns are needed.
_compiled = cache(re.compile)


class Beginning(Enum):
    """With what a pattern begins: anything, or a number of one of the kinds that `Text` tells apart."""

    ANYTHING = "anything"
    NUMBER = "number"
    PERCENTAGE = "percentage"
    COUNT = "count"


class Phrase(Struct, frozen=True):
    """A pattern that stands for whole words, as the `source` of a regular expression.

    `needs` is a piece of text in small letters without which it is not found: looking for that first saves most of
    the work, and so does looking only where it can begin. `is_cased` is whether capital letters count.
    """

    source: str
    needs: str = ""
    begins: Beginning = Beginning.ANYTHING
    is_cased: bool = False

    def all_in(self, text: Text) -> list[re.Match[str]]:
        """All places where it stands."""
        if self.needs not in text.small:
            return []
        words = text.written if self.is_cased else text.small
        pattern = _compiled(self.source)
        if self.begins is Beginning.ANYTHING:
            return [found for found in pattern.finditer(words) if not _is_inside(words, found.start())]
        match = pattern.match
        return [found for place in self._places(text) if (found := match(words, place))]

    def _places(self, text: Text) -> tuple[int, ...]:
        if self.begins is Beginning.PERCENTAGE:
            return text.percentages
        return text.counts if self.begins is Beginning.COUNT else text.numbers


class Phrases(Struct, frozen=True):
    """Patterns that stand for the same thing."""

    all: tuple[Phrase, ...] = ()

    def all_in(self, text: Text) -> list[re.Match[str]]:
        """All places where one of them stands, in the order of the text."""
        found = [match for phrase in self.all for match in phrase.all_in(text)]
        return sorted(found, key=lambda match: match.span()) if len(found) > 1 else found


def _is_inside(words: str, offset: int) -> bool:
    """Whether an offset lies within a word."""
    return offset > 0 and words[offset].isalnum() and words[offset - 1].isalnum()


class Avoided(Struct, frozen=True):
    """Words to avoid, and what to do instead."""

    words: Phrases
    advice: str


class Rules(Struct, frozen=True):
    """Patterns by what they find.

    `abbreviations` end with a full stop that ends no sentence (in lower case, without that stop). `numbers` are
    numbers as words, and `number_words` finds them (group 1). `relative` and `absolute` are effects of these kinds,
    `frequencies` the ways to say "3 in 100", with the group "denominator" ("any" where every number is one).
    `claims` are what else needs a source; all these do. `intervals` are confidence intervals and P values,
    `significance` the word for what has one. `effects` state one outright, and `verbs` also when a word of doubt
    stands beside them. `doubts` are those words by the certainty they express, `breaks` what parts clauses. `advice`
    is how an effect of a certainty is put.
    """

    language: str
    abbreviations: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)
    number_words: re.Pattern[str] = re.compile("(?!)")
    claims: Phrases = Phrases()
    relative: Phrases = Phrases()
    absolute: Phrases = Phrases()
    frequencies: Phrases = Phrases()
    intervals: Phrases = Phrases()
    significance: Phrases = Phrases()
    effects: Phrases = Phrases()
    verbs: Phrases = Phrases()
    doubts: Mapping[Certainty, Phrases] = field(default_factory=dict)
    breaks: Phrases = Phrases()
    advice: Mapping[Certainty, str] = field(default_factory=dict)
    avoided: tuple[Avoided, ...] = ()

    def text(self, written: str) -> Text:
        """A text made ready to be searched."""
        small = written.lower()
        # A capital letter with two small ones for it ("İ") would move all that follows.
        small = small if len(small) == len(written) else written
        numbers = [found.span() for found in _DIGITS.finditer(small)]
        numbers += [(found.start(1) - 1, found.end(1) - 1) for found in self.number_words.finditer(f"\n{small}")]
        percentages = [start for start, end in numbers if small.startswith(("%", " %"), end)]
        counts = sorted([start for start, end in numbers if small[end : end + 1] == " "])
        return Text(written, small, tuple(sorted([start for start, _ in numbers])), tuple(percentages), tuple(counts))


_DIGITS = re.compile(r"\d[\d.,·]*(?<![.,·])(?: \d{3}(?!\d))*")
