"""Every page of the site, as template and closed view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.page import Page
from dr_evidence_site.model.person import Role
from dr_evidence_site.model.reference import Reference
from dr_evidence_site.model.site import ArticleEntry, PageEntry, Site, Topic
from dr_evidence_site.model.views import (
    CitedReference,
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
from dr_evidence_site.site.articles import article_card, article_view, contents, person_view
from dr_evidence_site.site.assemble import newest_first
from dr_evidence_site.site.frame import Frames
from dr_evidence_site.site.resolve import author_words, reference_views, resolve

OWN_PAGES = ("index", "references", "people", "search", "404")
"""Names of pages at the root that the generator makes itself; no standing page may take one."""


def pages(site: Site, asset_paths: Mapping[str, str]) -> Iterator[Page]:
    """All pages, articles first. `asset_paths` gives the path in the build folder of each static file and picture."""
    frames = Frames(site, asset_paths)
    for entry in site.published:
        yield _article(entry, site, frames, asset_paths)
    for topic in site.topics:
        yield _topic(topic, frames)
    for standing in site.pages:
        yield _standing(standing, site, frames, asset_paths)
    if site.cited_by:
        yield _references(site, frames)
    if site.people:
        yield _people(site, frames)
    yield _home(site, frames)
    yield _not_found(site, frames)


def _article(entry: ArticleEntry, site: Site, frames: Frames, images: Mapping[str, str]) -> Page:
    article = entry.article
    where = place(f"articles/{article.slug}.html")
    frame = frames.frame(
        where,
        title=article.title,
        description=article.question or article.title,
        # Search engines are asked to leave out what no reviewer has approved.
        noindex=article.status is not ReviewStatus.APPROVED,
    )
    return Page(where.path, "article.html", frame, article_view(entry, site, images, frame.audiences, where))


def _topic(topic: Topic, frames: Frames) -> Page:
    where = place(f"topics/{topic.slug}.html")
    view = TopicView(topic.label, tuple(article_card(entry, where) for entry in topic.entries))
    return Page(where.path, "topic.html", frames.frame(where, title=topic.label), view)


def _standing(entry: PageEntry, site: Site, frames: Frames, images: Mapping[str, str]) -> Page:
    page = entry.page
    where = place(f"{page.slug}.html")
    resolved = resolve(entry.body.parts, entry.references, site, images, where)
    view = StandingView(
        title=page.title,
        updated=page.updated,
        contents=contents(entry.body.headings),
        body=resolved.parts,
        references=reference_views(entry.references, resolved.uses, site),
        style=site.config.style,
        marker=site.config.marker,
    )
    return Page(where.path, "standing.html", frames.frame(where, title=page.title), view)


def _references(site: Site, frames: Frames) -> Page:
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
                    Link(entry.article.title, where.href(f"articles/{entry.article.slug}.html")) for entry in entries
                ),
            )
            for number, (reference, entries) in enumerate(cited, start=1)
        ),
        site.config.style,
    )
    return Page(where.path, "references.html", frames.frame(where, title="All references"), view)


def _alphabetical(reference: Reference) -> tuple[str, int, str]:
    year = reference.issued.year if reference.issued and reference.issued.year else 0
    return author_words(reference).casefold(), year, reference.key


def _people(site: Site, frames: Frames) -> Page:
    where = place("people.html")
    views = [(person_view(person, where), Role.BOARD in person.roles) for person in site.people.values()]
    view = PeopleView(
        tuple(person for person, on_board in views if on_board),
        tuple(person for person, on_board in views if not on_board),
    )
    return Page(where.path, "people.html", frames.frame(where, title="People"), view)


def _home(site: Site, frames: Frames) -> Page:
    where = place("index.html")
    view = HomeView(
        tuple(article_card(entry, where) for entry in newest_first(site.published)),
        tuple(
            TopicCard(topic.label, where.href(f"topics/{topic.slug}.html"), len(topic.entries)) for topic in site.topics
        ),
    )
    config = site.config
    return Page(where.path, "home.html", frames.frame(where, title=config.title, description=config.description), view)


def _not_found(site: Site, frames: Frames) -> Page:
    where: Place = anywhere("404.html", site.config.base_url)
    view = NotFoundView(tuple(article_card(entry, where) for entry in newest_first(site.published)[:10]))
    return Page(where.path, "404.html", frames.frame(where, title="Page not found", noindex=True), view)
