"""Builds on a real Dask cluster of worker processes: the same bytes as elsewhere, or a message and nothing published."""

from __future__ import annotations

import ctypes
import operator
import os
import signal
import socket
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dr_evidence_site import cli
from dr_evidence_site.build import ExecutorError, Options, build
from dr_evidence_site.system import cluster
from dr_evidence_site.system.cluster import connect
from dr_evidence_site.system.stopwatch import Timing
from sites import LIBRARY, TODAY, article

ARTICLES = 120


class Dask:
    """A scheduler and workers, each a process that nothing restarts."""

    def __init__(self, order: Callable[[str], str]) -> None:
        self._order = order
        process, self.address = order("scheduler").split()
        self.scheduler = int(process)
        self.workers: list[int] = []

    def hire(self, number: int, kind: str = "worker") -> None:
        """Start workers; the scheduler then knows them."""
        self.workers += [int(self._order(f"{kind} {self.address}")) for _ in range(number)]

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Gives an order for a process to the nursery, and returns its answer."""
    log = tmp_path_factory.mktemp("nursery") / "log"
    with log.open("wb") as errors:
        nursery = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("dask_nursery.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip

        def give(text: str) -> str:
            assert nursery.stdin and nursery.stdout
            nursery.stdin.write(f"{text}\n")
            nursery.stdin.flush()
            answer = nursery.stdout.readline()
            assert answer, log.read_text()
            return answer

        with nursery:
            yield give
        assert nursery.returncode == 0


@pytest.fixture
def dask(order: Callable[[str], str]) -> Iterator[Dask]:
    made = Dask(order)
    yield made
    made.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("cluster") / "site"
    files = {"references/library.bib": LIBRARY, "content/images/bone.png": "a picture"}
    for n in range(ARTICLES):
        body = (
            f"::: bottom-line\nPoint {n} [@moyer2013, p. {n + 1}].\n:::\n\n## Why *{n}*\n\n![Bone](../images/bone.png)\n\n"
            f"::: patient\nSee [another](article-{(n + 1) % ARTICLES:03}.md#why-{(n + 1) % ARTICLES}) [@jackson2006; @third2001].\n:::\n\n"
            + f"| a | b |\n|---|---|\n| {n} | *é* |\n\n"
            * 5
        )
        text = article(body, title=f"Article {n}").replace("audience:", f"topics: [t{n % 7}]\naudience:")
        files[f"content/articles/article-{n:03}.md"] = text
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def serial(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("serial") / "build"
    report = build(Options(site, TODAY, jobs=1, remember=False), folder)
    assert report.diagnostics == () and report.articles == ARTICLES
    return contents(folder)


class Told:
    """A stage that tells which process of the cluster did each of its chunks."""

    def __init__(self, name: str, tell: Callable[[str, int], None]) -> None:
        self._name = name
        self._tell = tell

    def __enter__(self) -> Told:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def advance(self, items: int = 1) -> None:
        pass

    def worked(self, timing: Timing, items: int) -> None:
        self._tell(self._name, timing.worker.process)


class Watcher:
    """A progress whose stages all tell one function."""

    def __init__(self, tell: Callable[[str, int], None]) -> None:
        self._tell = tell

    def stage(self, name: str, total: int | None = None, *, shown: bool = True) -> Told:
        return Told(name, self._tell)


def run(site: Path, folder: Path, address: str) -> Result:
    return CliRunner().invoke(
        cli.main,
        ["build", str(site), "-o", str(folder), "--no-cache", "--today", "2026-06-01", "--executor", f"dask:{address}"],
    )


class TestWholeBuilds:
    def test_several_workers_make_what_one_process_makes(
        self, dask: Dask, site: Path, serial: Mapping[str, bytes], tmp_path: Path
    ) -> None:
        dask.hire(3)
        at_work: dict[str, set[int]] = {}
        watcher = Watcher(lambda stage, process: at_work.setdefault(stage, set()).add(process))
        options = Options(site, TODAY, remember=False, cluster=dask.address)
        build(options, tmp_path / "build", watcher)
        assert contents(tmp_path / "build") == serial
        assert at_work.pop("read library") == {os.getpid()}  # it is read while the cluster parses
        assert set(at_work) == {"parse articles", "render articles"}
        at_work["render articles"].remove(os.getpid())  # the first page is made by the process that builds
        assert all(len(processes) > 1 and processes <= set(dask.workers) for processes in at_work.values())

    def test_workers_killed_at_work_are_survived(
        self, dask: Dask, site: Path, serial: Mapping[str, bytes], tmp_path: Path
    ) -> None:
        dask.hire(3)
        killed: dict[str, int] = {}

        def kill_the_first_of_each_stage(stage: str, process: int) -> None:
            if stage not in killed and process != os.getpid():
                killed[stage] = process
                os.kill(process, signal.SIGKILL)

        options = Options(site, TODAY, remember=False, cluster=dask.address)
        build(options, tmp_path / "build", Watcher(kill_the_first_of_each_stage))
        assert set(killed) == {"parse articles", "render articles"}
        assert len(set(killed.values()) & set(dask.workers)) == 2
        assert contents(tmp_path / "build") == serial

    @pytest.mark.parametrize(
        ("victims", "message"),
        [("workers", "has no workers"), ("scheduler", "connection to the Dask scheduler at .* was lost")],
    )
    def test_a_cluster_that_is_gone_publishes_nothing(
        self, dask: Dask, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, victims: str, message: str
    ) -> None:
        monkeypatch.setattr(cluster, "_TO_RECOVER", 0.5)
        monkeypatch.setattr(cluster, "_TO_ASK", 0.2)
        dask.hire(2)
        folder = tmp_path / "build"
        folder.mkdir()
        (folder / "CNAME").write_text("example.org")

        def kill_all(name: str, process: int) -> None:
            if name == "render articles" and process != os.getpid():
                for victim in dask.workers if victims == "workers" else [dask.scheduler]:
                    os.kill(victim, signal.SIGKILL)

        options = Options(site, TODAY, remember=False, cluster=dask.address)
        with pytest.raises(ExecutorError, match=message):
            build(options, folder, Watcher(kill_all))
        assert contents(folder) == {"CNAME": b"example.org"}


class TestRefusals:
    def test_no_scheduler(self, site: Path, tmp_path: Path) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers
            address = f"tcp://127.0.0.1:{unused.getsockname()[1]}"
            began = time.monotonic()
            result = run(site, tmp_path / "build", address)
        assert (result.exit_code, time.monotonic() - began < 10) == (2, True)
        assert result.stderr.startswith(f"Error: There is no Dask scheduler at “{address}”: ")
        assert result.stderr.endswith(f"Nothing was published; {tmp_path / 'build'} is as it was.\n")
        assert not (tmp_path / "build").exists()

    @pytest.mark.parametrize("address", ["nonsense", "tcp://127.0.0.1", "carrier-pigeon://127.0.0.1:1"])
    def test_an_address_that_is_none(self, site: Path, tmp_path: Path, address: str) -> None:
        result = run(site, tmp_path / "build", address)
        assert result.exit_code == 2
        assert f"There is no Dask scheduler at “{address}”: " in result.stderr

    @pytest.mark.parametrize("value", ["dask:", "tcp://127.0.0.1:1", "ray:auto", ""])
    def test_another_executor(self, site: Path, value: str) -> None:
        result = CliRunner().invoke(cli.main, ["build", str(site), "--executor", value])
        assert result.exit_code == 2
        assert "is not of the form dask:tcp://HOST:PORT." in result.stderr

    def test_without_the_extra_the_message_says_how_to_get_it(
        self, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "distributed", None)
        result = run(site, tmp_path / "build", "tcp://127.0.0.1:1")
        assert result.exit_code == 2
        assert "pip install dr-evidence-site[dask]" in result.stderr

    def test_a_scheduler_without_workers(self, dask: Dask, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cluster, "_TO_RECOVER", 0.5)
        monkeypatch.setattr(cluster, "_TO_ASK", 0.2)
        with pytest.raises(ExecutorError, match="has no workers"), connect(dask.address):
            pass

    def test_workers_with_another_version(self, dask: Dask, monkeypatch: pytest.MonkeyPatch) -> None:
        dask.hire(1)
        monkeypatch.setattr(cluster, "fingerprint", lambda: "0123456789abcdef")
        with pytest.raises(ExecutorError, match="has another version of dr-evidence-site"), connect(dask.address):
            pass

    def test_workers_without_the_program(self, dask: Dask) -> None:
        dask.hire(1, "stranger")
        with pytest.raises(ExecutorError, match="cannot run dr-evidence-site"), connect(dask.address):
            pass

    def test_a_worker_of_another_version_that_comes_later(self, dask: Dask, monkeypatch: pytest.MonkeyPatch) -> None:
        dask.hire(1)
        with connect(dask.address) as workers:
            monkeypatch.setattr(workers, "_program", "0123456789abcdef")
            with pytest.raises(ExecutorError, match="has another version of dr-evidence-site"):
                list(workers.map(divmod, 7, [2, 3]))


class TestMap:
    def test_results_come_in_order_also_those_of_equal_chunks(self, dask: Dask) -> None:
        dask.hire(2)
        with connect(dask.address) as workers:
            assert workers.workers == 2
            assert list(workers.map(divmod, 100, [7, 3, 7, 9])) == [divmod(100, n) for n in (7, 3, 7, 9)]
            assert list(workers.map(divmod, 100, [])) == []

    def test_chunks_that_are_done_are_not_kept(self, dask: Dask) -> None:
        dask.hire(2)
        with connect(dask.address) as workers:
            tracemalloc.start()
            try:
                for result in workers.map(operator.mul, 1, (os.urandom(100_000) for _ in range(60))):
                    assert len(result) == 100_000
                kept, _ = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
        assert kept < 3_000_000

    def test_what_a_task_raises_is_raised_here(self, dask: Dask) -> None:
        dask.hire(1)
        with connect(dask.address) as workers, pytest.raises(ZeroDivisionError):
            list(workers.map(divmod, 1, [1, 0]))

    def test_a_chunk_that_kills_every_worker_is_not_tried_for_ever(
        self, dask: Dask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(cluster, "_TO_RECOVER", 0.5)
        monkeypatch.setattr(cluster, "_TO_ASK", 0.2)
        dask.hire(2)
        with connect(dask.address) as workers, pytest.raises(ExecutorError, match=r"no workers|died again and again"):
            list(workers.map(ctypes.string_at, 1, [8]))  # reads where nothing is, and the system ends the process
