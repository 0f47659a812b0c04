"""The commands of the library: what became of its sources after they appeared, and how new ones come in."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from dr_evidence_site.cli_common import (
    CLEAN,
    FAULTY,
    LEVELS,
    clock,
    count,
    format_option,
    print_anything,
    site_argument,
    today_option,
    watched,
    workers_needed,
    write_report,
)

if TYPE_CHECKING:
    from dr_evidence_site.build.refs import Gathered, Taken


class _Library(click.ParamType[str]):
    name = "file"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        path = PurePosixPath(str(value).replace("\\", "/"))
        if path.parent != PurePosixPath("references") or path.suffix != ".bib":
            self.fail(f"{str(value)!r} is not of the form references/NAME.bib.", param, ctx)
        return path.as_posix()


_site_option = click.option(
    "--site",
    default=".",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the site (default: this folder).",
)
_into = click.option(
    "--into",
    type=_Library(),
    default="references/library.bib",
    show_default=True,
    help="The file for new entries, in the site. It is made if it is not there.",
)
_dry_run = click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")


@click.group()
def refs() -> None:
    """Look after the library of sources under references/."""


@refs.command("check")
@site_argument
@format_option
@click.option("--fail-on", type=click.Choice(LEVELS), default="error", help="The lowest level that gives exit code 1.")
@today_option
def check_references(site: Path, form: str, fail_on: str, today: dt.date | None) -> None:
    """List what is wrong with the sources of SITE (default: this folder), and the articles that cite them."""
    from dr_evidence_site import build as stages
    from dr_evidence_site.build.affected import references_report
    from dr_evidence_site.diagnostics import Severity

    with workers_needed("Nothing was checked."):
        report, snapshot = references_report(stages.Options(site, today or clock()), watched(False, None))
    write_report(report, form, site)
    click.echo(snapshot, err=True)
    sys.exit(FAULTY if report.failed(Severity[fail_on.upper()]) else CLEAN)


@refs.command("import")
@click.argument("places", metavar="FILE...", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@_site_option
@_into
@click.option("--new-keys", is_flag=True, help="Make keys for all new entries, also for those that bring one along.")
@_dry_run
def import_references(places: tuple[Path, ...], site: Path, into: str, new_keys: bool, dry_run: bool) -> None:
    """Take the records of FILE... into the library: BibTeX, RIS, PubMed's NBIB or XML, CSL-JSON.

    What the library has already is completed and never overwritten.
    """
    from dr_evidence_site.build import refs as library

    for place in places:
        if not place.is_file():
            raise click.UsageError(f"There is no file “{place}”. Name the files that your reference manager exported.")
    progress = watched(False, None)
    gathered = library.gather(places, progress)
    taken = library.take(site, gathered, into, keep_keys=not new_keys, dry_run=dry_run, progress=progress)
    _tell(taken, site, dry_run=dry_run)


@refs.command("add")
@click.argument("identifiers", metavar="DOI|PMID|PMCID...", nargs=-1, required=True)
@_site_option
@_into
@click.option("--yes", is_flag=True, help="Do not ask before writing; needed where there is no terminal.")
@_dry_run
@click.option(
    "--mail",
    default="",
    envvar="DR_EVIDENCE_SITE_MAIL",
    metavar="ADDRESS",
    help="Your mail address, which the services like to know (default: DR_EVIDENCE_SITE_MAIL).",
)
@click.option(
    "--crossref", envvar="DR_EVIDENCE_SITE_CROSSREF", metavar="URL", help="Where Crossref's API is, if not at its home."
)
@click.option("--doi", envvar="DR_EVIDENCE_SITE_DOI", metavar="URL", help="The same for the resolver of DOIs.")
@click.option("--eutils", envvar="DR_EVIDENCE_SITE_EUTILS", metavar="URL", help="The same for NCBI's E-utilities.")
@click.option("--idconv", envvar="DR_EVIDENCE_SITE_IDCONV", metavar="URL", help="The same for the ID converter of PMC.")
def add_references(
    identifiers: tuple[str, ...],
    site: Path,
    into: str,
    yes: bool,
    dry_run: bool,
    mail: str,
    crossref: str | None,
    doi: str | None,
    eutils: str | None,
    idconv: str | None,
) -> None:
    """Look up works by DOI, PubMed number or PMCID at Crossref and PubMed, and take them into the library."""
    from dr_evidence_site.build import refs as library

    wanted = []
    for text in identifiers:
        found = library.identifier(text)
        if found is None:
            raise click.UsageError(
                f"“{text}” is no DOI, PubMed number or PMCID. Write 10.1056/NEJMoa021134, 12421889 or PMC1234567."
            )
        wanted.append(found)
    if not (yes or dry_run or sys.stdin.isatty()):
        raise click.UsageError("Nobody can be asked here: there is no terminal. Say --yes to write without asking.")
    places = {"crossref": crossref, "doi": doi, "eutils": eutils, "idconv": idconv}
    services = library.Services(mail=mail, **{name: place for name, place in places.items() if place})
    progress = watched(False, None)
    gathered = library.look_up(wanted, services, progress)
    if gathered.records and not (yes or dry_run) and not _agreed(gathered, into):
        click.echo("Nothing was written.", err=True)
        sys.exit(CLEAN)
    taken = library.take(site, gathered, into, dry_run=dry_run, progress=progress)
    _tell(taken, site, dry_run=dry_run)


def _agreed(gathered: Gathered, into: str) -> bool:
    """Whether the person at the terminal wants these records."""
    from dr_evidence_site.build.refs import as_line
    from dr_evidence_site.diagnostics.visible import unheard, visible

    print_anything()
    for record in gathered.records:
        click.echo(unheard(visible(as_line(record.reference))))
    return click.confirm(f"Take {count(len(gathered.records), 'record')} into {into}?", default=True, err=True)


def _tell(taken: Taken, site: Path, *, dry_run: bool) -> None:
    """What came of each record, what was found out, and what was written."""
    from dr_evidence_site.build import Report
    from dr_evidence_site.build.refs import Fate, as_line
    from dr_evidence_site.diagnostics.visible import unheard, visible

    print_anything()
    for outcome in taken.outcomes:
        fields = f" ({', '.join(name.replace('_', ' ') for name in outcome.fields)})" if outcome.fields else ""
        said = visible(f"{outcome.fate.value}: {outcome.key}{fields}  {as_line(outcome.record.reference)}")
        click.echo(unheard(said))
    if dry_run and taken.changes:
        click.echo("".join(f"{unheard(visible(line))}\n" for line in taken.changes.splitlines()), nl=False)
    write_report(Report(taken.diagnostics, taken.source), "text", site)
    numbers = {fate: sum(outcome.fate is fate for outcome in taken.outcomes) for fate in Fate}
    said = ", ".join(f"{number} {fate.value}" for fate, number in numbers.items() if number) or "No records"
    click.echo(f"{said}.", err=True)
    if taken.left_out:
        names = ", ".join(f"{name} ({number})" for name, number in taken.left_out.items())
        click.echo(f"Not taken into the library: {visible(names)}.", err=True)
    if taken.written:
        click.echo(f"{'Would write' if dry_run else 'Wrote'} {', '.join(taken.written)}.", err=True)
    else:
        click.echo("Nothing was written; the library is as it was.", err=True)
    sys.exit(FAULTY if taken.failed else CLEAN)
