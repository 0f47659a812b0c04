"""Replace a file by a new one in a single step, so that it is whole at every moment: the old one or the new."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


class ChangedError(OSError):
    """The file is not what it was when it was read."""


def replace_file(place: Path, before: bytes, after: bytes) -> None:
    """Make the file hold `after`, if it still holds `before`.

    The new file is written beside the old one under a hidden name, brought to the disk, and renamed, which is one step
    for the file system (POSIX rename(2); MoveFileEx on Windows). Its permissions are kept; a symbolic link stays one,
    and what it leads to is replaced. Raises OSError with the file as it was.
    """
    target = Path(os.path.realpath(place))
    mode = target.stat().st_mode & 0o7777
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix="~", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(after)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(mode)
        if target.read_bytes() != before:
            raise ChangedError("somebody changed it meanwhile")  # noqa: TRY301 - the new file has to go all the same
        os.replace(name, target)  # noqa: PTH105 - one word for one system call
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(target.parent)


def create_file(place: Path, content: bytes) -> None:
    """Make a file that is not there, whole or not at all; its folder is made too.

    Raises ChangedError when it has come to be meanwhile, and OSError.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix="~", dir=place.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        if place.exists():
            raise ChangedError("somebody made it meanwhile")  # noqa: TRY301 - the new file has to go all the same
        os.replace(name, place)  # noqa: PTH105 - one word for one system call
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(place.parent)


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk; where folders cannot be opened (Windows), renaming does so itself."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
