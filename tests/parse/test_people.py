"""`content/people.yaml` becomes people by id, and an ORCID iD is checked by its own digit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.person import Person, Role
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse import yaml
from dr_evidence_site.parse.people import check_digit, people

PATH = "content/people.yaml"


def read(text: str) -> tuple[dict[str, Person], list[Diagnostic]]:
    return people(Source(PATH, text))


def places(report: list[Diagnostic]) -> list[str]:
    return sorted(f"{fault.code} {fault.span.line}:{fault.span.column}" for fault in report)


def test_people_are_read_in_the_order_written() -> None:
    found, report = read(
        """\
mortiz:
  name: Example Reviewer
  roles: [reviewer, board]
  credentials: MD, PhD
  affiliation: Example Hospital
  orcid: https://orcid.org/0000-0002-1825-0097
  interests: |
    None.
    In particular, no fees.
jlee: {name: Null, roles: author}
"""
    )
    assert report == []
    assert list(found) == ["mortiz", "jlee"]
    assert found["mortiz"] == Person(
        id="mortiz",
        name="Example Reviewer",
        span=Span(PATH, 1, 1, 1, 7),
        roles=(Role.REVIEWER, Role.BOARD),
        credentials="MD, PhD",
        affiliation="Example Hospital",
        orcid="0000-0002-1825-0097",
        interests="None.\nIn particular, no fees.",
    )
    assert (found["jlee"].name, found["jlee"].roles) == ("Null", (Role.AUTHOR,))


@pytest.mark.parametrize("text", ["", "# nobody yet\n"])
def test_an_empty_file_means_nobody(text: str) -> None:
    assert read(text) == ({}, [])


def test_no_file_means_nobody() -> None:
    assert people(None) == ({}, [])


@pytest.mark.parametrize(
    ("text", "found", "ids"),
    [
        ("- a", ["FLD003 1:1"], []),
        ("a: Ana Example", ["FLD003 1:4"], []),
        ("a:\nb: {name: B}", ["FLD003 1:3"], ["b"]),
        ("a: {roles: author}\nb: {name: B}", ["FLD002 1:4"], ["b"]),
        ("a: {name: A}\na: {name: B}", ["YML005 2:1"], ["a"]),
        ("a: {name: A, rolls: x}", ["FLD001 1:14"], ["a"]),
        ("a: {name: A, roles: [auther]}", ["FLD005 1:22"], ["a"]),
        ("a: {name: A, roles: [author, author]}", ["FLD011 1:30"], ["a"]),
        ("J Lee: {name: J, orcid: x}\nb: {name: B}", ["PPL001 1:1", "PPL002 1:25"], ["b"]),
        ('"<b>": {name: J}', ["PPL001 1:1"], []),
        ("a: {name: A, orcid: 0000-0002-1825-0079}", ["PPL003 1:21"], ["a"]),
        ("a: {name: A, orcid: 0000000218250097}", ["PPL002 1:21"], ["a"]),
        ("a: {name: A, orcid: https://example.org/0000-0002-1825-0097}", ["PPL002 1:21"], ["a"]),
        ("a: {name: A, orcid: [x]}", ["FLD003 1:21"], ["a"]),
        ("a: {name: A\nb: {name: B}", ["YML003 1:4"], ["b"]),
        ("a: &x {name: A}\nb: *x", ["YML006 1:4", "YML006 2:4"], ["a"]),
    ],
)
def test_a_fault_leaves_the_others_as_they_are(text: str, found: list[str], ids: list[str]) -> None:
    result, report = read(text)
    assert places(report) == found
    assert list(result) == ids
    assert all(not person.orcid for person in result.values())


@pytest.mark.parametrize(
    "written", ["0000-0001-5109-3700", "http://orcid.org/0000-0001-5109-3700", "https://orcid.org/0000-0001-5109-3700/"]
)
def test_an_orcid_is_kept_bare(written: str) -> None:
    result, report = read(f"a: {{name: A, orcid: {written}}}")
    assert (result["a"].orcid, report) == ("0000-0001-5109-3700", [])


def test_a_wrong_check_digit_names_the_right_one() -> None:
    _, (fault,) = read("a: {name: A, orcid: 0000-0002-1694-2339}")
    assert "would have to be X" in fault.message
    result, report = read("a: {name: A, orcid: 0000-0002-1694-233x}")
    assert (result["a"].orcid, report) == ("0000-0002-1694-233X", [])


@given(st.from_regex(r"[0-9]{15}", fullmatch=True))
def test_a_check_digit_satisfies_the_congruence_of_iso_7064(digits: str) -> None:
    # ISO 7064 MOD 11-2: the digits weighted by powers of 2 from the right, check character included, are 1 modulo 11.
    row = [int(digit) for digit in digits] + [10 if check_digit(digits) == "X" else int(check_digit(digits))]
    assert sum(value * 2**place for place, value in enumerate(reversed(row))) % 11 == 1


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_no_text_raises_and_nothing_is_lost_without_a_word(text: str) -> None:
    result, report = read(text)
    root = yaml.parse(PATH, text).root
    assert result or report or root is None or (isinstance(root, yaml.Mapping) and not root.entries)
