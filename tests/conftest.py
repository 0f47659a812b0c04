"""Sites made of a few files, for tests that need a whole one."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sites import LIBRARY, index_once


def pytest_configure() -> None:
    """Let interrupts reach the programs that tests start, also where the tests run in the background.

    A shell makes what it puts there ignore them, and a program hands that on to those that it starts (POSIX, 2.11).
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def make_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, str | bytes]], Path]:
    """Writes the given files (by path) into a new site folder that already has a library."""
    index_once(monkeypatch)

    def make(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "site"
        for path, content in {"references/library.bib": LIBRARY, **files}.items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return root

    return make
