"""The articles of a site as FHIR R5 bundles, made from the same views as their pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from dr_evidence_site.build.progress import SILENT, Progress
from dr_evidence_site.build.reading import Reading
from dr_evidence_site.build.report import Options, Report
from dr_evidence_site.build.run import loaded
from dr_evidence_site.build.tasks import words_in
from dr_evidence_site.diagnostics.nearest import nearest
from dr_evidence_site.exports.fhir import bundle_text
from dr_evidence_site.model.site import ArticleEntry
from dr_evidence_site.site.addresses import place
from dr_evidence_site.site.articles import article_page
from dr_evidence_site.site.frame import shared_frame
from dr_evidence_site.site.languages import language_of, languages_of
from dr_evidence_site.system import files
from dr_evidence_site.system.replacement import create_file, replace_file

ENDING = ".fhir.json"
"""How the name of a bundle's file ends; before it stands the slug of the article."""


class NotPublishedError(LookupError):
    """There is no such article on the site; `nearest` is the slug of the one that was probably meant, or None."""

    def __init__(self, name: str, guess: str | None) -> None:
        super().__init__(name)
        self.nearest = guess


class NotWrittenError(OSError):
    """A file could not be written; the message says which, and why."""


class Exported(Struct, frozen=True):
    """The bundles as JSON by the slugs of their articles; None when something stops the site from being published."""

    bundles: Mapping[str, str] | None
    report: Report


def export(options: Options, slug: str = "", *, on_one_line: bool = False, progress: Progress = SILENT) -> Exported:
    """The bundle of each published article, or of one alone. Raises NotPublishedError and ExecutorError."""
    with loaded(options, progress) as run:
        report = run.report(None)
        if not run.may_be_published():
            return Exported(None, report)
        entries = {entry.article.slug: entry for entry in run.site.published}
        if slug and slug not in entries:
            raise NotPublishedError(slug, nearest(slug, entries))
        wanted = [entries[slug]] if slug else list(entries.values())
        with progress.stage("make bundles", len(wanted)) as stage:
            made = {}
            for name, text in _bundles(run, wanted, on_one_line=on_one_line):
                made[name] = text
                stage.advance()
        return Exported(made, report)


def _bundles(run: Reading, entries: list[ArticleEntry], *, on_one_line: bool) -> Iterator[tuple[str, str]]:
    site = run.site
    frames = {
        language: shared_frame(site, {}, place("articles/"), language)
        for language in languages_of(entries, site.config)
    }
    for entry in entries:
        article = entry.article
        language = language_of(article, site.config)
        page = article_page(entry, run.body(article.path), site, frames[language], {})
        yield article.slug, bundle_text(page, article.audience, words_in(run.theme, language), on_one_line=on_one_line)


def write_files(bundles: Mapping[str, str], folder: Path) -> list[Path]:
    """Write a file for each bundle; those that have the same content already are left alone.

    Returns those that were written. Raises NotWrittenError.
    """
    return [place for slug, text in bundles.items() if write_file(place := folder / f"{slug}{ENDING}", [text])]


def write_file(place: Path, texts: Iterable[str]) -> bool:
    """Write these texts into one file, and return whether it was another before. Raises NotWrittenError."""
    content = "".join(texts).encode("utf-8", "replace")
    try:
        before = place.read_bytes() if place.exists() else None
        if before is None:
            create_file(place, content)
        elif before != content:
            replace_file(place, before, content)
    except OSError as error:
        raise NotWrittenError(f"{place} cannot be written: {files.reason(error)}.") from error
    return before != content
