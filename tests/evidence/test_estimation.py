"""The formulas give the figures that are published for the same data; each case names where."""

from __future__ import annotations

from math import exp, log, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.estimation import pooling
from dr_evidence_site.estimation.absolute import Needed, Risks, number_needed, risk_with, risks
from dr_evidence_site.estimation.effects import Effect, bounds, of_arms, of_interval, quantile
from dr_evidence_site.estimation.pooling import Table
from dr_evidence_site.model.evidence import Arm, Better, Estimate, Measure
from dr_evidence_site.model.source import Span

RR, OR, HR = Measure.RISK_RATIO, Measure.ODDS_RATIO, Measure.HAZARD_RATIO
RD, MD, SMD = Measure.RISK_DIFFERENCE, Measure.MEAN_DIFFERENCE, Measure.STANDARDISED_MEAN_DIFFERENCE

# Rothman KJ, Greenland S, Lash TL. Modern Epidemiology, 3rd ed, 2008, Table 15-1 (tolbutamide and death, two ages);
# metafor documents all results at metafor-project.org/doku.php/analyses:rothman2008.
TOLBUTAMIDE = [Table(8, 106, 5, 120), Table(22, 98, 16, 85)]

# Colditz GA et al. JAMA 1994;271:698-702, the 13 trials of BCG: data set dat.colditz1994 (dat.bcg) of metafor.
BCG = [
    (4, 123, 11, 139), (6, 306, 29, 303), (3, 231, 11, 220), (62, 13598, 248, 12867), (33, 5069, 47, 5808),
    (180, 1541, 372, 1451), (8, 2545, 10, 629), (505, 88391, 499, 88391), (29, 7499, 45, 7277), (17, 1716, 65, 1665),
    (186, 50634, 141, 27338), (5, 2498, 3, 2341), (27, 16913, 29, 17854),
]  # fmt: skip

# Normand SLT. Stat Med 1999;18:321-59, Table VIII: nine trials of stroke units, days in hospital; metafor's
# dat.normand1999. People, mean and SD of both groups.
STROKE_UNITS = [
    (155, 55, 47, 156, 75, 64), (31, 27, 7, 32, 29, 4), (75, 64, 17, 71, 119, 29), (18, 66, 20, 18, 137, 48),
    (8, 14, 8, 13, 18, 11), (57, 19, 7, 52, 18, 4), (34, 52, 45, 33, 41, 34), (110, 21, 16, 183, 31, 27),
    (60, 30, 27, 52, 23, 20),
]  # fmt: skip

# The same, Table III: six trials of lidocaine, risk differences in percentage points; metafor's dat.hine1989.
LIDOCAINE = [
    Effect(value, sqrt(variance))
    for value, variance in zip(
        (2.8026, 0.0, 1.9711, 1.7961, 3.5334, 4.4031), (17.7575, 37.5657, 8.1323, 10.8998, 8.0114, 6.1320), strict=True
    )
]


def effects(measure: Measure, counts: list[tuple[int, int, int, int]]) -> list[Effect]:
    found = [of_arms(measure, Arm(n1, a), Arm(n2, c)) for a, n1, c, n2 in counts]
    return [effect for effect in found if effect]


def shown(measure: Measure, effect: Effect, level: float = 95.0) -> tuple[float, float, float]:
    found = bounds(measure, effect, level)
    return found.value, found.low, found.high


@pytest.mark.parametrize(
    ("measure", "stratum", "expected"),
    [
        (RR, 0, (1.8113, 0.6112, 5.3679)),  # metafor, analyses:rothman2008
        (RR, 1, (1.1926, 0.6713, 2.1188)),
        (RD, 0, (0.0338, 0.0338 - 1.959964 * 0.0315, 0.0338 + 1.959964 * 0.0315)),
        (RD, 1, (0.0363, 0.0363 - 1.959964 * 0.0598, 0.0363 + 1.959964 * 0.0598)),
    ],
)
def test_one_study_as_in_rothman_2008(measure: Measure, stratum: int, expected: tuple[float, ...]) -> None:
    table = TOLBUTAMIDE[stratum]
    (effect,) = effects(measure, [(table.events, table.people, table.events_without, table.people_without)])
    assert shown(measure, effect) == pytest.approx(expected, abs=1.1e-4)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [(RD, (0.0349, -0.0176, 0.0874)), (RR, (1.3256, 0.8658, 2.0296)), (OR, (1.4031, 0.8411, 2.3409))],
)
def test_mantel_and_haenszel_as_in_rothman_2008(measure: Measure, expected: tuple[float, ...]) -> None:
    """With intervals of 90 percent, as there."""
    effect = pooling.mantel_haenszel(measure, TOLBUTAMIDE)
    assert effect
    assert shown(measure, effect, 90.0) == pytest.approx(expected, abs=6e-5)


def test_the_fixed_effect_of_bcg_as_in_van_houwelingen_2002() -> None:
    """Stat Med 2002;21:589-624, p. 596: 0.647 (0.595 to 0.703); metafor gives 0.702 for the upper end."""
    pool = pooling.fixed(effects(OR, BCG))
    assert shown(OR, pool.effect) == pytest.approx((0.647, 0.595, 0.702), abs=5e-4)


def test_the_odds_ratios_of_bcg_as_metafor_lists_them() -> None:
    """metafor-project.org/doku.php/analyses:vanhouwelingen2002, the first seven: logarithms and variances."""
    found = effects(OR, BCG)[:7]
    assert [round(effect.value, 4) for effect in found] == [
        -0.9387, -1.6662, -1.3863, -1.4564, -0.2191, -0.9581, -1.6338
    ]  # fmt: skip
    assert [round(effect.error**2, 4) for effect in found] == [0.3571, 0.2081, 0.4334, 0.0203, 0.0520, 0.0099, 0.2270]


def test_stroke_units_as_in_normand_1999() -> None:
    """Tables VIII and IX, pp. 351 and 352, with the SD of both groups together; tau² as metafor's test of it says."""
    found = []
    for n1, mean1, sd1, n2, mean2, sd2 in STROKE_UNITS:
        within = sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / (n1 + n2 - 2))
        effect = of_arms(MD, Arm(n1, mean=mean1, deviation=within), Arm(n2, mean=mean2, deviation=within))
        assert effect
        found.append(effect)
    assert [round(effect.error**2, 2) for effect in found] == [
        40.59, 2.05, 15.28, 150.22, 20.19, 1.22, 95.38, 8.03, 20.69
    ]  # fmt: skip
    fixed, random = pooling.fixed(found), pooling.random(found)
    assert [round(part, 2) for part in shown(MD, fixed.effect)] == [-3.49, -5.03, -1.96]
    assert [round(part, 2) for part in shown(MD, random.effect)] == [-14.10, -24.45, -3.75]
    assert round(random.tau_squared, 2) == 218.72
    assert sum(random.weights) == pytest.approx(1)


def test_lidocaine_as_in_normand_1999() -> None:
    """Table VII, p. 349: both models agree, since the studies differ by less than chance."""
    for pool in (pooling.fixed(LIDOCAINE), pooling.random(LIDOCAINE)):
        value, low, high = shown(RD, pool.effect)
        assert (round(value, 2), round(low, 1), round(high, 1)) == (2.94, 0.4, 5.5)
        assert (pool.tau_squared, pool.i_squared) == (0, 0)


def test_a_mean_difference_and_its_standardised_form() -> None:
    """By hand: 10 − 8 with SD 4 and 3 in 40 and 50 people; Hedges' correction is 1 − 3/(4·90 − 9)."""
    arms = Arm(40, mean=10.0, deviation=4.0), Arm(50, mean=8.0, deviation=3.0)
    plain, standard = of_arms(MD, *arms), of_arms(SMD, *arms)
    assert plain and standard
    assert plain == Effect(2.0, pytest.approx(sqrt(16 / 40 + 9 / 50)))
    within = sqrt((39 * 16 + 49 * 9) / 88)
    assert standard.value == pytest.approx(2 / within * (1 - 3 / 351))


@pytest.mark.parametrize(
    ("measure", "risk", "effect", "expected", "needed"),
    [
        # Higgins JPT, Green S (eds). Cochrane Handbook 5.1, 2011: sections 12.5.4.2 and 12.5.4.3 …
        (RR, 0.3, 0.92, -0.024, 42),
        (OR, 0.3, 0.73, -0.062, 17),
        # … and 12.5.4.1.
        (RD, 0.3, -0.12, -0.12, 9),
        (RD, 0.3, -0.22, -0.22, 5),
        # 12.5.1: a risk ratio of 0.75 brings a risk of 4% to 3%.
        (RR, 0.04, 0.75, -0.01, 100),
        # A hazard ratio of 1 changes nothing, one of 2 makes two independent chances of it.
        (HR, 0.1, 2.0, 0.09, 12),
        (Measure.RATE_RATIO, 0.1, 2.0, 0.09, 12),
    ],
)
def test_absolute_effects_as_in_the_handbook(
    measure: Measure, risk: float, effect: float, expected: float, needed: int
) -> None:
    found = risks(measure, risk, Estimate(effect, None, None, Span("")))
    assert found
    assert found.difference == pytest.approx(expected, abs=5e-4)
    number = number_needed(found, Better.LOWER)
    assert number
    assert number.needed.rounded == needed
    assert number.needed.benefit == (expected < 0)
    assert (number.low, number.high) == (None, None)


def test_the_interval_of_a_number_needed_goes_through_infinity_as_in_altman_1998() -> None:
    """BMJ 1998;317:1309-12: a risk reduction of 10% (−5% to 25%) is NNTB 10 (NNTB 4 to ∞ to NNTH 20)."""
    found = number_needed(Risks(0.5, 0.4, 0.25, 0.55), Better.LOWER)
    assert found
    assert (found.needed.rounded, found.needed.benefit, found.through_infinity) == (10, True, True)
    assert found.low and found.high
    assert (found.low.rounded, found.low.benefit) == (4, True)
    assert (found.high.rounded, found.high.benefit) == (20, False)


def test_where_more_is_better_the_sides_change() -> None:
    found = number_needed(Risks(0.5, 0.4, 0.25, 0.55), Better.HIGHER)
    assert found
    assert not found.needed.benefit
    assert found.low and found.high
    assert (found.low.rounded, found.high.rounded) == (20, 4)


def test_an_interval_that_ends_at_no_difference_reaches_infinity() -> None:
    found = number_needed(Risks(0.5, 0.4, 0.3, 0.5), Better.LOWER)
    assert found
    assert not found.through_infinity
    assert found.low == Needed(pytest.approx(5.0), benefit=True)
    assert found.high == Needed(None, benefit=True)
    assert found.high.rounded is None


def test_the_smaller_number_comes_first_and_none_comes_of_no_difference() -> None:
    found = number_needed(Risks(0.3, 0.2, 0.1, 0.25), Better.LOWER)
    assert found and found.low and found.high
    assert (found.low.rounded, found.needed.rounded, found.high.rounded) == (5, 10, 20)
    assert number_needed(Risks(0.3, 0.3, 0.1, 0.5), Better.LOWER) is None


@pytest.mark.parametrize(
    ("measure", "intervention", "comparison"),
    [
        (RR, Arm(100, 0), Arm(100, 4)),
        (OR, Arm(100, 3), Arm(100, 100)),
        (RD, Arm(100, 0), Arm(100, 0)),
        (RR, Arm(None, 3), Arm(100, 4)),
        (RR, Arm(2, 3), Arm(100, 4)),
        (HR, Arm(100, 3), Arm(100, 4)),
        (MD, Arm(100, mean=1.0), Arm(100, mean=1.0)),
        (SMD, Arm(1, mean=1.0, deviation=1.0), Arm(2, mean=1.0, deviation=1.0)),
    ],
)
def test_figures_that_do_not_tell_give_no_effect(measure: Measure, intervention: Arm, comparison: Arm) -> None:
    assert of_arms(measure, intervention, comparison) is None


def test_no_pooled_effect_comes_of_tables_without_events() -> None:
    none = [Table(0, 10, 0, 10)]
    assert [pooling.mantel_haenszel(measure, none) for measure in (RR, OR, RD, HR)] == [None] * 4
    assert pooling.random([Effect(1, 2)]).tau_squared == 0
    assert pooling.i_squared(0, 1) == 0


def test_quantiles_are_those_of_the_normal_distribution() -> None:
    assert quantile() == pytest.approx(1.959964)
    assert quantile(90.0) == pytest.approx(1.644854)


@settings(max_examples=60)
@given(st.floats(0.01, 50), st.floats(0.01, 2), st.floats(50, 99.9))
def test_an_effect_comes_back_from_its_interval(value: float, error: float, level: float) -> None:
    found = bounds(RR, Effect(log(value), error), level)
    again = of_interval(RR, found.value, found.low, found.high, level)
    assert (exp(again.value), again.error) == (pytest.approx(value), pytest.approx(error))


@settings(max_examples=100)
@given(st.sampled_from(list(Measure)), st.floats(0, 1), st.floats(0.001, 1000))
def test_a_risk_stays_a_risk(measure: Measure, risk: float, effect: float) -> None:
    found = risk_with(measure, risk, effect)
    assert found is None if measure in (MD, SMD) else found is not None and 0 <= found <= 1
