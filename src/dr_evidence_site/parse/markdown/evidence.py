"""Fenced code blocks of the word “evidence” as holes: their own data, or the name of the file that has them."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token
from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import evidence as codes
from dr_evidence_site.diagnostics.codes import limits
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import EvidenceBlock
from dr_evidence_site.model.source import Span
from dr_evidence_site.parse import evidence, yaml
from dr_evidence_site.parse.markdown.positions import Positions
from dr_evidence_site.parse.markdown.rendering import Rendering


def evidence_hole(token: Token, name: str, now: Rendering) -> str:
    """The mark of the hole for a block. `name` is what stands behind the word “evidence”."""
    line = token.map[0] if token.map else 0
    span = now.positions.block_span(line)
    if not now.count(limits.TOO_MUCH_EVIDENCE, now.limits.evidence_blocks, lambda: span):
        return ""
    if name:
        return now.hole(_named(token, name, span, now))
    document = _document(token.content, line + 1, now.positions)
    parsed = evidence.evidence(document, span, now.audiences, most_rows=now.limits.evidence_rows)
    now.diagnostics.extend(parsed.diagnostics)
    found = parsed.evidence
    wanted = parsed.id.value
    if wanted and found and not now.identifiers.explicit(wanted):
        now.diagnostics.append(
            codes.BLOCK_ID.at(parsed.id.span, id=clip(wanted), reason="it is taken, or reserved for the page")
        )
        wanted = ""
    if not wanted:
        outcome = evidence.plain(found.outcomes[0].name) if found and found.outcomes else ""
        wanted = now.identifiers.automatic(outcome or "evidence")
    found = replace(found, id=wanted) if found else None
    return now.hole(EvidenceBlock(wanted, span, "", found, parsed.citations, now.seen_by[-1]))


def _named(token: Token, name: str, span: Span, now: Rendering) -> EvidenceBlock:
    if not evidence.NAME.fullmatch(name):
        now.diagnostics.append(codes.FILE_NAME.at(span, name=clip(name)))
        name = ""
    elif token.content.strip():
        now.diagnostics.append(codes.NAME_AND_DATA.at(span, name=clip(name)))
    return EvidenceBlock(now.identifiers.automatic(name or "evidence"), span, name, audiences=now.seen_by[-1])


def _document(text: str, line: int, positions: Positions) -> yaml.Document:
    """The data that stand from the body's line `line` (0-based) on, with their places in the file."""
    document = yaml.parse(positions.line_span(line).path, text, first_line=positions.number(line))
    shifts = positions.shifts(text, line)
    if not any(shifts):
        return document
    mover = _Mover(shifts, positions.number(line))
    root = None if document.root is None else mover.node(document.root)
    return yaml.Document(root, tuple(mover.fault(fault) for fault in document.diagnostics))


class _Mover:
    """Puts the places of a YAML text to where it stands in a file: `shifts` columns further right, line by line."""

    def __init__(self, shifts: Sequence[int], first: int) -> None:
        self._shifts = shifts
        self._first = first

    def node(self, node: yaml.Node) -> yaml.Node:
        """The same value at its place."""
        if isinstance(node, yaml.Sequence):
            return yaml.Sequence(tuple(self.node(item) for item in node.items), self._span(node.span))
        if isinstance(node, yaml.Mapping):
            entries = tuple((replace(key, span=self._span(key.span)), self.node(value)) for key, value in node.entries)
            return yaml.Mapping(entries, self._span(node.span), node.complete)
        return replace(node, span=self._span(node.span))

    def fault(self, fault: Diagnostic) -> Diagnostic:
        """The same fault at its place."""
        related = tuple(replace(other, span=self._span(other.span)) for other in fault.related)
        return replace(fault, span=self._span(fault.span), related=related)

    def _span(self, span: Span) -> Span:
        start, end = self._shift(span.line), self._shift(span.end_line) if span.end_line else 0
        return replace(span, column=span.column + start, end_column=span.end_column + end)

    def _shift(self, line: int) -> int:
        row = line - self._first
        return self._shifts[row] if 0 <= row < len(self._shifts) else 0
