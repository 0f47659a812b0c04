"""Which glossary explains the terms of a text, and what pages can show of it."""

from __future__ import annotations

from dr_evidence_site.model.article import ArticleLink
from dr_evidence_site.model.languages import is_same, wider
from dr_evidence_site.model.site import Site, Term


def glossary_for(site: Site, language: str) -> tuple[Term, ...]:
    """The terms for a text in this language: its own glossary, else that of its wider language."""
    return site.glossaries.get(glossary_language(site, language), ())


def glossary_language(site: Site, language: str) -> str:
    """The language of the glossary for a text in this language; empty when there is none."""
    if site.glossaries and site.config.explain_terms_for:
        for tag in wider(language):
            for other in site.glossaries:
                if is_same(tag, other):
                    return other
    return ""


def glossary_inputs(site: Site) -> dict[str, tuple[object, ...]]:
    """What pages can show of each language's glossary, as plain values: words, meanings, and where these lead."""
    return {
        language: tuple(
            (
                term.id,
                term.name,
                term.aliases,
                tuple(
                    (part.fragment, site.addresses.get(part.target)) if isinstance(part, ArticleLink) else part
                    for part in term.meaning
                ),
            )
            for term in terms
        )
        for language, terms in site.glossaries.items()
    }
