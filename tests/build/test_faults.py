"""Whole builds when sources cannot be read, disks are full, clocks go wrong, and when they are killed or interrupted."""

from __future__ import annotations

import ctypes
import datetime as dt
import errno
import json
import os
import posixpath
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from large_site import contents, write_site

from dr_evidence_site.build import Options, Report, build, outcome
from dr_evidence_site.build import reading as reading_module
from dr_evidence_site.build import run as run_module
from dr_evidence_site.cli import main
from dr_evidence_site.diagnostics import Severity
from dr_evidence_site.system import sources, staging, store
from dr_evidence_site.system.fingerprint import fingerprint
from dr_evidence_site.system.store import Store
from faults import failing_at, forked, signalled_at, watched
from sites import TODAY, article, index_once

FOREIGN = {"CNAME": "evidence.example.org", "articles/mine.html": "mine", "assets/mine.css": "mine"}
VERSION = fingerprint()


@pytest.fixture(autouse=True)
def one_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program may be edited while its tests run."""
    monkeypatch.setattr(run_module, "fingerprint", lambda: VERSION)
    index_once(monkeypatch)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small site with a file of each kind, built once, with foreign files beside its pages."""
    return built_site(tmp_path / "site")


def built_site(root: Path) -> Path:
    write_site(root, 2, books=3)
    more = {
        "content/glossary.yaml": "Press:\n  meaning: A thing that is made up.\n",
        "templates/static/own.css": "p { color: black }",
        "templates/parts/own.html": "<p>Own</p>",
    }
    for path, text in more.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    assert run(root).summary is not None
    for path, text in FOREIGN.items():
        (root / "build" / path).write_text(text)
    return root


def run(site: Path, today: dt.date = TODAY, folder: str = "build", *, remember: bool = True) -> Report:
    return build(Options(site, today, jobs=1, remember=remember), site / folder)


def change(site: Path, n: int) -> None:
    """Something new on every page, in an asset, and an article more or less."""
    (site / "site.yaml").write_text(f"title: Number {n}\nchecks: {{REV007: ignore, SIT005: ignore}}\n")
    (site / "templates/static/own.css").write_text(f"p {{ order: {n} }}")
    extra = site / "content/articles/extra.md"
    extra.write_text(article(f"Text {n} [@moyer2013].")) if n % 2 else extra.unlink(missing_ok=True)


def ours(site: Path, folder: str = "build") -> dict[str, bytes]:
    return {path: content for path, content in contents(site / folder).items() if path not in FOREIGN}


def assert_right(site: Path, today: dt.date = TODAY) -> None:
    """The folder is what a build from nothing makes, beside foreign files."""
    fresh = site.parent / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    report = build(Options(site, today, jobs=1, remember=False), fresh)
    assert report.summary is not None, report.diagnostics
    assert ours(site) == contents(fresh)
    assert {path: (site / "build" / path).read_text() for path in FOREIGN} == FOREIGN
    assert not any(place.name.startswith(".staging") for place in (site / "build").iterdir())


def assert_readable(site: Path, *versions: dict[str, bytes]) -> None:
    """Every page is that of one of the versions, and the files of the site that it needs are there."""
    build_ = site / "build"
    for place in build_.rglob("*.html"):
        path = place.relative_to(build_).as_posix()
        if path in FOREIGN or path.startswith(".staging"):
            continue
        page = place.read_bytes()
        assert any(version.get(path) == page for version in versions), path
        for name in named(path, page):
            assert (build_ / name).exists(), f"{path} names {name}"


def named(path: str, page: bytes) -> list[str]:
    """The assets that a page names."""
    found = [name.decode() for name in re.findall(rb"(?:href|src)=\"([^\"#?]*assets/[^\"#?]+)\"", page)]
    # Links of the page for addresses that do not exist begin at the root.
    return [name[1:] if name[0] == "/" else posixpath.normpath(f"{posixpath.dirname(path)}/{name}".lstrip("/"))
            for name in found]  # fmt: skip


# Sources that cannot be read


def forget(site: Path) -> None:
    """Forget what the sources hold, and not which they are: they are read again, but late."""
    import sqlite3

    with Store(site / ".cache", VERSION) as memo:
        assert memo.rows("source")
    connection = sqlite3.connect(site / f".cache/memo-{VERSION}.sqlite")
    connection.execute("DELETE FROM memo")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("is_known", [False, True], ids=["at first", "when known"])
@pytest.mark.parametrize("how", ["vanishes", "cannot be opened"])
def test_a_source_that_goes_between_listing_and_reading(
    site: Path, monkeypatch: pytest.MonkeyPatch, how: str, is_known: bool
) -> None:
    """Each source in turn: the build stops and says which, and the site is as it was; none is quietly left out."""
    monkeypatch.setattr(sources, "_SETTLED", 20_000_000)
    time.sleep(0.05)
    change(site, 1)
    time.sleep(0.05)
    assert run(site).summary is not None
    before, watch = contents(site / "build"), (str(site / "content"), str(site / "references"), str(site / "site.yaml"))
    memo = site.parent / "memo"
    if is_known:
        forget(site)
        shutil.copytree(site / ".cache", memo)

    def reset() -> None:
        shutil.rmtree(site / ".cache", ignore_errors=True)
        if is_known:
            shutil.copytree(memo, site / ".cache")

    reset()
    with watched(("open",), lambda name, number: None, watch) as calls:
        assert run(site).summary is not None
    opened = [Path(path).relative_to(site).as_posix() for path in calls]
    assert len(set(opened)) == len(opened)
    assert set(opened) >= {"site.yaml", "content/people.yaml", "content/glossary.yaml", "references/library.bib",
                           "content/articles/extra.md", "content/pages/about.md"}  # fmt: skip
    for number, path in enumerate(opened, 1):
        place = site / path
        text, status = place.read_bytes(), place.stat()

        def vanish(_: str, count: int, number: int = number, place: Path = place) -> None:
            if count == number:
                place.rename(site.parent / "gone")

        fails = failing_at(number, errno.EIO if number % 2 else errno.EACCES)
        reset()
        with watched(("open",), vanish if how == "vanishes" else fails, watch):
            report = run(site)
        if how == "vanishes":
            (site.parent / "gone").rename(place)
            assert place.stat().st_mtime_ns == status.st_mtime_ns and place.read_bytes() == text
        code = "FIL008" if how == "vanishes" else "FIL007"
        assert (code, path) in [(d.code, d.span.path) for d in report.diagnostics]
        assert report.summary is None
        assert contents(site / "build") == before
    reset()
    assert run(site).summary is not None
    assert_right(site)


def test_a_folder_that_cannot_be_listed(site: Path) -> None:
    change(site, 1)
    before, below = contents(site / "build"), (str(site / "content"), str(site / "references"), str(site / "templates"))
    with watched(("scandir",), lambda name, number: None, below) as calls:
        run(site, folder="elsewhere", remember=False)
    folders = set()
    for number, path in enumerate(calls, 1):
        with watched(("scandir",), failing_at(number, errno.EACCES), below):
            report = run(site, remember=False)
        assert ("FIL007", Path(path).relative_to(site).as_posix()) in {
            (d.code, d.span.path) for d in report.diagnostics
        }
        assert report.summary is None
        assert contents(site / "build") == before
        folders.add(Path(path).relative_to(site).as_posix())
    assert folders >= {"content/articles", "content/pages", "references", "templates", "templates/static"}
    run(site)
    assert_right(site)


# Clocks


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


# Disks


@contextmanager
def small_disk(place: Path, *, real: bool) -> Iterator[Callable[[int], None]]:
    """A disk of two megabytes at `place`, with a way to leave so many bytes of it free (negative: all).

    A `real` one is a file system in memory, seen by this process alone. Where that is forbidden, the system's limit for
    the size of each file (RLIMIT_FSIZE) stands for it, which needs no rights. To be called in a fork.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    new_mounts, new_user, private = 0x20000, 0x10000000, 1 << 18 | 1 << 14
    user, group = os.getuid(), os.getgid()
    apart = real and libc.unshare(new_mounts) == 0
    if real and not apart and libc.unshare(new_mounts | new_user) == 0:
        apart = True
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    ballast = place / "ballast"
    mounted = (
        apart
        and libc.mount(b"none", b"/", None, private, None) == 0
        and libc.mount(b"none", os.fsencode(place), b"tmpfs", 0, b"size=2m") == 0
    )

    def leave(room: int) -> None:
        if not mounted:
            _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room if room >= 0 else hard, hard))
            return
        ballast.unlink(missing_ok=True)
        free = os.statvfs(place).f_bavail * os.statvfs(place).f_bsize
        if room >= 0:
            ballast.write_bytes(b"x" * max(0, free - room))

    yield leave


@pytest.mark.parametrize("room", [0, 8_192, 65_536])
@pytest.mark.parametrize("real", [True, False], ids=["disk", "limit"])
def test_a_disk_that_is_full(tmp_path: Path, real: bool, room: int) -> None:
    """All of it lies there: sources, memo and pages."""
    (tmp_path / "disk").mkdir()

    def on_it() -> int:
        with small_disk(tmp_path / "disk", real=real) as leave:
            site = built_site(tmp_path / "disk/site")
            for n in range(1, 3):
                old = ours(site)
                change(site, n)
                run(site, folder="../../expected", remember=False)
                new = contents(tmp_path / "expected")
                leave(room)
                report = run(site)
                codes = {d.code for d in report.diagnostics if d.severity >= Severity.ERROR}
                assert codes <= {"OUT005", "OUT006"}
                assert (report.summary is None) == (codes == {"OUT005"})
                assert_readable(site, old, new)
                if report.summary is None:
                    assert ours(site) == old
                assert room or report.summary is None
                leave(-1)
                assert run(site).summary is not None
                assert ours(site) == new
                assert {path: (site / "build" / path).read_text() for path in FOREIGN} == FOREIGN
        return 0

    assert forked(on_it) == 0


# Ends


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

def slowly(chunk, work=processes._work):
    os.write(1, b"working\\n")
    time.sleep(0.2)
    return work(chunk)

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


# Several at once


def test_another_build_that_publishes_before_this_one_has_remembered(site: Path) -> None:
    """What this one remembers of its files must not be how the other's look."""
    change(site, 1)
    publish = run_module.output.publish

    def overtaken(*args: object, **kwargs: object) -> object:
        done = publish(*args, **kwargs)  # type: ignore[arg-type]
        change(site, 2)
        patch.undo()
        assert forked(lambda: int(run(site).summary is None)) == 0
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_module.output, "publish", overtaken)
        run(site)
    assert_right(site)
    change(site, 1)
    run(site)
    assert_right(site)


def test_a_build_that_finds_the_folder_taken_says_so(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "PATIENCE", 0.01)
    change(site, 1)
    before = ours(site)
    held = staging.lock_folder(site / "build", 0)
    assert held is not None
    result = CliRunner().invoke(main, ["build", str(site), "--jobs", "1"])
    staging.unlock_folder(held)
    assert result.exit_code == 1
    assert "error[OUT010]" in result.stdout and "Nothing was published" in result.stderr
    assert ours(site) == before


def test_what_a_strict_build_refuses_it_has_not_published(site: Path) -> None:
    """A page of ours that somebody edited and that has to go is found before anything is put in place."""
    change(site, 1)
    run(site)
    (site / "build/articles/extra.html").write_text("edited")
    before = contents(site / "build")
    change(site, 2)
    result = CliRunner().invoke(main, ["build", str(site), "--strict", "--jobs", "1", "--today", TODAY.isoformat()])
    assert result.exit_code == 1
    assert "OUT008" in result.stdout and "Nothing was published" in result.stderr
    assert contents(site / "build") == before


BUILDS = """
import sys
from dr_evidence_site.cli import main
print("ready", flush=True)
main(["build", sys.argv[1], "--jobs", "1", "--today", "2026-06-01"])
"""


def test_two_builds_into_one_folder_beside_a_preview_and_a_reader(site: Path) -> None:
    """The old or the new site is there at every moment, and the last one is right."""
    running = []

    def begin(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        running.append(process)
        return process

    serve = "from dr_evidence_site.cli import main; main()"
    preview = begin("-c", serve, "serve", str(site), "--port", "0", "--today", TODAY.isoformat())
    stopped = threading.Event()
    wrong: list[str] = []
    read = 0

    def reader() -> None:
        nonlocal read
        while not stopped.wait(0.005):
            for path in ("index.html", "articles/article-000.html"):
                page = (site / "build" / path).read_bytes()
                gone = [name for name in named(path, page) if not (site / "build" / name).exists()]
                if gone or not page.rstrip().endswith(b"</html>"):
                    wrong.append(f"{path}: {gone}")
                read += 1

    watching = threading.Thread(target=reader)
    watching.start()
    try:
        for n in range(1, 3):
            change(site, n)
            pair = [begin("-c", BUILDS, str(site)) for _ in range(2)]
            assert [process.communicate(timeout=60)[1].count("Traceback") for process in pair] == [0, 0]
            assert [process.returncode for process in pair] == [0, 0]
            assert_right(site)
    finally:
        stopped.set()
        watching.join()
        preview.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            preview.communicate(timeout=30)
        for process in running:
            if process.poll() is None:
                process.kill()
                process.communicate()
    assert wrong == []
    assert read > 20
    assert preview.returncode == 0


def test_verify_takes_old_assets_for_what_they_are(site: Path) -> None:
    folder = site / "build"
    for path in FOREIGN:
        (folder / path).unlink()
    change(site, 1)
    run(site)
    listed = json.loads((folder / "manifest.previous.json").read_text())["files"]
    old = next(path for path in listed if path.startswith("assets/own."))

    def verify(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["verify", str(folder), *arguments])
        return result.exit_code, result.stdout

    assert verify() == (0, "")
    content = (folder / old).read_bytes()
    (folder / old).write_bytes(content.swapcase())
    assert verify()[0] == 1 and "PUB002" in verify()[1]
    (folder / old).unlink()
    assert verify() == (0, "")
    (folder / old).write_bytes(content)
    # A list from elsewhere knows them if the other list lies beside it; that of the folder is not believed.
    kept = site.parent / "lists"
    kept.mkdir()
    shutil.copy(folder / "manifest.json", kept)
    shutil.copy(folder / "manifest.previous.json", kept)
    assert verify("--manifest", str(kept / "manifest.json")) == (0, "")
    (kept / "manifest.previous.json").unlink()
    code, said = verify("--manifest", str(kept / "manifest.json"), "--format", "jsonl")
    assert code == 1
    assert {json.loads(line)["path"] for line in said.splitlines()} == {"manifest.previous.json", *listed}


def test_diff_is_about_what_is_published_now(site: Path) -> None:
    shutil.copytree(site / "build", site.parent / "old")
    change(site, 1)
    run(site)
    run(site, folder="fresh", remember=False)
    results = [
        CliRunner().invoke(main, ["diff", str(site.parent / "old"), str(site / new), "--format", "json"]).stdout
        for new in ("build", "fresh")
    ]
    assert results[0] == results[1]
    assert (site / "build/manifest.previous.json").exists()
    # And the other way round: what the old side keeps is nothing that could be lost.
    assert json.loads(
        CliRunner().invoke(main, ["diff", str(site / "build"), str(site / "fresh"), "--format", "json"]).stdout
    )["other_files"] == {"added": 0, "changed": 0, "removed": 0}
