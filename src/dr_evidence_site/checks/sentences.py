"""A text parted into sentences.

A sentence ends at a full stop, question or exclamation mark that white space follows, unless the next word begins
with a small letter, or the mark belongs to an abbreviation, an initial or a numbering. Where it is in doubt a text is
parted too seldom rather than too often: a check then looks at two sentences as one.
"""

from __future__ import annotations

import re
from collections.abc import Set

# Runs of marks are bounded, so that no text takes more than linear time. The marks of all scripts come first, in one
# class: a search for one of them takes half the time of one that tries two alternatives at each character.
_END = re.compile(
    r"[.!?…。！？؟۔](?:(?<=[.!?…])[.!?…]{0,8}(?:[\"'”’»)\]]|\s»){0,4}\s++(?=@|(?:[\"'“‘«„¿¡(\[]\s?){0,4}[^\W_a-z])"
    r"|(?<=[。！？؟۔])\s*+)"
)


def sentences(text: str, abbreviations: Set[str] = frozenset()) -> list[tuple[int, int]]:
    """The sentences as start and end offsets, without the white space around them.

    `abbreviations` are in lower case, without the full stop that ends them.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for end in _END.finditer(text):
        mark = end.start()
        if text[mark] == "." and _goes_on(text, start, mark, abbreviations):
            continue
        _add(found, text, start, end.end())
        start = end.end()
    _add(found, text, start, len(text))
    return found


def _goes_on(text: str, start: int, stop: int, abbreviations: Set[str]) -> bool:
    """Whether the full stop at an offset ends no sentence."""
    start = max(start, stop - _LONGEST, text.rfind(" ", start, stop) + 1)
    word = text[start:stop].lstrip("\"'“‘«„([").casefold()
    return word in abbreviations or (len(word) == 1 and word.isalpha())


_LONGEST = 20
"""Characters of the longest abbreviation that is looked for."""


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    bare = piece.strip()
    if bare:
        start += len(piece) - len(piece.lstrip())
        found.append((start, start + len(bare)))
