"""A Markdown text to a body of HTML with typed holes, with a diagnostic for every fault in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import limits as limit_codes
from dr_evidence_site.diagnostics.codes import markdown as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import Body, Part
from dr_evidence_site.model.limits import Limits
from dr_evidence_site.model.prose import ProseBlock
from dr_evidence_site.parse.markdown.divs import class_words
from dr_evidence_site.parse.markdown.parser import parser
from dr_evidence_site.parse.markdown.positions import Positions
from dr_evidence_site.parse.markdown.prose import prose
from dr_evidence_site.parse.markdown.rendering import Rendering
from dr_evidence_site.parse.markdown.tables import MOST_EMPTY_CELLS


def body(
    text: str, *, path: str, first_line: int, audiences: Sequence[str], limits: Limits | None = None
) -> tuple[Body, list[Diagnostic]]:
    """The body and the faults of `read`."""
    result, now = _read(text, path, first_line, audiences, limits)
    return result, now.diagnostics


def read(
    text: str, *, path: str, first_line: int, audiences: Sequence[str], limits: Limits | None = None
) -> tuple[Body, tuple[ProseBlock, ...], list[Diagnostic]]:
    """Parse the Markdown of an article or page; its words come besides, for checks of wording.

    `first_line` is the file's line number (1-based) of the text's first line. `audiences` are the ids that passages
    and words may be marked with. `limits` are the site's.
    """
    result, now = _read(text, path, first_line, audiences, limits)
    return result, prose(now), now.diagnostics


def _read(
    text: str,
    path: str,
    first_line: int,
    audiences: Sequence[str],
    limits: Limits | None = None,
    *,
    has_evidence: bool = True,
) -> tuple[Body, Rendering]:
    lines = lines_of(text)
    now = Rendering(
        path, audiences, Positions(path, lines, first_line), has_evidence=has_evidence, limits=limits or Limits()
    )
    env = environment(now)
    md = parser()
    tokens = md.parse(text, env)
    html = md.renderer.render(tokens, md.options, env)
    for line in env["stray_fences"]:
        now.diagnostics.append(codes.STRAY_FENCE.at(now.positions.block_span(line)))
    for line in env["unclosed_fences"]:
        span = now.positions.block_span(line)
        words = " ".join(class_words(lines[line][span.column - 1 :].strip(": \t")))
        now.diagnostics.append(codes.UNCLOSED_DIV.at(span, words=clip(words)))
    for line in env["too_deep"]:
        now.diagnostics.append(codes.TOO_DEEP.at(now.positions.line_span(line), limit=now.limits.nesting))
    for line in env["tables_left"]:
        now.diagnostics.append(limit_codes.TOO_MANY_CELLS.at(now.positions.block_span(line), limit=MOST_EMPTY_CELLS))
    _note_unused(env, now)
    result = Body(
        parts=now.parts(html),
        headings=tuple(now.headings),
        anchors=frozenset(now.identifiers.taken),
        audiences=frozenset(now.named),
    )
    return result, now


def _note_unused(env: dict[str, Any], now: Rendering) -> None:
    """Report the definitions of links that no link uses."""
    unused = [
        (found["map"][0], label, "that nothing uses")
        for label, found in env.get("references", {}).items()
        if label not in env["used_labels"]
    ]
    twice = [(found["map"][0], found["label"], "a second time") for found in env.get("duplicate_refs", ())]
    for line, label, problem in (*unused, *twice):
        span = now.positions.block_span(line)
        now.diagnostics.append(codes.UNUSED_DEFINITION.at(span, label=clip(label.lower()), problem=problem))


def lines_of(text: str) -> list[str]:
    """The lines as markdown-it parts them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def environment(now: Rendering) -> dict[str, Any]:
    """What the rules share while one text is read: markdown-it's `env`."""
    return {
        "rendering": now,
        "stray_fences": [],
        "unclosed_fences": [],
        "divs": [],
        "too_deep": [],
        "brackets": {},
        "pictures": 0,
        "used_labels": set(),
        "empty_cells": 0,
        "tables_left": [],
    }


def fragment(text: str, *, path: str, first_line: int) -> tuple[tuple[Part, ...], list[Diagnostic]]:
    """Parse a short Markdown text of the settings, such as a disclaimer, in which no audience is marked."""
    parsed, now = _read(text, path, first_line, (), has_evidence=False)
    return parsed.parts, now.diagnostics
