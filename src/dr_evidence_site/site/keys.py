"""What a page is made from, as a digest: a page whose digest is known need not be made again.

The rule is that everything the view or the frame can show is among the inputs; a test compares warm builds with
fresh ones after random changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b

from dr_evidence_site.model.article import Article, ArticleLink, Outline
from dr_evidence_site.model.site import ReferenceList, Site
from dr_evidence_site.model.source import Span
from dr_evidence_site.site.review import due

_NOWHERE = Span("")


def digest(*inputs: object) -> str:
    """A digest of plain values by their `repr`, which tells all values of the model apart."""
    return blake2b(repr(inputs).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def common_inputs(site: Site, theme: object, asset_paths: Mapping[str, str], version: str) -> str:
    """The digest of what every page depends on: settings, people, theme, assets, standing pages, the program."""
    standing = tuple((entry.page.slug, entry.page.title) for entry in site.pages)
    # What no page shows is left out: where things stand in their files, and the levels of diagnostics.
    config = replace(site.config, spans={}, checks={})
    people = [replace(person, span=_NOWHERE) for person in site.people.values()]
    texts = [config.notice, *(audience.disclaimer for audience in config.audiences)]
    links = [site.addresses.get(part.target) for text in texts for part in text if isinstance(part, ArticleLink)]
    return digest(version, config, people, standing, links, bool(site.cited_by), theme, sorted(asset_paths.items()))


def text_inputs(
    common: str, source: str, outline: Outline, references: ReferenceList, site: Site, images: Mapping[str, str]
) -> str:
    """The digest of a page made from one source file, whose own digest is `source`."""
    digests = site.bibliography.digests
    return digest(
        common,
        source,
        [(key, digests[key]) for key in references.keys],
        [site.addresses.get(target) for target, _ in outline.links],
        [images.get(target) for target in outline.images],
    )


def article_inputs(text: str, article: Article, site: Site) -> str:
    """The digest of an article's page: that of its text, and whether its review is overdue today."""
    day = due(article, site.config)
    return digest(text, day is not None and day < site.today)
