"""Values as other programs write them: text with markup, names, dates, notes that hold identifiers or marks."""

from __future__ import annotations

import html
import re
import unicodedata

from dr_evidence_site.model.reference import Integrity, Name, PartialDate
from dr_evidence_site.parse import bibtex_fields

_TAG = re.compile(r"</?(?:[a-zA-Z][\w-]*:)?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>")
_RAISED = re.compile(r"<(sup|sub)>([^<>]{1,12})</\1>", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_UP = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_DOWN = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_SUFFIX = re.compile(r"(?:jr|sr|2nd|3rd|4th|5th|i{2,3}|iv)\.?", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDY = re.compile(r"(\d{4})(?:[\s,/-]+([A-Za-z]{3,9})\.?(?:[\s,/-]+(\d{1,2})(?!\d))?)?")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})\.?\s+)?([A-Za-z]{3,9})\.?\s+(?:(\d{1,2}),?\s+)?(\d{4})")
_EXTRA = re.compile(r"(?<!\w)(PMCID|PMID|DOI|ISBN|ISSN|Citation Key)\s*:\s*(\S+)[ \t]*[.;]?\s*", re.IGNORECASE)
_MARKS = (
    ("RETRACTED", Integrity.RETRACTED),
    ("EXPRESSION OF CONCERN", Integrity.CONCERN),
    ("Corrected", Integrity.CORRECTED),
)
_RETRACTED_TITLE = re.compile(r"\s*(?:\[\s*)?RETRACTED(?: ARTICLE| PAPER)?\s*(?:\])?\s*[:：.]\s*", re.IGNORECASE)
_ABBREVIATED = re.compile(r"(?:\b[A-Za-z]|\b(?:etc|vs|Inc|Ltd|Jr|Sr|St|Dr))\.$|\.\.\.$")
_LONGEST_NOTE = 400


def line(text: object) -> str:
    """A value as text on one line, without characters that cannot be seen."""
    return " ".join(_CONTROL.sub("", unicodedata.normalize("NFC", str(text))).split())


def plain(text: object) -> str:
    """Text on one line without HTML: raised and lowered digits become their own characters, other tags vanish."""
    words = str(text)
    if "<" in words:
        words = _RAISED.sub(_moved, words)
        words = _TAG.sub("", words)
    if "&" in words:
        words = html.unescape(words)
    return line(words)


def _moved(found: re.Match[str]) -> str:
    table = _UP if found[1].lower() == "sup" else _DOWN
    moved = found[2].translate(table)
    return moved if all(character not in "+-" and not character.isascii() for character in moved) else found[2]


def without_period(title: str) -> str:
    """A title without the period that NLM ends it with; that of an abbreviation stays."""
    title = title.strip()
    if title.startswith("[") and title.rstrip(".").endswith("]"):  # NLM's own translation
        title = title.rstrip(".")[1:-1].strip()
    return title if _ABBREVIATED.search(title) else title.removesuffix(".").rstrip()


def without_mark(title: str) -> tuple[str, bool]:
    """A title without the “RETRACTED:” that publishers put before it, and whether it was there."""
    found = _RETRACTED_TITLE.match(title)
    return (title[found.end() :], True) if found else (title, False)


def language(text: str) -> str:
    """A language that is worth a field: any but English."""
    tag = line(text)
    return "" if tag.lower() in ("en", "eng", "english") or tag.lower().startswith("en-") else tag


# Names


_LONGEST_NAME = 500
"""Characters of a name beyond which it is kept as it is: the reader of BibTeX takes no longer one apart."""


def inverted(text: str) -> Name | None:
    """A name as “Family, Given, Suffix”. Without a comma, or with one at its end only, it is that of a group."""
    text = line(text)
    bare = text.rstrip(", ")
    if not bare:
        return None
    parts = [part.strip() for part in bare.split(",")]
    if len(parts) == 1:
        is_acronym = bare.isupper() and len(bare) > 2
        one_word = " " not in bare and not is_acronym and not text.endswith(",")
        return Name(family=bare) if one_word else Name(literal=bare)
    if len(parts) > 3 or not parts[0]:
        return Name(literal=bare)
    given, suffix = parts[1], parts[2] if len(parts) == 3 else ""
    if suffix and not _SUFFIX.fullmatch(suffix):
        if _SUFFIX.fullmatch(given):
            given, suffix = suffix, given
        else:
            return Name(literal=bare)
    return person(parts[0], given, suffix)


def person(family: str, given: str = "", suffix: str = "", particle: str = "") -> Name:
    """A person by parts. Small words before the family name become its particle, a suffix in the given name its own."""
    family, given, suffix, particle = line(family), line(given), line(suffix), line(particle)
    words = family.split()
    count = next((at for at, word in enumerate(words) if not word[0].islower()), 0)
    if count and not particle:
        particle, family = " ".join(words[:count]), " ".join(words[count:])
    head, _, last = given.rpartition(" ")
    if head and not suffix and _SUFFIX.fullmatch(last) and last.lower() not in ("i",):
        given, suffix = head.rstrip(","), last
    name = Name(family, given, particle, suffix)
    if len(family) + len(given) + len(particle) + len(suffix) > _LONGEST_NAME:
        return Name(literal=" ".join(filter(None, (given, particle, family, suffix))))
    return name


def initialled(text: str) -> Name:
    """A name as NLM prints it, “Wakefield AJ” or “King ML Jr”; anything else is a group."""
    words = line(text).split()
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    if len(words) < 2 or not re.fullmatch(r"[^\W\d_a-z]{1,4}", words[-1]):
        return Name(literal=line(text))
    return person(" ".join(words[:-1]), " ".join(words[-1]), suffix)


# Dates


def date(text: str) -> PartialDate | None:
    """A date as databases write it: 2002/07/25, 2002-07, 2002 Jul 25, 25 July 2002; of a range the first. Else None."""
    text = line(text)
    if "/" in text:
        year, month, day, *other = [*text.split("/"), "", ""]
        if re.fullmatch(r"\d{4}", year) and re.fullmatch(r"(?:\d{1,2})?", month) and re.fullmatch(r"(?:\d{1,2})?", day):
            whole = "-".join(
                part for part in (year, month.zfill(2) if month else "", day.zfill(2) if day else "") if part
            )
            found = bibtex_fields.iso_date(whole) or bibtex_fields.iso_date(year)
            literal = next((word for word in other if word.strip()), "").strip()
            return found and PartialDate(found.year, found.month, found.day, literal)
    if found := bibtex_fields.iso_date(text):
        return found
    if words := _WORDY.match(text):
        return _named(words[1], words[2], words[3])
    if words := _DAY_FIRST.search(text):
        return _named(words[4], words[2], words[1] or words[3])
    return None


def _named(year: str, month: str | None, day: str | None) -> PartialDate | None:
    number = _MONTHS.index(month[:3].lower()) + 1 if month and month[:3].lower() in _MONTHS else None
    whole = PartialDate(int(year))
    if number is None:
        return whole
    exact = bibtex_fields.complete(whole, number, int(day) if day else None)
    return exact or bibtex_fields.complete(whole, number, None)


# Notes


def identifiers_of(note: str) -> tuple[dict[str, str], str]:
    """What a note says as “PMID: 12140307” lines, by name in lower case, and the rest of it.

    Zotero keeps in its field “Extra” what it has no field for, and exports that as a note.
    """
    found: dict[str, str] = {}

    def take(match: re.Match[str]) -> str:
        found.setdefault(match[1].lower(), match[2].rstrip(".;,"))
        return ""

    return found, _EXTRA.sub(take, note)


def marked(note: str) -> tuple[Integrity, str] | None:
    """The mark that our own exports write into a note, and its sentence; None when the note is none."""
    for word, integrity in _MARKS:
        if note == f"{word}.":
            return integrity, ""
        if note.startswith(f"{word}: "):
            return integrity, note.removeprefix(f"{word}: ")
    return None


def printable_note(text: str) -> str:
    """A note that may be printed with the reference; empty when it is somebody's own notes: several lines, or HTML."""
    text = text.strip()
    is_own = "\n" in text or "<" in text or len(text) > _LONGEST_NOTE
    return "" if is_own else line(text)


# Integrity

_SEVERITY = (Integrity.RETRACTED, Integrity.CONCERN, Integrity.CORRECTED)
_SAID = {
    Integrity.RETRACTED: "Retraction",
    Integrity.CONCERN: "Expression of concern",
    Integrity.CORRECTED: "Correction",
}


def verdict(notices: list[tuple[Integrity, str]]) -> tuple[Integrity, str] | None:
    """The gravest of several notices, with a sentence that names the notices of its kind; None without any."""
    for integrity in _SEVERITY:
        places = [place.rstrip(". ") for kind, place in notices if kind is integrity]
        if places:
            named = "; ".join(place for place in dict.fromkeys(places) if place)
            return integrity, f"{_SAID[integrity]}: {named}." if named else ""
    return None
