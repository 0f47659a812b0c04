"""The file of a new article: its name and its text."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Container, Sequence

from dr_evidence_site.model.languages import is_same, wider
from dr_evidence_site.starter.texts import in_quotes, text

LONGEST_NAME = 60
"""Letters of a name that is made from a question."""

_SHORT = 3
"""Letters of words such as “is”, “the” and “for”, which a long name goes without; “HPV” and “K2” stay."""
_HEADINGS = {
    "en": ("What was studied", "Benefits", "Harms", "What this does not tell"),
    "fr": ("Ce qui a été étudié", "Bénéfices", "Risques", "Ce que cela ne dit pas"),
    "es": ("Qué se estudió", "Beneficios", "Daños", "Lo que esto no dice"),
    "de": ("Was untersucht wurde", "Nutzen", "Schaden", "Was daraus nicht hervorgeht"),
    "ar": ("ما الذي دُرس", "الفوائد", "الأضرار", "ما لا تخبرنا به هذه الأدلة"),
}
_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
"""Letters that Unicode does not take apart into one of a to z and a mark."""


def name_for(question: str, taken: Container[str]) -> str:
    """A name for the file: the question's words in letters a to z, digits and hyphens; "" when it has none of these.

    It ends with a whole word, and a long one has the longer words alone. A name that is taken gets a number behind it.
    """
    plain = "".join(_LETTERS.get(letter.lower(), letter) for letter in unicodedata.normalize("NFKD", question))
    plain = re.sub(r"\b([A-Za-z]|[Qq]u)['’]", r"\1-", plain)  # l'os is two words, don't is one
    words = re.findall(r"[A-Za-z0-9]+", plain.encode("ascii", "ignore").decode("ascii").replace("'", ""))
    if len("-".join(words)) > LONGEST_NAME:
        words = [word for word in words if len(word) > _SHORT or word.isupper() or not word.isalpha()] or words
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:LONGEST_NAME]
        if len(longer) > LONGEST_NAME:
            break
        name = longer.lower()
    number, free = 1, name
    while free and free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def article_text(
    question: str,
    title: str,
    *,
    today: dt.date,
    audience: str,
    audiences: Sequence[str],
    authors: Sequence[str] = (),
    language: str = "",
    site_language: str = "en",
) -> str:
    """The text of a new article in a language ("": that of the site), with all that is to be written marked so."""
    tag = language or site_language
    headings = next((_HEADINGS[part] for part in wider(tag) if part in _HEADINGS), _HEADINGS["en"])
    own = f"lang: {language}\n" if language and not is_same(language, site_language) else ""
    return text(
        "article.md",
        TITLE=in_quotes(title),
        QUESTION=in_quotes(question),
        TODAY=today.isoformat(),
        AUDIENCE=audience,
        AUDIENCES=", ".join(audiences),
        LANG=own,
        AUTHORS=f"[{', '.join(authors)}]",
        BOTTOM_LINE=_bottom_line(audiences),
        STUDIED=headings[0],
        BENEFITS=headings[1],
        HARMS=headings[2],
        LIMITS=headings[3],
    )


def _bottom_line(audiences: Sequence[str]) -> str:
    """The bottom line, with a passage for each audience."""
    passages = "\n".join(
        f"::: {name}\nTo do: the answer in words for this audience, with its source: `[@key]`.\n:::"
        for name in audiences
    )
    return f":::: bottom-line\n{passages}\n::::"
