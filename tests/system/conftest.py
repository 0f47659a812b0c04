"""Folders that sites are published into."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from generations import FIRST, FOREIGN, ZERO, assert_complete, put


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site folder in which nothing is built."""
    (tmp_path / "site/content").mkdir(parents=True)
    return tmp_path / "site"


@pytest.fixture(scope="session")
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
