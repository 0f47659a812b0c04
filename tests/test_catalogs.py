"""Every word of the interface is translated into every language that the program brings.

Run as a program it renews the catalogs: `.venv/bin/python tests/test_catalogs.py` takes in new words, drops old ones,
and names what is left to translate.
"""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from dr_evidence_site.model.locators import TERMS
from dr_evidence_site.model.page import Theme
from dr_evidence_site.model.source import Span
from dr_evidence_site.model.standard_words import WORDS
from dr_evidence_site.render.marker import LOCATOR
from dr_evidence_site.render.words import compiled

ROOT = Path(__file__).parents[1]
MESSAGES = ROOT / "templates/messages"
TEMPLATE = MESSAGES / "messages.pot"
LANGUAGES = ("ar", "de", "es", "fr")

_KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "Word": (1,),
}
# What the templates are compiled with; see render/environment.py.
_JINJA = {
    "trimmed": "true",
    "newstyle_gettext": "true",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "silent": "false",
}
# What changes with every run although no word does, or names nobody.
_IDLE_HEADER = re.compile(
    r'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|Report-Msgid-Bugs-To):.*\n',
    re.MULTILINE,
)
_HEADER = {
    "": "The words of the interface. To translate them, copy this file to <language tag>.po.",
    "ar": "The words of the interface in Arabic.",
    "de": "The words of the interface in German; readers are addressed as “Sie”.",
    "es": "The words of the interface in Spanish; readers are addressed as “usted”.",
    "fr": "The words of the interface in French; readers are addressed as “vous”.",
}


@cache
def words() -> Catalog:
    """Every word of the interface that templates and program print."""
    catalog = Catalog(project="dr-evidence-site", version="", charset="utf-8", fuzzy=False, header_comment="# x")
    for root, pattern, method, options in (
        (ROOT / "templates", "*.html", "jinja2.ext:babel_extract", _JINJA),
        (ROOT / "src/dr_evidence_site", "*.py", "python", {}),
    ):
        for path in sorted(root.rglob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            with path.open("rb") as stream:
                for _, message, _, context in extract(method, stream, _KEYWORDS, ["Translators:"], options):
                    catalog.add(message, locations=[(name, 0)], context=context)
    for _, singular, plural, _ in TERMS:
        for term in (singular, plural):
            catalog.add(term, locations=[("src/dr_evidence_site/model/locators.py", 0)], context=LOCATOR)
    return catalog


def written(catalog: Catalog, language: str) -> str:
    """The catalog as its file holds it."""
    catalog.header_comment = f"# {_HEADER[language]}"
    stream = io.BytesIO()
    write_po(stream, catalog, width=110, ignore_obsolete=True, include_lineno=False, sort_by_file=True)
    return _IDLE_HEADER.sub("", stream.getvalue().decode())


def read(language: str) -> Catalog:
    return read_po(io.StringIO((MESSAGES / f"{language}.po").read_text(encoding="utf-8")), locale=language)


def messages(catalog: Catalog) -> dict[tuple[str | None, object], Message]:
    return {(message.context, message.id): message for message in catalog if message.id}


def texts(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (str(value or ""),)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s", text))


def test_there_is_a_catalog_for_each_language_with_standard_words() -> None:
    assert {path.stem for path in MESSAGES.glob("*.po")} == set(LANGUAGES) == set(WORDS) - {"en"}


def test_the_template_holds_the_words_of_today() -> None:
    assert TEMPLATE.read_text(encoding="utf-8") == written(words(), ""), "renew it: make messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalog_holds_the_words_of_today_and_no_others(language: str) -> None:
    here = read(language)
    assert messages(here).keys() == messages(words()).keys(), "renew it: make messages"
    assert not here.obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_to_translate_or_to_look_through(language: str) -> None:
    here = messages(read(language)).values()
    assert [message.id for message in here if not all(texts(message.string))] == []
    assert [message.id for message in here if message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_translation_has_the_placeholders_of_its_english_text(language: str) -> None:
    for message in messages(read(language)).values():
        for number, text in enumerate(texts(message.string)):
            wanted = [placeholders(english) for english in texts(message.id)]
            if len(wanted) == 1:
                assert placeholders(text) == wanted[0], message.id
            else:
                # A form for one or two may say the number in words, and so may that for none.
                assert placeholders(text) in wanted or (number < 3 and not placeholders(text)), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_translation_ends_as_its_english_text_does(language: str) -> None:
    ends = {".": ".", ":": ":", "?": "?؟", "…": "…"}
    for message in messages(read(language)).values():
        for text in texts(message.string):
            english = texts(message.id)[-1]
            assert text == text.strip(), message.id
            # An abbreviation has its full stop in some languages only.
            if message.context != LOCATOR and message.id != "%(author)s et al":
                assert (text[-1] in "".join(ends.values())) == (english[-1] in ends), message.id
                assert english[-1] not in ends or text[-1] in ends[english[-1]], message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalog_has_the_plural_forms_of_its_language(language: str) -> None:
    here = read(language)
    assert (here.num_plurals, here.plural_expr) == tuple(get_plural(language))
    for message in messages(here).values():
        if len(texts(message.id)) == 2:
            assert len(texts(message.string)) == here.num_plurals


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalog_is_sound(language: str) -> None:
    name = f"messages/{language}.po"
    theme = Theme({}, {}, messages={name: (MESSAGES / f"{language}.po").read_text(encoding="utf-8")})
    assert compiled(theme, [language], Span("site.yaml"))[1] == []


def main() -> None:
    """Renew the template and the catalogs, and name what is left to translate."""
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_text(written(words(), ""), encoding="utf-8")
    for language in LANGUAGES:
        place = MESSAGES / f"{language}.po"
        catalog = read(language) if place.exists() else Catalog(locale=language, charset="utf-8", fuzzy=False)
        catalog.project, catalog.version = "dr-evidence-site", ""
        catalog.update(words(), no_fuzzy_matching=True)
        place.write_text(written(catalog, language), encoding="utf-8")
        left = [message for message in messages(catalog).values() if not all(texts(message.string))]
        print(f"{place.relative_to(ROOT)}: {len(left)} of {len(messages(catalog))} to translate")
        for message in left:
            print(f"  {texts(message.id)[0]}")


if __name__ == "__main__":
    main()
