"""What a live preview knows since its last build, and whose page is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct, field

from dr_evidence_site.build.places import ARTICLES, PAGES
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.visible import visible
from dr_evidence_site.model.prose import Coverage, Reading
from dr_evidence_site.model.source import Source

LISTED = 200
"""Diagnostics that are sent to a page; the rest is only counted."""


class State(Struct, frozen=True):
    """What is known since the last build.

    `refused` is whether it published nothing, `ever` whether any build of this preview published something. `trouble`
    is why there could be no build at all, or "". `root` is the path that `base_url` gives the site. `lapsed` are the
    paths of articles whose approval does not hold; `coverage` and `readings` are those of the report, and `today` is
    the day that reviews were measured against.
    """

    problems: tuple[Diagnostic, ...] = ()
    refused: bool = False
    ever: bool = False
    trouble: str = ""
    root: str = "/"
    source: Callable[[str], Source | None] = lambda _: None
    lapsed: frozenset[str] = frozenset()
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    readings: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    today: dt.date = dt.date.max


def source_path(path: str) -> str:
    """The source file that a page at the path is made from, as far as its name tells."""
    folder, _, name = path.rpartition("/")
    pattern = {"articles": ARTICLES, "": PAGES}.get(folder, "")
    return pattern.replace("*.md", f"{name.removesuffix('.html')}.md") if name.endswith(".html") else ""


def below(path: str, root: str) -> str | None:
    """The path relative to the path of the published site; None when it is not below that."""
    prefix = root.strip("/") + "/"
    return path.removeprefix(prefix) if prefix != "/" and path.startswith(prefix) else None


def in_order(problems: Iterable[Diagnostic], source: str) -> list[Diagnostic]:
    """The page's own first, then the worst."""
    return sorted(problems, key=lambda problem: (problem.span.path != source, -problem.severity))


def place(problem: Diagnostic) -> str:
    """Where the fault is, as file:line:col."""
    return f"{visible(problem.span.path)}:{problem.span.line}:{problem.span.column}"
