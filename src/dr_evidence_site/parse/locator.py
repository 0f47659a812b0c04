"""Locators in the suffix of a citation: "p. 33, 35 and more" is page "33, 35" and the rest " and more".

The grammar is the one that Pandoc's reader follows (manual, "Extension: citations"): a locator term and words that
hold a digit or a roman numeral. A value in braces is taken whole, and a bare number is a page. Departures: the terms
are all of CSL 1.0.2, and "and" or "&" between numbers goes on with the value, so that its term is printed in plural.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dr_evidence_site.model.locators import TERMS

_LABELS = {form: label for label, singular, plural, others in TERMS for form in (singular, plural, *others)}
_FORMS = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in sorted(_LABELS, key=len, reverse=True))

# Punctuation ends a word. "-", "–" and ":" do not: they stand inside ranges ("33–44", "3:12").
_RUN = r"[^\s!\"#%&'()*,./;?@\[\\\]_{}¡§«¶·»¿‐‑‒—―‖-‧‰-⁃⁅-⁑⁓-⁞]"
_PARTS = rf"\.?{_RUN}++(?:\.{_RUN}++)*+"
_WORD = re.compile(rf"(?:{_PARTS}|\((?:{_PARTS})?+\)|\[(?:{_PARTS})?+\]|\{{(?:{_PARTS})?+\}})++")
_GLUE = re.compile(r"[,;]?\s*|\s*(?:&|and(?=\s))\s*")
_GLUES = (re.compile(r"[,;]?\s*"), re.compile(r"\s*(?:&|\band\b)\s*"))
_TERM = re.compile(rf"(?:{_FORMS})(?:(?<!\w)|(?!{_RUN}))\s*", re.IGNORECASE)

_DIGIT = re.compile(r"[0-9]")
_ROMAN = re.compile(
    r"(?:^|(?<=[.()\[\]{}]))(?=[ivxlcdm])m*+(?:cm|cd|d?c{0,4})(?:xc|xl|l?x{0,4})(?:ix|iv|v?i{0,4})(?=[-–.()\[\]{}]|$)",
    re.IGNORECASE,
)
_ENTITY = re.compile("&(nbsp|ndash);")
_CHARACTERS = {"nbsp": "\N{NO-BREAK SPACE}", "ndash": "–"}


@dataclass(frozen=True, slots=True)
class Locator:
    """A locator taken from a suffix: CSL's label, the value as written, and the rest of the suffix.

    Without a locator `value` is empty; a value in braces without a term has no label.
    """

    label: str
    value: str
    rest: str


def locator(suffix: str) -> Locator:
    """Part a suffix (Markdown, what stands behind the key) into locator and rest."""
    text = _ENTITY.sub(lambda entity: _CHARACTERS[entity[1]], suffix)
    text = text.lstrip().removeprefix(",").lstrip()
    if text.startswith("{"):
        closing = _closing_brace(text)
        if closing > 0:
            label, value = _delimited(text[1:closing].strip())
            return Locator(label, value, text[closing + 1 :])
    term = _TERM.match(text)
    if term:
        end = _value_end(text, term.end(), numeral=_counts)
        if end > term.end():
            return Locator(_label(term), text[term.end() : end], text[end:])
    # Without a term a roman numeral could be any word, so the first one must have a digit.
    end = _value_end(text, 0, numeral=_has_digit)
    return Locator("page", text[:end], text[end:]) if end else Locator("", "", suffix)
