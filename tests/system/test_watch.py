"""Watching a real folder: what is noticed, what is passed over, and that folders may come and go."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dr_evidence_site.system.watch import Watch

PATIENCE = 20.0
"""Seconds that a notice may take on the busiest machine."""
QUIET = 0.8
"""Seconds after which no notice is still to come: longer than names are looked at again."""


class Notices:
    """Counts the calls, waits for one, and keeps what the last was told."""

    paths: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self._one = threading.Semaphore(0)

    def __call__(self, paths: frozenset[str]) -> None:
        self.paths = paths
        self._one.release()

    def settle(self) -> None:
        """Forget what came up to now, and what still comes of it."""
        while self._one.acquire(timeout=QUIET):
            pass

    def came(self, timeout: float = PATIENCE) -> bool:
        return self._one.acquire(timeout=timeout)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content/articles").mkdir(parents=True)
    (tmp_path / "content/articles/a.md").write_text("a")
    (tmp_path / "site.yaml").write_text("a")
    return tmp_path


@pytest.fixture
def notices(root: Path) -> Iterator[Notices]:
    made = Notices()
    watch = Watch(root, ["site.yaml"], ["content", "references"], made)
    watch.start()
    assert made.came() and made.came()  # the root, and the folders in it
    yield made
    watch.close()


def atomically(path: Path) -> None:
    aside = path.with_name(f".{path.name}.tmp")
    aside.write_text("saved by another way")
    aside.replace(path)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file is written": lambda root: (root / "content/articles/a.md").write_text("longer"),
    "a file is replaced": lambda root: atomically(root / "content/articles/a.md"),
    "a file is new": lambda root: (root / "content/articles/b.md").write_text("b"),
    "a file goes": lambda root: (root / "content/articles/a.md").unlink(),
    "a file is renamed": lambda root: (root / "content/articles/a.md").rename(root / "content/articles/b.md"),
    "a folder is new": lambda root: (root / "content/pictures/deep").mkdir(parents=True),
    "a folder goes": lambda root: shutil.rmtree(root / "content/articles"),
    "the settings are written": lambda root: (root / "site.yaml").write_text("longer"),
    "the settings are replaced": lambda root: atomically(root / "site.yaml"),
    "the settings go": lambda root: (root / "site.yaml").unlink(),
    "a watched folder comes": lambda root: (root / "references").mkdir(),
    "a watched folder goes": lambda root: shutil.rmtree(root / "content"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_it_is_noticed_when(root: Path, notices: Notices, change: Callable[[Path], object]) -> None:
    change(root)
    assert notices.came()


def test_it_says_what_changed(root: Path, notices: Notices) -> None:
    assert notices.paths == {""}  # the watch began: it may be anything
    for path in ("content/articles/a.md", "site.yaml"):
        (root / path).write_text("longer")
        assert notices.came()
        assert notices.paths == {path}
        notices.settle()


def test_polling_notices_changes_of_one_second(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1")
    monkeypatch.setenv("WATCHFILES_POLL_DELAY_MS", "50")
    seen: list[tuple[str, str]] = []

    def look(paths: frozenset[str]) -> None:
        seen.append(((root / "content/articles/a.md").read_text(), (root / "site.yaml").read_text()))

    watch = Watch(root, ["site.yaml"], ["content"], look)
    watch.start()
    for number in range(12):
        (root / "content/articles/a.md").write_text(str(number))
        (root / "site.yaml").write_text(str(number))
        time.sleep(0.1)
    end = time.monotonic() + PATIENCE
    while ("11", "11") not in seen and time.monotonic() < end:
        time.sleep(0.05)
    watch.close()
    assert seen[-1] == ("11", "11")


PASSED_OVER: dict[str, Callable[[Path], object]] = {
    "a hidden file": lambda root: (root / "content/articles/.a.md.swx").write_text("x"),
    "a backup": lambda root: (root / "content/articles/a.md~").write_text("x"),
    "an editor's lock": lambda root: (root / "content/articles/#a.md#").write_text("x"),
    "a file in a hidden folder": lambda root: (root / "content/.git/x").mkdir(parents=True),
    "another file beside the settings": lambda root: (root / "notes.txt").write_text("x"),
    "a build": lambda root: (root / "build/deep").mkdir(parents=True),
    "the memo": lambda root: (root / ".cache").mkdir(),
}


def test_what_no_build_reads_is_passed_over(root: Path, notices: Notices) -> None:
    for change in PASSED_OVER.values():
        change(root)
    assert not notices.came(QUIET)


def test_watching_goes_on_in_folders_that_were_replaced(root: Path, notices: Notices) -> None:
    (root / "content").rename(root / "aside")
    assert notices.came()
    shutil.copytree(root / "aside", root / "content")
    notices.settle()
    (root / "content/articles/a.md").write_text("in the new folder")
    assert notices.came()
    notices.settle()
    (root / "aside/articles/a.md").write_text("in the folder that is no longer watched")
    assert not notices.came(QUIET)


def test_watching_goes_on_when_a_folder_inside_was_made_anew(root: Path, notices: Notices) -> None:
    shutil.rmtree(root / "content/articles")
    (root / "content/articles").mkdir()
    notices.settle()
    (root / "content/articles/a.md").write_text("new")
    assert notices.came()


def test_watching_goes_on_when_the_root_itself_was_replaced(tmp_path: Path) -> None:
    root = tmp_path / "site"
    (root / "content").mkdir(parents=True)
    notices = Notices()
    watch = Watch(root, ["site.yaml"], ["content"], notices)
    watch.start()
    notices.settle()
    shutil.rmtree(root)
    assert notices.came()
    notices.settle()
    (root / "content").mkdir(parents=True)
    assert notices.came()
    notices.settle()
    (root / "content/a.md").write_text("a")
    assert notices.came()
    watch.close()


def test_where_the_system_gives_no_watches_it_polls(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import watchfiles

    watched = watchfiles.watch

    def no_watches(*places: Path, force_polling: bool | None, **options: object) -> object:
        if not force_polling:
            raise OSError(28, "OS file watch limit reached")
        return watched(*places, force_polling=True, **options)

    monkeypatch.setattr(watchfiles, "watch", no_watches)
    notices = Notices()
    watch = Watch(root, ["site.yaml"], ["content"], notices)
    watch.start()
    notices.settle()
    (root / "content/articles/a.md").write_text("longer")
    assert notices.came()
    watch.close()


def test_closing_ends_it(root: Path) -> None:
    notices = Notices()
    watch = Watch(root, ["site.yaml"], ["content"], notices)
    watch.start()
    assert notices.came()
    watch.close()
    notices.settle()
    (root / "content/articles/a.md").write_text("longer")
    time.sleep(QUIET)
    assert not notices.came(0)


def test_closing_before_the_start_is_no_fault(root: Path) -> None:
    Watch(root, [], [], Notices()).close()
