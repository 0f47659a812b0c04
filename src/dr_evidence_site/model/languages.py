"""Language tags (BCP 47): their form, what they fall back to, and the direction in which they are written."""

from __future__ import annotations

import re

# RFC 5646, section 2.1, as far as tags are in use: language, script, region, variants, extensions, private use.
TAG = re.compile(
    r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)
"""The whole of a language tag."""

# Unicode CLDR, character order: scripts that run from right to left, and languages that are mostly written in one.
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"})
_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "arz", "azb", "bal", "bgn", "ckb", "dv", "fa", "glk", "he", "iw", "ks", "lrc", "mzn", "nqo", "ps",
     "rhg", "sd", "sdh", "syr", "ug", "ur", "yi"}
)  # fmt: skip


def canonical(tag: str) -> str:
    """The tag in the case that RFC 5646 (2.1.1) recommends: `pt-BR`, `zh-Hant-TW`."""
    first, *rest = tag.split("-")
    shown = [first.lower()]
    for part in rest:
        if len(shown[-1]) == 1:  # what follows a singleton is no script or region
            shown.append(part.lower())
        else:
            shown.append(part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower())
    return "-".join(shown)


def is_same(one: str, other: str) -> bool:
    """Whether two tags are one but for their letters' case."""
    return one == other or one.lower() == other.lower()


def wider(tag: str) -> tuple[str, ...]:
    """The tag in its recommended case, then without its last part, and so on to the language alone (RFC 4647, 3.4)."""
    parts = canonical(tag).split("-")
    return tuple("-".join(parts[:end]) for end in range(len(parts), 0, -1) if len(parts[end - 1]) > 1)


def direction(tag: str) -> str:
    """The direction in which the language is written: "ltr" or "rtl". A script in the tag decides."""
    first, *rest = tag.lower().split("-")
    script = next((part for part in rest[:1] if len(part) == 4 and part.isalpha()), "")
    is_rtl = script in _RIGHT_TO_LEFT_SCRIPTS if script else first in _RIGHT_TO_LEFT
    return "rtl" if is_rtl else "ltr"
