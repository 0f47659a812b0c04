"""Whole sites of one article."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

from dr_evidence_site.diagnostics import Severity

from ..properties import must
from ..target import FRONT, HERE, TODAY, Target, stored
from .markdown import MARKDOWN


def check_site(text: str) -> None:
    """A site of one article, built with faults or without: each of its pages is well formed."""
    import html5lib

    from dr_evidence_site.build import Options, build

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, content in {
            "site.yaml": "search: false\nbase_url: https://a.example/\n",
            "content/articles/a.md": FRONT + text,
            "references/library.bib": stored(HERE / "corpus/bibtex/sound.bib"),
            "content/glossary.yaml": stored(HERE / "corpus/glossary/sound.yaml"),
        }.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content.encode("utf-8"))
        never: Severity = Severity.ERROR + 1  # type: ignore[assignment]
        report = build(Options(root, TODAY, jobs=1, remember=False, fail_on=never), root / "build")
        must(report.summary, "nothing was published")
        html = (root / "build/articles/a.html").read_text(encoding="utf-8")
        scripts = re.findall(r"<script[^>]*>", html)
        must(all("src=" in one or "application/ld+json" in one for one in scripts), f"a script {scripts}")
        tree = html5lib.parse(html, namespaceHTMLElements=False)
        for element in tree.iter():
            if isinstance(element.tag, str):
                must(not [name for name in element.attrib if name.startswith("on")], f"a handler {element.attrib}")
                must("style" not in element.attrib, f"a style {element.attrib}")
        for path in (root / "build").rglob("*.json"):
            json.loads(path.read_text(encoding="utf-8"))


SITE = Target("site", check_site, MARKDOWN.dictionary, 4)
