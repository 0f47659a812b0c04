"""What surrounds every page: the site's own links, audiences and disclaimers, seen from where the page stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dr_evidence_site import __version__
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.person import Person, Role
from dr_evidence_site.model.site import Site
from dr_evidence_site.model.views import AudienceView, Frame, Link
from dr_evidence_site.site.addresses import Place
from dr_evidence_site.site.resolve import plain_html

EDITORIAL_POLICY = "editorial-policy"
"""The slug of the standing page that every article links as its editorial policy."""

# Languages written from right to left (Unicode CLDR, character order).
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


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
        navigation=tuple(_marked(link, where) for link in shared.navigation),
        footer=tuple(_marked(link, where) for link in shared.footer),
    )


def shared_frame(site: Site, asset_paths: Mapping[str, str], where: Place) -> Frame:
    """What surrounds every page at the depth of `where`."""
    config = site.config
    policy = next((entry.page for entry in site.pages if entry.page.slug == EDITORIAL_POLICY), None)
    members = board(site.people)
    navigation = [Link("All references", where.href("references.html"))] if site.cited_by else []
    if site.people:
        navigation.append(Link("People", where.href("people.html")))
    audiences = tuple(
        AudienceView(
            audience.id,
            audience.label,
            audience.id == config.default_audience,
            plain_html(audience.disclaimer, site, where),
        )
        for audience in config.audiences
    )
    follow_up = config.follow_up
    return Frame(
        title=config.title,
        site_title=config.title,
        description="",
        language=config.language,
        direction="rtl" if config.language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr",
        home=Link("Home", where.href("index.html")),
        navigation=tuple(navigation),
        footer=tuple(Link(entry.page.title, where.href(f"{entry.page.slug}.html")) for entry in site.pages),
        policy=Link(policy.title, where.href(f"{policy.slug}.html")) if policy else None,
        board=Link("Medical advisory board", where.href("people.html", "people-board")) if members else None,
        board_size=len(members),
        follow_up=Link(follow_up.label, follow_up.url) if follow_up else None,
        audiences=audiences,
        notice=plain_html(config.notice, site, where),
        canonical="",
        noindex=False,
        assets={name: where.href(path) for name, path in asset_paths.items()},
        version=__version__,
    )


def board(people: Mapping[str, Person]) -> tuple[Person, ...]:
    """The members of the medical advisory board, in the order of `people.yaml`."""
    return tuple(person for person in people.values() if Role.BOARD in person.roles)


def _marked(link: Link, where: Place) -> Link:
    return replace(link, current=True) if link.href == where.href(where.path) else link


def _canonical(path: str) -> str:
    return "" if path == "index.html" else path
