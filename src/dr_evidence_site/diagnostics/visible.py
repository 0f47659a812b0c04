"""Author text made safe to print: what a terminal would obey, or a reader could not see, becomes an escape."""

from __future__ import annotations

import re

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


def is_visible(text: str) -> bool:
    """Whether `text` can be printed as it is."""
    return _UNSEEN.search(text) is None


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
