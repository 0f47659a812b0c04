"""What contradicts itself within evidence is reported, and what agrees but for rounding is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_estimation import BCG, TOLBUTAMIDE, effects
from written import BLOCK, block, evidence, outcome

from dr_evidence_site.checks.evidence import check
from dr_evidence_site.diagnostics import Diagnostic, Severity
from dr_evidence_site.diagnostics.codes.evidence import ALL
from dr_evidence_site.estimation import pooling
from dr_evidence_site.estimation.effects import bounds
from dr_evidence_site.model.evidence import Measure


def faults(text: str) -> list[Diagnostic]:
    return check(evidence(text))


def codes(text: str) -> list[str]:
    return sorted(fault.code for fault in faults(text))


def study(rest: str) -> str:
    return f"studies: [{{study: A, cite: a, {rest}}}]"


def pair(first: str, second: str, pooled: str) -> tuple[str, str]:
    return (
        f"studies: [{{study: A, cite: a, {first}}}, {{study: B, cite: b, {second}}}]",
        f"pooled: {{cite: c, {pooled}}}",
    )


ARMS = "intervention: {events: 175, participants: 18176}, comparison: {events: 199, participants: 18106}"
POOLED = "pooled: {estimate: 0.84, interval: [0.74, 0.96], cite: a}"
REASON = "because: So it is."

# Measure, lines of the outcome, codes that are reported.
CASES: list[tuple[str, tuple[str, ...], list[str]]] = [
    # Counts and estimate
    ("RR", (study(f"estimate: 0.88, interval: [0.72, 1.07], {ARMS}"),), []),
    ("RR", (study(f"estimate: 0.88, interval: [0.71, 1.07], {ARMS}"),), []),
    ("RR", (study(f"estimate: 0.88, {ARMS}"),), []),
    ("RR", (study(f"estimate: 0.876, interval: [0.715, 1.073], {ARMS}"),), []),
    ("RR", (study(f"estimate: 0.9, {ARMS}"),), []),
    ("RR", (study(f"estimate: 0.78, interval: [0.64, 0.95], {ARMS}"),), ["EVD020"]),
    ("RR", (study(f"estimate: 0.88, interval: [0.52, 1.48], {ARMS}"),), ["EVD020"]),
    ("RR", (study(f"estimate: 0.78, interval: [0.64, 0.95], adjusted: yes, {ARMS}"),), []),
    ("RR", (study(f"estimate: 0.88, interval: [0.74, 1.04], level: 90%, {ARMS}"),), []),
    ("OR", (study(f"estimate: 0.87, interval: [0.71, 1.07], {ARMS}"),), []),
    ("OR", (study(f"estimate: 0.97, interval: [0.79, 1.19], {ARMS}"),), ["EVD020"]),
    ("RD", (study(f"estimate: -0.14%, interval: [-0.35%, 0.07%], {ARMS}"),), []),
    ("RD", (study(f"estimate: -0.0014, interval: [-0.0035, 0.0007], {ARMS}"),), []),
    ("RD", (study(f"estimate: -1.4%, interval: [-3.5%, 0.7%], {ARMS}"),), ["EVD020"]),
    ("HR", (study(f"estimate: 0.50, interval: [0.40, 0.62], {ARMS}"),), []),
    ("RR", (study("estimate: 0.33, intervention: {events: 0, participants: 50}, comparison: {events: 1, participants: 50}"),), []),
    ("MD", (study("estimate: -2.0, intervention: {mean: 8.1, sd: 3}, comparison: {mean: 10.1, sd: 3}"),), []),
    ("MD", (study("estimate: 2.0, intervention: {mean: 8.1, sd: 3}, comparison: {mean: 10.1, sd: 3}"),), ["EVD020"]),
    # The middle of the interval
    ("RR", (POOLED,), []),
    ("RR", ("pooled: {estimate: 0.84, interval: [0.74, 1.96], cite: a}",), ["EVD021"]),
    ("HR", ("pooled: {estimate: 0.5, interval: [0.2, 1.2], cite: a}",), []),
    ("OR", ("pooled: {estimate: 0.03, interval: [0.00, 0.6], cite: a}",), []),
    ("MD", ("pooled: {estimate: -2.0, interval: [-3.1, -0.9], cite: a}",), []),
    ("MD", ("pooled: {estimate: -2.0, interval: [-31, -0.9], cite: a}",), ["EVD021"]),
    # Weights
    ("RR", pair("estimate: 0.8, weight: 60%", "estimate: 0.9, weight: 40.1%", "estimate: 0.84"), []),
    ("RR", pair("estimate: 0.8, weight: 60%", "estimate: 0.9, weight: 30%", "estimate: 0.84"), ["EVD017"]),
    ("RR", pair("estimate: 0.8, weight: 60%", "estimate: 0.9, weight: 30%", "estimate: 0.84, studies: 7"), []),
    ("RR", pair("estimate: 0.8, weight: 60%", "estimate: 0.9, weight: 50%", "estimate: 0.84, studies: 7"), ["EVD017"]),
    ("RR", pair("estimate: 0.8, weight: 60%", "estimate: 0.9", "estimate: 0.84"), []),
    # Numbers of studies and people
    ("RR", pair("estimate: 0.8", "estimate: 0.9", "estimate: 0.84, studies: 1"), ["EVD026"]),
    ("RR", pair("estimate: 0.8", "estimate: 0.9", "estimate: 0.84, studies: 9"), []),
    ("RR", (study(ARMS), "pooled: {estimate: 0.84, cite: c, participants: 36281}"), ["EVD026"]),
    ("RR", (study(ARMS), "pooled: {estimate: 0.84, cite: c, participants: 36283, studies: 1}"), ["EVD026"]),
    ("RR", (study(ARMS), "pooled: {estimate: 0.84, cite: c, participants: 36283, studies: 4}"), []),
    # Pooled results
    ("HR", pair("estimate: 0.80, interval: [0.71, 0.91]", "estimate: 0.79, interval: [0.69, 0.90]", "estimate: 0.80, interval: [0.73, 0.87]"), []),
    ("HR", pair("estimate: 0.80, interval: [0.71, 0.91]", "estimate: 0.79, interval: [0.69, 0.90]", "estimate: 0.90, interval: [0.82, 0.99]"), ["EVD022"]),
    ("HR", pair("estimate: 0.80, interval: [0.71, 0.91]", "estimate: 0.79, interval: [0.69, 0.90]", "estimate: 0.80, interval: [0.71, 0.90]"), ["EVD022"]),
    ("HR", pair("estimate: 0.80, interval: [0.71, 0.91]", "estimate: 0.79, interval: [0.69, 0.90]", "estimate: 0.90, interval: [0.82, 0.99], method: Bayesian"), []),
    ("HR", pair("estimate: 0.80, interval: [0.71, 0.91]", "estimate: 0.79, interval: [0.69, 0.90]", "estimate: 0.90, interval: [0.82, 0.99], studies: 5"), []),
    ("HR", pair("estimate: 0.80, interval: [0.71, 0.91]", "estimate: 0.79", "estimate: 0.90, interval: [0.82, 0.99]"), []),
    ("HR", pair("estimate: 0.5, interval: [0.4, 0.625]", "estimate: 1.2, interval: [0.96, 1.5]", "estimate: 0.77, interval: [0.66, 0.91]"), []),
    ("HR", pair("estimate: 0.5, interval: [0.4, 0.625]", "estimate: 1.2, interval: [0.96, 1.5]", "estimate: 0.77, interval: [0.66, 0.91], model: random"), ["EVD022"]),
    ("HR", pair("estimate: 0.5, interval: [0.4, 0.625]", "estimate: 1.2, interval: [0.96, 1.5]", "estimate: 0.77, interval: [0.33, 1.83], model: random"), []),
    ("HR", pair("estimate: 0.5, interval: [0.4, 0.625]", "estimate: 1.2, interval: [0.96, 1.5]", "estimate: 0.77, interval: [0.33, 1.83], model: fixed"), ["EVD022"]),
    # Heterogeneity
    ("RR", ("pooled: {estimate: 0.84, cite: c, studies: 9, heterogeneity: {q: 9.0, i2: 11%}}",), []),
    ("RR", ("pooled: {estimate: 0.84, cite: c, studies: 9, heterogeneity: {q: 9.0, i2: 61%}}",), ["EVD023"]),
    ("RR", ("pooled: {estimate: 0.84, cite: c, studies: 9, heterogeneity: {q: 6, i2: 0%}}",), []),
    ("RR", ("pooled: {estimate: 0.84, cite: c, heterogeneity: {q: 9.0, i2: 61%}}",), []),
    ("HR", pair("estimate: 0.5, interval: [0.4, 0.625]", "estimate: 1.2, interval: [0.96, 1.5]", "estimate: 0.77, interval: [0.33, 1.83], model: random, heterogeneity: {q: 29.6, i2: 97%, tau2: 0.37}"), []),
    ("HR", pair("estimate: 0.5, interval: [0.4, 0.625]", "estimate: 1.2, interval: [0.96, 1.5]", "estimate: 0.77, interval: [0.33, 1.83], model: random, heterogeneity: {tau2: 0.73}"), ["EVD023"]),
    ("HR", pair("estimate: 0.5, interval: [0.4, 0.625]", "estimate: 1.2, interval: [0.96, 1.5]", "estimate: 0.77, interval: [0.33, 1.83], model: random, heterogeneity: {i2: 79%}"), ["EVD023"]),
    # Absolute effects
    ("RR", (POOLED, "absolute: {without: 21 of 1000, with: 18 of 1000, cite: a}"), []),
    ("RR", (POOLED, "absolute: {without: 21 of 1000, with: 12 of 1000, cite: a}"), ["EVD024"]),
    ("RR", (POOLED, "absolute: {without: 2.1%, with: 1.8%, cite: a}"), []),
    ("RR", (POOLED, "absolute: {without: 2.1%, with: 2.8%, cite: a}"), ["EVD024"]),
    ("RR", (POOLED, "baseline: {risk: 21 of 1000, cite: a}", "absolute: {without: 21 of 1000, with: 18 of 1000, cite: a}"), []),
    ("RR", (POOLED, "baseline: {risk: 31 of 1000, cite: a}", "absolute: {without: 21 of 1000, with: 18 of 1000, cite: a}"), ["EVD024"]),
    ("OR", ("pooled: {estimate: 0.73, cite: a}", "absolute: {without: 300 of 1000, with: 238 of 1000, cite: a}"), []),
    ("OR", ("pooled: {estimate: 0.73, cite: a}", "absolute: {without: 300 of 1000, with: 219 of 1000, cite: a}"), ["EVD024"]),
    ("HR", ("pooled: {estimate: 0.73, cite: a}", "absolute: {without: 300 of 1000, with: 229 of 1000, cite: a}"), []),
    ("RD", ("pooled: {estimate: -2%, cite: a}", "absolute: {without: 10 of 100, with: 8 of 100, cite: a}"), []),
    ("RD", ("pooled: {estimate: -2%, cite: a}", "absolute: {without: 10 of 100, with: 12 of 100, cite: a}"), ["EVD024"]),
    ("rate ratio", ("pooled: {estimate: 0.5, cite: a}", "absolute: {without: 60 of 100, with: 30 of 100, cite: a}"), []),
    ("rate ratio", ("pooled: {estimate: 0.5, cite: a}", "absolute: {without: 60 of 100, with: 37 of 100, cite: a}"), []),
    ("rate ratio", ("pooled: {estimate: 0.5, cite: a}", "absolute: {without: 60 of 100, with: 45 of 100, cite: a}"), ["EVD024"]),
    ("RR", ("absolute: {without: 21 of 1000, with: 12 of 1000, cite: a}",), []),
    # Denominators
    ("RR", (POOLED, "baseline: {risk: 21 of 1000, cite: a}", "absolute: {without: 2.1 of 100, with: 1.8 of 100, cite: a}"), ["EVD025"]),
    ("RR", (POOLED, "baseline: {risk: 199 of 18106, cite: a}", "absolute: {without: 1.1 of 100, with: 0.9 of 100, cite: a}"), []),
    # Certainty
    ("RR", (POOLED, "certainty: high"), []),
    ("RR", (POOLED, "certainty: low"), ["EVD019"]),
    ("RR", (POOLED, "certainty: low", "start: low"), []),
    ("RR", (POOLED, "certainty: high", "start: low"), ["EVD018"]),
    ("RR", (POOLED, "certainty: moderate", "start: low", f"upgraded: [{{for: large effect, {REASON}}}]"), []),
    ("RR", (POOLED, "certainty: low", f"downgraded: [{{for: imprecision, {REASON}}}]"), ["EVD018"]),
    ("RR", (POOLED, "certainty: low", f"downgraded: [{{for: imprecision, levels: 2, {REASON}}}]"), []),
    ("RR", (POOLED, "certainty: very low", f"downgraded: [{{for: imprecision, levels: 3, {REASON}}}, {{for: indirectness, {REASON}}}]"), []),
    ("RR", (POOLED, f"downgraded: [{{for: imprecision, {REASON}}}]"), []),
]  # fmt: skip


@pytest.mark.parametrize(("measure", "lines", "expected"), CASES)
def test_a_contradiction_is_reported_and_nothing_else(
    measure: str, lines: tuple[str, ...], expected: list[str]
) -> None:
    found = faults(block(outcome(*lines, measure=measure)))
    assert [fault.code for fault in found] == expected, found


def test_the_cases_cover_every_check() -> None:
    told = {code for _, _, expected in CASES for code in expected}
    assert told == {code.id for code in ALL if "EVD017" <= code.id <= "EVD026"}


def test_messages_say_what_would_be_right() -> None:
    (counts,) = faults(block(outcome(study(f"estimate: 0.78, interval: [0.64, 0.95], {ARMS}"))))
    assert counts.message == "The counts of “A” give a risk ratio of 0.88 (0.72 to 1.07), not 0.78 (0.64 to 0.95)."
    assert (counts.span.line, counts.span.column, counts.subject) == (8, 45, "A")
    first = "estimate: 0.80, interval: [0.71, 0.91]", "estimate: 0.79, interval: [0.69, 0.90]"
    (pooled,) = faults(block(outcome(*pair(*first, "estimate: 0.90, interval: [0.82, 0.99]"), measure="HR")))
    assert pooled.message == (
        "The studies give 0.80 (0.73 to 0.87) with a fixed effect, 0.80 (0.73 to 0.87) by DerSimonian and Laird, "
        "not 0.90 (0.82 to 0.99)."
    )
    (absolute,) = faults(block(outcome(POOLED, "absolute: {without: 21 of 1000, with: 12 of 1000, cite: a}")))
    assert absolute.message == "12 of 1000 is stated, but the risk ratio of 0.84 gives 17.6."
    (weights,) = faults(
        block(outcome(*pair("estimate: 0.8, weight: 60%", "estimate: 0.9, weight: 30%", "estimate: 0.84")))
    )
    assert weights.message == "The weights of “stroke” add up to 90%."
    assert weights.severity is Severity.ERROR


def test_denominators_are_compared_between_outcomes_too() -> None:
    hundred = outcome(POOLED, "baseline: {risk: 2.1 of 100, cite: a}")
    thousand = outcome(POOLED, "baseline: {risk: 21 of 1000, cite: a}")
    assert codes(block(hundred, hundred)) == []
    assert codes(block(thousand, hundred)) == ["EVD025"]


def test_the_example_has_no_contradiction() -> None:
    assert faults(BLOCK) == []


def rows(measure: Measure, counts: list[tuple[int, int, int, int]]) -> str:
    """The studies with estimates and intervals of two digits, as a review prints them."""
    lines = []
    for number, effect in enumerate(effects(measure, counts)):
        found = bounds(measure, effect)
        lines.append(
            f"  - {{study: S{number}, cite: a, estimate: {found.value:.2f}, interval: [{found.low:.2f}, {found.high:.2f}]}}"
        )
    return "studies:\n" + "\n".join(lines)


def test_published_meta_analyses_give_no_alarm() -> None:
    """BCG (Colditz 1994, van Houwelingen 2002) and tolbutamide (Rothman 2008); see test_estimation for the figures."""
    fixed = "pooled: {estimate: 0.647, interval: [0.595, 0.703], cite: a, model: fixed, studies: 13}"
    assert codes(block(outcome(rows(Measure.ODDS_RATIO, BCG), fixed, measure="OR"))) == []
    random = bounds(Measure.ODDS_RATIO, pooling.random(effects(Measure.ODDS_RATIO, BCG)).effect)
    pooled = f"pooled: {{estimate: {random.value:.2f}, interval: [{random.low:.2f}, {random.high:.2f}], cite: a}}"
    assert codes(block(outcome(rows(Measure.ODDS_RATIO, BCG), pooled, measure="OR"))) == []
    counts = [
        f"  - {{study: S, cite: a, intervention: {{events: {one.events}, participants: {one.people}}}, "
        f"comparison: {{events: {one.events_without}, participants: {one.people_without}}}}}"
        for one in TOLBUTAMIDE
    ]
    mantel = "pooled: {estimate: 1.33, interval: [0.87, 2.03], level: 90%, cite: a, studies: 2, participants: 409}"
    assert codes(block(outcome("studies:\n" + "\n".join(counts), mantel))) == []


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(5, 90), st.integers(100, 900), st.integers(5, 90), st.integers(100, 900)),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from([Measure.RISK_RATIO, Measure.ODDS_RATIO, Measure.RISK_DIFFERENCE]),
    st.sampled_from([2, 3]),
    st.booleans(),
)
def test_what_is_worked_out_and_rounded_agrees(
    counts: list[tuple[int, int, int, int]], measure: Measure, digits: int, is_random: bool
) -> None:
    """Whatever the studies, figures that follow from them and are rounded as is usual give no alarm."""
    found = effects(measure, counts)
    pool = (pooling.random if is_random else pooling.fixed)(found)
    digits += 2 * (measure is Measure.RISK_DIFFERENCE)

    def shown(effect: object) -> str:
        one = bounds(measure, effect)  # type: ignore[arg-type]
        return f"estimate: {one.value:.{digits}f}, interval: [{one.low:.{digits}f}, {one.high:.{digits}f}]"

    lines = [
        f"  - {{study: S, cite: a, {shown(effect)}, intervention: {{events: {a}, participants: {n1}}}, "
        f"comparison: {{events: {c}, participants: {n2}}}}}"
        for effect, (a, n1, c, n2) in zip(found, counts, strict=True)
    ]
    pooled = (
        f"pooled: {{{shown(pool.effect)}, cite: a, model: {'random' if is_random else 'fixed'}, studies: {len(found)}}}"
    )
    assert codes(block(outcome("studies:\n" + "\n".join(lines), pooled, measure=measure.value))) == []
