"""What becomes of signals that ask the program to end."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from dr_evidence_site.system.interruption import Interruption, held_back
from dr_evidence_site.system.watch import Changes

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has none of these signals")
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture(autouse=True)
def handlers_as_before() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_is_noted_and_wakes_who_waits_and_raises_nothing(number: signal.Signals) -> None:
    changes = Changes()
    changes.add(["a.md"])
    with Interruption(changes.add) as interruption:
        signal.raise_signal(number)
        assert interruption.came
        assert changes.next(60) == {"a.md"}
        signal.raise_signal(number)
        assert changes.next(60) == frozenset()


@pytest.mark.parametrize("number", SIGNALS)
def test_where_it_is_let_through_it_raises(number: signal.Signals) -> None:
    reached = []
    with Interruption(lambda: None) as interruption:
        with pytest.raises(KeyboardInterrupt), interruption.let_through():
            signal.raise_signal(number)
            reached.append("behind the signal")
        signal.raise_signal(number)  # while the block is left, nothing may be cut off
    assert reached == []


def _in_a_finalizer() -> None:
    class Finalized:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    Finalized()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_one_that_python_loses_is_raised_at_the_end_of_the_block() -> None:
    reached = []
    with Interruption(lambda: None) as interruption, pytest.raises(KeyboardInterrupt), interruption.let_through():
        _in_a_finalizer()
        reached.append("what is done in the block")
    assert reached == ["what is done in the block"]


def test_one_that_came_before_keeps_the_block_from_being_begun() -> None:
    reached = []
    with Interruption(lambda: None) as interruption:
        signal.raise_signal(signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt), interruption.let_through():
            reached.append("anything")
    assert reached == []


def test_without_a_signal_all_is_as_before_in_the_end() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with Interruption(lambda: None) as interruption, interruption.let_through():
        pass
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_after_one_all_further_ones_are_ignored() -> None:
    with Interruption(lambda: None):
        signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGTERM)


def test_what_nohup_ignores_stays_ignored() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with Interruption(lambda: None) as interruption:
        signal.raise_signal(signal.SIGHUP)
        assert not interruption.came


def test_one_that_was_held_back_in_a_block_counts_at_its_end() -> None:
    reached = []
    with Interruption(lambda: None) as interruption, pytest.raises(KeyboardInterrupt), interruption.let_through():
        with held_back():
            signal.raise_signal(signal.SIGINT)
            reached.append("what must be done whole")
        reached.append("more")
    assert reached == ["what must be done whole"]
