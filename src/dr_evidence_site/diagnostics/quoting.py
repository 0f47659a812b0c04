"""Author text made fit to be quoted in one line of a message."""

from __future__ import annotations


def clip(text: str, limit: int = 60) -> str:
    """The text on one line and at most `limit` characters long, with “…” for what was cut off.

    Line ends and runs of white space become one space; a character that cannot be printed becomes “�”.
    """
    # Twice the limit is enough to fill a line, and keeps the cost of quoting a 5 MB value small.
    line = " ".join(text[: 2 * limit].split())
    line = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line)
    return line if len(line) <= limit and len(text) <= 2 * limit else line[: limit - 1].rstrip() + "…"
