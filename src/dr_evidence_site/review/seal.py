"""What an approval is sealed to: digests of everything in an article that tells its readers something.

A seal proves that the text is the one that was approved. It does not prove who approved it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from itertools import zip_longest
from types import MappingProxyType

from msgspec import Struct, field

from dr_evidence_site.model.article import Article
from dr_evidence_site.model.config import ReferenceStyle
from dr_evidence_site.model.reference import Reference
from dr_evidence_site.model.seal import PARTS, Seal, read_seal, short, shorter, version_of
from dr_evidence_site.parse.sealed_text import one_line
from dr_evidence_site.render.styles import as_text, format_reference

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_NOT_WORD = re.compile(r"[\W_]+")

_NOTHING = ""

ABSENT = ""
"""Stands for the digest of a source or picture that is not there."""


class Sealable(Struct, frozen=True):
    """Everything of an article that an approval covers.

    `text` is the digest of its normalised text, `pictures` those of the pictures that it shows, by path, and
    `references` those of the sources that it cites, by key (see `reference_digest`).

    Evidence data stand in the text; `evidence` are those of the files that it names instead: digests of what they
    say, by name.
    """

    title: str
    question: str
    audience: str
    text: str
    pictures: Mapping[str, str]
    references: Mapping[str, str]
    evidence: Mapping[str, str] = field(default_factory=dict)


class Difference(Struct, frozen=True):
    """What differs from what was approved: names of `PARTS`, and keys of sources that are new or read differently.

    `others` is how many sources that were approved are not cited any more, or read differently.
    """

    parts: tuple[str, ...]
    references: tuple[str, ...]
    others: int = 0


def sealable(
    article: Article,
    text: str,
    pictures: Mapping[str, str],
    references: Mapping[str, str],
    evidence: Mapping[str, str] = MappingProxyType({}),
) -> Sealable:
    """What an approval of the article covers. `text` is the digest of its normalised text."""
    # The unmarked text is written for `audience`: another one would be told the same words.
    return Sealable(
        one_line(article.title), one_line(article.question), article.audience, text, pictures, references, evidence
    )


def reference_digest(reference: Reference) -> str:
    """The digest of a source as readers see it: its words and numbers in Vancouver style, and what became of it.

    Always Vancouver, whatever the site prints, and without punctuation, so that neither a setting nor the correction
    of a comma in that style undoes approvals.
    """
    words = _NOT_WORD.sub(" ", as_text(format_reference(reference, ReferenceStyle.VANCOUVER))).strip()
    return _digest([words, reference.integrity.value if reference.integrity else ""])


def seal(content: Sealable) -> Seal:
    """The seal of an article."""
    return Seal(
        _whole(content),
        tuple(short(_digest(part)) for part in _parts(content)),
        tuple(sorted(shorter(_digest(pair)) for pair in content.references.items())),
    )


def difference(written: str, content: Sealable) -> Difference | None:
    """What differs from what the seal was written for; None when nothing does.

    A seal that cannot be read, or that names no difference because somebody wrote into it, differs without parts.
    """
    then = read_seal(written)
    if then is None:
        return Difference((), ())
    if then.whole == _whole(content):  # as it nearly always is; the parts would take five times as long
        return None
    now = seal(content)
    parts = tuple(
        name for name, old, new in zip_longest(PARTS, then.parts, now.parts, fillvalue=_NOTHING) if old != new
    )
    approved = set(then.references)
    digests = {key: shorter(_digest((key, digest))) for key, digest in content.references.items()}
    changed = tuple(key for key, digest in digests.items() if digest not in approved)
    return Difference(parts, changed, len(approved.difference(digests.values())))


def _whole(content: Sealable) -> str:
    parts = _parts(content)
    return _digest([version_of(len(parts)), *parts, sorted(content.references.items())])


def _parts(content: Sealable) -> tuple[object, ...]:
    """What stands behind each of `PARTS`."""
    parts = (content.title, content.question, content.audience, content.text, sorted(content.pictures.items()))
    return (*parts, sorted(content.evidence.items())) if content.evidence else parts


def _digest(value: object) -> str:
    return hashlib.sha256(_JSON(value).encode("utf-8", "surrogatepass")).hexdigest()
