"""Which articles are related, remembered as long as nothing changed that decides it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from dr_evidence_site.model.config import Config
from dr_evidence_site.model.site import ArticleEntry
from dr_evidence_site.parse.records import DAMAGE
from dr_evidence_site.site.keys import digest
from dr_evidence_site.site.related import Related, kin, nearest
from dr_evidence_site.system.store import Store

_KIND, _KEY = "related", "latest"


def remembered(digests: Mapping[str, str], store: Store) -> Callable[[Sequence[ArticleEntry], Config], Related]:
    """What says which articles are related. `digests` are those of the articles' files, by path.

    When no file changed, it is known without a look at sources and topics; when none of these changed, without
    comparing articles (1 s for ten thousand).
    """

    def related(entries: Sequence[ArticleEntry], config: Config) -> Related:
        published = [entry for entry in entries if entry.published]
        files = digest(
            [digests.get(entry.article.path) for entry in published],
            [entry.status.value for entry in published],
            config.language,
        )
        before, graph_before, places = _load(store)
        if before != files:
            graph = digest(config.language, "\n".join(map(_decisive, published)))
            if graph != graph_before:
                places = nearest(kin(published, config))
            store.put(_KIND, [(_KEY, json.dumps([files, graph, places], separators=(",", ":")))])
        slugs = [entry.article.slug for entry in published]
        return {slug: [slugs[place] for place in near] for slug, near in zip(slugs, places, strict=True) if near}

    return related


def _decisive(entry: ArticleEntry) -> str:
    """What `kin` takes from an article, joined in 3 µs, where its values and their `repr` would take 20."""
    article = entry.article
    has = (*entry.outline.keys, "#", *article.topics)
    return "\0".join((article.slug, article.translates, article.lang, entry.status.value, *has))


def _load(store: Store) -> tuple[str, str, list[list[int]]]:
    known = store.get(_KIND, [_KEY]).get(_KEY)
    if known is not None:
        with suppress(*DAMAGE):
            files, graph, places = json.loads(known)
            return files, graph, places
    return "", "", []
