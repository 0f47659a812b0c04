"""YAML text becomes a tree with positions, every fault has a code and a place, and hostile input ends fast."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.model.source import Span
from dr_evidence_site.parse import yaml
from dr_evidence_site.parse.yaml import Document, Mapping, Node, Scalar, Sequence, Unreadable

ParserName = str


@pytest.fixture(params=["libyaml", "pure Python"], autouse=True)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs with both of PyYAML's parsers: what an author is told must not depend on the installation."""
    if request.param == "pure Python":
        monkeypatch.setattr(yaml, "_LOADER", pyyaml.SafeLoader)
    else:
        assert yaml._LOADER is pyyaml.CSafeLoader


def plain(node: Node | None) -> object:
    """The tree as plain values, with Unreadable as ..."""
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key.text: plain(value) for key, value in node.entries}
        case Unreadable():
            return ...
    return None


def faults(document: Document) -> list[str]:
    return [f"{fault.code} {fault.span.line}:{fault.span.column}" for fault in document.diagnostics]


def nodes(node: Node | None) -> Iterator[Node]:
    if node is None:
        return
    yield node
    if isinstance(node, Sequence):
        for item in node.items:
            yield from nodes(item)
    if isinstance(node, Mapping):
        for key, value in node.entries:
            yield key
            yield from nodes(value)


def lies_in(span: Span, text: str, first_line: int) -> bool:
    lines = re.split(r"\r\n?|\n", text)

    def inside(line: int, column: int) -> bool:
        index = line - first_line
        return 0 <= index < len(lines) and 1 <= column <= len(lines[index]) + 1

    ends = span.end_line == 0 or (
        inside(span.end_line, span.end_column) and (span.end_line, span.end_column) >= (span.line, span.column)
    )
    return inside(span.line, span.column) and ends


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", None),
        ("\n\n", None),
        ("# only a comment\n", None),
        ("---\n", None),
        ("a: no\nb: 1.10\nc: 2024-5-1\nd: 0x1F", {"a": "no", "b": "1.10", "c": "2024-5-1", "d": "0x1F"}),
        ("a: [x, 'y', \"z\"]\nb: {c: d}", {"a": ["x", "y", "z"], "b": {"c": "d"}}),
        ("a:\n  - b: c\n    d: e\n  - f", {"a": [{"b": "c", "d": "e"}, "f"]}),
        ("a: |\n  one\n  two\nb: >\n  one\n  two\n", {"a": "one\ntwo\n", "b": "one two\n"}),
        ("a: x\r\nb: |\r\n  one\r\n  two\r\n", {"a": "x", "b": "one\ntwo\n"}),
        ("a:\nb: ~\n", {"a": "", "b": "~"}),
        ("a: Grüße 𝒳\n", {"a": "Grüße 𝒳"}),
        ("just text", "just text"),
    ],
)
def test_sound_yaml_is_read_as_characters(text: str, tree: object) -> None:
    document = yaml.parse("f.yaml", text)
    assert plain(document.root) == tree
    assert document.diagnostics == ()


@pytest.mark.parametrize(
    ("text", "found", "tree"),
    [
        # each row: the text, its faults, and what is understood all the same
        ("a: b\na: c\nd: e", ["YML005 2:1"], {"a": "b", "d": "e"}),
        ("a: {b: 1, b: 2}", ["YML005 1:11"], {"a": {"b": "1"}}),
        ("a: Vitamin D: what is known\nb: c", ["YML004 1:13"], {"a": "Vitamin D", "b": "c"}),
        ("a: b\n  c: d\ne: f", ["YML004 2:4"], {"a": "b c", "e": "f"}),
        ('a: "open\nb: c', ["YML003 1:4"], {"a": ..., "b": "c"}),
        ('a: "open\nb: "c"\nd: e', ["YML003 1:4"], {"a": ..., "b": "c", "d": "e"}),
        ('a: "open\nb: c"\nd: e', ["YML003 1:4"], {"a": ..., "b": 'c"', "d": "e"}),
        ("a: 'open", ["YML003 1:4"], {"a": ...}),
        ("a: 'patient's guide'\nb: c", ["YML001 1:13"], {"a": "patient", "b": "c"}),
        ("a: [b, c\nd: e", ["YML003 1:4"], {"a": ..., "d": "e"}),
        ("a: {b: c\nd: e", ["YML003 1:4"], {"a": ..., "d": "e"}),
        ("a: [b", ["YML003 1:4"], {"a": ...}),
        ("{a: b", ["YML003 1:1"], ...),
        ("a: [b: c: d]\ne: f", ["YML001 1:9"], {"a": ..., "e": "f"}),
        ("a: [RCT] of it\nb: c", ["YML001 1:10"], {"a": ["RCT"], "b": "c"}),
        ("a:\n\t- b\nc: d", ["YML002 2:1"], {"a": ..., "c": "d"}),
        ("\ta: b", ["YML002 1:1"], ...),
        ("foo\na: b", ["YML001 1:1"], {"a": "b"}),
        ("a:b\nc: d", ["YML001 1:1"], {"c": "d"}),
        ("a: b\nfoo\nc: d", ["YML001 2:1"], {"a": "b", "c": "d"}),
        ("- a\nb: c", ["YML001 2:1"], {"b": "c"}),
        ("  a: b\nc: d", ["YML001 2:1"], {"a": "b", "c": "d"}),
        ("a: @b\nc: d", ["YML001 1:4"], {"a": ..., "c": "d"}),
        ("a: %b\nc: d", ["YML001 1:4"], {"a": ..., "c": "d"}),
        ("a: ]\nc: d", ["YML001 1:4"], {"a": ..., "c": "d"}),
        ("a: - b\nc: d", ["YML001 1:4"], {"a": ..., "c": "d"}),
        ("a: > b\nc: d", ["YML001 1:6"], {"a": ..., "c": "d"}),
        (r'a: "x\q"' + "\nc: d", ["YML001 1:6"], {"a": ..., "c": "d"}),
        ("a: *x\nb: c", ["YML006 1:4"], {"a": ..., "b": "c"}),
        ("a: &x b\nc: *x", ["YML006 1:4", "YML006 2:4"], {"a": "b", "c": ...}),
        ("a: *Helicobacter* b\nc: d", ["YML006 1:4"], {"a": ..., "c": "d"}),
        ("a: !!str b", ["YML007 1:4"], {"a": ...}),
        ("a: !!python/object/apply:os.system [x]\nb: c", ["YML007 1:4"], {"a": ..., "b": "c"}),
        ("a: !!python/name:os.system\nb: c", ["YML007 1:4"], {"a": ..., "b": "c"}),
        ("a: !b!c d\ne: f", ["YML007 1:4"], {"a": ..., "e": "f"}),
        ("a: b\n---\nc: d", ["YML008 2:1"], {"a": "b"}),
        ("{{ a }}: b\nc: d", ["YML011 1:2", "YML011 1:1"], {"c": "d"}),
        ("[a]: b\nc: d", ["YML011 1:1"], {"c": "d"}),
        (": b\nc: d", ["YML001 1:1"], {"c": "d"}),
        ("a: {'': b}\nc: d", ["YML011 1:5"], {"a": {}, "c": "d"}),
        ("<<: {a: b}\nc: d", ["YML012 1:1"], {"c": "d"}),
        ("a: b\0c\nd: e", ["YML013 1:5"], {"a": "b\ufffdc", "d": "e"}),
        ("a: b\u2028c: d", ["YML013 1:5", "YML004 1:7"], {"a": "b c"}),
        ('a: "\\0"\nb: c', ["YML013 1:4"], {"a": "\ufffd", "b": "c"}),
        ("a: b: c\nd: @e\nf: *g\n", ["YML004 1:5", "YML001 2:4", "YML006 3:4"], {"a": "b", "d": ..., "f": ...}),
    ],
)  # fmt: skip
def test_each_fault_has_a_code_and_a_place_and_the_rest_is_read(text: str, found: list[str], tree: object) -> None:
    document = yaml.parse("f.yaml", text)
    assert faults(document) == found
    assert plain(document.root) == tree


def test_positions_are_those_of_the_file() -> None:
    document = yaml.parse("f.md", "a: [b,\n  'c d']\n", first_line=2)
    assert isinstance(document.root, Mapping)
    ((key, value),) = document.root.entries
    assert key.span == Span("f.md", 2, 1, 2, 2)
    assert value.span == Span("f.md", 2, 4, 3, 9)
    assert isinstance(value, Sequence)
    assert [item.span for item in value.items] == [Span("f.md", 2, 5, 2, 6), Span("f.md", 3, 3, 3, 8)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_for_every_kind_of_line_end(end: str) -> None:
    document = yaml.parse("f.md", end.join(["a: b", "", "c: d", "c: e", ""]))
    assert faults(document) == ["YML005 4:1"]


def test_block_text_has_the_place_of_its_own_lines() -> None:
    document = yaml.parse("f.md", "a: |  # why\n  one\n  two\nb: c\n")
    assert isinstance(document.root, Mapping)
    assert document.root.entries[0][1].span == Span("f.md", 2, 1, 3, 6)


def test_a_duplicate_key_names_the_first_one() -> None:
    (fault,) = yaml.parse("f.md", "a: b\nc: d\na: e\n").diagnostics
    assert [related.span for related in fault.related] == [Span("f.md", 1, 1, 1, 2)]


def test_a_key_that_an_error_swallowed_is_not_taken_for_missing() -> None:
    document = yaml.parse("f.md", 'a: "x" y\nb: @z\nc: d')
    assert isinstance(document.root, Mapping)
    assert [key.text for key, _ in document.root.entries] == ["a", "b", "c"]
    assert document.root.complete


def test_the_nul_byte_is_counted_and_named() -> None:
    (fault,) = yaml.parse("f.md", "a: \0\0\0b").diagnostics
    assert "U+0000" in fault.message
    assert "3 times" in fault.message


def test_null_is_nothing_plain_null_or_tilde() -> None:
    document = yaml.parse("f.md", "[~, null, Null, 'null', '', ' ', 0]")
    assert isinstance(document.root, Sequence)
    nulls = [isinstance(item, Scalar) and item.is_null for item in document.root.items]
    assert nulls == [True, True, False, False, True, True, False]


def test_depth_is_limited_at_its_own_place_and_later_keys_are_read() -> None:
    document = yaml.parse("f.md", "a: " + "[" * 10_000 + "\nb: c\n")
    assert faults(document) == [f"YML009 1:{4 + yaml.DEPTH_LIMIT - 1}"]
    assert plain(document.root) == {"a": ..., "b": "c"}


def test_nesting_up_to_the_limit_is_read() -> None:
    levels = yaml.DEPTH_LIMIT - 1
    assert yaml.parse("f.md", "a: " + "[" * levels + "]" * levels).diagnostics == ()


def test_the_number_of_values_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "NODE_LIMIT", 6)
    document = yaml.parse("f.md", "a: [1, 2, 3, 4, 5]\nb: c\n")
    assert faults(document) == ["YML010 1:14"]
    assert not isinstance(document.root, Mapping) or not document.root.complete


def test_more_errors_than_one_damaged_file_has_stop_the_reading() -> None:
    document = yaml.parse("f.md", "".join(f"k{number}: a: b\n" for number in range(1000)))
    assert 10 < len(document.diagnostics) < 50
    assert isinstance(document.root, Mapping)
    assert not document.root.complete


def test_aliases_that_would_expand_without_end_are_not_expanded() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    document = yaml.parse("f.md", bomb)
    assert {fault.code for fault in document.diagnostics} == {"YML006"}
    assert sum(1 for _ in nodes(document.root)) < 1000


HOSTILE = ("[", "{", "{a: ", "- ", "? ", "a: [", "[{", "[\n", 'a: "x\n', "a: b: c\n", "&a ", "!a ", "\0", "\n", "a: '")


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_of_100_kb_ends_fast(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    before = time.process_time()
    assert yaml.parse("f.md", text).diagnostics or not text.strip()
    assert time.process_time() - before < 3


PIECES = ("a: b\n", "b: c: d\n", "- x\n", "  - y\n", 'c: "\n', "d: [\n", "\t", "...\n", "---\n", "e: |\n  f\n", "\r")
YAML_TEXT = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="ab:-?[]{},#&*!|>'\"%@` \t\n\r\\0~<\0\x85\u2028\ufeff", max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
)


@settings(max_examples=150, deadline=None)
@given(YAML_TEXT, st.integers(1, 5))
def _any_text_gives_a_tree_and_spans_within_it(text: str, first_line: int) -> None:
    document = yaml.parse("f.md", text, first_line=first_line)
    spans = [fault.span for fault in document.diagnostics] + [node.span for node in nodes(document.root)]
    assert [span for span in spans if not lies_in(span, text, first_line)] == []
    for node in nodes(document.root):
        assert not isinstance(node, Scalar) or "\0" not in node.text


def test_any_text_gives_a_tree_and_spans_within_it() -> None:
    _any_text_gives_a_tree_and_spans_within_it()


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text("abcdef", min_size=1), st.text("abc xyzé\"'#:,[]{}", max_size=20), max_size=6))
def _what_yaml_writes_is_read_back(values: dict[str, str]) -> None:
    document = yaml.parse("f.md", pyyaml.safe_dump(values, default_style='"', allow_unicode=True))
    assert document.diagnostics == ()
    assert plain(document.root) == values


def test_what_yaml_writes_is_read_back() -> None:
    _what_yaml_writes_is_read_back()
