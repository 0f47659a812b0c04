"""Pandoc's grammar of citation keys, over plain text (Pandoc manual, "Extension: citations")."""

from __future__ import annotations

import re

from msgspec import Struct

# A key starts with a letter, digit, "_" or "*" and goes on with alphanumerics and single internal punctuation
# characters; ":" and "/" may also stand before a "/", so that an address can be a key.
_PLAIN_KEY = re.compile(r"[\w*](?:\w|[:.#$%&\-+?<>~/](?=\w)|[:/](?=/))*")
_MARK = re.compile(r"[{}\s]")
_BRACED_LIMIT = 1000
_DEEPEST = 8  # braces in braces: where keys never end, each would else be read up to the limit


class CitationKey(Struct, frozen=True):
    """A key found in text: `start` is the offset of its "@" (or "-@"), `end` the offset behind it."""

    key: str
    start: int
    end: int
    suppress_author: bool


def key_at(text: str, start: int, end: int, *, floor: int = 0) -> CitationKey | None:
    """The citation key that begins exactly at `start` ("@key", "-@key", "@{any key}"), or None.

    As in Pandoc no key begins directly behind a word or a full stop: neither an e-mail address nor "x.@y" cites
    anything. What stands before `floor` is no word: another key may end there ("@a@b").
    """
    suppress = text.startswith("-@", start)
    at = start + suppress
    if not text.startswith("@", at) or at + 1 >= end or (start > floor and _follows_word(text, start)):
        return None
    if text[at + 1] == "{":
        closing = _closing_brace(text, at + 1, min(end, at + _BRACED_LIMIT))
        if closing <= at + 2:
            return None
        return CitationKey(text[at + 2 : closing], start, closing + 1, suppress)
    found = _PLAIN_KEY.match(text, at + 1, end)
    return CitationKey(found.group(), start, found.end(), suppress) if found else None


def _follows_word(text: str, start: int) -> bool:
    return text[start - 1].isalnum() or text[start - 1] == "."


def _closing_brace(text: str, start: int, end: int) -> int:
    """The offset of the brace that closes the one at `start`; -1 if there is none or white space stands between."""
    depth = 0
    for mark in _MARK.finditer(text, start, end):
        character = mark[0]
        if character == "{":
            depth += 1
            if depth > _DEEPEST:
                return -1
        elif character == "}":
            depth -= 1
            if depth == 0:
                return mark.start()
        else:
            return -1
    return -1
