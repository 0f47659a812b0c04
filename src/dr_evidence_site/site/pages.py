"""Every page around the articles, as template and closed view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.languages import direction, is_same
from dr_evidence_site.model.page import Page
from dr_evidence_site.model.person import Role
from dr_evidence_site.model.reference import Reference
from dr_evidence_site.model.site import ArticleEntry, Move, PageEntry, SearchPlace, Site, Topic
from dr_evidence_site.model.views import (
    ArticleCard,
    CitedReference,
    Frame,
    HomeView,
    Link,
    MovedView,
    NotFoundView,
    PeopleView,
    ReferencesView,
    SearchView,
    StandingView,
    TopicCard,
    TopicView,
    TranslationLink,
)
from dr_evidence_site.site.addresses import Place, anywhere, article_path, place, topic_slug
from dr_evidence_site.site.articles import article_card, contents, person_view
from dr_evidence_site.site.assemble import newest_first
from dr_evidence_site.site.board import status_view
from dr_evidence_site.site.frame import frame_of, shared_frame
from dr_evidence_site.site.glossaries import glossary_for
from dr_evidence_site.site.glossary import explain, term_views
from dr_evidence_site.site.languages import common_language, language_of, own_name
from dr_evidence_site.site.plans import SUGGESTED
from dr_evidence_site.site.resolve import cited_authors, reference_views, resolve
from dr_evidence_site.site.structured_data import home as described


class Pages:
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
        """The page of a topic: its articles."""
        where = place(path)
        # A topic that only articles in another language name is in that language as a whole.
        language = common_language(topic.entries, self._site.config)
        view = TopicView(topic.label, self._cards(topic.entries, where, language))
        return Page(where.path, "topic.html", self._frame(where, title=topic.label, language=language), view)

    def _cards(self, entries: Iterable[ArticleEntry], where: Place, language: str = "") -> tuple[ArticleCard, ...]:
        config = self._site.config
        return tuple(article_card(entry, where, language or config.language, config) for entry in entries)

    def standing(self, entry: PageEntry) -> Page:
        """A standing page."""
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

    def references(self) -> Page:
        """The page of all references."""
        site = self._site
        where = place("references.html")
        cited = sorted(
            ((site.bibliography.references[key], entries) for key, entries in site.cited_by.items()),
            key=lambda pair: _alphabetical(pair[0]),
        )
        links: dict[str, Link] = {}  # an article cites many sources

        def link(entry: ArticleEntry) -> Link:
            made = links.get(entry.article.path)
            if made is None:
                article = entry.article
                made = Link(article.title, where.href(article_path(entry)), language=self._foreign(entry))
                links[article.path] = made
            return made

        view = ReferencesView(
            tuple(
                CitedReference(f"ref-{number}", reference, tuple(map(link, entries)))
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
        """The page of authors, reviewers and board."""
        where = place("people.html")
        views = [(person_view(person, where), Role.BOARD in person.roles) for person in self._site.people.values()]
        view = PeopleView(
            tuple(person for person, on_board in views if on_board),
            tuple(person for person, on_board in views if not on_board),
        )
        return Page(where.path, "people.html", self._frame(where, title=""), view)

    def home(self, newest: tuple[ArticleEntry, ...], topics: tuple[Topic, ...]) -> Page:
        """The first page: the newest articles, and the topics."""
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
        """The search page of a language."""
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
            articles=self._cards(offered[:SUGGESTED], where, language),
        )
        # In the words of the language that is searched; a list of questions is of no use to other search engines.
        frame = self._frame(where, title="", noindex=True, language=language)
        if len(site.search) > 1:
            frame = replace(frame, translations=tuple(_search_link(one, where) for one in site.search.values()))
        return Page(where.path, "search.html", frame, view)

    def status(self) -> Page:
        """The page that shows editors how far each review has come."""
        where = place("status.html")
        frame = self._frame(where, title="", noindex=True)
        return Page(where.path, "status.html", frame, status_view(self._site, where))

    def moved(self, move: Move) -> Page:
        """The page at an old address, which leads on to the new one."""
        where, base = place(move.old), self._site.config.base_url
        frame = self._frame(where, title="", noindex=True, language=move.language)
        frame = replace(frame, canonical=base + move.new if base else "")
        return Page(where.path, "moved.html", frame, MovedView(move.title, where.href(move.new)))

    def not_found(self, suggested: tuple[ArticleEntry, ...]) -> Page:
        """The page for addresses that lead nowhere."""
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
