"""The versions of an article in all its languages, as links."""

from __future__ import annotations

from dr_evidence_site.model.config import Config
from dr_evidence_site.model.languages import direction
from dr_evidence_site.model.site import ArticleEntry, Mention
from dr_evidence_site.model.views import TranslationLink
from dr_evidence_site.site.addresses import Place
from dr_evidence_site.site.languages import mention, own_name


def translation_links(entry: ArticleEntry, where: Place, config: Config) -> tuple[TranslationLink, ...]:
    """Every version of an article with its own, by language; empty when there is one only."""
    if not entry.translations:
        return ()
    versions = sorted((*entry.translations, mention(entry, config)), key=lambda version: version.lang.lower())
    return tuple(translation_link(version, where, config) for version in versions)


def translation_link(version: Mention, where: Place, config: Config) -> TranslationLink:
    """The link to a version of an article."""
    path = f"articles/{version.slug}.html"
    return TranslationLink(
        version.lang,
        direction(version.lang),
        own_name(version.lang),
        version.title,
        where.href(path),
        f"{config.base_url}{path}" if config.base_url else "",
        path == where.path,
        "." not in version.slug,
    )
