"""Evidence within a page: its sources are numbered and linked, and what a theme does with it is proved."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from evidence_drawing import CLINICIAN, PATIENT, environment, view
from evidence_samples import AT, FRACTURE, evidence, shown
from msgspec.structs import replace

from dr_evidence_site.model.article import Citation, CitationItem, EvidenceBlock
from dr_evidence_site.model.config import Config, Marker, ReferenceStyle
from dr_evidence_site.model.evidence import Evidence, EvidenceFile, FigureKind
from dr_evidence_site.model.figures import EvidenceView
from dr_evidence_site.model.page import Theme
from dr_evidence_site.model.reference import Bibliography
from dr_evidence_site.model.site import ReferenceList, Site
from dr_evidence_site.model.views import Backlink, Frame, Link, ResolvedCitation, StandingView
from dr_evidence_site.render import environment as engine
from dr_evidence_site.render.environment import Fault, FaultKind, body_of, theme_of
from dr_evidence_site.render.environment import render as rendered
from dr_evidence_site.site.addresses import place
from dr_evidence_site.site.resolve import resolve

KEYS = ("first", "adams2001", "brown2005", "chen2011", "diaz2019", "review2020")
PARTS = tuple(CitationItem(key, AT) for key in KEYS[1:])
FRAME = Frame(
    title="", site_title="", description="", language="en", direction="ltr", home=Link("", ""), references=None,
    people=None, search=None, footer=(), policy=None, board=None, board_size=0, follow_up=None, audiences=(),
    notice=engine.NO_HTML, canonical="", noindex=False, assets={}, version="",
)  # fmt: skip


@pytest.fixture
def site() -> Site:
    config = Config((PATIENT, CLINICIAN), "patient")
    return Site(config, (), (), {}, Bibliography({}), (), {}, {}, dt.date(2026, 1, 1))


def block(**changes: object) -> EvidenceBlock:
    return replace(EvidenceBlock("hip", AT, "", evidence(FRACTURE), PARTS), **changes)  # type: ignore[arg-type]


def resolved(site: Site, *parts: object) -> tuple[EvidenceView, dict[str, tuple[Backlink, ...]]]:
    found = resolve(parts, ReferenceList(KEYS), site, {}, place("articles/a.html"))  # type: ignore[arg-type]
    (shown_there,) = [part for part in found.parts if isinstance(part, EvidenceView)]
    return shown_there, dict(found.uses)


def test_sources_in_evidence_have_the_numbers_of_the_page_and_links_back(site: Site) -> None:
    cited = Citation((CitationItem("first", AT),))
    shown_there, uses = resolved(site, cited, block())
    (clinician,) = [version for version in shown_there.versions if version.data_for == "clinician"]
    forest = clinician.outcomes[0].forest
    assert forest
    assert [row.citation.items[0].number for row in forest.rows if row.citation] == [2, 3, 4, 5]
    assert uses["first"] == (Backlink("#cite-1", 1, ""),)
    assert [use.data_for for use in uses["review2020"]] == ["patient", "clinician"]
    assert [use.data_for for use in uses["adams2001"]] == ["clinician"]


def test_evidence_in_a_passage_is_for_its_readers_alone(site: Site) -> None:
    shown_there, uses = resolved(site, block(audiences=("patient",)))
    assert [(version.plain, version.data_for) for version in shown_there.versions] == [(True, "")]
    assert {use.data_for for links in uses.values() for use in links} == {"patient"}


def test_every_source_of_a_block_has_a_use_on_the_page(site: Site) -> None:
    _, uses = resolved(site, block(evidence=evidence(shown(FRACTURE, FigureKind.SENTENCE))))
    assert uses.keys() == set(KEYS[1:])


def test_evidence_of_a_file_is_shown_where_it_is_named(site: Site) -> None:
    file = EvidenceFile("content/evidence/hip.yaml", evidence(FRACTURE), PARTS, "")
    shown_there, uses = resolved(replace(site, evidence={"hip": file}), block(name="hip", evidence=None, citations=()))
    assert len(shown_there.versions) == 2
    assert uses.keys() == set(KEYS[1:])
    missing, _ = resolved(site, block(name="hip", evidence=None, citations=()))
    assert missing.versions == ()


def page(of: Evidence, templates: dict[str, str]) -> tuple[str | Fault, str]:
    default = theme_of(environment("en")).templates
    made = engine.environment(
        Theme({**default, "page.html": "<p>{{ page.body | body(page.marker) }}", **templates}, {})
    )
    shown_there = StandingView("", None, (), (view(of),), (), ReferenceStyle.VANCOUVER, Marker.BRACKETS)
    return rendered(made, "page.html", FRAME, shown_there), body_of(made, shown_there)


def test_a_page_with_evidence_is_proved_as_a_whole() -> None:
    html, own = page(evidence(FRACTURE), {})
    assert 'class="evidence"' in str(html)
    assert own == ""


def test_a_fault_in_a_template_of_a_picture_is_told_with_its_place() -> None:
    fault, _ = page(evidence(FRACTURE), {"figures/icons.html": "{% macro patterns(a, b) %}\n{{ nope }}{% endmacro %}"})
    assert isinstance(fault, Fault)
    assert (fault.kind, fault.path) == (FaultKind.UNKNOWN_NAME, "templates/figures/icons.html")


def test_a_citation_in_a_picture_uses_the_marker_of_the_site() -> None:
    block_view = view(evidence(shown(FRACTURE, FigureKind.FOREST)), CLINICIAN)
    html = engine.evidence(environment("en"), block_view, Marker.SUPERSCRIPT)
    assert re.search(r"Adams 2001 <span id=cite-\d+><sup><a href=#ref-", html)
    row = block_view.versions[0].outcomes[0].forest
    assert row
    assert isinstance(row.rows[0].citation, ResolvedCitation)
