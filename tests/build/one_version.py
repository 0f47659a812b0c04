"""The one version of the program that the builds of a test are made with: it may be edited while its tests run."""

from __future__ import annotations

import pytest

from dr_evidence_site.build import run
from dr_evidence_site.system.fingerprint import fingerprint

VERSION = fingerprint()


def keep_one_version(patch: pytest.MonkeyPatch) -> None:
    """Let every build of this process be of that version."""
    patch.setattr(run, "fingerprint", lambda: VERSION)
