"""Executors: the order of results, how far ahead work is taken, and what happens when a worker ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import time
from collections.abc import Generator, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from dr_evidence_site.build import ExecutorError, Options, build, tasks
from dr_evidence_site.system.executor import Executor, Serial, ThisMachine, available_jobs, chunked, in_order
from dr_evidence_site.system.processes import Processes
from sites import TODAY, article


def slow_first(shared: int, chunk: int) -> tuple[int, int]:
    """The earlier the chunk, the longer it takes."""
    time.sleep(max(0, 4 - chunk) * 0.03)
    return shared, chunk


def divide(shared: int, chunk: int) -> float:
    return shared / chunk


def process_id(_: None, __: int) -> int:
    return os.getpid()


def end_once(marker: Path, chunk: int) -> int:
    """End the process that comes to chunk 5, the first time."""
    if chunk == 5 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return chunk


HERE = os.getpid()


def end(_: object, __: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def end_elsewhere(context: Any, chunk: Any) -> list[tasks.Rendered]:
    """The first page is made by the process that builds; all others end their worker."""
    if os.getpid() != HERE:
        end(context, chunk)
    return tasks.render_chunk(context, chunk)


@pytest.mark.parametrize("executor", [Serial(), Processes(3)], ids=["serial", "processes"])
class TestEveryExecutor:
    def test_results_come_in_the_order_of_the_chunks(self, executor: Executor) -> None:
        assert list(executor.map(slow_first, 7, range(12))) == [(7, chunk) for chunk in range(12)]

    def test_no_chunks_give_no_results(self, executor: Executor) -> None:
        assert list(executor.map(divide, 1, [])) == []

    def test_what_a_task_raises_is_raised_here_after_the_results_before_it(self, executor: Executor) -> None:
        results = executor.map(divide, 6, [1, 2, 0, 3])
        assert (next(results), next(results)) == (6, 3)
        with pytest.raises(ZeroDivisionError):
            next(results)

    def test_chunks_are_taken_no_faster_than_results(self, executor: Executor) -> None:
        taken: list[int] = []
        for done, _ in enumerate(executor.map(divide, 1, noted(taken)), start=1):
            assert len(taken) <= done + 2 * executor.workers
        assert taken == list(range(1, 101))

    def test_results_that_nobody_takes_stop_the_work(self, executor: Executor) -> None:
        taken: list[int] = []
        results = executor.map(divide, 1, noted(taken))
        assert isinstance(results, Generator)
        next(results)
        results.close()
        assert len(taken) <= 1 + 2 * executor.workers
        assert multiprocessing.active_children() == []


def noted(taken: list[int]) -> Iterator[int]:
    """Chunks 1 to 100, each noted when it is taken."""
    for chunk in range(1, 101):
        taken.append(chunk)
        yield chunk


class TestProcesses:
    def test_work_is_done_by_other_processes_that_are_gone_afterwards(self) -> None:
        ids = set(Processes(2).map(process_id, None, range(20)))
        assert os.getpid() not in ids and 1 <= len(ids) <= 2
        for process in ids:
            with pytest.raises(ProcessLookupError):
                os.kill(process, 0)

    def test_workers_that_stay_do_the_next_work_too_and_are_gone_in_the_end(self) -> None:
        with Processes(2) as there:
            first = set(there.map(process_id, None, range(20)))
            assert list(there.map(slow_first, [7], range(4))) == [([7], chunk) for chunk in range(4)]
            later = set(there.map(process_id, None, range(20)))
        assert len(first | later) <= 2
        for process in first | later:
            with pytest.raises(ProcessLookupError):
                os.kill(process, 0)

    def test_workers_that_stay_can_have_two_kinds_of_work_at_once(self) -> None:
        with Processes(2) as there:
            halves, thirds = there.map(divide, 2, noted([])), there.map(divide, 3, noted([]))
            assert all((2 / n, 3 / n) == pair for n, pair in enumerate(zip(halves, thirds, strict=True), start=1))

    def test_what_later_workers_need_is_sent_by_a_file_that_does_not_stay(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        with Processes(2) as there:
            list(there.map(divide, 1, [1]))
            results = there.map(divide, 6, [2, 3])
            assert next(results) == 3
            (file,) = tmp_path.iterdir()
            assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o600  # nobody else can change what is done
            assert list(results) == [2]
            assert list(tmp_path.iterdir()) == []

    def test_without_a_place_for_that_file_others_do_the_work(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Processes(2) as there:
            first = set(there.map(process_id, None, range(20)))
            monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
            assert first.isdisjoint(there.map(process_id, None, range(20)))
            assert {child.pid for child in multiprocessing.active_children()} >= first
        assert multiprocessing.active_children() == []

    def test_a_worker_that_is_lost_over_later_work_is_replaced(self, tmp_path: Path) -> None:
        with Processes(2) as there:
            list(there.map(divide, 1, [1]))
            assert list(there.map(end_once, tmp_path / "once", range(40))) == list(range(40))
            assert list(there.map(end_once, tmp_path / "once more", range(40))) == list(range(40))

    def test_what_a_lost_worker_had_is_done_again(self, tmp_path: Path) -> None:
        marker = tmp_path / "ended"
        assert list(Processes(2).map(end_once, marker, range(40))) == list(range(40))
        assert marker.exists()

    def test_a_chunk_that_ends_each_worker_gives_a_message(self) -> None:
        with pytest.raises(ExecutorError, match="ended twice before their work was done"):
            list(Processes(2).map(end, None, range(10)))

    def test_a_build_whose_workers_are_lost_publishes_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from dr_evidence_site.build import making, team

        monkeypatch.setattr(making, "render_chunk", end_elsewhere)
        articles = tmp_path / "content/articles"
        articles.mkdir(parents=True)
        for n in range(team.WORTH_A_PROCESS + 1):
            (articles / f"a{n}.md").write_text(article(f"Text {n}."))
        folder = tmp_path / "build"
        folder.mkdir()
        (folder / "CNAME").write_text("example.org")
        with pytest.raises(ExecutorError):
            build(Options(tmp_path, TODAY, jobs=2), folder)
        assert [path.name for path in folder.rglob("*")] == ["CNAME"]


@pytest.mark.parametrize(
    ("jobs", "tasks", "kind"),
    [(4, 10, Processes), (4, 9, Serial), (1, 1000, Serial)],
    ids=["much", "little", "one job"],
)
def test_processes_are_started_for_enough_work_only(jobs: int, tasks: int, kind: type) -> None:
    with ThisMachine(jobs, least=10) as machine:
        executor = machine.executor_for(tasks)
    assert type(executor) is kind
    assert executor.workers == (jobs if kind is Processes else 1)


def test_there_is_at_least_one_job() -> None:
    assert 1 <= available_jobs() <= (os.cpu_count() or 1)


@pytest.mark.parametrize(
    ("items", "workers", "sizes"),
    [(0, 2, []), (1, 2, [1]), (10, 1, [6, 3, 1]), (10, 4, [2, 2] + [1] * 6), (200, 1, [64, 64, 37, 18, 9, 5, 2, 1])],
)
def test_chunks_hold_all_items_in_order_and_grow_smaller_towards_the_end(
    items: int, workers: int, sizes: list[int]
) -> None:
    chunks = list(chunked(list(range(items)), workers))
    assert [len(chunk) for chunk in chunks] == sizes
    assert [item for chunk in chunks for item in chunk] == list(range(items))


def test_results_are_waited_for_in_order_whoever_is_first() -> None:
    waiting: dict[int, Future[int]] = {}

    def submit(chunk: int) -> Future[int]:
        waiting[chunk] = Future()
        for other in sorted(waiting, reverse=True)[: len(waiting) if len(waiting) == 3 or chunk == 4 else 0]:
            if not waiting[other].done():
                waiting[other].set_result(other * 10)  # the last is ready first
        return waiting[chunk]

    assert list(in_order(submit, [0, 1, 2, 3, 4], 2)) == [0, 10, 20, 30, 40]
