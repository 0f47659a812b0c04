"""One article's text put through the checks of prose."""

from __future__ import annotations

from dr_evidence_site.build.wording import rules_of
from dr_evidence_site.checks import text
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.prose import Coverage, ProseBlock
from dr_evidence_site.parse import markdown

AUDIENCES = ("patient", "clinician")


def words(markdown_text: str) -> tuple[ProseBlock, ...]:
    return markdown.read(markdown_text, path="a.md", first_line=1, audiences=AUDIENCES)[1]


def checked(markdown_text: str, language: str = "en") -> tuple[Coverage, list[Diagnostic]]:
    rules = rules_of(language, (), "en")
    assert rules is not None
    return text.check(words(markdown_text), rules, AUDIENCES)


def found(markdown_text: str, language: str = "en", family: str = "") -> list[tuple[str, int, int]]:
    """Code, line and column of what is reported."""
    faults = checked(markdown_text, language)[1]
    return sorted((f.code, f.span.line, f.span.column) for f in faults if f.code.startswith(family))
