"""Identifiers of headings, by Pandoc's rule (manual, "Extension: auto_identifiers")."""

from __future__ import annotations

import re

_DROPPED = re.compile(r"[^\w\s.\-]")
_LEADING = re.compile(r"^[\W\d_]+")
# Ids that the page itself uses; a heading never takes one, or a link would lead to the wrong place.
_RESERVED = re.compile(
    r"(?:ref|cite|audience|person|page|term|theme)-|(?:main|references|contents|disclaimer|top|review|board|all-questions|"
    r"contents-list|contents-title|follow-up-title|home-questions|home-topics|"
    r"people-board|people-others|record-title|reference-popover)$"
)


class Identifiers:
    """The ids given out so far on one page; each is given once."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self._repeats: dict[str, int] = {}

    def automatic(self, text: str) -> str:
        """The id for a heading of this plain text: lower case, hyphens for spaces, "-1", "-2" … for repeats."""
        words = "-".join(_DROPPED.sub("", text).split()).lower()
        base = _LEADING.sub("", words) or "section"
        if _RESERVED.match(base):
            base = f"section-{base}"
        identifier, number = base, self._repeats.get(base, 0)
        while identifier in self.taken:
            number += 1
            identifier = f"{base}-{number}"
        self._repeats[base] = number
        self.taken.add(identifier)
        return identifier

    def explicit(self, identifier: str) -> bool:
        """Take an id that the author chose; False when it is taken or reserved for the page."""
        if identifier in self.taken or _RESERVED.match(identifier):
            return False
        self.taken.add(identifier)
        return True
