"""The report for GitLab: what it must hold, and how a finding is known again."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema.validators import validator_for

from dr_evidence_site.diagnostics import Diagnostic, Related, Severity, gitlab
from dr_evidence_site.diagnostics.visible import is_visible
from dr_evidence_site.model.source import Span

# GitLab's documentation, “Code Quality report format”: what each finding must have, and the words for its severity.
REPORT = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"minimum": 1}}},
                },
            },
        },
    },
}
VALIDATOR = validator_for(REPORT)(REPORT)


def fault(line: int = 3, message: str = "Missing", subject: str = "", path: str = "content/a.md") -> Diagnostic:
    return Diagnostic("CIT001", Severity.ERROR, message, Span(path, line, 5, line, 9), "Add it.", (), subject)


def report(*diagnostics: Diagnostic, prefix: str = "") -> list[dict[str, Any]]:
    stream = io.StringIO()
    gitlab.write(diagnostics, stream, prefix=prefix)
    found: list[dict[str, Any]] = json.loads(stream.getvalue())
    VALIDATOR.validate(found)
    return found


def test_a_finding_names_what_is_wrong_where_and_how_bad_it_is() -> None:
    (found,) = report(fault(), prefix="docs/site/")
    assert found.pop("fingerprint")
    assert found == {
        "description": "CIT001: Missing Add it.",
        "check_name": "CIT001",
        "severity": "critical",
        "location": {"path": "docs/site/content/a.md", "lines": {"begin": 3, "end": 3}},
    }


def test_nothing_wrong_is_an_empty_report() -> None:
    assert report() == []


@pytest.mark.parametrize(
    ("severity", "word"), [(Severity.ERROR, "critical"), (Severity.WARNING, "minor"), (Severity.NOTE, "info")]
)
def test_levels(severity: Severity, word: str) -> None:
    (found,) = report(Diagnostic("XYZ001", severity, "m", Span("a.md")))
    assert found["severity"] == word
    assert found["location"]["lines"] == {"begin": 1, "end": 1}


def test_a_finding_that_moves_is_the_same_and_any_other_is_not() -> None:
    prints = [
        found["fingerprint"]
        for others in (fault(), fault(line=9), fault(message="Wrong"), fault(subject="x"), fault(path="content/b.md"))
        for found in report(others)
    ]
    assert prints[0] == prints[1]
    assert len(set(prints)) == 4


def test_findings_that_are_alike_are_told_apart() -> None:
    first, second = (found["fingerprint"] for found in report(fault(3), fault(9)))
    assert first != second


@given(st.text(min_size=1, max_size=40).filter(lambda words: words[0] not in "./"))
@settings(max_examples=50, deadline=None)
def test_any_text_of_an_author_can_be_shown(words: str) -> None:
    (found,) = report(Diagnostic("XYZ001", Severity.NOTE, words, Span(words), words, (Related(Span(words), words),)))
    assert is_visible(found["description"]) and is_visible(found["location"]["path"])
