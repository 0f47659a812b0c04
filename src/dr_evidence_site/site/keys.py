"""What a page is made from, as a digest: a page whose digest is known need not be made again.

The rule is that everything the view or the frame can show is among the inputs; a test compares warm builds with
fresh ones after random changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b

from msgspec.structs import replace

from dr_evidence_site.model.article import ArticleLink, Outline
from dr_evidence_site.model.site import ArticleEntry, Mention, ReferenceList, Site
from dr_evidence_site.model.source import Span
from dr_evidence_site.site.announced import has_feed
from dr_evidence_site.site.glossaries import glossary_inputs, glossary_language
from dr_evidence_site.site.languages import language_of
from dr_evidence_site.site.review import due
from dr_evidence_site.site.wording import texts

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
    links = [site.addresses.get(part.target) for part in texts(config) if isinstance(part, ArticleLink)]
    search = sorted((language, place.path) for language, place in site.search.items())
    return digest(
        version,
        config,
        people,
        standing,
        links,
        bool(site.cited_by),
        has_feed(site),
        search,
        theme,
        sorted(asset_paths.items()),
        str(site.copied),
    )


def text_inputs(common: str, source: str, outline: Outline, references: ReferenceList, site: Site) -> str:
    """The digest of a page made from one source file, whose own digest is `source`.

    Where its pictures lie is in `common`, as for all assets: templates may show any of them on any page.
    """
    digests = site.bibliography.digests
    # Joined in a third of the time that a `repr` of lists takes, for every article of every build. No text that was
    # read has U+0000.
    inputs = (
        common,
        source,
        "\0".join(references.keys),
        "\0".join(map(digests.__getitem__, references.keys)),
        "\0".join([site.addresses.get(target) or "" for target, _ in outline.links]),
        "\0".join([site.evidence_digests.get(name) or "" for name, _ in outline.evidence]),
    )
    return blake2b("\0\n\0".join(inputs).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Elsewhere:
    """What pages show of other articles and of the glossaries, as digests: made once, because many show the same."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._glossaries = {language: digest(terms) for language, terms in glossary_inputs(site).items()}
        self._by_language: dict[str, str] = {}
        self._mentions: dict[str, str] = {}

    def glossary(self, language: str) -> str:
        """The terms that a text in this language explains."""
        if not self._glossaries:
            return ""
        if language not in self._by_language:
            self._by_language[language] = self._glossaries.get(glossary_language(self._site, language), "")
        return self._by_language[language]

    def mentioned(self, mentions: Iterable[Mention]) -> list[str]:
        """What cards show of these articles."""
        return [self._mentions.get(mention.slug) or self._remember(mention) for mention in mentions]

    def _remember(self, mention: Mention) -> str:
        # The words joined take 1 µs, a `repr` of the value 6; a site of a thousand articles has a thousand of them.
        words = (mention.title, mention.question, mention.status.value, mention.updated.isoformat(), mention.lang)
        text = "\0".join((mention.slug, *words))
        made = self._mentions[mention.slug] = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        return made


def article_inputs(text: str, entry: ArticleEntry, site: Site, elsewhere: Elsewhere) -> str:
    """The digest of an article's page: that of its text, whether its review is overdue today, and what is elsewhere."""
    day = due(entry.article, site.config)
    return digest(
        text,
        day is not None and day < site.today,
        entry.status.value,
        str(entry.changed_since),
        entry.translations,
        entry.original,
        entry.outdated,  # by an original that may not be published, and then is not among these
        elsewhere.glossary(language_of(entry.article, site.config)),
        elsewhere.mentioned(entry.related),
    )
