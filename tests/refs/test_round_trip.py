"""What is exported and taken in again is the same reference; and an entry as the library has it says what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from awkward import ALL, ARTICLE, NOWHERE, differences, read, ref
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dr_evidence_site.exports.bibtex import bibtex
from dr_evidence_site.exports.csl_json import csl_json
from dr_evidence_site.exports.ris import ris
from dr_evidence_site.model.reference import Name, PartialDate, Reference
from dr_evidence_site.model.source import Source
from dr_evidence_site.refs import reading
from dr_evidence_site.refs.entry import entry, protected
from dr_evidence_site.render.styles.parts import pages_full

ROOT = Path(__file__).parents[2]
LIBRARY = read("\n".join(path.read_text() for path in sorted((ROOT / "references").glob("*.bib"))))


def imported(text: str) -> dict[str, Reference]:
    records, _ = reading.read(Source("a", text))
    return {record.reference.key: replace(record.reference, span=NOWHERE) for record in records}


def alike(reference: Reference) -> Reference:
    """What prints alike is the same here: a particle apart from its name or in it, and pages in short or in full."""

    def name(person: Name) -> Name:
        family = f"{person.particle} {person.family}".strip()
        return replace(person, family=family, particle="")

    return replace(
        reference,
        authors=tuple(map(name, reference.authors)),
        editors=tuple(map(name, reference.editors)),
        page=pages_full(reference.page),
    )


def lost(before: Reference, after: Reference) -> set[str]:
    return set(differences(alike(before), alike(after)))


TITLED = [reference for reference in ALL if reference.title]


@pytest.mark.parametrize("reference", ALL, ids=lambda reference: reference.key)
def test_an_entry_of_the_library_says_what_was_meant(reference: Reference) -> None:
    assert differences(reference, read(entry(reference))[reference.key]) == {}


@pytest.mark.parametrize("reference", TITLED, ids=lambda reference: reference.key)
def test_exported_as_bibtex_and_imported(reference: Reference) -> None:
    assert differences(reference, imported(bibtex([reference]))[reference.key]) == {}


@pytest.mark.parametrize("reference", TITLED, ids=lambda reference: reference.key)
def test_exported_as_csl_json_and_imported(reference: Reference) -> None:
    assert lost(reference, imported(csl_json([reference]))[reference.key]) == set()


# What RIS has no place for, or where a comma takes a group apart.
LOST_IN_RIS = {
    "article-2002": {"authors"},
    "special": {"authors"},
    "chapter": set(),
    "webpage": set(),
}


@pytest.mark.parametrize("reference", TITLED, ids=lambda reference: reference.key)
def test_exported_as_ris_and_imported(reference: Reference) -> None:
    assert lost(reference, imported(ris([reference]))[reference.key]) == LOST_IN_RIS.get(reference.key, set())


@pytest.mark.parametrize("export", [bibtex, ris, csl_json], ids=["bibtex", "ris", "csl"])
def test_the_libraries_of_this_repository_survive_every_format(export: object) -> None:
    assert len(LIBRARY) > 40
    after = imported(export(LIBRARY.values()))  # type: ignore[operator]
    assert {key: lost(reference, after[key]) for key, reference in LIBRARY.items()} == {key: set() for key in LIBRARY}


TEXT = st.text(st.sampled_from("abcXYZ 019{}\\%$&#_^~-–`'\"<>@=,;:.éß李≥²\u00a0"), min_size=1, max_size=25).map(
    lambda text: " ".join(text.split()) or "x"
)


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT, TEXT)
def test_any_text_comes_back_from_an_entry(title: str, journal: str, group: str) -> None:
    reference = ref(
        "any", title=title, container_title=journal, authors=(Name(literal=group),), issued=PartialDate(2000)
    )
    assert differences(reference, read(entry(reference))["any"]) == {}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_nothing_that_is_read_raises(text: str) -> None:
    for start in ("", "TY  - JOUR\n", "PMID- 1\n", "@article{a,", "[{", '{"title":', "<PubmedArticle>"):
        reading.read(Source("a", start + text))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=100))
def test_any_bytes_are_decoded(data: bytes) -> None:
    reading.decoded("a", data)


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Vitamin D and mRNA in COVID-19", "Vitamin {D} and {mRNA} in {COVID-19}"),
        (
            "HPV Vaccination and the Risk of Invasive Cervical Cancer",
            "{HPV} Vaccination and the Risk of Invasive Cervical Cancer",
        ),
        ("A programme in England: A study (ARRIVE)", "A programme in {England}: A study ({ARRIVE})"),
        ("SGLT-2 inhibitors in patients with heart failure", "{SGLT-2} inhibitors in patients with heart failure"),
        ("Long-Term Outcome After Walking", "Long-Term Outcome After Walking"),
        ("100% of R&D", r"100\% of R\&D"),
    ],
)
def test_capitals_are_protected_where_they_have_a_meaning(title: str, written: str) -> None:
    assert protected(title) == written


def test_the_layout_of_an_entry() -> None:
    reference = replace(ARTICLE, authors=ARTICLE.authors[:2], authors_incomplete=False, doi="10.1/x", url="")
    assert entry(reference, [("issn", "1234-5679")]) == (
        "@article{article-2002,\n"
        "  author       = {García Márquez, Gabriel José and van der Berg, Jan Pieter},\n"
        "  title        = {Vitamin {D} and {mRNA} in {COVID-19}: p < 0.05 for {HbA1c}},\n"
        "  journaltitle = {The Journal of Bones \\& Joints},\n"
        "  shortjournal = {J Bones Joints},\n"
        "  date         = {2002-07-25},\n"
        "  volume       = {347},\n"
        "  number       = {4 Suppl 1},\n"
        "  pages        = {S284--S287},\n"
        "  doi          = {10.1/x},\n"
        "  pmid         = {12140307},\n"
        "  pmcid        = {PMC1234567},\n"
        "  issn         = {1234-5679},\n"
        "}\n"
    )
