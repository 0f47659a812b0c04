"""BibTeX: what is written is read again as it was, by our own parser and by pybtex."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from awkward import (
    ALL,
    ARTICLE,
    BOOK,
    DATASET,
    DOUBTED,
    ONE_BRACE,
    PREPRINT,
    RETRACTED,
    SPECIAL,
    THESIS,
    TRIAL,
    WEBPAGE,
    differences,
    read,
    ref,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from dr_evidence_site.exports.bibtex import bibtex, entry
from dr_evidence_site.model.reference import Name, PartialDate, Reference, ReferenceType

ROOT = Path(__file__).parents[2]


def test_every_type_is_among_the_references_of_these_tests() -> None:
    assert {entry.type for entry in ALL} == set(ReferenceType)


@pytest.mark.parametrize("reference", ALL, ids=lambda entry: entry.key)
def test_a_reference_comes_back_as_it_was(reference: Reference) -> None:
    assert differences(reference, read(entry(reference))[reference.key]) == {}


def test_the_libraries_of_this_repository_come_back_as_they_were() -> None:
    texts = [path.read_text() for path in sorted((ROOT / "references").glob("*.bib"))]
    texts += re.findall(r"```bibtex\n(.*?)```", (ROOT / "docs/references.md").read_text(), re.DOTALL)
    before = read("\n".join(texts))
    assert len(before) > 60
    after = read(bibtex(before.values()))
    assert {key: differences(entry, after[key]) for key, entry in before.items()} == {key: {} for key in before}


def test_pybtex_reads_it_too() -> None:
    found = parse_string(bibtex(ALL), "bibtex").entries
    assert list(found) == [reference.key for reference in ALL]
    assert [str(person) for person in found["article-2002"].persons["author"]] == [
        "García Márquez, Gabriel José",
        "van der Berg, Jan Pieter",
        "King, Jr, Martin Luther",
        "李, 明",
        "Ødegård, Åse",
        "{de Souza}, Ana",
        r"{Department of Health, Ministry of Care and Others \& Co.}",
        "others",
    ]
    assert [str(person) for person in found["book"].persons["editor"]] == ["de la Cruz, María", "Ng"]
    assert found["article-2002"].fields["pages"] == "S284--S287"


def test_an_entry_as_a_whole() -> None:
    assert entry(WEBPAGE) == (
        "@online{webpage,\n"
        "  author = {{Example Trust}},\n"
        "  title = {A page},\n"
        "  booktitle = {Example site},\n"
        "  year = {2024},\n"
        "  url = {https://example.org/page},\n"
        "  urldate = {2024-05-06},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("reference", "line"),
    [
        # Words with capitals keep them in styles that take titles down to lower case.
        (ARTICLE, "title = {Vitamin {D} and {mRNA} in {COVID-19:} p < 0.05 for {HbA1c}}"),
        (SPECIAL, r"{\textasciitilde}a{\textasciicircum}b {\textbackslash} back `{}` and '{}' -{}- dash}"),
        (SPECIAL, r"100\% of “\{curly\}” {R\&D\_x} costs \$5 \#1"),
        # BibTeX counts braces that LaTeX does not see.
        (ONE_BRACE, r"title = {An open {\textbraceleft} brace}"),
        (SPECIAL, "author = {O'Neil, Ann-Marie and Plato and {and Sons}, A. and {Lee, Jr}, B.}"),
        (ARTICLE, "date = {2002-07-25},\n  year = {2002},\n  month = jul"),
        (ARTICLE, "url = {https://example.org/a_b?c=1&d=%20x#y}"),
        (ARTICLE, "pmid = {12140307}"),
        (RETRACTED, "annote = {RETRACTED: Retracted on 1 May 2012.}"),
        (DOUBTED, "annote = {EXPRESSION OF CONCERN.}"),
        (RETRACTED, "pages = {e1234}"),
        (PREPRINT, "eprint = {2020.01.01.123456},\n  eprinttype = {medRxiv}"),
        (BOOK, "series = {Series of books; 12}"),
    ],
)
def test_a_detail(reference: Reference, line: str) -> None:
    assert line in entry(reference)


@pytest.mark.parametrize(
    ("reference", "kind"),
    # Zotero's importer (translator “BibTeX”, map of types) drops an entry whose type it does not know.
    [(DATASET, "misc"), (TRIAL, "techreport"), (PREPRINT, "misc"), (WEBPAGE, "online"), (THESIS, "phdthesis")],
)
def test_only_types_that_reference_managers_import_are_used(reference: Reference, kind: str) -> None:
    assert entry(reference).startswith(f"@{kind}{{")


def test_what_the_format_cannot_say() -> None:
    """An `@misc` with an address is a web page to every program."""
    leaflet = ref("leaflet", ReferenceType.OTHER, title="A leaflet", url="https://example.org/x")
    assert differences(leaflet, read(entry(leaflet))["leaflet"]) == {
        "type": (ReferenceType.OTHER, ReferenceType.WEBPAGE)
    }


def test_no_references() -> None:
    assert bibtex([]) == ""


TEXT = st.text(
    st.sampled_from("abcXYZ 019{}\\%$&#_^~-–`'\"<>@=,;:.éß李≥²\u00a0"), min_size=1, max_size=25
).map(lambda text: " ".join(text.split()) or "x")  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(TEXT, TEXT, TEXT)
def test_any_text_comes_back(title: str, journal: str, group: str) -> None:
    reference = ref(
        "any", title=title, container_title=journal, authors=(Name(literal=group),), issued=PartialDate(2000)
    )
    assert differences(reference, read(entry(reference))["any"]) == {}
    assert list(parse_string(entry(reference), "bibtex").entries) == ["any"]
