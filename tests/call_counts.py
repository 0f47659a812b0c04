"""How many calls it takes to read a text: the same on every machine, however busy it is."""

from __future__ import annotations

import sys
from collections.abc import Callable


def calls(read: Callable[[str], object], text: str) -> int:
    """How many calls of Python's reading a text takes, and returns of them."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(note)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return count
