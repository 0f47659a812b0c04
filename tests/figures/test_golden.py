"""Every picture as it is printed, one for each measure and edge. Run as a program to take over intended changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from evidence_drawing import CLINICIAN, PATIENT, html
from evidence_samples import (
    CURED,
    DEATHS,
    DENSITY,
    DIFFERENCE,
    FRACTURE,
    HUGE,
    NO_EVENTS,
    RATE,
    STANDARDISED,
    STONES,
    evidence,
    many,
    shown,
)

from dr_evidence_site.model.evidence import FigureKind

GOLDEN = Path(__file__).parent / "golden"
FOREST, ICONS = FigureKind.FOREST, FigureKind.ICONS

PICTURES: dict[str, Callable[[], str]] = {
    "risk-ratio": lambda: html(evidence(shown(FRACTURE, FOREST)), CLINICIAN),
    "hazard-ratio-one-study": lambda: html(evidence(shown(STONES, FOREST)), CLINICIAN),
    "odds-ratio": lambda: html(evidence(shown(CURED, FOREST)), CLINICIAN),
    "rate-ratio": lambda: html(evidence(shown(RATE, FOREST)), CLINICIAN),
    "risk-difference": lambda: html(evidence(shown(DIFFERENCE, FOREST)), CLINICIAN),
    "mean-difference": lambda: html(evidence(shown(DENSITY, FOREST)), CLINICIAN),
    "standardised-mean-difference-not-pooled": lambda: html(evidence(shown(STANDARDISED, FOREST)), CLINICIAN),
    "no-events": lambda: html(evidence(shown(NO_EVENTS, FOREST)), CLINICIAN),
    "huge-interval": lambda: html(evidence(shown(HUGE, FOREST)), CLINICIAN),
    "pooled-alone": lambda: html(evidence(shown(DEATHS, FOREST)), CLINICIAN),
    "sixty-studies": lambda: html(evidence(shown(many(60), FOREST)), CLINICIAN),
    "right-to-left": lambda: html(evidence(shown(FRACTURE, FOREST, FigureKind.DIFFERENCE)), CLINICIAN, language="ar"),
    "icons-of-1000": lambda: html(evidence(shown(FRACTURE, ICONS)), PATIENT),
    "icons-of-100": lambda: html(evidence(shown(CURED, ICONS)), PATIENT),
    "differences": lambda: html(
        evidence(*(shown(one, FigureKind.DIFFERENCE) for one in (FRACTURE, STONES, DEATHS))), CLINICIAN
    ),
    "findings": lambda: html(
        evidence(*(shown(one, FigureKind.FINDINGS) for one in (FRACTURE, STONES, DEATHS, DENSITY, DIFFERENCE))),
        CLINICIAN,
    ),
    "both-audiences": lambda: html(evidence(FRACTURE, advice=True)),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_printed_as_it_was(name: str) -> None:
    assert PICTURES[name]() == (GOLDEN / f"{name}.html").read_text(encoding="utf-8")


def test_there_is_nothing_golden_without_a_picture() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(PICTURES)


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, draw in PICTURES.items():
        (GOLDEN / f"{name}.html").write_text(draw(), encoding="utf-8")
