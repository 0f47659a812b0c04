"""A target: what reads a text, and raises when something that must hold does not; and what readers are given beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dr_evidence_site.model.config import Config

HERE = Path(__file__).parent
TODAY = dt.date(2026, 6, 1)
AUDIENCES = ("patient", "clinician")
FRONT = "---\ntitle: T\nstatus: submitted\nupdated: 2026-01-10\naudience: clinician\n---\n"


@dataclass(frozen=True, slots=True)
class Target:
    """A reader with what must hold of it; `dictionary` are pieces of texts for it, `examples` how many a short run has.

    Its corpus is a folder of `corpus/`, and what was found one of `found/`.
    """

    name: str
    check: Callable[[str], None]
    dictionary: Sequence[str]
    examples: int = 60

    def corpus(self) -> list[str]:
        """The seeds."""
        return [stored(path) for path in sorted((HERE / "corpus" / self.name).iterdir())]

    def found(self) -> list[Path]:
        """The files of earlier findings."""
        folder = HERE / "found" / self.name
        return sorted(folder.iterdir()) if folder.is_dir() else []


def stored(path: Path) -> str:
    """The text of a file, with its line ends as they are."""
    return path.read_bytes().decode("utf-8")


@cache
def default_settings() -> Config:
    """The settings of a site that sets none."""
    from dr_evidence_site.parse import markdown
    from dr_evidence_site.parse.config import config as read

    return read(None, render=markdown.fragment)[0]
