"""What the commands share: their options, the report to stdout, progress and the day of the call."""

from __future__ import annotations

import datetime as dt
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dr_evidence_site.build import Recorder, Report
    from dr_evidence_site.diagnostics import Diagnostic

CLEAN, FAULTY, USAGE = 0, 1, 2
"""Exit codes: nothing at or above the level; diagnostics at or above it; the call itself is wrong."""
SIGNALLED = 128
"""What shells add to the number of the signal that ended a program."""

FORMATS = ("text", "jsonl", "github", "gitlab", "sarif")
LEVELS = ("error", "warning", "note")


class NoWorkersError(click.ClickException):
    """Those who were to do the work are not there."""

    exit_code = USAGE


class Day(click.ParamType[dt.date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The day that was written."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date of the form 2026-01-31.", param, ctx)


site_argument = click.argument("site", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
today_option = click.option(
    "--today", type=Day(), help="The day reviews are measured against (default: SOURCE_DATE_EPOCH, else the clock)."
)
no_templates_option = click.option(
    "--no-site-templates",
    "plain",
    is_flag=True,
    envvar="DR_EVIDENCE_SITE_NO_SITE_TEMPLATES",
    help="Leave out the site's own templates, as is wise with what a stranger proposes.",
)
format_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", help="How diagnostics are written to stdout."
)
timings_option = click.option("--timings", is_flag=True, help="Say at the end how long each stage took.")
trace_option = click.option(
    "--trace",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write what was done when, and by which process, as a trace for ui.perfetto.dev.",
)


def count(number: int, noun: str) -> str:
    """A number of things in words: "1 file", "2 files"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def insist(faults: list[Diagnostic]) -> None:
    """End the call when its own options are at fault."""
    if faults:
        raise click.UsageError(f"{faults[0].message} {faults[0].hint}")


@contextmanager
def workers_needed(outcome: str) -> Iterator[None]:
    """End the call, and say what came of it, when those who were to do its work are not there or are lost."""
    from dr_evidence_site.build import ExecutorError

    try:
        yield
    except ExecutorError as error:
        raise NoWorkersError(f"{error}\n{outcome}") from error


@contextmanager
def stoppable(sentence: str) -> Iterator[None]:
    """Let Ctrl-C and a request to end (SIGTERM) end the command in order, with a sentence and the shell's exit code."""
    import signal

    class StoppedError(BaseException):
        """The program was asked to end."""

    def stop(number: int, _: object) -> None:
        raise StoppedError

    before = None
    with suppress(ValueError):  # not the main thread
        before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except (KeyboardInterrupt, StoppedError) as error:
        click.echo(sentence, err=True)
        sys.exit(SIGNALLED + (signal.SIGTERM if isinstance(error, StoppedError) else signal.SIGINT))
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def watched(timings: bool, trace: Path | None) -> Recorder:
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


def clock() -> dt.date:
    """The day of SOURCE_DATE_EPOCH, else the local day."""
    from dr_evidence_site.build.day import day_of_run

    try:
        return day_of_run()
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def write_report(report: Report, form: str, site: Path) -> None:
    """Write the diagnostics to stdout in the form asked for, and their count to stderr."""
    from dr_evidence_site.diagnostics import github, gitlab, jsonl, sarif, summary, text

    stream = sys.stdout
    print_anything()
    if form == "text":
        paths = sorted({diagnostic.span.path for diagnostic in report.diagnostics})
        sources = [source for path in paths if (source := report.source(path))]
        colour = stream.isatty() and "NO_COLOR" not in os.environ
        text.write(report.diagnostics, stream, lines=text.source_lines(sources), colour=colour)
    elif form == "jsonl":
        jsonl.write(report.diagnostics, stream)
    else:
        writer = {"github": github, "gitlab": gitlab, "sarif": sarif}[form]
        writer.write(report.diagnostics, stream, prefix=_from_here(site))
    if report.diagnostics:
        click.echo(summary.summary(report.diagnostics), err=True)


def print_anything() -> None:
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
