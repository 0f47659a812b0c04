"""The nearest known word to a mistyped one, for hints."""

from __future__ import annotations

from collections.abc import Iterable, Set


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, or None when none is near enough to be worth a guess."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - costs start-up time that only a faulty site pays

    # Of two that are equally near the first is taken, and a set has another order in each process.
    words = sorted(known) if isinstance(known, Set) else list(known)
    found = process.extractOne(word, words, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=60)
    return None if found is None else str(found[0])


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str) -> str:
    """A hint that names the nearest known word, or says `otherwise`."""
    guess = nearest(word, known)
    return otherwise if guess is None else f"Did you mean “{guess}”?"


class Guesses:
    """Hints for the mistyped words of one text. Only so many of them are compared with all that is known.

    A text of nothing but unknown words, beside a long list of known ones, would take quadratic time; and whoever has a
    hundred such hints needs no more of them.
    """

    def __init__(self, most: int = 100) -> None:
        self._left = most
        self._found: dict[str, str | None] = {}

    def did_you_mean(self, word: str, known: Iterable[str], *, otherwise: str) -> str:
        """The hint of `did_you_mean`, and `otherwise` from some number of words on."""
        if word not in self._found:
            if self._left <= 0:
                return otherwise
            self._left -= 1
            self._found[word] = nearest(word, known)
        guess = self._found[word]
        return otherwise if guess is None else f"Did you mean “{guess}”?"
