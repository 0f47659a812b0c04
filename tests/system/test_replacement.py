"""A file that is replaced is whole at every moment: the old one or the new."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dr_evidence_site.system import replacement
from dr_evidence_site.system.replacement import ChangedError, replace_file

OLD, NEW = b"old\r\n", b"new and longer\r\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "a.md"
    made.write_bytes(OLD)
    made.chmod(0o640)
    return made


def test_the_file_is_replaced_and_keeps_its_mode(place: Path) -> None:
    replace_file(place, OLD, NEW)
    assert place.read_bytes() == NEW
    assert stat.S_IMODE(place.stat().st_mode) == 0o640
    assert list(place.parent.iterdir()) == [place]


def test_what_a_link_leads_to_is_replaced(place: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    link = tmp_path / "other/link.md"
    link.symlink_to(place)
    replace_file(link, OLD, NEW)
    assert link.is_symlink() and place.read_bytes() == NEW


def test_what_somebody_else_wrote_is_not_lost(place: Path) -> None:
    place.write_bytes(b"theirs")
    with pytest.raises(ChangedError):
        replace_file(place, OLD, NEW)
    assert place.read_bytes() == b"theirs"
    assert list(place.parent.iterdir()) == [place]


@pytest.mark.parametrize("step", ["tempfile.mkstemp", "os.fsync", "os.replace"])
def test_trouble_at_any_step_leaves_the_old_file_alone(place: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    module, _, name = step.partition(".")
    monkeypatch.setattr(getattr(replacement, module), name, fail)
    with pytest.raises(OSError, match="No space"):
        replace_file(place, OLD, NEW)
    monkeypatch.undo()
    assert place.read_bytes() == OLD
    assert list(place.parent.iterdir()) == [place]


def test_trouble_after_the_file_is_in_place_is_none(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def fail(path: object, *arguments: object, **more: object) -> int:
        if Path(str(path)).is_dir():
            raise OSError(1, "no folders here")
        return opened(path, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(replacement.os, "open", fail)
    replace_file(place, OLD, NEW)
    assert place.read_bytes() == NEW


KILL = """
import os, sys, tempfile
from pathlib import Path
from dr_evidence_site.system import replacement

calls = 0
stop = int(sys.argv[2])

def killing(function):
    def call(*arguments, **more):
        global calls
        calls += 1
        if calls == stop:
            os._exit(9)
        result = function(*arguments, **more)
        calls += 1
        if calls == stop:
            os._exit(9)
        return result
    return call

for owner, name in ((tempfile, "mkstemp"), (os, "fdopen"), (os, "fsync"), (Path, "chmod"), (Path, "read_bytes"), (os, "replace")):
    setattr(owner, name, killing(getattr(owner, name)))
replacement.replace_file(Path(sys.argv[1]), b"old\\r\\n", b"new and longer\\r\\n")
print("done", calls)
"""


def test_killed_at_any_moment_the_file_is_whole(place: Path) -> None:
    for stop in range(1, 100):
        place.write_bytes(OLD)
        done = subprocess.run(
            [sys.executable, "-c", KILL, place, str(stop)], capture_output=True, text=True, check=False
        )
        assert place.read_bytes() in (OLD, NEW)
        # What is left behind is hidden and looks like an editor's backup: no part of a site.
        assert all(
            path == place or (path.name.startswith(".") and path.name.endswith("~")) for path in place.parent.iterdir()
        )
        if done.returncode == 0:
            break
        assert done.returncode == 9, done.stderr
    assert stop > 10
    assert place.read_bytes() == NEW
