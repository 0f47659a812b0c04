"""A resolved citation as HTML: numbers sorted, repeated ones dropped, successive ones ranged, each a link.

Ranges follow the ICMJE recommendations' habit: three or more successive numbers become "3–5", two stay "1,2".
An item with a locator, prefix or suffix says something about its own source alone, so it stays out of ranges
and is set off by a semicolon: "1,3–5; 7, p. 693".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

from dr_evidence_site.model.config import Marker
from dr_evidence_site.model.html import Html
from dr_evidence_site.model.views import CitedNumber, ResolvedCitation
from dr_evidence_site.render.words import UNTRANSLATED, Words

_AROUND = {
    Marker.BRACKETS: ("[", "]"),
    Marker.PARENTHESES: ("(", ")"),
    Marker.SUPERSCRIPT: ("<sup>", "</sup>"),
}
LOCATOR = "place in a source"
"""The context in catalogs of the short terms for places, such as "p." and "pp."."""

_RANGE_FROM = 3
"""How many successive numbers make a range."""

_BARE = re.compile("[#A-Za-z0-9-]+").fullmatch

_CLINGS = (",", ".", ";", ":", ")", "]", "!", "?")
"""What a suffix may begin with and then needs no space before it."""


def citation(resolved: ResolvedCitation, marker: Marker, words: Words = UNTRANSLATED, *, before: str = "") -> Html:
    """The citation as `<span id=cite-…>` with one link for each number it shows.

    An in-text citation has its author in front, outside the span; `before` is set between the two (or before the
    marker, without an author). `words` translates "and", "et al" and the terms of places.
    A link is a number; a script gives it a longer name and a role (DPUB-ARIA 1.1, `doc-noteref`), which would be the
    same words a hundred times in a page. For the same reason there are no quotation marks that HTML does not need.
    """
    return Html(written(resolved, marker, words, before=before))


def authors(resolved: ResolvedCitation, words: Words) -> str:
    """The names to print before an in-text citation; empty for any other."""
    if resolved.others:
        return words.gettext("%(author)s et al") % {"author": resolved.author}
    if resolved.second:
        return words.gettext("%(first)s and %(second)s") % {"first": resolved.author, "second": resolved.second}
    return resolved.author


def written(resolved: ResolvedCitation, marker: Marker, words: Words, *, before: str = "") -> str:
    """As `citation`, as a plain text."""
    numbers: list[int] = []
    for item in resolved.items:
        if item.number is None or item.prefix or item.locator or item.suffix:
            shown = _closed(_items(resolved.items, words), marker)
            break
        numbers.append(item.number)
    else:
        shown = _plain(tuple(numbers), marker)
    author = ""
    if resolved.author:
        author = escape(authors(resolved, words), quote=False) + ("" if marker is Marker.SUPERSCRIPT else " ")
    return f"{author}{before}<span id={value(resolved.id)}{shown}"


def value(text: str) -> str:
    """The text as the value of an attribute, in quotation marks only where HTML needs them."""
    return text if _BARE(text) else f'"{escape(text)}"'


# Nine citations in ten hold numbers alone, and small numbers: remembered, one costs 1 µs instead of 12.
@lru_cache(maxsize=8192)
def _plain(numbers: tuple[int, ...], marker: Marker) -> str:
    """What follows the id, of a citation with nothing around its numbers."""
    ordered = sorted(set(numbers))
    return _closed(_ranged(ordered) if ordered else "", marker)


def _closed(shown: str, marker: Marker) -> str:
    opening, closing = _AROUND[marker]
    return f">{opening}{shown}{closing}</span>"


def _items(items: Iterable[CitedNumber], words: Words) -> str:
    """All items in order of number, missing keys last; "," within plain numbers, "; " around everything else."""
    groups: list[str] = []
    plain: list[int] = []
    for item in sorted(items, key=_order):
        if item.number is not None and not (item.prefix or item.locator or item.suffix):
            plain.append(item.number)
            continue
        if plain:
            groups.append(_ranged(plain))
            plain = []
        groups.append(_annotated(item, words))
    if plain:
        groups.append(_ranged(plain))
    return "; ".join(dict.fromkeys(groups))


def _order(item: CitedNumber) -> tuple[bool, int, bool]:
    number = item.number
    return number is None, number or 0, bool(item.prefix or item.locator or item.suffix)


def _ranged(numbers: Sequence[int]) -> str:
    """Sorted numbers, each once, runs of three and more as a range of two links."""
    runs: list[list[int]] = []
    for number in dict.fromkeys(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = []
    for run in runs:
        if len(run) >= _RANGE_FROM:
            shown.append(f"{_link(run[0])}–{_link(run[-1])}")
        else:
            shown.extend(_link(number) for number in run)
    return ",".join(shown)


def _annotated(item: CitedNumber, words: Words) -> str:
    """One item with what stands around its number; a key that the library lacks is shown and marked as missing."""
    prefix, suffix = item.prefix.strip(), item.suffix.strip()
    text = f"{prefix} " if prefix else ""
    if item.number is None:
        text += f'<span class="missing">{escape(item.key, quote=False)}?</span>'
    else:
        text += _link(item.number)
    if item.locator:
        term = f"{words.pgettext(LOCATOR, item.term)} " if item.term else ""
        text += f", {escape(term + item.locator, quote=False)}"
    if suffix:
        text += suffix if suffix.startswith(_CLINGS) else f" {suffix}"
    return text


def _link(number: int) -> str:
    return f"<a href=#ref-{number}>{number}</a>"
