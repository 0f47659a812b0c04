"""This project's own program, on the articles as editors write them."""

from __future__ import annotations

import compileall
import shlex
import subprocess
from functools import cache
from pathlib import Path
from typing import ClassVar

from bench import formats
from bench.tools.tool import Tool, UnavailableError
from dr_evidence_site.parse.config import SETTINGS

TODAY = "2026-06-01"
ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = str(ROOT / ".venv" / "bin" / "dr-evidence-site")

_SETTINGS = """\
title: Evidence summaries
description: Short, cited answers to medical questions, in words for patients and for health professionals.
base_url: https://evidence.example.org/
language: en
# No limit of reading grade: it would be reported for each article, as no editor would leave it.
audiences: [{id: patient, label: Patient or carer}, {id: clinician, label: Health professional}]
"""

_PEER_SETTINGS = {"exports": "exports: []\n", "search": "search: false\n"}
"""Files that the peers do not write are left out, where the program has come to know the setting."""


class Ours(Tool):
    """dr-evidence-site, with the default theme of which the site changes one block."""

    name: ClassVar[str] = "dr-evidence-site"
    cites: ClassVar[bool] = True
    program: ClassVar[str] = PROGRAM
    """The command to measure; the runner can name another, such as a build from before a change."""

    everything: ClassVar[bool] = False
    """Whether exports and search, which the peers do not have, are on."""

    def version(self) -> str:
        """The program's."""
        # As pip does when it installs a program.
        compileall.compile_dir(ROOT / "src", quiet=1)
        text = subprocess.run(
            [*shlex.split(self.program), "--version"], check=True, capture_output=True, text=True
        ).stdout
        return text.split()[-1]

    def command(self) -> list[str]:
        """Build for a fixed day."""
        return [*shlex.split(self.program), "build", str(self.folder), "-o", str(self.output), "--today", TODAY]

    def help_command(self) -> list[str]:
        """Print the help."""
        return [*shlex.split(self.program), "--help"]

    def caches(self) -> tuple[Path, ...]:
        """The memo of finished work."""
        return (self.folder / ".cache",)

    def reference_files(self) -> tuple[Path, ...]:
        """The library alone: who cites the reference is the program's business."""
        return (self.folder / "references" / "library.bib",)

    def write(self) -> None:
        """Settings, library, articles, and one block of the article template."""
        for name in ("content/articles", "references", "templates"):
            (self.folder / name).mkdir(parents=True)
        settings = _SETTINGS
        if not self.everything:
            settings += "".join(text for name, text in _PEER_SETTINGS.items() if name in _known_settings())
        (self.folder / "site.yaml").write_text(settings, encoding="utf-8")
        self.template().write_text(
            '{% extends "!article.html" %}\n'
            '{% block head %}<meta name="bench" content="template round 0">{% endblock %}\n'
        )
        (self.folder / "references" / "library.bib").write_text(
            formats.bibtex(self.size.library().values()), encoding="utf-8"
        )
        for article in self.size.generated():
            self.source(article.slug).write_text(formats.ours(article), encoding="utf-8")

    def template(self) -> Path:
        """The site's own article template."""
        return self.folder / "templates" / "article.html"


class OursWithEverything(Ours):
    """The same site with exports and search, as the program has them by default."""

    name: ClassVar[str] = "everything-on"
    everything: ClassVar[bool] = True

    def version(self) -> str:
        """The program's; raises UnavailableError while it has nothing to turn on."""
        if not _known_settings() & set(_PEER_SETTINGS):
            raise UnavailableError("this version of dr-evidence-site has neither exports nor search")
        return super().version()


@cache
def _known_settings() -> frozenset[str]:
    """Names of settings that this version of the program reads."""
    return frozenset(field.name for field in SETTINGS.fields)
