"""Two that publish into one folder at once: one waits, or leaves the folder to the other."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from generations import FIRST, SECOND, ZERO, put, tree

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.page import Output
from dr_evidence_site.system import lock, output, staging
from dr_evidence_site.system.output import Summary
from faults import forked


def test_a_second_build_waits_for_the_first_and_then_goes_on_from_there(site: Path) -> None:
    put(site, ZERO)
    order: list[str] = []
    staged, go = threading.Event(), threading.Event()

    def outputs() -> Iterator[Output]:
        for path, content in FIRST.items():
            yield Output(path, content)
        staged.set()
        go.wait(10)
        order.append("first")

    first = threading.Thread(target=lambda: output.publish(outputs(), site / "build", site=site))
    first.start()
    assert staged.wait(10)
    found: list[tuple[Summary | None, list[Diagnostic]]] = []
    second = threading.Thread(target=lambda: found.append(put(site, SECOND)) or order.append("second"))  # type: ignore[func-returns-value]
    second.start()
    time.sleep(0.1)
    assert order == []
    go.set()
    first.join()
    second.join()
    assert order == ["first", "second"]
    assert found[0][1] == []
    assert tree(site / "build").keys() == {*SECOND, "assets/site.1.css", "assets/font.1.woff", "assets/find/meta.1"}


def test_a_build_does_not_wait_for_ever(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(site, FIRST)
    monkeypatch.setattr(staging, "PATIENCE", 0.05)
    held = lock.lock_folder(site / "build", 0)
    assert held is not None
    try:
        summary, diagnostics = put(site, SECOND)
        assert (summary, [d.code for d in diagnostics]) == (None, ["OUT010"])
        assert tree(site / "build") == FIRST
    finally:
        lock.unlock_folder(held)
    assert put(site, SECOND)[1] == []


def test_where_folders_cannot_be_locked_the_second_leaves_the_folder_to_the_first(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "lock_folder", lambda folder, patience: None)
    put(site, ZERO)

    def outputs() -> Iterator[Output]:
        for path, content in SECOND.items():
            yield Output(path, content)
        assert forked(lambda: len(put(site, FIRST)[1])) == 0

    summary, diagnostics = output.publish(outputs(), site / "build", site=site)
    assert (summary, [d.code for d in diagnostics]) == (None, ["OUT010"])
    assert {path: tree(site / "build").get(path) for path in FIRST} == FIRST
    assert put(site, SECOND)[1] == []


def test_a_lock_does_not_outlive_its_holder_in_the_forks_that_it_made(site: Path) -> None:
    """As worker processes are; they may be at work for a while after their parent was killed."""
    (site / "build").mkdir()
    reading, writing = os.pipe()

    def holder() -> None:
        assert lock.lock_folder(site / "build", 0) is not None
        if os.fork() == 0:
            os.write(writing, f"{os.getpid()}\n".encode())
            time.sleep(30)
            os._exit(0)
        os.kill(os.getpid(), signal.SIGKILL)

    assert forked(holder) == -signal.SIGKILL
    worker = int(os.read(reading, 20))
    try:
        held = lock.lock_folder(site / "build", 1)
        assert held is not None
        lock.unlock_folder(held)
    finally:
        os.kill(worker, signal.SIGKILL)
        os.close(reading)
        os.close(writing)


def test_a_folder_that_its_holder_removes_is_made_again(site: Path) -> None:
    """The first build fails and takes its new folder back; the second waited for the lock of that."""
    go = threading.Event()

    def outputs() -> Iterator[Output]:
        yield Output("index.html", b"")
        go.wait(10)

    failing = threading.Thread(
        target=lambda: output.publish(outputs(), site / "build", site=site, proceed=lambda found: False)
    )
    failing.start()
    while not (site / "build").exists():
        time.sleep(0.005)
    waiting = threading.Thread(target=lambda: put(site, FIRST))
    waiting.start()
    time.sleep(0.1)
    go.set()
    failing.join()
    waiting.join()
    assert tree(site / "build") == FIRST
