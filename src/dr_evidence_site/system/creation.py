"""Make new files, none of them in the place of another, each whole as soon as it can be seen."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from dr_evidence_site.diagnostics.visible import visible
from dr_evidence_site.system.replacement import hidden


class ExistsError(OSError):
    """There is something already at these paths."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(", ".join(map(visible, paths)))
        self.paths = paths


def obstacles(root: Path, paths: Iterable[str]) -> list[str]:
    """What is in the way of new files at these paths (relative, with forward slashes): files, or a part of the way."""
    found = []
    for path in paths:
        parts = path.split("/")
        for end in range(1, len(parts)):
            folder = root.joinpath(*parts[:end])
            if os.path.lexists(folder) and not folder.is_dir():
                found.append("/".join(parts[:end]))
                break
        else:
            if os.path.lexists(root / path):
                found.append(path)
    return list(dict.fromkeys(found))


def create(root: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Make new files below `root`, and the folders on the way; nothing that is there is ever replaced.

    Raises ExistsError or another OSError, with the files that were made until then removed again.
    """
    made: list[Path] = []
    try:
        for path, content in files:
            made += _folders(root / path)
            _create(root / path, path, content)
            made.append(root / path)
    except BaseException:
        for place in reversed(made):
            with suppress(OSError):
                place.rmdir() if place.is_dir() else place.unlink()
        raise


def _folders(place: Path) -> Iterator[Path]:
    """Make the folders on the way to a file; those that were made."""
    missing = []
    folder = place.parent
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for folder in reversed(missing):
        folder.mkdir()
        yield folder


def _create(place: Path, path: str, content: bytes) -> None:
    """Written under a hidden name first; a link to a name that is taken fails, where renaming would replace."""
    with hidden(place, content, 0o666 & ~_mask()) as made:
        try:
            os.link(made, place)
        except FileExistsError as error:
            raise ExistsError([path]) from error
        except OSError:  # a disk without links
            _create_in_place(place, path, content)


def _create_in_place(place: Path, path: str, content: bytes) -> None:
    try:
        with place.open("xb") as stream:
            stream.write(content)
    except FileExistsError as error:
        raise ExistsError([path]) from error


def _mask() -> int:
    """The permissions that new files do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
