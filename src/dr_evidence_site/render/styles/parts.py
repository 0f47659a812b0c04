"""Parts of a reference that both styles write alike but for a detail: names, pages, editions, months."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dr_evidence_site.model.reference import Name, Reference

_GIVEN = re.compile(r"[\s.\-‐‑–]+")
_PAGE = re.compile(r"([A-Za-z]*)(\d+)")
_RANGE = re.compile(r"([^-\s]+)-([^-\s]+)")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ROMAN = {"II": "2nd", "III": "3rd", "IV": "4th", "V": "5th"}

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def initials(given: str) -> str:
    """Given names as initials without periods or spaces: "Jean-Pierre" → "JP", "S. D." → "SD", "SD" → "SD"."""
    words = [word for word in _GIVEN.split(given) if word[:1].isalpha()]
    return "".join(word if word.isupper() and len(word) <= 3 else word[0].upper() for word in words)


def person(name: Name, *, roman: bool) -> str:
    """A name as "van der Berg JP Jr", a group as it is; `roman` keeps III where NLM writes 3rd."""
    if name.literal:
        return name.literal
    suffix = name.suffix.rstrip(".")
    parts = (name.particle, name.family, initials(name.given), suffix if roman else _ROMAN.get(suffix, suffix))
    return " ".join(part for part in parts if part)


def names(people: Sequence[Name], *, incomplete: bool, shown: int, roman: bool) -> str:
    """A list of authors: all up to six, from seven the first `shown` and "et al".

    Groups count by themselves and are set off by semicolons, as in ICMJE's sample "van Moorselaar RJ; Alf-One Study
    Group". An incomplete list shows at most `shown` names.
    """
    counted = [not name.literal for name in people]
    if not any(counted):  # only groups
        counted = [True] * len(people)
    cut = sum(counted) > 6 or incomplete
    last = min(shown, sum(counted)) if cut else sum(counted)
    text, written, before_group = "", 0, False
    for name, counts in zip(people, counted, strict=True):
        if counts and written == last:
            continue
        group = bool(name.literal)
        if text:
            text += "; " if group or before_group else ", "
        text += person(name, roman=roman)
        before_group = group
        if counts:
            written += 1
            if cut and written == last:
                text += ", et al"
    return text


def _ends(part: str) -> tuple[str, str, str, str] | None:
    """A range of pages as prefix and number of its first and last page; None for anything else."""
    found = _RANGE.fullmatch(part)
    if not found:
        return None
    first, last = _PAGE.fullmatch(found.group(1)), _PAGE.fullmatch(found.group(2))
    if not first or not last or last.group(1) not in ("", first.group(1)):
        return None
    number = last.group(2)
    if len(number) < len(first.group(2)):  # written short: the missing digits are those of the first page
        number = first.group(2)[: -len(number)] + number
    return first.group(1), first.group(2), first.group(1), number


def pages_short(pages: str) -> str:
    """Pages in NLM's short form: "284-287" → "284-7", "S93-S99" → "S93-9"; Roman numerals stay whole."""
    return ", ".join(map(_short, pages.split(", ")))


def _short(part: str) -> str:
    ends = _ends(part)
    if ends is None:
        return part
    prefix, first, _, last = ends
    if len(first) == len(last):
        same = next((i for i, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), None)
        if same is None:
            return prefix + first
        last = last[same:]
    return f"{prefix}{first}-{last}"


def pages_full(pages: str) -> str:
    """Pages in AMA's full form: "284-7" → "284-287", "S93-9" → "S93-S99"."""
    parts = []
    for part in pages.split(", "):
        ends = _ends(part)
        parts.append(part if ends is None else "{}{}-{}{}".format(*ends))
    return ", ".join(parts)


def edition(text: str) -> str:
    """An edition as "4th ed", from "4", "4th", "Fourth" or "4th edition"; empty for a first edition."""
    text = re.sub(r"\s*\b(?:ed\.?|edn\.?|edition)$", "", text.strip(), flags=re.IGNORECASE)
    if text.lower() in _ORDINALS:
        text = str(_ORDINALS.index(text.lower()) + 1)
    if text.lower() in ("", "1", "1st"):
        return ""
    if text.isascii() and text.isdigit():
        number = int(text[-2:])
        ending = "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        text += ending
    return f"{text} ed"


def journal(reference: Reference) -> str:
    """The journal's abbreviation, or its title when the library has no abbreviation."""
    return reference.container_title_short or reference.container_title


def is_supplement(issue: str) -> bool:
    """Whether an issue is only a supplement to the volume, as in "42 Suppl 2"."""
    return issue.lower().startswith("suppl")
