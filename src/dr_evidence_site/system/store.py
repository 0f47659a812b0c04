"""The memo store: one SQLite file of remembered results, keyed by digests of what they were made from.

It can only cost time, never correctness: a damaged file is thrown away, one that is locked, full or not writable is
left alone, and the work is done again. SQLite survives a kill at any moment and serves several builds at once. Values
are data, never code.
"""

from __future__ import annotations

import sqlite3
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS memo (kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (kind, key));
CREATE TABLE IF NOT EXISTS row (place TEXT NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY (place, name)) WITHOUT ROWID;
"""
_AT_ONCE = 500
"""Keys in one query; SQLite's oldest limit on parameters is 999."""
_KEPT_FILES = 3
"""How many versions' stores are kept, so that going back to one finds it warm."""
_PATIENCE = 3.0
"""Seconds that a write waits for another build's; each holds the file for the few milliseconds of one chunk."""
_LOG_PAGES = 16_384
"""Pages of the write-ahead log (64 MB) from which on it is brought into the file, which takes a sync of the disk."""

_TROUBLE = (sqlite3.Error, MemoryError, UnicodeDecodeError)
"""What a bad disk or a bad file may raise: a damaged length asks for more memory than there is, and a message that
quotes a damaged table definition is no text."""
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH}
"""Results that mean the file is not what we wrote; SQLITE_ERROR is what a table without our columns gives."""


class Store:
    """Remembered values by kind and key, and rows of text by place and name.

    `memo` rows are content-addressed: a key names one value for ever. `row`s are replaced. Each write lasts at once.
    """

    def __init__(self, folder: Path | None, version: str) -> None:
        """Open the store of this version of the program in `folder`; None is a store for this run alone."""
        self._version = zlib.crc32(version.encode())
        self._place = None if folder is None else folder / f"memo-{version}.sqlite"
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._is_damaged = False
        lasting = self._open()
        # Everything is read from all of them; the last is written to, and there is a second one after trouble.
        self._connections = [lasting or self._open_aside()]
        self._is_aside = lasting is None

    @property
    def lasts(self) -> bool:
        """Whether what is put here is meant to be found by the next run."""
        return self._place is not None

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def get(self, kind: str, keys: Sequence[str]) -> dict[str, bytes]:
        """The values remembered under these keys; a key without one is left out."""
        found: dict[str, bytes] = {}
        for start in range(0, len(keys), _AT_ONCE):
            part = keys[start : start + _AT_ONCE]
            query = f"SELECT key, value FROM memo WHERE kind = ? AND key IN ({','.join('?' * len(part))})"  # noqa: S608 - question marks alone
            for key, value in self._read(query, (kind, *part)):
                content = self._unsealed(kind, key, value)
                if content is not None:
                    found[key] = content
        return found

    def put(self, kind: str, items: Iterable[tuple[str, str | bytes]]) -> None:
        """Remember values."""
        self._write(
            "INSERT OR REPLACE INTO memo VALUES (?, ?, ?)",
            ((kind, key, self._sealed(kind, key, value)) for key, value in items),
        )

    def rows(self, place: str) -> dict[str, str]:
        """All rows of a place by name."""
        found = {}
        for name, value in self._read("SELECT name, value FROM row WHERE place = ?", (place,)):
            content = self._unsealed(place, name, value)
            if content is not None:
                found[name] = content.decode("utf-8", "surrogatepass")
        return found

    def put_rows(self, place: str, items: Iterable[tuple[str, str]]) -> None:
        """Set rows of a place."""
        self._write(
            "INSERT OR REPLACE INTO row VALUES (?, ?, ?)",
            ((place, name, self._sealed(place, name, value)) for name, value in items),
        )

    def drop_rows(self, place: str, names: Iterable[str]) -> None:
        """Remove rows of a place."""
        self._write("DELETE FROM row WHERE place = ? AND name = ?", ((place, name) for name in names))

    def places(self) -> set[str]:
        """All places that have rows."""
        return {place for (place,) in self._read("SELECT DISTINCT place FROM row", ()) if isinstance(place, str)}

    def drop_place(self, place: str) -> None:
        """Remove all rows of a place."""
        self._write("DELETE FROM row WHERE place = ?", [(place,)])

    def retire(self, kind: str, used: set[str]) -> None:
        """Forget values that were not used, once they outnumber those that were."""
        keys = {key for (key,) in self._read("SELECT key FROM memo WHERE kind = ?", (kind,))}
        if len(keys) > 2 * len(used) + 100:
            self._write("DELETE FROM memo WHERE kind = ? AND key = ?", ((kind, key) for key in keys - used))

    def close(self) -> None:
        """Close the store; a file that turned out to be damaged is removed, so that the next run starts a new one."""
        for connection in self._connections:
            with suppress(*_TROUBLE):
                connection.close()
        if self._is_damaged and self._place:
            _remove(self._place)
        if self._temporary is not None:
            self._temporary.cleanup()

    def _read(self, query: str, words: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, as far as they can be read."""
        for connection in self._connections:
            try:
                yield from connection.execute(query, words)
            except _TROUBLE as error:
                self._note(error)

    def _write(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        rows = list(rows)
        if not rows:
            return
        try:
            _run(self._connections[-1], statement, rows)
        except _TROUBLE as error:
            self._note(error)
            if self._is_aside:
                return
            # The disk is full or another build holds the file. What this run makes is still kept for this run.
            self._connections.append(self._open_aside())
            self._is_aside = True
            with suppress(*_TROUBLE):
                _run(self._connections[-1], statement, rows)

    def _note(self, error: BaseException) -> None:
        if not self._is_aside:
            self._is_damaged |= _is_damage(error)

    # Opening

    def _open(self) -> sqlite3.Connection | None:
        """The lasting file, made anew if it is damaged; None if there can be none."""
        if self._place is None:
            return None
        for _ in range(2):
            try:
                self._place.parent.mkdir(parents=True, exist_ok=True)
                connection = _connect(self._place, "WAL", "NORMAL")
            except OSError:
                return None
            except _TROUBLE as error:
                if not _is_damage(error):
                    return None
                _remove(self._place)
            else:
                _remove_old(self._place)
                return connection
        return None

    def _open_aside(self) -> sqlite3.Connection:
        """A file for this run alone; memory if there is no place for one."""
        with suppress(OSError, *_TROUBLE):
            self._temporary = tempfile.TemporaryDirectory(prefix="dr-evidence-site-", ignore_cleanup_errors=True)
            return _connect(Path(self._temporary.name) / "memo.sqlite", "OFF", "OFF")
        return _connect(Path(":memory:"), "OFF", "OFF")

    # Seals

    def _sealed(self, kind: str, key: str, value: str | bytes) -> bytes:
        """The value behind a checksum: SQLite notices a damaged structure, but not a damaged value."""
        content = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        return self._checksum(kind, key, content) + content

    def _unsealed(self, kind: str, key: object, value: object) -> bytes | None:
        """The value if it is whole and was put here under this key by this version."""
        if isinstance(value, bytes) and isinstance(key, str) and len(value) >= 4:
            content = value[4:]
            if value[:4] == self._checksum(kind, key, content):
                return content
        return None

    def _checksum(self, kind: str, key: str, content: bytes) -> bytes:
        name = f"{kind}\0{key}\0".encode("utf-8", "surrogatepass")
        return zlib.crc32(content, zlib.crc32(name, self._version)).to_bytes(4, "big")


def _run(connection: sqlite3.Connection, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Write all rows or none."""
    try:
        connection.executemany(statement, rows)
        connection.commit()
    except BaseException:
        with suppress(*_TROUBLE):
            connection.rollback()
        raise


def _is_damage(error: BaseException) -> bool:
    """Whether it is the file's content that is at fault, and not the disk or another build."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is None or code & 0xFF in _DAMAGE  # the low byte; the rest tells more of the same


def _connect(place: Path, journal: str, synchronous: str) -> sqlite3.Connection:
    connection = sqlite3.connect(place, timeout=_PATIENCE)
    try:
        # A write-ahead log lets builds read while one writes, and survives a kill.
        connection.execute(f"PRAGMA journal_mode = {journal}")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.executescript(_TABLES)
        connection.execute("SELECT kind, key, value FROM memo LIMIT 1").fetchone()
        connection.execute("SELECT place, name, value FROM row LIMIT 1").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _remove(place: Path) -> None:
    """Remove a store. Its log goes first: a log without its file would be taken for that of the next file."""
    for name in (*place.parent.glob(f"{place.name}-*"), place):
        with suppress(OSError):
            name.unlink()


def _remove_old(current: Path) -> None:
    """Keep the newest few stores of other versions."""
    with suppress(OSError):
        others = sorted(
            (name for name in current.parent.glob("memo-*.sqlite") if name != current),
            key=lambda name: name.stat().st_mtime,
            reverse=True,
        )
        for name in others[_KEPT_FILES - 1 :]:
            _remove(name)
