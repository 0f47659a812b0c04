"""Related articles share sources and topics; the rarer what they share, the nearer they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dr_evidence_site.model.article import Article, Outline, ReviewStatus
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.site import ArticleEntry, ReferenceList
from dr_evidence_site.site.related import COMMON, MOST, Kin, nearest, nearest_to, related, with_related

CONFIG = Config((), "")


def article(
    slug: str,
    keys: str = "",
    *topics: str,
    status: ReviewStatus = ReviewStatus.SUBMITTED,
    published: bool = True,
    lang: str = "",
    translates: str = "",
) -> ArticleEntry:
    """An article that cites sources of one letter each."""
    front = Article(
        f"content/articles/{slug}.md",
        slug,
        slug.upper(),
        status,
        dt.date(2026, 1, 1),
        "patient",
        topics=topics,
        lang=lang,
        translates=translates,
    )
    return ArticleEntry(front, Outline(keys=tuple(keys)), ReferenceList(), published)


def near(*entries: ArticleEntry) -> dict[str, str]:
    """The addresses of the related articles, in order."""
    return {slug: " ".join(found) for slug, found in related(entries, CONFIG).items()}


WITHDRAWN = ReviewStatus.WITHDRAWN


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], {}),
        ([article("a", "x")], {}),
        ([article("a", "x"), article("b", "y")], {}),
        ([article("a", "x"), article("b", "xy"), article("c", "z")], {"a": "b", "b": "a"}),
        # More in common is nearer.
        ([article("a", "xy"), article("b", "x"), article("c", "xy")], {"a": "c b", "b": "c a", "c": "a b"}),
        # What fewer share counts for more: x stands in two articles, y in four.
        (
            [article("a", "xy"), article("b", "y"), article("c", "y"), article("d", "x"), article("e", "y")],
            {"a": "d b c e", "b": "c e a", "c": "e a b", "d": "a", "e": "a b c"},
        ),
        # A source counts for more than a topic.
        ([article("a", "x", "t"), article("b", "", "t"), article("c", "x")], {"a": "c b", "b": "a", "c": "a"}),
        # Topics are alike if their pages are, and count once.
        ([article("a", "", "Bone health", "bone-health"), article("b", "", "bone  health")], {"a": "b", "b": "a"}),
        # To a withdrawn article none is related; it leads on.
        ([article("a", "x", status=WITHDRAWN), article("b", "x"), article("c", "x")], {"a": "b c", "b": "c", "c": "b"}),
        ([article("a", "x", published=False), article("b", "x"), article("c", "x")], {"b": "c", "c": "b"}),
        # Translations of an article are not related to it.
        ([article("a", "x"), article("a.fr", "x", lang="fr", translates="a")], {}),
        # Each in its own language; what there is not comes in its original language, each article once.
        (
            [
                article("a", "xy"),
                article("a.fr", "xy", lang="fr", translates="a"),
                article("b", "x"),
                article("b.de", "x", lang="de", translates="b"),
                article("b.fr", "x", lang="fr", translates="b"),
                article("c", "xy"),
                article("d", "xy", lang="fr"),
            ],
            {
                "a": "c b d",
                "a.fr": "d b.fr c",
                "b": "c a d",
                "b.de": "c d a",
                "b.fr": "d a.fr c",
                "c": "a b d",
                "d": "a.fr b.fr c",
            },
        ),
    ],
)  # fmt: skip
def test_which_articles_are_related(entries: Sequence[ArticleEntry], expected: dict[str, str]) -> None:
    assert near(*entries) == expected


def test_at_most_so_many_and_of_equals_the_next_in_order() -> None:
    found = near(*(article(f"{n}", "x") for n in range(7)))
    assert len(found["0"].split()) == MOST
    assert found["0"] == "1 2 3 4"
    assert found["5"] == "6 0 1 2"


def test_what_very_many_share_makes_nobody_related() -> None:
    few = [Kin(f"{n:03}", f"{n:03}", "en", True, True, ("@x",)) for n in range(COMMON)]
    assert all(len(found) == MOST for found in nearest(few))
    many = [*few, Kin("zzz", "zzz", "en", True, True, ("@x",))]
    assert nearest(many) == [[] for _ in many]


def test_pages_get_what_they_show() -> None:
    entries = (article("a", "x"), article("b", "x", status=ReviewStatus.APPROVED), article("c"))
    first, second, third = with_related(entries, related(entries, CONFIG), CONFIG)
    (shown,) = first.related
    assert (shown.slug, shown.title, shown.status, shown.updated, shown.lang) == (
        "b",
        "B",
        ReviewStatus.APPROVED,
        dt.date(2026, 1, 1),
        "en",
    )
    assert [mention.slug for mention in second.related] == ["a"]
    assert third is entries[2]


KIN = st.builds(
    Kin,
    st.just(""),
    st.sampled_from(["v", "w", "", "", ""]),
    st.sampled_from(["en", "fr"]),
    st.booleans(),
    st.booleans(),
    st.sets(st.sampled_from([f"{mark}{n}" for mark in "@#" for n in range(8)])).map(sorted).map(tuple),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(KIN, max_size=30))
def test_whatever_the_articles(drawn: list[Kin]) -> None:
    family = [replace(one, slug=f"{n:02}", work=one.work or f"{n:02}") for n, one in enumerate(drawn)]
    found = nearest(family)
    for place, places in enumerate(found):
        one = family[place]
        works = [family[other].work for other in places]
        assert len(places) <= MOST
        assert place not in places
        if len({other.language for other in family}) > 1:
            assert one.work not in works
            assert len(works) == len(set(works))
        for other in places:
            assert family[other].is_offered
            assert set(family[other].has) & set(one.has)
    assert nearest(family) == found
    assert [nearest_to(place, family) for place in range(len(family))] == found
