"""Compare the seals of approvals with the articles as they now are; what sources look like is remembered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress

from dr_evidence_site.model.article import Article, Outline, ReviewStatus
from dr_evidence_site.model.config import ReviewRules
from dr_evidence_site.model.reference import Bibliography
from dr_evidence_site.model.site import Lapse
from dr_evidence_site.parse.records import DAMAGE
from dr_evidence_site.review.approval import lapse
from dr_evidence_site.review.seal import ABSENT, Sealable, reference_digest, sealable
from dr_evidence_site.system.store import Store

_KIND = "sealed-reference"


class Contents:
    """What articles say, as approvals are sealed to it; made from their parts when it is asked for."""

    def __init__(
        self,
        bibliography: Bibliography,
        pictures: Mapping[str, bytes],
        known: dict[str, str],
        evidence: Mapping[str, str],
    ) -> None:
        """`known` gives the digest of a source's words by the digest of its content; what is missing is added.

        `evidence` has the digests of what the files of evidence say, by name.
        """
        self._evidence = evidence
        # The seal is about what editors wrote; a snapshot of retractions changes by itself, and has checks of its own.
        self._bibliography = bibliography.written or bibliography
        self._pictures = pictures
        self._known = known
        self._hashed: dict[str, str] = {}

    def of(self, article: Article, text: str, outline: Outline) -> Sealable:
        """Everything an approval of the article covers. `text` is the digest of its normalised text."""
        return sealable(
            article,
            text,
            {path: self._picture(path) for path in outline.images},
            {key: self._reference(key) for key in outline.keys},
            {name: self._evidence.get(name, ABSENT) for name, _ in outline.evidence},
        )

    def _reference(self, key: str) -> str:
        content = self._bibliography.digests.get(key)
        if content is None:
            return ABSENT
        found = self._known.get(content)
        if found is None:
            found = self._known[content] = reference_digest(self._bibliography.references[key])
        return found

    def _picture(self, path: str) -> str:
        if path not in self._hashed:
            data = self._pictures.get(path)
            self._hashed[path] = ABSENT if data is None else hashlib.sha256(data).hexdigest()
        return self._hashed[path]


def lapses(
    articles: Iterable[tuple[Article, Outline]],
    rules: ReviewRules,
    bibliography: Bibliography,
    pictures: Mapping[str, bytes],
    store: Store,
    evidence: Mapping[str, str],
) -> dict[str, Lapse]:
    """The approvals that do not hold any more, by the path of their article."""
    bibliography = bibliography.written or bibliography
    known = _remembered(store)
    before = len(known)
    contents = Contents(bibliography, pictures, known, evidence)
    found = {}
    for article, outline in articles:
        if article.status is ReviewStatus.APPROVED:
            fault = lapse(article, rules, lambda: contents.of(article, article.text_digest, outline))  # noqa: B023 - asked at once
            if fault:
                found[article.path] = fault
    if len(known) > before:
        used = set(bibliography.digests.values())
        store.put(_KIND, [("all", json.dumps({key: value for key, value in known.items() if key in used}))])
    return found


def _remembered(store: Store) -> dict[str, str]:
    with suppress(*DAMAGE):
        return dict(json.loads(store.get(_KIND, ["all"])["all"]))
    return {}
