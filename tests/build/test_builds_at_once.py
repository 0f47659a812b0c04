"""Several builds into one folder, beside a preview and readers."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from changing_site import assert_right, change, named, ours, run
from click.testing import CliRunner
from large_site import contents

from dr_evidence_site.build import run as run_module
from dr_evidence_site.cli import main
from dr_evidence_site.system import staging
from faults import forked
from sites import TODAY


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
