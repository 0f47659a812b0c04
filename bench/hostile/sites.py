"""A whole site with one article whose body is the text, built and reported on."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

from bench.hostile.articles import ARTICLE, FRONT
from bench.hostile.libraries import TODAY, TWO

_NEVER: Any = 9
"""A severity that nothing reaches: a site with faults is built all the same."""


def build_site(text: str) -> None:
    """A whole site of one article, built and reported on."""
    from dr_evidence_site.build import Options, build  # noqa: PLC0415
    from dr_evidence_site.diagnostics.text import source_lines, write  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, content in {
            "site.yaml": "search: false\nbase_url: https://a.example/\n",
            ARTICLE: FRONT + text,
            "references/library.bib": TWO,
            "content/glossary.yaml": "placebo: A treatment without effect.\nrisk: How likely something is.\n",
        }.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(content, encoding="utf-8", newline="")
        options = Options(root, TODAY, jobs=1, remember=False, fail_on=_NEVER)
        report = build(options, root / "build")
        sources = {d.span.path: d for d in report.diagnostics}
        lines = source_lines(source for path in sources if (source := report.source(path)))
        write(report.diagnostics, io.StringIO(), lines=lines)
