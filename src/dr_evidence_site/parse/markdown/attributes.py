"""Pandoc's attribute braces, `{#id .class}`, as far as the dialect knows them: an id and classes."""

from __future__ import annotations

import re

from msgspec import Struct

_WORD = r"(?:#(?P<id>[^\s{}#.=\"'<>]+)|\.(?P<cls>[^\s{}#.=\"'<>]+))"
_ATTRIBUTES = re.compile(r"\{\s*(?:[#.][^\s{}#.=\"'<>]+\s*)+\}")
_ONE = re.compile(_WORD)


class Attributes(Struct, frozen=True):
    """What stands in braces: `id` may be empty. `classes` come with their offset in the text they were read from."""

    id: str
    classes: tuple[tuple[str, int], ...]
    start: int
    end: int


def attributes_at(text: str, start: int, end: int | None = None) -> Attributes | None:
    """The attributes whose opening brace is at `start`, or None when there are none."""
    found = _ATTRIBUTES.match(text, start, len(text) if end is None else end)
    if found is None:
        return None
    identifier = ""
    classes = []
    for word in _ONE.finditer(text, found.start(), found.end()):
        if word["id"]:
            identifier = word["id"]
        else:
            classes.append((word["cls"], word.start("cls")))
    return Attributes(identifier, tuple(classes), found.start(), found.end())


def attributes_at_end(text: str) -> Attributes | None:
    """The attributes that end the text (but for white space), as on a heading, or None."""
    text = text.rstrip()
    if not text.endswith("}"):
        return None
    opening = text.rfind("{")
    found = attributes_at(text, opening) if opening > 0 else None
    return found if found and found.end == len(text) else None
