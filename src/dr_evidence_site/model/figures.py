"""Closed views of evidence: what the templates of pictures, tables and sentences show.

Lengths and places are in the units of the picture's own coordinates (its `viewBox`), from left to right and from top
to bottom whatever the direction of the text. Figures (`str`) have a point before the decimals and "-" for minus; the
template writes them as the language does. Counts are whole numbers.
"""

from __future__ import annotations

from msgspec import Struct

from dr_evidence_site.model.views import ResolvedCitation


class EffectView(Struct, frozen=True):
    """An effect with its interval in figures as its source prints them; `low` and `high` are empty without one."""

    value: str
    low: str = ""
    high: str = ""
    level: str = "95"


class Tick(Struct, frozen=True):
    """A mark on an axis: its place and its figure."""

    x: float
    label: str


class AxisView(Struct, frozen=True):
    """The scale below a picture; `null` is the place of no effect."""

    ticks: tuple[Tick, ...]
    null: float


class Mark(Struct, frozen=True):
    """An effect as drawn: the place of the estimate and of the ends of its interval (None without one).

    An end that is cut lies beyond the scale: its arrow points outwards. `shape` is the path of the square, diamond or
    bar, `line` that of the interval (empty where there is none); both are on a row of 20 units.
    """

    x: float
    low: float | None
    high: float | None
    cut_low: bool
    cut_high: bool
    shape: str
    line: str = ""


class GroupView(Struct, frozen=True):
    """One group of a study: events among people, or (for means) people alone. None where the source does not say."""

    events: int | None
    people: int | None


class ForestRow(Struct, frozen=True):
    """A study of a forest plot. `effect` and `mark` are None when it gave no estimate; `weight` is in percent.

    `people` is the number of all its participants, where those of its groups are not known.
    """

    name: str
    citation: ResolvedCitation | None
    intervention: GroupView | None
    comparison: GroupView | None
    effect: EffectView | None
    mark: Mark | None
    weight: str = ""
    people: int | None = None


class PooledView(Struct, frozen=True):
    """The combined result: its diamond reaches from `mark.low` to `mark.high` and is widest at `mark.x`.

    `model` is "fixed", "random" or empty. `q`, `i_squared` (percent) and `tau_squared` are figures, empty if unknown.
    """

    effect: EffectView
    mark: Mark
    studies: int | None
    participants: int | None
    model: str = ""
    q: str = ""
    i_squared: str = ""
    tau_squared: str = ""


class ForestView(Struct, frozen=True):
    """A forest plot: a table with a drawn column. `intervention_left` is whether the left side is better with it.

    `groups` and `weights` say whether these columns have anything to show.
    """

    rows: tuple[ForestRow, ...]
    pooled: PooledView | None
    axis: AxisView
    intervention_left: bool
    groups: bool
    weights: bool
    level: str = "95"


class AbsoluteView(Struct, frozen=True):
    """Risks as counts among `of` people, and their difference (below 0 for fewer) with its interval."""

    of: int
    without: int
    with_it: int
    difference: int
    low: int | None = None
    high: int | None = None
    level: str = "95"


class IconPanel(Struct, frozen=True):
    """One side of an icon array: `path` by kind ("event", "changed", "other"), for the cells of each kind."""

    count: int
    paths: tuple[tuple[str, str], ...]


class IconsView(Struct, frozen=True):
    """An icon array: the same `of` people without and with the intervention, in cells of 10 by 10 units."""

    of: int
    width: int
    height: int
    without: IconPanel
    with_it: IconPanel


class NeededView(Struct, frozen=True):
    """A number needed to treat, for one more to benefit or (not `benefit`) to be harmed.

    The interval runs from `low` to `high`, None for no end. With `through_infinity` it runs from `low` to benefit
    through no effect to `high` to harm.
    """

    number: int
    benefit: bool
    low: int | None = None
    high: int | None = None
    has_interval: bool = False
    through_infinity: bool = False


class DifferenceView(Struct, frozen=True):
    """A difference of risks as a bar from no difference, with its interval."""

    absolute: AbsoluteView
    mark: Mark
    axis: AxisView
    needed: NeededView | None


class SentenceView(Struct, frozen=True):
    """What one sentence says of an outcome.

    `what` is "risk", "chance", "rate" or "average"; `direction` is "lower", "higher", "little" (little or no
    difference) or "unclear". `certainty` is GRADE's level, empty where nobody rated it. `plain` is for readers without
    statistics.
    """

    what: str
    direction: str
    certainty: str
    plain: bool
    measure: str
    unit: str
    effect: EffectView
    absolute: AbsoluteView | None
    studies: int | None
    participants: int | None
    citation: ResolvedCitation | None


class Footnote(Struct, frozen=True):
    """A reason for the certainty of a row: `change` is "down" or "up", by so many levels, in the editor's words."""

    letter: str
    id: str
    change: str
    reason: str
    levels: int
    because: str


class FindingsRow(Struct, frozen=True):
    """An outcome in the summary of findings."""

    name: str
    follow_up: str
    participants: int | None
    studies: int | None
    measure: str
    unit: str
    effect: EffectView | None
    absolute: AbsoluteView | None
    is_relative: bool
    certainty: str
    footnotes: tuple[Footnote, ...]
    sentence: SentenceView | None


class OutcomeView(Struct, frozen=True):
    """An outcome as one group of readers sees it. `id` is unique on the page."""

    id: str
    name: str
    follow_up: str
    measure: str
    unit: str
    sentence: SentenceView | None = None
    icons: IconsView | None = None
    absolute: AbsoluteView | None = None
    forest: ForestView | None = None
    difference: DifferenceView | None = None


class RecommendationView(Struct, frozen=True):
    """What is advised: `direction` is "for" or "against", `strength` "strong" or "conditional"."""

    direction: str
    strength: str
    text: str
    citation: ResolvedCitation | None


class EvidenceVersion(Struct, frozen=True):
    """A block of evidence as the audiences in `data_for` see it (empty: everyone). `plain` as in `SentenceView`."""

    data_for: str
    plain: bool
    population: str
    intervention: str
    comparison: str
    outcomes: tuple[OutcomeView, ...]
    findings: tuple[FindingsRow, ...]
    recommendation: RecommendationView | None = None
    sources: ResolvedCitation | None = None


class EvidenceView(Struct, frozen=True):
    """A block of evidence on its page. Without versions it has a fault and cannot be shown."""

    id: str
    language: str
    direction: str
    versions: tuple[EvidenceVersion, ...]
