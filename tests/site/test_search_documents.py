"""What can be found: texts by audience, documents for the indexer, and how they are shared out."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dr_evidence_site.model.article import Article, Outline, ReviewStatus, StandingPage
from dr_evidence_site.model.config import Audience, Config
from dr_evidence_site.model.reference import Bibliography
from dr_evidence_site.model.site import ArticleEntry, PageEntry, ReferenceList, Site, Topic
from dr_evidence_site.parse import markdown
from dr_evidence_site.site.search import (
    Findable,
    Passage,
    Text,
    documents,
    search_places,
    shares,
    texts,
)

AUDIENCES = ("patient", "clinician")
CONFIG = Config((Audience("patient", "Patient", ()), Audience("clinician", "Clinician", ())), "patient")


def read(text: str) -> dict[str, list[str]]:
    """What each audience can find, a heading with its anchor in front."""
    body, _ = markdown.body(text, path="content/articles/a.md", first_line=1, audiences=AUDIENCES)
    return {
        audience: [f"{p.heading}# {p.text}" if p.heading else p.text for p in version.passages]
        for version in texts(body.parts, AUDIENCES)
        for audience in version.audiences
    }


@pytest.mark.parametrize(
    ("text", "patient", "clinician"),
    [
        ("One *word* for all.", ["One word for all."], ["One word for all."]),
        ("::: patient\nEasy\n:::\n\n::: clinician\nHard\n:::", ["Easy"], ["Hard"]),
        ("[stones]{.patient}[calculi]{.clinician} form", ["stones form"], ["calculi form"]),
        (
            "## Harms [of stones]{.patient}[of calculi]{.clinician}\n\nText",
            ["harms-of-stones-of-calculi# Harms of stones", "Text"],
            ["harms-of-stones-of-calculi# Harms of calculi", "Text"],
        ),
        ("## For you {.patient}\n\nText", ["for-you# For you", "Text"], ["Text"]),
        (
            "| What | Result |\n|---|---|\n| [stones]{.patient}[calculi]{.clinician} | more |",
            ["What | Result", "stones | more"],
            ["What | Result", "calculi | more"],
        ),
        (
            ":::: clinician\nAll of it\n\n::: patient\nfor nobody\n:::\n\nuntil here\n::::",
            [],
            ["All of it", "until here"],
        ),
        ("- one\n- two\n\n> said\n\nterm\n: meaning", ["one", "two", "said", "term", "meaning"], None),
        ("A claim [@moyer, p. 3]. Another [@a; @b].", ["A claim. Another."], None),
        ("As @moyer found, and [-@moyer] too.", ["As […] found, and too."], None),
        ("[A link](other.md#x) and ![a picture](../pictures/p.png) `a < b` &amp; <b>", ["A link and a &lt; b &amp; &lt;b&gt;"], None),
        ("::: caution\nBeware\n:::", ["Beware"], None),
        ("One  \nline\nonly", ["One line only"], None),
        ("___PAGEFIND_WEIGHT___9 ___END_PAGEFIND_WEIGHT___ text", ["PAGEFIND_WEIGHT___9 END_PAGEFIND_WEIGHT text"], None),
    ],
)  # fmt: skip
def test_each_audience_finds_what_it_reads(text: str, patient: list[str], clinician: list[str] | None) -> None:
    found = read(text)
    assert found["patient"] == patient
    assert found["clinician"] == (patient if clinician is None else clinician)


def test_audiences_that_read_the_same_share_one_text() -> None:
    body, _ = markdown.body("Same.\n\n::: a b\nMore\n:::", path="a.md", first_line=1, audiences=("a", "b", "c"))
    assert [version.audiences for version in texts(body.parts, ("a", "b", "c"))] == [("a", "b"), ("c",)]
    body, _ = markdown.body("Same.", path="a.md", first_line=1, audiences=AUDIENCES)
    assert [version.audiences for version in texts(body.parts, AUDIENCES)] == [AUDIENCES]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "patient", "clinician"]),
            st.sampled_from(["{}", "## heading {}", "- {}", "| a | {} |\n|---|---|\n| c | d |", "> said {}", "`{}`"]),
        ),
        max_size=8,
    )
)
def test_no_words_reach_an_audience_they_are_not_for(blocks: list[tuple[str, str]]) -> None:
    lines = []
    for number, (audience, text) in enumerate(blocks):
        marked = text.format(f"only{audience or 'all'}{number}")
        lines.append(f"::: {audience}\n\n{marked}\n\n:::" if audience else marked)
    found = read("\n\n".join(lines))
    for audience, passages in found.items():
        words = " ".join(passages)
        seen = {int(n) for n in re.findall(r"only(?:all|patient|clinician)(\d+)", words)}
        assert seen == {n for n, (for_whom, _) in enumerate(blocks) if for_whom in ("", audience)}


def test_a_document_has_what_a_result_shows_and_escapes_it() -> None:
    found = Findable(
        "content/articles/ä.md", "articles/ä.html", "en", 'A "title"', "Why <b>?", "approved", "2026-01-10", ("a, b",), True
    )  # fmt: skip
    versions = (
        Text(("patient",), (Passage("harms", "Harms"), Passage("", "Rare &amp; mild"))),
        Text(("clinician", "carer"), ()),
    )
    first, second = documents(found, versions)
    assert first == (
        "articles/%C3%A4.html?audience=patient",
        '<!DOCTYPE html><html lang="en"><body>'
        '<meta data-pagefind-meta="title[content]" content="A &quot;title&quot;">'
        '<meta data-pagefind-meta="question[content]" content="Why &lt;b&gt;?">'
        '<meta data-pagefind-meta="topics[content]" content="a, b">'
        '<meta data-pagefind-filter="audience[content]" content="patient">'
        '<meta data-pagefind-filter="status[content]" content="approved">'
        '<meta data-pagefind-filter="updated[content]" content="2026-01-10">'
        '<meta data-pagefind-filter="topic[content]" content="a, b">'
        '<meta data-pagefind-filter="sources[content]" content="yes">'
        '<h2 id="harms">Harms</h2><p>Rare &amp; mild</p></body></html>',
    )
    assert second[0] == "articles/%C3%A4.html?audience=clinician"
    assert second[1].count('data-pagefind-filter="audience') == 2
    assert "<p>A &quot;title&quot;</p>" in second[1], "a text without words is still found by its title"


def entry(
    slug: str, status: ReviewStatus = ReviewStatus.SUBMITTED, lang: str = "", *, published: bool = True
) -> ArticleEntry:
    article = Article(
        f"content/articles/{slug}.md", slug, slug.title(), status, dt.date(2026, 1, 10), "patient", lang=lang
    )
    return ArticleEntry(replace(article, topics=("Bone Health",)), Outline(), ReferenceList(), published)


def site(*entries: ArticleEntry, pages: tuple[str, ...] = (), config: Config = CONFIG) -> Site:
    topics = (Topic("bone-health", "bone health", entries),)
    standing = tuple(PageEntry(StandingPage(f"content/pages/{s}.md", s, s), Outline(), ReferenceList()) for s in pages)
    return Site(config, entries, standing, {}, Bibliography(), topics, {}, {}, dt.date(2026, 6, 1))


def test_withdrawn_and_unpublished_articles_are_not_offered_and_unapproved_ones_say_so() -> None:
    shared = shares(
        site(
            entry("a"),
            entry("b", ReviewStatus.WITHDRAWN),
            entry("c", ReviewStatus.APPROVED),
            entry("d", published=False),
            pages=("about",),
        )
    )
    [share] = shared
    assert [(one.path, one.status, one.topics) for one in share.content] == [
        ("articles/a.html", "submitted", ("bone health",)),
        ("articles/c.html", "approved", ("bone health",)),
        ("about.html", "", ()),
    ]


def test_a_site_without_search_or_without_texts_has_no_index() -> None:
    assert shares(site(entry("a"), config=replace(CONFIG, search=False))) == ()
    assert shares(site(entry("a", ReviewStatus.WITHDRAWN))) == ()
    assert search_places((), CONFIG, "") == {}


def test_each_language_has_its_indexes_and_its_page() -> None:
    shared = shares(site(entry("a"), entry("a.fr", lang="fr"), entry("a.pt-BR", lang="pt-BR")))
    assert [(share.name, share.language, share.is_first) for share in shared] == [
        ("en-0", "en", True), ("fr-0", "fr", True), ("pt-br-0", "pt-BR", True)
    ]  # fmt: skip
    places = search_places(shared, CONFIG, "assets/pagefind-9/")
    assert {key: (place.language, place.path, place.indexes) for key, place in places.items()} == {
        "en": ("en", "search.html", ("assets/pagefind-9/en-0/",)),
        "fr": ("fr", "search.fr.html", ("assets/pagefind-9/fr-0/",)),
        "pt-br": ("pt-BR", "search.pt-br.html", ("assets/pagefind-9/pt-br-0/",)),
    }


def test_without_a_text_in_its_own_language_the_site_finds_what_there_is() -> None:
    places = search_places(shares(site(entry("a.fr", lang="fr"))), CONFIG, "f/")
    assert [(place.path, place.indexes) for place in places.values()] == [
        ("search.html", ("f/fr-0/",)), ("search.fr.html", ("f/fr-0/",))
    ]  # fmt: skip


def test_a_large_site_is_shared_out_and_an_article_stays_where_it_is() -> None:
    entries = [entry(f"article-{number}") for number in range(300)]
    before = {one.path: share.name for share in shares(site(*entries)) for one in share.content}
    after = {one.path: share.name for share in shares(site(*entries[1:])) for one in share.content}
    assert len(before) == 300
    assert set(before.values()) == {"en-0", "en-1", "en-2"}
    assert after.items() <= before.items()
    assert [share.is_first for share in shares(site(*entries))] == [True, False, False]
