"""Locators in the suffix of a citation: "p. 33, 35 and more" is page "33, 35" and the rest " and more".

The grammar is the one that Pandoc's reader follows (manual, "Extension: citations"): a locator term and words that
hold a digit or a roman numeral. A value in braces is taken whole, and a bare number is a page. Departures: the terms
are all of CSL 1.0.2, and "and" or "&" between numbers goes on with the value, so that its term is printed in plural.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from dr_evidence_site.model.locators import TERMS

_LABELS = {form: label for label, singular, plural, others in TERMS for form in (singular, plural, *others)}
_FORMS = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in sorted(_LABELS, key=len, reverse=True))

# Punctuation ends a word. "-", "–" and ":" do not: they stand inside ranges ("33–44", "3:12").
_RUN = r"[^\s!\"#%&'()*,./;?@\[\\\]_`{}¡§«¶·»¿‐‑‒—―‖-‧‰-⁃⁅-⁑⁓-⁞]"
_PARTS = rf"\.?{_RUN}++(?:\.{_RUN}++)*+"
_WORD = re.compile(rf"(?:{_PARTS}|\((?:{_PARTS})?+\)|\[(?:{_PARTS})?+\]|\{{(?:{_PARTS})?+\}})++")
_NEXT = re.compile(r"[,;]?\s*")
_AND = re.compile(r"\s*&\s*|\s+and\s+")
_TERM = re.compile(rf"(?P<form>{_FORMS})(?:(?<!\w)|(?!{_RUN}))\s*", re.IGNORECASE)

_BRACE = re.compile("[{}]")
_DIGIT = re.compile(r"[0-9]")
_ROMAN = re.compile(
    r"(?:^|(?<=[.()\[\]{}]))(?=[ivxlcdm])m*+(?:cm|cd|d?c{0,4})(?:xc|xl|l?x{0,4})(?:ix|iv|v?i{0,4})(?=[-–.()\[\]{}]|$)",
    re.IGNORECASE,
)


class Locator(Struct, frozen=True):
    """A locator taken from a suffix: CSL's label, the value as written, and the rest (the end) of the suffix.

    Without a locator `value` is empty; a value in braces without a term has no label.
    """

    label: str
    value: str
    rest: str


def locator(suffix: str) -> Locator:
    """Part a suffix (Markdown, what stands behind the key) into locator and rest."""
    text = suffix.lstrip().removeprefix(",").lstrip()
    if text.startswith("{"):
        closing = _closing_brace(text)
        if closing > 0:
            label, value = _delimited(text[1:closing].strip())
            return Locator(label, value, text[closing + 1 :])
    term = _TERM.match(text)
    if term:
        end = _value_end(text, term.end(), _counts)
        if end > term.end():
            return Locator(_label(term), text[term.end() : end], text[end:])
    # Without a term a roman numeral could be any word, so each must have a digit.
    end = _value_end(text, 0, _has_digit)
    return Locator("page", text[:end], text[end:]) if end else Locator("", "", suffix)


def _delimited(text: str) -> tuple[str, str]:
    """Label and value of what stands in braces."""
    term = _TERM.match(text)
    if term:
        return _label(term), text[term.end() :]
    return ("page" if _DIGIT.match(text) else ""), text


def _value_end(text: str, start: int, belongs: Callable[[str], bool]) -> int:
    """The offset behind the words of a value that begins at `start`; `start` itself when there is none."""
    word = _WORD.match(text, start)
    if word is None or not belongs(word.group()):
        return start
    while word:
        end = word.end()
        if end == len(text):
            break
        word = _word_behind(_NEXT, text, end, belongs) or _word_behind(_AND, text, end, _has_digit)
    return end


def _word_behind(glue: re.Pattern[str], text: str, offset: int, belongs: Callable[[str], bool]) -> re.Match[str] | None:
    between = glue.match(text, offset)
    word = _WORD.match(text, between.end()) if between else None
    return word if word and belongs(word.group()) else None


def _has_digit(word: str) -> bool:
    return _DIGIT.search(word) is not None


def _counts(word: str) -> bool:
    """Whether the word holds a digit, or a roman numeral at its start or behind a full stop or bracket."""
    return _has_digit(word) or _ROMAN.search(word) is not None


def _label(term: re.Match[str]) -> str:
    return _LABELS[" ".join(term["form"].lower().split())]


def _closing_brace(text: str) -> int:
    """The offset of the brace that closes the one at the start of the text; -1 without one."""
    depth = 0
    for brace in _BRACE.finditer(text):
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return brace.start()
    return -1
