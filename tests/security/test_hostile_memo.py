"""A memo store that somebody else wrote: it runs no code, names no file, and what does not fit is made anew.

It is sealed against damage and not against forgery: who can write the store of a build can put words on its pages. The
policy of the pages keeps such words from running anything, and `--no-cache` and `--verify` do without the store.
"""

from __future__ import annotations

import ast
import pickle
import re
import sqlite3
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from dr_evidence_site.build import Options, build, verify
from dr_evidence_site.parse import evidence_records, plain, records
from dr_evidence_site.system.link_answers import KnownAnswers
from sites import LIBRARY, TODAY, article

ROOT = Path(__file__).parents[2]
SOURCES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "src").rglob("*.py"))}


class Exploit:
    """Unpickling it would leave a file behind."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (Path(self.place),)  # type: ignore[return-value]


def test_no_module_reads_data_as_code() -> None:
    """But for the cluster, whose workers and scheduler do this program's work and are trusted with more than this,
    and for compiled templates, which lie where the program's own bytecode does.
    """
    found = set()
    for path, tree in SOURCES.items():
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names.append(node.module or "")
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"eval", "exec", "__import__"}
            ):
                names.append(node.func.id)
            hits = {
                "pickle",
                "marshal",
                "shelve",
                "dill",
                "cloudpickle",
                "code",
                "runpy",
                "eval",
                "exec",
                "__import__",
            } & {n.partition(".")[0] for n in names}
            found |= {(path.name, hit) for hit in hits}
    # What a forked child hands its parent through a pipe of their own comes from no file and from nobody else. What
    # workers read in a file was put there for them by the process that began them; nobody but its user can write there.
    assert found == {
        ("beside.py", "pickle"),
        ("cluster.py", "pickle"),
        ("compiled_templates.py", "marshal"),
        ("processes.py", "pickle"),
    }


def test_yaml_is_never_loaded_into_objects() -> None:
    for path, tree in SOURCES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "yaml":
                assert node.attr not in {
                    "load",
                    "load_all",
                    "unsafe_load",
                    "full_load",
                    "UnsafeLoader",
                    "FullLoader",
                    "Loader",
                }, path


def forged(site: Path) -> Iterator[tuple[sqlite3.Connection, str, str, str, bytes]]:
    """Each remembered value with its table, kind and key."""
    (place,) = (site / ".cache").glob("memo-*.sqlite")
    with sqlite3.connect(place) as connection:
        for kind, key, value in connection.execute("SELECT kind, key, value FROM memo").fetchall():
            yield connection, "memo", kind, key, value
        for where, name, value in connection.execute("SELECT place, name, value FROM row").fetchall():
            yield connection, "row", where, name, value
    connection.close()


def put(connection: sqlite3.Connection, table: str, kind: str, key: str, content: bytes, version: str) -> None:
    """Put a value in the place of another, behind the checksum that belongs to it: anybody can work it out."""
    seal = zlib.crc32(content, zlib.crc32(f"{kind}\0{key}\0".encode(), zlib.crc32(version.encode()))).to_bytes(4, "big")
    names = ("kind", "key") if table == "memo" else ("place", "name")
    connection.execute(
        f"UPDATE {table} SET value = ? WHERE {names[0]} = ? AND {names[1]} = ?", (seal + content, kind, key)
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, text in {"references/library.bib": LIBRARY, "content/articles/a.md": article()}.items():
        (tmp_path / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / path).write_text(text)
    build(Options(tmp_path / "site", TODAY, jobs=1), tmp_path / "build")
    return tmp_path / "site"


def version_of(site: Path) -> str:
    (place,) = (site / ".cache").glob("memo-*.sqlite")
    return place.stem.removeprefix("memo-")


JUNK = (
    b"", b"null", b"[]", b"{}", b"1e999", b"\xff\xfe", b"[" * 100_000, b'{"":"os.system","value":"x"}',
    b'{"":"Path","a":1}', b'[[["../../../../etc/passwd"]]]', b'"' + b"x" * 1000 + b'"',
    b"../../../../outside.txt\n../outside.txt\n/tmp/outside.txt",
)  # fmt: skip


def test_forged_values_run_nothing_and_write_nowhere_else(site: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    version = version_of(site)
    outside = set(tmp_path.iterdir())
    for junk in (pickle.dumps(Exploit(mark)), *JUNK):
        for connection, table, kind, key, _ in forged(site):
            put(connection, table, kind, key, junk, version)
        with suppress(Exception):  # whoever can write the store can also delete it: a build that ends is no harm
            build(Options(site, TODAY, jobs=1), tmp_path / "build")
    assert not mark.exists()
    assert set(tmp_path.iterdir()) == outside


def test_a_value_without_its_checksum_or_under_another_key_is_not_believed(site: Path, tmp_path: Path) -> None:
    for connection, table, kind, key, value in forged(site):
        if kind == "body":
            names = ("kind", "key") if table == "memo" else ("place", "name")
            connection.execute(f"UPDATE {table} SET value = ? WHERE {names[0]} = ? AND {names[1]} = ?", (value.replace(b"Text", b"<b>Evil</b>"), kind, key))  # fmt: skip
    (site / "references/library.bib").write_text(LIBRARY + "\n")  # so that pages are made
    build(Options(site, TODAY, jobs=1), tmp_path / "other")
    assert "Evil" not in (tmp_path / "other/articles/a.html").read_text()


def test_a_forged_text_is_found_by_a_build_that_remembers_nothing(site: Path, tmp_path: Path) -> None:
    """What remains: a text with the right checksum is believed."""
    version = version_of(site)
    for connection, table, kind, key, value in forged(site):
        if kind == "body":
            put(connection, table, kind, key, value[4:].replace(b"Text", b"Evil"), version)
    options = Options(site, TODAY, jobs=1)
    build(options, tmp_path / "other")
    assert "articles/a.html" in verify(options, tmp_path / "other")
    build(Options(site, TODAY, jobs=1, remember=False), tmp_path / "clean")
    assert "Evil" not in (tmp_path / "clean/articles/a.html").read_text()


def test_only_types_of_the_model_are_made_of_remembered_values() -> None:
    for value in (*plain._TYPES.values(), *evidence_records._CLASSES, *evidence_records._WORDS):
        assert value.__module__.startswith(("dr_evidence_site.model.", "enum")), value
        assert "__post_init__" not in vars(value), value  # making one does nothing
    for text in (b'{"":"os.system","command":"touch x"}', b'{"":"__import__","name":"os"}', b'{"":["Config"]}'):
        with pytest.raises(records.DAMAGE):
            plain.load(text)


@pytest.mark.parametrize(
    "text",
    [
        "[1]",
        '{"http://a.example/": [1]}',
        '{"a": ["x", "found", 1, 2, 3]}',
        "[" * 99_999,
        '{"a": [NaN, "found", 1, "", ""]}',
    ],
)
def test_a_forged_list_of_answers_is_not_believed(tmp_path: Path, text: str) -> None:
    (tmp_path / "links.json").write_text(text)
    assert KnownAnswers(tmp_path / "links.json", 0.0).get("a") is None


def test_the_store_of_another_program_is_not_opened(site: Path) -> None:
    """Its name is the digest of this program's code, so no other version's values are taken for its own."""
    assert re.fullmatch(r"[0-9a-f]{16,64}", version_of(site))
    assert sys.version_info >= (3, 11)
