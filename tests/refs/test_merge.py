"""Records and a library: what is added, what is completed, what is shown, and that all else stays to the byte."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dr_evidence_site.model.reference import Integrity, Name, PartialDate, Reference, ReferenceType
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse.bibtex import bibliography
from dr_evidence_site.refs.incoming import Incoming
from dr_evidence_site.refs.keys import new_key
from dr_evidence_site.refs.merge import Fate, Plan, plan

INTO = "references/library.bib"
LEE = Reference(
    "", ReferenceType.ARTICLE, Span("x.ris", 3), title="Daily walking for example pain: a randomised trial",
    authors=(Name("Lee", "Jin-Ho"), Name("Ortiz", "Maria")), container_title="Journal of Worked Examples",
    container_title_short="J Work Ex", issued=PartialDate(2021, 3), volume="12", issue="4", page="284-287",
    doi="10.5555/example.2021.284", pmid="99999901",
)  # fmt: skip
OURS = """\
% Our sources, in the order in which they were read.

@article{lee-short,      % the main trial
  author       = "Lee, Jin-Ho and others",
  title        = {Daily walking for example pain: a randomised trial},
  journaltitle = {J. Work. Ex.},
  date         = {2021},
  pages        = {284--7},
  groups       = {kept as it is},
}

@comment{ an old one }
"""


def merged(library: str | dict[str, str], *records: Reference, **options: bool) -> Plan:
    sources = library if isinstance(library, dict) else {INTO: library}
    return plan([Source(*each) for each in sources.items()], [Incoming(record) for record in records], INTO, **options)


def fates(made: Plan) -> list[tuple[str, str]]:
    return [(outcome.fate.value, outcome.key) for outcome in made.outcomes]


def codes(made: Plan) -> list[str]:
    return [fault.code for fault in made.diagnostics]


def added_lines(before: str, after: str) -> list[str]:
    """The lines that are new, after a check that all others are as they were."""
    lines = after.splitlines()
    for line in before.splitlines():
        lines.remove(line)
    return lines


def test_a_new_record_is_put_behind_the_others() -> None:
    made = merged(OURS, replace(LEE, title="Another trial of walking", doi="10.5555/other", pmid=""))
    assert fates(made) == [("added", "lee-2021")]
    assert made.texts[INTO].startswith(
        OURS + "\n@article{lee-2021,\n  author       = {Lee, Jin-Ho and Ortiz, Maria},\n"
    )
    assert codes(made) == []


def test_an_entry_is_completed_in_its_own_layout() -> None:
    made = merged(OURS, LEE)
    assert fates(made) == [("completed", "lee-short")]
    assert added_lines(OURS, made.texts[INTO]) == [
        "  shortjournal = {J Work Ex},",
        "  volume       = {12},",
        "  number       = {4},",
        "  doi          = {10.5555/example.2021.284},",
        "  pmid         = {99999901},",
    ]
    assert made.outcomes[0].fields == ("doi", "pmid", "container_title_short", "volume", "issue")
    assert codes(made) == []


@pytest.mark.parametrize(
    ("library", "expected"),
    [
        ("@article{a, title={Daily walking for example pain: a randomised trial}, year=2021}",
         "@article{a, title={Daily walking for example pain: a randomised trial}, year=2021, pmid = {7}}"),
        ("@article{a, title={Daily walking for example pain: a randomised trial}, year=2021, }",
         "@article{a, title={Daily walking for example pain: a randomised trial}, year=2021, pmid = {7}, }"),
        ("@article{a,\r\n\ttitle = {Daily walking for example pain: a randomised trial},\r\n\tyear={2021}\r\n}\r\n",
         "@article{a,\r\n\ttitle = {Daily walking for example pain: a randomised trial},\r\n\tyear={2021},\r\n\tpmid = {7}\r\n}\r\n"),
        ("@ARTICLE(a,\n   title = {Daily walking for example pain: a randomised trial},\n   year  = 2021 )\n",
         "@ARTICLE(a,\n   title = {Daily walking for example pain: a randomised trial},\n   year  = 2021,\n   pmid  = {7} )\n"),
    ],
)  # fmt: skip
def test_layouts_of_entries(library: str, expected: str) -> None:
    record = Reference("", ReferenceType.ARTICLE, Span("x"), title=LEE.title, issued=PartialDate(2021), pmid="7")
    assert merged(library, record).texts == {INTO: expected}


def test_what_is_there_already_changes_nothing() -> None:
    library = merged("", LEE).texts[INTO]
    made = merged(
        library, LEE, replace(LEE, doi="https://x".replace("https://x", "10.5555/EXAMPLE.2021.284"), page="284-7")
    )
    assert fates(made) == [("already there", "lee-2021")] * 2
    assert (dict(made.texts), codes(made)) == ({}, [])


def test_one_record_twice_in_a_file_becomes_one_entry_with_the_fields_of_both() -> None:
    made = merged("", replace(LEE, pmid="", volume=""), replace(LEE, doi=""), replace(LEE, key="other"))
    assert fates(made) == [("added", "lee-2021"), ("already there", "lee-2021"), ("already there", "lee-2021")]
    (reference,) = bibliography([Source("a", made.texts[INTO])])[0].references.values()
    assert replace(reference, span=LEE.span, key="") == LEE


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"volume": "13"}, ["REF007"]),
        ({"title": "Daily walking for example pain"}, []),  # without its subtitle
        ({"title": "Daily running for example pain: a randomised trial"}, ["REF007"]),
        ({"container_title": "The Journal of worked examples"}, []),
        ({"container_title": "J Work Ex"}, []),
        ({"container_title": "Another Journal"}, ["REF007"]),
        ({"issued": PartialDate(2021, 3, 25)}, []),
        ({"issued": PartialDate(2020, 12)}, ["REF007"]),
        ({"page": "284-7"}, []),
        ({"page": "284-9"}, ["REF007"]),
        ({"authors": (Name("Lee", "J"), Name("Ortiz", "M"), Name(literal="Example Trial Group"))}, []),
        ({"authors": (Name("Lee", "J"),)}, ["REF007"]),
        ({"authors": (Name("Lee", "J"),), "authors_incomplete": True}, []),
        ({"authors": (Name("LEE", "J"), Name("Órtiz", "M"))}, []),
        ({"doi": "10.5555/other"}, ["REF008"]),
        ({"pmid": "99999999"}, ["REF008"]),
        ({"type": ReferenceType.REPORT}, ["REF007"]),
        ({"url": "https://example.org/", "note": "mine", "accessed": PartialDate(2020)}, []),
    ],
)  # fmt: skip
def test_what_differs_is_shown_and_ours_is_kept(change: dict[str, object], expected: list[str]) -> None:
    made = merged(merged("", LEE).texts[INTO], replace(LEE, **change))  # type: ignore[arg-type]
    assert (codes(made), dict(made.texts)) == (expected, {})


def test_a_difference_names_both_sides() -> None:
    made = merged(merged("", LEE).texts[INTO], replace(LEE, volume="13"))
    (fault,) = made.diagnostics
    assert fault.message == "The volume of “lee-2021” is “12” here, and “13” in x.ris:3; this one was kept."
    assert (fault.span.path, fault.span.line, fault.subject) == (INTO, 1, "lee-2021")


@pytest.mark.parametrize(
    ("change", "fate", "faults"),
    [
        ({"doi": "", "pmid": ""}, Fate.PRESENT, []),
        ({"doi": "", "pmid": "", "issued": PartialDate(2020)}, Fate.ADDED, []),
        ({"doi": "", "pmid": "", "authors": (Name("Other", "A"),)}, Fate.ADDED, []),
        ({"doi": "10.5555/other", "pmid": "8"}, Fate.ADDED, ["REF009"]),
        ({"doi": "10.5555/other", "pmid": "", "type": ReferenceType.PREPRINT}, Fate.ADDED, ["REF009"]),
        ({"doi": "", "pmid": "", "type": ReferenceType.PREPRINT}, Fate.ADDED, ["REF009"]),
        ({"doi": "", "pmid": "", "title": "Reply"}, Fate.ADDED, []),
    ],
)
def test_which_work_a_record_is(change: dict[str, object], fate: Fate, faults: list[str]) -> None:
    made = merged(merged("", LEE).texts[INTO], replace(LEE, **change))  # type: ignore[arg-type]
    assert (made.outcomes[0].fate, codes(made)) == (fate, faults)


def test_with_a_short_title_all_else_must_be_the_same_too() -> None:
    reply = replace(LEE, title="Reply", doi="", pmid="")
    library = merged("", reply).texts[INTO]
    assert fates(merged(library, reply)) == [("already there", "lee-2021")]
    for other in ({"page": "290"}, {"page": ""}, {"volume": "13"}):
        assert fates(merged(library, replace(reply, **other))) == [("added", "lee-2021-reply")]


def test_a_record_that_fits_two_entries_is_left_out() -> None:
    library = merged("", replace(LEE, pmid=""), replace(LEE, doi="", title="Quite another title of a work")).texts[INTO]
    made = merged(library, LEE)
    assert (fates(made), codes(made), dict(made.texts)) == ([("left out", "lee-2021")], ["REF006"], {})


def test_a_mark_of_retraction_is_added_and_said() -> None:
    library = merged("", LEE).texts[INTO]
    note = "Retraction: J Work Ex. 2022 May 3;13(5):10."
    marked = replace(LEE, integrity=Integrity.RETRACTED, integrity_note=note)
    made = merged(library, marked)
    assert added_lines(library, made.texts[INTO]) == ["  integrity    = {retracted},", f"  integritynote = {{{note}}},"]
    assert codes(made) == ["REF013"]
    again = merged(made.texts[INTO], marked, LEE)
    assert (codes(again), dict(again.texts)) == ([], {})


def test_entries_stay_in_their_files() -> None:
    files = {"references/a.bib": OURS, INTO: "% new ones\n"}
    made = merged(files, LEE, replace(LEE, title="Another work of this author", doi="", pmid=""))
    assert list(made.texts) == ["references/a.bib", INTO]
    assert made.texts[INTO].startswith("% new ones\n\n@article{lee-2021,\n")


@pytest.mark.parametrize(
    ("library", "faults"),
    [
        # An empty field of the name is there.
        (OURS.replace("  groups", "  doi = {},\n  groups"), ["REF010"]),
        # The entry ends without its brace, and a new one would become a part of it.
        ("@article{lee-short,\n  title = {" + LEE.title + "},\n  date = {2021},\n", ["REF010"]),
    ],
)
def test_what_cannot_be_put_in_is_said(library: str, faults: list[str]) -> None:
    made = merged(
        library,
        replace(LEE, container_title_short="", volume="", issue="", pmid="", authors=(), container_title="", page=""),
    )
    assert (codes(made), fates(made), dict(made.texts)) == (faults, [("already there", "lee-short")], {})


def test_nothing_is_written_behind_an_entry_that_swallows_it() -> None:
    library = "@article{a,\n  title = {A title {that is not closed},\n  date = {2021},\n  note = {x"
    made = merged(library, LEE)
    assert (
        made.texts == {} or bibliography([Source("a", made.texts[INTO])])[0].references["lee-2021"].title == LEE.title
    )


def test_strings_and_lent_fields_of_the_library_hold() -> None:
    library = (
        "@string{jwe = {Journal of Worked Examples}}\n"
        "@article{lee,\n  title = {Daily walking for example pain: a randomised trial},\n  journaltitle = jwe,\n  date = 2021\n}\n"
    )
    made = merged(library, LEE)
    assert fates(made) == [("completed", "lee")]
    assert "  journaltitle = jwe,\n  date = 2021,\n" in made.texts[INTO]
    assert codes(made) == []


@pytest.mark.parametrize(
    ("change", "taken", "key"),
    [
        ({}, (), "lee-2021"),
        ({}, ("lee-2021",), "lee-2021-daily"),
        ({}, ("lee-2021", "lee-2021-daily"), "lee-2021-2"),
        ({"key": "lee_walking:2021"}, (), "lee_walking:2021"),
        ({"key": "lee_walking"}, ("lee_walking",), "lee-2021"),
        ({"key": "RN417"}, (), "lee-2021"),
        ({"key": "417"}, (), "lee-2021"),
        ({"key": "ABCD2345"}, (), "lee-2021"),
        ({"key": "http://zotero.org/users/1/items/ABCD2345"}, (), "lee-2021"),
        ({"key": "ITEM-1"}, (), "lee-2021"),
        ({"authors": (Name("Müller-Ørsted", "K"),)}, (), "muller-orsted-2021"),
        ({"authors": (Name("O'Neil", "S"),)}, (), "oneil-2021"),
        ({"authors": (Name(literal="World Health Organization"),)}, (), "who-2021"),
        ({"authors": (Name(literal="Cochrane"),)}, (), "cochrane-2021"),
        ({"authors": (Name(literal="Example Group"), Name("Berg", "P", "van der"))}, (), "berg-2021"),
        ({"authors": ()}, (), "daily-walking-2021"),
        ({"authors": (Name("李", "明"),)}, (), "daily-walking-2021"),
        ({"issued": None}, (), "lee"),
        ({"authors": (), "issued": None, "title": "李"}, (), "ref"),
    ],
)
def test_keys(change: dict[str, object], taken: tuple[str, ...], key: str) -> None:
    assert new_key(replace(LEE, **change), taken) == key  # type: ignore[arg-type]


def test_a_key_that_differs_only_in_case_is_taken() -> None:
    made = merged(
        OURS.replace("lee-short", "Lee-2021"),
        replace(LEE, key="lee-2021", title="Another title of hers", doi="", pmid=""),
    )
    assert fates(made) == [("added", "lee-2021-another")]


def test_new_keys_on_request() -> None:
    record = replace(LEE, key="lee_walking")
    assert fates(merged("", record)) == [("added", "lee_walking")]
    assert fates(merged("", record, keep_keys=False)) == [("added", "lee-2021")]


PIECES = st.sampled_from(
    [
        "@article{a,\n",
        "title = {T},\n",
        "}\n",
        "{",
        "}",
        '"',
        "@comment{x}",
        "% c\n",
        "doi={10.1/x},\n",
        "\n",
        "=",
        ",",
        "@",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join), st.booleans())
def test_in_any_library_what_was_there_stays_and_what_is_new_can_be_read(library: str, similar: bool) -> None:
    record = replace(LEE, doi="10.1/x" if similar else LEE.doi)
    made = merged(library, record)
    before = bibliography([Source("a", library)])[0].references
    if INTO not in made.texts:
        return
    text = made.texts[INTO]
    rest = iter(text)
    assert all(character in rest for character in library.rstrip())  # nothing of it is gone
    after = bibliography([Source("a", text)])[0].references
    assert before.keys() <= after.keys()
    assert any(reference.doi == record.doi for reference in after.values())
