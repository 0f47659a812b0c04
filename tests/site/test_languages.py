"""Articles in several languages: their pages, the links between them, lists, disclaimers, and what is reported."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dr_evidence_site.build import Options, build, check
from dr_evidence_site.model.languages import TAG, canonical, direction, is_same, wider
from dr_evidence_site.site.languages import is_known, own_name
from html_tree import Tree, words
from sites import TODAY

Make = Callable[[Mapping[str, str | bytes]], Path]

SETTINGS = """\
title: Evidence
base_url: https://evidence.example.org/
notice: A **trial**.
"""


def article(title: str, front: str = "", *, updated: str = "2026-01-10", status: str = "submitted") -> str:
    return (
        f"---\ntitle: {title}\nquestion: {title}?\nstatus: {status}\nupdated: {updated}\naudience: clinician\n{front}"
        "---\nText [@moyer2013, pp. 3-4].\n\n::: caution\nx\n:::\n\n| a |\n|---|\n| @jackson2006 |\n"
    )


def files(**articles: str) -> dict[str, str | bytes]:
    """Articles by name; an underscore stands for the full stop before a language."""
    return {f"content/articles/{name.replace('_', '.')}.md": text for name, text in articles.items()}


def built(root: Path) -> Callable[[str], Tree]:
    report = build(Options(root, TODAY, jobs=1, remember=False), root / "build")
    assert report.summary is not None, report.diagnostics
    return lambda path: Tree.of(root / "build" / path)


def found(root: Path) -> list[str]:
    """What is reported about languages."""
    return sorted(
        f"{fault.code} {fault.span.path.removeprefix('content/articles/')}:{fault.span.line}"
        for fault in check(Options(root, TODAY)).diagnostics
        if fault.code.startswith("LNG")
    )


# Tags


@pytest.mark.parametrize(
    ("tag", "recommended", "wide", "way"),
    [
        ("fr", "fr", ("fr",), "ltr"),
        ("PT-br", "pt-BR", ("pt-BR", "pt"), "ltr"),
        ("zh-hant-tw", "zh-Hant-TW", ("zh-Hant-TW", "zh-Hant", "zh"), "ltr"),
        ("de-ch-1996", "de-CH-1996", ("de-CH-1996", "de-CH", "de"), "ltr"),
        ("es-419", "es-419", ("es-419", "es"), "ltr"),
        ("en-x-plain", "en-x-plain", ("en-x-plain", "en"), "ltr"),
        ("AR-eg", "ar-EG", ("ar-EG", "ar"), "rtl"),
        ("ar-latn", "ar-Latn", ("ar-Latn", "ar"), "ltr"),
        ("az-arab-ir", "az-Arab-IR", ("az-Arab-IR", "az-Arab", "az"), "rtl"),
        ("he", "he", ("he",), "rtl"),
    ],
)
def test_a_tag_has_a_case_wider_tags_and_a_direction(
    tag: str, recommended: str, wide: tuple[str, ...], way: str
) -> None:
    assert TAG.fullmatch(tag)
    assert (canonical(tag), wider(tag), direction(tag)) == (recommended, wide, way)
    assert is_same(tag, recommended)
    assert is_known(tag)


@pytest.mark.parametrize("tag", ["xx", "old", "bak", "fr-QQQQ", "fr-ZY"])
def test_a_tag_of_nothing_is_not_known(tag: str) -> None:
    assert not is_known(tag)


@pytest.mark.parametrize(
    ("tag", "name"),
    [("fr", "Français"), ("ar", "العربية"), ("pt-BR", "Português (Brasil)"), ("de-CH-1996", "Deutsch (Schweiz, 1996)"),
     ("en-XX", "English"), ("xx", "xx")],
)  # fmt: skip
def test_a_language_is_named_in_its_own_words(tag: str, name: str) -> None:
    assert own_name(tag).startswith(name.partition(",")[0])


# A page in its language


def test_a_translation_is_a_page_of_its_own_in_its_language(make_site: Make) -> None:
    page = built(
        make_site({"site.yaml": SETTINGS, **files(d="", d_fr="") | files(d=article("D"), d_fr=article("Le D"))})
    )
    french = page("articles/d.fr.html")
    assert (french.one(".").get("lang"), french.one(".").get("dir")) == ("fr", "ltr")
    assert french.by_id("page-references").text == "Références"
    assert "10 janvier 2026" in french.text
    assert [words(label) for label in french.all(".//fieldset[@class='audience']//label")] == [
        "Patient ou proche aidant",
        "Professionnel de santé",
    ]
    assert [section.get("lang") for section in french.with_class("disclaimer")] == [None, None]
    assert "uniquement éducatif" in words(french.with_class("disclaimer")[0])
    (english,) = page("articles/d.html").with_class("audience")
    assert "Which best describes you?" in words(english)


def test_words_inside_the_text_are_in_its_language(make_site: Make) -> None:
    text = article("D").replace("@jackson2006 |", "@jackson2006 and @two2020 |")
    two = "@book{two2020, author = {Ann, A and Bob, B}, title = {T}, date = {2020}}"
    page = built(make_site({"references/two.bib": two, **files(d=text, d_fr=text)}))("articles/d.fr.html")
    (prose,) = page.with_class("prose")
    assert "p. 3–4" in words(prose)
    assert "Jackson et al" in words(prose)
    assert "Ann et Bob" in words(prose)
    assert [words(label) for label in page.with_class("block-label")] == ["Attention"]
    assert [table.get("aria-label") for table in page.with_class("table")] == ["Tableau 1"]
    (sources,) = page.with_class("reference-list")
    assert sources.get("data-source") == "Référence {number}"  # what a script calls the links


def test_an_original_may_be_in_another_language_than_the_site(make_site: Make) -> None:
    page = built(make_site(files(d=article("D", "lang: de\n"))))("articles/d.html")
    assert page.one(".").get("lang") == "de"
    assert page.by_id("page-references").text == "Quellen"
    assert page.all(".//nav[@class='languages']") == []


def test_a_language_without_a_catalog_has_english_words_and_a_note(make_site: Make) -> None:
    root = make_site({"site.yaml": SETTINGS, **files(d=article("D"), d_pt=article("O D"))})
    assert found(root) == ["LNG010 site.yaml:1", "LNG011 site.yaml:1", "LNG011 site.yaml:1"]
    page = built(root)("articles/d.pt.html")
    assert page.one(".").get("lang") == "pt"
    assert page.by_id("page-references").text == "References"
    assert "10 de janeiro de 2026" in page.text


def test_a_site_brings_a_catalog_of_its_own(make_site: Make) -> None:
    catalog = 'msgid "References"\nmsgstr "Referências"\n'
    root = make_site({"templates/messages/pt.po": catalog, **files(d=article("D"), d_pt_BR=article("O D"))})
    (root / "content/articles/d.pt.BR.md").rename(root / "content/articles/d.pt-BR.md")
    assert built(root)("articles/d.pt-br.html").by_id("page-references").text == "Referências"


def test_a_faulty_catalog_is_told_once_with_its_line_and_again_from_the_memo(make_site: Make) -> None:
    catalog = 'msgid "References"\nmsgstr "Referências\n'
    root = make_site({"templates/messages/pt.po": catalog, **files(d=article("D", "lang: pt\n"))})
    for _ in range(2):
        report = build(Options(root, TODAY, jobs=1), root / "build")
        assert [
            f"{fault.code} {fault.span.path}:{fault.span.line}"
            for fault in report.diagnostics
            if fault.code == "LNG014"
        ] == ["LNG014 templates/messages/pt.po:2"]


# The site's own words


def test_the_sites_own_words_are_shown_in_the_language_of_the_page(make_site: Make) -> None:
    settings = """\
title: Evidence
notice: A **trial**.
follow_up: {label: Ask us, url: "mailto:a@example.org"}
audiences:
  - {id: patient, label: Patient, disclaimer: Not for *you*.}
  - {id: nurse, label: Nurse}
languages:
  fr:
    title: Preuves
    notice: Un **essai**, voir [ceci](content/articles/d.md).
    follow_up: Une question ?
    audiences:
      patient: {label: Patiente, disclaimer: Pas pour *vous*.}
      nurse: {label: Infirmière}
"""
    text = article("D").replace("clinician", "nurse")
    root = make_site({"site.yaml": settings, **files(d=text, d_fr=text, e_de=text, e=text)})
    # Only the disclaimer that the site wrote itself is missing in German.
    assert found(root) == ["LNG011 site.yaml:7"]
    page = built(root)
    french, german = page("articles/d.fr.html"), page("articles/e.de.html")
    assert words(french.with_class("site-title")[0]) == "Preuves"
    assert words(french.with_class("site-notice")[0]) == "Un essai, voir ceci."
    assert french.with_class("site-notice")[0].find(".//a").get("href") == "../articles/d.html"
    assert "Une question ?" in french.text
    assert [words(label) for label in french.all(".//fieldset[@class='audience']//label")] == ["Patiente", "Infirmière"]
    assert [words(one)[:15] for one in french.with_class("disclaimer")] == ["Pas pour vous.", "Cette page a un"]
    assert [one.get("lang") for one in french.with_class("disclaimer")] == [None, None]

    assert (german.with_class("site-title")[0].get("lang"), german.with_class("site-title")[0].get("dir")) == (
        "en",
        "ltr",
    )
    assert german.one(".//aside[@class='site-notice']/div").get("lang") == "en"
    assert [(one.get("lang"), one.get("dir")) for one in german.with_class("disclaimer")] == [
        ("en", "ltr"),
        (None, None),
    ]
    assert [label.find("span").get("lang") for label in german.all(".//fieldset[@class='audience']//label")] == [
        "en",
        "en",
    ]
    (link,) = [a for a in german.with_class("footer-nav")[0].iter("a") if words(a) == "Ask us"]
    assert link.get("lang") == "en"


def test_a_translation_falls_back_to_words_of_the_wider_language(make_site: Make) -> None:
    settings = "title: A\nlanguages: {fr: {title: B}}\n"
    root = make_site({"site.yaml": settings, **files(d=article("D", "lang: fr-CA\n"))})
    assert words(built(root)("articles/d.html").with_class("site-title")[0]) == "B"


def test_standing_pages_are_named_in_the_sites_language(make_site: Make) -> None:
    policy = {"content/pages/editorial-policy.md": "---\ntitle: Policy\n---\nx\n"}
    page = built(make_site({**policy, **files(d=article("D"), d_ar=article("د"))}))("articles/d.ar.html")
    links = [link for link in page.all(".//a") if words(link) == "Policy"]
    assert links
    assert {(link.get("lang"), link.get("dir")) for link in links} == {("en", "auto")}


# Links between versions


def test_versions_link_each_other_for_readers_and_machines(make_site: Make) -> None:
    root = make_site({"site.yaml": SETTINGS, **files(d=article("D"), d_fr=article("Le D"), d_ar=article("د"))})
    page = built(root)
    base = "https://evidence.example.org/articles/"
    for name, language in (("d", "en"), ("d.fr", "fr"), ("d.ar", "ar")):
        tree = page(f"articles/{name}.html")
        alternates = {
            link.get("hreflang"): link.get("href")
            for link in tree.all(".//link[@rel='alternate']")
            if link.get("hreflang")
        }
        assert alternates == {
            "ar": f"{base}d.ar.html",
            "en": f"{base}d.html",
            "fr": f"{base}d.fr.html",
            "x-default": f"{base}d.html",
        }
        (nav,) = tree.with_class("languages")
        shown = [
            (e.get("lang"), e.get("dir"), e.get("href"), e.get("hreflang"), words(e))
            for e in nav.iter()
            if e.get("lang")
        ]
        expected = [
            ("ar", "rtl", "../articles/d.ar.html", "ar", "العربية"),
            ("en", "ltr", "../articles/d.html", "en", "English"),
            ("fr", "ltr", "../articles/d.fr.html", "fr", "Français"),
        ]
        assert shown == [one if one[0] != language else (*one[:2], None, None, one[4]) for one in expected]


def test_without_a_base_address_there_is_nothing_for_machines(make_site: Make) -> None:
    page = built(make_site(files(d=article("D"), d_fr=article("Le D"))))("articles/d.fr.html")
    assert [link for link in page.all(".//link[@rel='alternate']") if link.get("hreflang")] == []
    assert page.with_class("languages")


def test_a_version_that_is_not_published_is_not_linked(make_site: Make) -> None:
    approved = "review: [{status: approved, date: 2026-02-01, by: a}]\n"
    french = article("Le D", approved, status="approved")
    root = make_site(
        {
            "site.yaml": "publish: approved\n",
            "content/people.yaml": "a: {name: Ann Example, roles: [reviewer]}\n",
            **files(d=article("D"), d_fr=french, d_de=french),
        }
    )
    page = built(root)("articles/d.fr.html")
    assert [e.get("lang") for e in page.with_class("languages")[0].iter() if e.get("lang")] == ["de", "fr"]
    assert not (root / "build/articles/d.html").exists()


OUTDATED = [
    ("the same day", "2026-01-10", "2026-01-10", "", "submitted", False),
    ("translated later", "2026-01-10", "2026-02-01", "", "submitted", False),
    ("the original was changed since", "2026-02-01", "2026-01-10", "", "submitted", True),
    ("the translation follows an older version", "2026-02-01", "2026-03-01", "2026-01-10", "submitted", True),
    ("the translation follows the version of today", "2026-02-01", "2026-03-01", "2026-02-01", "submitted", False),
    ("a withdrawn translation", "2026-02-01", "2026-01-10", "", "withdrawn", False),
]


@pytest.mark.parametrize(
    ("original", "own", "follows", "status", "is_outdated"), [c[1:] for c in OUTDATED], ids=[c[0] for c in OUTDATED]
)
def test_a_translation_of_an_older_version_says_so(
    make_site: Make, original: str, own: str, follows: str, status: str, is_outdated: bool
) -> None:
    front = f"original_updated: {follows}\n" if follows else ""
    if status == "withdrawn":
        front += "review: [{status: withdrawn, date: 2026-03-01}]\n"
    text = article("Le D", front, updated=own, status=status)
    root = make_site(files(d=article("D", updated=original), d_fr=text))
    line = 7 if follows else 5
    assert found(root) == ([f"LNG006 d.fr.md:{line}"] if is_outdated else [])
    page = built(root)("articles/d.fr.html")
    notices = [notice for notice in page.with_class("notice") if "ne plus être à jour" in words(notice)]
    assert len(notices) == is_outdated
    if is_outdated:
        link = notices[0].find(".//a")
        assert (link.get("href"), link.get("hreflang")) == ("../articles/d.html", "en")


def test_the_translation_of_a_withdrawn_article_is_reported_and_says_so(make_site: Make) -> None:
    withdrawn = article("D", "review: [{status: withdrawn, date: 2026-01-12}]\n", status="withdrawn")
    root = make_site(files(d=withdrawn, d_fr=article("Le D")))
    assert found(root) == ["LNG007 d.fr.md:4"]
    assert "ne plus être à jour" in built(root)("articles/d.fr.html").text


# What is reported


REPORTED = {
    "a translation without its original": (files(d_fr=article("D")), ["LNG004 d.fr.md:1"]),
    "a translation whose original cannot be read": (files(d_fr=article("D"), d="---\ntitle: x\n---\n"), []),
    "a second version in the original's language": (
        files(d=article("D"), d_en=article("D")),
        ["LNG005 d.en.md:1"],
    ),
    "a second version in the language that the original states": (
        files(d=article("D", "lang: FR\n"), d_fr=article("D")),
        ["LNG005 d.fr.md:1"],
    ),
    "an unknown language": (files(d=article("D"), d_old=article("D")), ["LNG002 d.old.md:1", *["LNG010 site.yaml:1"], *["LNG011 site.yaml:1"] * 2]),
    "an unknown language in the front matter": (
        files(d=article("D", "lang: xx\n")),
        ["LNG002 d.md:7", "LNG010 site.yaml:1", "LNG011 site.yaml:1", "LNG011 site.yaml:1"],
    ),
    "no tag": (files(d=article("D", "lang: French\n")), ["LNG001 d.md:7"]),
    "a tag that disagrees": (files(d=article("D"), d_fr=article("D", "lang: es\n")), ["LNG003 d.fr.md:7"]),
    "a tag that agrees": (files(d=article("D"), d_fr=article("D", "lang: FR\n")), []),
    "a date to follow in an original": (
        files(d=article("D", "original_updated: 2026-01-01\n")),
        ["LNG008 d.md:7"],
    ),
    "a date to follow that is too late": (
        files(d=article("D"), d_fr=article("D", "original_updated: 2026-01-11\n")),
        ["LNG009 d.fr.md:7"],
    ),
    "the site's own language": (files(d=article("D", "lang: en\n")), []),
}  # fmt: skip


@pytest.mark.parametrize(("articles", "expected"), REPORTED.values(), ids=REPORTED)
def test_what_is_wrong_with_languages_is_reported(
    make_site: Make, articles: dict[str, str | bytes], expected: list[str]
) -> None:
    assert found(make_site(articles)) == expected


@pytest.mark.parametrize("name", ["d.v2.md", "d.final.md", "d.fr.de.md", "d..md"])
def test_a_file_name_that_names_no_language_is_no_address(make_site: Make, name: str) -> None:
    root = make_site({"content/articles/d.md": article("D"), f"content/articles/{name}": article("D")})
    assert "ART006" in {fault.code for fault in check(Options(root, TODAY)).diagnostics}


def test_a_site_in_a_language_without_standard_words_is_told_of_its_disclaimers(make_site: Make) -> None:
    root = make_site({"site.yaml": "title: x\nlanguage: pt\n", **files(d=article("D"))})
    assert found(root) == ["LNG010 site.yaml:1", "LNG011 site.yaml:2", "LNG011 site.yaml:2"]
    page = built(root)("articles/d.html")
    assert [one.get("lang") for one in page.with_class("disclaimer")] == ["en", "en"]


# Lists


def test_lists_show_each_article_once_in_the_sites_language_where_they_can(make_site: Make) -> None:
    topic = "topics: [bones]\n"
    root = make_site(
        files(
            a=article("English first", topic), a_fr=article("French second", topic),
            b=article("German first", topic + "lang: de\n"), b_en=article("English second", topic),
            c=article("Arabic first", topic + "lang: ar\n"), c_fr=article("French third", "topics: [os]\n"),
        )
    )  # fmt: skip
    page = built(root)
    for path in ("index.html", "topics/bones.html", "404.html"):
        shown = {words(card): (card.get("lang"), card.get("dir")) for card in page(path).with_class("card-question")}
        assert shown == {
            "English first?": (None, None),
            "English second?": (None, None),
            "Arabic first?": ("ar", "rtl"),
        }, path
    home = page("index.html")
    assert [words(link) for link in home.with_class("topic-list")[0].iter("a")] == ["bones"]
    assert "3 articles" in words(home.with_class("topic-list")[0])


def test_a_topic_that_only_translations_have_is_a_page_in_their_language(make_site: Make) -> None:
    root = make_site(files(a=article("A", "topics: [bones]\n"), a_fr=article("B", "topics: [os]\n")))
    page = built(root)
    assert page("topics/os.html").one(".").get("lang") == "fr"
    assert [card.get("lang") for card in page("topics/os.html").with_class("card-question")] == [None]
    links = [link.get("href") for link in page("articles/a.fr.html").all(".//ul[@class='topics']//a")]
    assert links == ["../topics/os.html"]


def test_all_references_name_the_articles_in_their_languages(make_site: Make) -> None:
    page = built(make_site(files(a=article("A"), a_fr=article("B"))))("references.html")
    shown = [(words(link), link.get("lang")) for link in page.with_class("cited-by")[0].iter("a")]
    assert shown == [("A", None), ("B", "fr")]


def test_a_catalogs_words_with_markup_cannot_break_a_page(make_site: Make) -> None:
    catalog = 'msgid "Caution"\nmsgstr "<b>\\"x\\"</b>"\n'
    root = make_site({"templates/messages/fr.po": catalog, **files(d=article("D", "lang: fr\n"))})
    assert words(built(root)("articles/d.html").with_class("block-label")[0]) == json.loads('"<b>\\"x\\"</b>"')
