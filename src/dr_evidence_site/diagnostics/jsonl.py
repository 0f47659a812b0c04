"""Diagnostics as JSON Lines: one object a line, for programs.

Every object has the same keys, in this order:

`code`        the diagnostic's code, such as "CIT001"
`severity`    "error", "warning" or "note"
`message`     what is wrong
`hint`        what to do next; may be empty
`path`        the file, relative to the site folder, with forward slashes
`line`, `column`          where the fault begins, 1-based, in characters
`end_line`, `end_column`  the place after its last character; null when not known
`subject`     what the fault is about, in the author's words: a sentence, a key; may be empty
`related`     a list of objects with `message`, `path`, `line`, `column`, `end_line` and `end_column`

Text is as the author wrote it; everything outside ASCII is escaped, so no line carries a control character.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from dr_evidence_site.diagnostics.diagnostic import Diagnostic
from dr_evidence_site.diagnostics.visible import unheard_json
from dr_evidence_site.model.source import Span


def write(diagnostics: Iterable[Diagnostic], stream: TextIO) -> None:
    """Write one line of JSON for each diagnostic."""
    for diagnostic in diagnostics:
        stream.write(unheard_json(json.dumps(_entry(diagnostic))) + "\n")


def _entry(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.word,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        **_place(diagnostic.span),
        "subject": diagnostic.subject,
        "related": [{"message": related.message, **_place(related.span)} for related in diagnostic.related],
    }


def _place(span: Span) -> dict[str, object]:
    return {
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line or None,
        "end_column": span.end_column or None,
    }
