"""The seal of an approval as it stands in the file: digests of what was approved, whole and part by part.

`v1.` + SHA-256 of everything (64 hex digits) + `.` + the first 8 digits of the digests of `PARTS`, in their order
(40) + `.` + the first 6 digits of each cited reference's, sorted. The last piece is missing when nothing is cited.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PARTS = ("title", "question", "audience", "text", "pictures")
"""What a seal of this version tells apart, besides the references."""

VERSION = "v1"

_PART, _REFERENCE = 8, 6
_FORM = re.compile(
    rf"(v[0-9]+)\.([0-9a-f]{{64}})\.([0-9a-f]{{{_PART * len(PARTS)}}})(?:\.((?:[0-9a-f]{{{_REFERENCE}}})+))?"
)
_NEWER = re.compile(r"(v[0-9]+)\.[0-9a-z.]+")


@dataclass(frozen=True, slots=True)
class Seal:
    """Digests of an article: `whole` decides, the short ones of `parts` and `references` say what differs."""

    whole: str
    parts: tuple[str, ...]
    references: tuple[str, ...]

    def __str__(self) -> str:
        """The seal as it is written."""
        pieces = [VERSION, self.whole, "".join(self.parts)]
        return ".".join(pieces + ["".join(self.references)] * bool(self.references))


def read_seal(text: str) -> Seal | None:
    """The seal that is written so; None when it is none of this version."""
    found = _FORM.fullmatch(text)
    if found is None or found[1] != VERSION:
        return None
    return Seal(found[2], _cut(found[3], _PART), _cut(found[4] or "", _REFERENCE))


def is_of_another_version(text: str) -> bool:
    """Whether the text is a seal of a version that this program does not know."""
    found = _NEWER.fullmatch(text)
    return found is not None and found[1] != VERSION


def short(digest: str) -> str:
    """The digest of a part as it stands in a seal."""
    return digest[:_PART]


def shorter(digest: str) -> str:
    """The digest of a reference as it stands in a seal."""
    return digest[:_REFERENCE]


def _cut(digits: str, length: int) -> tuple[str, ...]:
    return tuple(digits[at : at + length] for at in range(0, len(digits), length))
