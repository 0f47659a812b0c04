"""Single fields of an entry as checked values: dates, identifiers, addresses, pages."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

from dr_evidence_site.model.reference import PartialDate

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?[~?%]?(?:[T ]\d.*)?")
_YEAR = re.compile(r"(?:c|ca\.? ?|©)?(\d{4})[a-z]?")
_YEARS = re.compile(r"(\d{4})\s*[-–—/]+\s*\d{2,4}")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_DOI_PREFIX = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_DASHES = re.compile(r"\s*[-‐‑–—−]+\s*")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?[.\s]+)?([A-Za-z]{3,9})\.?(?:[\s~]*(\d{1,2})(?:st|nd|rd|th)?)?")


def iso_date(text: str) -> PartialDate | None:
    """A biblatex date: YYYY, YYYY-MM or YYYY-MM-DD; of a range the first date. None when it is no date.

    Seasons (months 21 to 24 of EDTF) keep the year alone.
    """
    first = next((part for part in text.split("/") if part.strip(" .")), "").strip()
    found = _ISO.fullmatch(first)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    if month is not None and 21 <= month <= 24 and day is None:
        month = None
    return _real(year, month, day)


def year_field(text: str) -> PartialDate | None:
    """A BibTeX year; of several years the first. Words without a digit ("in press") become the literal."""
    found = _YEAR.fullmatch(text) or _YEARS.fullmatch(text)
    if found:
        return _real(int(found.group(1)), None, None)
    if iso := iso_date(text):
        return iso
    return None if re.search(r"\d", text) else PartialDate(literal=text)


def month_field(text: str, day: str = "") -> tuple[int, int | None] | None:
    """A BibTeX month, by name or number and maybe with the day ("July 25"), as numbers; of a range the first.

    None when it is no month.
    """
    first = re.split(r"[-–—/]", text, maxsplit=1)[0].strip()
    number = int(day) if day.isascii() and day.isdigit() and len(day) <= 2 else None
    if first.isascii() and first.isdigit() and 1 <= len(first) <= 2:
        return (int(first), number) if 1 <= int(first) <= 12 else None
    found = _MONTH.fullmatch(first)
    if not found or found.group(2)[:3].lower() not in _MONTHS:
        return None
    within = found.group(1) or found.group(3)
    return _MONTHS.index(found.group(2)[:3].lower()) + 1, int(within) if within else number


def complete(date: PartialDate, month: int, day: int | None) -> PartialDate | None:
    """The year of `date` with month and day; None when there is no such day."""
    return _real(date.year, month, day)


def _real(year: int | None, month: int | None, day: int | None) -> PartialDate | None:
    try:
        dt.date(year or 2000, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    return PartialDate(year, month, day)


def doi(text: str) -> str | None:
    """A DOI without resolver and "doi:", or None when it has not the shape `10.registrant/suffix`."""
    bare = _DOI_PREFIX.sub("", text.strip(), count=1).rstrip(".,;")
    return bare if _DOI.fullmatch(bare) and bare.isprintable() else None


def pmid(text: str) -> str | None:
    """A PubMed identifier: one to eight digits (PubMed passed 40 million in 2025), or None."""
    found = re.fullmatch(r"(?:PMID:?\s*)?0*([1-9][0-9]{0,7})", text.strip(), re.IGNORECASE)
    return found.group(1) if found else None


def pmcid(text: str) -> str | None:
    """A PubMed Central identifier as "PMC1234567", or None."""
    found = re.fullmatch(r"(?:PMCID:?\s*)?(?:PMC)?([1-9][0-9]{0,9})(?:\.\d+)?", text.strip(), re.IGNORECASE)
    return f"PMC{found.group(1)}" if found else None


def wrong_issn(text: str) -> str | None:
    """The first ISSN in a field that cannot be right, or the whole text when there is none; None when all can be.

    The check digit makes the weighted sum a multiple of 11 (ISO 3297). Print and online numbers often share the field.
    """
    numbers = re.findall(r"(?<![0-9])([0-9]{4})[-‐–]?([0-9]{3}[0-9Xx])(?![0-9])", text)
    for first, second in numbers:
        if sum(weight * _digit(sign) for weight, sign in zip(range(8, 0, -1), first + second, strict=True)) % 11:
            return f"{first}-{second}"
    return None if numbers else text


def wrong_isbn(text: str) -> str | None:
    """The first ISBN in a field that cannot be right, or the whole text when there is none; None when all can be.

    Ten digits, of which the last makes the weighted sum a multiple of 11, or thirteen and 10 (ISO 2108).
    """
    parts = [found for part in re.split(r"[,;/]", text) for found in _ISBN.findall(part)]
    for part in parts:
        digits = [_digit(sign) for sign in part if sign.isalnum()]
        if len(digits) == 10:
            is_right = sum(weight * digit for weight, digit in zip(range(10, 0, -1), digits, strict=True)) % 11 == 0
        else:
            is_right = len(digits) == 13 and sum(digits[::2]) % 10 == (-3 * sum(digits[1::2])) % 10
        if not is_right:
            return str(part)
    return None if parts else text


_ISBN = re.compile(r"(?<![0-9])(?:97[89][-‐– ]?)?(?:[0-9][-‐– ]?){9}[0-9Xx](?![0-9])|[0-9][0-9-]{7,}[0-9Xx]?")


def _digit(sign: str) -> int:
    return 10 if sign in "Xx" else int(sign)


def web_address(text: str) -> str | None:
    """A whole http or https address, or None. Spaces, quotes, brackets and backslashes are in no address."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or not text.isprintable():
        return None
    return None if re.search(r'[\s<>"\\^`{|}]', text) else text


def pages(text: str) -> str:
    """A range with a plain hyphen ("284-287"), or an article number as it is; several ranges with ", " between."""
    return ", ".join(_DASHES.sub("-", part.strip()) for part in text.split(",") if part.strip())
