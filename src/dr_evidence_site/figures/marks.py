"""The marks of an effect on a row of 20 units: square with its interval, diamond, bar; as paths of SVG."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from dr_evidence_site.figures.scale import Scale
from dr_evidence_site.model.figures import Mark

Line: TypeAlias = Callable[[float, float, bool, bool], str]
"""Draws the line of an interval from its ends, and whether each of them is cut."""

MIDDLE = 10
"""Units from the top of a row to its middle."""


def square(scale: Scale, value: float, low: float | None, high: float | None, half: float) -> Mark:
    """The estimate of a study as a square with sides of twice `half`, on the line of its interval."""
    x = scale.place(value)
    side = _short(2 * half)
    shape = f"M{_short(x - half)} {_short(MIDDLE - half)}h{side}v{side}h-{side}z"
    return _mark(scale, x, low, high, shape, _line)


def diamond(scale: Scale, value: float, low: float | None, high: float | None) -> Mark:
    """A pooled effect: its ends lie at those of its interval; without one it is as small as a point."""
    x = scale.place(value)
    left = x - 3 if low is None else scale.place(low)
    right = x + 3 if high is None else scale.place(high)
    shape = f"M{_short(left)} {MIDDLE}L{_short(x)} 3L{_short(right)} {MIDDLE}L{_short(x)} 17z"
    return _mark(scale, x, low, high, shape, lambda *_: "")


def bar(scale: Scale, value: float, low: float | None, high: float | None) -> Mark:
    """A difference as a bar from none, and its interval with an upright at each end."""
    x, null = scale.place(value), scale.place(0.0)
    return _mark(scale, x, low, high, f"M{_short(null)} 6H{_short(x)}v10H{_short(null)}z" if x != null else "", _capped)


def _mark(scale: Scale, x: float, low: float | None, high: float | None, shape: str, line: Line) -> Mark:
    if low is None or high is None:
        return Mark(x, None, None, cut_low=False, cut_high=False, shape=shape)
    start, end = scale.place(low), scale.place(high)
    cut_low, cut_high = low < scale.low, high > scale.high
    return Mark(x, start, end, cut_low, cut_high, shape, line(start, end, cut_low, cut_high))


def _line(start: float, end: float, cut_low: bool, cut_high: bool) -> str:
    """The line of an interval, with an arrow at an end that is cut."""
    path = f"M{_short(start)} {MIDDLE}H{_short(end)}"
    if cut_low:
        path += f"M{_short(start + 5)} 6l-5 4 5 4"
    if cut_high:
        path += f"M{_short(end - 5)} 6l5 4-5 4"
    return path


def _capped(start: float, end: float, _low: bool, _high: bool) -> str:
    return f"M{_short(start)} 11H{_short(end)}M{_short(start)} 7v8M{_short(end)} 7v8"


def _short(units: float) -> str:
    """With two decimals at most, and none that say nothing."""
    return f"{units:.2f}".rstrip("0").rstrip(".")
