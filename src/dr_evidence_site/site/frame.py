"""What surrounds every page: the site's own links, audiences and disclaimers, seen from where the page stands."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from dr_evidence_site import __version__
from dr_evidence_site.exports.paths import FEED
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.languages import direction, is_same
from dr_evidence_site.model.person import Person, Role
from dr_evidence_site.model.site import Site
from dr_evidence_site.model.views import AudienceView, CopyView, Frame, Link
from dr_evidence_site.site.addresses import Place
from dr_evidence_site.site.announced import has_feed
from dr_evidence_site.site.resolve import plain_html
from dr_evidence_site.site.review import months_later
from dr_evidence_site.site.wording import FOLLOW_UP, wording

EDITORIAL_POLICY = "editorial-policy"
"""The slug of the standing page that every article links as its editorial policy."""


def frame_of(
    shared: Frame, config: Config, where: Place, *, title: str, description: str = "", noindex: bool = False
) -> Frame:
    """The frame of the page at `where`, made from what all pages at its depth share."""
    base = config.base_url
    return replace(
        shared,
        title=title,
        description=description,
        noindex=noindex,
        canonical=base + _canonical(where.path) if base else "",
        home=_marked(shared.home, where),
        references=shared.references and _marked(shared.references, where),
        people=shared.people and _marked(shared.people, where),
        search=shared.search and _marked(shared.search, where),
        footer=tuple(_marked(link, where) for link in shared.footer),
    )


def shared_frame(site: Site, asset_paths: Mapping[str, str], where: Place, language: str = "") -> Frame:
    """What surrounds every page at the depth of `where` in a language (empty: the site's own)."""
    config = site.config
    language = language or config.language
    words = wording(config, language)
    # Standing pages are in the site's language, wherever they are linked.
    foreign = "" if is_same(language, config.language) else config.language
    policy = next((entry.page for entry in site.pages if entry.page.slug == EDITORIAL_POLICY), None)
    members = board(site.people)
    audiences = tuple(
        AudienceView(
            words_for.audience.id,
            words_for.label,
            words_for.audience.id == config.default_audience,
            plain_html(words_for.disclaimer, site, where),
            words_for.label_language,
            words_for.language,
        )
        for words_for in words.audiences
    )
    follow_up = config.follow_up
    return Frame(
        title=words.title,
        site_title=words.title,
        description="",
        language=language,
        direction=direction(language),
        home=Link("", where.href("index.html")),
        references=Link("", where.href("references.html")) if site.cited_by else None,
        people=Link("", where.href("people.html")) if site.people else None,
        search=_search(site, language, where),
        footer=tuple(
            Link(entry.page.title, where.href(f"{entry.page.slug}.html"), language=foreign) for entry in site.pages
        ),
        policy=Link(policy.title, where.href(f"{policy.slug}.html"), language=foreign) if policy else None,
        board=Link("", where.href("people.html", "people-board")) if members else None,
        board_size=len(members),
        follow_up=Link(words.follow_up, follow_up.url, language=foreign if FOLLOW_UP in words.foreign else "")
        if follow_up
        else None,
        audiences=audiences,
        notice=plain_html(words.notice, site, where),
        canonical="",
        noindex=False,
        assets={name: where.href(path) for name, path in asset_paths.items()},
        version=__version__,
        root=where.prefix,
        site_url=config.base_url,
        feed=where.href(FEED) if has_feed(site) else "",
        site_language=config.language,
        site_direction=direction(config.language),
        foreign=words.foreign,
        copy=CopyView(site.copied, months_later(site.copied, config.review_every)) if site.copied else None,
    )


def _search(site: Site, language: str, where: Place) -> Link | None:
    """The link to the search page of a language; to the site's own when nothing in that language can be found."""
    found = site.search.get(language.lower()) or site.search.get(site.config.language.lower())
    return Link("", where.href(found.path)) if found else None


def board(people: Mapping[str, Person]) -> tuple[Person, ...]:
    """The members of the medical advisory board, in the order of `people.yaml`."""
    return tuple(person for person in people.values() if Role.BOARD in person.roles)


def _marked(link: Link, where: Place) -> Link:
    return replace(link, current=True) if link.href == where.href(where.path) else link


def _canonical(path: str) -> str:
    return "" if path == "index.html" else path
