"""A floor: the libraries that this project is made of, and nothing else, on articles whose citations are links."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import ClassVar

from bench.tools import install
from bench.tools.hugo import HugoHtml


class Plain(HugoHtml):
    """PyYAML, markdown-it-py and Jinja with a minimal theme, on the easiest articles: their lists are ready HTML."""

    name: ClassVar[str] = "plain"
    incremental: ClassVar[bool] = False

    def version(self) -> str:
        """The versions of the libraries."""
        return " + ".join(f"{name} {version(name)}" for name in ("markdown-it-py", "Jinja2", "PyYAML"))

    def command(self) -> list[str]:
        """Run the script in the site's folder."""
        return [sys.executable, str(self.folder / "build.py"), str(self.output)]

    def variables(self) -> Mapping[str, str]:
        """None."""
        return {}

    def caches(self) -> tuple[Path, ...]:
        """It remembers nothing."""
        return ()

    def _theme(self) -> None:
        shutil.copytree(install.THEMES / "plain", self.folder, dirs_exist_ok=True)

    def template(self) -> Path:
        """The template of articles."""
        return self.folder / "templates" / "article.html"
