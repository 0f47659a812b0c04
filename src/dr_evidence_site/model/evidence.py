"""Evidence as data: what studies found for an outcome, how sure one can be, and what is advised.

The words are GRADE's (gradepro.org/handbook) and the Cochrane Handbook's (chapters 6, 10 and 14). Values that follow
from others, such as an absolute effect or a number needed to treat, are not kept here: they are derived.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from dr_evidence_site.model.prose import Certainty
from dr_evidence_site.model.source import Span

if TYPE_CHECKING:
    from dr_evidence_site.model.article import CitationItem, Waiver


class Measure(StrEnum):
    """What an estimate measures; the values are the words that editors write."""

    RISK_RATIO = "risk ratio"
    ODDS_RATIO = "odds ratio"
    HAZARD_RATIO = "hazard ratio"
    RATE_RATIO = "rate ratio"
    RISK_DIFFERENCE = "risk difference"
    MEAN_DIFFERENCE = "mean difference"
    STANDARDISED_MEAN_DIFFERENCE = "standardised mean difference"

    @property
    def is_ratio(self) -> bool:
        """Whether it is drawn and pooled on a log scale, with no effect at 1."""
        return self in _RATIOS

    @property
    def null(self) -> float:
        """The value of no effect."""
        return 1.0 if self.is_ratio else 0.0


_RATIOS = frozenset({Measure.RISK_RATIO, Measure.ODDS_RATIO, Measure.HAZARD_RATIO, Measure.RATE_RATIO})


class Better(StrEnum):
    """Which way an outcome is good for people: fewer or lower (deaths, pain), or more or higher (bone density)."""

    LOWER = "lower"
    HIGHER = "higher"


class PoolingModel(StrEnum):
    """How study results were combined (Cochrane Handbook, 10.3 and 10.4)."""

    FIXED = "fixed"
    RANDOM = "random"


class DowngradeReason(StrEnum):
    """Why the certainty of evidence was rated down: GRADE's five domains."""

    RISK_OF_BIAS = "risk of bias"
    INCONSISTENCY = "inconsistency"
    INDIRECTNESS = "indirectness"
    IMPRECISION = "imprecision"
    PUBLICATION_BIAS = "publication bias"


class UpgradeReason(StrEnum):
    """Why the certainty of evidence from observational studies was rated up (GRADE Handbook, 5.3)."""

    LARGE_EFFECT = "large effect"
    DOSE_RESPONSE = "dose response"
    CONFOUNDING = "confounding"


class Strength(StrEnum):
    """How strong a recommendation is, in GRADE's two grades."""

    STRONG = "strong"
    CONDITIONAL = "conditional"


class Direction(StrEnum):
    """Whether a recommendation is for the intervention or against it."""

    FOR = "for"
    AGAINST = "against"


class FigureKind(StrEnum):
    """What is drawn or said of an outcome; the values are the words that editors write."""

    SENTENCE = "sentence"
    FOREST = "forest"
    ICONS = "icons"
    DIFFERENCE = "difference"
    FINDINGS = "findings"


Wording = Mapping[str, str]
"""A name as the audiences read it: audience id → text; under "" what all others read."""


class Estimate(Struct, frozen=True):
    """An effect with its interval, as printed by its source.

    `low` and `high` are the ends of the interval of `level` percent; None when the source gives none. A risk
    difference is a share (−0.02 for 2 percentage points fewer). `written` keeps the figures as the editor wrote them
    ("0.70"), so that a page prints the digits of its source: value, low, high ("" for none).
    """

    value: float
    low: float | None
    high: float | None
    span: Span
    level: float = 95.0
    written: tuple[str, str, str] = ("", "", "")


class Arm(Struct, frozen=True):
    """One group of a study: how many people, and how many of them had the outcome; for means, mean and SD."""

    participants: int | None = None
    events: int | None = None
    mean: float | None = None
    deviation: float | None = None


class Study(Struct, frozen=True):
    """What one study found. `key` is the citation key of its source, `weight` its share of the pooled result (0–1).

    `adjusted` is whether the source adjusted the estimate, so that the counts alone do not give it. `participants` is
    how many people were in it, where its source gives the total.
    """

    name: str
    key: str
    span: Span
    estimate: Estimate | None = None
    intervention: Arm | None = None
    comparison: Arm | None = None
    weight: float | None = None
    adjusted: bool = False
    participants: int | None = None

    @property
    def people(self) -> int | None:
        """How many people the effect rests on: those of both groups where both are known, else the total."""
        groups = [arm.participants if arm else None for arm in (self.intervention, self.comparison)]
        known = [people for people in groups if people is not None]
        return sum(known) if len(known) == len(groups) else self.participants


class Heterogeneity(Struct, frozen=True):
    """How much studies differ beyond chance, as stated: Cochran's Q, I² as a share (0–1), tau²; None where not said."""

    q: float | None = None
    i_squared: float | None = None
    tau_squared: float | None = None


class Pooled(Struct, frozen=True):
    """The combined result, as stated by the source `key`; `studies` and `participants` count what it combines.

    `method` names how the source combined them, where it is none that this program can do again.
    """

    estimate: Estimate
    key: str
    span: Span
    model: PoolingModel | None = None
    studies: int | None = None
    participants: int | None = None
    heterogeneity: Heterogeneity = field(default_factory=Heterogeneity)
    method: str = ""


class Baseline(Struct, frozen=True):
    """The risk without the intervention: `events` of `of` people (21 of 1000), and the source of that figure."""

    events: float
    of: int
    key: str
    span: Span


class AbsoluteEffect(Struct, frozen=True):
    """Risks of both groups as a source states them: events among `of` people without and with the intervention."""

    without: float
    with_it: float
    of: int
    key: str
    span: Span


class Downgrade(Struct, frozen=True):
    """One reason for rating the certainty down, by how many levels (1–3), in the editor's words."""

    reason: DowngradeReason
    levels: int
    because: str
    span: Span


class Upgrade(Struct, frozen=True):
    """One reason for rating the certainty up, by how many levels (1–2), in the editor's words."""

    reason: UpgradeReason
    levels: int
    because: str
    span: Span


class Recommendation(Struct, frozen=True):
    """What is advised, by whom (`key`), for or against, and how strongly."""

    direction: Direction
    strength: Strength
    text: str
    key: str
    span: Span


class Outcome(Struct, frozen=True):
    """One outcome: what was measured, what was found, and how sure one can be.

    `unit` is of a mean difference. `follow_up` is in the editor's words ("7 years"). `shown` are the pictures that the
    editor asks for, by audience, under "" for all others; who is not among them gets those that fit the data and the
    audience. `start` is the certainty that rating began from: high for randomised trials, low for observational
    studies unless the editor says otherwise.
    """

    name: Wording
    measure: Measure
    better: Better
    span: Span
    unit: str = ""
    follow_up: str = ""
    studies: tuple[Study, ...] = ()
    pooled: Pooled | None = None
    baseline: Baseline | None = None
    absolute: AbsoluteEffect | None = None
    certainty: Certainty | None = None
    downgrades: tuple[Downgrade, ...] = ()
    shown: Mapping[str, tuple[FigureKind, ...]] = field(default_factory=dict)
    start: Certainty = Certainty.HIGH
    upgrades: tuple[Upgrade, ...] = ()


class Evidence(Struct, frozen=True):
    """What is known of one comparison: intervention against comparison in a population, by outcome.

    `id` names it in addresses; that of a file is its name, and `name` then says so ("" for a block of an article).
    """

    id: str
    population: Wording
    intervention: Wording
    comparison: Wording
    outcomes: tuple[Outcome, ...]
    span: Span
    name: str = ""
    recommendation: Recommendation | None = None


class EvidenceFile(Struct, frozen=True):
    """Evidence in a file of its own, which articles name: None when a fault hides it, which has been reported.

    `digest` is that of everything it says, whatever its layout. `waivers` are the findings in it that are set aside.
    """

    path: str
    evidence: Evidence | None
    citations: tuple[CitationItem, ...]
    digest: str
    waivers: tuple[Waiver, ...] = ()
