"""A site with everything that exports have to carry, built by the real program."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from awkward import ALL

from dr_evidence_site.build import Options, build
from dr_evidence_site.exports.bibtex import bibtex
from html_tree import Tree
from sites import TODAY

BASE = "https://evidence.example.org/site/"
FORMATS = ("json", "bib", "ris", "csl.json", "md")

SETTINGS = f"""\
title: Evidence & <summaries>
description: Short & cited answers.
base_url: {BASE}
search: false
notice: "**A demonstration.** See [about](content/pages/about.md)."
checks: {{REV007: ignore}}
languages: {{fr: {{title: Résumés}}}}
"""
PEOPLE = """\
jlee: {name: Jane van der Lee, roles: [author], credentials: "MD, PhD", orcid: 0000-0002-1825-0097, interests: None}
ortiz: {name: María Ortiz, roles: [reviewer], affiliation: Example Hospital}
board: {name: Example Board Member, roles: [board]}
"""
APPROVED = """\
---
title: Vitamin D & <bones>
question: Does vitamin D prevent "fractures"?
status: approved
updated: 2026-01-10
audience: clinician
topics: [bone health, 'R&D']
authors: [jlee]
review:
  - {status: submitted, date: 2026-01-11, by: jlee}
  - {status: under-review, date: 2026-01-12, by: ortiz}
  - {status: approved, date: 2026-02-01, by: ortiz, note: "Numbers <checked> & found right."}
search_date: 2025-12-31
---

:::: bottom-line
::: patient
It does **not**, see [about](../pages/about.md) and [harms](#harms) [@article-2002].
:::
::: clinician
HR 0.98 [@article-2002; @retracted, p. 3, retracted].
:::
::::

## Harms

All & sundry <here> [@book; @chapter; @special]. A ]]> and a \\u2028 in text.

::: patient
A secret of patients.
:::

## More

| a | b |
|---|---|
| [x]{.patient}[y]{.clinician} | 2 |
"""
PLAIN = """\
---
title: {title}
question: {question}
status: {status}
updated: {updated}
audience: patient
{more}---
Text [@webpage] and [the first](approved.md#harms).
"""


def plain(title: str, status: str, updated: str = "2026-03-01", more: str = "", question: str = "Is it so?") -> str:
    return PLAIN.format(title=title, status=status, updated=updated, more=more, question=question)


FILES = {
    "site.yaml": SETTINGS,
    "content/people.yaml": PEOPLE,
    "references/library.bib": bibtex(ALL),
    "content/pages/about.md": "---\ntitle: About\nupdated: 2026-01-05\n---\nWe are here.\n",
    "content/pages/editorial-policy.md": "---\ntitle: Policy\n---\nHow we work.\n",
    "content/articles/approved.md": APPROVED,
    "content/articles/approved.fr.md": plain(
        "Vitamine D", "approved", "2026-01-20", "review: [{status: approved, date: 2026-02-02, by: ortiz}]\n"
    ).replace("(approved.md#harms)", "(approved.fr.md)"),
    "content/articles/pending.md": plain("Pending", "submitted", more="topics: [bone health]\n"),
    "content/articles/withdrawn.md": plain(
        "Withdrawn", "withdrawn", more="review: [{status: withdrawn, date: 2026-03-02, by: ortiz}]\n"
    ),
    "content/articles/bare.md": "---\ntitle: Bare\nstatus: under-review\nupdated: 2026-02-01\naudience: patient\n---\n"
    "Text without sources.\n",
}


@dataclass(frozen=True)
class Built:
    """The build folder of a site."""

    folder: Path

    def text(self, path: str) -> str:
        return (self.folder / path).read_bytes().decode("utf-8")

    def json(self, path: str) -> Any:
        return json.loads(self.text(path))

    def page(self, path: str) -> Tree:
        return Tree.of(self.folder / path)

    @cached_property
    def articles(self) -> list[str]:
        """The paths of the articles' pages, without their ending."""
        return sorted(
            path.relative_to(self.folder).as_posix().removesuffix(".html")
            for path in (self.folder / "articles").glob("*.html")
        )


def build_site(root: Path, files: dict[str, str], **changes: str) -> Built:
    for path, text in (files | changes).items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    report = build(Options(root, TODAY, jobs=1, remember=False), root / "build")
    assert report.summary is not None, report.diagnostics
    return Built(root / "build")
