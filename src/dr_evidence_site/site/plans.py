"""Which pages there are around the articles, each planned by what it depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from dr_evidence_site.model.languages import is_same
from dr_evidence_site.model.site import ArticleEntry, Move, PageEntry, SearchPlace, Site, Topic
from dr_evidence_site.site.assemble import newest_first
from dr_evidence_site.site.languages import language_of, listed
from dr_evidence_site.site.template_keys import STANDING

if TYPE_CHECKING:
    from dr_evidence_site.model.page import Page

    # Imported only when a page has to be made: with all that it needs it takes 60 ms.
    from dr_evidence_site.site.pages import Pages

SUGGESTED = 10
"""How many articles the page for lost readers offers."""


class Plan(Struct, frozen=True):
    """A page that may have to be made: its address, its template, all else that its content depends on, and how to
    make it.

    `inputs` is made of plain values whose `repr` tells them apart. The page itself, which can be large, is only made
    when the inputs changed, and so is what makes it.
    """

    path: str
    template: str
    inputs: object
    make: Callable[[Pages], Page]


def plans(site: Site) -> Iterator[Plan]:
    """Every page but the articles'."""
    cards = _Cards()
    for topic in site.topics:
        path = f"topics/{topic.slug}.html"
        yield Plan(path, "topic.html", (topic.label, cards.of(topic.entries)), partial(_topic, topic, path))
    for standing in site.pages:
        # The file's own text is one of the inputs: whoever plans the build knows its digest by the file's path.
        yield Plan(f"{standing.page.slug}.html", STANDING, SourceOf(standing.page.path), partial(_standing, standing))
    for move in site.moves:
        if move.published:
            yield Plan(move.old, "moved.html", (move.new, move.title, move.language), partial(_moved, move))
    if site.cited_by:
        yield Plan("references.html", "references.html", _cited(site), lambda pages: pages.references())
    if site.people:
        yield Plan("people.html", "people.html", tuple(site.people.values()), lambda pages: pages.people())
    newest = newest_first(listed(site.published, site.config))
    shown = tuple(_topics_of(newest, site))
    topics = tuple((topic.slug, topic.label, len(topic.entries)) for topic in shown)
    yield Plan("index.html", "home.html", (cards.of(newest), topics), lambda pages: pages.home(newest, shown))
    for found in site.search.values():
        inside = tuple(
            entry for entry in site.published if is_same(language_of(entry.article, site.config), found.language)
        )
        inputs = (tuple(site.search.values()), found.path, cards.of(inside))
        yield Plan(found.path, "search.html", inputs, partial(_search, found, inside))
    if site.config.status_page:
        from dr_evidence_site.site.board import inputs_of, rows  # noqa: PLC0415 - few sites publish it

        board = (site.today.toordinal(), inputs_of(rows(site)))
        yield Plan("status.html", "status.html", board, lambda pages: pages.status())
    yield Plan("404.html", "404.html", cards.of(newest[:SUGGESTED]), lambda pages: pages.not_found(newest[:SUGGESTED]))


def _topics_of(entries: tuple[ArticleEntry, ...], site: Site) -> Iterator[Topic]:
    """The topics of these articles; a topic that translations alone have is reached from their own pages."""
    slugs = {entry.article.slug for entry in entries}
    for topic in site.topics:
        if any(entry.article.slug in slugs for entry in topic.entries):
            yield topic


class SourceOf(Struct, frozen=True):
    """Stands among the inputs of a page for the whole content of a source file and all that it refers to."""

    path: str


class _Cards(dict[str, str]):
    """What the cards of articles show, by their slugs: put into words once, because an article is on several lists."""

    def of(self, entries: tuple[ArticleEntry, ...]) -> str:
        """What the cards of these articles show."""
        return "\n".join([self.get(entry.article.slug) or self._add(entry) for entry in entries])

    def _add(self, entry: ArticleEntry) -> str:
        article = entry.article
        made = self[article.slug] = repr(
            (article.slug, article.title, article.question, entry.status.value, article.updated.toordinal(),
             article.topics, article.lang)
        )  # fmt: skip
        return made


_SLUG = attrgetter("article.slug")


def _cited(site: Site) -> tuple[object, ...]:
    """What the page of all references shows: of each its digest and who cites it, and of each article its link."""
    digests = site.bibliography.digests
    links = {
        entry.article.slug: (entry.article.title, entry.article.lang)
        for entry in site.published
        if entry.references.keys
    }
    # Each article once, and slugs taken without a step of Python's: half the time for articles that cite many sources.
    cited = [(key, digests.get(key, ""), "\n".join(map(_SLUG, entries))) for key, entries in site.cited_by.items()]
    return links, cited


def _topic(topic: Topic, path: str, pages: Pages) -> Page:
    return pages.topic(topic, path)


def _standing(entry: PageEntry, pages: Pages) -> Page:
    return pages.standing(entry)


def _moved(move: Move, pages: Pages) -> Page:
    return pages.moved(move)


def _search(found: SearchPlace, entries: tuple[ArticleEntry, ...], pages: Pages) -> Page:
    return pages.search(found, entries)
