"""Every page around the articles, as template and closed view, planned by what it depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from dr_evidence_site.model.page import Page
from dr_evidence_site.model.person import Role
from dr_evidence_site.model.reference import Reference
from dr_evidence_site.model.site import ArticleEntry, PageEntry, Site, Topic
from dr_evidence_site.model.views import (
    CitedReference,
    Frame,
    HomeView,
    Link,
    NotFoundView,
    PeopleView,
    ReferencesView,
    StandingView,
    TopicCard,
    TopicView,
)
from dr_evidence_site.site.addresses import Place, anywhere, place
from dr_evidence_site.site.articles import article_card, article_path, contents, person_view
from dr_evidence_site.site.assemble import newest_first
from dr_evidence_site.site.frame import frame_of, shared_frame
from dr_evidence_site.site.resolve import author_words, reference_views, resolve

_SUGGESTED = 10
"""How many articles the page for lost readers offers."""

OWN_PAGES = ("index", "references", "people", "search", "404")
"""Names of pages at the root that the generator makes itself; no standing page may take one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A page that may have to be made: its address, everything its content depends on, and how to make it.

    `inputs` is made of plain values whose `repr` tells them apart. The page itself, which can be large, is only made
    when the inputs changed.
    """

    path: str
    inputs: object
    make: Callable[[], Page]


def plans(site: Site, asset_paths: Mapping[str, str]) -> Iterator[Plan]:
    """Every page but the articles'. `asset_paths` gives the path in the build folder of each asset by its name."""
    around = _Around(site, asset_paths)
    for topic in site.topics:
        path = f"topics/{topic.slug}.html"
        yield Plan(path, (topic.label, _cards(topic.entries)), partial(around.topic, topic, path))
    for standing in site.pages:
        # The file's own text is one of the inputs: whoever plans the build knows its digest by the file's path.
        yield Plan(f"{standing.page.slug}.html", SourceOf(standing.page.path), partial(around.standing, standing))
    if site.cited_by:
        yield Plan("references.html", around.cited(), around.references)
    if site.people:
        yield Plan("people.html", tuple(site.people.values()), around.people)
    newest = newest_first(site.published)
    topics = tuple((topic.slug, topic.label, len(topic.entries)) for topic in site.topics)
    yield Plan("index.html", (_cards(newest), topics), partial(around.home, newest))
    yield Plan("404.html", _cards(newest[:_SUGGESTED]), partial(around.not_found, newest[:_SUGGESTED]))


@dataclass(frozen=True, slots=True)
class SourceOf:
    """Stands among the inputs of a page for the whole content of a source file and all that it refers to."""

    path: str


def _cards(entries: tuple[ArticleEntry, ...]) -> tuple[object, ...]:
    """What an article's card shows."""
    return tuple(
        (entry.article.slug, entry.article.title, entry.article.question, entry.article.status.value,
         entry.article.updated.toordinal(), entry.article.topics)
        for entry in entries
    )  # fmt: skip


class _Around:
    """Makes the pages around the articles of one site."""

    def __init__(self, site: Site, asset_paths: Mapping[str, str]) -> None:
        self._site = site
        self._asset_paths = asset_paths

    def _frame(self, where: Place, *, title: str, description: str = "", noindex: bool = False) -> Frame:
        shared = shared_frame(self._site, self._asset_paths, where)
        return frame_of(shared, self._site.config, where, title=title, description=description, noindex=noindex)

    def topic(self, topic: Topic, path: str) -> Page:
        where = place(path)
        view = TopicView(topic.label, tuple(article_card(entry, where) for entry in topic.entries))
        return Page(where.path, "topic.html", self._frame(where, title=topic.label), view)

    def standing(self, entry: PageEntry) -> Page:
        site, page = self._site, entry.page
        body = site.bodies[page.path]
        where = place(f"{page.slug}.html")
        resolved = resolve(body.parts, entry.references, site, self._asset_paths, where)
        view = StandingView(
            title=page.title,
            updated=page.updated,
            contents=contents(body.headings),
            body=resolved.parts,
            references=reference_views(entry.references, resolved.uses, site),
            style=site.config.style,
            marker=site.config.marker,
        )
        return Page(where.path, "standing.html", self._frame(where, title=page.title), view)

    def cited(self) -> tuple[object, ...]:
        """What the page of all references shows, by digest."""
        digests = self._site.bibliography.digests
        return tuple(
            (key, digests.get(key, ""), tuple((e.article.slug, e.article.title) for e in entries))
            for key, entries in self._site.cited_by.items()
        )

    def references(self) -> Page:
        site = self._site
        where = place("references.html")
        cited = sorted(
            ((site.bibliography.references[key], entries) for key, entries in site.cited_by.items()),
            key=lambda pair: _alphabetical(pair[0]),
        )
        view = ReferencesView(
            tuple(
                CitedReference(
                    f"ref-{number}",
                    reference,
                    tuple(Link(entry.article.title, where.href(article_path(entry))) for entry in entries),
                )
                for number, (reference, entries) in enumerate(cited, start=1)
            ),
            site.config.style,
        )
        return Page(where.path, "references.html", self._frame(where, title="All references"), view)

    def people(self) -> Page:
        where = place("people.html")
        views = [(person_view(person, where), Role.BOARD in person.roles) for person in self._site.people.values()]
        view = PeopleView(
            tuple(person for person, on_board in views if on_board),
            tuple(person for person, on_board in views if not on_board),
        )
        return Page(where.path, "people.html", self._frame(where, title="People"), view)

    def home(self, newest: tuple[ArticleEntry, ...]) -> Page:
        where = place("index.html")
        view = HomeView(
            tuple(article_card(entry, where) for entry in newest),
            tuple(
                TopicCard(topic.label, where.href(f"topics/{topic.slug}.html"), len(topic.entries))
                for topic in self._site.topics
            ),
        )
        config = self._site.config
        frame = self._frame(where, title=config.title, description=config.description)
        return Page(where.path, "home.html", frame, view)

    def not_found(self, suggested: tuple[ArticleEntry, ...]) -> Page:
        where = anywhere("404.html", self._site.config.base_url)
        view = NotFoundView(tuple(article_card(entry, where) for entry in suggested))
        return Page(where.path, "404.html", self._frame(where, title="Page not found", noindex=True), view)


def _alphabetical(reference: Reference) -> tuple[str, int, str]:
    year = reference.issued.year if reference.issued and reference.issued.year else 0
    return author_words(reference).casefold(), year, reference.key
