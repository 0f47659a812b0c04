"""The order of the stages, written once: files → values → site → pages → build folder, with diagnostics from each.

`reading` goes from the files to a checked site, `making` from the site to the files of the build folder. Memos and the
executor are wired here and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dr_evidence_site.build import outcome
from dr_evidence_site.build.places import CACHE
from dr_evidence_site.build.progress import SILENT, Progress
from dr_evidence_site.build.report import Options, Report
from dr_evidence_site.diagnostics import Diagnostic, Severity
from dr_evidence_site.model.source import Source
from dr_evidence_site.system import build_folder, output
from dr_evidence_site.system.fingerprint import fingerprint
from dr_evidence_site.system.store import Store

# The stages are loaded inside the functions: a build in which nothing changed needs none, and they take 0.1 s.
if TYPE_CHECKING:
    from dr_evidence_site.build.reading import Reading
    from dr_evidence_site.build.recall import Recall


def base_address(text: str) -> tuple[str, list[Diagnostic]]:
    """A base address given by the caller, read as the setting of that name is."""
    from dr_evidence_site.build.settings import unread
    from dr_evidence_site.parse.config import config

    settings, faults = config(Source("--base-url", f"base_url: {json.dumps(text)}"), render=unread)
    return settings.base_url, faults


def refusal(options: Options, folder: Path) -> Diagnostic | None:
    """Why `folder` cannot be the build folder of this site, or None."""
    return build_folder.refusal(folder, options.site)


def check(options: Options, progress: Progress = SILENT) -> Report:
    """Read and render everything and write nothing. Raises ExecutorError when the workers are lost."""
    from dr_evidence_site.build.making import Making
    from dr_evidence_site.build.reading import Reading
    from dr_evidence_site.build.team import team

    with Store(None, "") as store, team(options, progress) as workers:
        reading = Reading(options, store, workers)
        reading.load()
        making = Making(reading, None, for_diagnostics=True)
        making.render_only()
        if options.external:
            from dr_evidence_site.build.external import external_faults

            reading.faults += external_faults(reading.site, reading.source, options, progress)
        return reading.report(pages=making.pages, rendered=making.rendered)


def build(options: Options, folder: Path, progress: Progress = SILENT, recall: Recall | None = None) -> Report:
    """Make `folder` hold the site, unless a diagnostic reaches `options.fail_on`: then it stays as it was.

    Raises ExecutorError when there are no workers, or they are lost: then, too, it stays as it was.
    """
    place = options.site / CACHE if options.remember else None
    with progress.stage("open memos"):
        program = recall.program if recall and recall.program else fingerprint()
        memos = Store(place, program)
    with memos as store:
        if recall is not None:
            recall.program, recall.ahead = program, None
            return _built(options, folder, progress, store, recall, None)
        with progress.stage("compare with the last build"):
            seen = outcome.look(options, folder)
            last = outcome.recall(seen, options, folder, store)
        if last:
            return last
        return _built(options, folder, progress, store, None, seen)


def _built(
    options: Options,
    folder: Path,
    progress: Progress,
    store: Store,
    recall: Recall | None,
    seen: outcome.Look | None,
) -> Report:
    """All stages of a build. What comes of it is remembered by what was `seen`, if it would come of that again."""
    from dr_evidence_site.build.reading import Reading
    from dr_evidence_site.build.tasks import without_collector
    from dr_evidence_site.build.team import team

    with team(options, progress) as workers, without_collector():
        reading = Reading(options, store, workers, recall)
        reading.load(_load_what_makes_pages)
        from dr_evidence_site.build.making import Making
        from dr_evidence_site.checks.limits import within

        if not reading.may_be_published():
            making = Making(reading, folder, for_diagnostics=True)
            making.render_only()  # what is wrong with the templates is said in the same run
            return reading.report(pages=making.pages, rendered=making.rendered)
        making = Making(reading, folder)
        outputs, twins = making.outputs(), None
        if reading.site.config.compress:
            from dr_evidence_site.build.compression import Twins

            twins = Twins(store, folder)
            outputs = twins.beside(outputs)
        with progress.stage("publish"):
            summary, obstacles = output.publish(
                within(outputs, reading.site.config.limits, reading.faults),
                folder,
                site=options.site,
                proceed=reading.may_be_published,
                about=making.about(),
            )
        reading.faults += obstacles
        if summary is None or any(obstacle.severity is Severity.ERROR for obstacle in obstacles):
            return reading.report(summary, pages=making.pages, rendered=making.rendered)
        with progress.stage("remember"):
            making.remember(partial(output.is_last, folder, summary))
            if twins:
                twins.remember(partial(output.is_last, folder, summary))
        report = reading.report(summary, pages=making.pages, rendered=making.rendered)
        if not obstacles and not reading.is_torn:
            outcome.remember(seen, reading.digest_of, report, options, folder, store)
            if recall is not None:
                from dr_evidence_site.build.ahead import Ahead

                recall.ahead = Ahead(reading, making)
        return report


def _load_what_makes_pages() -> None:
    """Import what makes pages, which takes 50 ms: an edit is parsed meanwhile by another process."""
    import dr_evidence_site.build.making
    import dr_evidence_site.render.environment
    import dr_evidence_site.render.page
    import dr_evidence_site.site.articles
    import dr_evidence_site.system.compiled_templates  # noqa: F401


@contextmanager
def loaded(options: Options, progress: Progress = SILENT) -> Iterator[Reading]:
    """The site read and checked, and nothing rendered. A memo is used where there is one, and none is begun."""
    from dr_evidence_site.build.reading import Reading
    from dr_evidence_site.build.tasks import without_collector
    from dr_evidence_site.build.team import team

    place = options.site / CACHE
    options = replace(options, remember=options.remember and place.is_dir())
    memos = Store(place, fingerprint()) if options.remember else Store(None, "")
    with memos as store, team(options, progress) as workers, without_collector():
        reading = Reading(options, store, workers)
        reading.load()
        yield reading


def verify(options: Options, folder: Path, progress: Progress = SILENT) -> list[str]:
    """The paths that a build from nothing, in another folder, makes differently or one of the two does not have."""
    import tempfile

    with progress.stage("verify"), tempfile.TemporaryDirectory(prefix="dr-evidence-site-") as place:
        fresh = Path(place) / "build"
        build(replace(options, remember=False, cluster=""), fresh, progress)
        made, there = (
            {file.relative_to(root): file for file in root.rglob("*") if file.is_file()} for root in (fresh, folder)
        )
        ours = output.written(folder)
        return sorted(
            path.as_posix()
            for path in made.keys() | {path for path in there if path.as_posix() in ours}
            if path not in made or path not in there or made[path].read_bytes() != there[path].read_bytes()
        )
