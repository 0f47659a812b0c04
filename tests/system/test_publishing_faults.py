"""Publishing when anything may fail or end at any call, and what readers of the folder find meanwhile."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import resource
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.page import Output
from dr_evidence_site.system import lock, output, staging
from dr_evidence_site.system.generations import LONGEST
from dr_evidence_site.system.manifest import About
from dr_evidence_site.system.output import Summary
from faults import CHANGING, ERRORS, READING, as_nobody, failing_at, forked, signalled_at, watched

Files = dict[str, bytes]

NAMED = re.compile(rb"<([^<>]+)>")


def generation(number: int, *only: str) -> Files:
    """A site whose pages name, in angle brackets, what they need; all of it is named by the generation.

    The index of the search keeps its name and names its parts, as that of Pagefind does.
    """
    n = str(number)
    own = {f"articles/{name}.html": f"<assets/site.{n}.css> {name} <index.html>" for name in only}
    files = {
        "index.html": f"home {n} <assets/site.{n}.css> <assets/mark.svg> <assets/find/entry> "
        + " ".join(f"<{path}>" for path in own),
        "about.html": "the same <assets/mark.svg>",
        "list.json": f"list {n} " + " ".join(f"<{path}>" for path in own),
        "assets/mark.svg": "mark",
        f"assets/site.{n}.css": f"css {n} <assets/font.{n}.woff>",
        f"assets/font.{n}.woff": f"font {n}",
        "assets/find/entry": f"entry {n} <assets/find/meta.{n}>",
        f"assets/find/meta.{n}": f"meta {n}",
        **own,
    }
    return {path: content.encode() for path, content in files.items()}


ZERO, FIRST, SECOND, THIRD = (
    generation(0, "old"),
    generation(1, "old", "kept"),
    generation(2, "kept", "new"),
    generation(3, "kept", "late"),
)
EVERY = (ZERO, FIRST, SECOND, THIRD)
ENTRY = "assets/find/entry"
FOREIGN: Files = {"CNAME": b"evidence.example.org", "articles/mine.html": b"mine", "assets/mine.css": b"mine"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site/content").mkdir(parents=True)
    return tmp_path / "site"


def put(site: Path, files: Files, day: str = "", build: str = "build") -> tuple[Summary | None, list[Diagnostic]]:
    outputs = (Output(path, content) for path, content in files.items())
    return output.publish(outputs, site / build, site=site, about=About(built=day))


def tree(folder: Path) -> Files:
    """Every file but the lists of files."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith("manifest.")}


def old_assets(folder: Path) -> set[str]:
    """The assets that are kept for readers of the generation before, by the list of them."""
    place = folder / "manifest.previous.json"
    return set(json.loads(place.read_text())["files"]) if place.exists() else set()


def assert_readable(folder: Path, versions: Sequence[Files], *open_: Files) -> None:
    """Everything that a reader may get is whole, of one of the versions, and what it names is there.

    `open_` are the versions whose pages readers have open: their assets are there, whatever the pages are by now.
    """
    found = tree(folder)
    for path, content in found.items():
        if path.startswith(".staging-"):
            continue
        may_be_old = path.startswith("assets/") and path != ENTRY
        allowed = EVERY if may_be_old else versions
        assert content == FOREIGN.get(path) or any(version.get(path) == content for version in allowed), path
        # Of assets that go, some are gone before others that name them.
        for name in NAMED.findall(content) if any(version.get(path) == content for version in versions) else ():
            assert name.decode() in found, f"{path} names {name.decode()}"
    for version in open_:
        for path, content in version.items():
            if path.startswith("assets/") and path != ENTRY:
                assert found.get(path) == content, f"{path} is gone for those who have a page open"


def assert_complete(folder: Path, files: Files, before: Files) -> None:
    """The folder holds these files, the foreign ones, and the assets of the version before that are not used now."""
    old = {path: before[path] for path in before if path.startswith("assets/") and path not in files}
    assert tree(folder) == {**files, **old, **FOREIGN}
    assert old_assets(folder) == set(old)
    empty = [path for path in folder.rglob("*") if path.is_dir() and not any(path.iterdir())]
    assert empty == []
    listed = json.loads((folder / "manifest.json").read_text())["files"]
    assert set(listed) == set(files)
    assert not any("previous" in entry for entry in listed.values())


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], None]:
    """Makes a build folder of the second generation of a site, with foreign files, in which old assets are kept."""
    site = tmp_path_factory.mktemp("published")
    put(site, ZERO)
    for path, content in FOREIGN.items():
        (site / "build" / path).write_bytes(content)
    assert put(site, FIRST)[1] == []
    assert_complete(site / "build", FIRST, ZERO)

    def copy(to: Path) -> None:
        shutil.rmtree(to / "build", ignore_errors=True)
        shutil.copytree(site / "build", to / "build")

    return copy


# At every instant


def test_a_reader_finds_whole_pages_and_all_that_they_name_before_every_single_call(site: Path) -> None:
    """Between two calls of the system nothing changes, so these are all the states there are."""
    chain = [ZERO, FIRST, SECOND, THIRD, SECOND, SECOND, FIRST]
    put(site, chain[0])
    for path, content in FOREIGN.items():
        (site / "build" / path).write_bytes(content)
    looks = 0
    is_looking = False
    for before, after in pairwise(chain):

        def look(_: str, __: int, before: Files = before, after: Files = after) -> None:
            nonlocal looks, is_looking
            if not is_looking:
                is_looking = True
                assert_readable(site / "build", (before, after), before)
                is_looking = False
                looks += 1

        with watched((*CHANGING, *READING), look):
            assert put(site, after)[1] == []
        assert_readable(site / "build", (after,), before)
    assert old_assets(site / "build") == {"assets/site.2.css", "assets/font.2.woff", "assets/find/meta.2"}
    assert looks > 300


def test_what_is_new_is_there_before_anything_is_replaced_and_removals_come_last(site: Path) -> None:
    put(site, FIRST)
    done: list[str] = []
    build = site / "build"
    with pytest.MonkeyPatch.context() as patch:
        real_replace, real_unlink = os.replace, os.unlink

        def replace(source: Path, target: Path) -> None:
            done.append(f"put {Path(target).relative_to(build)}")
            real_replace(source, target)

        def unlink(place: Path, **how: int) -> None:
            done.append(f"take {place}" if how else f"take {Path(place).relative_to(build)}")
            real_unlink(place, **how)

        patch.setattr(os, "replace", replace)
        patch.setattr(os, "unlink", unlink)
        put(site, SECOND)
    assert done == [
        "put manifest.json",
        *("put assets/find/meta.2", "put assets/font.2.woff", "put assets/site.2.css"),
        "put articles/new.html",
        *("put assets/find/entry", "put list.json", "put articles/kept.html", "put index.html"),
        "take articles/old.html",
        "put manifest.previous.json",
        "put manifest.json",
    ]


# Old assets


def test_old_assets_stay_for_one_generation(site: Path) -> None:
    build = site / "build"
    put(site, FIRST)
    assert old_assets(build) == set()
    assert not (build / "manifest.previous.json").exists()
    put(site, SECOND)
    first = {"assets/site.1.css", "assets/font.1.woff", "assets/find/meta.1"}
    assert old_assets(build) == first
    assert {path: tree(build)[path] for path in first} == {path: FIRST[path] for path in first}
    put(site, THIRD)
    assert old_assets(build) == {path.replace("1", "2") for path in first}
    assert first.isdisjoint(tree(build))


def test_a_build_that_changes_nothing_leaves_them_however_often(site: Path) -> None:
    put(site, FIRST, "2026-06-01")
    put(site, SECOND, "2026-06-01")
    before = tree(site / "build")
    for day in ("2026-06-01", "2026-06-02", "2026-06-08", "2026-05-01", "2020-01-01"):
        assert put(site, SECOND, day)[1] == []
        assert tree(site / "build") == before
    put(site, THIRD, "2026-06-02")
    assert "assets/site.1.css" not in tree(site / "build")


def test_they_do_not_stay_for_ever_when_nothing_changes_any_more(site: Path) -> None:
    first = dt.date(2026, 6, 1)
    put(site, FIRST, first.isoformat())
    put(site, SECOND, first.isoformat())
    put(site, SECOND, (first + LONGEST).isoformat())
    assert old_assets(site / "build")
    assert put(site, SECOND, (first + LONGEST + dt.timedelta(1)).isoformat()) == (Summary(0, len(SECOND), 3), [])
    assert tree(site / "build") == SECOND
    assert not (site / "build/manifest.previous.json").exists()


def test_mending_a_file_that_somebody_changed_is_no_new_generation(site: Path) -> None:
    put(site, FIRST)
    put(site, SECOND)
    before = tree(site / "build")
    (site / "build/index.html").write_bytes(b"changed")
    (site / "build/assets/site.2.css").unlink()
    assert put(site, SECOND)[1] == []
    assert tree(site / "build") == before
    assert old_assets(site / "build")


def test_the_list_of_the_site_is_the_same_whatever_was_there_before(site: Path) -> None:
    put(site, FIRST, "2026-06-01")
    put(site, SECOND, "2026-06-01")
    put(site, SECOND, "2026-06-01", build="fresh")
    assert (site / "build/manifest.json").read_bytes() == (site / "fresh/manifest.json").read_bytes()
    assert not (site / "fresh/manifest.previous.json").exists()


@pytest.mark.parametrize("deed", ["changed", "deleted"])
def test_an_old_asset_that_somebody_touched_is_no_trouble(site: Path, deed: str) -> None:
    put(site, FIRST)
    put(site, SECOND)
    place = site / "build/assets/site.1.css"
    place.write_bytes(b"mine") if deed == "changed" else place.unlink()
    _, diagnostics = put(site, THIRD)
    assert [d.code for d in diagnostics] == (["OUT008"] if deed == "changed" else [])
    assert place.exists() == (deed == "changed")
    assert put(site, FIRST)[1] == [] if deed == "deleted" else True


def test_an_old_asset_that_comes_back_into_use_is_written_even_if_somebody_changed_it(site: Path) -> None:
    put(site, FIRST)
    put(site, SECOND)
    (site / "build/assets/site.1.css").write_bytes(b"mine")
    assert put(site, FIRST)[1] == []
    assert (site / "build/assets/site.1.css").read_bytes() == FIRST["assets/site.1.css"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "OUT007"),
        (b"[" * 100_000, "OUT007"),
        (b'{"generator": "dr-evidence-site", "version": 1, "files": {"../x": {"sha256": "", "size": 0}}}', "OUT007"),
        (b'{"generator": "dr-evidence-site", "version": 1, "files": {"CNAME": {"sha256": "", "size": 0}}}', "OUT007"),
        (b'{"name": "mine"}', "OUT004"),
    ],
)
def test_a_list_of_old_assets_that_is_not_ours(site: Path, content: bytes, code: str) -> None:
    put(site, FIRST)
    (site / "build/manifest.previous.json").write_bytes(content)
    summary, diagnostics = put(site, SECOND)
    assert [(d.code, d.span.path) for d in diagnostics] == [(code, "build/manifest.previous.json")]
    assert (summary is None) == (code == "OUT004")
    if code == "OUT007":
        assert put(site, SECOND)[1] == put(site, THIRD)[1] == []
        assert old_assets(site / "build") == {"assets/site.2.css", "assets/font.2.woff", "assets/find/meta.2"}
    else:
        assert (site / "build/manifest.previous.json").read_bytes() == content


def test_a_damaged_list_of_old_assets_goes_even_if_nothing_else_changes(site: Path) -> None:
    put(site, FIRST)
    (site / "build/manifest.previous.json").write_bytes(b"{")
    assert [d.code for d in put(site, FIRST)[1]] == ["OUT007"]
    assert put(site, FIRST)[1] == []


ASSETS = st.sets(st.sampled_from("abcdef"), max_size=4)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(ASSETS, st.integers(0, 4)), min_size=2, max_size=8))
def test_whatever_is_published_in_turn_the_folder_holds_this_generation_and_the_assets_of_the_one_before(
    builds: list[tuple[set[str], int]],
) -> None:
    """Some days pass between builds, and some change nothing."""
    day = dt.date(2026, 1, 1)
    current: set[str] | None = None
    old: set[str] = set()
    since = day
    with tempfile.TemporaryDirectory() as place:
        site = Path(place)
        (site / "content").mkdir()
        for names, days in builds:
            day += dt.timedelta(days)
            if current is not None and names != current:
                old, since = current - names, day
            elif day - since > LONGEST:
                old = set()
            current = names
            files = {f"assets/{name}.css": name.encode() for name in names} | {"index.html": b"".join(sorted(
                name.encode() for name in names))}  # fmt: skip
            assert put(site, files, day.isoformat())[1] == []
            assert set(tree(site / "build")) == {*files, *(f"assets/{name}.css" for name in old)}
            assert old_assets(site / "build") == {f"assets/{name}.css" for name in old}


# At every call something fails


def calls_of(site: Path, names: tuple[str, ...]) -> list[str]:
    with watched(names, lambda name, number: None) as calls:
        assert put(site, SECOND)[1] == []
    return calls


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


# At every call the process ends


@pytest.mark.parametrize("then", [SECOND, FIRST, THIRD], ids=["the same", "back", "another"])
def test_a_build_that_is_killed_before_any_call(site: Path, published: Callable[[Path], None], then: Files) -> None:
    """By SIGKILL, in a process of its own; the next build is as if it had not been."""
    published(site)
    count = len(calls_of(site, CHANGING))
    assert put(site, then, build="fresh")[1] == []
    fresh = (site / "fresh/manifest.json").read_bytes()
    build = site / "build"
    for number in range(1, count + 1):

        def killed(number: int = number) -> None:
            with watched(CHANGING, signalled_at(number, signal.SIGKILL)):
                put(site, SECOND)

        published(site)
        assert forked(killed) == -signal.SIGKILL
        assert_readable(build, (FIRST, SECOND), FIRST)
        # Readers may have pages of the build before, and of the killed one if it got as far as that.
        left = (build / "manifest.json").read_bytes()
        used = {path for path in json.loads(left)["files"] if path.startswith("assets/") and (build / path).exists()}
        expected = old_assets(build) if left == fresh else used - then.keys()
        assert put(site, then)[1] == []
        assert old_assets(build) == expected
        assert tree(build).keys() == {*then, *FOREIGN, *expected}
        assert tree(build).items() >= {**then, **FOREIGN}.items()
        assert (build / "manifest.json").read_bytes() == fresh
        assert not any(place.name.startswith(".") for place in build.iterdir())
        assert_readable(build, (then,))
    assert count > 40


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_asked_to_end_before_any_call_leaves_all_of_the_old_site_or_all_of_the_new_one(
    site: Path, published: Callable[[Path], None], which: signal.Signals
) -> None:
    """What is begun in the folder is brought to its end, and what was staged is taken away."""

    class EndedError(BaseException):
        pass

    def end(number: int, _: object) -> None:
        raise EndedError

    published(site)
    count = len(calls_of(site, CHANGING))
    outcomes = []
    before = signal.signal(which, end)
    try:
        for number in range(1, count + 1):
            published(site)
            with watched(CHANGING, signalled_at(number, which)), pytest.raises(EndedError):
                put(site, SECOND)
            found = tree(site / "build")
            if "index.html" in found and found["index.html"] == FIRST["index.html"]:
                assert_complete(site / "build", FIRST, ZERO)
            else:
                assert_complete(site / "build", SECOND, FIRST)
            outcomes.append(found["index.html"] == SECOND["index.html"])
        assert signal.getsignal(which) is end
    finally:
        signal.signal(which, before)
    assert outcomes == sorted(outcomes)
    assert 10 < sum(outcomes) < count - 10


def test_publishing_in_a_thread_has_nothing_to_do_with_signals(site: Path) -> None:
    done: list[object] = []
    thread = threading.Thread(target=lambda: done.append(put(site, FIRST)))
    thread.start()
    thread.join()
    assert done == [(Summary(written=len(FIRST)), [])]


def test_leftovers_of_killed_builds_are_removed_and_of_running_ones_kept_where_folders_cannot_be_locked(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(site, FIRST)
    build = site / "build"
    alive, dead = f".staging-{os.getppid()}-0000aaaa", ".staging-4194999-0000bbbb"
    names = (alive, dead, ".staging-notes")

    def litter() -> None:
        for name in names:
            (build / name).mkdir(exist_ok=True)
            (build / name / "0").write_bytes(b"x")

    litter()
    put(site, FIRST)
    assert {place.name for place in build.glob(".staging-*")} == {".staging-notes"}
    monkeypatch.setattr(staging, "lock_folder", lambda folder, patience: None)
    litter()
    put(site, FIRST)
    assert {place.name for place in build.glob(".staging-*")} == {alive, ".staging-notes"}
    # A clock that was set back makes the folder of a later day; one of long ago is nobody's.
    os.utime(build / alive, (time.time() + 10**6,) * 2)
    put(site, FIRST)
    assert (build / alive).exists()
    os.utime(build / alive, (0, 0))
    put(site, FIRST)
    assert {place.name for place in build.glob(".staging-*")} == {".staging-notes"}


# Two at once


def test_a_second_build_waits_for_the_first_and_then_goes_on_from_there(site: Path) -> None:
    put(site, ZERO)
    order: list[str] = []
    staged, go = threading.Event(), threading.Event()

    def outputs() -> Iterator[Output]:
        for path, content in FIRST.items():
            yield Output(path, content)
        staged.set()
        go.wait(10)
        order.append("first")

    first = threading.Thread(target=lambda: output.publish(outputs(), site / "build", site=site))
    first.start()
    assert staged.wait(10)
    found: list[tuple[Summary | None, list[Diagnostic]]] = []
    second = threading.Thread(target=lambda: found.append(put(site, SECOND)) or order.append("second"))  # type: ignore[func-returns-value]
    second.start()
    time.sleep(0.1)
    assert order == []
    go.set()
    first.join()
    second.join()
    assert order == ["first", "second"]
    assert found[0][1] == []
    assert tree(site / "build").keys() == {*SECOND, "assets/site.1.css", "assets/font.1.woff", "assets/find/meta.1"}


def test_a_build_does_not_wait_for_ever(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(site, FIRST)
    monkeypatch.setattr(staging, "PATIENCE", 0.05)
    held = lock.lock_folder(site / "build", 0)
    assert held is not None
    try:
        summary, diagnostics = put(site, SECOND)
        assert (summary, [d.code for d in diagnostics]) == (None, ["OUT010"])
        assert tree(site / "build") == FIRST
    finally:
        lock.unlock_folder(held)
    assert put(site, SECOND)[1] == []


def test_where_folders_cannot_be_locked_the_second_leaves_the_folder_to_the_first(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "lock_folder", lambda folder, patience: None)
    put(site, ZERO)

    def outputs() -> Iterator[Output]:
        for path, content in SECOND.items():
            yield Output(path, content)
        assert forked(lambda: len(put(site, FIRST)[1])) == 0

    summary, diagnostics = output.publish(outputs(), site / "build", site=site)
    assert (summary, [d.code for d in diagnostics]) == (None, ["OUT010"])
    assert {path: tree(site / "build").get(path) for path in FIRST} == FIRST
    assert put(site, SECOND)[1] == []


def test_a_lock_does_not_outlive_its_holder_in_the_forks_that_it_made(site: Path) -> None:
    """As worker processes are; they may be at work for a while after their parent was killed."""
    (site / "build").mkdir()
    reading, writing = os.pipe()

    def holder() -> None:
        assert lock.lock_folder(site / "build", 0) is not None
        if os.fork() == 0:
            os.write(writing, f"{os.getpid()}\n".encode())
            time.sleep(30)
            os._exit(0)
        os.kill(os.getpid(), signal.SIGKILL)

    assert forked(holder) == -signal.SIGKILL
    worker = int(os.read(reading, 20))
    try:
        held = lock.lock_folder(site / "build", 1)
        assert held is not None
        lock.unlock_folder(held)
    finally:
        os.kill(worker, signal.SIGKILL)
        os.close(reading)
        os.close(writing)


def test_a_folder_that_its_holder_removes_is_made_again(site: Path) -> None:
    """The first build fails and takes its new folder back; the second waited for the lock of that."""
    go = threading.Event()

    def outputs() -> Iterator[Output]:
        yield Output("index.html", b"")
        go.wait(10)

    failing = threading.Thread(
        target=lambda: output.publish(outputs(), site / "build", site=site, proceed=lambda found: False)
    )
    failing.start()
    while not (site / "build").exists():
        time.sleep(0.005)
    waiting = threading.Thread(target=lambda: put(site, FIRST))
    waiting.start()
    time.sleep(0.1)
    go.set()
    failing.join()
    waiting.join()
    assert tree(site / "build") == FIRST


def test_somebody_who_reads_all_the_time_never_finds_a_broken_page(site: Path) -> None:
    """A reader in a process of its own fetches a page, and then what the page names."""
    versions = [generation(n, "kept", *(["some"] if n % 3 else [])) for n in range(400)]
    put(site, versions[0])
    build = site / "build"
    reading, writing = os.pipe()

    def fetch(path: str) -> bytes | None:
        try:
            return (build / path).read_bytes()
        except FileNotFoundError:
            return None

    def number_of(page: bytes) -> int:
        return int(re.findall(rb"site\.(\d+)\.css", page)[0])

    def reader() -> int:
        os.close(reading)
        seen, samples = set(), 0
        while not (site / "stop").exists():
            for path in ("index.html", "articles/kept.html"):
                page = fetch(path)
                if page is None:
                    return 10
                n = number_of(page)
                if page != versions[n][path]:
                    return 11
                for name in NAMED.findall(page):
                    there = fetch(name.decode())
                    late = number_of(fetch("index.html") or b"site.0.css") > n + 1
                    if there is None and not late and name != b"articles/some.html":
                        return 12
                    if name.decode().startswith("assets/site.") and there not in (None, versions[n][name.decode()]):
                        return 13
                samples += 1
                seen.add(n)
        os.write(writing, json.dumps([samples, len(seen)]).encode())
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        found: list[int] = []
        watching = threading.Thread(target=lambda: found.append(forked(reader)))
        watching.start()
        began = time.monotonic()
        for version in versions[1:]:
            assert put(site, version)[1] == []
            time.sleep(0.002)
            if time.monotonic() - began > 2:
                break
    (site / "stop").touch()
    watching.join()
    os.close(writing)
    assert found == [0]
    samples, seen = json.loads(os.read(reading, 100))
    os.close(reading)
    assert samples > 30
    assert seen > 10


# A disk that is full, or may not be written, in earnest


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
