"""The child process beside: what its parent gets, whatever becomes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from dr_evidence_site.system import beside
from dr_evidence_site.system.beside import Beside, can_fork

HERE = os.getpid()


def where(_: None, __: int) -> int:
    return os.getpid()


def end_there(_: None, chunk: int) -> int:
    """End the child at its third chunk."""
    if chunk == 2 and os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return chunk


def divide(shared: int, chunk: int) -> float:
    return shared / chunk


def much(size: int, chunk: int) -> bytes:
    return bytes([chunk]) * size


def unsendable(_: None, chunk: int) -> object:
    return threading.Lock() if chunk == 1 else chunk


def wait(begun: Path, _: int) -> None:
    begun.write_text(str(os.getpid()))
    time.sleep(600)


def test_the_work_is_done_by_one_child_that_is_gone_afterwards() -> None:
    children = set(Beside().map(where, None, range(5)))
    assert len(children) == 1 and HERE not in children
    with pytest.raises(ProcessLookupError):
        os.kill(children.pop(), 0)


def test_the_child_begins_before_its_result_is_asked_for(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    results = Beside().map(wait, begun, [1])
    until = time.monotonic() + 20
    while not (begun.exists() and begun.read_text()):
        assert time.monotonic() < until
        time.sleep(0.005)
    assert isinstance(results, Generator)
    results.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int(begun.read_text()), 0)


def test_a_child_whose_parent_was_killed_does_not_wait_for_ever() -> None:
    """It writes more than a pipe holds, and nobody reads; the end of the output comes when both processes are gone."""
    done = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "begun\n"), done.stderr


KILLED = """
import os, signal, time
from dr_evidence_site.system.beside import Beside
results = Beside().map(lambda size, chunk: bytes(size), 3_000_000, [1, 2])
time.sleep(0.3)  # the child is at the end of what the pipe holds
print("begun", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_results_come_in_the_order_of_the_chunks() -> None:
    assert list(Beside().map(divide, 12, [1, 2, 3, 4])) == [12, 6, 4, 3]
    assert list(Beside().map(divide, 12, [])) == []


def test_results_larger_than_a_pipe_holds_arrive() -> None:
    made = list(Beside().map(much, 3_000_000, range(3)))
    assert made == [much(3_000_000, chunk) for chunk in range(3)]


def test_what_a_lost_child_had_is_done_here() -> None:
    assert list(Beside().map(end_there, None, range(5))) == list(range(5))


def test_what_cannot_be_sent_is_made_here() -> None:
    first, second, third = Beside().map(unsendable, None, range(3))
    assert (first, third) == (0, 2)
    assert isinstance(second, type(threading.Lock()))


def test_what_a_task_raises_is_raised_here_after_the_results_before_it() -> None:
    results = Beside().map(divide, 6, [1, 2, 0, 3])
    assert (next(results), next(results)) == (6, 3)
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_without_another_process_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(beside.os, "fork", refused)
    assert list(Beside().map(where, None, range(3))) == [HERE] * 3


def test_nothing_of_it_is_left_open() -> None:
    descriptors = Path("/dev/fd")
    before = len(list(descriptors.iterdir()))
    for _ in range(3):
        list(Beside().map(divide, 1, [1, 2]))
        list(Beside().map(end_there, None, range(5)))
    assert len(list(descriptors.iterdir())) == before


def test_a_process_with_threads_is_not_forked() -> None:
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    assert can_fork() == (threading.active_count() == 1)
    thread.start()
    try:
        assert not can_fork()
    finally:
        over.set()
        thread.join()
