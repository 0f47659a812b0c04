"""The memo store: one SQLite file of remembered results, keyed by digests of what they were made from.

It can only cost time, never correctness: a damaged, locked, full or unwritable file is set aside and work is done
again. SQLite survives a kill at any moment and serves several builds at once. Values are data, never code.
"""

from __future__ import annotations

import sqlite3
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

_TABLES = """
CREATE TABLE IF NOT EXISTS memo (kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (kind, key));
CREATE TABLE IF NOT EXISTS row (place TEXT NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY (place, name)) WITHOUT ROWID;
"""
_AT_ONCE = 500
"""Keys in one query; SQLite's oldest limit on parameters is 999."""
_KEPT_FILES = 3
"""How many versions' stores are kept, so that going back to one finds it warm."""


class Store:
    """Remembered values by kind and key, and rows of text by place and name.

    `memo` rows are content-addressed: a key names one value for ever. `row`s are replaced.
    """

    def __init__(self, folder: Path | None, version: str) -> None:
        """Open the store of this version of the program in `folder`; None is a store for this run alone."""
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._connection = self._open(folder, version)
        self._writable = True

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def get(self, kind: str, keys: Sequence[str]) -> dict[str, bytes]:
        """The values remembered under these keys; a key without one is left out."""
        found: dict[str, bytes] = {}
        with suppress(sqlite3.Error):
            for start in range(0, len(keys), _AT_ONCE):
                part = keys[start : start + _AT_ONCE]
                query = f"SELECT key, value FROM memo WHERE kind = ? AND key IN ({','.join('?' * len(part))})"  # noqa: S608 - question marks alone
                for key, value in self._connection.execute(query, (kind, *part)):
                    content = _unsealed(value)
                    if content is not None:
                        found[key] = content
        return found

    def put(self, kind: str, items: Iterable[tuple[str, str | bytes]]) -> None:
        """Remember values."""
        self._write(
            "INSERT OR REPLACE INTO memo VALUES (?, ?, ?)",
            ((kind, key, _sealed(value.encode() if isinstance(value, str) else value)) for key, value in items),
        )

    def rows(self, place: str) -> dict[str, str]:
        """All rows of a place by name."""
        with suppress(sqlite3.Error):
            query = "SELECT name, value FROM row WHERE place = ?"
            rows = ((name, _unsealed(value)) for name, value in self._connection.execute(query, (place,)))
            return {name: content.decode() for name, content in rows if content is not None}
        return {}

    def put_rows(self, place: str, items: Iterable[tuple[str, str]]) -> None:
        """Set rows of a place."""
        self._write(
            "INSERT OR REPLACE INTO row VALUES (?, ?, ?)",
            ((place, name, _sealed(value.encode())) for name, value in items),
        )

    def drop_rows(self, place: str, names: Iterable[str]) -> None:
        """Remove rows of a place."""
        self._write("DELETE FROM row WHERE place = ? AND name = ?", ((place, name) for name in names))

    def retire(self, kind: str, used: set[str]) -> None:
        """Forget values that were not used, once they outnumber those that were."""
        with suppress(sqlite3.Error):
            keys = {key for (key,) in self._connection.execute("SELECT key FROM memo WHERE kind = ?", (kind,))}
            if len(keys) > 2 * len(used) + 100:
                self._write("DELETE FROM memo WHERE kind = ? AND key = ?", ((kind, key) for key in keys - used))

    def commit(self) -> None:
        """Make what was written so far last; another build may be writing, which is waited for a little."""
        try:
            self._connection.commit()
        except sqlite3.Error:
            self._give_up()

    def close(self) -> None:
        """Close the store. What was not committed is forgotten."""
        with suppress(sqlite3.Error):
            self._connection.close()
        if self._temporary is not None:
            self._temporary.cleanup()

    def _write(self, statement: str, rows: Iterator[tuple[object, ...]]) -> None:
        if not self._writable:
            return
        try:
            self._connection.executemany(statement, rows)
        except sqlite3.Error:
            self._give_up()

    def _give_up(self) -> None:
        """Stop writing: the disk is full or another build holds the file. Reading goes on."""
        self._writable = False
        with suppress(sqlite3.Error):
            self._connection.rollback()

    def _open(self, folder: Path | None, version: str) -> sqlite3.Connection:
        if folder is not None:
            place = folder / f"memo-{version}.sqlite"
            for _ in range(2):
                try:
                    folder.mkdir(parents=True, exist_ok=True)
                    connection = _connect(place)
                except sqlite3.DatabaseError:  # damaged, or no database at all
                    for name in (place, *folder.glob(f"{place.name}-*")):
                        with suppress(OSError):
                            name.unlink()
                except OSError:
                    break
                else:
                    _remove_old(folder, place)
                    return connection
        self._temporary = tempfile.TemporaryDirectory(prefix="dr-evidence-site-")
        return _connect(Path(self._temporary.name) / "memo.sqlite", lasting=False)


def _sealed(value: bytes) -> bytes:
    """The value behind its checksum: SQLite notices a damaged structure, but not a damaged value."""
    return zlib.crc32(value).to_bytes(4, "big") + value


def _unsealed(value: object) -> bytes | None:
    """The value if it is whole."""
    if isinstance(value, bytes) and len(value) >= 4 and zlib.crc32(value[4:]).to_bytes(4, "big") == value[:4]:
        return value[4:]
    return None


def _connect(place: Path, *, lasting: bool = True) -> sqlite3.Connection:
    connection = sqlite3.connect(place, timeout=5)
    try:
        # A write-ahead log lets builds read while one writes, and survives a kill.
        connection.execute(f"PRAGMA journal_mode = {'WAL' if lasting else 'OFF'}")
        connection.execute(f"PRAGMA synchronous = {'NORMAL' if lasting else 'OFF'}")
        connection.executescript(_TABLES)
        connection.execute("SELECT count(*) FROM (SELECT 1 FROM memo LIMIT 1)").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _remove_old(folder: Path, current: Path) -> None:
    """Keep the newest few stores of other versions."""
    with suppress(OSError):
        others = sorted(
            (name for name in folder.glob("memo-*.sqlite") if name != current),
            key=lambda name: name.stat().st_mtime,
            reverse=True,
        )
        for name in others[_KEPT_FILES - 1 :]:
            for part in (name, *folder.glob(f"{name.name}-*")):
                part.unlink(missing_ok=True)
