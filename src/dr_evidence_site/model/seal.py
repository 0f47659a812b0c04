"""The seal of an approval as it stands in the file: digests of what was approved, whole and part by part.

`v1.` + SHA-256 of everything (64 hex digits) + `.` + the first 8 digits of the digests of `PARTS`, in their order
(40) + `.` + the first 6 digits of each cited reference's, sorted. The last piece is missing when nothing is cited.

An article that names files of evidence has a seal of version 2, in which "evidence" is one more of the parts (48).
Any other one has none of it to seal, and keeps version 1.
"""

from __future__ import annotations

import re

from msgspec import Struct

PARTS = ("title", "question", "audience", "text", "pictures", "evidence")
"""What a seal tells apart, besides the references; the last one only from version 2 on."""

_PARTS_OF = {"v1": 5, "v2": 6}

_PART, _REFERENCE = 8, 6
_FORM = re.compile(rf"(v[0-9]+)\.([0-9a-f]{{64}})\.((?:[0-9a-f]{{{_PART}}})+)(?:\.((?:[0-9a-f]{{{_REFERENCE}}})+))?")
_NEWER = re.compile(r"(v[0-9]+)\.[0-9a-z.]+")


class Seal(Struct, frozen=True):
    """Digests of an article: `whole` decides, the short ones of `parts` and `references` say what differs."""

    whole: str
    parts: tuple[str, ...]
    references: tuple[str, ...]

    @property
    def version(self) -> str:
        """The version that has so many parts."""
        return version_of(len(self.parts))

    def __str__(self) -> str:
        """The seal as it is written."""
        pieces = [self.version, self.whole, "".join(self.parts)]
        return ".".join(pieces + ["".join(self.references)] * bool(self.references))


def read_seal(text: str) -> Seal | None:
    """The seal that is written so; None when it is none of this version."""
    found = _FORM.fullmatch(text)
    if found is None or len(found[3]) != _PARTS_OF.get(found[1], -1) * _PART:
        return None
    return Seal(found[2], _cut(found[3], _PART), _cut(found[4] or "", _REFERENCE))


def version_of(parts: int) -> str:
    """The version of the seal of an article with so many parts."""
    return next(version for version, count in _PARTS_OF.items() if count == parts)


def is_of_another_version(text: str) -> bool:
    """Whether the text is a seal of a version that this program does not know."""
    found = _NEWER.fullmatch(text)
    return found is not None and found[1] not in _PARTS_OF


def short(digest: str) -> str:
    """The digest of a part as it stands in a seal."""
    return digest[:_PART]


def shorter(digest: str) -> str:
    """The digest of a reference as it stands in a seal."""
    return digest[:_REFERENCE]


def _cut(digits: str, length: int) -> tuple[str, ...]:
    return tuple(digits[at : at + length] for at in range(0, len(digits), length))
