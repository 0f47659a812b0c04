"""The words of all texts that were met, each looked through once for the pieces that patterns need.

What a text holds is then told by its words: articles share most of theirs, and looking for each piece in each text
takes four times as long.
"""

from __future__ import annotations

from collections.abc import Iterable

_MOST = 1_000_000
"""Characters of the words that are remembered; then it begins anew."""


class Vocabulary:
    """Pieces to be looked for, which hold no white space, and the words that are known to hold some.

    Pieces in small letters are found in any case, others as they are written.
    """

    def __init__(self, pieces: Iterable[str]) -> None:
        pieces = frozenset(pieces)
        self._small = sorted([piece for piece in pieces if piece == piece.lower()])
        self._written = sorted(pieces.difference(self._small))
        self._known: set[str] = set()
        self._holding: dict[str, list[str]] = {}
        self._size = 0

    def pieces_in(self, written: str, small: str) -> set[str]:
        """The pieces that a text holds, given as it is written, and in small letters."""
        if small is written:  # it has no small letters of the same length, and each word might have
            return {piece for piece in (*self._small, *self._written) if piece in written}
        words = set(written.split())
        new = words - self._known
        if new:
            self._learn(new if self._size < _MOST else self._forget(words))
        return set().union(*filter(None, map(self._holding.get, words)))

    def _forget(self, words: set[str]) -> set[str]:
        self._known, self._holding, self._size = set(), {}, 0
        return words

    def _learn(self, new: set[str]) -> None:
        """Looks through the new words all at once."""
        written = "\n".join(["", *new, ""])
        small = written.lower()
        for text, pieces in ((small, self._small), (written, self._written)):
            for piece in pieces:
                place = text.find(piece)
                while place >= 0:
                    end = written.index("\n", place)
                    word = written[written.rindex("\n", 0, place) + 1 : end]
                    self._holding.setdefault(word, []).append(piece)
                    place = text.find(piece, end)
        self._known |= new
        self._size += len(written)
