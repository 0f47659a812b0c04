"""What tests of builds that meet trouble begin with."""

from __future__ import annotations

from pathlib import Path

import pytest
from changing_site import built_site
from one_version import keep_one_version

from sites import index_once


@pytest.fixture
def one_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every build is of one version of the program, and the index of a search is made once."""
    keep_one_version(monkeypatch)
    index_once(monkeypatch)


@pytest.fixture
def site(tmp_path: Path, one_version: None) -> Path:
    """A small site with a file of each kind, built once, with foreign files beside its pages."""
    return built_site(tmp_path / "site")
