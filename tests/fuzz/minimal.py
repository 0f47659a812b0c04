"""A failing text made short: pieces are left out as long as it still fails."""

from __future__ import annotations

from collections.abc import Callable

MOST_TRIES = 3_000


def shortened(text: str, fails: Callable[[str], bool], most: int = MOST_TRIES) -> str:
    """The text without what its failure does not need: first halves and quarters of it, then lines, then letters."""
    tries = 0
    size = max(1, len(text) // 2)
    while size:
        start = 0
        while start < len(text):
            shorter = text[:start] + text[start + size :]
            tries += 1
            if tries > most:
                return text
            if fails(shorter):
                text = shorter
            else:
                start += size
        size //= 2
    return text
