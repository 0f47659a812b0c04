"""What a host has to be told about a site: its configuration, from the settings alone."""

from __future__ import annotations

from pathlib import Path

from dr_evidence_site.build.schemas import source_of
from dr_evidence_site.build.settings import settings_of
from dr_evidence_site.site.nginx import configuration


def nginx(site: Path, base_url: str | None = None) -> str:
    """The configuration for nginx; `base_url` replaces that of the settings."""
    config = settings_of(source_of(site, "site.yaml"))
    return configuration(config.base_url if base_url is None else base_url, searches=config.search)
