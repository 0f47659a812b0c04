"""Text in XML 1.0: escaped, and without the characters that no XML document may hold."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Everything outside of the production Char (XML 1.0, section 2.2)."""

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
"""How a document begins."""


def text(value: str) -> str:
    """The text between two tags."""
    return escape(_ILLEGAL.sub("", value))


def attribute(value: str) -> str:
    """The text of an attribute, with its quotes."""
    return quoteattr(_ILLEGAL.sub("", value))
