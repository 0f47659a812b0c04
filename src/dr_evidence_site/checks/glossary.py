"""Every term of the glossaries is explained on some page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import glossary as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.site import Site
from dr_evidence_site.site.addresses import article_path
from dr_evidence_site.site.glossaries import glossary_for
from dr_evidence_site.site.languages import language_of


def unused(site: Site, explained: Mapping[str, Iterable[str]]) -> Iterator[Diagnostic]:
    """The terms that no page explains. `explained` has the ids of those explained on each page, by its path."""
    if not site.config.explain_terms_for:
        return
    languages = {article_path(entry): language_of(entry.article, site.config) for entry in site.published}
    used: dict[str, set[str]] = {}
    for path, ids in explained.items():
        used.setdefault(languages.get(path, site.config.language), set()).update(ids)
    left = {id(term): term for terms in site.glossaries.values() for term in terms}
    for language, ids in used.items():
        for term in glossary_for(site, language):
            if term.id in ids:
                left.pop(id(term), None)
    for term in left.values():
        yield codes.UNUSED_TERM.at(term.span, term=clip(term.name))
