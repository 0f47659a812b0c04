"""The sites of these tests, built once."""

from __future__ import annotations

import pytest
from exported_site import BASE, FILES, SETTINGS, Built, build_site


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build_site(tmp_path_factory.mktemp("exports"), FILES)


@pytest.fixture(scope="session")
def homeless(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The same site without a base address."""
    files = FILES | {"site.yaml": SETTINGS.replace(f"base_url: {BASE}\n", "")}
    return build_site(tmp_path_factory.mktemp("homeless"), files)
