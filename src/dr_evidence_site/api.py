"""The public interface for Python: what other programs may import. Every other module may change in any version.

    from dr_evidence_site.api import build

    result = build("my-site", strict=True)
    for problem in result.problems:
        print(problem)

It is a thin layer over `dr_evidence_site.build`: paths and plain values in, plain values out. What an author wrote
never raises; it is told as problems, all in one call. A call that is wrong in itself raises ValueError, and work that
cannot be done here raises WorkError.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from dr_evidence_site.build import Options, Report
    from dr_evidence_site.diagnostics import Diagnostic

__all__ = ["Level", "Problem", "Result", "WorkError", "build", "check", "verify"]


class Level(Enum):
    """How much a problem matters: an error stops a build, a warning does with `strict`, a note never does."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class WorkError(Exception):
    """The processes that were to do the work are not there or were lost. The build folder is as it was."""


class Problem(Struct, frozen=True):
    """One fault at one place.

    `code` is an id such as "CIT001", which `dr-evidence-site explain` explains. `path` is that of the file below the
    site folder (below the published folder for `verify`), with “/”. `line` and `column` begin at 1, in characters.
    """

    code: str
    level: Level
    message: str
    hint: str
    path: str
    line: int
    column: int

    def __str__(self) -> str:
        """One line, as compilers write it."""
        return f"{self.path}:{self.line}:{self.column}: {self.level.value}[{self.code}]: {self.message}"


class Result(Struct, frozen=True):
    """What came of a call.

    `problems` stand in the order of files and lines. `published` says whether the build folder now holds this site;
    when it is false, the folder is as it was. `articles` and `pages` say how many there are; `written`, `unchanged` and
    `removed` count files of the build folder.
    """

    problems: tuple[Problem, ...]
    published: bool = False
    articles: int = 0
    pages: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0

    @property
    def ok(self) -> bool:
        """Whether there is no error among the problems."""
        return all(problem.level is not Level.ERROR for problem in self.problems)


def build(
    site: str | os.PathLike[str],
    output: str | os.PathLike[str] | None = None,
    *,
    today: dt.date | None = None,
    base_url: str | None = None,
    strict: bool = False,
    jobs: int | None = None,
    remember: bool = True,
) -> Result:
    """Build the site in the folder `site` into the folder `output` (default: `build` in the site's folder).

    `today` is the day that reviews are measured against (default: SOURCE_DATE_EPOCH, else the clock). `base_url`
    replaces that of the settings. With `strict`, warnings stop the build too. `jobs` is the number of processes
    (default: one for each processor). Without `remember` nothing is taken from earlier builds and nothing is kept for
    later ones.

    Raises ValueError when there is no such folder, when `output` cannot be a build folder of this site, or when
    `base_url` or `jobs` is none; raises WorkError when the processes are lost.
    """
    from dr_evidence_site import build as stages  # noqa: PLC0415 - a program that only names this module loads little
    from dr_evidence_site.diagnostics import Severity  # noqa: PLC0415

    if jobs is not None and jobs < 1:
        raise ValueError(f"{jobs} is no number of processes.")
    folder = _folder(site)
    target = Path(output) if output is not None else folder / "build"
    address = None
    if base_url is not None:
        address, faults = stages.base_address(base_url)
        _insist(faults)
    level = Severity.WARNING if strict else Severity.ERROR
    options = stages.Options(folder, today or stages.day_of_run(), address, level, jobs or 0, remember)
    refused = stages.refusal(options, target)
    _insist([refused] if refused else [])
    try:
        return _result(stages.build(options, target))
    except stages.ExecutorError as error:
        raise WorkError(str(error)) from error


def check(site: str | os.PathLike[str], *, today: dt.date | None = None) -> Result:
    """Report everything that is wrong in the folder `site`, and write nothing.

    `today` is as in `build`. Raises ValueError when there is no such folder, and WorkError when processes are lost.
    """
    from dr_evidence_site import build as stages  # noqa: PLC0415

    options: Options = stages.Options(_folder(site), today or stages.day_of_run())
    try:
        return _result(stages.check(options))
    except stages.ExecutorError as error:
        raise WorkError(str(error)) from error


def verify(
    folder: str | os.PathLike[str], *, manifest: str | os.PathLike[str] | None = None, allow: Iterable[str] = ()
) -> Result:
    """Report files of the published `folder` that are missing, changed or added since they were built.

    It is compared with the list of files at `manifest` (default: `manifest.json` in the folder). Files whose path
    matches a pattern of `allow`, such as "google*.html", may be there besides. Raises ValueError without such a list.
    """
    from dr_evidence_site.build import verification  # noqa: PLC0415

    listed = None if manifest is None else Path(manifest)
    try:
        found = verification.verify(Path(folder), listed, tuple(allow))
    except verification.NotPublishedError as error:
        raise ValueError(str(error)) from error
    return _result(found.report)


def _folder(site: str | os.PathLike[str]) -> Path:
    folder = Path(site)
    if not folder.is_dir():
        raise ValueError(f"“{folder}” is no folder.")
    return folder


def _insist(faults: Iterable[Diagnostic]) -> None:
    for fault in faults:
        raise ValueError(f"{fault.message} {fault.hint}")


def _result(report: Report) -> Result:
    done = report.summary
    return Result(
        tuple(_problem(diagnostic) for diagnostic in report.diagnostics),
        done is not None,
        report.articles,
        report.pages,
        *((done.written, done.unchanged, done.removed) if done else ()),
    )


def _problem(found: Diagnostic) -> Problem:
    place = found.span
    return Problem(
        found.code, Level(found.severity.word), found.message, found.hint, place.path, place.line, place.column
    )
