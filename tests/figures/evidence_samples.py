"""Evidence to draw: made-up studies, one set for each measure and each edge."""

from __future__ import annotations

import math

from msgspec.structs import replace

from dr_evidence_site.model.evidence import (
    Arm,
    Baseline,
    Better,
    Direction,
    Downgrade,
    DowngradeReason,
    Estimate,
    Evidence,
    FigureKind,
    Heterogeneity,
    Measure,
    Outcome,
    Pooled,
    PoolingModel,
    Recommendation,
    Strength,
    Study,
)
from dr_evidence_site.model.prose import Certainty
from dr_evidence_site.model.source import Span

AT = Span("content/articles/a.md")


def estimate(value: str, low: str = "", high: str = "") -> Estimate:
    """An estimate as it is read from these figures."""
    return Estimate(
        float(value), float(low) if low else None, float(high) if high else None, AT, written=(value, low, high)
    )


def study(
    name: str,
    figures: tuple[str, ...] | None,
    arms: tuple[int, int, int, int] | None = None,
    weight: float | None = None,
    key: str = "",
) -> Study:
    """A study; `arms` are events and people with the intervention, then without."""
    return Study(
        name,
        key,
        AT,
        estimate(*figures) if figures else None,
        Arm(arms[1], arms[0]) if arms else None,
        Arm(arms[3], arms[2]) if arms else None,
        weight,
    )


def pooled(*figures: str, studies: int | None = None, participants: int | None = None, key: str = "") -> Pooled:
    return Pooled(
        estimate(*figures),
        key,
        AT,
        PoolingModel.RANDOM,
        studies,
        participants,
        Heterogeneity(q=7.2, i_squared=0.11, tau_squared=0.01),
    )


STUDIES = (
    study("Adams 2001", ("0.70", "0.45", "1.09"), (31, 1200, 44, 1190), 0.148, "adams2001"),
    study("Brown 2005", ("0.95", "0.70", "1.29"), (75, 2400, 79, 2410), 0.262, "brown2005"),
    study("Chen and others 2011", ("0.82", "0.66", "1.02"), (140, 5100, 171, 5090), 0.45, "chen2011"),
    study("Díaz 2019", ("0.78", "0.49", "1.24"), (30, 900, 38, 890), 0.14, "diaz2019"),
)

FRACTURE = Outcome(
    {"patient": "a broken hip", "": "hip fracture"},
    Measure.RISK_RATIO,
    Better.LOWER,
    AT,
    follow_up="7 years",
    studies=STUDIES,
    pooled=pooled("0.84", "0.73", "0.96", studies=4, participants=19180, key="review2020"),
    baseline=Baseline(21, 1000, "review2020", AT),
    certainty=Certainty.MODERATE,
    downgrades=(Downgrade(DowngradeReason.INDIRECTNESS, 1, "Most people lived in nursing homes.", AT),),
)

STONES = Outcome(
    {"": "kidney stones"},
    Measure.HAZARD_RATIO,
    Better.LOWER,
    AT,
    follow_up="7 years",
    studies=(study("Eaton 2008", ("1.17", "1.02", "1.34"), (449, 18176, 381, 18106), None, "eaton2008"),),
    baseline=Baseline(21, 1000, "eaton2008", AT),
    certainty=Certainty.HIGH,
)

DEATHS = Outcome(
    {"": "deaths"},
    Measure.RISK_RATIO,
    Better.LOWER,
    AT,
    pooled=pooled("0.98", "0.91", "1.06", studies=9, participants=49853, key="review2020"),
    baseline=Baseline(70, 1000, "review2020", AT),
    certainty=Certainty.LOW,
    downgrades=(
        Downgrade(DowngradeReason.RISK_OF_BIAS, 1, "Few trials were blinded.", AT),
        Downgrade(DowngradeReason.IMPRECISION, 1, "Few people died.", AT),
    ),
)

DENSITY = Outcome(
    {"": "bone density"},
    Measure.MEAN_DIFFERENCE,
    Better.HIGHER,
    AT,
    unit="g/cm²",
    studies=(
        study("Fox 2003", ("0.02", "-0.01", "0.05"), None, 0.4),
        study("Gray 2009", ("0.05", "0.01", "0.09"), None, 0.6),
    ),
    pooled=pooled("0.04", "0.01", "0.07", studies=2, participants=310),
    certainty=Certainty.VERY_LOW,
)

CURED = Outcome(
    {"": "getting well"},
    Measure.ODDS_RATIO,
    Better.HIGHER,
    AT,
    studies=(study("Hill 2010", ("1.60", "1.10", "2.33"), (60, 100, 48, 100)),),
    baseline=Baseline(48, 100, "", AT),
)

STANDARDISED = Outcome(
    {"": "pain"},
    Measure.STANDARDISED_MEAN_DIFFERENCE,
    Better.LOWER,
    AT,
    studies=(
        study("Ito 2012", ("-0.31", "-0.62", "0.00"), None, None),
        study("Jones 2015", ("-0.05", "-0.25", "0.15"), None, None),
    ),
)

DIFFERENCE = Outcome(
    {"": "falls"},
    Measure.RISK_DIFFERENCE,
    Better.LOWER,
    AT,
    studies=(study("King 2016", ("-0.02", "-0.05", "0.01"), (180, 1000, 200, 1000)),),
    baseline=Baseline(200, 1000, "", AT),
    certainty=Certainty.LOW,
)

RATE = Outcome(
    {"": "flare-ups"},
    Measure.RATE_RATIO,
    Better.LOWER,
    AT,
    studies=(study("Lee 2018", ("0.61", "0.48", "0.77"), None),),
    certainty=Certainty.HIGH,
)

NO_EVENTS = Outcome(
    {"": "serious harm"},
    Measure.RISK_RATIO,
    Better.LOWER,
    AT,
    studies=(
        study("None in either group", None, (0, 60, 0, 58)),
        study("None with treatment", ("0.14", "0.01", "2.70"), (0, 60, 3, 58)),
        study("Limit of zero", ("0.20", "0", "4.10"), (0, 45, 2, 45)),
    ),
)

HUGE = Outcome(
    {"": "rare harm"},
    Measure.ODDS_RATIO,
    Better.LOWER,
    AT,
    studies=(
        study("Narrow", ("1.10", "0.90", "1.34"), None),
        study("Also narrow", ("0.95", "0.80", "1.13"), None),
        study("Huge", ("3.00", "0.02", "450"), None),
    ),
    pooled=pooled("1.02", "0.88", "1.18"),
)


def many(count: int) -> Outcome:
    """A meta-analysis of as many studies as asked, with stated weights that add up to one."""
    studies = []
    for number in range(count):
        centre = math.exp(-0.2 + 0.25 * math.sin(number * 1.7))
        spread = math.exp(0.15 + 0.02 * (number % 12))
        figures = (f"{centre:.2f}", f"{centre / spread:.2f}", f"{centre * spread:.2f}")
        studies.append(
            study(f"Trial {number + 1} {1970 + number}", figures, (20 + number, 800, 26 + number, 810), 1 / count)
        )
    return Outcome(
        {"": "deaths"},
        Measure.RISK_RATIO,
        Better.LOWER,
        AT,
        studies=tuple(studies),
        pooled=pooled("0.83", "0.79", "0.87", studies=count, participants=96600),
    )


def evidence(*outcomes: Outcome, advice: bool = False) -> Evidence:
    """A block with these outcomes of one comparison."""
    return Evidence(
        "vitamin-d",
        {"": "older adults who live at home"},
        {"": "vitamin D with calcium"},
        {"": "placebo"},
        outcomes,
        AT,
        recommendation=Recommendation(
            Direction.AGAINST, Strength.STRONG, "Low-dose vitamin D for healthy people.", "review2020", AT
        )
        if advice
        else None,
    )


def shown(outcome: Outcome, *kinds: FigureKind) -> Outcome:
    """The outcome with just these pictures, whoever reads it."""
    return replace(outcome, shown={"": kinds})
