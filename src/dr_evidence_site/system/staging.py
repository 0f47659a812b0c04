"""Where the files of a build wait until all of them are made: a hidden folder inside the build folder.

It lies on the file system of the build folder, so that moving a file in is one step. While it is open, the build folder
is locked: one build at a time works there. What a killed build left behind is removed by the next.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path

from dr_evidence_site.system.lock import LockedError, lock_folder, unlock_folder

PATIENCE = 60.0
"""Seconds that a build waits for another one to be done with the folder."""

_NAME = re.compile(r"\.staging-(\d+)-[0-9a-f]{8}")
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_ABANDONED_AFTER = 86_400.0
"""Seconds after which a staging folder is nobody's, even where a process has its number again."""
_TRIES = 3
"""How often the build folder is made anew, when another build takes its own back after a fault."""


class Staging:
    """The staging folder of one build, and the folders that it makes; all is taken back that was not needed."""

    def __init__(self, build: Path) -> None:
        self._build = build
        self._place: Path | None = None
        self._lock: int | None = None
        self._made: list[Path] = []
        self._count = 0

    def open(self) -> None:
        """Make the build folder if need be, and wait for the right to write there.

        Raises LockedError when another build has it for too long, and OSError.
        """
        for _ in range(_TRIES):
            self.make_folder(self._build)
            try:
                self._lock = lock_folder(self._build, PATIENCE)
            except LockedError:
                self._made.clear()  # the other one needs it
                raise
            except FileNotFoundError:
                continue
            break
        else:
            raise FileNotFoundError(2, "The folder is removed again and again")
        self._remove_abandoned()

    def close(self) -> None:
        """Remove the staging folder and the folders that were made and stayed empty, then let others in."""
        if self._place is not None:
            shutil.rmtree(self._place, ignore_errors=True)
        for folder in reversed(self._made):
            with suppress(OSError):
                folder.rmdir()
        if self._lock is not None:
            unlock_folder(self._lock)
            self._lock = None

    def file(self, content: bytes, *, lasting: bool = False) -> Path:
        """Write a file aside. A `lasting` one is on the disk when this returns, and a power cut does not take it."""
        if self._place is None:
            place = self._build / f".staging-{os.getpid()}-{secrets.token_hex(4)}"
            place.mkdir()
            self._place = place
        self._count += 1
        file = self._place / str(self._count)
        descriptor = os.open(file, _NEW_FILE, 0o666)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            if lasting:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return file

    def make_folder(self, folder: Path) -> None:
        """Make a folder with those above it, remembering each, so that they can be taken back."""
        missing = []
        while not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for new in reversed(missing):
            try:
                new.mkdir()
            except FileExistsError:
                if not new.is_dir():
                    raise
            else:
                self._made.append(new)

    def _remove_abandoned(self) -> None:
        """Remove the staging folders of builds that were killed. With the lock ours, no other build is at work."""
        for entry in list(os.scandir(self._build)):
            match = _NAME.fullmatch(entry.name)
            if match is None or not entry.is_dir(follow_symlinks=False):
                continue
            if self._lock is not None or _is_abandoned(int(match[1]), entry):
                shutil.rmtree(entry.path, ignore_errors=True)


def is_staging(name: str) -> bool:
    """Whether a name in the build folder is that of a staging folder."""
    return _NAME.fullmatch(name) is not None


def _is_abandoned(process: int, entry: os.DirEntry[str]) -> bool:
    """Whether a staging folder's process is over. This process has none left from before, so its own is too."""
    if time.time() - entry.stat(follow_symlinks=False).st_mtime > _ABANDONED_AFTER or process == os.getpid():
        return True
    if os.name == "nt":  # there os.kill would end the process it asks about
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False
    return False
