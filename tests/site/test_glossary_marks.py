"""Terms are marked where a reader first needs them in a section, and nothing else of the text changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from gettext import NullTranslations
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.build import Options, build, check
from dr_evidence_site.model.article import Citation, Word
from dr_evidence_site.model.config import Audience, Config, Marker
from dr_evidence_site.model.site import Term
from dr_evidence_site.model.views import CitedNumber, ResolvedCitation, ResolvedPart, TermUse
from dr_evidence_site.parse import markdown
from dr_evidence_site.render.filters import body
from dr_evidence_site.site.glossary import Explained, explain
from html_tree import Tree
from html_tree import words as words_of
from sites import TODAY, article

Make = Callable[[Mapping[str, str | bytes]], Path]

AUDIENCES = ("patient", "clinician", "carer")


def config(*explained_for: str) -> Config:
    audiences = tuple(Audience(name, name, ()) for name in AUDIENCES)
    return Config(audiences, "patient", explain_terms_for=explained_for)


def term(name: str, *aliases: str) -> Term:
    return Term(f"term-{name.lower().replace(' ', '-')}", name, aliases, ("A meaning.",))


GLOSSARY = (
    term("placebo", "placebos", "dummy pill"),
    term("risk ratio", "RR", "relative risk"),
    term("risk"),
    term("odds ratio", "OR", "ORs"),
    term("R&D"),
    term("meta-analysis"),
    term("ostéoporose"),
    term("هشاشة العظام", "هشاشة"),
    term("côte d'or"),
    term("PSA"),
    term("SGLT2 inhibitor"),
)


def parts_of(text: str) -> tuple[ResolvedPart, ...]:
    """The body of a Markdown text, its citations numbered."""
    parsed, _ = markdown.body(text, path="content/articles/a.md", first_line=1, audiences=AUDIENCES)
    parts: list[ResolvedPart] = []
    for part in parsed.parts:
        if isinstance(part, Citation):
            parts.append(ResolvedCitation("cite-1", tuple(CitedNumber(item.key, 1) for item in part.items)))
        elif isinstance(part, str | Word):
            parts.append(part)
        else:
            parts.append("address")
    return tuple(parts)


def marks(text: str, *explained_for: str, glossary: tuple[Term, ...] = GLOSSARY) -> list[tuple[str, str]]:
    """What is marked, and for whom."""
    explained = explain(parts_of(text), glossary, config(*(explained_for or ("patient",))))
    return [(part.text, part.data_for) for part in explained.parts if isinstance(part, TermUse)]


def words(text: str, *explained_for: str) -> list[str]:
    return [word for word, _ in marks(text, *explained_for)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A placebo, then placebos and a Placebo.", ["placebo"]),
        ("A Placebo.", ["Placebo"]),
        ("Placebos at the beginning.", ["Placebos"]),
        ("A dummy\npill.", ["dummy\npill"]),
        ("Two *placebo* pills.", ["placebo"]),
        ("No placebolike thing, no superplacebo.", []),
        ("A placebo-controlled trial, a non-placebo arm.", []),
        ("The placebo–drug difference; placebo/drug.", ["placebo"]),
        ("The placebo's effect.", []),
        ("(placebo) “placebo” placebo: placebo;", ["placebo"]),
        ("placebo1 placebo_2", []),
        # The longest word counts.
        ("The risk ratio of a risk.", ["risk ratio", "risk"]),
        ("The relative risk.", ["relative risk"]),
        # Abbreviations in their own case.
        ("Better or worse, an OR of 2.", ["OR"]),
        ("Ors, ORs.", ["ORs"]),
        ("A psa.", []),
        ("SGLT2 inhibitor and sglt2 inhibitor.", ["SGLT2 inhibitor"]),
        ("An SGLT2 Inhibitor.", ["SGLT2 Inhibitor"]),
        # Signs.
        ("Money for R&D, and R&Dx.", ["R&amp;D"]),
        ("A meta\u2011analysis.", ["meta\u2011analysis"]),
        ("A meta-analysis, a meta\u2010analysis.", ["meta-analysis"]),
        ("Amplitude &amp; more.", []),
        # Other scripts and languages.
        ("L\u2019ostéoporose et l'ostéoporose.", ["ostéoporose"]),
        ("L'oste\u0301oporose.", ["oste\u0301oporose"]),
        ("OSTÉOPOROSE.", []),
        ("Ostéoporose.", ["Ostéoporose"]),
        ("La Côte d\u2019Or.", ["Côte d\u2019Or"]),
        ("تصيب هشاشة العظام النساء.", ["هشاشة العظام"]),
        ("تصيب هشاشة، والهشاشة.", ["هشاشة"]),
        ("تصيب هشاشةٌ النساء.", []),
        ("İ placebo", ["placebo"]),
    ],
)
def test_whole_words_are_found(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "## A placebo",
        "# Placebo {.patient}",
        "[a placebo](https://example.org/)",
        "[a placebo](other.md)",
        "https://example.org/placebo",
        "<https://example.org/placebo>",
        "`placebo`",
        "```\nplacebo\n```",
        "    placebo",
        "~~placebo~~",
        "| placebo |\n|---|\n| 1 |",
        "![a placebo](picture.png)",
        '![a picture](picture.png "placebo")',
        '[x](https://example.org/ "placebo")',
        "placebo\n:   What it is.",
        "[@placebo]",
        "[see placebo @a, placebo]",
        "``` placebo\nx\n```",
    ],
)
def test_in_these_places_nothing_is_marked(text: str) -> None:
    assert words(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "- a placebo",
        "> a placebo",
        "| a |\n|---|\n| placebo |",
        "**placebo**",
        "Drug\n:   Not a placebo.",
        "## A heading\n\nplacebo",
        "[x](other.md) placebo",
        "![x](p.png) placebo",
        "`x` placebo",
        "placebo [@a]",
        "placebo[@a]",
        "[@a] placebo",
        "::: note\nplacebo\n:::",
        "::: bottom-line\nplacebo\n:::",
        "[pla]{.clinician}placebo",
        "[*x* placebo]{.patient .clinician}",
    ],
)
def test_in_these_places_a_term_is_marked(text: str) -> None:
    assert marks(text) == [("placebo", "patient")]


@pytest.mark.parametrize(
    ("text", "explained_for", "expected"),
    [
        # Once in each section.
        ("placebo placebo\n\n## A\n\nplacebo\n\n### B\n\nplacebo placebo", ["patient"], ["patient"] * 3),
        # A use that patients do not see is not their first.
        ("::: clinician\nplacebo\n:::\n\nplacebo", ["patient"], ["patient"]),
        ("::: clinician\nplacebo\n:::\n\nplacebo", ["patient", "clinician"], ["", "patient"]),
        ("placebo\n\n::: clinician\nplacebo\n:::", ["patient", "clinician"], ["patient clinician"]),
        # A passage that is for just those to whom it is explained says so itself.
        ("[placebo]{.patient}", ["patient"], [""]),
        ("[placebo]{.patient} placebo", ["patient", "clinician"], ["", "clinician"]),
        ("[placebo]{.patient .carer} placebo", ["patient", "clinician"], ["patient", "clinician"]),
        ("[placebo]{.carer} placebo", ["patient", "clinician"], ["patient clinician"]),
        ("::: patient carer\nplacebo\n:::\n\nplacebo", AUDIENCES, ["", "clinician"]),
        # In passages inside passages only those see it who see both.
        (":::: patient carer\n::: patient\nplacebo\n:::\nplacebo\n::::", ["carer"], ["carer"]),
        (":::: bottom-line patient\nplacebo\n::::\n\nplacebo", ["patient", "carer"], ["", "carer"]),
        # A heading for some readers begins a section for all.
        ("placebo\n\n## A {.clinician}\n\nplacebo", ["patient"], ["patient", "patient"]),
        ("placebo", ["carer", "patient"], ["carer patient"]),
    ],
)
def test_a_term_is_explained_once_in_a_section_to_each_reader(
    text: str, explained_for: Sequence[str], expected: list[str]
) -> None:
    assert marks(text, *explained_for) == [("placebo", names) for names in expected]


def test_the_terms_of_the_page_are_those_that_are_marked() -> None:
    text = "An OR.\n\n::: clinician\nplacebo risk\n:::\n\n## A\n\nplacebo"
    explained = explain(parts_of(text), GLOSSARY, config("patient", "clinician"))
    assert explained.terms == {
        "term-odds-ratio": "patient clinician",
        "term-placebo": "patient clinician",
        "term-risk": "clinician",
    }


@pytest.mark.parametrize(
    ("glossary", "explained_for"), [((), ("patient",)), (GLOSSARY, ()), ((term("other"),), ("patient",))]
)
def test_without_anything_to_explain_the_body_is_the_same_object(
    glossary: tuple[Term, ...], explained_for: tuple[str, ...]
) -> None:
    parts = parts_of("A placebo [@a].")
    assert explain(parts, glossary, config(*explained_for)) == Explained(parts)
    assert explain(parts, glossary, config(*explained_for)).parts is parts


def test_a_mark_is_the_word_with_a_link_to_its_meaning() -> None:
    glossary = (term("R&D"),)
    html = body(explain(parts_of("On R&D [@a]."), glossary, config("patient", "carer")).parts, Marker.BRACKETS)
    assert (
        'On R&amp;D<a data-for="patient carer" href="#term-r&amp;d" role=doc-glossref'
        ' aria-label="What does “R&amp;D” mean?"></a>'
    ) in html


def test_the_question_is_translated_with_the_term_in_it() -> None:
    class German(NullTranslations):
        def gettext(self, message: str) -> str:
            return {"What does “%(term)s” mean?": "Was bedeutet „%(term)s“?"}.get(message, message)

    parts = explain(parts_of("A placebo."), GLOSSARY, config("patient")).parts
    assert 'aria-label="Was bedeutet „placebo“?"' in body(parts, Marker.BRACKETS, German())


def test_a_superscript_hugs_a_term_and_takes_the_full_stop() -> None:
    parts = explain(parts_of("A placebo [@a]. And risk[@a], too."), GLOSSARY, config("patient")).parts
    html = body(parts, Marker.SUPERSCRIPT)
    assert re.search(r"placebo<a [^>]*></a>\.<span id=cite-1>", html)
    assert re.search(r"risk<a [^>]*></a>,<span id=cite-1>", html)


# Whatever the text


PIECES = st.sampled_from(
    [
        "placebo", "Placebos", "risk", "risk ratio", "or", "OR", "dummy pill", "R&D", "ostéoporose", "هشاشة", "word",
        "&amp;", "<b>", "[@a]", "[a placebo](other.md)", "`risk`", "[risk]{.patient}", "[risk *OR* x]{.clinician .carer}",
        "*", "**", "~~", "![placebo](p.png)", "-", "'s", "\n", "\n\n", "\n\n## A risk\n\n", "\n\n### Placebo {.carer}\n\n",
        "\n\n::: patient\n", "\n\n::: clinician carer\n", "\n\n::: bottom-line\n", "\n:::\n\n", "\n- ", "\n> ",
        "\n\n| risk | a |\n|---|---|\n| risk | placebo |\n\n", "\n\nrisk\n:   A risk.\n\n", "```\nrisk\n```\n", "\0", "İ", "\u0301",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=25).map(" ".join) | st.lists(PIECES, max_size=25).map("".join)


def visible(element: Element, reader: str, out: list[str]) -> list[str]:
    """The text that a reader sees."""
    names = element.get("data-for")
    if names is None or reader in names.split():
        out.append(element.text or "")
        for child in element:
            visible(child, reader, out)
            out.append(child.tail or "")
    return out


def sections(root: Element) -> Iterable[list[Element]]:
    """The elements of the body, parted at its headings."""
    section: list[Element] = []
    for element in root.iter():
        if re.fullmatch("h[1-6]", element.tag):
            yield section
            section = []
        section.append(element)
    yield section


def tree(parts: Iterable[ResolvedPart]) -> Element:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    html = body(parts, Marker.BRACKETS)
    root: Element = parser.parse(f"<!DOCTYPE html><title>x</title><main>{html}</main>")
    return root


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.lists(st.sampled_from(AUDIENCES), unique=True, max_size=3))
def test_marking_changes_no_word_and_breaks_no_html(text: str, explained_for: list[str]) -> None:
    parts = parts_of(text)
    explained = explain(parts, GLOSSARY, config(*explained_for))
    before, after = tree(parts), tree(explained.parts)
    for reader in AUDIENCES:
        assert visible(after, reader, []) and "".join(visible(after, reader, [])) == "".join(
            visible(before, reader, [])
        )
    parents = {child: parent for parent in after.iter() for child in parent}
    told: dict[str, set[str]] = {}
    for section in sections(after):
        seen: set[tuple[str, str]] = set()
        for element in section:
            if element.get("role") != "doc-glossref":
                continue
            ancestors = []
            place = element
            while place in parents:
                place = parents[place]
                ancestors.append(place)
            assert not {"a", "code", "pre", "th", "dt", "h2", "h3"} & {place.tag for place in ancestors}
            passages = [place.get("data-for") for place in (element, *ancestors) if place.get("data-for")]
            readers = set.intersection(*(set((names or "").split()) for names in passages))
            assert readers and readers <= set(explained_for)
            for place in ancestors:
                assert readers <= set((place.get("data-for") or " ".join(AUDIENCES)).split())
            identifier = (element.get("href") or "").removeprefix("#")
            told.setdefault(identifier, set()).update(readers)
            for reader in readers:
                assert (identifier, reader) not in seen
                seen.add((identifier, reader))
    assert told == {identifier: set(names.split()) for identifier, names in explained.terms.items()}


def test_a_long_text_without_any_tag() -> None:
    parts = ("<p>" + "placebo risk &amp; or " * 20_000 + "</p>",)
    explained = explain(parts, GLOSSARY, config("patient"))
    assert len([part for part in explained.parts if isinstance(part, TermUse)]) == 2


# On the pages of a site

FRENCH = """\
---
title: Un titre
status: submitted
updated: 2026-01-10
audience: clinician
---
Un placebo et une fracture.
"""


def pages(site: Path) -> Callable[[str], Tree]:
    report = build(Options(site, TODAY, jobs=1), site / "build")
    assert report.summary is not None, report.diagnostics
    return lambda path: Tree.of(site / "build" / path)


def shown(page: Tree) -> list[tuple[str, str]]:
    """The words that the links of a page ask about, and the meanings they lead to."""
    return [
        (
            re.sub(r"^What does “|” mean\?$|^Que signifie «\s|\s»\s\?$", "", str(link.get("aria-label"))),
            words_of(page.by_id(str(link.get("href")).removeprefix("#"))),
        )
        for link in page.all(".//a")
        if link.get("role") == "doc-glossref"
    ]


def leads(page: Tree) -> list[str | None]:
    """Where the links in the meanings of a page lead."""
    (section,) = page.with_class("terms")
    return [link.get("href") for link in section.findall(".//dd//a")]


def test_articles_and_standing_pages_explain_the_terms_of_their_language(make_site: Make) -> None:
    site = make_site(
        {
            "content/glossary.yaml": "placebo: See [about](pages/about.md) & the [next](articles/b.md#more).\n",
            "content/glossary.fr.yaml": "fracture: Un os cassé.\nPlacebo: Sans effet.\n",
            "content/articles/a.md": article("A placebo, and a fracture [@moyer2013]."),
            "content/articles/b.md": article("No word.\n\n## More"),
            "content/articles/b.fr.md": FRENCH,
            "content/pages/about.md": "---\ntitle: About\n---\nWhat a placebo is.\n",
        }
    )
    page = pages(site)
    assert shown(page("articles/a.html")) == [("placebo", "placebo")]
    assert leads(page("articles/a.html")) == ["../about.html", "../articles/b.html#more"]
    assert shown(page("articles/b.html")) == []
    assert shown(page("articles/b.fr.html")) == [("Placebo", "Placebo"), ("fracture", "fracture")]
    assert shown(page("about.html")) == [("placebo", "placebo")]
    assert leads(page("about.html")) == ["about.html", "articles/b.html#more"]


def test_what_is_wrong_with_a_glossary_is_told_with_its_place(make_site: Make) -> None:
    site = make_site(
        {
            "content/glossary.yaml": "placebo: See [x](articles/missing.md).\nunused: A word.\nlost:\n",
            "content/glossary.fr.yaml": "placebo: Sans effet.\n",
            "content/glossary.x_y.yaml": "",
            "content/articles/a.md": article("A placebo, and a word that is ~~unused~~ [@moyer2013]."),
        }
    )
    report = check(Options(site, TODAY))
    assert [
        (fault.code, fault.span.path.removeprefix("content/"), fault.span.line) for fault in report.diagnostics
    ] == [
        ("GLO010", "glossary.fr.yaml", 1),
        ("GLO008", "glossary.x_y.yaml", 1),
        ("LNK003", "glossary.yaml", 1),
        ("GLO010", "glossary.yaml", 2),
        ("GLO001", "glossary.yaml", 3),
    ]


def test_where_nothing_is_explained_no_term_is_called_unused(make_site: Make) -> None:
    site = make_site(
        {
            "site.yaml": "explain_terms_for: []\n",
            "content/glossary.yaml": "placebo: A word.\n",
            "content/articles/a.md": article(),
        }
    )
    assert check(Options(site, TODAY)).diagnostics == ()
