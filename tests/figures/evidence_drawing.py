"""Evidence drawn with the default theme, as on a page of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dr_evidence_site.figures.evidence import evidence_view
from dr_evidence_site.model.config import Audience, Marker
from dr_evidence_site.model.evidence import Evidence
from dr_evidence_site.model.figures import EvidenceView
from dr_evidence_site.model.languages import direction
from dr_evidence_site.model.views import CitedNumber, ResolvedCitation
from dr_evidence_site.render import environment as engine
from dr_evidence_site.render.words import words
from dr_evidence_site.system import theme

if TYPE_CHECKING:
    from jinja2 import Environment

PATIENT = Audience("patient", "Patient", ())
CLINICIAN = Audience("clinician", "Clinician", ())

ROOT = Path(__file__).parents[2]


@cache
def environment(language: str = "en") -> Environment:
    """The template engine with the default theme and the words of a language."""
    default, _ = theme.load(ROOT)
    return engine.environment(default, words=words(default, language))


def view(evidence: Evidence, *audiences: Audience, language: str = "en") -> EvidenceView:
    """The view of evidence, with numbers for its sources in the order in which they are cited."""
    numbers: dict[str, int] = {}
    uses = 0

    def cite(keys: object, _: object) -> ResolvedCitation:
        nonlocal uses
        uses += 1
        items = [CitedNumber(key, numbers.setdefault(key, len(numbers) + 1)) for key in keys]  # type: ignore[attr-defined]
        return ResolvedCitation(f"cite-{uses}", tuple(items))

    return evidence_view(
        evidence, evidence.id, audiences or (PATIENT, CLINICIAN), cite, (), language, direction(language)
    )


def html(evidence: Evidence, *audiences: Audience, language: str = "en") -> str:
    """The evidence as the default theme prints it."""
    shown = view(evidence, *audiences, language=language)
    return engine.evidence(environment(language), shown, Marker.BRACKETS)
