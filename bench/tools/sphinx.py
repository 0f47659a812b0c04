"""Sphinx with MyST and sphinxcontrib-bibtex, which cites from the library itself."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from pathlib import Path
from typing import ClassVar

from bench import formats
from bench import generate as g
from bench.tools import install
from bench.tools.tool import Tool

PACKAGES = ("sphinx", "sphinxcontrib-bibtex", "myst-parser")


class Sphinx(Tool):
    """Sphinx with its basic theme and a list of references on each page; locators stand behind the numbers."""

    name: ClassVar[str] = "sphinx"
    cites: ClassVar[bool] = True

    def _environment(self) -> Path:
        return install.python_packages(self.work, *PACKAGES)

    def version(self) -> str:
        """Sphinx's and the extension's."""
        environment = self._environment()
        return " + ".join(install.package_version(environment, name) for name in PACKAGES[:2])

    def command(self) -> list[str]:
        """Build HTML with a process for each core; the environment is kept outside the output."""
        program = str(self._environment() / "bin" / "sphinx-build")
        return [
            program,
            "-q",
            "-b",
            "html",
            "-j",
            "auto",
            "-d",
            str(self._doctrees),
            str(self.folder),
            str(self.output),
        ]

    @property
    def _doctrees(self) -> Path:
        return self.work / "caches" / f"sphinx-{self.size.name}"

    def caches(self) -> tuple[Path, ...]:
        """Its environment of parsed documents."""
        return (self._doctrees,)

    def source(self, slug: str) -> Path:
        """Articles stand beside the configuration."""
        return self.folder / "articles" / f"{slug}.md"

    def reference_files(self) -> tuple[Path, ...]:
        """The library alone."""
        return (self.folder / "library.bib",)

    def write(self) -> None:
        """Configuration, library, articles, and a list for each topic."""
        shutil.copytree(install.THEMES / "sphinx", self.folder, dirs_exist_ok=True)
        (self.folder / "articles").mkdir()
        (self.folder / "topics").mkdir()
        (self.folder / "library.bib").write_text(formats.legacy_bibtex(self.size.library().values()), encoding="utf-8")
        topics: dict[str, list[g.Article]] = defaultdict(list)
        for article in self.size.generated():
            self.source(article.slug).write_text(formats.myst(article), encoding="utf-8")
            for topic in article.topics:
                topics[topic].append(article)
        for topic, listed in topics.items():
            links = "".join(f"- [{article.question}](../articles/{article.slug}.md)\n" for article in listed)
            name = re.sub(r"[^a-z0-9]+", "-", topic)
            (self.folder / "topics" / f"{name}.md").write_text(f"# {topic}\n\n{links}", encoding="utf-8")

    def template(self) -> Path:
        """The layout, of which one block is changed."""
        return self.folder / "_templates" / "layout.html"

    def numbers(self, text: str) -> tuple[set[int], set[int]]:
        """Footnotes carry a number as their label; citations lead to them by it."""
        listed = {
            int(number)
            for number in re.findall(r'class="label"><span class="fn-bracket">\[</span>(?:<a [^>]*>)?(\d+)', text)
        }
        used = {
            int(number)
            for number in re.findall(r'<a class="footnote-reference[^>]*>(?:<span[^>]*>\[</span>)?(\d+)', text)
        }
        return listed, used
