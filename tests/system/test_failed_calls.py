"""Publishing when calls of the system fail: each in turn, and in earnest where rights or room are missing."""

from __future__ import annotations

import os
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from generations import FIRST, FOREIGN, SECOND, assert_complete, assert_readable, calls_of, put, tree

from dr_evidence_site.system.output import Summary
from faults import ERRORS, as_nobody, failing_at, forked, watched


@pytest.mark.parametrize(
    ("operation", "for_good"),
    [*((name, False) for name in ERRORS), *((name, True) for name in ERRORS if name not in ("lstat", "stat", "read"))],
)
def test_a_call_that_fails(site: Path, published: Callable[[Path], None], operation: str, for_good: bool) -> None:
    published(site)
    number_of_calls = len(calls_of(site, (operation,)))
    assert number_of_calls > 0
    seen = set()
    for number in range(1, number_of_calls + 1):
        errors = ERRORS[operation]
        code = errors[number % len(errors)]
        published(site)
        with watched((operation,), failing_at(number, code, for_good=for_good)):
            summary, diagnostics = put(site, SECOND)
        assert_readable(site / "build", (FIRST, SECOND), FIRST)
        seen.add("".join(d.code for d in diagnostics))
        if not diagnostics:
            assert summary is not None  # it was not needed, as when clearing up
            assert tree(site / "build").items() >= SECOND.items()
        else:
            (diagnostic,) = diagnostics
            assert os.strerror(code) in diagnostic.message
            assert "build again" in diagnostic.hint
            if diagnostic.code == "OUT005":
                assert summary is None
                present = {path: content for path, content in tree(site / "build").items() if path[0] != "."}
                assert present.items() >= {**FIRST, **FOREIGN}.items()
                assert not any(path in present for path in SECOND.keys() - FIRST.keys())
        assert put(site, SECOND)[1] == []
        assert_complete(site / "build", SECOND, FIRST)
    expected = {
        "open": {"OUT005"}, "write": {"OUT005"}, "fsync": {"OUT005"}, "mkdir": {"OUT005"},
        "replace": {"OUT005", "OUT006"}, "unlink": {"OUT006"}, "lstat": {"OUT005", "OUT006"},
    }  # fmt: skip
    assert seen >= expected.get(operation, set())
    assert seen <= {"OUT005", "OUT006", ""}


# In earnest


@pytest.fixture
def open_site() -> Iterator[Path]:
    """A site folder that every user can reach and write, which pytest's are not."""
    place = Path(tempfile.mkdtemp(prefix="publishing-"))
    place.chmod(0o777)
    with as_nobody():
        (place / "content").mkdir()
    yield place
    for folder, _, _ in os.walk(place):
        Path(folder).chmod(0o777)
    shutil.rmtree(place)


@pytest.mark.parametrize(
    ("locked", "mode", "expected"),
    [
        (".", 0o555, "OUT005"),
        (".", 0o000, "OUT005"),
        ("articles", 0o555, "OUT006"),
        ("assets", 0o555, "OUT006"),
        ("assets/find", 0o000, "OUT005"),
        ("index.html", 0o000, "OUT005"),
        ("manifest.json", 0o000, "OUT005"),
    ],
)
def test_a_folder_or_file_without_rights(open_site: Path, locked: str, mode: int, expected: str) -> None:
    build = open_site / "build"
    with as_nobody():
        put(open_site, FIRST)
        rights = (build / locked).stat().st_mode
        (build / locked).chmod(mode)
        try:
            summary, diagnostics = put(open_site, SECOND)
        finally:
            (build / locked).chmod(rights)
        assert [d.code for d in diagnostics] == [expected]
        assert "Permission denied" in diagnostics[0].message
        assert_readable(build, (FIRST, SECOND), FIRST)
        if expected == "OUT005":
            assert summary is None
            assert tree(build) == FIRST
        assert put(open_site, SECOND)[1] == []
        assert {path: tree(build).get(path) for path in SECOND} == SECOND
        assert not any(place.name.startswith(".") for place in build.iterdir())


def test_a_build_folder_that_cannot_even_be_looked_at(open_site: Path) -> None:
    (open_site / "shut").mkdir()
    (open_site / "shut").chmod(0o700 if os.geteuid() == 0 else 0o000)
    with as_nobody():
        assert [d.code for d in put(open_site, FIRST, build="shut/build")[1]] == ["OUT005"]


def test_an_unchanged_site_in_a_folder_that_is_read_only_is_no_fault(open_site: Path) -> None:
    with as_nobody():
        put(open_site, FIRST)
        (open_site / "build").chmod(0o555)
        assert put(open_site, FIRST) == (Summary(unchanged=len(FIRST)), [])


@pytest.mark.parametrize("room", [0, 20, 400, 900])
def test_files_may_grow_no_larger(site: Path, room: int) -> None:
    """The limit of the system for each file (RLIMIT_FSIZE): of its kinds of full disk the one that needs no rights."""
    put(site, FIRST)

    def limited() -> int:
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
        summary, diagnostics = put(site, SECOND)
        assert summary is None
        assert [d.code for d in diagnostics] == ["OUT005"]
        assert "File too large" in diagnostics[0].message
        return 0

    assert forked(limited) == 0
    assert tree(site / "build") == FIRST
    assert put(site, SECOND)[1] == []
