"""The setting `exports`: which files stand beside each article."""

from __future__ import annotations

import pytest

from dr_evidence_site.model.config import Config, Export
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse.config import config


def read(text: str) -> tuple[Config, list[tuple[str, int, int, str | None]]]:
    made, faults = config(Source("site.yaml", text), render=lambda text, *, path, first_line: ((), []))
    return made, [(fault.code, fault.span.line, fault.span.column, fault.hint) for fault in faults]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", tuple(Export)),
        ("exports: []", ()),
        ("exports: [md, json]", (Export.JSON, Export.MARKDOWN)),
        ("exports: csl", (Export.CSL_JSON,)),
        ("exports: [csl, csl.json]", (Export.CSL_JSON,)),
        ("exports:\n  - bib\n  - ris", (Export.BIBTEX, Export.RIS)),
    ],
)
def test_what_is_listed_is_wanted_in_one_order(text: str, expected: tuple[Export, ...]) -> None:
    made, faults = read(text)
    assert (made.exports, faults) == (expected, [])


def test_an_unknown_word_is_reported_with_the_nearest_one() -> None:
    made, faults = read("exports: [jsn, bib]")
    assert made.exports == (Export.BIBTEX,)
    assert faults == [("FLD005", 1, 11, "Did you mean “json”?")]


def test_a_word_listed_twice_is_reported() -> None:
    _, faults = read("exports: [bib, bib]")
    assert [fault[:3] for fault in faults] == [("FLD011", 1, 16)]
