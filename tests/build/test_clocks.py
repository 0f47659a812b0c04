"""Builds when clocks are wrong: days go back, the time of files jumps, or lies in the future."""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path

import pytest
from changing_site import assert_right, run

from dr_evidence_site.build import outcome
from dr_evidence_site.build import reading as reading_module
from dr_evidence_site.system import sources
from sites import TODAY


def test_a_day_that_is_earlier_than_that_of_the_build_before(site: Path) -> None:
    for today in (TODAY + dt.timedelta(900), TODAY, TODAY - dt.timedelta(100), TODAY):
        run(site, today)
        assert_right(site, today)


@pytest.mark.parametrize("ahead", [-86_400, 86_400], ids=["set back", "set ahead"])
def test_a_clock_that_was_set(site: Path, monkeypatch: pytest.MonkeyPatch, ahead: int) -> None:
    """The clock by which files are stamped goes wrong by a day, seen from what is remembered."""
    monkeypatch.setattr(sources, "_SETTLED", 20_000_000)
    time.sleep(0.05)
    run(site)
    real, real_time = sources.clock, time.time_ns

    def clock(folder: Path) -> int:
        return real(folder) + ahead * 10**9

    for module in (sources, reading_module, outcome):
        monkeypatch.setattr(module, "clock", clock)
    monkeypatch.setattr(time, "time_ns", lambda: real_time() + ahead * 10**9)
    place = site / "content/articles/article-001.md"
    for text in ("Text", "Next", "Last"):
        # The size stays, and the time of change is where that clock is.
        place.write_text(place.read_text().replace("Text", text).replace("Next", text))
        os.utime(place, (time.time() + ahead,) * 2)
        run(site)
        assert_right(site)
        assert run(site).summary is not None
        assert_right(site)


def test_sources_from_the_future_are_read_each_time(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a file could change again without any sign of it, when its time is the same."""
    monkeypatch.setattr(sources, "_SETTLED", 20_000_000)
    place = site / "content/articles/article-001.md"
    for text in ("Text", "Next", "Last"):
        place.write_text(place.read_text().replace("Text", text).replace("Next", text))
        os.utime(place, (4_000_000_000,) * 2)
        time.sleep(0.03)
        run(site)
        assert_right(site)
