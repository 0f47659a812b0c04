"""Eleventy, on articles whose citations are links already."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import ClassVar

from bench import formats
from bench.tools import install
from bench.tools.tool import Tool

VERSION = "3.1.8"


class Eleventy(Tool):
    """Eleventy with a minimal theme; it builds everything each time."""

    name: ClassVar[str] = "eleventy"
    cites: ClassVar[bool] = False

    def _package(self) -> Path:
        return install.node_package(self.work, "@11ty/eleventy", VERSION)

    def version(self) -> str:
        """The package's."""
        return str(json.loads((self._package() / "package.json").read_text())["version"])

    def command(self) -> list[str]:
        """Build, and print only faults."""
        return ["node", str(self._package() / "cmd.cjs"), "--quiet", f"--output={self.output}"]

    def source(self, slug: str) -> Path:
        """Articles stand beside the theme."""
        return self.folder / "articles" / f"{slug}.md"

    def write(self) -> None:
        """The theme and the linked articles."""
        shutil.copytree(install.THEMES / "eleventy", self.folder, dirs_exist_ok=True)
        shutil.copytree(install.THEMES / "shared", self.folder / "assets")
        library = self.size.library()
        for article in self.size.generated():
            self.source(article.slug).write_text(formats.linked(article, library), encoding="utf-8")

    def template(self) -> Path:
        """The layout of articles."""
        return self.folder / "_includes" / "article.njk"
