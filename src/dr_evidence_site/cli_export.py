"""The commands that write what a site knows for programs that want it in a format of their own."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from dr_evidence_site.cli_common import (
    FAULTY,
    clock,
    count,
    insist,
    no_templates_option,
    site_argument,
    today_option,
    watched,
    workers_needed,
    write_report,
)


@click.group()
def export() -> None:
    """Write the articles of a site in the formats of other programs."""


@export.command("fhir")
@site_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="A folder for a file of each article, or a file: .json for one article, .ndjson for a line of each "
    "(default: the standard output).",
)
@click.option("--article", default="", metavar="SLUG", help="This article alone.")
@click.option("--base-url", help="The address the site has; replaces base_url of the settings.")
@today_option
def fhir(site: Path, output: Path | None, article: str, base_url: str | None, today: dt.date | None) -> None:
    """Write the articles of SITE (default: this folder) as FHIR R5: a bundle for each.

    It holds Citation, ArtifactAssessment and Evidence resources.
    """
    from dr_evidence_site import build as stages
    from dr_evidence_site.build.export_fhir import NotPublishedError, NotWrittenError, export, write_file, write_files

    address = None
    if base_url is not None:
        address, faults = stages.base_address(base_url)
        insist(faults)
    ending = output.suffix if output and not output.is_dir() else ""
    if ending == ".json" and not article:
        raise click.UsageError(
            f"{output} can hold one article only. Name it with --article, or write to a folder or an .ndjson file."
        )
    is_on_one_line = ending == ".ndjson" or (output is None and not article)
    options = stages.Options(site, today or clock(), address)
    try:
        with workers_needed("Nothing was written."):
            found = export(options, article, on_one_line=is_on_one_line, progress=watched(False, None))
    except NotPublishedError as error:
        hint = f"Did you mean “{error.nearest}”?" if error.nearest else "Name it by its slug."
        raise click.UsageError(f"This site publishes no article “{article}”. {hint}") from error
    if found.bundles is None:
        write_report(found.report, "text", site)
        click.echo("Nothing was written.", err=True)
        sys.exit(FAULTY)
    said = count(len(found.bundles), "article")
    if output is None:
        for text in found.bundles.values():
            click.echo(text.encode(), nl=False)
        return
    try:
        if ending in (".json", ".ndjson"):
            written = [output] if write_file(output, found.bundles.values()) else []
        else:
            written = write_files(found.bundles, output)
    except NotWrittenError as error:
        raise click.UsageError(f"{error} Choose another place with -o.") from error
    click.echo(f"{said}: {count(len(written), 'file')} written to {output}.", err=True)


@export.command("zip")
@site_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file (default: one in this folder, named by the site's title and the day).",
)
@click.option("--stored", is_flag=True, help="Do not compress: the same bytes whatever version of zlib there is.")
@click.option("--base-url", help="Where the current version is; replaces base_url of the settings.")
@no_templates_option
@today_option
def zip_(
    site: Path, output: Path | None, stored: bool, base_url: str | None, plain: bool, today: dt.date | None
) -> None:
    """Write SITE (default: this folder) as a ZIP file to be unpacked and read from a disk, without a connection.

    Every page of it says on which day it was made.
    """
    from dr_evidence_site import build as stages
    from dr_evidence_site.build.export_zip import NotWrittenError, export

    address = None
    if base_url is not None:
        address, faults = stages.base_address(base_url)
        insist(faults)
    if output and output.is_dir():
        raise click.UsageError(f"{output} is a folder. Name a file in it with -o.")
    options = stages.Options(site, today or clock(), address, templates=not plain)
    try:
        with workers_needed("Nothing was written."):
            found = export(options, output, stored=stored, progress=watched(False, None))
    except NotWrittenError as error:
        raise click.UsageError(f"{error} Choose another place with -o.") from error
    write_report(found.report, "text", site)
    if found.place is None:
        click.echo("Nothing was written.", err=True)
        sys.exit(FAULTY)
    click.echo(f"{found.place}: {count(found.files, 'file')}, {found.size / 1_000_000:.1f} MB.", err=True)
