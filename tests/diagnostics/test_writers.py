"""The writers of diagnostics: what each prints, and that author text cannot take over where it is printed."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.diagnostics import Diagnostic, Related, Severity, codes, github, jsonl, sarif, text
from dr_evidence_site.diagnostics.summary import summary
from dr_evidence_site.diagnostics.visible import is_visible, visible
from dr_evidence_site.model.source import Source, Span

ERROR = Diagnostic(
    "FIL009",
    Severity.ERROR,
    "The names differ",
    Span("content/a.md", 3, 5, 3, 9),
    "Rename one.",
    (Related(Span("content/b.md", 7, 2), "The other is here."),),
)
WARNING = Diagnostic("OUT007", Severity.WARNING, "Missing", Span("build/manifest.json"))
NOTE = Diagnostic("RDL001", Severity.NOTE, "Long", Span("content/a.md", 2, 1, 4, 3))

NASTY = "\x1b[31m\u202eevil\n::add-mask::x\r\n::error::y\0%0A,:\ud800"


def written(write: Callable[..., None], diagnostics: Iterable[Diagnostic], **options: Any) -> str:
    stream = io.StringIO()
    write(diagnostics, stream, **options)
    return stream.getvalue()


def nasty(words: str) -> Diagnostic:
    """A diagnostic with `words` wherever an author's text can be."""
    return Diagnostic("XYZ001", Severity.ERROR, words, Span(words, 1, 2), words, (Related(Span(words), words),))


# Text


def test_text_gives_place_message_hint_and_related_places() -> None:
    assert written(text.write, [ERROR, WARNING]) == (
        "content/a.md:3:5: error[FIL009]: The names differ\n"
        "  hint: Rename one.\n"
        "  related: content/b.md:7:2: The other is here.\n"
        "build/manifest.json:1:1: warning[OUT007]: Missing\n"
    )


@pytest.mark.parametrize(
    ("line", "span", "excerpt"),
    [
        ("say what", Span("a", 1, 5, 1, 9), "  1 | say what\n    |     ^^^^\n"),
        ("say what", Span("a", 1, 5), "  1 | say what\n    |     ^\n"),
        ("say what", Span("a", 1, 5, 2, 3), "  1 | say what\n    |     ^^^^\n"),
        ("\tx y", Span("a", 1, 4, 1, 5), "  1 |     x y\n    |       ^\n"),
        ("骨と x", Span("a", 1, 4, 1, 5), "  1 | 骨と x\n    |      ^\n"),
        ("e\u0301 x", Span("a", 1, 4, 1, 5), "  1 | e\u0301 x\n    |   ^\n"),
        ("a\x1b x", Span("a", 1, 4, 1, 5), "  1 | a\\x1b x\n    |       ^\n"),
        ("end", Span("a", 1, 4, 1, 5), "  1 | end\n    |    ^\n"),
        ("end", Span("a", 1, 99, 1, 100), "  1 | end\n    |    ^\n"),
        ("whole file", Span("a"), ""),
        ("   ", Span("a", 1, 2), ""),
    ],
)
def test_text_marks_the_fault_in_its_line(line: str, span: Span, excerpt: str) -> None:
    fault = Diagnostic("XYZ001", Severity.NOTE, "m", span)
    head = f"a:{span.line}:{span.column}: note[XYZ001]: m\n"
    assert written(text.write, [fault], lines=lambda path, number: line) == head + excerpt


@given(st.text(max_size=300), st.integers(1, 320), st.integers(0, 320))
@settings(max_examples=200, deadline=None)
def test_text_excerpts_stay_short_and_on_their_lines(line: str, column: int, end: int) -> None:
    fault = Diagnostic("XYZ001", Severity.NOTE, "m", Span("a", 2, column, 2 if end else 0, end))
    printed = written(text.write, [fault], lines=lambda path, number: line).splitlines()
    assert len(printed) in (1, 3)
    if len(line) > 200 and line.isascii() and line.isprintable():
        assert max(map(len, printed)) < 140


def test_text_shows_the_fault_in_the_middle_of_a_long_line() -> None:
    fault = Diagnostic("XYZ001", Severity.NOTE, "m", Span("a", 2, 501, 2, 504))
    line = "x" * 500 + "BAD" + "y" * 500
    _, shown, marks = written(text.write, [fault], lines=lambda path, number: line).splitlines()
    assert shown.startswith("  2 | …x")
    assert shown.endswith("y…")
    assert shown.index("BAD") == marks.index("^^^")


def test_source_lines_counts_every_kind_of_line_end_and_knows_its_bounds() -> None:
    lines = text.source_lines([Source("a.md", "1\r\n2\r3\n4\u20284")])
    assert [lines("a.md", n) for n in range(6)] == [None, "1", "2", "3", "4\u20284", None]
    assert lines("b.md", 1) is None


def test_text_is_coloured_only_when_asked() -> None:
    plain = written(text.write, [ERROR], lines=lambda path, number: "abcdefgh")
    coloured = written(text.write, [ERROR], lines=lambda path, number: "abcdefgh", colour=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31merror[FIL009]\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


@given(st.text(min_size=1, max_size=40) | st.just(NASTY))
@settings(max_examples=200, deadline=None)
def test_text_of_an_author_cannot_control_the_terminal(words: str) -> None:
    printed = written(text.write, [nasty(words)], lines=lambda path, number: words)
    assert all(is_visible(line) for line in printed.split("\n"))
    assert len(printed.split("\n")) in (4, 6)
    assert not any(line.lstrip().startswith("::") for line in printed.split("\n"))


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a\x1b[0m", "a\\x1b[0m"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\x9b31m", "\\x9b31m"),
        ("\udc80", "\\udc80"),
        ("“≥ 5 µg” 骨 👩\u200d⚕️", "“≥ 5 µg” 骨 👩\u200d⚕️"),
    ],
)
def test_visible(words: str, shown: str) -> None:
    assert visible(words) == shown


# JSON Lines


def test_jsonl_has_the_documented_keys() -> None:
    first, second = (json.loads(line) for line in written(jsonl.write, [ERROR, WARNING]).splitlines())
    assert first == {
        "code": "FIL009",
        "severity": "error",
        "message": "The names differ",
        "hint": "Rename one.",
        "path": "content/a.md",
        "line": 3,
        "column": 5,
        "end_line": 3,
        "end_column": 9,
        "subject": "",
        "related": [
            {
                "message": "The other is here.",
                "path": "content/b.md",
                "line": 7,
                "column": 2,
                "end_line": None,
                "end_column": None,
            }
        ],
    }
    assert list(first) == list(second)
    assert all(f"`{key}`" in (jsonl.__doc__ or "") for key in first)


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_jsonl_keeps_any_text_on_one_line(words: str) -> None:
    printed = written(jsonl.write, [nasty(words)])
    assert len(printed.splitlines()) == 1
    assert printed.isascii()
    assert json.loads(printed)["message"] == words


# GitHub


@pytest.mark.parametrize(
    ("diagnostic", "prefix", "line"),
    [
        (
            ERROR,
            "",
            "::error file=content/a.md,line=3,col=5,endLine=3,endColumn=8,title=FIL009::"
            "The names differ%0AHint: Rename one.%0Acontent/b.md:7:2: The other is here.",
        ),
        (WARNING, "docs/site", "::warning file=docs/site/build/manifest.json,line=1,col=1,title=OUT007::Missing"),
        (NOTE, "", "::notice file=content/a.md,line=2,endLine=4,title=RDL001::Long"),
        (
            Diagnostic("XYZ001", Severity.ERROR, "50% a,b:c", Span("a,b:c%.md", 1, 1, 1, 1)),
            "",
            "::error file=a%2Cb%3Ac%25.md,line=1,col=1,endLine=1,endColumn=1,title=XYZ001::50%25 a,b:c",
        ),
    ],
)
def test_github_annotations(diagnostic: Diagnostic, prefix: str, line: str) -> None:
    assert written(github.write, [diagnostic], prefix=prefix) == line + "\n"


@given(st.text(max_size=40) | st.just(NASTY))
@settings(max_examples=200, deadline=None)
def test_github_output_holds_one_command_whatever_the_text(words: str) -> None:
    printed = written(github.write, [nasty(words)])
    assert printed.endswith("\n")
    (line,) = printed[:-1].splitlines()
    match = re.fullmatch(r"::error ((?:[^:,]+=[^:,]*,?)+)::(.*)", line)
    assert match
    assert [part.partition("=")[0] for part in match[1].split(",")][-3:] == ["line", "col", "title"]
    assert re.fullmatch(r"(?:[^%]|%25|%0A|%0D|%3A|%2C)*", line)


# SARIF. What the standard requires of the parts that we write, closed against everything else.


def obj(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    properties = required | (optional or {})
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


def array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


STRING: dict[str, Any] = {"type": "string", "minLength": 1}
POSITIVE: dict[str, Any] = {"type": "integer", "minimum": 1}
LEVEL: dict[str, Any] = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = obj({"text": STRING})
URI: dict[str, Any] = {"type": "string", "pattern": r"^(?![/.])([A-Za-z0-9._~/-]|%[0-9A-F]{2})+$"}
PLACE = obj(
    {
        "artifactLocation": obj({"uri": URI}),
        "region": obj({"startLine": POSITIVE, "startColumn": POSITIVE}, {"endLine": POSITIVE, "endColumn": POSITIVE}),
    }
)
RULE = obj(
    {
        "id": STRING,
        "shortDescription": MESSAGE,
        "help": obj({"text": STRING, "markdown": STRING}),
        "defaultConfiguration": obj({"level": LEVEL}),
    }
)
RESULT = obj(
    {"ruleId": STRING, "level": LEVEL, "message": MESSAGE, "locations": array(obj({"physicalLocation": PLACE}))},
    {
        "ruleIndex": {"type": "integer", "minimum": 0},
        "relatedLocations": array(obj({"id": POSITIVE, "physicalLocation": PLACE, "message": MESSAGE})),
    },
)
DRIVER = obj({"name": STRING, "version": STRING, "rules": array(RULE) | {"uniqueItems": True}})
RUN = obj({"tool": obj({"driver": DRIVER}), "columnKind": {"const": "unicodeCodePoints"}, "results": array(RESULT)})
LOG = obj({"$schema": STRING, "version": {"const": "2.1.0"}, "runs": array(RUN) | {"minItems": 1}})


VALIDATOR = jsonschema.Draft202012Validator(LOG)
SOUND_TOOLS: list[object] = []
"""What logs say of the program and its rules: each is found valid once, for the rules take most of the time."""


def log_of(*diagnostics: Diagnostic, prefix: str = "") -> dict[str, Any]:
    log: dict[str, Any] = json.loads(written(sarif.write, diagnostics, prefix=prefix))
    tools = [run["tool"] for run in log["runs"]]
    if tools in SOUND_TOOLS:
        runs = [{**run, "tool": {"driver": {**run["tool"]["driver"], "rules": []}}} for run in log["runs"]]
        VALIDATOR.validate({**log, "runs": runs})
    else:
        VALIDATOR.validate(log)
        SOUND_TOOLS.append(tools)
    return log


def test_sarif_names_rule_level_place_and_related_place() -> None:
    (result, other) = log_of(ERROR, WARNING)["runs"][0]["results"]
    assert result == {
        "ruleId": "FIL009",
        "ruleIndex": [code.id for code in codes.ALL].index("FIL009"),
        "level": "error",
        "message": {"text": "The names differ Rename one."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "content/a.md"},
                    "region": {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9},
                }
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "physicalLocation": {
                    "artifactLocation": {"uri": "content/b.md"},
                    "region": {"startLine": 7, "startColumn": 2},
                },
                "message": {"text": "The other is here."},
            }
        ],
    }
    assert other["level"] == "warning"


def test_sarif_describes_every_code() -> None:
    rules = log_of()["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [code.id for code in codes.ALL]


def test_sarif_of_a_code_that_is_not_in_the_table_has_no_index() -> None:
    (result,) = log_of(nasty("x"))["runs"][0]["results"]
    assert "ruleIndex" not in result


@pytest.mark.parametrize(
    ("path", "prefix", "uri"),
    [
        ("content/dose ü.md", "", "content/dose%20%C3%BC.md"),
        ("javascript:x.md", "", "javascript%3Ax.md"),
        ("a.md", "docs/site", "docs/site/a.md"),
        ("<default theme>/x.html", "", "%3Cdefault%20theme%3E/x.html"),
    ],
)
def test_sarif_addresses_are_relative_and_encoded(path: str, prefix: str, uri: str) -> None:
    fault = Diagnostic("FIL001", Severity.ERROR, "m", Span(path))
    (result,) = log_of(fault, prefix=prefix)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_sarif_messages_hold_no_links_of_an_authors() -> None:
    (result,) = log_of(Diagnostic("FIL001", Severity.ERROR, "[@a] [x](http://y)", Span("a.md")))["runs"][0]["results"]
    assert result["message"]["text"] == "[@a] \\[x\\](http://y)"


@given(st.text(min_size=1, max_size=40).filter(lambda words: words[0] not in "/."))
@settings(max_examples=50, deadline=None)
def test_sarif_is_valid_for_any_text(words: str) -> None:
    (result,) = log_of(nasty(words))["runs"][0]["results"]
    assert is_visible(result["message"]["text"])


# Summary


@pytest.mark.parametrize(
    ("diagnostics", "line"),
    [
        ([], "No problems found"),
        ([ERROR], "1 error in 1 file"),
        ([WARNING, ERROR, ERROR, NOTE], "2 errors, 1 warning, 1 note in 2 files"),
    ],
)
def test_summary(diagnostics: list[Diagnostic], line: str) -> None:
    assert summary(diagnostics) == line


# The table of codes


def test_every_code_is_unique_and_explains_itself() -> None:
    ids = [code.id for code in codes.ALL]
    assert len(set(ids)) == len(ids)
    for code in codes.ALL:
        assert re.fullmatch(r"[A-Z]{2,3}\d{3}", code.id)
        assert code.title
        assert not code.title.endswith(".")
        assert code.hint.endswith((".", "?", "”"))


@pytest.mark.parametrize("code", [*codes.files.ALL, *codes.output.ALL], ids=lambda code: code.id)
def test_file_and_output_codes_show_what_is_wrong_and_right(code: Any) -> None:
    assert "\nWrong:" in code.explanation
    assert "\nRight:" in code.explanation
    assert max(map(len, code.explanation.splitlines())) <= 120
