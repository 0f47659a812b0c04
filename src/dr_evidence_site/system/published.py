"""A published folder as it lies on a disk, or a copy of its list of files: what `verify` and `diff` read.

Whoever can write to a web server can write such a list, so its paths are judged before any of them is opened.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from msgspec import Struct

from dr_evidence_site.system import manifest, placed
from dr_evidence_site.system.build_folder import path_problem
from dr_evidence_site.system.files import reason
from dr_evidence_site.system.manifest import Manifest


class NotPublishedError(Exception):
    """There is no list of files that can be read; the message is a sentence that says so."""


class Published(Struct, frozen=True):
    """A published folder and its list of files. Of the files only those need be there that somebody asks for."""

    folder: Path
    manifest: Manifest

    def content(self, path: str) -> bytes | None:
        """The bytes of a listed file; None when it is not there, or is no plain file below the folder."""
        if path not in self.manifest.files:
            return None
        place = self.folder / path
        try:
            is_inside = place.resolve().is_relative_to(self.folder.resolve())
            return place.read_bytes() if is_inside and place.is_file() else None
        except OSError:
            return None


def read_published(place: Path) -> Published:
    """The folder at `place`, or that of the list of files at `place`. Raises NotPublishedError."""
    folder, listed = (place, place / manifest.NAME) if place.is_dir() else (place.parent, place)
    return Published(folder, read_manifest(listed))


def read_manifest(place: Path) -> Manifest:
    """The list of files at `place`. Raises NotPublishedError."""
    try:
        found = manifest.read(place.read_bytes())
    except OSError as error:
        raise NotPublishedError(f"{place} cannot be read: {reason(error)}.") from error
    except manifest.ForeignError as error:
        raise NotPublishedError(f"{place} is not a list of files that this program made.") from error
    except ValueError as error:
        raise NotPublishedError(f"{place} is damaged: {error}.") from error
    if any(path_problem(path) for path in found.files):
        raise NotPublishedError(f"{place} is damaged: it names a file that lies elsewhere.")
    return found


def sizes(folder: Path) -> dict[str, int | None]:
    """The size in bytes of every file below a folder but the lists of files, by path; None for what is no plain file.

    Symbolic links are not followed. A folder that cannot be read counts as such a thing.
    """
    found: dict[str, int | None] = {}

    def unreadable(error: OSError) -> None:
        found[Path(error.filename).relative_to(folder).as_posix()] = None

    for where, folders, names in os.walk(folder, onerror=unreadable):
        above = Path(where).relative_to(folder).as_posix()
        prefix = "" if above == "." else f"{above}/"
        for name in (*names, *(name for name in folders if Path(where, name).is_symlink())):
            status = os.lstat(os.path.join(where, name))  # noqa: PTH118 - per file
            found[prefix + name] = status.st_size if stat.S_ISREG(status.st_mode) else None
    found.pop(manifest.NAME, None)
    found.pop(manifest.PREVIOUS, None)
    found.pop(placed.NAME, None)  # which `publish` leaves beside it
    return found


def digest_of(place: Path) -> str:
    """The SHA-256 (hex) of a file, read in pieces. Raises OSError."""
    with place.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
