from __future__ import annotations

import pytest

from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse.bibtex import bibliography
from dr_evidence_site.parse.bibtex_places import FieldPlaces

TEXT = """\
@misc{first, title = {One}, PMC = {PMC123}, doi = {10.1000/1},
  url = "https://a.test/"
}
@misc{second, title = {Two}}
@misc{third, title = {Three}, doi = {10.1000/3}
@misc{fourth, title = {Four}, doi = {10.1000/4}}
"""


@pytest.mark.parametrize(
    ("key", "names", "expected"),
    [
        ("first", ("doi",), (1, 45)),
        ("first", ("pmcid", "pmc"), (1, 29)),
        ("first", ("url",), (2, 3)),
        ("second", ("doi",), (4, 1)),
        ("third", ("doi",), (5, 31)),
        ("fourth", ("url", "doi"), (6, 31)),
    ],
)
def test_a_field_is_found_or_else_its_entry(key: str, names: tuple[str, ...], expected: tuple[int, int]) -> None:
    source = Source("references/a.bib", TEXT)
    entry = bibliography([source])[0].references[key].span
    asked: list[str] = []

    def read(path: str) -> Source:
        asked.append(path)
        return source

    places = FieldPlaces(read)
    span = places.place(key, entry, names)
    assert (span.path, span.line, span.column) == ("references/a.bib", *expected)
    assert places.place(key, entry, ()) == entry
    assert asked == ["references/a.bib"]


def test_a_file_that_is_gone_leaves_the_place_of_the_entry() -> None:
    entry = Span("references/a.bib", 4, 1)
    assert FieldPlaces(lambda path: None).place("second", entry, ("doi",)) == entry
