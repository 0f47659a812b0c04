"""Diagnostics as text for people: place, severity and message, the line it is about, the hint and related places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TextIO, TypeAlias

from dr_evidence_site.diagnostics.diagnostic import Diagnostic, Severity
from dr_evidence_site.diagnostics.visible import unheard, visible, width
from dr_evidence_site.model.source import Source, Span

Lines: TypeAlias = Callable[[str, int], str | None]
"""Gives the text of a line by path and 1-based number, or None when it is not at hand."""

_COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m", Severity.NOTE: "\x1b[1;36m"}
_BOLD, _DIM, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_LINE_END = re.compile("\r\n|\r|\n")
_WINDOW = 120
"""Characters of a source line that are shown."""
_BEFORE = 60
"""Characters shown before the fault when the line is longer than the window."""


def write(
    diagnostics: Iterable[Diagnostic], stream: TextIO, *, lines: Lines | None = None, colour: bool = False
) -> None:
    """Write the diagnostics, each as one block.

    With `lines` the line of the fault is shown with the fault marked. Author text cannot move the cursor,
    change colours or reorder what is printed, nor give a CI runner commands, whatever it holds.
    """
    for diagnostic in diagnostics:
        stream.write("\n".join(map(unheard, _block(diagnostic, lines, colour))) + "\n")


def source_lines(sources: Iterable[Source]) -> Lines:
    """Lines of the given sources; a text is split once, and only when a line of it is asked for."""
    texts = {source.path: source.text for source in sources}
    split: dict[str, list[str]] = {}

    def line_of(path: str, line: int) -> str | None:
        if path not in texts:
            return None
        if path not in split:
            split[path] = _LINE_END.split(texts[path])
        return split[path][line - 1] if 0 < line <= len(split[path]) else None

    return line_of


def _block(diagnostic: Diagnostic, lines: Lines | None, colour: bool) -> list[str]:
    def paint(style: str, words: str) -> str:
        return f"{style}{words}{_RESET}" if colour else words

    shade = _COLOURS[diagnostic.severity]
    label = paint(shade, f"{diagnostic.severity.word}[{diagnostic.code}]")
    block = [f"{paint(_BOLD, _place(diagnostic.span))}: {label}: {visible(diagnostic.message)}"]
    for text, marks in _excerpt(diagnostic.span, lines):
        gutter = f"  {diagnostic.span.line} |"
        block.append(f"{paint(_DIM, gutter)} {text}")
        block.append(f"{paint(_DIM, '|'.rjust(len(gutter)))} {paint(shade, marks)}")
    if diagnostic.hint:
        block.append(f"  {paint(_BOLD, 'hint')}: {visible(diagnostic.hint)}")
    block += [
        f"  {paint(_BOLD, 'related')}: {_place(related.span)}: {visible(related.message)}"
        for related in diagnostic.related
    ]
    return block


def _place(span: Span) -> str:
    path = visible(span.path)
    # A line that begins with "::" would be a command to GitHub's runner.
    return f"{'./' if path.startswith(':') else ''}{path}:{span.line}:{span.column}"


def _excerpt(span: Span, lines: Lines | None) -> list[tuple[str, str]]:
    """The line of the fault and the marks below it, or nothing when there is no line to show."""
    if lines is None or (span.line, span.column, span.end_line) == (1, 1, 0):  # the whole file
        return []
    line = lines(span.path, span.line)
    if line is None or not line.strip():
        return []
    start = min(span.column - 1, len(line))
    if span.end_line == span.line:
        end = min(max(span.end_column - 1, start), len(line))
    else:
        end = len(line) if span.end_line > span.line else start + 1
    first = max(0, start - _BEFORE) if len(line) > _WINDOW else 0
    last = min(len(line), first + _WINDOW)
    before, fault, after = (
        _printed(line[first:start]),
        _printed(line[start : min(end, last)]),
        _printed(line[max(start, min(end, last)) : last]),
    )
    left = "…" if first else ""
    right = "…" if last < len(line) else ""
    return [(f"{left}{before}{fault}{after}{right}", " " * width(left + before) + "^" * max(1, width(fault)))]


def _printed(text: str) -> str:
    return visible(text.replace("\t", "    "))
