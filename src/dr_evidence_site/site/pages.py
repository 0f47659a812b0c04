"""Every page around the articles, as template and closed view, planned by what it depends on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.languages import direction, is_same
from dr_evidence_site.model.page import Page
from dr_evidence_site.model.person import Role
from dr_evidence_site.model.reference import Reference
from dr_evidence_site.model.site import ArticleEntry, PageEntry, SearchPlace, Site, Topic
from dr_evidence_site.model.views import (
    ArticleCard,
    CitedReference,
    Frame,
    HomeView,
    Link,
    NotFoundView,
    PeopleView,
    ReferencesView,
    SearchView,
    StandingView,
    TopicCard,
    TopicView,
    TranslationLink,
)
from dr_evidence_site.site.addresses import Place, anywhere, place, topic_slug
from dr_evidence_site.site.articles import article_card, article_path, contents, person_view
from dr_evidence_site.site.assemble import newest_first
from dr_evidence_site.site.board import inputs_of, rows, status_view
from dr_evidence_site.site.frame import frame_of, shared_frame
from dr_evidence_site.site.glossary import explain, glossary_for, term_views
from dr_evidence_site.site.languages import common_language, language_of, listed, own_name
from dr_evidence_site.site.resolve import cited_authors, reference_views, resolve
from dr_evidence_site.site.structured_data import home as described

_SUGGESTED = 10
"""How many articles the page for lost readers offers."""

OWN_PAGES = ("index", "references", "people", "search", "status", "404")
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
    newest = newest_first(listed(site.published, site.config))
    shown = tuple(_topics_of(newest, site))
    topics = tuple((topic.slug, topic.label, len(topic.entries)) for topic in shown)
    yield Plan("index.html", (_cards(newest), topics), partial(around.home, newest, shown))
    for found in site.search.values():
        inside = tuple(
            entry for entry in site.published if is_same(language_of(entry.article, site.config), found.language)
        )
        inputs = (tuple(site.search.values()), found.path, _cards(inside))
        yield Plan(found.path, inputs, partial(around.search, found, inside))
    if site.config.status_page:
        yield Plan("status.html", (site.today.toordinal(), inputs_of(rows(site))), around.status)
    yield Plan("404.html", _cards(newest[:_SUGGESTED]), partial(around.not_found, newest[:_SUGGESTED]))


def _topics_of(entries: tuple[ArticleEntry, ...], site: Site) -> Iterator[Topic]:
    """The topics of these articles; a topic that translations alone have is reached from their own pages."""
    slugs = {entry.article.slug for entry in entries}
    for topic in site.topics:
        if any(entry.article.slug in slugs for entry in topic.entries):
            yield topic


@dataclass(frozen=True, slots=True)
class SourceOf:
    """Stands among the inputs of a page for the whole content of a source file and all that it refers to."""

    path: str


def _cards(entries: tuple[ArticleEntry, ...]) -> tuple[object, ...]:
    """What an article's card shows."""
    return tuple(
        (entry.article.slug, entry.article.title, entry.article.question, entry.status.value,
         entry.article.updated.toordinal(), entry.article.topics, entry.article.lang)
        for entry in entries
    )  # fmt: skip


class _Around:
    """Makes the pages around the articles of one site."""

    def __init__(self, site: Site, asset_paths: Mapping[str, str]) -> None:
        self._site = site
        self._asset_paths = asset_paths

    def _frame(
        self, where: Place, *, title: str, description: str = "", noindex: bool = False, language: str = ""
    ) -> Frame:
        shared = shared_frame(self._site, self._asset_paths, where, language)
        return frame_of(shared, self._site.config, where, title=title, description=description, noindex=noindex)

    def topic(self, topic: Topic, path: str) -> Page:
        where = place(path)
        # A topic that only articles in another language name is in that language as a whole.
        language = common_language(topic.entries, self._site.config)
        view = TopicView(topic.label, self._cards(topic.entries, where, language))
        return Page(where.path, "topic.html", self._frame(where, title=topic.label, language=language), view)

    def _cards(self, entries: Iterable[ArticleEntry], where: Place, language: str = "") -> tuple[ArticleCard, ...]:
        config = self._site.config
        return tuple(article_card(entry, where, language or config.language, config) for entry in entries)

    def standing(self, entry: PageEntry) -> Page:
        site, page = self._site, entry.page
        body = site.bodies[page.path]
        where = place(f"{page.slug}.html")
        resolved = resolve(body.parts, entry.references, site, self._asset_paths, where)
        glossary = glossary_for(site, site.config.language)
        explained = explain(resolved.parts, glossary, site.config)
        view = StandingView(
            title=page.title,
            updated=page.updated,
            contents=contents(body.headings),
            body=explained.parts,
            references=reference_views(entry.references, resolved.uses, site),
            style=site.config.style,
            marker=site.config.marker,
            terms=term_views(explained, glossary, site, where),
        )
        return Page(where.path, "standing.html", self._frame(where, title=page.title), view)

    def cited(self) -> tuple[object, ...]:
        """What the page of all references shows, by digest."""
        digests = self._site.bibliography.digests
        return tuple(
            (key, digests.get(key, ""), tuple((e.article.slug, e.article.title, e.article.lang) for e in entries))
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
                    tuple(
                        Link(entry.article.title, where.href(article_path(entry)), language=self._foreign(entry))
                        for entry in entries
                    ),
                )
                for number, (reference, entries) in enumerate(cited, start=1)
            ),
            site.config.style,
        )
        return Page(where.path, "references.html", self._frame(where, title=""), view)

    def _foreign(self, entry: ArticleEntry) -> str:
        """The language of an article that is not the site's own."""
        config = self._site.config
        language = language_of(entry.article, config)
        return "" if is_same(language, config.language) else language

    def people(self) -> Page:
        where = place("people.html")
        views = [(person_view(person, where), Role.BOARD in person.roles) for person in self._site.people.values()]
        view = PeopleView(
            tuple(person for person, on_board in views if on_board),
            tuple(person for person, on_board in views if not on_board),
        )
        return Page(where.path, "people.html", self._frame(where, title=""), view)

    def home(self, newest: tuple[ArticleEntry, ...], topics: tuple[Topic, ...]) -> Page:
        where = place("index.html")
        view = HomeView(
            self._cards(newest, where),
            tuple(
                TopicCard(topic.label, where.href(f"topics/{topic.slug}.html"), len(topic.entries)) for topic in topics
            ),
        )
        config = self._site.config
        frame = self._frame(where, title=config.title, description=config.description)
        frame = replace(frame, structured_data=described(frame))
        return Page(where.path, "home.html", frame, view)

    def search(self, found: SearchPlace, entries: tuple[ArticleEntry, ...]) -> Page:
        site, language = self._site, found.language
        where = place(found.path)
        offered = newest_first(entry for entry in entries if entry.status is not ReviewStatus.WITHDRAWN)
        counts = Counter(slug for entry in offered for slug in {topic_slug(label) for label in entry.article.topics})
        statuses = {entry.status for entry in offered}
        view = SearchView(
            topics=tuple(
                TopicCard(topic.label, where.href(f"topics/{topic.slug}.html"), counts[topic.slug])
                for topic in site.topics
                if counts[topic.slug]
            ),
            statuses=tuple(status for status in ReviewStatus if status in statuses),
            indexes=tuple(where.href(folder) for folder in found.indexes),
            articles=self._cards(offered[:_SUGGESTED], where, language),
        )
        # In the words of the language that is searched; a list of questions is of no use to other search engines.
        frame = self._frame(where, title="", noindex=True, language=language)
        if len(site.search) > 1:
            frame = replace(frame, translations=tuple(_search_link(one, where) for one in site.search.values()))
        return Page(where.path, "search.html", frame, view)

    def status(self) -> Page:
        where = place("status.html")
        frame = self._frame(where, title="", noindex=True)
        return Page(where.path, "status.html", frame, status_view(self._site, where))

    def not_found(self, suggested: tuple[ArticleEntry, ...]) -> Page:
        where = anywhere("404.html", self._site.config.base_url)
        view = NotFoundView(self._cards(suggested, where))
        return Page(where.path, "404.html", self._frame(where, title="", noindex=True), view)


def _search_link(one: SearchPlace, where: Place) -> TranslationLink:
    tag, href = one.language, where.href(one.path)
    return TranslationLink(tag, direction(tag), own_name(tag), "", href, "", one.path == where.path)


def _alphabetical(reference: Reference) -> tuple[str, int, str]:
    year = reference.issued.year if reference.issued and reference.issued.year else 0
    first, second, _ = cited_authors(reference)
    return f"{first} {second}".casefold().strip(), year, reference.key
