"""The settings of a site that sets none, which many readers ask for."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def default_settings() -> Any:
    """They are the same each time, and are read once."""
    from dr_evidence_site.parse import markdown  # noqa: PLC0415
    from dr_evidence_site.parse.config import config  # noqa: PLC0415

    return config(None, render=markdown.fragment)[0]
