"""The commands with which work begins: a new site, a new article, and what editors' programs need to help."""

from __future__ import annotations

from pathlib import Path

import click

from dr_evidence_site.cli_common import clock, count, print_anything

_HOSTS = ("github", "gitlab")
_SCHEMAS = ("article", "page", "site", "people", "glossary", "evidence")


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", default="Evidence summaries", show_default=True, help="The name of the site.")
@click.option("--ci", "host", type=click.Choice(_HOSTS), help="Add a job that checks each change, for this service.")
def init(folder: Path, title: str, host: str | None) -> None:
    """Begin a site in DIR, with an example of everything. No file is replaced."""
    from dr_evidence_site.build.starting import Host, StartError, new_site

    try:
        made = new_site(folder, title, clock(), Host(host) if host else None)
    except StartError as error:
        raise click.UsageError(f"{error} Nothing was written.") from error
    for path in made.kept:
        click.echo(f"{path} was there already, and stays as it is.", err=True)
    click.echo(
        f"{count(len(made.written), 'file')} written to {folder}. Next:\n\n"
        f"  cd {folder}\n"
        "  dr-evidence-site serve                       see the site, and each change of it\n"
        '  dr-evidence-site new "Does walking help?"    begin an article',
        err=True,
    )


@click.command("new")
@click.argument("question")
@click.option("--title", default="", help="The title of the page (default: the question).")
@click.option("--slug", default="", help="The name of the file and of its address (default: the question's words).")
@click.option(
    "--author", "authors", multiple=True, metavar="PERSON", help="An id of content/people.yaml; can be repeated."
)
@click.option("--audience", default="", help="For whom unmarked text is (default: clinician, if the site has it).")
@click.option("--lang", default="", help="The language of the text, if it is not the site's: a tag such as fr.")
@click.option(
    "--site",
    default=Path(),
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the site (default: this folder).",
)
def new(question: str, title: str, slug: str, authors: tuple[str, ...], audience: str, lang: str, site: Path) -> None:
    """Begin an article that answers QUESTION, with all that is to be written marked so."""
    from dr_evidence_site.build.starting import ArticleWish, StartError, new_article

    try:
        path = new_article(site, ArticleWish(question, title, slug, lang, audience, authors), clock())
    except StartError as error:
        raise click.UsageError(f"{error} Nothing was written.") from error
    print_anything()
    click.echo(site / path)


@click.command("schema")
@click.argument("name", metavar="|".join(_SCHEMAS), type=click.Choice(_SCHEMAS))
@click.option(
    "--site",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Let the schema know the audiences, people and topics of the site in this folder.",
)
def schema(name: str, site: Path | None) -> None:
    """Print a JSON Schema: of an article's front matter, a page's, a settings file or one of evidence."""
    from dr_evidence_site.build.schemas import schema_text

    click.echo(schema_text(name, site).encode(), nl=False)
