"""The hostile site, built once for all tests that look at what became of it."""

from __future__ import annotations

import pytest

import hostile_site


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> hostile_site.Built:
    return hostile_site.build(tmp_path_factory.mktemp("hostile"))
