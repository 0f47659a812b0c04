"""The view of an article's page."""

from __future__ import annotations

from collections.abc import Mapping

from dr_evidence_site.model.article import Article, Body, Heading, ReviewStatus
from dr_evidence_site.model.html import Html
from dr_evidence_site.model.page import Page
from dr_evidence_site.model.person import Person
from dr_evidence_site.model.site import ArticleEntry, Site
from dr_evidence_site.model.views import (
    ArticleCard,
    ArticleView,
    AudienceView,
    Frame,
    Link,
    PersonView,
    ReviewView,
    StepView,
    TocEntry,
)
from dr_evidence_site.site.addresses import Place, place
from dr_evidence_site.site.assemble import topic_slug
from dr_evidence_site.site.frame import frame_of
from dr_evidence_site.site.resolve import reference_views, resolve
from dr_evidence_site.site.review import STEPS, due, last_event, last_reviewed


def article_page(entry: ArticleEntry, body: Body, site: Site, shared: Frame, images: Mapping[str, str]) -> Page:
    """The page of one article. `shared` is what all articles have around them; `images` as in `resolve`."""
    article = entry.article
    where = place(article_path(entry))
    frame = frame_of(
        shared,
        site.config,
        where,
        title=article.title,
        description=article.question or article.title,
        # Search engines are asked to leave out what no reviewer has approved.
        noindex=article.status is not ReviewStatus.APPROVED,
    )
    return Page(where.path, "article.html", frame, article_view(entry, body, site, images, frame.audiences, where))


def article_path(entry: ArticleEntry) -> str:
    """The path of an article's page in the build folder."""
    return f"articles/{entry.article.slug}.html"


def article_view(
    entry: ArticleEntry,
    body: Body,
    site: Site,
    images: Mapping[str, str],
    audiences: tuple[AudienceView, ...],
    where: Place,
) -> ArticleView:
    """Everything the page of one article shows."""
    article, config = entry.article, site.config
    resolved = resolve(body.parts, entry.references, site, images, where)
    labels = {audience.id: audience.label for audience in config.audiences}
    return ArticleView(
        slug=article.slug,
        title=article.title,
        question=article.question,
        topics=tuple(Link(label, where.href(f"topics/{topic_slug(label)}.html")) for label in article.topics),
        authors=tuple(person_view(site.people[name], where) for name in article.authors if name in site.people),
        review=_review_view(article, site, where),
        updated=article.updated,
        search_date=article.search_date,
        written_for=labels.get(article.audience, article.audience),
        unserved=tuple(
            audience
            for audience in audiences
            if audience.id != article.audience and audience.id not in entry.outline.audiences
        ),
        contents=contents(body.headings),
        body=resolved.parts,
        references=reference_views(entry.references, resolved.uses, site),
        style=config.style,
        marker=config.marker,
    )


def article_card(entry: ArticleEntry, where: Place) -> ArticleCard:
    """An article as it stands in a list on the page at `where`."""
    article = entry.article
    return ArticleCard(
        article.title,
        article.question,
        where.href(article_path(entry)),
        article.status,
        article.updated,
        article.topics,
    )


def person_view(person: Person, where: Place) -> PersonView:
    """A person as shown on the page at `where`, with a link to their entry on the people page."""
    return PersonView(
        id=person.id,
        name=person.name,
        href=where.href("people.html", f"person-{person.id}"),
        roles=tuple(role.value for role in person.roles),
        credentials=person.credentials,
        affiliation=person.affiliation,
        orcid=person.orcid,
        interests=person.interests,
    )


def contents(headings: tuple[Heading, ...]) -> tuple[TocEntry, ...]:
    """The table of contents: sections and their subsections."""
    return tuple(
        TocEntry(heading.level, f"#{heading.id}", Html(heading.label), " ".join(heading.audiences))
        for heading in headings
        if heading.level <= 3
    )


def _review_view(article: Article, site: Site, where: Place) -> ReviewView:
    withdrawn = article.status is ReviewStatus.WITHDRAWN
    steps = () if withdrawn else tuple(_step(status, article, site, where) for status in STEPS)
    withdrawal = last_event(article, ReviewStatus.WITHDRAWN)
    reviewed = last_reviewed(article)
    reviewers = dict.fromkeys(
        event.by
        for event in article.review
        if event.status is ReviewStatus.APPROVED and event.date == reviewed and event.by
    )
    day = due(article, site.config)
    return ReviewView(
        status=article.status,
        steps=steps,
        withdrawn_on=withdrawal.date if withdrawn and withdrawal else None,
        last_reviewed=reviewed,
        reviewers=tuple(person_view(site.people[name], where) for name in reviewers if name in site.people),
        due=day,
        overdue=day is not None and day < site.today,
    )


def _step(status: ReviewStatus, article: Article, site: Site, where: Place) -> StepView:
    position, reached = STEPS.index(status), STEPS.index(article.status)
    state = "done" if position < reached else "current" if position == reached else "todo"
    event = last_event(article, status) if state != "todo" else None
    person = site.people.get(event.by) if event and event.by else None
    return StepView(status, state, event.date if event else None, person_view(person, where) if person else None)
