"""The live preview: builds again whenever the sources change, and shows the last good site with what is wrong now.

The site is built into a folder of its own by the same memoised build that publishes, so a page here is a published
page, to the byte, plus one script tag that is put in while it is sent. The script draws the editor's bar and loads the
page again when it changed.
"""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import ExitStack
from functools import cache
from html import escape
from mimetypes import MimeTypes
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from dr_evidence_site.build.places import ARTICLES, LIBRARY, PAGES, SETTINGS
from dr_evidence_site.build.progress import SILENT, Progress
from dr_evidence_site.build.recall import Recall
from dr_evidence_site.build.report import Options, Report
from dr_evidence_site.build.run import build
from dr_evidence_site.build.settings import settings_of
from dr_evidence_site.diagnostics import Diagnostic, Severity
from dr_evidence_site.diagnostics.summary import summary
from dr_evidence_site.diagnostics.visible import visible
from dr_evidence_site.model.article import Article, ReviewStatus
from dr_evidence_site.model.prose import Coverage, Reading
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse import frontmatter
from dr_evidence_site.site.review import due
from dr_evidence_site.system.executor import ExecutorError
from dr_evidence_site.system.interruption import Interruption
from dr_evidence_site.system.server import Answer, PortError, Server
from dr_evidence_site.system.stopwatch import clock
from dr_evidence_site.system.theme import FOLDER as TEMPLATES
from dr_evidence_site.system.watch import Changes, Watch

__all__ = ["PortError", "Preview", "serve"]

_OWN = {"-/preview.js": "preview.js", "-/preview.css": "preview.css"}
"""Addresses that no page of a site can have, and the files beside this one that are there."""
_FOLDERS = (ARTICLES.partition("/")[0], LIBRARY.partition("/")[0], TEMPLATES)
_LISTED = 200
"""Diagnostics that are sent to a page; the rest is only counted."""
_IDLE = 1.0
"""Seconds without a change after which garbage is collected."""


_SWITCH = 0.0005
"""Seconds after which the thread that builds lets one go on that answers."""


class _State(Struct, frozen=True):
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


class _Page(Struct, frozen=True):
    """A page before the script tag is put in."""

    status: int
    path: str
    content: bytes
    is_ours: bool = False

    @property
    def version(self) -> str:
        """Differs when the page does. Assets are named by their content, so it also tells when one of them changed."""
        return hashlib.sha256(self.content).hexdigest()[:16]


class Preview:
    """A site that is built again and again into `folder`, as the content of a server."""

    def __init__(self, options: Options, folder: Path) -> None:
        self._options = options
        self._folder = folder
        self._recall = Recall()
        self._state = _State(trouble="The site has not been built yet.")
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
        self._state = _State(
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
        if path in _OWN:
            return Answer(200, _media_type(path), Path(__file__).with_name(_OWN[path]).read_bytes())
        page = self._page(self._state, path)
        content = page.content
        if page.path.endswith(".html") and not page.path.startswith("assets/"):
            content = _with_script(page)
        return Answer(page.status, _media_type(page.path), content)

    def event(self, path: str) -> str:
        """What the page at the path should know now, as JSON in one line; its own diagnostics come first."""
        state = self._state
        page = self._page(state, path)
        source = _source_path(_below(path, state.root) or path)
        problems = _in_order(state.problems, source)
        article, is_article = _article(state, source)
        return json.dumps(
            {
                "version": page.version,
                "failed": _failure(state),
                "counts": summary(state.problems),
                "status": _status(state, source, article) if is_article else "",
                "facts": _facts(state, source, article) if is_article else [],
                "problems": [_shown(problem, source) for problem in problems[:_LISTED]],
                "more": max(0, len(problems) - _LISTED),
            }
        )

    def _page(self, state: _State, path: str) -> _Page:
        """The file at the path, also below the path of the published site: only 404.html has links that need it."""
        for candidate in (path, _below(path, state.root)):
            content = self._read(candidate) if candidate else None
            if candidate and content is not None:
                return _Page(200, candidate, content)
        if state.refused or not state.ever:
            source = _source_path(_below(path, state.root) or path)
            return _Page(404 if state.ever else 503, "404.html", _error_page(state, source), is_ours=True)
        return _Page(404, "404.html", self._read("404.html") or b"")

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


# What a page is told


def _source_path(path: str) -> str:
    """The source file that a page at the path is made from, as far as its name tells."""
    folder, _, name = path.rpartition("/")
    pattern = {"articles": ARTICLES, "": PAGES}.get(folder, "")
    return pattern.replace("*.md", f"{name.removesuffix('.html')}.md") if name.endswith(".html") else ""


def _below(path: str, root: str) -> str | None:
    """The path relative to the path of the published site; None when it is not below that."""
    prefix = root.strip("/") + "/"
    return path.removeprefix(prefix) if prefix != "/" and path.startswith(prefix) else None


def _failure(state: _State) -> str:
    if not state.refused and not state.trouble:
        return ""
    shown = "This is the last good version." if state.ever else "There is no good version yet."
    return f"{state.trouble or 'Build failed.'} {shown}"


def _article(state: _State, source: str) -> tuple[Article | None, bool]:
    """The article that the page is made from, as far as it is understood, and whether there is one."""
    text = state.source(source) if source.startswith(ARTICLES.partition("*")[0]) else None
    if text is None:
        return None, False
    article, _, _ = frontmatter.article(text, settings_of(state.source(SETTINGS)))
    return article, True


def _status(state: _State, source: str, article: Article | None) -> str:
    """The review status of an article; one that is None was not understood."""
    if article is None:
        return "not understood"
    if article.status is ReviewStatus.APPROVED and source in state.lapsed:
        return "under review: its approval does not hold"
    return article.status.value.replace("-", " ")


def _facts(state: _State, source: str, article: Article | None) -> list[dict[str, object]]:
    """What else an editor wants to know of the article: each with a label, words, and whether it needs attention."""
    facts: list[dict[str, object]] = []
    coverage = state.coverage.get(source)
    if coverage and coverage.claims:
        cited = f"{coverage.cited} of {coverage.claims}"
        facts.append(_fact("Claims with a source", cited, coverage.cited < coverage.claims))
    config = settings_of(state.source(SETTINGS))
    limits = {audience.id: audience.reading_grade for audience in config.audiences}
    for reading in state.readings.get(source, ()):
        if reading.grade is None:
            facts.append(_fact(f"Reading grade, {reading.audience}", "not measured"))
            continue
        limit = limits.get(reading.audience)
        wanted = f" (at most {limit} wanted)" if limit else ""
        is_hard = limit is not None and reading.grade > limit
        facts.append(_fact(f"Reading grade, {reading.audience}", f"{reading.grade:.1f}{wanted}", is_hard))
    day = due(article, config) if article else None
    if day:
        days = (day - state.today).days
        when = "today" if days == 0 else f"in {days} d" if days > 0 else f"overdue by {-days} d"
        facts.append(_fact("Next review", f"{day.isoformat()} ({when})", days < 0))
    return facts


def _fact(label: str, words: str, attention: bool = False) -> dict[str, object]:
    return {"label": label, "words": words, "attention": attention}


def _in_order(problems: Iterable[Diagnostic], source: str) -> list[Diagnostic]:
    """The page's own first, then the worst."""
    return sorted(problems, key=lambda problem: (problem.span.path != source, -problem.severity))


def _shown(problem: Diagnostic, source: str) -> dict[str, object]:
    """A diagnostic as the bar shows it."""
    return {
        "here": problem.span.path == source,
        "place": _place(problem),
        "level": problem.severity.word,
        "code": problem.code,
        "message": visible(problem.message),
        "hint": visible(problem.hint),
        "related": [f"{visible(r.span.path)}:{r.span.line}: {visible(r.message)}" for r in problem.related],
    }


def _place(problem: Diagnostic) -> str:
    return f"{visible(problem.span.path)}:{problem.span.line}:{problem.span.column}"


# Pages


def _with_script(page: _Page) -> bytes:
    """The page with the tag that makes it live. Author text is escaped, so the first end of a head is the head's."""
    bare = " data-bare" if page.is_ours else ""
    tag = f'<script src="/-/preview.js" data-version="{page.version}"{bare} defer></script>\n'.encode()
    head, end, rest = page.content.partition(b"</head>")
    return head + tag + end + rest if end else page.content + tag


def _error_page(state: _State, source: str) -> bytes:
    """Stands in for a page that could not be built, and lists what is wrong."""
    rows = []
    for problem in _in_order(state.problems, source)[:_LISTED]:
        hint = f"<br>Hint: {_safe(problem.hint)}" if problem.hint else ""
        level = f"{problem.severity.word}[{problem.code}]"
        rows.append(
            f'<li class="{problem.severity.word}"><code>{_safe(_place(problem))}</code> <strong>{level}</strong> '
            f"{_safe(problem.message)}{hint}</li>"
        )
    more = len(state.problems) - len(rows)
    if more:
        rows.append(f"<li>… and {more} more</li>")
    title = "This page has not been built yet" if state.ever else "The site has not been built yet"
    errors = any(problem.severity is Severity.ERROR for problem in state.problems)
    advice = "Mend the errors and save; the page then appears by itself." if errors else "It appears by itself."
    listed = f"<ol>\n{chr(10).join(rows)}\n</ol>" if rows else ""
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; \
connect-src 'self'; base-uri 'none'">
<title>{title}</title>
<link rel="stylesheet" href="/-/preview.css">
</head>
<body class="dr-preview-page">
<main>
<h1>{title}</h1>
<p>{_safe(state.trouble)} {advice}</p>
<p>{_safe(summary(state.problems))}</p>
{listed}
</main>
</body>
</html>
""".encode()


def _safe(text: str) -> str:
    return escape(visible(text))


@cache
def _types() -> MimeTypes:
    """The library's own table, without this machine's settings, and what Python 3.11 lacks."""
    types = MimeTypes()
    for ending, media_type in (
        (".avif", "image/avif"), (".ico", "image/x-icon"), (".js", "text/javascript"), (".md", "text/markdown"),
        (".webp", "image/webp"), (".woff", "font/woff"), (".woff2", "font/woff2"),
    ):  # fmt: skip
        types.add_type(media_type, ending)
    return types


def _media_type(path: str) -> str:
    found, encoding = _types().guess_type(path)
    if found is None or encoding:
        return "application/octet-stream"
    is_text = found.startswith("text/") or found in ("application/json", "image/svg+xml")
    return f"{found}; charset=utf-8" if is_text else found
