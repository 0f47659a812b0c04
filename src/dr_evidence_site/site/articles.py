"""The view of an article's page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from dr_evidence_site.diagnostics.codes import BY_ID
from dr_evidence_site.model.article import Body, EvidenceBlock, Heading, ReviewStatus, Waiver
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.html import Html
from dr_evidence_site.model.languages import direction, is_same
from dr_evidence_site.model.page import Page
from dr_evidence_site.model.person import Person
from dr_evidence_site.model.reference import source_years
from dr_evidence_site.model.site import ArticleEntry, Mention, Site
from dr_evidence_site.model.views import (
    ArticleCard,
    ArticleView,
    Frame,
    HistoryView,
    Link,
    PersonView,
    ReviewView,
    StepView,
    TocEntry,
    WaiverView,
)
from dr_evidence_site.site.addresses import Place, article_path, place, topic_slug
from dr_evidence_site.site.beside import offered
from dr_evidence_site.site.frame import EDITORIAL_POLICY, frame_of
from dr_evidence_site.site.glossaries import glossary_for
from dr_evidence_site.site.glossary import explain, term_views
from dr_evidence_site.site.languages import language_of
from dr_evidence_site.site.resolve import reference_views, resolve
from dr_evidence_site.site.review import STEPS, due, history, last_event, last_reviewed, last_reviewers
from dr_evidence_site.site.structured_data import article as described
from dr_evidence_site.site.take_away import cite_page, downloads
from dr_evidence_site.site.translations import translation_link, translation_links


def article_page(entry: ArticleEntry, body: Body, site: Site, shared: Frame, images: Mapping[str, str]) -> Page:
    """The page of one article. `shared` is what surrounds all in its language; `images` as in `resolve`."""
    article = entry.article
    where = place(article_path(entry))
    frame = frame_of(
        shared,
        site.config,
        where,
        title=article.title,
        description=article.question or article.title,
        # Search engines are asked to leave out what no reviewer has approved.
        noindex=entry.status is not ReviewStatus.APPROVED,
    )
    if entry.translations:
        frame = replace(frame, translations=translation_links(entry, where, site.config))
    view = article_view(entry, body, site, images, frame, where)
    policy = f"{site.config.base_url}{EDITORIAL_POLICY}.html" if frame.policy and site.config.base_url else ""
    return Page(where.path, "article.html", replace(frame, structured_data=described(view, frame, policy)), view)


def article_view(
    entry: ArticleEntry,
    body: Body,
    site: Site,
    images: Mapping[str, str],
    frame: Frame,
    where: Place,
) -> ArticleView:
    """Everything the page of one article shows within its frame."""
    article, config = entry.article, site.config
    audiences = frame.audiences
    authors = tuple(person_view(site.people[name], where) for name in article.authors if name in site.people)
    exports = offered(config.exports, has_references=bool(entry.references.keys))
    language = language_of(article, config)
    resolved = resolve(body.parts, entry.references, site, images, where, language)
    glossary = glossary_for(site, language)
    explained = explain(resolved.parts, glossary, config)
    labels = {audience.id: audience.label for audience in audiences}
    return ArticleView(
        slug=article.slug,
        title=article.title,
        question=article.question,
        topics=tuple(Link(label, where.href(f"topics/{topic_slug(label)}.html")) for label in article.topics),
        authors=authors,
        review=_review_view(entry, site, where),
        updated=article.updated,
        search_date=article.search_date,
        written_for=labels.get(article.audience, article.audience),
        unserved=tuple(
            audience
            for audience in audiences
            if audience.id != article.audience and audience.id not in entry.outline.audiences
        ),
        contents=contents(body.headings),
        body=explained.parts,
        references=reference_views(entry.references, resolved.uses, site),
        style=config.style,
        marker=config.marker,
        original=translation_link(entry.original, where, config) if entry.original else None,
        terms=term_views(explained, glossary, site, where),
        related=tuple([mention_card(mention, where, language) for mention in entry.related]),
        outdated=entry.outdated,
        downloads=downloads(article.slug, exports, where),
        cite=cite_page(article, authors, frame.canonical, frame.site_title),
        reading=entry.outline.reading,
        sources=source_years(site.bibliography.references[key] for key in entry.references.keys),
        evidence=evidence_of(body, site),
    )


def evidence_of(body: Body, site: Site) -> tuple[EvidenceBlock, ...]:
    """The blocks of evidence of a body, each with its data or those of its file."""
    blocks = [part for part in body.parts if isinstance(part, EvidenceBlock)]
    files = site.evidence
    return tuple(
        [replace(block, evidence=files[block.name].evidence) if block.name in files else block for block in blocks]
    )


def article_card(entry: ArticleEntry, where: Place, page_language: str, config: Config) -> ArticleCard:
    """An article as it stands in a list on the page at `where`, which is in the given language."""
    article = entry.article
    language = language_of(article, config)
    is_foreign = not is_same(language, page_language)
    return ArticleCard(
        article.title,
        article.question,
        where.href(article_path(entry)),
        entry.status,
        article.updated,
        article.topics,
        language if is_foreign else "",
        direction(language) if is_foreign else "",
    )


def mention_card(mention: Mention, where: Place, page_language: str) -> ArticleCard:
    """A related article as it stands on the page at `where`, which is in the given language; without its topics."""
    is_foreign = not is_same(mention.lang, page_language)
    return ArticleCard(
        mention.title,
        mention.question,
        where.href(f"articles/{mention.slug}.html"),
        mention.status,
        mention.updated,
        (),
        mention.lang if is_foreign else "",
        direction(mention.lang) if is_foreign else "",
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


def _review_view(entry: ArticleEntry, site: Site, where: Place) -> ReviewView:
    article = entry.article
    withdrawn = article.status is ReviewStatus.WITHDRAWN
    steps = () if withdrawn else tuple(_step(status, entry, site, where) for status in STEPS)
    withdrawal = last_event(article, ReviewStatus.WITHDRAWN)
    reviewed = last_reviewed(article)
    # Nobody is named as the reviewer of what was changed since.
    reviewers = () if entry.lapse else last_reviewers(article)
    day = due(article, site.config)
    return ReviewView(
        status=entry.status,
        steps=steps,
        withdrawn_on=withdrawal.date if withdrawn and withdrawal else None,
        last_reviewed=reviewed,
        reviewers=tuple(person_view(site.people[name], where) for name in reviewers if name in site.people),
        due=day,
        overdue=day is not None and day < site.today,
        changed_since=entry.changed_since,
        history=tuple(
            HistoryView(item.status, item.date, known_person(item.by, site, where), item.note)
            for item in history(article)
        ),
        waivers=tuple(
            WaiverView(waiver.code, BY_ID[waiver.code].title, waiver.about, waiver.reason)
            for waiver in (*article.waivers, *_waived_in_evidence(entry, site))
        ),
    )


def _waived_in_evidence(entry: ArticleEntry, site: Site) -> Iterator[Waiver]:
    """What the files of evidence set aside that the article shows."""
    for name in dict.fromkeys(name for name, _ in entry.outline.evidence):
        file = site.evidence.get(name)
        if file:
            yield from file.waivers


def _step(status: ReviewStatus, entry: ArticleEntry, site: Site, where: Place) -> StepView:
    position, reached = STEPS.index(status), STEPS.index(entry.status)
    state = "done" if position < reached else "current" if position == reached else "todo"
    event = last_event(entry.article, status) if state != "todo" else None
    person = known_person(event.by if event else None, site, where)
    return StepView(status, state, event.date if event else None, person)


def known_person(name: str | None, site: Site, where: Place) -> PersonView | None:
    """The person with this id as shown on the page at `where`, if there is one."""
    person = site.people.get(name) if name else None
    return person_view(person, where) if person else None
