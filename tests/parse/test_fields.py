"""A value is read by the type of its field, and each misreading has a code, a place and a way on."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.source import Span
from dr_evidence_site.parse import yaml
from dr_evidence_site.parse.fields import (
    Boolean,
    Choice,
    Date,
    Duration,
    Field,
    Integer,
    Kind,
    ListOf,
    Record,
    Table,
    Text,
    Url,
)


class Colour(StrEnum):
    RED = "red"
    DARK_BLUE = "dark-blue"


def read(kind: Kind[object], text: str) -> tuple[object, list[Diagnostic]]:
    """What a kind makes of the YAML text as the value of the key “k”."""
    root = yaml.parse("f.yaml", text).root
    assert root is not None
    report: list[Diagnostic] = []
    return kind.read(root, "k", report), report


TEXT, URL = Text(), Url(("https", "http", "mailto"))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (TEXT, "no", "no"),
        (TEXT, "1.10", "1.10"),
        (TEXT, "2024", "2024"),
        (TEXT, "2024-01-01", "2024-01-01"),
        (TEXT, "'  spaced '", "spaced"),
        (TEXT, "Null", "Null"),
        (TEXT, "'null'", "null"),
        (TEXT, ">\n  folded\n  text\n", "folded text"),
        (Text(lines=True), "|\n  two\n  lines\n", "two\nlines"),
        (Date(), "2024-02-29", dt.date(2024, 2, 29)),
        (Date(), "'2025-11-04'", dt.date(2025, 11, 4)),
        (Choice(Colour), "dark-blue", Colour.DARK_BLUE),
        (Boolean(), "yes", True),
        (Boolean(), "True", True),
        (Boolean(), "no", False),
        (Boolean(), "FALSE", False),
        (Integer(1, 18), "8", 8),
        (Integer(-3, 18), "-3", -3),
        (Duration(), "12 months", 12),
        (Duration(), "1 year", 12),
        (Duration(), "18months", 18),
        (Duration(), "2 Years", 24),
        (URL, "https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        (URL, "HTTP://example.org:8080", "HTTP://example.org:8080"),
        (URL, "mailto:evidence@example.org", "mailto:evidence@example.org"),
        (URL, "mailto:evidence@example.org?subject=Question", "mailto:evidence@example.org?subject=Question"),
    ],
)
def test_a_value_is_read_by_its_fields_type(kind: Kind[object], text: str, value: object) -> None:
    found, report = read(kind, text)
    assert found == value
    assert report == []


@pytest.mark.parametrize(
    ("kind", "text", "code", "hint"),
    [
        (TEXT, "a: b", "FLD003", "Write text here."),
        (TEXT, "|\n  two\n  lines\n", "FLD010", "fold"),
        (Date(), "2025-02-30", "FLD004", "The last day of 2025-02 is 2025-02-28."),
        (Date(), "2023-02-29", "FLD004", "2023-02-28"),
        (Date(), "2025-31-01", "FLD004", "year-month-day"),
        (Date(), "2024-5-1", "FLD004", "Did you mean “2024-05-01”?"),
        (Date(), "2024/05/01", "FLD004", "Did you mean “2024-05-01”?"),
        (Date(), "2024-05-01T10:00:00", "FLD004", "Did you mean “2024-05-01”?"),
        (Date(), "4/11/2025", "FLD004", "Write year-month-day"),
        (Date(), "20250101", "FLD004", "Write year-month-day"),
        (Date(), "2025-W01-1", "FLD004", "Write year-month-day"),
        (Date(), "0000-01-01", "FLD004", "year-month-day"),
        (Date(), "٢٠٢٥-٠١-٠١", "FLD004", "Write year-month-day"),
        (Date(), "[2025-01-01]", "FLD003", "Write a date here."),
        (Choice(Colour), "Red", "FLD005", "Did you mean “red”?"),
        (Choice(Colour), "dark blue", "FLD005", "Did you mean “dark-blue”?"),
        (Choice(Colour), "xyz", "FLD005", "Use one of: red, dark-blue."),
        (Boolean(), "on", "FLD006", "Write true or false."),
        (Integer(1, 18), "eight", "FLD007", "from 1 to 18"),
        (Integer(1, 18), "19", "FLD007", "from 1 to 18"),
        (Integer(1, 18), "0x8", "FLD007", "from 1 to 18"),
        (Integer(1, 18), "9" * 5000, "FLD007", "from 1 to 18"),
        (Duration(), "12", "FLD009", "12 months"),
        (Duration(), "0 months", "FLD009", "12 months"),
        (Duration(), "11 years", "FLD009", "12 months"),
        (URL, "'javascript:alert(1)'", "FLD008", "https:// or http:// or mailto:"),
        (URL, "'java\\tscript:alert(1)'", "FLD008", "https://"),
        (URL, "'JavaScript:alert(1)'", "FLD008", "https://"),
        (URL, "'data:text/html,x'", "FLD008", "https://"),
        (URL, "example.org", "FLD008", "https://"),
        (URL, "https:example.org", "FLD008", "https://"),
        (URL, "'https://'", "FLD008", "https://"),
        (URL, "'https://[::1'", "FLD008", "https://"),
        (URL, "https://example.org:port/", "FLD008", "https://"),
        (URL, "https://good.example@evil.example/", "FLD008", "https://"),
        (URL, "'https://example.org/a b'", "FLD008", "https://"),
        (URL, "'https:\\\\example.org'", "FLD008", "https://"),
        (URL, "mailto:nobody", "FLD008", "https://"),
        (Url(), "mailto:a@example.org", "FLD008", "https:// or http://"),
        (ListOf(TEXT), "[a, b, a]", "FLD011", "Delete one"),
        (ListOf(TEXT), "[a, ~]", "FLD003", "Write text here."),
        (ListOf(TEXT), "[a, [b]]", "FLD003", "Write text here."),
        (Table(TEXT), "[a]", "FLD003", "keys and values"),
    ],
)
def test_a_misread_value_is_reported(kind: Kind[object], text: str, code: str, hint: str) -> None:
    _, report = read(kind, text)
    assert [fault.code for fault in report] == [code]
    assert hint in report[0].hint
    assert report[0].span.line >= 1


@pytest.mark.parametrize(
    ("text", "items"),
    [("[a, b]", ["a", "b"]), ("a", ["a"]), ("[]", []), ("a, b", ["a, b"]), ("[a, [b], c]", ["a", "c"])],
)
def test_a_list_may_be_a_single_value_and_leaves_out_what_it_cannot_read(text: str, items: list[str]) -> None:
    root = yaml.parse("f.yaml", text).root
    assert root is not None
    found = ListOf(Text()).read(root, "k", [])
    assert found is not None
    assert [item.value for item in found] == items


def test_a_value_that_yaml_could_not_read_is_not_reported_twice() -> None:
    document = yaml.parse("f.yaml", "k: *alias")
    assert isinstance(document.root, yaml.Mapping)
    report: list[Diagnostic] = []
    for kind in (Text(), Date(), ListOf(Text()), Table(Text()), Record((), "it")):
        assert kind.read(document.root.entries[0][1], "k", report) is None  # type: ignore[attr-defined]
    assert report == []


NAME = Field("name", Text(), "A name.", required=True, example="Ana")
DAY = Field("day", Date(), "A day.")
TAGS = Field("tags", ListOf(Text()), "Words.")
THING = Record((NAME, DAY, TAGS), "a thing")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("name: x", []),
        ("nmae: x\nname: y", ["FLD001 1:1"]),
        ("day: 2025-01-01", ["FLD002 1:1"]),
        ("day: 2025-01-01\nname:\ntags: a", ["FLD002 2:1"]),
        ("day: 2025-01-01\nname: ' '\n", ["FLD002 2:1"]),
        ("name: x\nday:\ntags: ~", []),
        ("name: [x]\nday: 2025-02-30\nother: 1", ["FLD001 3:1", "FLD003 1:7", "FLD004 2:6"]),
        ("[a]", ["FLD003 1:1"]),
        ("a", ["FLD003 1:1"]),
        ("day: 2025-01-01\nname: @x", []),  # reported by the YAML reader alone
    ],
)
def test_a_record_reports_unknown_and_missing_keys(text: str, found: list[str]) -> None:
    _, report = read(THING, text)
    assert sorted(f"{fault.code} {fault.span.line}:{fault.span.column}" for fault in report) == found


def test_an_unknown_key_has_the_nearest_known_one_as_hint_else_all_of_them() -> None:
    _, (near, far) = read(THING, "name: x\ntag: y\nqqq: z")
    assert near.hint == "Did you mean “tags”?"
    assert far.hint == "The keys are: name, day, tags."


def test_a_missing_key_says_what_to_write() -> None:
    _, (fault,) = read(THING, "day: 2025-01-01")
    assert (fault.message, fault.hint) == ("“name” is missing from a thing.", "Add “name: Ana”.")


def test_a_key_after_the_point_where_reading_stopped_is_not_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "NODE_LIMIT", 3)
    _, report = read(THING, "day: 2025-01-01\nname: x")
    assert report == []


def test_values_know_their_places() -> None:
    root = yaml.parse("f.yaml", "name: x\nday: never").root
    assert root is not None
    values = THING.read(root, "k", [])
    assert values is not None
    assert (values.get(NAME), values.get(DAY), values.get(TAGS, ())) == ("x", None, ())
    assert values.span_of(NAME) == Span("f.yaml", 1, 7, 1, 8)
    assert values.span_of(DAY) == Span("f.yaml", 2, 1, 2, 4)
    assert (values.lost(NAME), values.lost(DAY), values.lost(TAGS)) == (False, True, False)


def test_long_and_braced_author_text_is_quoted_short_and_as_it_is() -> None:
    _, (fault,) = read(Date(), "'{0.__class__} " + "x" * 10_000 + "'")
    assert "{0.__class__}" in fault.message
    assert len(fault.message) < 200


KINDS: tuple[Kind[object], ...] = (
    TEXT, Date(), Choice(Colour), Boolean(), Integer(1, 9), Duration(), URL, ListOf(TEXT), Table(TEXT), THING
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40), st.sampled_from(KINDS))
def test_no_text_makes_a_kind_raise_and_what_is_lost_is_reported(text: str, kind: Kind[object]) -> None:
    node = yaml.Scalar(text, Span("f.yaml"))
    report: list[Diagnostic] = []
    assert (kind.read(node, "k", report) is None) <= bool(report)
