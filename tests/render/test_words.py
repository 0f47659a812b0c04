"""Catalogs of the interface's words: which one is read, and that no fault in one keeps a page from being made."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.model.page import Theme
from dr_evidence_site.model.source import Span
from dr_evidence_site.render.words import UNTRANSLATED, compiled, words

PLACE = Span("site.yaml", 3)


def theme(**catalogs: str) -> Theme:
    """A theme with catalogs by tag; "own_" in front is the site's own, laid over the default one."""
    messages, origins = {}, {}
    for key, text in catalogs.items():
        tag = key.removeprefix("own_").replace("_", "-")
        name = f"messages/{tag}.po"
        mark = "!" if not key.startswith("own_") and f"own_{key}" in catalogs else ""
        messages[mark + name] = text
        origins[mark + name] = f"templates/{name}" if key.startswith("own_") else f"<default theme>/{name}"
    return Theme({}, {}, origins, messages)


def said(**messages: str) -> str:
    return "".join(f'msgid "{english}"\nmsgstr "{text}"\n' for english, text in messages.items())


def faults(made: Theme, *languages: str) -> list[str]:
    return [f"{fault.code} {fault.span.path}:{fault.span.line}" for fault in compiled(made, languages, PLACE)[1]]


def test_a_word_is_translated_and_one_that_is_missing_stays_english() -> None:
    german = words(theme(de=said(Home="Start", Empty="")), "de")
    assert german.gettext("Home") == "Start"
    assert german.gettext("Empty") == "Empty"
    assert german.gettext("Search") == "Search"
    assert [german.ngettext("page", "pages", count) for count in (1, 2)] == ["page", "pages"]
    assert german.pgettext("a place", "Home") == "Home"


@pytest.mark.parametrize("language", ["en", "en-GB", "pt", "xx"])
def test_without_a_catalog_words_are_english(language: str) -> None:
    assert words(theme(de=said(Home="Start")), language) is UNTRANSLATED


def test_the_sites_own_words_lie_over_the_default_ones_one_by_one() -> None:
    both = theme(de=said(Home="Start", Search="Suche"), own_de=said(Home="Anfang", Search=""))
    assert [words(both, "de").gettext(text) for text in ("Home", "Search", "People")] == ["Anfang", "Suche", "People"]


def test_a_regional_language_falls_back_to_the_wider_one() -> None:
    swiss = theme(de=said(Home="Start", Search="Suche"), de_CH=said(Search="Sueche"))
    for language in ("de-CH", "de-ch", "DE-CH-1996"):
        assert [words(swiss, language).gettext(text) for text in ("Home", "Search")] == ["Start", "Sueche"]
    assert words(swiss, "de-AT").gettext("Search") == "Suche"


def test_a_site_can_change_the_english_words() -> None:
    assert words(theme(own_en=said(People="Who we are")), "en-GB").gettext("People") == "Who we are"


ARABIC = """\
msgid ""
msgstr ""
"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);\\n"

msgid "%(n)s page"
msgid_plural "%(n)s pages"
msgstr[0] "none"
msgstr[1] "one"
msgstr[2] "two"
msgstr[3] "few"
msgstr[4] "many"
msgstr[5] "other"
"""


def test_catalogs_that_are_ready_need_no_text() -> None:
    both = theme(de=said(Home="Start", Search="Suche"), own_de=said(Home="Anfang"), fr=said(Home="Accueil"))
    ready, _ = compiled(both, ["de", "pt"], PLACE)
    assert sorted(ready) == ["!messages/de.po", "messages/de.po"]
    made = Theme({}, {}, catalogs=ready)
    assert [words(made, "de").gettext(text) for text in ("Home", "Search", "People")] == ["Anfang", "Suche", "People"]
    assert words(made, "fr") is UNTRANSLATED


def test_plural_forms_are_those_of_the_language() -> None:
    arabic = words(theme(ar=ARABIC), "ar")
    forms = {count: arabic.ngettext("%(n)s page", "%(n)s pages", count) for count in (0, 1, 2, 3, 10, 11, 99, 100, 103)}
    assert forms == {
        0: "none", 1: "one", 2: "two", 3: "few", 10: "few", 11: "many", 99: "many", 100: "other", 103: "few",
    }  # fmt: skip


def test_a_context_tells_words_apart() -> None:
    french = words(theme(fr='msgctxt "place in a source"\nmsgid "n."\nmsgstr "note"\n' + said(**{"n.": "non"})), "fr")
    assert french.pgettext("place in a source", "n.") == "note"
    assert french.gettext("n.") == "non"


def test_words_that_nobody_has_looked_through_are_not_shown() -> None:
    assert words(theme(de='#, fuzzy\nmsgid "Home"\nmsgstr "Heim"\n'), "de").gettext("Home") == "Home"


FAULTY = [
    ("an open quote", 'msgid "Home"\nmsgstr "Start\n', "LNG014", 2),
    ("a word outside quotes", 'msgid Home\nmsgstr "Start"\n', "LNG014", 1),
    ("an unknown keyword", 'msgid "Home"\nmsgtext "Start"\n', "LNG014", 2),
    ("a bare line", said(Home="Start") + "nonsense\n", "LNG014", 3),
    ("a text before any keyword", '"Start"\n', "LNG014", 1),
    ("no translation", 'msgid "Home"\n\nmsgid "Search"\nmsgstr "Suche"\n', "LNG014", 1),
    ("a translation of nothing", 'msgstr "Start"\n', "LNG014", 1),
    ("more plural forms than there are", ARABIC.replace("nplurals=6", "nplurals=2"), "LNG014", 5),
    ("plural forms that are no formula", ARABIC.replace("n==0 ?", "import os ?"), "LNG014", 1),
    ("a placeholder that is not in the text", said(**{"Reference %(number)s": "%(numero)s"}), "LNG015", 1),
    ("a placeholder where there is none", "\n" + said(Home="%(home)s"), "LNG015", 2),
    ("a bare percent sign", said(Home="100 % Start"), "LNG015", 1),
    ("a percent sign at the end", said(Home="100 %"), "LNG015", 1),
    ("another kind of placeholder", said(**{"Reference %(number)s": "%(number)d"}), "LNG015", 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "line"), [c[1:] for c in FAULTY], ids=[c[0] for c in FAULTY])
def test_a_faulty_catalog_is_told_with_its_line_and_leaves_words_in_english(text: str, code: str, line: int) -> None:
    made = theme(de=said(Home="Start"), own_de=text)
    assert faults(made, "de") == [f"{code} templates/messages/de.po:{line}"]
    german = words(made, "de")
    assert german.gettext("Reference %(number)s") == "Reference %(number)s"
    assert german.gettext("Home") == "Start"


def test_a_percent_sign_that_is_doubled_is_none() -> None:
    made = theme(de=said(**{"50 %% more": "50 %% mehr"}))
    assert faults(made, "de") == []
    assert words(made, "de").gettext("50 %% more") == "50 %% mehr"


def test_a_language_without_a_catalog_is_noted_at_the_settings() -> None:
    made = theme(de=said(Home="Start"))
    assert faults(made, "en", "en-GB", "de", "de-AT", "pt-BR") == ["LNG010 site.yaml:3"]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ['msgid "a"', 'msgstr "b"', 'msgid_plural "c"', 'msgstr[1] "d"', 'msgstr[9] "e"', 'msgctxt "f"', '"g"', "",
             "# h", "#, fuzzy", "#| i", "#~ msgid", "#: \u2068", 'msgid ""', 'msgstr ""', '"Plural-Forms: x\\n"',
             '"Content-Type: text/plain; charset=x\\n"', '"Language: ../x\\n"', '"POT-Creation-Date: x\\n"', "\0", "%"]
        ),
        max_size=8,
    )
)  # fmt: skip
def test_whatever_a_catalog_holds_words_come_of_it(lines: list[str]) -> None:
    made = theme(de="\n".join(lines))
    for fault in compiled(made, ["de"], PLACE)[1]:
        assert 1 <= fault.span.line <= max(len(lines), 1)
    assert words(made, "de").gettext("unheard of") == "unheard of"


def test_a_site_in_english_loads_nothing_for_it() -> None:
    program = (
        "import sys\n"
        "from dr_evidence_site.model.page import Theme\n"
        "from dr_evidence_site.render.words import words\n"
        "words(Theme({}, {}, {}, {'messages/fr.po': ''}), 'en-GB')\n"
        "assert not [name for name in sys.modules if name.startswith('babel')]\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
