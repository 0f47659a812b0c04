"""Which articles are related: those that share sources and topics, a rare source weighing more than a common one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.site import ArticleEntry
from dr_evidence_site.site.addresses import topic_slug
from dr_evidence_site.site.languages import language_of, mention

MOST = 4
"""How many related articles a page shows."""

COMMON = 60
"""A source or topic of more articles than this says nothing of any two of them."""

_LOOKED_AT = 300
"""So many others are looked at for an article, those with the rarest things in common first; this keeps the work
linear where every source is cited by dozens of articles."""

_ONE = 720_720
"""The weight of a topic is this divided by the number of its articles, and of a source twice that: whole numbers, so
that sums are the same in any order."""

Related: TypeAlias = Mapping[str, Sequence[str]]
"""The addresses (slugs) of the articles related to an article, the nearest first, by its own."""

_Thing: TypeAlias = tuple[int, list[int]]
"""The weight of a source or topic, and the places of the articles that have it."""


class Kin(Struct, frozen=True):
    """What of a published article decides to which others it is related.

    `work` is shared by an article and its translations. `has` names its sources and topics. `is_offered` is False for
    a withdrawn article, which is related to others while none is related to it.
    """

    slug: str
    work: str
    language: str
    is_original: bool
    is_offered: bool
    has: tuple[str, ...]


def related(entries: Sequence[ArticleEntry], config: Config) -> Related:
    """Which articles are related to each of those published."""
    published = [entry for entry in entries if entry.published]
    slugs = [entry.article.slug for entry in published]
    places = nearest(kin(published, config))
    return {slug: [slugs[place] for place in near] for slug, near in zip(slugs, places, strict=True) if near}


def kin(entries: Sequence[ArticleEntry], config: Config) -> list[Kin]:
    """What decides, of each article."""
    keys: dict[str, str] = {}  # each is held once: a hundred thousand articles cite two million times
    return [
        Kin(
            entry.article.slug,
            entry.article.translates or entry.article.slug,
            language_of(entry.article, config).lower(),
            not entry.article.translates,
            entry.status is not ReviewStatus.WITHDRAWN,
            (
                *[keys.get(key) or keys.setdefault(key, f"@{key}") for key in entry.outline.keys],
                *dict.fromkeys(f"#{topic_slug(topic)}" for topic in entry.article.topics),
            ),
        )
        for entry in entries
    ]


def nearest(family: Sequence[Kin]) -> list[list[int]]:
    """For each article the places in `family` of those related to it, at most `MOST`, the nearest first.

    Those in its own language come first, then originals. Among equals the next in order is taken, so that a topic's
    articles do not all lead to the same few.
    """
    groups: dict[str, list[int]] = {}
    for place, one in enumerate(family):
        for thing in one.has:
            groups.setdefault(thing, []).append(place)
    # Taken from the rarest on, each article's own things are then in that order, too.
    shared: list[list[_Thing]] = [[] for _ in family]
    for thing, offered in _rarest_first(groups, family):
        for place in groups[thing]:
            shared[place].append(offered)
    is_one_language = _is_one_language(family)
    return [_nearest(place, things, family, is_one_language) for place, things in enumerate(shared)]


def nearest_to(place: int, family: Sequence[Kin]) -> list[int]:
    """What `nearest` finds for one article alone, in a tenth of the time."""
    groups: dict[str, list[int]] = {thing: [] for thing in family[place].has}
    for other, one in enumerate(family):
        for thing in one.has:
            if thing in groups:
                groups[thing].append(other)
    things = [offered for _, offered in _rarest_first(groups, family)]
    return _nearest(place, things, family, _is_one_language(family))


def _rarest_first(groups: Mapping[str, list[int]], family: Sequence[Kin]) -> Iterator[tuple[str, _Thing]]:
    """What articles have in common, with its weight and the articles that it can lead to."""
    for size, thing in sorted((len(group), thing) for thing, group in groups.items() if 1 < len(group) <= COMMON):
        weight = _ONE * (2 if thing[0] == "@" else 1) // size
        yield thing, (weight, [place for place in groups[thing] if family[place].is_offered])


def _is_one_language(family: Sequence[Kin]) -> bool:
    return len({one.language for one in family}) == 1


def _nearest(place: int, things: Sequence[_Thing], family: Sequence[Kin], is_one_language: bool) -> list[int]:
    scores = _scores(place, things)
    return _first(place, scores, len(family)) if is_one_language else _best(place, scores, family)


def _scores(place: int, things: Sequence[_Thing]) -> dict[int, int]:
    """What the others that have any of the things in common with the article at `place` weigh together."""
    scores: dict[int, int] = {}
    looked_at = 0
    for weight, group in things:
        if not scores:
            scores = dict.fromkeys(group, weight)
        else:
            for other in group:
                scores[other] = scores.get(other, 0) + weight
        looked_at += len(group)
        if looked_at > _LOOKED_AT:
            break
    scores.pop(place, None)
    return scores


def _first(place: int, scores: Mapping[int, int], count: int) -> list[int]:
    """The places of the highest scores, of equal ones those that follow the article itself most closely."""
    if len(scores) > MOST:
        least = sorted(scores.values())[-MOST]
        scores = {other: score for other, score in scores.items() if score >= least}
    return sorted(scores, key=lambda other: (-scores[other], (other - place) % count))[:MOST]


def _best(place: int, scores: Mapping[int, int], family: Sequence[Kin]) -> list[int]:
    """The first in the article's own language, then originals; none twice in two languages, nor itself in another."""
    one = family[place]
    order = sorted(
        scores,
        key=lambda other: (
            family[other].language != one.language,
            not family[other].is_original,
            -scores[other],
            (other - place) % len(family),
        ),
    )
    works = {one.work}
    best: list[int] = []
    for other in order:
        if family[other].work not in works:
            works.add(family[other].work)
            best.append(other)
            if len(best) == MOST:
                break
    return best


def with_related(entries: Sequence[ArticleEntry], found: Related, config: Config) -> tuple[ArticleEntry, ...]:
    """The articles with what their pages show of those related to them."""
    if not found:
        return tuple(entries)
    mentions = {entry.article.slug: mention(entry, config) for entry in entries if entry.published}
    return tuple(
        replace(entry, related=tuple([mentions[slug] for slug in found[entry.article.slug]]))
        if entry.article.slug in found
        else entry
        for entry in entries
    )
