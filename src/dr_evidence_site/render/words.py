"""The words of the interface in the language of a page: gettext catalogs of the theme, read with Babel.

The words stand in the templates in English. A catalog is read when a page in its language is rendered; English needs
none. What a catalog lacks, or what is wrong with it, leaves words in English and never keeps a page from being made.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import languages as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.languages import wider
from dr_evidence_site.model.page import Theme
from dr_evidence_site.model.source import Span

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

FOLDER = "messages/"
"""The theme's folder of catalogs, which are named by the tag of their language."""

ENDING = ".po"
"""How the name of a catalog ends."""

ENGLISH = "en"
"""The language in which the templates are written."""

# A blank line, a comment, or a keyword or nothing with one text in double quotes.
_LINE = re.compile(
    r'(?:#.*|(?:(?P<keyword>msgctxt|msgid|msgid_plural|msgstr(?:\[[0-9]\])?)[ \t]+)?"(?:[^"\\]|\\.)*"[ \t]*)?',
    re.DOTALL,
)
# What must stand before a keyword; the others may stand anywhere. A bracket is for any number.
_BEFORE = {"msgid_plural": ("msgid",), "msgstr": ("msgid",), "msgstr[": ("msgid_plural", "msgstr[")}
_PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")


class Words(Protocol):
    """What translates, with gettext's four functions; a text that it does not know comes back in English."""

    def gettext(self, message: str, /) -> str:
        """The text."""
        ...

    def ngettext(self, one: str, many: str, count: int, /) -> str:
        """The text in the plural form for the count."""
        ...

    def pgettext(self, context: str, message: str, /) -> str:
        """The text of the context."""
        ...

    def npgettext(self, context: str, one: str, many: str, count: int, /) -> str:
        """The text of the context in the plural form for the count."""
        ...


UNTRANSLATED: Words = NullTranslations()
"""The words as the templates have them."""


def words(theme: Theme, language: str) -> Words:
    """The words in a language: by the site's own catalog, then the default one, then those of a wider language."""
    layers = [made for name in _names(theme, language) if (made := _made(theme, name)[0])]
    if not layers:
        return UNTRANSLATED
    chain = [GNUTranslations(io.BytesIO(made)) for made in layers]
    for first, fallback in pairwise(chain):
        first.add_fallback(fallback)
    return chain[0]


def digest(theme: Theme, language: str) -> str:
    """A digest of everything that the words in a language come from."""
    layers = [_made(theme, name)[0] for name in _names(theme, language)]
    return blake2b(b"".join(blake2b(layer).digest() for layer in layers), digest_size=16).hexdigest()


def compiled(theme: Theme, languages: Iterable[str], place: Span) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """The catalogs of these languages by name, in gettext's binary form (empty for one that cannot be read).

    Also what is wrong with them, and which languages have none; `place` is where languages are set.
    """
    catalogs: dict[str, bytes] = {}
    faults: list[Diagnostic] = []
    for language in languages:
        names = _names(theme, language)
        for name in names:
            catalogs[name], found = _made(theme, name)
            faults += found
        if not names and wider(language)[-1] != ENGLISH:
            faults.append(codes.NO_CATALOG.at(place, language=language))
    return catalogs, faults


def _names(theme: Theme, language: str) -> list[str]:
    """The catalogs for a language among the theme's files, the nearest first."""
    known = {name.lower(): name for name in (*theme.messages, *theme.catalogs)}
    files = [f"{mark}{FOLDER}{tag}{ENDING}".lower() for tag in wider(language) for mark in ("", "!")]
    return [known[file] for file in files if file in known]


def _made(theme: Theme, name: str) -> tuple[bytes, tuple[Diagnostic, ...]]:
    ready = theme.catalogs.get(name)
    return (ready, ()) if ready is not None else _read(_path(theme, name), theme.messages[name])


def _path(theme: Theme, name: str) -> str:
    """The path that diagnostics show for a catalog."""
    return theme.origins.get(name, f"templates/{name}")


# Reading one takes 5 ms, and 50 ms more for loading Babel's reader the first time.
@lru_cache(maxsize=32)
def _read(path: str, text: str) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """A catalog in gettext's binary form (empty when it cannot be read), and what is wrong with it."""
    fault = _misplaced(path, text)
    if fault:
        return b"", (fault,)
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - a site in English needs none of this
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415

    try:
        locale = path.rpartition("/")[2].removesuffix(ENDING).replace("-", "_")
        catalog = read_po(io.StringIO(text), locale, abort_invalid=True, ignore_obsolete=True)
    except PoFileError as error:
        problem = re.sub(r" on \d+$", "", clip(str(error)))
        return b"", (codes.CATALOG_UNREADABLE.at(Span(path, error.lineno + 1), problem=problem),)
    except Exception as error:  # whatever a file holds, its author gets the place and not a traceback
        return b"", (codes.CATALOG_UNREADABLE.at(Span(path), problem=clip(str(error)) or type(error).__name__),)
    faults = tuple(_unfit(catalog, path))
    catalog.charset = "utf-8"
    made = io.BytesIO()
    write_mo(made, catalog)
    try:
        GNUTranslations(io.BytesIO(made.getvalue()))
    except (ValueError, IndexError, KeyError) as error:
        problem = clip(f"its plural forms cannot be understood ({error})", 120)
        return b"", (codes.CATALOG_UNREADABLE.at(Span(path), problem=problem),)
    return made.getvalue(), faults


def _misplaced(path: str, text: str) -> Diagnostic | None:
    """The first line that Babel would misread without a word."""
    last = ""
    for number, line in enumerate(text.splitlines(), start=1):
        found = _LINE.fullmatch(line.strip())
        if not found:
            problem = "this line is no comment, and no keyword with one text in double quotes"
            return codes.CATALOG_UNREADABLE.at(Span(path, number), problem=problem)
        keyword = (found["keyword"] or "").rstrip("0123456789]")
        if keyword:
            if last not in _BEFORE.get(keyword, (last,)):
                problem = f"“{found['keyword']}” does not stand behind the text that it translates"
                return codes.CATALOG_UNREADABLE.at(Span(path, number), problem=problem)
            last = keyword
    return None


def _unfit(catalog: Catalog, path: str) -> Iterator[Diagnostic]:
    """Take out of the catalog what is not translated, and what cannot be filled in, which is reported."""
    for message in list(catalog):
        ids, texts = _texts(message.id), _texts(message.string)
        if not ids[0]:
            continue
        problem = next(filter(None, (_problem(text, ids) for text in texts)), "")
        if problem and not message.fuzzy:
            place = Span(path, message.lineno or 1)
            yield codes.CATALOG_PLACEHOLDER.at(place, text=clip(ids[0]), problem=problem)
        if problem or not all(texts):
            catalog.delete(message.id, message.context)


def _texts(value: object) -> tuple[str, ...]:
    """One text, or those of the plural forms; Babel has both in one field."""
    return tuple(map(str, value)) if isinstance(value, tuple | list) else (str(value or ""),)


def _problem(text: str, ids: tuple[str, ...]) -> str:
    """Why a translation cannot be filled in as its English text is, or nothing."""
    known = {name for english in ids for name in _PLACEHOLDER.findall(english)} | {""}
    for name in _PLACEHOLDER.findall(text):
        if name not in known:
            return f"there is no “%({name})s” in the English text"
    return "a percent sign in it begins no placeholder" if "%" in _PLACEHOLDER.sub("", text) else ""
