"""Builds that are killed or interrupted at any moment, with the processes that work for them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from changing_site import assert_readable, assert_right, change, ours, run
from click.testing import CliRunner
from large_site import write_site

from dr_evidence_site.cli import main
from dr_evidence_site.system import sources, store
from faults import forked, signalled_at, watched
from sites import TODAY

CHANGING = ("write", "mkdir", "replace", "unlink", "rmdir", "utime")
SOME = 5
"""Of the moments at which a build can be killed, every how many is tried: publishing alone is tried at every one."""


@contextmanager
def watched_with_the_memo(deed: Callable[[str, int], None]) -> Iterator[list[str]]:
    """Watch what changes the disk, and each writing of the memo before and after."""
    with watched(CHANGING, deed) as calls, pytest.MonkeyPatch.context() as patch:
        real = store._run

        def note(*args: object) -> None:
            for when in ("before", "after"):
                calls.append(f"memo {when}")
                deed("memo", len(calls))
                if when == "before":
                    real(*args)  # type: ignore[arg-type]

        patch.setattr(store, "_run", note)
        yield calls


def test_a_build_that_is_killed_anywhere(site: Path) -> None:
    shutil.copytree(site, site.parent / "start")
    old = ours(site)
    change(site, 1)
    with watched_with_the_memo(lambda name, number: None) as calls:
        run(site)
    new = ours(site)
    assert calls.count("memo before") > 3 and len(calls) > 80
    for number in range(1, len(calls), SOME):
        shutil.rmtree(site)
        shutil.copytree(site.parent / "start", site)
        change(site, 1)

        def killed(number: int = number) -> None:
            with watched_with_the_memo(signalled_at(number, signal.SIGKILL)):
                run(site)

        assert forked(killed) == -signal.SIGKILL
        assert_readable(site, old, new)
        if number % 2:
            change(site, 2)  # and whatever is built next
            run(site)
            assert_right(site)
        else:
            assert run(site).summary is not None
            assert ours(site) == new


def test_what_a_killed_build_staged_goes_even_if_the_sources_are_what_they_were(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build in which nothing changed looks at little; but half-made pages would be uploaded with the folder."""
    monkeypatch.setattr(sources, "_SETTLED", 20_000_000)
    time.sleep(0.05)
    for _ in range(2):
        run(site)
    (site / "build/.staging-4194999-0000bbbb").mkdir()
    run(site)
    assert_right(site)


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_interrupted(site: Path, which: signal.Signals) -> None:
    """At every so many calls: the exit code is that of shells, and the site is whole, old or new."""
    shutil.copytree(site, site.parent / "start")
    old = ours(site)
    change(site, 1)
    with watched(CHANGING, lambda name, number: None) as calls:
        run(site)
    new = ours(site)
    seen = []
    for number in range(1, len(calls), 4 * SOME):
        shutil.rmtree(site)
        shutil.copytree(site.parent / "start", site)
        change(site, 1)
        with watched(CHANGING, signalled_at(number, which)):
            result = CliRunner().invoke(main, ["build", str(site), "--today", TODAY.isoformat(), "--jobs", "1"])
        assert result.exit_code == 128 + which
        assert "Interrupted." in result.stderr and "Traceback" not in result.output
        found = ours(site)
        assert found in (old, new)
        assert not any(place.name.startswith(".staging") for place in (site / "build").iterdir())
        seen.append(found == new)
        assert run(site).summary is not None
        assert ours(site) == new
    assert seen == sorted(seen)
    assert len(set(seen)) == 2
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


WORKING = """
import os, sys, time
from dr_evidence_site.build import team
from dr_evidence_site.cli import main
from dr_evidence_site.system import processes

def slowly(*told, work=processes._work):
    os.write(1, b"working\\n")
    time.sleep(0.2)
    return work(*told)

processes._work = slowly
team.WORTH_A_PROCESS = 4
main(["build", sys.argv[1], "--no-cache", "--jobs", "2"])
"""


@pytest.mark.parametrize("chunks", [1, 9], ids=["while reading", "later"])
def test_ctrl_c_in_a_terminal_reaches_workers_too_and_nobody_shows_a_traceback(tmp_path: Path, chunks: int) -> None:
    site = write_site(tmp_path / "site", 24)
    process = subprocess.Popen(
        [sys.executable, "-c", WORKING, str(site)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(chunks)] == ["working\n"] * chunks
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert "Traceback" not in errors, errors
    assert process.returncode == 130
    assert not (site / "build").exists()


FORSAKEN = """
import os, time
from dr_evidence_site.system.processes import Processes

def task(shared, chunk):
    time.sleep(0.02)
    return os.getpid()

if __name__ == "__main__":
    for worker in Processes(2).map(task, None, range(10_000)):
        print(worker, flush=True)
"""


def test_workers_do_not_outlive_a_build_that_was_killed() -> None:
    process = subprocess.Popen([sys.executable, "-c", FORSAKEN], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    workers = {int(process.stdout.readline()) for _ in range(20)}
    process.kill()
    process.wait()
    until = time.monotonic() + 20
    while time.monotonic() < until and any(is_alive(worker) for worker in workers):
        time.sleep(0.02)
    process.stdout.close()
    left = [worker for worker in workers if is_alive(worker)]
    for worker in left:
        os.kill(worker, signal.SIGKILL)
    assert left == []


def is_alive(process: int) -> bool:
    """Whether it is there, and not only waited for by somebody."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
