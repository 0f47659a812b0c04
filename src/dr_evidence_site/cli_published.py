"""The commands for what is published: whether it is what was built, and what a new build would change in it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dr_evidence_site.cli_common import (
    CLEAN,
    FAULTY,
    LEVELS,
    count,
    format_option,
    print_anything,
    write_report,
)

_FORMS = ("text", "json", "markdown")


@click.command("verify")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--manifest",
    "listed",
    type=click.Path(path_type=Path),
    help="Compare with this list of files (default: DIR/manifest.json).",
)
@click.option(
    "--allow",
    "allowed",
    multiple=True,
    metavar="PATTERN",
    help="Files that may be there besides, such as 'google*.html'; can be repeated.",
)
@format_option
@click.option("--fail-on", type=click.Choice(LEVELS), default="error", help="The lowest level that gives exit code 1.")
def verify(folder: Path, listed: Path | None, allowed: tuple[str, ...], form: str, fail_on: str) -> None:
    """Report files of the published folder DIR that are missing, changed or added since they were built."""
    from dr_evidence_site.build.verification import NotPublishedError
    from dr_evidence_site.build.verification import verify as verification
    from dr_evidence_site.diagnostics import Severity

    try:
        found = verification(folder, listed, allowed)
    except NotPublishedError as error:
        raise click.UsageError(f"{error} Nothing was compared.") from error
    write_report(found.report, form, folder)
    day = f", built on {found.about.built}" if found.about.built else ""
    program = f" by version {found.about.program}" if found.about.program else ""
    click.echo(f"Compared with a list of {count(found.files, 'file')}{day}{program}.", err=True)
    sys.exit(FAULTY if found.report.failed(Severity[fail_on.upper()]) else CLEAN)


@click.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(_FORMS), default="text", help="How the differences are written.")
@click.option("--fail-on-broken", is_flag=True, help="Give exit code 1 when an address would break.")
def diff(old: Path, new: Path, form: str, fail_on_broken: bool) -> None:
    """Report what the built folder NEW changes in the published folder OLD.

    Of OLD its manifest.json and articles.json are enough; without its pages their sections are not compared.
    """
    from dr_evidence_site.build.difference import NotPublishedError, difference, read_published
    from dr_evidence_site.build.difference_report import FORMS

    try:
        found = difference(read_published(old), read_published(new))
    except NotPublishedError as error:
        raise click.UsageError(f"{error} Nothing was compared.") from error
    print_anything()
    # Files are UTF-8; on a terminal its own encoding counts.
    said = FORMS[form](found)
    click.echo(said if form == "text" else said.encode("utf-8", "backslashreplace"), nl=False)
    sys.exit(FAULTY if fail_on_broken and found.broken else CLEAN)
