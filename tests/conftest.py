"""Sites made of a few files, for tests that need a whole one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sites import LIBRARY, index_once


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
