"""The memo store costs time when something is wrong with it, and never more."""

from __future__ import annotations

import errno
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dr_evidence_site.system import store as module
from dr_evidence_site.system.store import Store
from faults import as_nobody

VALUES = {f"key{n}": (f"value {n} " * 50).encode() for n in range(300)}
PAGES = {f"page{n}.html": f"stamp {n}" for n in range(300)}


def fill(folder: Path, version: str = "one") -> None:
    with Store(folder, version) as store:
        store.put("head", VALUES.items())
        store.put_rows("build", PAGES.items())


def file_of(folder: Path, version: str = "one") -> Path:
    return folder / f"memo-{version}.sqlite"


def tells_no_lies(folder: Path, version: str = "one") -> tuple[int, int]:
    """How much of what was remembered can be had; whatever is given out must be right."""
    with Store(folder, version) as store:
        found, rows = store.get("head", list(VALUES)), store.rows("build")
        assert all(VALUES[key] == value for key, value in found.items())
        assert all(PAGES[name] == text for name, text in rows.items())
        works(store)
    return len(found), len(rows)


def works(store: Store) -> None:
    """What is put is there in the same run, whatever the state of the file."""
    store.put("body", [("a", "one"), ("b", b"two")])
    store.put_rows("other", [("a", "1"), ("b", "2")])
    store.drop_rows("other", ["a"])
    assert store.get("body", ["a", "b", "c"]) == {"a": b"one", "b": b"two"}
    assert store.rows("other") == {"b": "2"}


class TestASoundFile:
    def test_what_was_put_is_there_in_the_next_run(self, tmp_path: Path) -> None:
        fill(tmp_path)
        assert tells_no_lies(tmp_path) == (300, 300)

    def test_without_a_folder_it_lasts_for_one_run(self) -> None:
        with Store(None, "one") as store:
            works(store)
        with Store(None, "one") as store:
            assert store.get("body", ["a"]) == {}

    def test_a_key_of_one_kind_is_none_of_another(self, tmp_path: Path) -> None:
        with Store(tmp_path, "one") as store:
            store.put("head", [("a", "one")])
            assert store.get("body", ["a"]) == {}

    def test_more_keys_than_one_query_takes(self, tmp_path: Path) -> None:
        with Store(tmp_path, "one") as store:
            store.put("head", ((str(n), str(n)) for n in range(2500)))
            assert len(store.get("head", [str(n) for n in range(-100, 2500)])) == 2500

    def test_text_that_utf_8_cannot_hold(self, tmp_path: Path) -> None:
        with Store(tmp_path, "one") as store:
            store.put("head", [("a", "\ud800")])
            store.put_rows("p", [("a", "\ud800")])
            assert store.get("head", ["a"]) == {"a": b"\xed\xa0\x80"}
            assert store.rows("p") == {"a": "\ud800"}

    def test_places_and_their_removal(self, tmp_path: Path) -> None:
        with Store(tmp_path, "one") as store:
            store.put_rows("here", [("a", "1")])
            store.put_rows("there", [("a", "2")])
            assert store.places() == {"here", "there"}
            store.drop_place("here")
            assert store.places() == {"there"}

    def test_values_are_data(self, tmp_path: Path) -> None:
        fill(tmp_path)
        with closing(sqlite3.connect(file_of(tmp_path))) as connection:
            kinds = {type(value) for (value,) in connection.execute("SELECT value FROM memo")}
            assert kinds == {bytes}
            assert not connection.execute(
                "SELECT 1 FROM memo WHERE substr(value, 5, 1) = x'80'"
            ).fetchall()  # no pickle


class TestGarbage:
    def test_values_of_deleted_articles_go_in_the_end(self, tmp_path: Path) -> None:
        for round_ in range(30):
            with Store(tmp_path, "one") as store:
                keys = [f"{round_}-{n}" for n in range(20)]
                store.put("head", ((key, "x") for key in keys))
                store.retire("head", set(keys))
                assert len(store.get("head", keys)) == 20
        with closing(sqlite3.connect(file_of(tmp_path))) as connection:
            ((count,),) = connection.execute("SELECT count(*) FROM memo")
        assert count <= 2 * 20 + 100 + 20

    def test_a_few_unused_values_are_kept_for_who_goes_back(self, tmp_path: Path) -> None:
        with Store(tmp_path, "one") as store:
            store.put("head", [("old", "x"), ("new", "x")])
            store.retire("head", {"new"})
            assert store.get("head", ["old"]) == {"old": b"x"}

    def test_other_kinds_are_left_alone(self, tmp_path: Path) -> None:
        with Store(tmp_path, "one") as store:
            store.put("head", ((str(n), "x") for n in range(200)))
            store.put("body", ((str(n), "x") for n in range(200)))
            store.retire("head", set())
            assert store.get("head", ["0"]) == {} and len(store.get("body", ["0"])) == 1

    def test_each_version_has_its_own_file_and_only_the_newest_are_kept(self, tmp_path: Path) -> None:
        for n in range(6):
            fill(tmp_path, f"v{n}")
            os.utime(file_of(tmp_path, f"v{n}"), (1_000_000 + n, 1_000_000 + n))
        with Store(tmp_path, "v6") as store:
            assert store.get("head", list(VALUES)) == {}
        assert sorted(path.name for path in tmp_path.glob("*.sqlite")) == [f"memo-v{n}.sqlite" for n in (4, 5, 6)]
        assert tells_no_lies(tmp_path, "v5") == (300, 300)

    def test_files_that_are_not_ours_are_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("mine")
        for n in range(6):
            fill(tmp_path, f"v{n}")
        assert (tmp_path / "notes.txt").read_text() == "mine"


class TestDamage:
    @pytest.mark.parametrize(
        "content", [b"", b"x", b"SQLite format 3\0", b"SQLite format 3\0" + bytes(5000), os.urandom(9000), b"{}" * 3000]
    )
    def test_no_database_at_all(self, tmp_path: Path, content: bytes) -> None:
        file_of(tmp_path).write_bytes(content)
        assert tells_no_lies(tmp_path) == (0, 0)
        fill(tmp_path)
        assert tells_no_lies(tmp_path) == (300, 300)  # mended

    @pytest.mark.parametrize("share", [0.001, 0.01, 0.1, 0.3, 0.5, 0.9, 0.999])
    def test_cut_short(self, tmp_path: Path, share: float) -> None:
        fill(tmp_path)
        place = file_of(tmp_path)
        place.write_bytes(place.read_bytes()[: int(share * place.stat().st_size)])
        tells_no_lies(tmp_path)
        fill(tmp_path)
        fill(tmp_path)
        assert tells_no_lies(tmp_path) == (300, 300)

    def test_flipped_bytes_anywhere(self, tmp_path: Path) -> None:
        fill(tmp_path / "sound")
        sound, order, lost = file_of(tmp_path / "sound").read_bytes(), random.Random(1), 0
        for round_ in range(50):
            folder = tmp_path / "damaged"
            folder.mkdir()
            content = bytearray(sound)
            for _ in range(1 + round_ % 20):
                # The first pages hold the structure: they are hit more often than their share.
                position = order.randrange(len(content) if round_ % 2 else 8192)
                content[position] ^= order.randrange(1, 256)
            file_of(folder).write_bytes(content)
            found, rows = tells_no_lies(folder)
            lost += (found, rows) != (300, 300)
            fill(folder)
            fill(folder)  # the first of them may have found more damage, and started anew
            # A damaged key may stay between two others and hide one of them; that article is parsed each time.
            assert min(tells_no_lies(folder)) >= 298, round_
            shutil.rmtree(folder)
        assert lost > 35

    def test_a_log_of_another_file(self, tmp_path: Path) -> None:
        fill(tmp_path)
        (tmp_path / "memo-one.sqlite-wal").write_bytes(os.urandom(20_000))
        (tmp_path / "memo-one.sqlite-shm").write_bytes(os.urandom(32_768))
        assert tells_no_lies(tmp_path) == (300, 300)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE memo SET value = x'00000000' || CAST('[]' AS BLOB)",
            "UPDATE memo SET value = CAST('null' AS BLOB)",
            "UPDATE memo SET value = x''",
            "UPDATE memo SET value = 'text'",
            "UPDATE memo SET value = 7",
            "UPDATE row SET value = x'00'",
            "UPDATE memo SET key = 'key' || (((substr(key, 4) + 1) % 300) || '.')",
            "UPDATE OR REPLACE memo SET key = 'key' || (((substr(key, 4) + 1) % 300))",
            "UPDATE OR REPLACE row SET name = 'page' || (substr(name, 5) + 1) || '.html'",
            "UPDATE memo SET kind = 'body'",
            "UPDATE memo SET key = CAST(x'ff' || CAST(key AS BLOB) AS TEXT)",
            "UPDATE row SET name = CAST(x'ff' || CAST(name AS BLOB) AS TEXT)",
            "DELETE FROM memo",
            "DROP TABLE memo",
            "ALTER TABLE memo RENAME TO other",
            "ALTER TABLE memo RENAME COLUMN value TO other",
            "ALTER TABLE row RENAME COLUMN name TO other",
            "CREATE TRIGGER t BEFORE INSERT ON memo BEGIN SELECT RAISE(ABORT, 'no'); END",
            "PRAGMA user_version = 99",
        ],
    )
    def test_wrong_values_in_a_sound_structure(self, tmp_path: Path, change: str) -> None:
        fill(tmp_path)
        with closing(sqlite3.connect(file_of(tmp_path))) as connection:
            connection.execute(change)
            connection.commit()
        tells_no_lies(tmp_path)

    def test_a_value_of_another_version(self, tmp_path: Path) -> None:
        fill(tmp_path, "old")
        shutil.copy(file_of(tmp_path, "old"), file_of(tmp_path, "new"))
        assert tells_no_lies(tmp_path, "new") == (0, 0)

    def test_a_seal_that_anybody_could_make(self, tmp_path: Path) -> None:
        """A plain checksum of the value, as any tool would write it, is none for this key."""
        with Store(tmp_path, "one") as store, closing(sqlite3.connect(file_of(tmp_path))) as connection:
            forged = zlib.crc32(b"[]").to_bytes(4, "big") + b"[]"
            connection.execute("INSERT INTO memo VALUES ('head', 'a', ?)", (forged,))
            connection.commit()
            assert store.get("head", ["a"]) == {}

    def test_a_folder_in_its_place(self, tmp_path: Path) -> None:
        (file_of(tmp_path) / "mine").mkdir(parents=True)
        assert tells_no_lies(tmp_path) == (0, 0)
        assert (file_of(tmp_path) / "mine").is_dir()

    def test_a_file_in_place_of_the_folder(self, tmp_path: Path) -> None:
        (tmp_path / ".cache").write_text("mine")
        assert tells_no_lies(tmp_path / ".cache") == (0, 0)
        assert (tmp_path / ".cache").read_text() == "mine"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach, which pytest's are not."""
    place = Path(tempfile.mkdtemp(prefix="store-"))
    place.chmod(0o755)
    yield place
    place.chmod(0o755)
    shutil.rmtree(place)


class TestTheDisk:
    def test_a_folder_that_cannot_be_made(self, open_folder: Path) -> None:
        open_folder.chmod(0o555)
        with as_nobody():
            assert tells_no_lies(open_folder / ".cache") == (0, 0)

    @pytest.mark.parametrize("has_file", [False, True])
    def test_a_folder_that_cannot_be_written(self, open_folder: Path, has_file: bool) -> None:
        if has_file:
            fill(open_folder)
            file_of(open_folder).chmod(0o444)
        open_folder.chmod(0o555)
        with as_nobody():
            tells_no_lies(open_folder)
        open_folder.chmod(0o755)
        assert file_of(open_folder).exists() == has_file
        if has_file:
            file_of(open_folder).chmod(0o644)
            assert tells_no_lies(open_folder) == (300, 300)

    @pytest.mark.parametrize("room", [3, 6, 20])
    def test_a_full_disk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
        """`max_page_count` makes SQLite fail as a full disk does, with SQLITE_FULL."""
        connect = module._connect

        def small(place: Path, journal: str, synchronous: str) -> sqlite3.Connection:
            connection = connect(place, journal, synchronous)
            if journal == "WAL":
                connection.execute(f"PRAGMA max_page_count = {room}")
            return connection

        monkeypatch.setattr(module, "_connect", small)
        with Store(tmp_path, "one") as store:
            for key, value in VALUES.items():
                store.put("head", [(key, value)])
            store.put_rows("build", PAGES.items())
            assert store.get("head", list(VALUES)) == VALUES
            assert store.rows("build") == PAGES
        monkeypatch.undo()
        tells_no_lies(tmp_path)

    @pytest.mark.parametrize(
        "code", ["SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_BUSY", "SQLITE_CANTOPEN"]
    )
    def test_a_disk_that_fails_at_the_start_costs_nobody_the_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
    ) -> None:
        fill(tmp_path)
        connect = module._connect

        def failing(place: Path, journal: str, synchronous: str) -> sqlite3.Connection:
            if journal != "WAL":
                return connect(place, journal, synchronous)
            error = sqlite3.OperationalError("no")
            error.sqlite_errorcode = getattr(sqlite3, code)
            raise error

        monkeypatch.setattr(module, "_connect", failing)
        assert tells_no_lies(tmp_path) == (0, 0)
        monkeypatch.undo()
        assert tells_no_lies(tmp_path) == (300, 300)

    def test_no_place_for_a_temporary_file_either(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(**_: object) -> object:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(module.tempfile, "TemporaryDirectory", full)
        with Store(None, "one") as store:
            works(store)


class TestOtherBuilds:
    def test_two_at_once(self, tmp_path: Path) -> None:
        with Store(tmp_path, "one") as first, Store(tmp_path, "one") as second:
            first.put("head", [("a", "1")])
            second.put("head", [("b", "2")])
            first.put("head", [("c", "3")])
            for store in (first, second):
                assert store.get("head", ["a", "b", "c"]) == {"a": b"1", "b": b"2", "c": b"3"}

    def test_one_that_holds_the_file_is_not_waited_for_long(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fill(tmp_path)
        monkeypatch.setattr(module, "_PATIENCE", 0.05)
        with closing(sqlite3.connect(file_of(tmp_path), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert tells_no_lies(tmp_path) == (300, 300)
            other.execute("ROLLBACK")
        assert tells_no_lies(tmp_path) == (300, 300)

    def test_one_that_removes_the_file(self, tmp_path: Path) -> None:
        with Store(tmp_path, "one") as store:
            store.put("head", [("a", "1")])
            shutil.rmtree(tmp_path)
            store.get("head", ["a"])
            works(store)
        fill(tmp_path)
        assert tells_no_lies(tmp_path) == (300, 300)

    def test_processes_that_write_the_same_file_at_once(self, tmp_path: Path) -> None:
        code = (
            "import sys\n"
            "from pathlib import Path\n"
            "from dr_evidence_site.system.store import Store\n"
            "with Store(Path(sys.argv[1]), 'one') as store:\n"
            "    for n in range(100):\n"
            "        store.put('head', [(f'{sys.argv[2]}-{n}', 'x' * 5000), (f'same-{n}', 'y')])\n"
        )
        arguments = [sys.executable, "-c", code, str(tmp_path)]
        running = [subprocess.Popen([*arguments, str(n)], stderr=subprocess.PIPE, text=True) for n in range(4)]
        assert [(process.communicate()[1], process.returncode) for process in running] == [("", 0)] * 4
        with Store(tmp_path, "one") as store:
            found = store.get("head", [f"{p}-{n}" for p in ("0", "1", "2", "3", "same") for n in range(100)])
        assert all(value in (b"x" * 5000, b"y") for value in found.values())
        assert len(found) >= 200
