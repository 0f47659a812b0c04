"""Pandoc with citeproc: one process an article, two at once; articles only, no lists of them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import ClassVar

from bench import formats
from bench.tools import install
from bench.tools.tool import Tool


class Pandoc(Tool):
    """Pandoc with a template and a short numeric style of ours; it reads a library turned into CSL JSON once."""

    name: ClassVar[str] = "pandoc"
    cites: ClassVar[bool] = True
    incremental: ClassVar[bool] = False

    def _binary(self) -> Path:
        (binary,) = install.python_packages(self.work, "pypandoc_binary").glob(
            "lib/python*/site-packages/pypandoc/files/pandoc"
        )
        return binary

    def version(self) -> str:
        """Pandoc's own words."""
        return subprocess.run(
            [str(self._binary()), "--version"], check=True, capture_output=True, text=True
        ).stdout.split()[1]

    def command(self) -> list[str]:
        """Convert the library, then every article, as many at once as there are cores."""
        pandoc, output = shlex.quote(str(self._binary())), shlex.quote(str(self.output))
        one = (
            f"{pandoc} --from=markdown --to=html --standalone --template=article.html --wrap=none --toc"
            " --citeproc --csl=numeric.csl             --bibliography=library.json --metadata=link-citations:true"
            f" --output={output}/articles/{{}}.html content/articles/{{}}.md"
        )
        script = (
            f"set -e; mkdir -p {output}/articles;"
            f" {pandoc} library.bib --from=biblatex --to=csljson --output=library.json;"
            f" ls content/articles | sed 's/[.]md$//' | xargs -P {os.cpu_count() or 1} -I {{}} {one}"
        )
        return ["sh", "-c", script]

    def reference_files(self) -> tuple[Path, ...]:
        """The library alone."""
        return (self.folder / "library.bib",)

    def write(self) -> None:
        """Template, style, library and articles."""
        shutil.copytree(install.THEMES / "pandoc", self.folder, dirs_exist_ok=True)
        (self.folder / "content" / "articles").mkdir(parents=True)
        (self.folder / "library.bib").write_text(formats.bibtex(self.size.library().values()), encoding="utf-8")
        for article in self.size.generated():
            self.source(article.slug).write_text(formats.pandoc(article), encoding="utf-8")

    def template(self) -> Path:
        """The page template."""
        return self.folder / "article.html"

    def numbers(self, text: str) -> tuple[set[int], set[int]]:
        """Entries are known by key; their place in the list is their number."""
        keys = re.findall(r'<div id="ref-([^"]+)"', text)
        place = {key: number for number, key in enumerate(keys, start=1)}
        used: set[int] = set()
        for first, last in re.findall(
            r'href="#ref-([^"]+)"[^>]*>\d+[^<]*</a>(?:[–-]<a [^>]*?href="#ref-([^"]+)")?', text
        ):
            used.update(range(place[first], place[last or first] + 1))
        return set(place.values()), used
