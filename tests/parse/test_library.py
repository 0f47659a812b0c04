"""A library that was read before and changed since is the same as one read from nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.model.source import Source
from dr_evidence_site.parse import bibtex
from dr_evidence_site.parse.library import Library, bibliography_of, dump_library, load_library, read_library
from sites import LIBRARY

CHILD = "@inproceedings{child, author = {Child, Ann}, title = {Own}, crossref = {parent}}\n"
PARENT = "@proceedings{parent, title = {Collected}, editor = {Ed, Itor}, date = {2020}}\n"
STRING = "@string{press = {One}}\n@book{uses, author = {B, C}, title = {T}, publisher = press, date = {2020}}\n"


def read(text: str, before: Library | None = None) -> Library:
    return read_library([Source("references/a.bib", text)], before)


def remembered(text: str) -> Library:
    return load_library(dump_library(read(text)))


def same(one: Library, other: Library) -> bool:
    first, second = bibliography_of(one), bibliography_of(other)
    return (
        dict(first.references) == dict(second.references)
        and first.digests == second.digests
        and list(first.references) == list(second.references)
        and sorted(map(repr, one.diagnostics)) == sorted(map(repr, other.diagnostics))
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(LIBRARY, LIBRARY.replace("2013", "2014"), id="a reference corrected"),
        pytest.param(LIBRARY, "\n\n" + LIBRARY, id="everything moved"),
        pytest.param(LIBRARY, LIBRARY[LIBRARY.index("@article{jackson") :], id="one removed"),
        pytest.param(LIBRARY + PARENT + CHILD, LIBRARY + PARENT.replace("2020", "2021") + CHILD, id="a parent changed"),
        pytest.param(LIBRARY + PARENT + CHILD, LIBRARY + CHILD, id="a parent removed"),
        pytest.param(LIBRARY + CHILD, LIBRARY + PARENT + CHILD, id="a parent added"),
        pytest.param(STRING, STRING.replace("One", "Two"), id="a string changed"),
        pytest.param(STRING, STRING[STRING.index("@book") :], id="a string removed"),
        pytest.param(LIBRARY, LIBRARY + LIBRARY, id="every key twice"),
        pytest.param(LIBRARY + LIBRARY, LIBRARY, id="no key twice any more"),
        pytest.param(LIBRARY, LIBRARY.replace("{moyer2013", "{Moyer2013"), id="a key renamed"),
        pytest.param(LIBRARY, LIBRARY.replace("}", "", 1), id="a brace lost"),
        pytest.param(LIBRARY.replace("}", "", 1), LIBRARY, id="a brace found"),
        pytest.param(LIBRARY.replace("date = {2013}, ", ""), LIBRARY, id="a fault mended"),
        pytest.param(LIBRARY, LIBRARY.replace("@book", "@online"), id="a type changed"),
        pytest.param("@book{a, title={T}, author={A, B}, date={2001}", "@book{a, title={T}, author={A, B}, date={2001}}", id="closed"),
    ],
)  # fmt: skip
def test_what_was_remembered_makes_no_difference(before: str, after: str) -> None:
    assert same(read(after, remembered(before)), read(after))


PIECES = [
    *LIBRARY.replace("@", "\0@").split("\0")[1:],
    CHILD,
    PARENT,
    STRING,
    "@book{broken, title = {T}\n",
    "@comment{x}\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.lists(st.sampled_from(PIECES), max_size=6))
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
def test_any_library_after_any_other(before: list[str], after: list[str]) -> None:
    assert same(read("".join(after), remembered("".join(before))), read("".join(after)))


def test_an_entry_that_did_not_change_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read_keys: list[str] = []
    original = bibtex.read_fields

    def noting(entry: bibtex.RawEntry, macros: dict[str, str], guesses: object = None) -> object:
        read_keys.append(entry.key)
        return original(entry, macros)

    before = remembered(LIBRARY)
    monkeypatch.setattr(bibtex, "read_fields", noting)
    read(LIBRARY.replace("date = {2006}", "date = {2007}"), before)
    assert read_keys == ["jackson2006"]


def test_only_the_digest_of_a_corrected_reference_changes() -> None:
    before, after = (
        bibliography_of(read(text)).digests for text in (LIBRARY, "\n" + LIBRARY.replace("{2006}", "{2007}"))
    )
    assert {key for key in before if before[key] != after[key]} == {"jackson2006"}


def test_a_library_survives_its_record() -> None:
    faulty = read(LIBRARY + LIBRARY + "@book{x, title={\\nonsense y}}")
    loaded = load_library(dump_library(faulty))
    assert faulty.diagnostics and loaded.diagnostics == faulty.diagnostics
    assert dict(bibliography_of(loaded).references) == dict(bibliography_of(faulty).references)


def test_a_remembered_library_needs_no_bibtex_parser() -> None:
    code = (
        "import sys\n"
        "from dr_evidence_site.parse.library import bibliography_of, load_library\n"
        "print(bibliography_of(load_library(sys.stdin.read())).references['third2001'].title)\n"
        "assert not [name for name in sys.modules if name.split('.')[0] in ('pybtex', 'latexcodec')]\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=dump_library(read(LIBRARY)), text=True, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "A book\n", "")
