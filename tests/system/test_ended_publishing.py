"""Publishing that is killed or asked to end before any call of the system, and what that leaves behind."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from generations import (
    FIRST,
    FOREIGN,
    SECOND,
    THIRD,
    ZERO,
    Files,
    assert_complete,
    assert_readable,
    calls_of,
    old_assets,
    put,
    tree,
)

from dr_evidence_site.system import staging
from dr_evidence_site.system.output import Summary
from faults import CHANGING, forked, signalled_at, watched


@pytest.mark.parametrize("then", [SECOND, FIRST, THIRD], ids=["the same", "back", "another"])
def test_a_build_that_is_killed_before_any_call(site: Path, published: Callable[[Path], None], then: Files) -> None:
    """By SIGKILL, in a process of its own; the next build is as if it had not been."""
    published(site)
    count = len(calls_of(site, CHANGING))
    assert put(site, then, build="fresh")[1] == []
    fresh = (site / "fresh/manifest.json").read_bytes()
    build = site / "build"
    for number in range(1, count + 1):

        def killed(number: int = number) -> None:
            with watched(CHANGING, signalled_at(number, signal.SIGKILL)):
                put(site, SECOND)

        published(site)
        assert forked(killed) == -signal.SIGKILL
        assert_readable(build, (FIRST, SECOND), FIRST)
        # Readers may have pages of the build before, and of the killed one if it got as far as that.
        left = (build / "manifest.json").read_bytes()
        used = {path for path in json.loads(left)["files"] if path.startswith("assets/") and (build / path).exists()}
        expected = old_assets(build) if left == fresh else used - then.keys()
        assert put(site, then)[1] == []
        assert old_assets(build) == expected
        assert tree(build).keys() == {*then, *FOREIGN, *expected}
        assert tree(build).items() >= {**then, **FOREIGN}.items()
        assert (build / "manifest.json").read_bytes() == fresh
        assert not any(place.name.startswith(".") for place in build.iterdir())
        assert_readable(build, (then,))
    assert count > 40


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_asked_to_end_before_any_call_leaves_all_of_the_old_site_or_all_of_the_new_one(
    site: Path, published: Callable[[Path], None], which: signal.Signals
) -> None:
    """What is begun in the folder is brought to its end, and what was staged is taken away."""

    class EndedError(BaseException):
        pass

    def end(number: int, _: object) -> None:
        raise EndedError

    published(site)
    count = len(calls_of(site, CHANGING))
    outcomes = []
    before = signal.signal(which, end)
    try:
        for number in range(1, count + 1):
            published(site)
            with watched(CHANGING, signalled_at(number, which)), pytest.raises(EndedError):
                put(site, SECOND)
            found = tree(site / "build")
            if "index.html" in found and found["index.html"] == FIRST["index.html"]:
                assert_complete(site / "build", FIRST, ZERO)
            else:
                assert_complete(site / "build", SECOND, FIRST)
            outcomes.append(found["index.html"] == SECOND["index.html"])
        assert signal.getsignal(which) is end
    finally:
        signal.signal(which, before)
    assert outcomes == sorted(outcomes)
    assert 10 < sum(outcomes) < count - 10


def test_publishing_in_a_thread_has_nothing_to_do_with_signals(site: Path) -> None:
    done: list[object] = []
    thread = threading.Thread(target=lambda: done.append(put(site, FIRST)))
    thread.start()
    thread.join()
    assert done == [(Summary(written=len(FIRST)), [])]


def test_leftovers_of_killed_builds_are_removed_and_of_running_ones_kept_where_folders_cannot_be_locked(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(site, FIRST)
    build = site / "build"
    alive, dead = f".staging-{os.getppid()}-0000aaaa", ".staging-4194999-0000bbbb"
    names = (alive, dead, ".staging-notes")

    def litter() -> None:
        for name in names:
            (build / name).mkdir(exist_ok=True)
            (build / name / "0").write_bytes(b"x")

    litter()
    put(site, FIRST)
    assert {place.name for place in build.glob(".staging-*")} == {".staging-notes"}
    monkeypatch.setattr(staging, "lock_folder", lambda folder, patience: None)
    litter()
    put(site, FIRST)
    assert {place.name for place in build.glob(".staging-*")} == {alive, ".staging-notes"}
    # A clock that was set back makes the folder of a later day; one of long ago is nobody's.
    os.utime(build / alive, (time.time() + 10**6,) * 2)
    put(site, FIRST)
    assert (build / alive).exists()
    os.utime(build / alive, (0, 0))
    put(site, FIRST)
    assert {place.name for place in build.glob(".staging-*")} == {".staging-notes"}
