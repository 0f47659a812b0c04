"""The languages of articles: which translates which, what a list shows of them, and what a language calls itself.

The one module that asks Babel for the names of languages (Unicode CLDR).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dr_evidence_site.model.article import Article, ReviewStatus
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.languages import is_same, wider
from dr_evidence_site.model.site import ArticleEntry, Mention

if TYPE_CHECKING:
    from babel.core import Locale


def language_of(article: Article, config: Config) -> str:
    """The tag of the language that an article is written in; the site's own is spelt as the settings do."""
    lang = article.lang
    return config.language if not lang or is_same(lang, config.language) else lang


def languages_of(entries: Iterable[ArticleEntry], config: Config) -> tuple[str, ...]:
    """The languages of these articles, the site's own always among them and first."""
    found = {config.language.lower(): config.language}
    for entry in entries:
        lang = entry.article.lang
        if lang:
            found.setdefault(lang.lower(), lang)
    first, *others = found.values()
    return first, *sorted(others)


# Translations


def linked(entries: tuple[ArticleEntry, ...], config: Config) -> tuple[ArticleEntry, ...]:
    """The entries, each with the versions of its article in other languages.

    0.1 µs an article on a site without translations.
    """
    if not any(entry.article.translates for entry in entries):
        return entries
    by_slug = {entry.article.slug: entry for entry in entries}
    versions: dict[str, list[ArticleEntry]] = {}
    for entry in entries:
        original = entry.article.translates
        if original in by_slug:
            versions.setdefault(original, [by_slug[original]]).append(entry)
    made = {}
    for original, group in versions.items():
        shown = sorted(
            (mention(entry, config) for entry in group if entry.published),
            key=lambda version: (version.lang.lower(), version.slug),
        )
        for entry in group:
            slug = entry.article.slug
            made[slug] = replace(
                entry,
                translations=tuple(version for version in shown if version.slug != slug),
                original=next((m for m in shown if m.slug == original and original != slug), None),
                outdated=is_outdated(entry, by_slug[original]),
            )
    return tuple(made.get(entry.article.slug, entry) for entry in entries)


def mention(entry: ArticleEntry, config: Config) -> Mention:
    """What other pages show of an article."""
    article = entry.article
    return Mention(
        article.slug, article.title, article.question, entry.status, article.updated, language_of(article, config)
    )


def is_outdated(entry: ArticleEntry, original: ArticleEntry) -> bool:
    """Whether the original says something else by now: it was changed later, or withdrawn."""
    article, source = entry.article, original.article
    if article.slug == source.slug or article.status is ReviewStatus.WITHDRAWN:
        return False
    return source.updated > (article.original_updated or article.updated) or source.status is ReviewStatus.WITHDRAWN


def listed(entries: Sequence[ArticleEntry], config: Config) -> tuple[ArticleEntry, ...]:
    """The entries with each article once: the version in the site's language, else the original, else the first."""
    if not any(entry.article.translates for entry in entries):
        return tuple(entries)
    best: dict[str, ArticleEntry] = {}
    for entry in entries:
        name = entry.article.translates or entry.article.slug
        if name not in best or _rank(entry, config) < _rank(best[name], config):
            best[name] = entry
    kept = {entry.article.slug for entry in best.values()}
    return tuple(entry for entry in entries if entry.article.slug in kept)


def _rank(entry: ArticleEntry, config: Config) -> tuple[bool, bool, str]:
    article = entry.article
    return not is_same(language_of(article, config), config.language), bool(article.translates), article.slug


def common_language(entries: Sequence[ArticleEntry], config: Config) -> str:
    """The language that all these articles are written in; the site's own when they differ or there are none."""
    tags = {language_of(entry.article, config).lower(): language_of(entry.article, config) for entry in entries}
    return next(iter(tags.values())) if len(tags) == 1 else config.language


# Names


@lru_cache(maxsize=256)
def own_name(tag: str) -> str:
    """What a language calls itself ("Français"), with a capital letter as in a list; its tag where none is known."""
    locale = _locale(tag)
    name = locale.get_display_name(locale) if locale else None
    return name[0].upper() + name[1:] if name else tag


@lru_cache(maxsize=256)
def is_known(tag: str) -> bool:
    """Whether there is such a language, script and region in the CLDR."""
    from babel.core import Locale  # noqa: PLC0415 - a site in one language need not pay 20 ms for it

    english = Locale.parse("en")
    first, *rest = wider(tag)[0].split("-")
    if first not in english.languages:
        return False
    for part in rest:
        if len(part) == 1:
            break
        names = english.scripts if len(part) == 4 and part.isalpha() else english.territories
        if len(part) <= 4 and part not in names and not part[0].isdigit():
            return False
    return True


def _locale(tag: str) -> Locale | None:
    from babel.core import Locale, UnknownLocaleError  # noqa: PLC0415

    for wide in wider(tag):
        try:
            return Locale.parse(wide, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None
