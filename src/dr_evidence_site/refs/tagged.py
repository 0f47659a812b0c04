"""The lines of RIS and of PubMed's NBIB: a tag, a hyphen, a value that may go on in the lines below.

The library rispy reads RIS too (the tests hold this reader against it), but says nothing of lines, joins title and
short title, and drops a record whose last line is missing. For NBIB there is a library of 2021 that nobody keeps.
"""

from __future__ import annotations

import re

from msgspec import Struct

from dr_evidence_site.model.source import Source, Span

# RIS has two characters and two blanks, NBIB up to four characters in four columns; both then a hyphen and a blank.
_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3})[ \t]{0,2}-(?:[ \t](.*)|$)")
_LINE_END = re.compile(r"\r\n|\r|\n")


class Tagged(Struct, frozen=True):
    """One record: its tags and values in order, its place, and whether its last line is there."""

    place: Span
    values: tuple[tuple[str, str], ...]
    ended: bool

    def first(self, *tags: str) -> str:
        """The first value of the first of these tags that has one; empty when none has."""
        return next((value for tag in tags for name, value in self.values if name == tag and value), "")

    def all(self, *tags: str) -> list[str]:
        """Every value of these tags, in the order of the record."""
        return [value for name, value in self.values if name in tags and value]


def records(source: Source, first: str, last: str = "") -> list[Tagged]:
    """The records of a file. Each begins with the tag `first`; `last` ends it where the format has such a tag.

    What stands before the first record is passed over. Lines without a tag go on with the value above: in NBIB with
    a blank between, in RIS with the line end kept.
    """
    found: list[Tagged] = []
    values: list[tuple[str, list[str]]] = []
    start = 0
    between = "\n" if last else " "

    def close(ended: bool) -> None:
        nonlocal start
        if start:
            trimmed = tuple((tag, between.join(lines).strip()) for tag, lines in values)
            found.append(Tagged(Span(source.path, start), trimmed, ended))
        start = 0
        values.clear()

    for number, text in enumerate(_LINE_END.split(source.text), 1):
        tag = _TAG.match(text) if not text.startswith((" ", "\t")) else None
        if tag is None:
            # Only a first tag may be indented, by an export that was pasted into a message.
            tag = _TAG.fullmatch(text.strip()) if not start and text.strip().startswith(first) else None
        if tag is None:
            if start and values and text.strip():
                values[-1][1].append(text.strip())
            continue
        name, value = tag[1], (tag[2] or "").strip()
        if name == first:
            close(ended=not last)
            start = number
            values.append((name, [value]))
        elif last and name == last:
            close(ended=True)
        elif start:
            values.append((name, [value]))
    close(ended=not last)
    return found
