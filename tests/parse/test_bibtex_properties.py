"""Properties of the library reader over any text: it never raises, spans lie in the file, time is linear."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from call_counts import calls
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse.bibtex import bibliography

PIECES = st.sampled_from([
    "@article{", "@misc(", "@string{", "@comment{", "@preamble{", "@", "{", "}", "(", ")", '"', ",", "=", "#", "\n",
    "\r\n", "key", "title", "author", "date", "year", "month", "crossref", "doi", "url", "pages", " and ", "others",
    "2019-02-30", "jan", "{{Group}}", "\\'", "\\foo", "$", "~", "--", "\0", "é", "𝔘", " ", "title = {T},", "k,", "\r",
])  # fmt: skip
BROKEN = st.lists(PIECES, max_size=40).map("".join)


def inside(span: Span, text: str) -> bool:
    lines = re.split(r"\r\n|\r|\n", text)
    ends = [(span.line, span.column)] + ([(span.end_line, span.end_column)] if span.end_line else [])
    return ends == sorted(ends) and all(
        1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 2 for line, column in ends
    )


@settings(max_examples=400, deadline=None)
@given(st.one_of(BROKEN, st.text(max_size=60)))
def test_no_text_raises_and_every_span_lies_in_its_file(text: str) -> None:
    found, faults = bibliography([Source("a.bib", text)])
    for span in [*(d.span for d in faults), *(r.span for r in found.references.values())]:
        assert inside(span, text)
    assert all(d.message and d.hint for d in faults)


@settings(max_examples=100, deadline=None)
@given(BROKEN)
def test_an_entry_on_its_own_lines_is_read_whatever_stands_before_it(text: str) -> None:
    tail = "@misc{zzz-last,\n title = {Last},\n}\n"
    found, _ = bibliography([Source("a.bib", f"{text.replace('@comment', '@misc')}\n{tail}")])
    assert found.references["zzz-last"].title == "Last"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["title", "author", "date", "doi", "url", "pages", "note", "integrity"]))
def test_any_value_of_any_field_is_read(value: str, field: str) -> None:
    balanced = value.replace("{", "").replace("}", "")
    found, _ = bibliography([Source("a.bib", f"@misc{{k, {field} = {{{balanced}}}}}")])
    assert "k" in found.references


HOSTILE = {
    "opening braces": "{",
    "at signs": "@",
    "entries that never close": "@a{",
    "entries on lines": "\n@a{k,",
    "quotes": '"',
    "comments that never close": "\n@comment{",
    "strings": "@string{a=a#a}\n",
    "unclosed fields": "a={x\n",
    "braces in quotes": "{a}",
    "accents": "\\'",
    "many names": "{a} and ",
}


def read(text: str) -> None:
    bibliography([Source("a.bib", text)])


@pytest.mark.parametrize("name", HOSTILE)
def test_work_is_linear_in_hostile_text(name: str) -> None:
    piece = HOSTILE[name]
    before = {"unclosed fields": "@a{k,\n", "braces in quotes": '@a{k, note="', "accents": "@a{k, note={"}
    before["many names"] = "@a{k, author={"
    after = {"braces in quotes": '"}', "accents": "}}", "many names": "x}}"}

    def text(size: int) -> str:
        return before.get(name, "") + piece * (size // len(piece)) + after.get(name, "")

    # Eight times the text: linear is 8, quadratic 64.
    assert calls(read, text(40_000)) < 12 * calls(read, text(5_000)) + 1000
