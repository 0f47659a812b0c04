"""The command line: options to one call, its report to stdout, an exit code. Stages are imported inside commands."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dr_evidence_site import __version__
from dr_evidence_site.cli_common import (
    CLEAN,
    FAULTY,
    LEVELS,
    Day,
    clock,
    count,
    format_option,
    insist,
    no_templates_option,
    print_anything,
    site_argument,
    stoppable,
    timings_option,
    today_option,
    trace_option,
    watched,
    workers_needed,
    write_report,
)
from dr_evidence_site.cli_export import export
from dr_evidence_site.cli_publish import hosting, publish
from dr_evidence_site.cli_published import diff, verify
from dr_evidence_site.cli_refs import refs
from dr_evidence_site.cli_start import init, new, schema

if TYPE_CHECKING:
    from dr_evidence_site.build import Report

_STATUS_FORMATS = ("text", "json", "ics")


class _Cluster(click.ParamType[str]):
    name = "executor"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        kind, _, address = str(value).partition(":")
        if kind != "dask" or not address:
            self.fail(f"{value!r} is not of the form dask:tcp://HOST:PORT.", param, ctx)
        return address


_base_url = click.option("--base-url", help="The address the site will have; replaces base_url of the settings.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dr-evidence-site")
def main() -> None:
    """Static websites of cited, reviewed medical evidence summaries."""


@main.command()
@site_argument
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
@no_templates_option
@timings_option
@trace_option
@format_option
@today_option
@_base_url
def build(
    site: Path,
    output: Path | None,
    strict: bool,
    jobs: int | None,
    cluster: str | None,
    no_cache: bool,
    verify: bool,
    plain: bool,
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
        insist(faults)
    options = stages.Options(
        site, today or clock(), address, level, jobs or 0, not no_cache, cluster or "", templates=not plain
    )
    refused = stages.refusal(options, folder)
    insist([refused] if refused else [])
    progress = watched(timings, trace)
    interrupted = f"Interrupted. {folder} holds the site of the build before, or all of the new one."
    with stoppable(interrupted), workers_needed(f"Nothing was published; {folder} is as it was."):
        report = stages.build(options, folder, progress)
    write_report(report, form, site)
    if report.summary is None:
        click.echo(f"Nothing was published; {folder} is as it was.", err=True)
        sys.exit(FAULTY)
    done = report.summary
    click.echo(
        f"{count(report.articles, 'article')}, {count(report.pages, 'page')}: "
        f"{done.written} files written, {done.unchanged} unchanged, {done.removed} removed.\n"
        f"Open {(folder / 'index.html').resolve().as_uri()}",
        err=True,
    )
    if verify:
        with stoppable("Interrupted. Nothing was compared."), workers_needed("Nothing was compared."):
            differing = stages.verify(options, folder, progress)
        for path in differing:
            click.echo(f"{folder / path} differs from a build from nothing.", err=True)
        if differing:
            sys.exit(FAULTY)
        click.echo("A build from nothing gives the same files.", err=True)
    sys.exit(FAULTY if report.failed(level) else CLEAN)


@main.command()
@site_argument
@format_option
@click.option("--fail-on", type=click.Choice(LEVELS), default="error", help="The lowest level that gives exit code 1.")
@click.option("--external", is_flag=True, help="Ask servers whether links that lead out of the site are sound.")
@click.option("--allow-private", is_flag=True, help="With --external: ask servers in private networks, too.")
@no_templates_option
@timings_option
@trace_option
@today_option
def check(
    site: Path,
    form: str,
    fail_on: str,
    external: bool,
    allow_private: bool,
    plain: bool,
    timings: bool,
    trace: Path | None,
    today: dt.date | None,
) -> None:
    """Report everything that is wrong in SITE (default: this folder), and write nothing."""
    from dr_evidence_site import build as stages
    from dr_evidence_site.build.overview import overview
    from dr_evidence_site.diagnostics import Severity

    with workers_needed("Nothing was checked."):
        options = stages.Options(site, today or clock(), external=external, private=allow_private, templates=not plain)
        report = stages.check(options, watched(timings, trace))
    write_report(report, form, site)
    facts = report.facts()
    claims = sum(coverage.claims for coverage in facts.coverage.values())
    if claims:
        cited = sum(coverage.cited for coverage in facts.coverage.values())
        click.echo(f"{cited} of {count(claims, 'claim')} with a source ({100 * cited // claims}%).", err=True)
    if facts.snapshot:
        from dr_evidence_site.build.affected import snapshot_sentence

        click.echo(snapshot_sentence(facts.snapshot, options.today), err=True)
    for line in overview(report):
        click.echo(line, err=True)
    sys.exit(FAULTY if report.failed(Severity[fail_on.upper()]) else CLEAN)


@main.command()
@site_argument
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port to listen on; 0: any."
)
@no_templates_option
@today_option
def serve(site: Path, port: int, plain: bool, today: dt.date | None) -> None:
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

    first = clock() if today is None else today  # what is wrong with the clock's setting is said before anything else
    try:
        preview.serve(
            site,
            port,
            lambda: clock() if today is None else first,
            ready=ready,
            built=built,
            templates=not plain,
            progress=watched(False, None),
        )
    except preview.PortError as error:
        raise click.UsageError(
            f"Port {port} cannot be used: {error}. Choose another with --port, or let --port 0 find one."
        ) from error
    except KeyboardInterrupt:
        click.echo("The preview has ended.", err=True)


@main.command()
@site_argument
@click.option(
    "--format", "form", type=click.Choice(_STATUS_FORMATS), default="text", help="A table, JSON, or a calendar."
)
@today_option
def status(site: Path, form: str, today: dt.date | None) -> None:
    """List the status of all articles of SITE (default: this folder), and the reviews that are due."""
    import shutil

    from dr_evidence_site import build as stages
    from dr_evidence_site.build.status import status as status_of

    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    print_anything()
    with workers_needed("Nothing was listed."):
        text, errors = status_of(stages.Options(site, today or clock()), form, columns, watched(False, None))
    # Files are UTF-8 with their own line ends; on a terminal its own encoding counts.
    click.echo(text.encode("utf-8", "backslashreplace") if form != "text" else text, nl=False)
    if errors:
        click.echo(f"The site has {count(errors, 'error')}; `dr-evidence-site check` shows them.", err=True)


@main.group()
def review() -> None:
    """Take a step of an article's review: it is written into the article's file, and nothing else changes."""


def _review_step(action: str, words: str) -> None:
    """Add the command for one step; all of them are called alike."""

    @review.command(action, help=words)
    @click.argument("article")
    @click.option("--by", required=True, metavar="PERSON", help="Who takes the step: an id of content/people.yaml.")
    @click.option("--date", type=Day(), help="The day of the step (default: today).")
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

    today = clock()
    site = site or reviews.site_of(article) or Path()
    request = reviews.Request(reviews.Action(action), by, date or today, note.strip())
    try:
        with workers_needed("Nothing was written."):
            outcome = reviews.take(stages.Options(site, today), article, request, watched(False, None))
    except reviews.UnknownArticleError as error:
        hint = f"Did you mean “{error.nearest}”?" if error.nearest else "Name it by its slug or by its file."
        raise click.UsageError(f"There is no article “{article}” in this site. {hint}") from error
    if outcome.step is None:
        write_report(stages.Report(outcome.diagnostics, outcome.source), "text", site)
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


main.add_command(refs)
main.add_command(export)
main.add_command(init)
main.add_command(new)
main.add_command(schema)
main.add_command(publish)
main.add_command(hosting)
main.add_command(verify)
main.add_command(diff)
