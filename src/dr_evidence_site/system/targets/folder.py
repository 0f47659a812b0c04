"""A folder of this machine, or one that is mounted, as the place that a site is published to.

Each file is written aside, in the same folder so that it is the same file system, and moved over the old one.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from dr_evidence_site.system.files import reason
from dr_evidence_site.system.placed import NAME
from dr_evidence_site.system.targets.target import Found, SupersededError, TargetError, Upload

_ASIDE = re.compile(r"\.publishing-[0-9a-f]{16}")


class FolderTarget:
    """A folder; it must be there, because one that is not may be a disk that is not mounted."""

    sends_headers = False

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder
        self._aside: Path | None = None
        if not folder.is_dir():
            raise TargetError(f"The folder “{folder}” is not there; make it, or see whether its disk is mounted")

    @property
    def place(self) -> Path:
        """Where it is."""
        return self._folder

    def read_record(self) -> tuple[bytes, str] | None:
        """See Target."""
        try:
            data = (self._folder / NAME).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._error(NAME, error) from error
        return data, _md5(data)

    def write_record(self, data: bytes, before: str | None) -> str:
        """See Target. Nobody on this machine comes in between."""
        with _alone(self._folder):
            there = self.read_record()
            if (there[1] if there else None) != before:
                raise SupersededError("Another publication has begun meanwhile")
            try:
                self._move_in(NAME, data)
            except OSError as error:
                raise self._error(NAME, error) from error
        return _md5(data)

    def found(self, paths: Iterable[str]) -> dict[str, Found]:
        """See Target."""
        there: dict[str, Found] = {}
        links: dict[Path, str] = {Path(): ""}
        for path in paths:
            try:
                link = self._link(Path(path).parent, links)
                status = os.lstat(self._folder / path)
                if link:
                    there[path] = Found(0, "", f"the folder “{link}” on the way to it is a link")
                elif stat.S_ISREG(status.st_mode):
                    with (self._folder / path).open("rb") as stream:
                        digest = hashlib.file_digest(stream, _new_md5).hexdigest()
                    there[path] = Found(status.st_size, digest)
                else:
                    there[path] = Found(0, "", "it is a folder" if stat.S_ISDIR(status.st_mode) else "it is a link")
            except FileNotFoundError:
                continue
            except NotADirectoryError:
                there[path] = Found(0, "", "a file is where its folder should be")
            except OSError as error:
                raise self._error(path, error) from error
        return there

    def put(self, uploads: Sequence[Upload]) -> Iterator[str]:
        """See Target."""
        for upload in uploads:
            try:
                content = upload.source.read_bytes()
                if _md5(content) != upload.md5:
                    raise TargetError(f"“{upload.path}” was changed while it was being published")
                self._move_in(upload.path, content)
            except OSError as error:
                raise self._error(upload.path, error) from error
            yield upload.path

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """See Target."""
        for path in paths:
            try:
                (self._folder / path).unlink(missing_ok=True)
            except OSError as error:
                raise self._error(path, error) from error
            yield path
        folders = {parent for path in paths for parent in Path(path).parents} - {Path()}
        for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
            with suppress(OSError):  # not empty
                (self._folder / folder).rmdir()

    def close(self) -> None:
        """Remove what was written aside, also by publications that were killed: there is one at a time."""
        with suppress(OSError):
            for entry in list(os.scandir(self._folder)) if self._aside else ():
                if _ASIDE.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
        self._aside = None

    def _move_in(self, path: str, content: bytes) -> None:
        if self._aside is None:
            self._aside = self._folder / f".publishing-{secrets.token_hex(8)}"
        self._aside.mkdir(exist_ok=True)
        aside = self._aside / secrets.token_hex(8)
        aside.write_bytes(content)
        place = self._folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        aside.replace(place)

    def _link(self, folder: Path, known: dict[Path, str]) -> str:
        """The first folder on the way that is a symbolic link; empty for none."""
        if folder not in known:
            known[folder] = self._link(folder.parent, known) or (
                folder.as_posix() if (self._folder / folder).is_symlink() else ""
            )
        return known[folder]

    def _error(self, path: str, error: OSError) -> TargetError:
        return TargetError(f"“{self._folder / path}” cannot be read or written: {reason(error)}")


class _alone:  # noqa: N801 - used as a word
    """Holds the folder against other processes of this machine, where the system can do that."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor = -1

    def __enter__(self) -> None:
        try:
            import fcntl  # noqa: PLC0415 - not on Windows
        except ImportError:
            return
        with suppress(OSError):  # some network file systems know no locks
            self._descriptor = os.open(self._folder, os.O_RDONLY)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)


def _new_md5() -> hashlib._Hash:
    return hashlib.md5(usedforsecurity=False)


def _md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()
