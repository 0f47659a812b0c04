"""Reference styles: a `Reference` as a line of text with italics and links, in Vancouver (NLM) or AMA style."""

from __future__ import annotations

from dr_evidence_site.model.config import ReferenceStyle
from dr_evidence_site.model.reference import Reference
from dr_evidence_site.render.styles import ama, vancouver
from dr_evidence_site.render.styles.runs import Run, as_html, as_text

__all__ = ["Run", "as_html", "as_text", "format_reference"]


def format_reference(reference: Reference, style: ReferenceStyle) -> tuple[Run, ...]:
    """The reference as one line. Marks of retraction or correction are not part of it."""
    if style is ReferenceStyle.AMA:
        return ama.format_reference(reference)
    return vancouver.format_reference(reference)
