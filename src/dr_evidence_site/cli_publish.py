"""The commands that bring a site to where readers find it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dr_evidence_site.cli_common import (
    CLEAN,
    FAULTY,
    count,
    format_option,
    insist,
    print_anything,
    site_argument,
    watched,
    write_report,
)

if TYPE_CHECKING:
    from dr_evidence_site.build.publication import Outcome
    from dr_evidence_site.build.publication_plan import Plan


@click.command("publish")
@click.argument("target")
@click.option(
    "--build",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("build"),
    show_default=True,
    help="The build folder.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--overwrite", is_flag=True, help="Replace files that somebody else put there or changed.")
@click.option("--resume", is_flag=True, help="Go on even if another publication seems to be under way.")
@click.option("--strict", is_flag=True, help="Let warnings stop it too.")
@click.option("--endpoint-url", metavar="URL", default="", help="The address of an S3 service that is not Amazon's.")
@format_option
def publish(
    target: str,
    folder: Path,
    dry_run: bool,
    overwrite: bool,
    resume: bool,
    strict: bool,
    endpoint_url: str,
    form: str,
) -> None:
    """Put the built site at TARGET: a folder, user@host:folder, ssh://host/folder or s3://bucket/folder."""
    from dr_evidence_site.build import publication
    from dr_evidence_site.diagnostics import Severity

    level = Severity.WARNING if strict else Severity.ERROR
    try:
        place = publication.open_place(target, endpoint_url, folder)
    except publication.RefusedError as error:
        raise click.UsageError(f"{error} Nothing was published.") from error
    choices = publication.Choices(dry_run, overwrite, resume, level)
    try:
        found = publication.publish(folder, place, choices, watched(False, None))
    except KeyboardInterrupt:
        click.echo("Publishing was stopped. Publish again, and it goes on from here.", err=True)
        sys.exit(FAULTY)
    write_report(found.report, form, folder)
    if dry_run and found.plan:
        print_anything()
        for line in _lines(found.plan):
            click.echo(line, err=form != "text")
    failed = found.report.failed(level)
    click.echo(_summary(found, place.name, dry_run=dry_run), err=True)
    sys.exit(FAULTY if failed or not (found.done or dry_run) else CLEAN)


def _lines(plan: Plan) -> list[str]:
    return [*(f"upload {path}" for path in plan.uploads), *(f"remove {path}" for path in plan.removals)]


def _summary(found: Outcome, name: str, *, dry_run: bool) -> str:
    if found.plan is None or not (found.done or dry_run):
        return f"{name} is not as the build folder is."
    uploads, removals = len(found.plan.uploads), len(found.plan.removals)
    would = "would be " if dry_run else ""
    return (
        f"{name}: {count(uploads, 'file')} {would}uploaded, {found.plan.unchanged} unchanged, "
        f"{removals} {would}removed, {count(len(found.plan.after.kept), 'old asset')} kept."
    )


@click.command("hosting")
@click.argument("host", type=click.Choice(["nginx"]))
@site_argument
@click.option("--base-url", help="The address the site will have; replaces base_url of the settings.")
def hosting(host: str, site: Path, base_url: str | None) -> None:
    """Write the configuration of a web server for SITE (default: this folder) to stdout."""
    from dr_evidence_site import build as stages
    from dr_evidence_site.build.hosting import nginx

    del host  # there is one
    address = None
    if base_url is not None:
        address, faults = stages.base_address(base_url)
        insist(faults)
    click.echo(nginx(site, address).encode(), nl=False)
