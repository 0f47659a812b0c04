"""The plainest page that templates can be filled with."""

from __future__ import annotations

from dr_evidence_site.model.config import Marker, ReferenceStyle
from dr_evidence_site.model.html import NO_HTML
from dr_evidence_site.model.views import Frame, Link, StandingView

FRAME = Frame(
    title="Title",
    site_title="Site",
    description="",
    language="en",
    direction="ltr",
    home=Link("Home", "index.html"),
    references=None,
    people=None,
    search=None,
    footer=(),
    policy=None,
    board=None,
    board_size=0,
    follow_up=None,
    audiences=(),
    notice=NO_HTML,
    canonical="",
    noindex=False,
    assets={"theme.css": "assets/theme.css"},
    version="0",
)
VIEW = StandingView("Page", None, (), (), (), ReferenceStyle.VANCOUVER, Marker.BRACKETS)
