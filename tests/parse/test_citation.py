"""Citation keys in plain text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.parse.citation import CitationKey, key_at


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("@doe99", "doe99"),
        ("@Foo_bar.baz.", "Foo_bar.baz"),
        ("@Foo_bar--baz", "Foo_bar"),
        ("@{Foo_bar.baz.}", "Foo_bar.baz."),
        ("@https://example.com/bib?name=foobar", "https://example.com/bib?name"),
        ("@{https://example.com/bib?name=foobar&date=2000}", "https://example.com/bib?name=foobar&date=2000"),
        ("@10.1002/14651858.CD000227.pub4.", "10.1002/14651858.CD000227.pub4"),
        ("@_a_", "_a_"),
        ("@*", "*"),
        ("@1", "1"),
        ("@müller2019 x", "müller2019"),
        ("@東京2020、x", "東京2020"),
        ("@{a{b}c}d", "a{b}c"),
        ("@a's", "a"),
        ("@a/", "a"),
        ("@a:/b", "a:/b"),
        ("@a:/", "a:"),
    ],
)
def test_a_key_ends_where_pandoc_ends_it(text: str, key: str) -> None:
    found = key_at(text, 0, len(text))
    assert found is not None
    assert found.key == key
    assert not found.suppress_author


@pytest.mark.parametrize("text", ["@", "-@", "@-a", "@.a", "@ a", "@{}", "@{a b}", "@{a", "@!", "a", "-a", ""])
def test_no_key_begins(text: str) -> None:
    assert key_at(text, 0, len(text)) is None


def test_a_minus_suppresses_the_author_and_belongs_to_the_span() -> None:
    assert key_at("x -@a.", 2, 6) == CitationKey("a", 2, 5, suppress_author=True)


@pytest.mark.parametrize("before", ["x", "1", "é", ".", "²"])
def test_no_key_begins_behind_a_word_or_a_full_stop(before: str) -> None:
    assert key_at(f"{before}@a", 1, 3) is None


@pytest.mark.parametrize("before", [" ", "_", "*", "(", ",", "-", "—", "“"])
def test_a_key_begins_behind_other_characters(before: str) -> None:
    assert key_at(f"{before}@a", 1, 3) == CitationKey("a", 1, 3, suppress_author=False)


def test_a_key_begins_where_another_ends() -> None:
    assert key_at("@a@b", 2, 4) is None
    assert key_at("@a@b", 2, 4, floor=2) == CitationKey("b", 2, 4, suppress_author=False)


def test_a_key_does_not_run_over_the_end() -> None:
    assert key_at("@abc", 0, 3) == CitationKey("ab", 0, 3, suppress_author=False)
    assert key_at("@{abc}", 0, 5) is None


@settings(max_examples=200, derandomize=True)
@given(st.text("@-{}ab.:/ é\n*_", max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_a_key_lies_in_its_text(text: str, start: int, end: int) -> None:
    end = min(end, len(text))
    found = key_at(text, start, end)
    if found:
        assert found.start == start < found.end <= end
        assert found.key
        assert found.key in text[start:end]
        assert not any(character.isspace() for character in found.key)
