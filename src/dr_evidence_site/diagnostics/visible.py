"""Author text made safe to print: what a terminal or a CI runner would obey, or a reader could not see, is escaped."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0 and C1 controls: line ends, ESC, the one-byte CSI
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls (Unicode UAX #9), "Trojan Source"
    "\u2028\u2029"  # line and paragraph separator
    "\u200b\u2060-\u2064\ufeff"  # zero width space, joiner and invisible operators, byte order mark
    "\ud800-\udfff"  # lone surrogates, which no encoding can print
    "\U000e0000-\U000e007f"  # tag characters
    "]"
)


def visible(text: str) -> str:
    """`text` on one line, with controls and invisible characters written as `\\x1b` or `\\u202e`.

    Zero width joiner and non-joiner stay: words of several languages are spelled with them.
    """
    return _UNSEEN.sub(_escape, text)


_COMMAND = re.compile(r"(##\w*)\[")
"""A command to the runners of GitHub (`##[set-output …]`) and Azure (`##vso[…]`), wherever it stands in a line."""


def unheard(line: str) -> str:
    """A line that no CI runner takes for a command, as GitHub's does with `::set-output …::` behind spaces, too."""
    if "##" in line:
        line = _COMMAND.sub(r"\1\\x5b", line)
    return line.replace("::", r"\x3a:", 1) if line.lstrip().startswith("::") else line


def unheard_json(text: str) -> str:
    """The same for JSON, whose value stays what it was."""
    return _COMMAND.sub(r"\1\\u005b", text) if "##" in text else text


def is_visible(text: str) -> bool:
    """Whether `text` can be printed as it is."""
    return _UNSEEN.search(text) is None


def width(text: str) -> int:
    """Columns that `text` takes in a terminal: East Asian wide characters two, combining marks none (UAX #11)."""
    if text.isascii():
        return len(text)
    columns = 0
    for character in text:
        if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
            continue
        columns += 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
    return columns


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
