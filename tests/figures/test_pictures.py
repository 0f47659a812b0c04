"""Where the marks of pictures lie: at the values that they stand for."""

from __future__ import annotations

import re
from itertools import pairwise
from math import exp, log

import pytest
from evidence_samples import (
    AT,
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
    estimate,
    many,
    pooled,
    study,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dr_evidence_site.figures.absolute import absolute_view, denominator, needed_view
from dr_evidence_site.figures.difference import difference_view
from dr_evidence_site.figures.effects import effect_view
from dr_evidence_site.figures.forest import forest_view
from dr_evidence_site.figures.icons import icons_view, outline
from dr_evidence_site.figures.scale import INSET, WIDTH, scale
from dr_evidence_site.model.evidence import AbsoluteEffect, Baseline, Better, Measure, Outcome
from dr_evidence_site.model.figures import AbsoluteView, AxisView, EffectView, ForestView

WITH_FORESTS = [FRACTURE, STONES, DENSITY, CURED, STANDARDISED, DIFFERENCE, RATE, NO_EVENTS, HUGE, many(60)]


def forest(outcome: Outcome) -> ForestView:
    view = forest_view(outcome, lambda _: None)
    assert view
    return view


def value_at(x: float, axis: AxisView, measure: Measure) -> float:
    """The value at a place, by the first and last tick of the axis alone."""
    first, last = axis.ticks[0], axis.ticks[-1]
    share = (x - first.x) / (last.x - first.x)
    low, high = float(first.label), float(last.label)
    if measure.is_ratio:
        return exp(log(low) + share * (log(high) - log(low)))
    return low + share * (high - low)


def area(path: str) -> float:
    """Of a square."""
    side = re.search(r"h([\d.]+)v", path)
    assert side
    return float(side[1]) ** 2


@pytest.mark.parametrize("outcome", WITH_FORESTS, ids=lambda outcome: outcome.name[""])
def test_marks_of_a_forest_plot_lie_at_their_values(outcome: Outcome) -> None:
    view = forest(outcome)
    unit = abs(value_at(120.1, view.axis, outcome.measure) / value_at(120, view.axis, outcome.measure) - 1)
    for row, drawn in zip(view.rows, outcome.studies, strict=True):
        if drawn.estimate is None:
            assert row.mark is None
            continue
        assert row.mark
        near = {"rel": unit, "abs": 0.001 if outcome.measure.is_ratio else 0.0006}
        assert value_at(row.mark.x, view.axis, outcome.measure) == pytest.approx(drawn.estimate.value, **near)
        for end, value, cut in (
            (row.mark.low, drawn.estimate.low, row.mark.cut_low),
            (row.mark.high, drawn.estimate.high, row.mark.cut_high),
        ):
            assert end is not None
            assert value is not None
            if cut:
                assert end in (INSET, WIDTH - INSET)
            else:
                assert value_at(end, view.axis, outcome.measure) == pytest.approx(value, **near)


@pytest.mark.parametrize("outcome", [FRACTURE, DENSITY, HUGE, many(60)], ids=lambda outcome: outcome.name[""])
def test_the_ends_of_the_diamond_lie_at_its_interval(outcome: Outcome) -> None:
    view = forest(outcome)
    assert view.pooled
    assert outcome.pooled
    found = re.fullmatch(r"M([\d.]+) 10L([\d.]+) 3L([\d.]+) 10L([\d.]+) 17z", view.pooled.mark.shape)
    assert found
    left, top, right, bottom = map(float, found.groups())
    assert top == bottom
    its = outcome.pooled.estimate
    assert its.low is not None
    assert its.high is not None
    for x, value in ((left, its.low), (top, its.value), (right, its.high)):
        assert value_at(x, view.axis, outcome.measure) == pytest.approx(value, rel=0.005, abs=0.0006)


def test_areas_of_squares_are_in_proportion_to_weights() -> None:
    view = forest(FRACTURE)
    areas = [area(row.mark.shape) for row in view.rows if row.mark]
    weights = [study.weight or 0 for study in FRACTURE.studies]
    for one, weight in zip(areas, weights, strict=True):
        assert one / max(areas) == pytest.approx(weight / max(weights), rel=0.01)


def test_without_weights_areas_are_as_the_inverse_of_the_variance() -> None:
    outcome = replace(FRACTURE, pooled=None, studies=(study("A", ("1", "0.5", "2")), study("B", ("1", "0.25", "4"))))
    first, second = (area(row.mark.shape) for row in forest(outcome).rows if row.mark)
    assert second / first == pytest.approx(1 / 4, rel=0.01)
    assert not forest(outcome).weights


def test_the_line_of_no_effect_is_at_one_for_ratios_and_at_zero_for_differences() -> None:
    for outcome in WITH_FORESTS:
        axis = forest(outcome).axis
        label = "1" if outcome.measure.is_ratio else "0"
        assert [tick.x for tick in axis.ticks if float(tick.label) == float(label)] == [axis.null]


def test_a_study_without_an_estimate_keeps_its_row_and_draws_nothing() -> None:
    first = forest(NO_EVENTS).rows[0]
    assert first.effect is None
    assert first.mark is None
    assert first.intervention
    assert first.intervention.events == 0


def test_an_interval_beyond_the_scale_is_cut_with_an_arrow() -> None:
    huge = forest(HUGE).rows[2].mark
    assert huge
    assert (huge.cut_low, huge.cut_high) == (True, True)
    assert huge.line.count("M") == 3
    limit_of_zero = forest(NO_EVENTS).rows[2].mark
    assert limit_of_zero
    assert (limit_of_zero.cut_low, limit_of_zero.cut_high) == (True, False)


def test_a_ratio_that_is_not_above_zero_is_not_drawn() -> None:
    outcome = replace(FRACTURE, studies=(study("A", ("0", "", "")), study("B", ("-1", "", ""))), pooled=None)
    assert forest_view(outcome, lambda _: None) is None


def test_the_side_of_the_intervention_follows_what_is_better() -> None:
    assert forest(FRACTURE).intervention_left
    assert not forest(CURED).intervention_left


numbers = st.floats(0.001, 1000)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(list(Measure)),
    st.lists(st.tuples(numbers, numbers, numbers).map(sorted), min_size=1, max_size=8),
    st.booleans(),
)
def test_any_scale_has_rising_ticks_and_holds_every_estimate(
    measure: Measure, studies: list[list[float]], negative: bool
) -> None:
    if negative and not measure.is_ratio:
        studies = [[-high, -value, -low] for low, value, high in studies]
    made = scale(measure, [value for _, value, _ in studies], [(low, high) for low, _, high in studies])
    axis = made.axis()
    assert 1 <= len(axis.ticks) <= 7
    assert all(a.x < b.x for a, b in pairwise(axis.ticks))
    assert all(float(a.label) < float(b.label) for a, b in pairwise(axis.ticks))
    assert all(made.low <= value <= made.high for _, value, _ in studies)
    places = [made.place(value) for _, value, _ in sorted(studies, key=lambda one: one[1])]
    assert places == sorted(places)
    assert all(INSET <= place <= WIDTH - INSET for place in places)
    assert made.place(made.null) == axis.null


def test_figures_keep_the_digits_of_their_source() -> None:
    assert effect_view(estimate("0.70", "0.45", "1.10")) == EffectView("0.70", "0.45", "1.10")


# Absolute effects


def test_counts_are_derived_from_baseline_and_effect_and_add_up() -> None:
    assert absolute_view(FRACTURE) == AbsoluteView(1000, 21, 18, -3, -6, -1)
    assert absolute_view(CURED) == AbsoluteView(100, 48, 60, 12, 2, 20)
    assert absolute_view(DEATHS) == AbsoluteView(1000, 70, 69, -1, -6, 4)


def test_counts_that_a_source_states_are_shown_as_stated() -> None:
    stated = replace(FRACTURE, absolute=AbsoluteEffect(20, 17, 1000, "", AT))
    view = absolute_view(stated)
    assert view
    assert (view.without, view.with_it, view.difference) == (20, 17, -3)


def test_means_and_outcomes_without_a_baseline_have_no_counts() -> None:
    assert absolute_view(DENSITY) is None
    assert absolute_view(RATE) is None


@pytest.mark.parametrize(
    ("asked", "without", "with_it", "of"),
    [
        (100, 0.21, 0.18, 100),
        (1000, 0.21, 0.18, 1000),
        (100, 0.021, 0.018, 1000),  # 2 and 2 of 100 would hide the difference
        (18106, 0.011, 0.0097, 1000),  # from a trial's own counts
        (1000, 0.0002, 0.0001, 10_000),  # less than one of 1000
        (10_000, 0.0009, 0.0006, 10_000),
        (1000, 0.2, 0.2, 1000),
        (100, 0.0, 0.0, 100),
    ],
)
def test_both_risks_are_told_out_of_a_number_that_shows_them(
    asked: int, without: float, with_it: float, of: int
) -> None:
    assert denominator(asked, without, with_it) == of


def test_the_number_needed_is_derived_with_its_interval() -> None:
    needed = needed_view(FRACTURE)
    assert needed
    assert (needed.number, needed.benefit, needed.low, needed.high) == (298, True, 177, 1191)
    through = needed_view(DEATHS)
    assert through
    assert through.through_infinity
    harm = needed_view(STONES)
    assert harm
    assert not harm.benefit


def cells(path: str) -> int:
    return sum(int(w) // 10 * (int(h) // 10) for w, h in re.findall(r"h(\d+)v(\d+)", path))


@pytest.mark.parametrize("view", [absolute_view(one) for one in (FRACTURE, STONES, CURED, DEATHS, DIFFERENCE)])
def test_an_icon_array_has_as_many_of_each_kind_as_the_counts_say(view: AbsoluteView) -> None:
    icons = icons_view(view)
    assert icons
    for panel, count in ((icons.without, view.without), (icons.with_it, view.with_it)):
        kinds = {kind: cells(path) for kind, path in panel.paths}
        assert panel.count == count
        assert sum(kinds.values()) == view.of == icons.width * icons.height // 100
    with_it = {kind: cells(path) for kind, path in icons.with_it.paths}
    assert with_it.get("changed", 0) == abs(view.difference)
    assert with_it["event"] == min(view.without, view.with_it)


@given(st.integers(0, 1000), st.integers(1, 1000))
@settings(max_examples=60, deadline=None)
def test_an_outline_encloses_as_many_cells_as_it_is_for(start: int, count: int) -> None:
    assert cells(outline(start, start + count, 40)) == count


def test_a_crowd_that_is_too_large_is_not_drawn() -> None:
    assert icons_view(AbsoluteView(10_000, 9, 6, -3)) is None


def test_a_difference_reaches_from_none_to_its_value() -> None:
    view = absolute_view(FRACTURE)
    assert view
    drawn = difference_view(FRACTURE, view)
    found = re.fullmatch(r"M([\d.]+) 6H([\d.]+)v10H\1z", drawn.mark.shape)
    assert found
    assert float(found[1]) == drawn.axis.null
    assert value_at(float(found[2]), drawn.axis, Measure.RISK_DIFFERENCE) == pytest.approx(-3, abs=0.01)
    assert drawn.mark.low is not None
    assert value_at(drawn.mark.low, drawn.axis, Measure.RISK_DIFFERENCE) == pytest.approx(-6, abs=0.01)


def test_a_risk_difference_is_counted_from_its_baseline() -> None:
    outcome = replace(
        DIFFERENCE,
        studies=(),
        pooled=pooled("-0.02", "-0.05", "0.01"),
        baseline=Baseline(200, 1000, "", AT),
        better=Better.LOWER,
    )
    assert absolute_view(outcome) == AbsoluteView(1000, 200, 180, -20, -50, 10)
