"""Each reference is written once in each style and format, however many articles cite it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from dr_evidence_site.model.reference import Reference

Made = TypeVar("Made")


def remembering(write: Callable[[Reference], Made]) -> Callable[[Reference], Made]:
    """The function, made to keep what it made of each reference.

    A reference is found by its key and compared by identity, then by value (a worker gets copies), because hashing
    all its fields costs 1 µs; writing it costs 10 to 30. What is kept is as small as the library.
    """
    known: dict[str, tuple[Reference, Made]] = {}

    def remembered(entry: Reference) -> Made:
        found = known.get(entry.key)
        if found is not None and (found[0] is entry or found[0] == entry):
            return found[1]
        made = write(entry)
        known[entry.key] = entry, made
        return made

    return remembered
