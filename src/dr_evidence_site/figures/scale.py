"""Scales of pictures: from values to places, with ticks at round values. Ratios are on a log scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import ceil, exp, floor, isfinite, log, log10

from msgspec import Struct

from dr_evidence_site.model.evidence import Measure
from dr_evidence_site.model.figures import AxisView, Tick

WIDTH = 240
"""Units across a picture; on the page one unit is at least one CSS pixel, so figures on the axis stay readable."""

INSET = 14
"""Units left free on each side of the scale, for half a figure on the axis."""

_MOST_TICKS = 6
_NEAREST = 30.0
"""Units between two ticks at least, so that their figures do not touch."""

# What is worth a tick within a decade, from fine to coarse. Below and above one, each step is about the same factor.
_LADDERS: tuple[tuple[float, ...], ...] = ((1, 1.5, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,))
_STEPS = (0.02, 0.05, 0.1, 0.2, 0.25, 0.5)
"""Even steps for ratios that lie close to 1."""

_EVEN_TO = 2.5
"""From this factor between the ends of a scale on, even steps would crowd at its upper end."""

_REACH = log(3.0)
"""How far an interval may always stretch a log scale beyond the outermost estimate (a factor of 3)."""

_MOST_REACH = log(1000.0)
_OF_MEDIAN = 0.75
"""How far it may stretch a scale, in widths of the median interval: the commonest intervals are shown whole."""


class Scale(Struct, frozen=True):
    """A part of the line of numbers from `low` to `high` on a picture's width; `logarithmic` for ratios."""

    low: float
    high: float
    logarithmic: bool
    ticks: tuple[float, ...]
    null: float

    def place(self, value: float) -> float:
        """Where a value lies, in units from the left; a value beyond the scale lies at its end."""
        value = min(max(value, self.low), self.high)
        if self.logarithmic:
            share = log(value / self.low) / log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return round(INSET + share * (WIDTH - 2 * INSET), 1)

    def axis(self) -> AxisView:
        """The ticks with their figures."""
        digits = max((_digits(tick) for tick in self.ticks), default=0) if not self.logarithmic else None
        return AxisView(
            tuple([Tick(self.place(tick), _figure(tick, digits)) for tick in self.ticks]), self.place(self.null)
        )


def scale(
    measure: Measure,
    values: Iterable[float],
    intervals: Iterable[tuple[float, float]],
    whole: Iterable[tuple[float, float]] = (),
) -> Scale:
    """A scale that shows all values, no effect, the intervals in `whole`, and as much of the others as is sensible.

    An interval that goes on far beyond all estimates would press everything else together, so it is cut.
    """
    return (_of_ratios if measure.is_ratio else of_differences)(list(values), list(intervals), list(whole))


def of_differences(
    values: Sequence[float], intervals: Sequence[tuple[float, float]], whole: Sequence[tuple[float, float]] = ()
) -> Scale:
    """A scale with even steps around 0."""
    inner = [0.0, *values, *(end for ends in whole for end in ends)]
    low, high = min(inner), max(inner)
    reach = max((high - low) / 2, _OF_MEDIAN * _median([end - start for start, end in intervals]))
    low, high = (
        min([low, *(max(start, low - reach) for start, _ in intervals)]),
        max([high, *(min(end, high + reach) for _, end in intervals)]),
    )
    if high == low:
        low, high = low - 1.0, high + 1.0
    step = _even_step(high - low)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    ticks = tuple([_clean(step * number) for number in range(first, last + 1)])
    return Scale(ticks[0], ticks[-1], False, ticks, 0.0)


def _of_ratios(
    values: Sequence[float], intervals: Sequence[tuple[float, float]], whole: Sequence[tuple[float, float]]
) -> Scale:
    inner = [1.0, *values, *(end for ends in whole for end in ends if end > 0)]
    low, high = min(inner), max(inner)
    widths = [log(end / start) for start, end in intervals if start > 0]
    reach = exp(min(max(_REACH, log(high / low) / 2, _OF_MEDIAN * _median(widths)), _MOST_REACH))
    low, high = (
        min([low, *(max(start, low / reach) for start, _ in intervals)]),
        max([high, *(min(end, high * reach) for _, end in intervals)]),
    )
    if high / low < 1.2:
        low, high = low / 1.1, high * 1.1
    for ticks in _candidates(low, high):
        made = Scale(ticks[0], ticks[-1], True, ticks, 1.0)
        places = [made.place(tick) for tick in ticks]
        if len(ticks) <= _MOST_TICKS and all(b - a >= _NEAREST for a, b in pairwise(places)):
            return made
    return Scale(low, high, True, (1.0,), 1.0)


def _candidates(low: float, high: float) -> Iterable[tuple[float, ...]]:
    """Ticks for a log scale, from fine to coarse; the first and the last enclose what is shown."""
    if high / low <= _EVEN_TO:
        for step in _STEPS:
            first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
            # 1 is no multiple of all steps from any start, but 0 is, and 1 / step is whole for these.
            if first > 0:
                yield tuple([_clean(step * number) for number in range(first, last + 1)])
    decades = range(floor(log10(low)) - 1, ceil(log10(high)) + 2)
    for ladder in _LADDERS:
        # Mirrored below 1, so that half and double lie at ticks alike: 0.5 and 2, 0.2 and 5.
        steps = sorted(
            {_clean(mantissa * 10.0**decade) for decade in decades if decade >= 0 for mantissa in ladder}
            | {
                _clean(_rounded(10.0 ** (decade + 1) / mantissa))
                for decade in decades
                if decade < 0
                for mantissa in ladder
            }
        )
        yield _enclosing(steps, low, high)
    for every in (2, 3, 4, 6):
        first, last = floor(log10(low) / every), ceil(log10(high) / every)
        yield tuple([10.0 ** (every * number) for number in range(first, last + 1)])


def _enclosing(steps: Sequence[float], low: float, high: float) -> tuple[float, ...]:
    start = max((step for step in steps if step <= low * 1.000001), default=steps[0])
    end = min((step for step in steps if step >= high / 1.000001), default=steps[-1])
    return tuple([step for step in steps if start <= step <= end])


def _median(widths: Sequence[float]) -> float:
    return sorted(widths)[len(widths) // 2] if widths else 0.0


def _rounded(value: float) -> float:
    """With one figure that counts: a third is 0.3."""
    return round(value, -floor(log10(value)))


def _even_step(spread: float) -> float:
    rough = spread / (_MOST_TICKS - 1)
    power = 10.0 ** floor(log10(rough))
    return next(step * power for step in (1.0, 2.0, 2.5, 5.0, 10.0) if step * power >= rough * 0.999999)


def _clean(value: float) -> float:
    """Without what binary arithmetic leaves behind: 0.1 + 0.2 is 0.3."""
    return round(value, 12) + 0.0


def _digits(value: float) -> int:
    return len(f"{value:.10f}".rstrip("0").partition(".")[2])


def _figure(value: float, digits: int | None) -> str:
    return f"{value:.{_digits(value) if digits is None else digits}f}"


def is_drawable(measure: Measure, value: float) -> bool:
    """Whether a value has a place on its scale: a ratio must be above 0."""
    return isfinite(value) and (value > 0 or not measure.is_ratio)
