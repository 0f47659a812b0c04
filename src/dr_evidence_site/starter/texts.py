"""The texts of new files, with their places filled in."""

from __future__ import annotations

import json
import re
from pathlib import Path


def text(name: str, **words: str) -> str:
    """A file beside this one, with a word for each `@NAME@` in it."""
    written = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return re.sub(r"@([A-Z_]+)@", lambda found: words.get(found[1], found[0]), written)


def in_quotes(words: str) -> str:
    """Text as a value that any reader of YAML takes as it is."""
    return json.dumps(words, ensure_ascii=False)
