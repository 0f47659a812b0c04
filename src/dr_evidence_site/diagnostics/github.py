"""Diagnostics as GitHub Actions workflow commands, which show as annotations beside the changed lines."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import TextIO

from dr_evidence_site.diagnostics.diagnostic import Diagnostic, Severity
from dr_evidence_site.diagnostics.visible import visible
from dr_evidence_site.model.source import Span

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def write(diagnostics: Iterable[Diagnostic], stream: TextIO, *, prefix: str = "") -> None:
    """Write one `::error …::…` line for each diagnostic.

    `prefix` is the site folder's path within the repository ("" when they are the same folder).
    The message, the hint and the related places share the annotation's text, each on a line of its own.
    """
    for diagnostic in diagnostics:
        properties = ",".join(
            f"{name}={_property(value)}" for name, value in _properties(diagnostic, prefix) if value != ""
        )
        stream.write(f"::{_COMMANDS[diagnostic.severity]} {properties}::{_text(diagnostic)}\n")


def _properties(diagnostic: Diagnostic, prefix: str) -> list[tuple[str, str]]:
    span = diagnostic.span
    properties = [("file", visible(posixpath.join(prefix, span.path))), ("line", str(span.line))]
    if span.end_line > span.line:
        # A note over several lines carries no columns: GitHub's "create a check run" refuses them there.
        properties += [("endLine", str(span.end_line))]
    else:
        properties += [("col", str(span.column))]
        if span.end_line == span.line:
            # The last character itself, where our span names the one after it.
            properties += [("endLine", str(span.line)), ("endColumn", str(max(span.column, span.end_column - 1)))]
    return [*properties, ("title", diagnostic.code)]


def _text(diagnostic: Diagnostic) -> str:
    lines = [diagnostic.message]
    if diagnostic.hint:
        lines.append(f"Hint: {diagnostic.hint}")
    lines += [f"{_place(related.span)}: {related.message}" for related in diagnostic.related]
    return "%0A".join(_data(line) for line in lines)


def _place(span: Span) -> str:
    return f"{span.path}:{span.line}:{span.column}"


def _data(text: str) -> str:
    # `visible` has already turned line ends into visible text; the escapes are those of the runner's own toolkit.
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
