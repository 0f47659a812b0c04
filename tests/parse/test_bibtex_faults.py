"""Every fault of a library with its code and place, and that reading goes on after it."""

from __future__ import annotations

import pytest

from dr_evidence_site.diagnostics import in_order
from dr_evidence_site.diagnostics.codes import library
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse.bibtex import bibliography

GOOD = "\n@misc{good, title = {Good}}\n"

CASES = [
    ("entry not closed", "@misc{k, title = {T},\n", ["BIB001 1:1"]),
    ("entry not closed, a string", "@string{a = {b}\n", ["BIB001 1:1"]),
    ("opening brace missing", "@article smith,\n  title = {T}\n", ["BIB002 1:1"]),
    ("no key", "@misc{\n  title = {T}}", ["BIB003 1:1"]),
    ("no key but a comma", "@misc{, title = {T}}", ["BIB003 1:1"]),
    ("nothing at all", "@misc{}", ["BIB003 1:1"]),
    ("comma missing between fields", "@misc{k, title = {T}\n  note = {N}}", ["BIB004 1:21"]),
    ("comma missing after the key", "@misc{k title = {T}}", ["BIB004 1:9"]),
    ("brace not closed in a field", "@misc{k,\n  note = {N,\n  title = {T},\n}\n", ["BIB005 2:3"]),
    ("quote not closed in a field", '@misc{k,\n  note = "N,\n  title = "T",\n}', ["BIB005 2:3"]),
    ("quote not closed at the end", '@misc{k,\n  title = {T},\n  note = "N\n}', ["BIB005 3:3"]),
    ("brace closed within quotes", '@misc{k, title = {T},\n note = "N}", x = 1}', ["BIB005 2:2"]),
    ("equals sign missing", "@misc{k,\n  note {N},\n  title = {T}}", ["BIB006 2:3"]),
    ("value missing", "@misc{k,\n  note = ,\n  title = {T}}", ["BIB006 2:3"]),
    ("text after a value", "@misc{k,\n  note = {N} N,\n  title = {T}}", ["BIB006 2:14"]),
    ("no field name", "@misc{k,\n  = {N},\n  title = {T}}", ["BIB006 2:3"]),
    ("braces too deep", "@misc{k,\n  note = " + "{" * 200 + "}" * 200 + ",\n  title = {T}}", ["BIB006 2:3"]),
    ("one brace too many, more fields", "@misc{k, title = {T}}, note = {N}}", ["BIB007 1:21"]),
    ("one brace too many at the end", "@misc{k, title = {T}}\n}", ["BIB007 1:21"]),
    ("unknown string", "@misc{k, title = {T}, note = abc}", ["BIB008 1:30"]),
    ("string defined twice", "@string{a={x}}\n@string{A={y}}", ["BIB009 2:9"]),
    ("string that doubles", '@string{a="' + "x" * 600 + '"}\n@string{b = a # a}', ["BIB027 2:9"]),
    ("strings that add up", '@string{a="' + "x" * 900 + '"}\n@misc{k, title = ' + "a # " * 5 + "a}", ["BIB027 2:38"]),
    ("key twice", "@misc{k, title={T}}\n@misc{k, title={U}}", ["BIB010 2:1"]),
    ("key differs by case", "@misc{k, title={T}}\n@misc{K, title={U}}", ["BIB011 2:1"]),
    ("field twice", "@misc{k, title = {T},\n Title = {U}}", ["BIB012 2:2"]),
    ("unknown type", "@artcle{k, title = {T}}", ["BIB013 1:1"]),
    ("no title", "@misc{k, note = {N}}", ["BIB014 1:1"]),
    ("no author", "@article{k, title={T}, journal={J}, year=2000}", ["BIB014 1:1"]),
    ("no year", "@article{k, title={T}, journal={J}, author={A, B}}", ["BIB014 1:1"]),
    ("no journal", "@article{k, title={T}, year=2000, author={A, B}}", ["BIB014 1:1"]),
    ("no such day", "@misc{k, title = {T},\n date = {2019-02-30}}", ["BIB015 2:2"]),
    ("no such month", "@misc{k, title = {T},\n date = {2019-13}}", ["BIB015 2:2"]),
    ("no such month by name", "@misc{k, title={T}, year=2019,\n month={Foo}}", ["BIB015 2:2"]),
    ("no such day of the month", "@misc{k, title={T}, year=2019, month=feb,\n day=30}", ["BIB015 2:2"]),
    ("year without sense", "@misc{k, title = {T}, year = {20l9}}", ["BIB015 1:23"]),
    ("access date without sense", "@misc{k, title = {T}, urldate = {yesterday}}", ["BIB015 1:23"]),
    ("crossref to nothing", "@misc{k, title = {T},\n crossref = {none}}", ["BIB016 2:2"]),
    ("bad doi", "@misc{k, title = {T},\n doi = {NEJM 1}}", ["BIB017 2:2"]),
    ("bad pmid", "@misc{k, title = {T},\n pmid = {PMC12}}", ["BIB018 2:2"]),
    ("bad pmcid", "@misc{k, title = {T},\n pmcid = {x}}", ["BIB018 2:2"]),
    ("script as address", "@misc{k, title = {T},\n url = {javascript:alert(1)}}", ["BIB019 2:2"]),
    ("address without scheme", "@misc{k, title = {T},\n url = {www.who.int}}", ["BIB019 2:2"]),
    ("unknown command", "@misc{k, title = {T},\n note = {\\foo{N}}}", ["BIB020 2:2"]),
    ("names by commas", "@misc{k, title = {T},\n author = {Hviid A, Hansen B, Frisch C, Melbye D}}", ["BIB021 2:2"]),
    ("group as a person", "@misc{k, title = {T},\n author = {World Health Organization}}", ["BIB022 2:2"]),
    ("unknown integrity", "@misc{k, title = {T},\n integrity = {retractd}}", ["BIB023 2:2"]),
    ("field mistyped", "@misc{k, title = {T},\n shortjounal = {J}}", ["BIB024 2:2"]),
    ("unknown command, another name of the field", "@misc{k, title = {T},\n address = {\\foo{N}}}", ["BIB020 2:2"]),
    ("control character, another name of the field", "@misc{k, title = {T},\n address = {N\1}}", ["BIB025 2:2"]),
    (
        "control character, taken from the work around",
        "@misc{b, title = {B\1}}\n@misc{k, crossref = {b}, title = {T}}",
        ["BIB025 1:10", "BIB025 1:10"],
    ),
    ("control character", "@misc{k, title = {T},\n note = {N\0}}", ["BIB025 2:2"]),
    ("mistyped ISSN", "@misc{k, title = {T},\n issn = {0140-6737}}", ["BIB026 2:2"]),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_fault_has_its_code_and_place_and_the_next_entry_is_read(text: str, expected: list[str]) -> None:
    found, faults = bibliography([Source("a.bib", text + GOOD)])
    assert [f"{d.code} {d.span.line}:{d.span.column}" for d in in_order(faults)] == expected
    assert found.references["good"].title == "Good"


def test_every_code_of_the_family_has_a_case() -> None:
    assert {code.id for code in library.ALL} == {place.split()[0] for case in CASES for place in case[2]}


@pytest.mark.parametrize(
    "name", ["brace not closed in a field", "equals sign missing", "value missing", "braces too deep"]
)
def test_the_fields_after_a_broken_one_are_read(name: str) -> None:
    text = next(case[1] for case in CASES if case[0] == name)
    found, _ = bibliography([Source("a.bib", text)])
    assert found.references["k"].title == "T"


def test_all_faults_of_all_files_are_reported_in_one_run() -> None:
    first = "@misc{a, title = {T}, doi = {x}, pmid = {y}}\n@misc{b, title = {T}"
    second = "@misc{a, title = {U}}\n@book{c, title = {T}, author = {}, year = 2000, crossref = {d}}"
    _, faults = bibliography([Source("1.bib", first), Source("2.bib", second)])
    assert [f"{d.span.path}:{d.span.line} {d.code}" for d in in_order(faults)] == [
        "1.bib:1 BIB017",
        "1.bib:1 BIB018",
        "1.bib:2 BIB001",
        "2.bib:1 BIB010",
        "2.bib:2 BIB016",
    ]


def test_a_duplicate_key_keeps_the_first_entry_and_points_at_it() -> None:
    found, faults = bibliography([Source("1.bib", "\n@misc{k, title={T}}"), Source("2.bib", "@misc{k, title={U}}")])
    assert found.references["k"].title == "T"
    (related,) = faults[0].related
    assert (related.span.path, related.span.line) == ("1.bib", 2)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("@artcle{k, title = {T}}", "Did you mean “article”?"),
        ("@misc{k, title={T}, crossref={smth}} @misc{smith, title={S}}", "Did you mean “smith”?"),
        ("@misc{k, title={T}, integrity={retractd}}", "Did you mean “retracted”?"),
        ("@misc{k, title={T}, shortjounal={J}}", "Did you mean “shortjournal”?"),
        ("@string{nejm = {N}} @misc{k, title={T}, note=nejn}", "Did you mean “nejm”?"),
    ],
)
def test_hints_name_the_nearest_word(text: str, hint: str) -> None:
    _, faults = bibliography([Source("a.bib", text)])
    assert [d.hint for d in faults] == [hint]


def test_what_a_fault_drops_does_not_reach_the_reference() -> None:
    text = "@misc{k, title={T}, doi={x}, pmid={y}, url={javascript:alert(1)}, integrity={z}, date={2019-02-30}}"
    reference = bibliography([Source("a.bib", text)])[0].references["k"]
    assert (reference.doi, reference.pmid, reference.url) == ("", "", "")
    assert (reference.integrity, reference.issued) == (None, None)


def test_nothing_is_lost_of_a_name_or_word_that_cannot_be_read() -> None:
    text = "@misc{k, title = nejm, author = {A, B, C, D and World Health Organization}}"
    reference = bibliography([Source("a.bib", text)])[0].references["k"]
    assert reference.title == "nejm"
    assert [name.literal for name in reference.authors] == ["A, B, C, D", "World Health Organization"]


def test_an_empty_author_says_that_nobody_is_named() -> None:
    text = "@article{k, title={T}, journal={J}, year=2000, author={}}"
    assert bibliography([Source("a.bib", text)])[1] == []


def test_a_message_stays_short_and_on_one_line() -> None:
    text = f"@misc{{k, title={{T}}, doi={{{'x y{}' * 500}\n{{0}}}}}}"
    (fault,) = bibliography([Source("a.bib", text)])[1]
    assert len(fault.message) < 200
    assert "\n" not in fault.message


@pytest.mark.parametrize("code", library.ALL, ids=lambda code: code.id)
def test_every_code_explains_itself(code: library.Code) -> None:
    assert code.id.startswith("BIB")
    assert "Wrong:" in code.explanation
    assert "Right:" in code.explanation
