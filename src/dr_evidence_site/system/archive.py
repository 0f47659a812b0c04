"""A ZIP file of files on the disk that is the same, to the byte, whenever they are."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

_FIRST_YEAR = 1980
"""The format knows no day before."""

_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


def write_archive(place: Path, files: Mapping[str, Path | bytes], day: dt.date, *, stored: bool = False) -> int:
    """Put files into a new ZIP file at `place`, by their paths in it, and return its size in bytes.

    Entries are sorted, and say that they were made at the beginning of `day`, by nobody in particular. They are
    compressed, which another version of zlib may do with other bytes, unless they are to be `stored` as they are.
    What was at the place is replaced at the end, in one step. Raises OSError.
    """
    target = Path(os.path.realpath(place))
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix="~", dir=target.parent)
    made = Path(name)
    time = (max(day.year, _FIRST_YEAR), *((day.month, day.day) if day.year >= _FIRST_YEAR else (1, 1)), 0, 0, 0)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            with zipfile.ZipFile(stream, "w") as archive:
                for path in sorted(files):
                    entry = zipfile.ZipInfo(path, time)
                    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
                    entry.create_system = _UNIX
                    entry.external_attr = _PLAIN_FILE
                    content = files[path]
                    if isinstance(content, bytes):
                        archive.writestr(entry, content)
                    else:
                        entry.file_size = content.stat().st_size  # whether it needs the fields for large files
                        with content.open("rb") as source, archive.open(entry, "w") as into:
                            shutil.copyfileobj(source, into)
            stream.flush()
            os.fsync(stream.fileno())
        made.chmod(0o644)
        size = made.stat().st_size
        os.replace(made, target)  # noqa: PTH105 - one word for one system call
    finally:
        with suppress(OSError):
            made.unlink()
    return size
