"""A file is known by its stamp only where it cannot have changed since it was read."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes.files import VANISHED
from dr_evidence_site.model.source import Source
from dr_evidence_site.system import sources
from dr_evidence_site.system.sources import Listed, clock, remember, reread, settled_stamps, stamp_of, survey

SECOND = 1_000_000_000
NAME = "content/a.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    return tmp_path


def write(root: Path, text: str, mtime: int | None = None) -> Path:
    place = root / NAME
    place.write_text(text)
    if mtime is not None:
        os.utime(place, ns=(mtime, mtime))
    return place


class Stamps:
    """Stands in for the file system's clock: the times of files are what the test says."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.time = 0
        patch.setattr(sources, "stamp_of", self.stamp)

    def stamp(self, place: str | Path) -> str:
        status = Path(place).stat()
        return f"{status.st_size}:{self.time}:{self.time}:{status.st_ino} "


@pytest.fixture
def stamps(monkeypatch: pytest.MonkeyPatch) -> Stamps:
    return Stamps(monkeypatch)


def look(root: Path, rows: dict[str, str], now: int) -> Listed:
    """One run's look at the file, which remembers what it may."""
    (listed,), _ = survey(root, ["content/*.md"], rows, now)
    rows.update(remember([listed], rows))
    return listed


def test_a_file_that_is_known_is_not_read(root: Path) -> None:
    write(root, "one")
    rows: dict[str, str] = {}
    first = look(root, rows, time.time_ns() + 10 * SECOND)
    second = look(root, rows, time.time_ns() + 11 * SECOND)
    assert first.source and first.source.text == "one"
    assert second.source is None
    assert second.digest == first.digest


@pytest.mark.parametrize("text", ["two", "longer"])
def test_a_file_that_changed_is_read(root: Path, text: str) -> None:
    write(root, "one")
    rows: dict[str, str] = {}
    look(root, rows, time.time_ns() + 10 * SECOND)
    time.sleep(0.02)
    write(root, text)
    listed = look(root, rows, time.time_ns() + 20 * SECOND)
    assert listed.source and listed.source.text == text


class TestRacyFiles:
    def test_an_edit_within_the_clock_s_grain_after_the_look(self, root: Path, stamps: Stamps) -> None:
        stamps.time = 100 * SECOND
        write(root, "one")
        rows: dict[str, str] = {}
        look(root, rows, 100 * SECOND + 1)
        write(root, "two")  # the same size, the same tick
        listed = look(root, rows, 200 * SECOND)
        assert listed.source and listed.source.text == "two"

    def test_an_edit_in_the_same_tick_is_found_even_if_the_first_run_took_long(
        self, root: Path, stamps: Stamps
    ) -> None:
        stamps.time = 100 * SECOND
        write(root, "one")
        (listed,), _ = survey(root, ["content/*.md"], {}, 100 * SECOND + 1)
        write(root, "two")
        rows = remember([listed], {})  # much later: what counts is when the file was read
        assert rows == {}
        assert look(root, rows, 500 * SECOND).source is not None

    def test_a_file_is_known_once_its_times_lie_back(self, root: Path, stamps: Stamps) -> None:
        stamps.time = 100 * SECOND
        write(root, "one")
        rows: dict[str, str] = {}
        assert look(root, rows, 101 * SECOND).source is not None
        assert look(root, rows, 103 * SECOND).source is not None  # read once more, and remembered now
        assert look(root, rows, 104 * SECOND).source is None

    def test_times_in_the_future_are_never_trusted(self, root: Path) -> None:
        write(root, "one", time.time_ns() + 3600 * SECOND)
        rows: dict[str, str] = {}
        for _ in range(3):
            assert look(root, rows, time.time_ns() + 10 * SECOND).source is not None
        assert rows == {}

    def test_a_clock_that_was_set_back(self, root: Path, stamps: Stamps) -> None:
        stamps.time = 100 * SECOND
        write(root, "one")
        rows: dict[str, str] = {}
        look(root, rows, 110 * SECOND)
        stamps.time = 50 * SECOND  # the clock was set back, and the file edited
        write(root, "two")
        listed = look(root, rows, 50 * SECOND + 1)
        assert listed.source and listed.source.text == "two"
        write(root, "six")
        listed = look(root, rows, 51 * SECOND)
        assert listed.source and listed.source.text == "six"

    def test_an_edit_that_puts_size_and_time_back(self, root: Path) -> None:
        place = write(root, "one", 1_000 * SECOND)
        rows: dict[str, str] = {}
        look(root, rows, time.time_ns() + 10 * SECOND)
        time.sleep(0.02)
        write(root, "two", 1_000 * SECOND)
        assert (place.stat().st_size, place.stat().st_mtime_ns) == (3, 1_000 * SECOND)
        listed = look(root, rows, time.time_ns() + 20 * SECOND)
        assert listed.source and listed.source.text == "two"

    def test_another_file_with_the_same_inode(self, root: Path) -> None:
        place = write(root, "one", 1_000 * SECOND)
        rows: dict[str, str] = {}
        look(root, rows, time.time_ns() + 10 * SECOND)
        row = rows[NAME]
        time.sleep(0.02)
        place.unlink()
        write(root, "two", 1_000 * SECOND)
        # Whether the file system gave the same inode again or not: make the row as if it had.
        size, modified, changed, _ = row.split(" ")[0].split(":")
        rows[NAME] = f"{size}:{modified}:{changed}:{place.stat().st_ino} {row.split(' ')[1]}"
        listed = look(root, rows, time.time_ns() + 20 * SECOND)
        assert listed.source and listed.source.text == "two"

    def test_another_file_moved_to_its_place(self, root: Path) -> None:
        place = write(root, "one", 1_000 * SECOND)
        rows: dict[str, str] = {}
        look(root, rows, time.time_ns() + 10 * SECOND)
        other = root / "other"
        other.write_text("two")
        os.utime(other, ns=(1_000 * SECOND, 1_000 * SECOND))
        other.rename(place)
        listed = look(root, rows, time.time_ns() + 20 * SECOND)
        assert listed.source and listed.source.text == "two"


def test_what_is_badly_encoded_is_said_each_time(root: Path) -> None:
    (root / NAME).write_bytes(b"caf\xe9")
    rows: dict[str, str] = {}
    for _ in range(3):
        (listed,), faults = survey(root, ["content/*.md"], rows, time.time_ns() + 10 * SECOND)
        rows |= remember([listed], rows)
        assert [fault.code for fault in faults] == ["FIL001"]


def test_a_row_that_makes_no_sense_is_no_row(root: Path) -> None:
    write(root, "one")
    for row in ("", " ", "garbage", "3:", stamp_of(root / NAME).strip()[:-1] + "x "):
        assert look(root, {NAME: row}, time.time_ns()).source is not None


class TestReread:
    def test_the_text_comes_with_the_digest_of_what_is_there_now(self, root: Path) -> None:
        write(root, "one")
        rows: dict[str, str] = {}
        look(root, rows, time.time_ns() + 10 * SECOND)
        listed = look(root, rows, time.time_ns() + 20 * SECOND)
        same = reread(root, listed)
        assert isinstance(same, Source) and (same.text, same.digest) == ("one", listed.digest)
        write(root, "two")
        other = reread(root, listed)
        assert isinstance(other, Source) and other.text == "two" and other.digest != listed.digest

    def test_a_file_that_vanished(self, root: Path) -> None:
        write(root, "one")
        rows: dict[str, str] = {}
        look(root, rows, time.time_ns() + 10 * SECOND)
        listed = look(root, rows, time.time_ns() + 20 * SECOND)
        (root / NAME).unlink()
        gone = reread(root, listed)
        assert isinstance(gone, Diagnostic) and (gone.code, gone.span.path) == (VANISHED.id, NAME)
        (root / NAME).mkdir()
        assert isinstance(reread(root, listed), Diagnostic)


class TestWrittenFiles:
    def test_the_next_tick_is_waited_for(self, root: Path) -> None:
        place = write(root, "one")
        stamps = settled_stamps(root, [NAME])
        assert stamps == {NAME: stamp_of(place)}
        write(root, "two")  # at once, and of the same size
        assert stamp_of(place) != stamps[NAME]

    def test_a_clock_that_does_not_tick_is_not_waited_for_long(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place = write(root, "one")
        monkeypatch.setattr(sources, "clock", lambda folder: place.stat().st_mtime_ns)
        begun = time.monotonic()
        assert settled_stamps(root, [NAME]) == {}
        assert time.monotonic() - begun < 1

    def test_a_file_that_is_not_there_has_no_stamp(self, root: Path) -> None:
        assert settled_stamps(root, ["missing"]) == {}

    def test_the_clock_is_the_file_system_s(self, root: Path) -> None:
        before = time.time_ns() - SECOND
        first = clock(root)
        time.sleep(0.02)
        second = clock(root)
        assert before < first < second < time.time_ns() + SECOND
        assert first == pytest.approx(time.time_ns(), abs=60 * SECOND)

    def test_without_a_folder_this_machine_s_clock_is_good_enough(self, root: Path) -> None:
        assert clock(root / "missing") == pytest.approx(time.time_ns(), abs=60 * SECOND)
