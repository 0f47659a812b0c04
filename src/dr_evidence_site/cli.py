"""The command line: options to one call, its report to stdout, an exit code. Stages are imported inside commands."""

from __future__ import annotations

import datetime as dt
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dr_evidence_site import __version__

if TYPE_CHECKING:
    from dr_evidence_site.build import Report
    from dr_evidence_site.diagnostics import Diagnostic

CLEAN, FAULTY, USAGE = 0, 1, 2
"""Exit codes: nothing at or above the level; diagnostics at or above it; the call itself is wrong."""

_FORMATS = ("text", "jsonl", "github", "sarif")
_LEVELS = ("error", "warning", "note")


class _Day(click.ParamType[dt.date]):
    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date of the form 2026-01-31.", param, ctx)


_site = click.argument("site", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
_today = click.option(
    "--today", type=_Day(), help="The day reviews are measured against (default: SOURCE_DATE_EPOCH, else the clock)."
)
_format = click.option(
    "--format", "form", type=click.Choice(_FORMATS), default="text", help="How diagnostics are written to stdout."
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
@click.option("--no-cache", is_flag=True, help="Remember nothing and take nothing from what was remembered.")
@click.option("--verify", is_flag=True, help="Build again from nothing, elsewhere, and compare.")
@_format
@_today
@_base_url
def build(
    site: Path,
    output: Path | None,
    strict: bool,
    jobs: int | None,
    no_cache: bool,
    verify: bool,
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
    options = stages.Options(site, today or _clock(), address, level, jobs or 0, not no_cache)
    refused = stages.refusal(options, folder)
    _insist([refused] if refused else [])
    report = stages.build(options, folder)
    _write(report, form, site)
    if report.summary is None:
        click.echo(f"Nothing was published; {folder} is as it was.", err=True)
        sys.exit(FAULTY)
    done = report.summary
    click.echo(
        f"{_count(report.articles, 'article')}, {_count(report.pages, 'page')}: "
        f"{done.written} files written, {done.unchanged} unchanged, {done.removed} removed.\nOpen {(folder / 'index.html').resolve().as_uri()}",
        err=True,
    )
    if verify:
        differing = stages.verify(options, folder)
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
@_today
def check(site: Path, form: str, fail_on: str, today: dt.date | None) -> None:
    """Report everything that is wrong in SITE (default: this folder), and write nothing."""
    from dr_evidence_site import build as stages
    from dr_evidence_site.diagnostics import Severity

    report = stages.check(stages.Options(site, today or _clock()))
    _write(report, form, site)
    sys.exit(FAULTY if report.failed(Severity[fail_on.upper()]) else CLEAN)


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
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a character gets its number
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


def _from_here(site: Path) -> str:
    """The site folder as seen from the working folder, which on CI is the repository's root."""
    try:
        relative = site.resolve().relative_to(Path.cwd())
    except ValueError:
        return ""
    return "" if relative == Path() else f"{relative.as_posix()}/"
