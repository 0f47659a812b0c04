"""The whole site as one ZIP file for places without a connection: made anew, with its day on every page."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from dr_evidence_site.build.making import Making
from dr_evidence_site.build.progress import SILENT, Progress
from dr_evidence_site.build.reading import Reading
from dr_evidence_site.build.report import Options, Report
from dr_evidence_site.build.run import loaded
from dr_evidence_site.build.tasks import render, words_in
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import copies as codes
from dr_evidence_site.exports.copy_text import copy_text
from dr_evidence_site.model.page import Kept, Output, Page
from dr_evidence_site.model.source import Span
from dr_evidence_site.model.views import StartView
from dr_evidence_site.site.copies import (
    INSIDE,
    START,
    as_copy,
    folder_name,
    is_left_out,
    marker,
    start_page,
    too_long,
)
from dr_evidence_site.system import files, manifest, output
from dr_evidence_site.system.archive import write_archive

TEXT = "README.txt"
"""The name of the text that says what the copy is. It is for every system: with the mark of UTF-8, and with the ends of
lines that all of them know."""


class NotWrittenError(OSError):
    """The file could not be written; the message says which, and why."""


class Exported(Struct, frozen=True):
    """The file that was written, its size in bytes and how many files it holds; no file when something stopped it."""

    place: Path | None
    report: Report
    size: int = 0
    files: int = 0


def export(
    options: Options, place: Path | None = None, *, stored: bool = False, progress: Progress = SILENT
) -> Exported:
    """Write the copy to `place`, or under a name of its own into the current folder. `stored` as in `write_archive`.

    Raises NotWrittenError, and ExecutorError when the workers are lost.
    """
    with loaded(options, progress) as run, tempfile.TemporaryDirectory(prefix="dr-evidence-site-") as folder:
        if not run.may_be_published():
            return Exported(None, run.report(None))
        run.site = as_copy(run.site)
        built = Path(folder) / "site"
        making = Making(run, built)
        with progress.stage("make copy"):
            _, obstacles = output.publish(
                _proved(making.outputs(), run), built, site=options.site, proceed=lambda *_: run.may_be_published()
            )
        run.faults += obstacles
        page = start_page(run.site, making.asset_paths)
        start, faults = render(run.theme, page)
        run.faults += faults + list(_undated([Output(START, start)] if start else [], run))
        if start is None or not run.may_be_published():
            return Exported(None, run.report(None))
        kept = manifest.read((built / manifest.NAME).read_bytes())
        listed = {path: entry for path, entry in kept.files.items() if not is_left_out(path)}
        top = folder_name(run.site, run.site.today.isoformat())
        sources = {path: source for source, path in run.site.addresses.items()}
        run.faults += too_long((INSIDE + path for path in listed), top, sources)
        report = run.report(None)
        if not run.may_be_published():  # where the settings make an error of it
            return Exported(None, report)
        content: dict[str, Path | bytes] = {f"{top}/{INSIDE}{path}": built / path for path in listed}
        content[f"{top}/{INSIDE}{manifest.NAME}"] = manifest.dumps(listed, making.about())
        content[f"{top}/{START}"] = start
        content[f"{top}/{TEXT}"] = _text(page, run)
        place = place or Path(f"{top}.zip")
        with progress.stage("write ZIP file"):
            try:
                size = write_archive(place, content, run.site.today, stored=stored)
            except OSError as error:
                raise NotWrittenError(f"{place} cannot be written: {files.reason(error)}.") from error
        return Exported(place, report, size, len(content))


def _text(page: Page, run: Reading) -> bytes:
    view = page.view
    if not isinstance(view, StartView):
        raise TypeError(f"{page.path} is not the page by which a copy is opened")
    text = copy_text(page.frame, view, START, words_in(run.theme, page.frame.language))
    return text.replace("\n", "\r\n").encode("utf-8-sig", "replace")


def _proved(outputs: Iterable[Output | Kept], run: Reading) -> Iterator[Output | Kept]:
    """The files; pages that do not say that they belong to a copy are faults."""
    for one in outputs:
        if isinstance(one, Output):
            run.faults += _undated([one], run)
        yield one


def _undated(pages: Iterable[Output], run: Reading) -> Iterator[Diagnostic]:
    mark = marker(run.site)
    base = run.theme.origins.get("base.html", "templates/base.html")
    for page in pages:
        if page.path.endswith(".html") and mark not in page.content:
            yield codes.UNDATED.at(Span(base), path=page.path)
