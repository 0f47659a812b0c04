"""The live preview: builds again whenever the sources change, and shows the last good site with what is wrong now.

The site is built into a folder of its own by the same memoised build that publishes, so a page here is a published
page, to the byte, plus one script tag that is put in while it is sent. The script draws the editor's bar and loads the
page again when it changed.
"""

from __future__ import annotations

import datetime as dt
import gc
import sys
import tempfile
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from msgspec.structs import replace

from dr_evidence_site.build.places import ARTICLES, LIBRARY, SETTINGS
from dr_evidence_site.build.preview_bar import bar_event
from dr_evidence_site.build.preview_page import Page, error_page, own_file
from dr_evidence_site.build.preview_state import State, below, source_path
from dr_evidence_site.build.progress import SILENT, Progress
from dr_evidence_site.build.recall import Recall
from dr_evidence_site.build.report import Options, Report
from dr_evidence_site.build.run import build
from dr_evidence_site.build.settings import settings_of
from dr_evidence_site.system.executor import ExecutorError
from dr_evidence_site.system.interruption import Interruption
from dr_evidence_site.system.server import Answer, PortError, Server
from dr_evidence_site.system.stopwatch import clock
from dr_evidence_site.system.theme import FOLDER as TEMPLATES
from dr_evidence_site.system.watch import Changes, Watch

__all__ = ["PortError", "Preview", "serve"]

_FOLDERS = (ARTICLES.partition("/")[0], LIBRARY.partition("/")[0], TEMPLATES)
_IDLE = 1.0
"""Seconds without a change after which garbage is collected."""
_SWITCH = 0.0005
"""Seconds after which the thread that builds lets one go on that answers."""


class Preview:
    """A site that is built again and again into `folder`, as the content of a server."""

    def __init__(self, options: Options, folder: Path) -> None:
        self._options = options
        self._folder = folder
        self._recall = Recall()
        self._state = State(trouble="The site has not been built yet.")
        self._ahead: Mapping[str, bytes] = {}
        """A page that takes the place of that in the folder until the next build is done."""

    def look_ahead(self, changed: Collection[str], today: dt.date) -> bool:
        """Show the page of the article that changed, if it can be told before the build; whether it can.

        The build must follow: `changed` (paths in the site folder) is what may not be as it was when the last began.
        """
        ahead = self._recall.ahead
        page = ahead.page(changed, today) if ahead else None
        self._ahead = {page.path: page.content} if page else {}
        return page is not None

    def rehearse(self) -> None:
        """Get ready for the first edit."""
        if self._recall.ahead:
            self._recall.ahead.rehearse()

    def build(self, today: dt.date, *, jobs: int | None = None, progress: Progress = SILENT) -> Report | None:
        """Build again; None when that was not possible, and `trouble` says why."""
        try:
            return self._build(today, jobs, progress)
        finally:
            self._ahead = {}

    def _build(self, today: dt.date, jobs: int | None, progress: Progress) -> Report | None:
        options = replace(self._options, today=today, jobs=self._options.jobs if jobs is None else jobs)
        if not options.site.is_dir():  # a build would take it for an empty site
            self._state = replace(self._state, refused=True, trouble="The site folder is not there.")
            return None
        try:
            report = build(options, self._folder, progress, self._recall)
        except (ExecutorError, OSError) as error:
            self._state = replace(self._state, refused=True, trouble=f"The build could not be done: {error}")
            return None
        refused = report.summary is None
        source = report.source(SETTINGS)
        root = urlsplit(settings_of(source).base_url).path or "/"
        ever = self._state.ever or not refused
        facts = report.facts()
        self._state = State(
            report.diagnostics,
            refused,
            ever,
            "",
            root,
            report.source,
            facts.lapsed,
            facts.coverage,
            facts.readings,
            today,
        )
        return report

    @property
    def trouble(self) -> str:
        """Why there could be no build, or ""."""
        return self._state.trouble

    def answer(self, path: str) -> Answer:
        """What is at the path: a file of the site, with the script tag if it is a page, or a page that says no."""
        return own_file(path) or self._page(self._state, path).answer()

    def event(self, path: str) -> str:
        """What the page at the path should know now, as JSON in one line; its own diagnostics come first."""
        state = self._state
        return bar_event(state, path, self._page(state, path).version)

    def _page(self, state: State, path: str) -> Page:
        """The file at the path, also below the path of the published site: only 404.html has links that need it."""
        for candidate in (path, below(path, state.root)):
            content = self._read(candidate) if candidate else None
            if candidate and content is not None:
                return Page(200, candidate, content)
        if state.refused or not state.ever:
            source = source_path(below(path, state.root) or path)
            return Page(404 if state.ever else 503, "404.html", error_page(state, source), is_ours=True)
        return Page(404, "404.html", self._read("404.html") or b"")

    def _read(self, path: str) -> bytes | None:
        """A file of the build folder, and of nowhere else."""
        ahead = self._ahead.get(path)
        if ahead is not None:
            return ahead
        try:
            place = (self._folder / path).resolve(strict=True)
            return place.read_bytes() if place.is_relative_to(self._folder.resolve()) else None
        except (OSError, ValueError, RuntimeError):  # RuntimeError: a loop of links, before Python 3.13
            return None


def serve(
    site: Path,
    port: int,
    today: Callable[[], dt.date],
    *,
    ready: Callable[[str], None],
    built: Callable[[Report | None, str, float], None],
    templates: bool = True,
    progress: Progress = SILENT,
) -> None:
    """Serve the preview of a site until the program is interrupted. To be called from the main thread.

    `ready` is told the address when the port is taken; `built` what came of each build that did something: its report
    (None: there was none, and the text says why) and the seconds it took. Raises PortError, and KeyboardInterrupt when
    all is put away.
    """
    changes = Changes()
    with Interruption(changes.add) as interruption, ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dr-evidence-site-"))) / "build"
        preview = Preview(Options(site, today(), templates=templates), folder)
        server = Server(port, preview)
        stack.callback(server.close)
        watch = Watch(site, [SETTINGS], _FOLDERS, changes.add)
        stack.callback(watch.close)
        was_collecting = gc.isenabled()
        if was_collecting:
            stack.callback(gc.enable)
        ready(server.address)
        shown: object = None

        def build_now(jobs: int | None, how: Progress = SILENT) -> dt.date:
            nonlocal shown
            day, began = today(), clock()
            with interruption.let_through():  # it may take a while
                report = preview.build(day, jobs=jobs, progress=how)
            server.announce()
            outcome = (report and (report.diagnostics, report.summary is None), preview.trouble)
            if outcome != shown or (report and report.summary and report.summary.written + report.summary.removed):
                built(report, preview.trouble, clock() - began)
            shown = outcome
            return day

        # Worker processes are forks, and a fork of a process with threads can hang: only the first build has any.
        day = build_now(None, progress)
        server.start()
        watch.start()
        preview.rehearse()
        gc.disable()  # it takes 50 to 100 ms at 1,000 articles: it waits until nobody waits for a page
        # Else a page asked for during a build waits 5 ms at each step of the way (20 to 40 in all).
        stack.callback(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(_SWITCH)
        is_tidy = False
        while not interruption.came:
            changed = changes.next(_IDLE)
            if changed:
                if preview.look_ahead(changed, today()):
                    server.announce()
                day = build_now(1)
                is_tidy = False
            elif not is_tidy:
                gc.collect()
                is_tidy = True
            elif today() != day:
                day = build_now(1)
        raise KeyboardInterrupt
