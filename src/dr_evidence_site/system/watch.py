"""Says that something in a folder changed, whatever it was: folders may come, go, and be put in each other's place.

Two watches make one. The root is watched by itself, for its files and for the coming and going of its folders; the
folders are watched to any depth. So the root may hold large folders that nobody asked about. A watch follows a folder
itself and not its name, so both begin anew when a name leads to another folder than before.

watchfiles is the one library for this that is kept up, is typed, and ships wheels for every platform; it polls where
the system cannot watch.
"""

from __future__ import annotations

import os
import platform
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue

_STEP = 10
"""Milliseconds without a change after which a burst of changes is over. Editors save in a few steps."""
_LONGEST = 50
"""Milliseconds after which a burst is reported even if it goes on."""
_LOOK_AGAIN = 500
"""Milliseconds after which, without any change, it is looked whether names still lead to the same folders."""

_GRAIN = 1.1
"""Seconds after which a change is reported once more when the library polls: it compares times by the second, and
misses the later of two changes within one."""

_ANYTHING = frozenset({""})


class Watch:
    """Calls `changed`, from threads of its own, after changes, and once when watching has begun.

    It is told the paths that changed, relative to `root` with forward slashes; "" among them is anything.

    `files` are names of files in `root`, `folders` of folders in it; none of them has to be there. Names in capital
    letters count too, hidden files and the backups of editors do not. Whatever happened before a watch began (anew)
    is reported then. Where the system cannot watch, a folder counts as changed for a hidden file, too.
    """

    def __init__(
        self, root: Path, files: Iterable[str], folders: Iterable[str], changed: Callable[[frozenset[str]], None]
    ) -> None:
        self._root = root.resolve()  # some systems report real paths, whatever they were given
        self._folders = tuple(folders)
        self._names = {name.lower() for name in (*files, *self._folders)}
        self._changed = changed
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._follow, args=arguments, name="watch", daemon=True)
            for arguments in ((self._top, False, self._counts_at_the_top), (self._below, True, self._counts_below))
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End, and wait until `changed` is called no more."""
        self._over.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _follow(self, places: Callable[[], list[Path]], deep: bool, counts: Callable[[str], bool]) -> None:
        """Watch what `places` gives now, and again whenever it gives something else."""
        import watchfiles  # noqa: PLC0415 - one command needs it

        polls = _must_poll()
        before: dict[Path, tuple[int, int]] | None = None
        while not self._over.is_set():
            now = _identities(places())
            if now != before and not now:
                self._changed(_ANYTHING)
            before = now
            if not now:
                self._over.wait(_LOOK_AGAIN / 1000)
                continue
            began, again = False, float("inf")
            try:
                for changes in watchfiles.watch(
                    *now,
                    watch_filter=lambda _, path: counts(path),
                    debounce=_LONGEST,
                    step=_STEP,
                    rust_timeout=_LOOK_AGAIN,
                    yield_on_timeout=True,
                    stop_event=self._over,
                    raise_interrupt=False,
                    force_polling=polls,
                    recursive=deep,
                    ignore_permission_denied=True,
                ):
                    if changes or not began:
                        self._changed(self._paths(path for _, path in changes) if began else _ANYTHING)
                        again = time.monotonic() + _GRAIN if polls else again
                    elif time.monotonic() > again:
                        self._changed(_ANYTHING)
                        again = float("inf")
                    began = True
                    if _identities(places()) != now:
                        break
            except FileNotFoundError:
                self._over.wait(_STEP / 1000)  # it went just now
            except (OSError, RuntimeError):  # RuntimeError: what the library makes of an error it does not know
                polls = True  # the system gives no more watches, or none for this kind of disk
                self._over.wait(_STEP / 1000)

    def _paths(self, places: Iterable[str]) -> frozenset[str]:
        return frozenset(Path(os.path.relpath(place, self._root)).as_posix() for place in places)

    def _top(self) -> list[Path]:
        return [self._root]

    def _below(self) -> list[Path]:
        return [self._root / name for name in self._folders]

    def _counts_at_the_top(self, path: str) -> bool:
        return Path(path).name.lower() in self._names

    def _counts_below(self, path: str) -> bool:
        return not any(_is_passed_over(name) for name in Path(os.path.relpath(path, self._root)).parts)


class Changes:
    """What changed since somebody asked, collected from the threads of a watch."""

    def __init__(self) -> None:
        self._reports: SimpleQueue[frozenset[str]] = SimpleQueue()  # a handler of signals may put something there, too

    def add(self, paths: Iterable[str] = ()) -> None:
        """Keep these for the next who asks, and let one who waits go on even if there are none."""
        self._reports.put(frozenset(paths))

    def next(self, seconds: float) -> frozenset[str]:
        """All that changed since the last call; waited for, but no longer than these seconds."""
        found: set[str] = set()
        with suppress(Empty):
            found |= self._reports.get(timeout=seconds)
            while True:
                found |= self._reports.get_nowait()
        return frozenset(found)


def _identities(places: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Which folder each place leads to, by device and inode; a place without a folder is left out."""
    found = {}
    for place in places:
        try:
            status = place.stat()
        except OSError:
            continue
        if place.is_dir():
            found[place] = (status.st_dev, status.st_ino)
    return found


def _must_poll() -> bool:
    """Whether the user asks for polling, as watchfiles documents it, or Windows' Linux does, which sees no events."""
    asked = os.environ.get("WATCHFILES_FORCE_POLLING", "").lower()
    if asked:
        return asked not in ("false", "disable", "disabled")
    return "microsoft-standard" in platform.release().lower()


def _is_passed_over(name: str) -> bool:
    """Whether it is hidden or a backup. Readers of the folder pass over these; what is missed here costs a build."""
    if name == "..":  # the folder is a link to another place
        return False
    return name.startswith(".") or name.endswith(("~", ".swp", ".swo")) or (name[:1] == "#" and name[-1:] == "#")
