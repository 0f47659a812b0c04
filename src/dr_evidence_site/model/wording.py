"""The rules of one language that tell what a claim is and how certain its wording: data for the checks of prose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from enum import Enum
from functools import cache

from msgspec import Struct, field

from dr_evidence_site.model.prose import Certainty
from dr_evidence_site.model.vocabulary import Vocabulary


class Text(Struct, frozen=True):
    """A text to be searched: as written, in small letters of the same length, the pieces of the rules' vocabulary that
    it holds, and where its numbers begin.

    `percentages` are the numbers before "%", and `counts` those before a space; `numbers` are all.
    """

    written: str
    small: str
    pieces: Set[str]
    numbers: tuple[int, ...]
    percentages: tuple[int, ...]
    counts: tuple[int, ...]


_Match = Callable[[str, int], re.Match[str] | None]

# Not when the rules are read: to check one article after an edit few of the patterns are needed.
_compiled = cache(re.compile)


class Beginning(Enum):
    """With what a pattern begins: anything, one of its pieces, or a number of a kind that `Text` tells apart."""

    ANYTHING = "anything"
    PIECE = "piece"
    NUMBER = "number"
    PERCENTAGE = "percentage"
    COUNT = "count"


class Phrase(Struct, frozen=True):
    """A pattern that stands for whole words, as the `source` of a regular expression.

    It is found only where all pieces in `needs` are in the text, and one of those in `one_of` if there are any: looking
    for them first saves most of the work, and so does looking only where it can begin. `is_cased` is whether capital
    letters count.
    """

    source: str
    needs: frozenset[str] = frozenset()
    one_of: frozenset[str] = frozenset()
    begins: Beginning = Beginning.ANYTHING
    is_cased: bool = False

    def may_be_in(self, pieces: Set[str]) -> bool:
        """Whether it can be found in a text that holds these pieces."""
        return self.needs <= pieces and not (self.one_of and self.one_of.isdisjoint(pieces))

    def all_in(self, text: Text) -> list[re.Match[str]]:
        """All places where it stands."""
        if not self.may_be_in(text.pieces):
            return []
        words = text.written if self.is_cased else text.small
        pattern = _compiled(self.source)
        if self.begins is Beginning.ANYTHING:
            return [found for found in pattern.finditer(words) if not _is_inside(words, found.start())]
        match = pattern.match
        if self.begins is Beginning.PIECE:
            # A search for one of several pieces tries each letter that one begins with: ten times as long.
            places = [
                place
                for piece in self.one_of & text.pieces
                for place in _places(piece, text.small if piece == piece.lower() else text.written)
            ]
            return [found for found in _apart(match, words, sorted(places)) if not _is_inside(words, found.start())]
        return [found for place in self._numbers(text) if (found := match(words, place))]

    def _numbers(self, text: Text) -> tuple[int, ...]:
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


def _places(piece: str, words: str) -> Iterator[int]:
    """Where a piece stands in a text."""
    place = words.find(piece)
    while place >= 0:
        yield place
        place = words.find(piece, place + 1)


def _apart(match: _Match, words: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """What a pattern matches at some places in order, without those within a match: as a search finds them."""
    end = 0
    for place in places:
        if place >= end and (found := match(words, place)):
            end = found.end()
            yield found


def _is_inside(words: str, offset: int) -> bool:
    """Whether an offset lies within a word."""
    return offset > 0 and words[offset].isalnum() and words[offset - 1].isalnum()


class Avoided(Struct, frozen=True):
    """Words to avoid, and what to do instead."""

    words: Phrases
    advice: str


class Rules(Struct, frozen=True):
    """Patterns by what they find.

    `vocabulary` has the pieces that they need. `abbreviations` end with a full stop that ends no sentence (in lower
    case, without that stop). `numbers` are numbers as words, `number_words` finds them (group 1), and `number_pieces`
    has a piece that each needs, if all do. `relative` and `absolute` are effects of these kinds,
    `frequencies` the ways to say "3 in 100", with the group "denominator" ("any" where every number is one).
    `claims` are what else needs a source; all these do. `intervals` are confidence intervals and P values,
    `significance` the word for what has one. `effects` state one outright, and `verbs` also when a word of doubt
    stands beside them. `doubts` are those words by the certainty they express, `breaks` what parts clauses. `advice`
    is how an effect of a certainty is put.
    """

    language: str
    vocabulary: Vocabulary
    abbreviations: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)
    number_words: re.Pattern[str] = re.compile("(?!)")
    number_pieces: Mapping[str, str] = field(default_factory=dict)
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
        small = _small(written)
        pieces = self.vocabulary.pieces_in(written, small)
        numbers = [found.span() for found in _DIGITS.finditer(small)]
        numbers += [(found.start(1) - 1, found.end(1) - 1) for found in self._number_words(f"\n{small}", pieces)]
        percentages = [start for start, end in numbers if small.startswith(("%", " %"), end)]
        counts = sorted([start for start, end in numbers if small[end : end + 1] == " "])
        return Text(
            written, small, pieces, tuple(sorted([start for start, _ in numbers])), tuple(percentages), tuple(counts)
        )

    def pieces(self, written: str) -> Set[str]:
        """The pieces that a text holds: those of a phrase tell whether it may be there."""
        return self.vocabulary.pieces_in(written, _small(written))

    def _number_words(self, small: str, pieces: Set[str]) -> Iterable[re.Match[str]]:
        """The numbers as words; looking for each that can be there takes a fifth of the time of a search for all."""
        if not self.number_pieces:
            return self.number_words.finditer(small)
        likely = [number for number, piece in self.number_pieces.items() if piece in pieces]
        # A match begins with the character before the number.
        before = [place - 1 for number in likely for place in _places(number, small)]
        return _apart(self.number_words.match, small, sorted(before))


_DIGITS = re.compile(r"\d[\d.,·]*(?<![.,·])(?: \d{3}(?!\d))*")


def _small(written: str) -> str:
    """A text in small letters of the same length: as written if it has a capital letter with two for it ("İ")."""
    small = written.lower()
    return small if len(small) == len(written) else written
