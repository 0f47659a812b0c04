"""Locators in the suffix of a citation ("p. 33", "chap. 2 and 3"), by the terms of CSL's English locale.

The rules are those of Pandoc's manual ("Extension: citations"): a locator term and a value that holds a digit or a
roman numeral; a value in braces is taken whole; a bare number is a page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# CSL 1.0.2 locator label: short singular, short plural, then the other ways to write the term.
_TERMS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("appendix", "app.", "apps.", ("appendix", "appendices")),
    ("article-locator", "art.", "arts.", ("article", "articles")),
    ("book", "bk.", "bks.", ("book", "books")),
    ("chapter", "chap.", "chaps.", ("chapter", "chapters", "ch.")),
    ("column", "col.", "cols.", ("column", "columns")),
    ("elocation", "loc.", "locs.", ("location", "locations")),
    ("equation", "eq.", "eqs.", ("equation", "equations")),
    ("figure", "fig.", "figs.", ("figure", "figures")),
    ("folio", "fol.", "fols.", ("folio", "folios")),
    ("issue", "no.", "nos.", ("number", "numbers")),
    ("line", "l.", "ll.", ("line", "lines")),
    ("note", "n.", "nn.", ("note", "notes")),
    ("opus", "op.", "opp.", ("opus", "opera")),
    ("page", "p.", "pp.", ("page", "pages")),
    ("paragraph", "para.", "paras.", ("paragraph", "paragraphs", "¶", "¶¶")),
    ("part", "pt.", "pts.", ("part", "parts")),
    ("rule", "r.", "rr.", ("rule", "rules")),
    ("section", "sec.", "secs.", ("section", "sections", "§", "§§")),
    ("sub-verbo", "s.v.", "s.vv.", ("sub verbo", "sub verbis")),
    ("supplement", "supp.", "supps.", ("supplement", "supplements", "suppl.")),
    ("table", "tbl.", "tbls.", ("table", "tables")),
    ("verse", "v.", "vv.", ("verse", "verses")),
    ("volume", "vol.", "vols.", ("volume", "volumes")),
)

_LABELS = {form: label for label, singular, plural, others in _TERMS for form in (singular, plural, *others)}
_SHORT = {label: (singular, plural) for label, singular, plural, _ in _TERMS}

_TERM = re.compile(
    "(?:" + "|".join(sorted((re.escape(form) for form in _LABELS), key=len, reverse=True)) + r")(?![a-z])",
    re.IGNORECASE,
)
_ROMAN = r"[ivxlcdm]+|[IVXLCDM]+"
# One word of a value: digits or a roman numeral with what hangs on it (12a, S3, ii.4, 33–44, 1(a)(ii)).
_UNIT = rf"(?:(?:{_ROMAN})(?![^\W_])|[^\s,;:.()\[\]{{}}&]*\d[^\s,;:()\[\]{{}}&.]*)"
_WORD = rf"(?:\((?:{_UNIT})\)|\[(?:{_UNIT})\]|{_UNIT})(?:\.{_UNIT}|\((?:{_UNIT}|[a-z])\))*"
_RANGE = rf"{_WORD}(?:\s*[-–—]\s*{_WORD})?"
_VALUE = re.compile(rf"{_RANGE}(?:\s*(?:,|;|&|and)\s*{_RANGE})*", re.IGNORECASE)
_HYPHEN = re.compile(r"(?<=[\w)])\s*--?\s*(?=[\w(])")
_SEVERAL = re.compile(r"[-–—,;&]|\band\b")


@dataclass(frozen=True, slots=True)
class Locator:
    """A locator taken from a suffix: CSL's label, the value as written, and the rest of the suffix."""

    label: str
    value: str
    rest: str


def locator(suffix: str) -> Locator:
    """Part a suffix into locator and rest; without a locator `label` and `value` are empty."""
    text = suffix.lstrip().removeprefix(",").lstrip()
    if text.startswith("{"):
        closing = _balanced(text)
        if closing > 0:
            label, value = _labelled(text[1:closing].strip())
            return Locator(label, value, text[closing + 1 :])
    term = _TERM.match(text)
    if term:
        start = term.end()
        while text.startswith(" ", start) or text.startswith("\n", start):
            start += 1
        value = _VALUE.match(text, start)
        if value:
            return Locator(_LABELS[term.group().lower()], value.group(), text[value.end() :])
    elif value := _VALUE.match(text):
        # Without a term a roman numeral could be any word: the value must begin with a digit's word.
        first = re.match(_WORD, text)
        if first and any(character.isdigit() for character in first.group()):
            return Locator("page", value.group(), text[value.end() :])
    return Locator("", "", suffix)


def printed(label: str, value: str) -> str:
    """The locator as it is printed: the short term in the right number, and en dashes in ranges ("pp. 3–5")."""
    if not value:
        return ""
    singular, plural = _SHORT.get(label, ("", ""))
    term = plural if _SEVERAL.search(value) else singular
    return f"{term} {_HYPHEN.sub('–', value)}".strip()


def _labelled(text: str) -> tuple[str, str]:
    term = _TERM.match(text)
    if term is None:
        return "page", text
    return _LABELS[term.group().lower()], text[term.end() :].lstrip()


def _balanced(text: str) -> int:
    depth = 0
    for offset, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return offset
    return -1
