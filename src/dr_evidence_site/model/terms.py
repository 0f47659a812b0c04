"""When two spellings are one word of the glossary."""

from __future__ import annotations

import unicodedata

HYPHENS = "-\u2010\u2011"
"""The hyphens within a word: that of the keyboard, the true one, and the one that does not break."""

APOSTROPHES = "'\u2019"
"""The apostrophes within a word: that of the keyboard and the true one."""

_ALIKE = str.maketrans(dict.fromkeys(HYPHENS, "-") | dict.fromkeys(APOSTROPHES, "'"))
_CAPITALS = 2


def word_key(word: str) -> str:
    """What all spellings of a term's word share, those of one word and of no other.

    White space, kinds of hyphen and apostrophe, and capital letters make no difference; but an abbreviation (two
    capitals and more in one word) has its own case, so that the odds ratio “OR” is not found in every “or”.
    """
    parts = unicodedata.normalize("NFC", word).translate(_ALIKE).split()
    return " ".join(part if _is_abbreviation(part) else part.lower() for part in parts)


def _is_abbreviation(word: str) -> bool:
    return sum(map(str.isupper, word)) >= _CAPITALS
