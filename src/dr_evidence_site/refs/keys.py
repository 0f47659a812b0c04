"""The key of a new entry: its author and year, readable, and the same whenever it is made from the same library."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from dr_evidence_site.model.reference import Reference

_USABLE = re.compile(r"[A-Za-z](?:[A-Za-z0-9]|[-_:.](?=[A-Za-z0-9])){2,59}")
# What programs number their records by: EndNote's RN12, Mendeley's ITEM-1, Zotero's ABCD2345.
_NUMBERED = re.compile(r"(?:RN|ref|item|pmid|id|rec)[-_]?\d+|[A-Z0-9]{8}|[a-z]{1,2}\d+", re.IGNORECASE)
_LETTERS = str.maketrans({
    "ø": "o", "Ø": "O", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d",
    "þ": "th", "ı": "i",
})  # fmt: skip
_SMALL = frozenset({
    "a", "an", "and", "are", "as", "at", "by", "do", "does", "for", "from", "how", "in", "into", "is", "of", "on", "or",
    "the", "to", "vs", "was", "were", "what", "which", "who", "why", "with", "das", "der", "die", "ein", "eine", "le",
    "la", "les", "un", "une", "des", "du", "el", "los", "las", "una", "de", "del",
})  # fmt: skip
_LONGEST = 30


def new_key(
    reference: Reference, taken: Container[str], *, keep: bool = True, numbers: dict[str, int] | None = None
) -> str:
    """A key that is not taken; `taken` has keys in small letters.

    A readable key that the record brings along is kept, unless `keep` is off. Else it is made of the first author's
    family name (or a group's initials) and the year; if that is taken, of a word of the title too; then of a number.
    `numbers` keeps the last number of each beginning from one call to the next: to try them all again for each of many
    records of one author and year would take quadratic time.
    """
    own = reference.key
    if keep and _USABLE.fullmatch(own) and not _NUMBERED.fullmatch(own) and own.casefold() not in taken:
        return own
    year = str(reference.issued.year) if reference.issued and reference.issued.year is not None else ""
    words = [word for word in slug(reference.title).split("-") if word and word not in _SMALL]
    name = _name(reference) or "-".join(words[:2]) or "ref"
    base = "-".join(part for part in (name, year) if part)
    if base.casefold() not in taken:
        return base
    for word in words[:1]:
        if f"{base}-{word}" not in taken:
            return f"{base}-{word}"
    number = 2 if numbers is None else numbers.get(base, 2)
    while f"{base}-{number}" in taken:
        number += 1
    if numbers is not None:
        numbers[base] = number
    return f"{base}-{number}"


def _name(reference: Reference) -> str:
    for person in (*reference.authors, *reference.editors):
        if person.family:
            return slug(person.family)[:_LONGEST].strip("-")
    for group in (*reference.authors, *reference.editors):
        capitals = [word[0] for word in re.findall(r"[^\W\d_]+", group.literal) if word[0].isupper()]
        return slug("".join(capitals) if len(capitals) > 2 else group.literal)[:_LONGEST].strip("-")
    return ""


def slug(text: str) -> str:
    """A text in small letters and digits of ASCII, with hyphens for all else."""
    folded = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", folded.replace("'", "").replace("’", "")).strip("-")
