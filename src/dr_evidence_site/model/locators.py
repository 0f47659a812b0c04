"""CSL's locator terms: how a place in a source ("page", "chapter", …) is named and printed in English."""

from __future__ import annotations

import re

TERMS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("appendix", "app.", "apps.", ("appendix", "appendices")),
    ("article-locator", "art.", "arts.", ("article", "articles")),
    ("book", "bk.", "bks.", ("book", "books")),
    ("chapter", "chap.", "chaps.", ("chapter", "chapters", "ch.")),
    ("column", "col.", "cols.", ("column", "columns")),
    ("elocation", "loc.", "locs.", ("location", "locations")),
    ("equation", "eq.", "eqs.", ("equation", "equations")),
    ("figure", "fig.", "figs.", ("figure", "figures")),
    ("folio", "fol.", "fols.", ("folio", "folios")),
    ("issue", "no.", "nos.", ("number", "numbers", "issue", "issues")),
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
"""CSL 1.0.2 label, short singular, short plural, and the other ways to write the term (locale en-US)."""

_SHORT = {label: (singular, plural) for label, singular, plural, _ in TERMS}
_SEVERAL = re.compile(r"[-–—,;&]|\band\b")
_HYPHEN = re.compile(r"(?<=[\w)])\s*--?\s*(?=[\w(])")


def printed(label: str, value: str) -> tuple[str, str]:
    """A locator as it is printed: the short English term in the right number, and the value with en dashes in ranges.

    ("pp.", "3–5"); the term is empty where the locator has none.
    """
    if not value:
        return "", ""
    singular, plural = _SHORT.get(label, ("", ""))
    return plural if _SEVERAL.search(value) else singular, _HYPHEN.sub("–", value)
