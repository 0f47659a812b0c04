"""Replace a file by a new one in a single step, so that it is whole at every moment: the old one or the new."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class ChangedError(OSError):
    """The file is not what it was when it was read."""


@contextmanager
def hidden(place: Path, content: bytes, mode: int) -> Iterator[Path]:
    """A file with this content, brought to the disk, under a hidden name beside `place`; that is gone afterwards."""
    descriptor, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix="~", dir=place.parent)
    made = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        made.chmod(mode)
        yield made
    finally:
        with suppress(OSError):
            made.unlink()


def replace_file(place: Path, before: bytes, after: bytes) -> None:
    """Make the file hold `after`, if it still holds `before`.

    The new file is written beside the old one under a hidden name, brought to the disk, and renamed, which is one step
    for the file system (POSIX rename(2); MoveFileEx on Windows). Its permissions are kept; a symbolic link stays one,
    and what it leads to is replaced. Raises OSError with the file as it was.
    """
    target = Path(os.path.realpath(place))
    mode = target.stat().st_mode & 0o7777
    with hidden(target, after, mode) as made:
        if target.read_bytes() != before:
            raise ChangedError("somebody changed it meanwhile")
        os.replace(made, target)  # noqa: PTH105 - one word for one system call
    _sync_folder(target.parent)


def create_file(place: Path, content: bytes) -> None:
    """Make a file that is not there, whole or not at all; its folder is made too.

    Raises ChangedError when it has come to be meanwhile, and OSError.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    with hidden(place, content, 0o644) as made:
        if place.exists():
            raise ChangedError("somebody made it meanwhile")
        os.replace(made, place)  # noqa: PTH105 - one word for one system call
    _sync_folder(place.parent)


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk; where folders cannot be opened (Windows), renaming does so itself."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
