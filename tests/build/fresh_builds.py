"""What a build that remembers nothing makes of a site: made once for the same sources, on which alone it depends."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from large_site import contents

from dr_evidence_site.build import Options, build
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.system.theme import default_folder

KEPT = 12
"""How many are kept; what was asked for last is asked for again."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """What such a build says, and the files that it publishes; None when it publishes nothing."""

    diagnostics: tuple[Diagnostic, ...]
    files: dict[str, bytes] | None


_MADE: dict[tuple[str, dt.date], Fresh] = {}


def made_from_nothing(site: Path, today: dt.date) -> Fresh:
    """What a build of the site as it is now makes, into a folder of its own.

    That this depends on nothing but the sources and the day is what test_same_everywhere.py is about.
    """
    asked = (digest(site), today)
    made = _MADE.pop(asked, None) or _built(site, today)
    _MADE[asked] = made
    if len(_MADE) > KEPT:
        del _MADE[next(iter(_MADE))]
    return made


def digest(site: Path) -> str:
    """A digest of all sources of a site: every file but what is built and remembered.

    The default theme is in it, too: it may be edited while its tests run.
    """
    found = hashlib.sha256()
    for place in sorted(default_folder().rglob("*.*")):
        found.update(f"{place}\0{place.stat().st_mtime_ns}\0".encode())
    folders = [site / name for name in ("content", "references", "templates")]
    for place in sorted([*site.glob("*.*"), *(place for folder in folders for place in folder.rglob("*"))]):
        if place.is_file():
            content = place.read_bytes()
            found.update(f"{place.relative_to(site)}\0{len(content)}\0".encode("utf-8", "surrogateescape") + content)
    return found.hexdigest()


def _built(site: Path, today: dt.date) -> Fresh:
    folder = Path(tempfile.mkdtemp(prefix="fresh-"))
    try:
        report = build(Options(site, today, jobs=1, remember=False), folder)
        return Fresh(tuple(report.diagnostics), None if report.summary is None else contents(folder))
    finally:
        shutil.rmtree(folder)
