"""Reading a site folder: what is read, what is refused, and where a fault is said to be."""

from __future__ import annotations

import hashlib
import os
import socket
import threading
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.limits import Limits
from dr_evidence_site.system import files

ARTICLES = ["content/articles/*.md"]
TEN_BYTES = Limits(text_size=10, picture_size=10)


def write(root: Path, path: str, content: str | bytes = "x\n") -> Path:
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return place


def places(diagnostics: list[Diagnostic]) -> list[str]:
    """Each diagnostic as "code path:line:column"."""
    return [f"{d.code} {d.span.path}:{d.span.line}:{d.span.column}" for d in diagnostics]


def test_files_come_sorted_by_path_with_text_and_digest(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        write(tmp_path, f"content/articles/{name}.md", f"# {name}\r\n")
    write(tmp_path, "site.yaml", "title: T\n")
    sources, diagnostics = files.read(tmp_path, [*ARTICLES, "site.yaml"])
    assert [s.path for s in sources] == [f"content/articles/{n}.md" for n in "abc"] + ["site.yaml"]
    assert sources[0].text == "# a\r\n"
    assert sources[0].digest == hashlib.sha256(b"# a\r\n").hexdigest()
    assert diagnostics == []


def test_order_does_not_depend_on_the_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "dacb":
        write(tmp_path, f"content/articles/{name}.md")
    expected = files.read(tmp_path, ARTICLES)
    real = os.scandir

    class Reversed:
        def __init__(self, path: str) -> None:
            with real(path) as listing:
                self.entries = sorted(listing, key=lambda entry: entry.name, reverse=True)

        def __enter__(self) -> list[os.DirEntry[str]]:
            return self.entries

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(os, "scandir", Reversed)
    assert files.read(tmp_path, ARTICLES) == expected


def test_an_empty_or_missing_site_has_no_files_and_no_faults(tmp_path: Path) -> None:
    assert files.read(tmp_path, [*ARTICLES, "references/*.bib", "site.yaml"]) == ([], [])


def test_a_missing_root_is_reported(tmp_path: Path) -> None:
    assert places(files.read(tmp_path / "none", ["site.yaml"])[1]) == ["FIL007 .:1:1"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("a/*.md", ["a/1.md", "a/2.md"]),
        ("a/**/*.md", ["a/1.md", "a/2.md", "a/b/3.md", "a/b/c/4.md"]),
        ("a/*/*.md", ["a/b/3.md"]),
        ("**/4.md", ["a/b/c/4.md"]),
        ("a/1.md", ["a/1.md"]),
        ("a/**/*", ["a/1.md", "a/2.md", "a/b/3.md", "a/b/c/4.md", "a/b/c/x.txt"]),
        ("a/[12].md", []),
    ],
)
def test_patterns(tmp_path: Path, pattern: str, expected: list[str]) -> None:
    for path in ("a/1.md", "a/2.md", "a/b/3.md", "a/b/c/4.md", "a/b/c/x.txt"):
        write(tmp_path, path)
    sources, diagnostics = files.read(tmp_path, [pattern])
    assert [s.path for s in sources] == expected
    assert diagnostics == []


@pytest.mark.parametrize("name", [".hidden.md", "a.md~", ".a.md.swp", "#a.md#", ".#a.md", ".obsidian/a.md"])
def test_hidden_files_and_backups_are_no_part_of_the_site(tmp_path: Path, name: str) -> None:
    write(tmp_path, f"content/articles/{name}", b"\xff")
    assert files.read(tmp_path, ["content/articles/**/*"]) == ([], [])


@pytest.mark.parametrize(
    ("data", "text", "faults"),
    [
        (b"", "", []),
        (b"\xef\xbb\xbf# A\n", "# A\n", []),
        (b"caf\xe9\n", "caf\ufffd\n", ["FIL001 a.md:1:4"]),
        ("ü\r\nx\ry\nä".encode() + b"\xfc", "ü\r\nx\ry\nä\ufffd", ["FIL001 a.md:4:2"]),
        (b"\xef\xbb\xbfa\xff", "a\ufffd", ["FIL001 a.md:1:2"]),
        (b"a\nb\0c\0", "a\nb\ufffdc\ufffd", ["FIL002 a.md:2:2"]),
        (b"\xe9\0", "\ufffd\ufffd", ["FIL001 a.md:1:1", "FIL002 a.md:1:2"]),
        ("\ufeffü: 1\n".encode("utf-16-le"), "ü: 1\n", ["FIL001 a.md:1:1"]),
        ("\ufeffü: 1\n".encode("utf-16-be"), "ü: 1\n", ["FIL001 a.md:1:1"]),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, text: str, faults: list[str]) -> None:
    write(tmp_path, "a.md", data)
    sources, diagnostics = files.read(tmp_path, ["a.md"])
    assert [s.text for s in sources] == [text]
    assert sources[0].digest == hashlib.sha256(data).hexdigest()
    assert places(diagnostics) == faults


@given(st.binary(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_bytes_decode_and_every_fault_lies_in_the_text(data: bytes) -> None:
    text, diagnostics = files.decode("a.md", data)
    assert "\0" not in text
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for diagnostic in diagnostics:
        assert 1 <= diagnostic.span.line <= len(lines)
        assert 1 <= diagnostic.span.column <= max(1, len(lines[diagnostic.span.line - 1]))


def test_a_file_at_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    write(tmp_path, "a.md", b"x" * 10)
    write(tmp_path, "b.md", b"x" * 11)
    sources, diagnostics = files.read(tmp_path, ["*.md"], limits=TEN_BYTES)
    assert [s.path for s in sources] == ["a.md"]
    assert places(diagnostics) == ["FIL003 b.md:1:1"]


def test_a_5_mb_article_is_too_large_and_a_5_mb_library_is_not(tmp_path: Path) -> None:
    for name in ("a.md", "a.bib"):
        write(tmp_path, name, b"x" * 5_000_000)
    sources, diagnostics = files.read(tmp_path, ["a.md", "a.bib"])
    assert [s.path for s in sources] == ["a.bib"]
    assert places(diagnostics) == ["FIL003 a.md:1:1"]
    assert "5.0 MB" in diagnostics[0].message


def test_a_file_that_grows_after_its_size_was_asked_is_still_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.md", b"x" * 100)
    real = os.fstat
    monkeypatch.setattr(os, "fstat", lambda fd: os.stat_result((*real(fd)[:6], 5, *real(fd)[7:])))
    assert places(files.read(tmp_path, ["a.md"], limits=TEN_BYTES)[1]) == ["FIL003 a.md:1:1"]


# Links


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outside")
    write(folder, "secret.md", "secret")
    return folder


def test_a_link_to_a_file_outside_is_refused(tmp_path: Path, outside: Path) -> None:
    write(tmp_path, "content/articles/a.md")
    (tmp_path / "content/articles/s.md").symlink_to(outside / "secret.md")
    sources, diagnostics = files.read(tmp_path, ARTICLES)
    assert [s.path for s in sources] == ["content/articles/a.md"]
    assert places(diagnostics) == ["FIL004 content/articles/s.md:1:1"]


@pytest.mark.parametrize(
    ("link", "pattern"),
    [
        ("content", "content/articles/*.md"),
        ("content/articles", "content/articles/*.md"),
        ("content/articles/sub", "content/**/*.md"),
    ],
)
def test_a_linked_folder_outside_is_refused(tmp_path: Path, outside: Path, link: str, pattern: str) -> None:
    write(outside, "articles/secret.md")
    (tmp_path / link).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / link).symlink_to(outside)
    sources, diagnostics = files.read(tmp_path, [pattern])
    assert sources == []
    assert places(diagnostics) == [f"FIL004 {link}:1:1"]


def test_a_folder_beside_the_site_with_the_same_beginning_is_outside(tmp_path: Path) -> None:
    write(tmp_path, "site-private/secret.md")
    (tmp_path / "site").mkdir()
    (tmp_path / "site/a.md").symlink_to("../site-private/secret.md")
    assert places(files.read(tmp_path / "site", ["a.md"])[1]) == ["FIL004 a.md:1:1"]


def test_links_within_the_site_are_followed(tmp_path: Path) -> None:
    write(tmp_path, "drafts/a.md", "A")
    (tmp_path / "content").mkdir()
    (tmp_path / "content/articles").symlink_to("../drafts")
    (tmp_path / "drafts/b.md").symlink_to("a.md")
    sources, diagnostics = files.read(tmp_path, ARTICLES)
    assert [(s.path, s.text) for s in sources] == [("content/articles/a.md", "A"), ("content/articles/b.md", "A")]
    assert diagnostics == []


def test_a_root_that_is_a_link_itself_is_fine(tmp_path: Path) -> None:
    write(tmp_path, "real/site.yaml")
    (tmp_path / "site").symlink_to("real")
    assert [s.path for s in files.read(tmp_path / "site", ["site.yaml"])[0]] == ["site.yaml"]


def test_a_link_to_a_hidden_file_is_refused(tmp_path: Path) -> None:
    write(tmp_path, ".git/config", "token")
    (tmp_path / "a.md").symlink_to(".git/config")
    sources, diagnostics = files.read(tmp_path, ["a.md"])
    assert sources == []
    assert places(diagnostics) == ["FIL004 a.md:1:1"]


@pytest.mark.parametrize("target", ["nothing.md", "a.md"])
def test_a_link_to_nothing_or_to_itself_is_reported(tmp_path: Path, target: str) -> None:
    (tmp_path / "a.md").symlink_to(target)
    assert places(files.read(tmp_path, ["*.md"])[1]) == ["FIL005 a.md:1:1"]


def test_loops_of_linked_folders_end(tmp_path: Path) -> None:
    write(tmp_path, "content/one/a.md")
    write(tmp_path, "content/two/b.md")
    (tmp_path / "content/one/up").symlink_to("..")
    (tmp_path / "content/one/two").symlink_to("../two")
    (tmp_path / "content/two/one").symlink_to("../one")
    sources, diagnostics = files.read(tmp_path, ["content/**/*.md"])
    assert {"content/one/a.md", "content/two/b.md", "content/one/two/b.md"} <= {s.path for s in sources}
    assert {d.code for d in diagnostics} == {"FIL012"}
    assert "FIL012 content/one/up:1:1" in places(diagnostics)


# What is no file, or cannot be read


def test_a_folder_where_a_file_is_expected(tmp_path: Path) -> None:
    (tmp_path / "content/articles/a.md").mkdir(parents=True)
    sources, diagnostics = files.read(tmp_path, ARTICLES)
    assert sources == []
    assert places(diagnostics) == ["FIL006 content/articles/a.md:1:1"]
    assert "a folder" in diagnostics[0].message


def test_a_pipe_is_reported_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    result: list[list[str]] = []
    reader = threading.Thread(target=lambda: result.append(places(files.read(tmp_path, ["a.md"])[1])), daemon=True)
    reader.start()
    reader.join(5)
    assert result == [["FIL006 a.md:1:1"]]


def test_a_pipe_put_in_place_after_listing_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    result: list[object] = []
    found = files.Found("a.md", str(tmp_path / "pipe"))
    reader = threading.Thread(target=lambda: result.append(files._load(found, "text_size", TEN_BYTES)), daemon=True)
    reader.start()
    reader.join(5)
    assert [getattr(item, "code", None) for item in result] == ["FIL006"]


def test_a_socket_and_a_linked_device_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.md")
        (tmp_path / "zero.md").symlink_to("/dev/zero")
        assert places(files.read(tmp_path, ["*.md"])[1]) == ["FIL006 s.md:1:1", "FIL004 zero.md:1:1"]


@pytest.mark.parametrize(
    ("error", "code"), [(PermissionError(13, "Permission denied"), "FIL007"), (FileNotFoundError(2, "gone"), "FIL008")]
)
def test_a_file_that_cannot_be_opened_is_reported_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, code: str
) -> None:
    write(tmp_path, "a.md")
    write(tmp_path, "b.md")
    real = os.open

    def refuse(path: str, flags: int) -> int:
        if path.endswith("a.md"):
            raise error
        return real(path, flags)

    monkeypatch.setattr(os, "open", refuse)
    sources, diagnostics = files.read(tmp_path, ["*.md"])
    assert [s.path for s in sources] == ["b.md"]
    assert places(diagnostics) == [f"{code} a.md:1:1"]


def test_a_file_in_place_of_a_folder_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "content", "not a folder")
    assert places(files.read(tmp_path, ["content/*.md"])[1]) == ["FIL007 content:1:1"]


# Names


@pytest.mark.parametrize(
    ("first", "second", "difference"),
    [
        ("A.md", "a.md", "capital letters"),
        ("É.md", "é.md", "capital letters"),
        (unicodedata.normalize("NFD", "é.md"), unicodedata.normalize("NFC", "é.md"), "accented letters"),
    ],
)
def test_names_that_some_disks_cannot_tell_apart(tmp_path: Path, first: str, second: str, difference: str) -> None:
    write(tmp_path, first)
    write(tmp_path, second)
    sources, diagnostics = files.read(tmp_path, ["*.md"])
    assert len(sources) == 2
    assert places(diagnostics) == [f"FIL009 {second}:1:1"]
    assert [r.span.path for r in diagnostics[0].related] == [first]
    assert difference in diagnostics[0].message


@pytest.mark.parametrize(
    ("name", "shown"),
    [(b"caf\xe9.md", "caf\ufffd.md"), (b"a\nb.md", "a\nb.md"), (b"a\x1b[31m.md", "a\x1b[31m.md"), (b"a\\b.md",) * 2],
    ids=["latin-1", "line end", "escape", "backslash"],
)
def test_names_that_cannot_be_addresses(tmp_path: Path, name: bytes, shown: bytes | str) -> None:
    (tmp_path / os.fsdecode(name)).write_text("x")
    sources, diagnostics = files.read(tmp_path, ["*.md"])
    shown = shown.decode() if isinstance(shown, bytes) else shown
    assert sources == []
    assert places(diagnostics) == [f"FIL010 {shown}:1:1"]
    assert all(d.message.encode() for d in diagnostics)


@pytest.mark.parametrize(
    ("path", "pattern", "place", "expected"),
    [
        ("Site.yaml", "site.yaml", "Site.yaml", "site.yaml"),
        ("content/articles/Dose.MD", "content/articles/*.md", "content/articles/Dose.MD", "Dose.md"),
        ("Content/articles/a.md", "content/articles/*.md", "Content", "content"),
        ("content/Articles/a.md", "content/articles/*.md", "content/Articles", "articles"),
    ],
)
def test_a_name_with_other_capital_letters_is_reported(
    tmp_path: Path, path: str, pattern: str, place: str, expected: str
) -> None:
    write(tmp_path, path)
    sources, diagnostics = files.read(tmp_path, [pattern])
    assert sources == []
    assert places(diagnostics) == [f"FIL011 {place}:1:1"]
    assert f"“{expected}”" in diagnostics[0].hint


# Bytes


def test_images_are_read_whatever_the_case_of_their_ending(tmp_path: Path) -> None:
    write(tmp_path, "content/articles/B.PNG", b"\x89PNG\0")
    write(tmp_path, "content/articles/img/a.jpeg", b"\xff\xd8")
    write(tmp_path, "content/articles/a.svg", b"<svg>")
    contents, diagnostics = files.read_bytes(tmp_path)
    assert contents == {"content/articles/B.PNG": b"\x89PNG\0", "content/articles/img/a.jpeg": b"\xff\xd8"}
    assert diagnostics == []


def test_an_image_that_is_too_large_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "content/a.png", b"x" * 11)
    contents, diagnostics = files.read_bytes(tmp_path, limits=TEN_BYTES)
    assert contents == {}
    assert places(diagnostics) == ["FIL003 content/a.png:1:1"]


def test_folders_nested_deeper_than_calls_may_be(tmp_path: Path) -> None:
    folders = [tmp_path / "/".join("d" * depth) for depth in range(1, 1201)]
    article = folders[-1] / "a.md"
    try:
        for folder in folders:
            folder.mkdir()
        article.write_text("x")
        sources, diagnostics = files.read(tmp_path, ["**/*.md"])
    finally:  # not left to pytest: clearing up a folder is recursive in some versions of Python
        article.unlink(missing_ok=True)
        for folder in reversed(folders):
            folder.rmdir()
    assert [s.path.count("d/") for s in sources] == [1200]
    assert diagnostics == []
