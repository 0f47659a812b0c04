"""Builds whose sources vanish, cannot be opened, or lie in folders that cannot be listed."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from changing_site import assert_right, change, run
from large_site import contents
from one_version import VERSION

from dr_evidence_site.system import sources
from dr_evidence_site.system.store import Store
from faults import failing_at, watched


def forget(site: Path) -> None:
    """Forget what the sources hold, and not which they are: they are read again, but late."""
    with Store(site / ".cache", VERSION) as memo:
        assert memo.rows("source")
    with closing(sqlite3.connect(site / f".cache/memo-{VERSION}.sqlite")) as connection, connection:
        connection.execute("DELETE FROM memo")


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
