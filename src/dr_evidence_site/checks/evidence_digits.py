"""What rounding may have changed in a figure, and figures as messages show them."""

from __future__ import annotations

from math import log

from dr_evidence_site.estimation.effects import Bounds
from dr_evidence_site.model.evidence import Estimate, Measure, Wording

_EDGE = 1.001
"""Half a digit and a hair: floats are not exact."""


def agrees(measure: Measure, found: float, stated: float, half: float, room: float) -> bool:
    """Whether a value is what is stated, but for the rounding of the latter and some room on the scale of effects."""
    derived = on_scale(measure, found)
    low, high = on_scale(measure, stated - half * _EDGE), on_scale(measure, stated + half * _EDGE)
    if derived is None or high is None:
        return True
    return (low is None or low - room <= derived) and derived <= high + room


def on_scale(measure: Measure, value: float) -> float | None:
    """A value on the scale on which effects add up; None for a ratio that has no logarithm."""
    if not measure.is_ratio:
        return value
    return log(value) if value > 0 else None


def half(written: str) -> float:
    """Half a unit of the last digit that is written."""
    return 0.5 * 10.0 ** -digits(written) / (100 if written.endswith("%") else 1)


def half_of(value: float) -> float:
    """The same of a number whose digits are not kept: rather too much, as zeros at its end may be missing."""
    return 0.5 * 10.0 ** -digits(f"{value:.9f}".rstrip("0"))


def digits(written: str) -> int:
    """How many digits stand behind the point."""
    return len(written.rstrip("%").partition(".")[2])


def shown(found: Bounds, like: Estimate) -> str:
    """A derived result in as many digits as a stated one."""
    unit, percent = (100, "%") if like.written[0].endswith("%") else (1, "")
    value, low, high = (
        f"{part * unit:.{digits(like.written[0])}f}{percent}" for part in (found.value, found.low, found.high)
    )
    return value if like.low is None else f"{value} ({low} to {high})"


def stated(estimate: Estimate) -> str:
    """A result as it is written."""
    value, low, high = estimate.written
    return f"{value} ({low} to {high})" if low else value


def name_of(wording: Wording) -> str:
    """A name in one of its wordings."""
    return wording.get("") or next(iter(wording.values()), "")
