"""Families of texts that grow by repetition, and what reads them: a target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """`before`, then `piece` again and again, `middle`, `closing` as often as `piece`, and `after`.

    In a numbered family “№” is a running number, and “№-1” the one before it.
    """

    piece: str
    before: str = ""
    middle: str = ""
    closing: str = ""
    after: str = ""
    numbered: bool = False
    growing: bool = False
    """Whether the piece is repeated once, then twice, then three times …, with spaces between."""

    def text(self, size: int) -> str:
        """The text of about `size` characters."""
        if self.growing:
            runs, total = [], 0
            while total < size:
                runs.append(self.piece * (len(runs) + 1))
                total += len(runs[-1]) + 1
            return self.before + " ".join(runs) + self.after
        length = len(self.piece) + len(self.closing) + 4 * self.numbered
        times = max(1, size // length)
        first, second = self.piece * times, self.closing * times
        if self.numbered:
            first = "".join([_numbered(self.piece, number) for number in range(1, times + 1)])
            second = "".join([_numbered(self.closing, number) for number in range(1, times + 1)])
        return f"{self.before}{first}{self.middle}{second}{self.after}"


def _numbered(piece: str, number: int) -> str:
    return piece.replace("№-1", str(number - 1)).replace("№", str(number))


def repeated(*pieces: str) -> dict[str, Family]:
    """A family for each piece, named by it."""
    return {repr(piece): Family(piece) for piece in pieces}


def nested(*pairs: tuple[str, str]) -> dict[str, Family]:
    """A family for each opening and closing, named by them."""
    return {f"{opening!r} … {closing!r}": Family(opening, middle="x", closing=closing) for opening, closing in pairs}


@dataclass(frozen=True, slots=True)
class Target:
    """What reads texts of a kind, and the families of texts for it."""

    read: Callable[[str], None]
    families: Mapping[str, Family]
