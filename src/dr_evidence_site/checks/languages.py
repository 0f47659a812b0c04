"""Languages exist, translations have an original and are up to date, and disclaimers can be read on every page."""

from __future__ import annotations

from collections.abc import Iterator

from dr_evidence_site.diagnostics import Diagnostic, Related
from dr_evidence_site.diagnostics.codes import languages as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import Article, ReviewStatus
from dr_evidence_site.model.site import ArticleEntry, Site
from dr_evidence_site.model.source import Span
from dr_evidence_site.model.standard_words import WORDS
from dr_evidence_site.site.languages import is_known, language_of, languages_of
from dr_evidence_site.site.wording import wording

_SETTINGS = "site.yaml"


def check(site: Site) -> Iterator[Diagnostic]:
    """Faults of the languages of articles and of the settings."""
    by_slug = {entry.article.slug: entry for entry in site.articles}
    renamed = {alias.slug: entry.article.slug for entry in site.articles for alias in entry.article.aliases}
    seen: dict[tuple[str, str], ArticleEntry] = {}
    for entry in site.articles:
        article = entry.article
        if not (article.lang or article.translates):
            continue
        if article.lang and article.lang not in WORDS and not is_known(article.lang):
            yield codes.UNKNOWN_LANGUAGE.at(article.span("lang"), tag=clip(article.lang))
        if article.translates:
            original = by_slug.get(article.translates)
            if original:
                yield from _translation(entry, original, seen, site)
            elif not _is_unread(article.translates, article.path, site):
                name = article.translates
                yield codes.NO_ORIGINAL.at(
                    Span(article.path), hint=_renamed(article, renamed.get(name)), name=f"{name}.md"
                )
    yield from _disclaimers(site)


def _renamed(article: Article, original: str | None) -> str | None:
    """What to do with a translation whose original has another name now."""
    if original is None:
        return None
    tag = article.slug.removeprefix(article.translates)
    return (
        f"Its original is “{original}.md” now: rename this file to “{original}{tag}.md”, and write "
        f"“aliases: [{article.slug}]” into it."
    )


def _is_unread(slug: str, path: str, site: Site) -> bool:
    """Whether the original is there but could not be understood, which has been reported."""
    return f"{path.rpartition('/')[0]}/{slug}.md" in site.unread


def _translation(
    entry: ArticleEntry, original: ArticleEntry, seen: dict[tuple[str, str], ArticleEntry], site: Site
) -> Iterator[Diagnostic]:
    article, source = entry.article, original.article
    language = language_of(article, site.config)
    first = seen.setdefault((source.slug, language_of(source, site.config).lower()), original)
    first = seen.setdefault((source.slug, language.lower()), entry)
    if first is not entry:
        related = [Related(Span(first.article.path), "The first one is here.")]
        yield codes.LANGUAGE_TWICE.at(Span(article.path), related=related, name=f"{source.slug}.md", language=language)
        return
    followed = article.original_updated
    related = [Related(source.span("updated"), "The original was changed on this date.")]
    if followed and followed > source.updated:
        place = article.span("original_updated")
        yield codes.AHEAD.at(place, related=related, followed=followed, changed=source.updated)
    elif article.status is not ReviewStatus.WITHDRAWN and source.status is ReviewStatus.WITHDRAWN:
        related = [Related(source.span("status"), "The original was withdrawn here.")]
        yield codes.ORIGINAL_WITHDRAWN.at(article.span("status"), related=related)
    elif entry.outdated:
        place = article.span("original_updated" if followed else "updated")
        yield codes.OUTDATED.at(place, related=related, followed=followed or article.updated, changed=source.updated)


def _disclaimers(site: Site) -> Iterator[Diagnostic]:
    """Disclaimers that pages in some language show in another."""
    config = site.config
    place = next((config.spans[key] for key in ("languages", "audiences", "language") if key in config.spans), None)
    for language in languages_of(site.articles, config):
        for words in wording(config, language).audiences:
            if words.language:
                own = language == config.language
                where = f"audiences, {words.audience.id}" if own else f"languages, {language}, audiences"
                yield codes.FOREIGN_DISCLAIMER.at(
                    place or Span(_SETTINGS),
                    audience=words.audience.id,
                    language=language,
                    shown=words.language,
                    place=f"{where}, disclaimer",
                )
