"""Gathers every link of a site that leads out of it, with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from urllib.parse import unquote, urlsplit

from dr_evidence_site.model.article import Part
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.external import ExternalLink, host_of
from dr_evidence_site.model.reference import Reference
from dr_evidence_site.model.site import Site
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse.frontmatter import split
from dr_evidence_site.parse.markdown.web_links import web_links
from dr_evidence_site.render.styles.runs import doi_link, pmc_link, pubmed_link

RESOLVERS = frozenset({"doi.org", "www.doi.org", "dx.doi.org"})
"""Servers that only send readers on: that they do so is the answer."""

_HREF = re.compile(r'<a href="(https?://[^"]*)"', re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)


def external_links(site: Site, source: Callable[[str], Source | None]) -> Iterator[ExternalLink]:
    """All of them, those to one address again and again; `source` gives a file by its path.

    Of the library it is what some text cites. Texts of settings and glossaries have the place of their key.
    """
    yield from _of_texts(site, source)
    yield from _of_references(site)
    for person in site.people.values():
        if person.orcid:
            yield ExternalLink(f"https://orcid.org/{person.orcid}", person.span, "ORCID iD", person.orcid)
    yield from _of_settings(site.config)
    for terms in site.glossaries.values():
        for term in terms:
            yield from _of_parts(term.meaning, term.span)


def is_resolver(address: str) -> bool:
    """Whether the address is one of a server that only sends readers on."""
    return host_of(address) in RESOLVERS


def _of_texts(site: Site, source: Callable[[str], Source | None]) -> Iterator[ExternalLink]:
    audiences = [audience.id for audience in site.config.audiences]
    for path in site.outlines():
        file = source(path)
        if file:
            body = split(file).body
            for link in web_links(body.text, path=path, first_line=body.first_line, audiences=audiences):
                yield _named(link.address, link.span)


def _of_references(site: Site) -> Iterator[ExternalLink]:
    cited = {key for outline in site.outlines().values() for key in outline.keys}
    for key in sorted(cited):
        reference = site.bibliography.references.get(key)
        if reference:
            yield from _of_reference(reference)


def _of_reference(reference: Reference) -> Iterator[ExternalLink]:
    key, span = reference.key, reference.span
    doi, pmid, pmcid, url = reference.doi, reference.pmid, reference.pmcid, reference.url
    if doi:
        yield ExternalLink(doi_link(doi), span, "DOI", doi, key, ("doi",))
    if pmid:
        yield ExternalLink(pubmed_link(pmid), span, "PMID", pmid, key, ("pmid", "eprint"))
    if pmcid:
        yield ExternalLink(pmc_link(pmcid), span, "PMCID", pmcid, key, ("pmcid", "pmc", "eprint"))
    if _WEB.match(url) and url != doi_link(doi):
        yield _named(url, span, key, ("url", "eprint"))


def _of_settings(config: Config) -> Iterator[ExternalLink]:
    top = Span("site.yaml")

    def place(key: str) -> Span:
        return config.spans.get(key, top)

    if config.follow_up and _WEB.match(config.follow_up.url):
        yield _named(config.follow_up.url, place("follow_up"))
    yield from _of_parts(config.notice, place("notice"))
    for audience in config.audiences:
        yield from _of_parts(audience.disclaimer, place("audiences"))
    for words in config.languages.values():
        for text in (words.notice, *(audience.disclaimer for audience in words.audiences.values())):
            yield from _of_parts(text, place("languages"))


def _of_parts(parts: Iterable[Part], span: Span) -> Iterator[ExternalLink]:
    for part in parts:
        if isinstance(part, str):
            for found in _HREF.finditer(part):
                yield _named(unescape(found[1]), span)


def _named(address: str, span: Span, key: str = "", fields: tuple[str, ...] = ()) -> ExternalLink:
    """A link as it is written; one to a DOI's resolver is a DOI, however it is written."""
    doi = unquote(urlsplit(address).path).lstrip("/") if is_resolver(address) else ""
    return ExternalLink(address, span, "DOI" if doi.startswith("10.") else "", doi, key, fields)
