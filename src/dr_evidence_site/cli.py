"""The command line: options to one call, its report to stdout, an exit code. Stages are imported inside commands."""

from __future__ import annotations

import datetime as dt
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dr_evidence_site import __version__

if TYPE_CHECKING:
    from dr_evidence_site.build import Recorder, Report
    from dr_evidence_site.diagnostics import Diagnostic

CLEAN, FAULTY, USAGE = 0, 1, 2
"""Exit codes: nothing at or above the level; diagnostics at or above it; the call itself is wrong."""

_FORMATS = ("text", "jsonl", "github", "sarif")
_STATUS_FORMATS = ("text", "json", "ics")
_LEVELS = ("error", "warning", "note")


class _NoWorkersError(click.ClickException):
    exit_code = USAGE


class _Day(click.ParamType[dt.date]):
    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date of the form 2026-01-31.", param, ctx)


class _Cluster(click.ParamType[str]):
    name = "executor"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        kind, _, address = str(value).partition(":")
        if kind != "dask" or not address:
            self.fail(f"{value!r} is not of the form dask:tcp://HOST:PORT.", param, ctx)
        return address


_site = click.argument("site", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
_today = click.option(
    "--today", type=_Day(), help="The day reviews are measured against (default: SOURCE_DATE_EPOCH, else the clock)."
)
_format = click.option(
    "--format", "form", type=click.Choice(_FORMATS), default="text", help="How diagnostics are written to stdout."
)
_timings = click.option("--timings", is_flag=True, help="Say at the end how long each stage took.")
_trace = click.option(
    "--trace",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write what was done when, and by which process, as a trace for ui.perfetto.dev.",
)
_base_url = click.option("--base-url", help="The address the site will have; replaces base_url of the settings.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dr-evidence-site")
def main() -> None:
    """Static websites of cited, reviewed medical evidence summaries."""


@main.command()
@_site
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The build folder (default: SITE/build).")
@click.option("--strict", is_flag=True, help="Let warnings stop the build too.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes to work in (default: one for each processor).")
@click.option(
    "--executor",
    "cluster",
    type=_Cluster(),
    metavar="dask:tcp://HOST:PORT",
    help="Work on the Dask cluster of this scheduler (default: in processes here).",
)
@click.option("--no-cache", is_flag=True, help="Remember nothing and take nothing from what was remembered.")
@click.option("--verify", is_flag=True, help="Build again from nothing, elsewhere, and compare.")
@_timings
@_trace
@_format
@_today
@_base_url
def build(
    site: Path,
    output: Path | None,
    strict: bool,
    jobs: int | None,
    cluster: str | None,
    no_cache: bool,
    verify: bool,
    timings: bool,
    trace: Path | None,
    form: str,
    today: dt.date | None,
    base_url: str | None,
) -> None:
    """Build the site in SITE (default: this folder)."""
    from dr_evidence_site import build as stages
    from dr_evidence_site.diagnostics import Severity

    level = Severity.WARNING if strict else Severity.ERROR
    folder = output or site / "build"
    address = None
    if base_url is not None:
        address, faults = stages.base_address(base_url)
        _insist(faults)
    options = stages.Options(site, today or _clock(), address, level, jobs or 0, not no_cache, cluster or "")
    refused = stages.refusal(options, folder)
    _insist([refused] if refused else [])
    progress = _watched(timings, trace)
    with _workers_needed(f"Nothing was published; {folder} is as it was."):
        report = stages.build(options, folder, progress)
    _write(report, form, site)
    if report.summary is None:
        click.echo(f"Nothing was published; {folder} is as it was.", err=True)
        sys.exit(FAULTY)
    done = report.summary
    click.echo(
        f"{_count(report.articles, 'article')}, {_count(report.pages, 'page')}: "
        f"{done.written} files written, {done.unchanged} unchanged, {done.removed} removed.\n"
        f"Open {(folder / 'index.html').resolve().as_uri()}",
        err=True,
    )
    if verify:
        with _workers_needed("Nothing was compared."):
            differing = stages.verify(options, folder, progress)
        for path in differing:
            click.echo(f"{folder / path} differs from a build from nothing.", err=True)
        if differing:
            sys.exit(FAULTY)
        click.echo("A build from nothing gives the same files.", err=True)
    sys.exit(FAULTY if report.failed(level) else CLEAN)


@main.command()
@_site
@_format
@click.option("--fail-on", type=click.Choice(_LEVELS), default="error", help="The lowest level that gives exit code 1.")
@_timings
@_trace
@_today
def check(site: Path, form: str, fail_on: str, timings: bool, trace: Path | None, today: dt.date | None) -> None:
    """Report everything that is wrong in SITE (default: this folder), and write nothing."""
    from dr_evidence_site import build as stages
    from dr_evidence_site.diagnostics import Severity

    with _workers_needed("Nothing was checked."):
        report = stages.check(stages.Options(site, today or _clock()), _watched(timings, trace))
    _write(report, form, site)
    claims = sum(coverage.claims for coverage in report.coverage.values())
    if claims:
        cited = sum(coverage.cited for coverage in report.coverage.values())
        click.echo(f"{cited} of {_count(claims, 'claim')} with a source ({100 * cited // claims}%).", err=True)
    sys.exit(FAULTY if report.failed(Severity[fail_on.upper()]) else CLEAN)


@main.command()
@_site
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port to listen on; 0: any."
)
@_today
def serve(site: Path, port: int, today: dt.date | None) -> None:
    """Show SITE (default: this folder) on this machine, and again whenever it changes. Ctrl-C ends it."""
    from dr_evidence_site.build import preview
    from dr_evidence_site.diagnostics.summary import summary

    def ready(address: str) -> None:
        click.echo(f"Preview of {site.resolve()} at {address} (Ctrl-C ends it).", err=True)

    def built(report: Report | None, trouble: str, seconds: float) -> None:
        if report is None:
            click.echo(trouble, err=True)
        elif report.summary is None:
            click.echo(f"Build failed: {summary(report.diagnostics)}.", err=True)
        else:
            done = report.summary
            click.echo(
                f"Built in {seconds:.2f} s: {done.written} files written, {done.removed} removed. "
                f"{summary(report.diagnostics)}.",
                err=True,
            )

    first = _clock() if today is None else today  # what is wrong with the clock's setting is said before anything else
    try:
        preview.serve(
            site,
            port,
            lambda: _clock() if today is None else first,
            ready=ready,
            built=built,
            progress=_watched(False, None),
        )
    except preview.PortError as error:
        raise click.UsageError(
            f"Port {port} cannot be used: {error}. Choose another with --port, or let --port 0 find one."
        ) from error
    except KeyboardInterrupt:
        click.echo("The preview has ended.", err=True)


@main.command()
@_site
@click.option(
    "--format", "form", type=click.Choice(_STATUS_FORMATS), default="text", help="A table, JSON, or a calendar."
)
@_today
def status(site: Path, form: str, today: dt.date | None) -> None:
    """List the status of all articles of SITE (default: this folder), and the reviews that are due."""
    import shutil

    from dr_evidence_site import build as stages
    from dr_evidence_site.build.status import status as status_of

    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    _print_anything()
    with _workers_needed("Nothing was listed."):
        text, errors = status_of(stages.Options(site, today or _clock()), form, columns, _watched(False, None))
    # Files are UTF-8 with their own line ends; on a terminal its own encoding counts.
    click.echo(text.encode("utf-8", "backslashreplace") if form != "text" else text, nl=False)
    if errors:
        click.echo(f"The site has {_count(errors, 'error')}; `dr-evidence-site check` shows them.", err=True)


@main.group()
def review() -> None:
    """Take a step of an article's review: it is written into the article's file, and nothing else changes."""


def _review_step(action: str, words: str) -> None:
    """Add the command for one step; all of them are called alike."""

    @review.command(action, help=words)
    @click.argument("article")
    @click.option("--by", required=True, metavar="PERSON", help="Who takes the step: an id of content/people.yaml.")
    @click.option("--date", type=_Day(), help="The day of the step (default: today).")
    @click.option("--note", default="", help="A remark, in plain text. It is shown in the history of the page.")
    @click.option(
        "--site",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="The folder of the site (default: that of the article's path, else this folder).",
    )
    def step(article: str, by: str, date: dt.date | None, note: str, site: Path | None) -> None:
        _take_step(action, article, by, date, note, site)


_review_step("submit", "Submit ARTICLE (its slug or its file) for review.")
_review_step("start", "Begin the review of ARTICLE.")
_review_step("approve", "Approve ARTICLE, sealed to its present text.")
_review_step("withdraw", "Withdraw ARTICLE.")


def _take_step(action: str, article: str, by: str, date: dt.date | None, note: str, site: Path | None) -> None:
    from dr_evidence_site import build as stages
    from dr_evidence_site.build import review as reviews

    today = _clock()
    site = site or reviews.site_of(article) or Path()
    request = reviews.Request(reviews.Action(action), by, date or today, note.strip())
    try:
        with _workers_needed("Nothing was written."):
            outcome = reviews.take(stages.Options(site, today), article, request, _watched(False, None))
    except reviews.UnknownArticleError as error:
        hint = f"Did you mean “{error.nearest}”?" if error.nearest else "Name it by its slug or by its file."
        raise click.UsageError(f"There is no article “{article}” in this site. {hint}") from error
    if outcome.step is None:
        _write(stages.Report(outcome.diagnostics, outcome.source), "text", site)
        click.echo(f"Nothing was written; {outcome.path} is as it was.", err=True)
        sys.exit(FAULTY)
    click.echo(outcome.sentence, err=True)


@main.command()
@click.argument("code")
def explain(code: str) -> None:
    """Say what the diagnostic CODE means and how to mend it."""
    from dr_evidence_site.diagnostics import did_you_mean
    from dr_evidence_site.diagnostics.codes import BY_ID

    known = BY_ID.get(code.upper())
    if known is None:
        hint = did_you_mean(code, BY_ID, otherwise="The codes are: " + ", ".join(sorted(BY_ID)) + ".")
        raise click.UsageError(f"There is no diagnostic “{code}”. {hint}")
    click.echo(f"{known.id} · {known.severity.word} · {known.title}\n\n{known.explanation.strip()}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _insist(faults: list[Diagnostic]) -> None:
    """End the call when its own options are at fault."""
    if faults:
        raise click.UsageError(f"{faults[0].message} {faults[0].hint}")


@contextmanager
def _workers_needed(outcome: str) -> Iterator[None]:
    """End the call, and say what came of it, when those who were to do its work are not there or are lost."""
    from dr_evidence_site.build import ExecutorError

    try:
        yield
    except ExecutorError as error:
        raise _NoWorkersError(f"{error}\n{outcome}") from error


def _watched(timings: bool, trace: Path | None) -> Recorder:
    """What shows progress on stderr and, when the command is over, says and writes what was recorded."""
    from dr_evidence_site import build as stages

    try:
        stream = trace.open("w", encoding="utf-8") if trace else None  # now: nobody waits in vain for a wrong path
    except OSError as error:
        raise click.UsageError(f"The trace cannot be written to {trace}: {error.strerror}.") from error
    progress = stages.watcher(sys.stderr)

    def close() -> None:
        from dr_evidence_site.build.timings import table
        from dr_evidence_site.build.trace import trace as trace_of

        record = progress.record()
        if timings:
            click.echo(table(record), err=True)
        if stream:
            try:
                with stream:
                    stream.write(trace_of(record, "dr-evidence-site"))
            except OSError as error:
                click.echo(f"The trace could not be written to {trace}: {error.strerror}.", err=True)

    if timings or stream:
        click.get_current_context().call_on_close(close)
    return progress


def _clock() -> dt.date:
    """The day of SOURCE_DATE_EPOCH (reproducible-builds.org: seconds since 1970, UTC), else the local day."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return dt.date.today()
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(f"SOURCE_DATE_EPOCH is not a number of seconds: {epoch!r}.") from error


def _write(report: Report, form: str, site: Path) -> None:
    """Write the diagnostics to stdout in the form asked for, and their count to stderr."""
    from dr_evidence_site.diagnostics import github, jsonl, sarif, summary, text

    stream = sys.stdout
    _print_anything()
    if form == "text":
        paths = sorted({diagnostic.span.path for diagnostic in report.diagnostics})
        sources = [source for path in paths if (source := report.source(path))]
        colour = stream.isatty() and "NO_COLOR" not in os.environ
        text.write(report.diagnostics, stream, lines=text.source_lines(sources), colour=colour)
    elif form == "jsonl":
        jsonl.write(report.diagnostics, stream)
    else:
        writer = github if form == "github" else sarif
        writer.write(report.diagnostics, stream, prefix=_from_here(site))
    if report.diagnostics:
        click.echo(summary.summary(report.diagnostics), err=True)


def _print_anything() -> None:
    """Let stdout take any text: a terminal that lacks a character gets its number."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _from_here(site: Path) -> str:
    """The site folder as seen from the working folder, which on CI is the repository's root."""
    try:
        relative = site.resolve().relative_to(Path.cwd())
    except ValueError:
        return ""
    return "" if relative == Path() else f"{relative.as_posix()}/"
