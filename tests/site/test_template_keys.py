"""A page depends on the templates that its own names, and on no other."""

from __future__ import annotations

import pytest

from dr_evidence_site.model.page import Theme
from dr_evidence_site.site.template_keys import template_digests

THEME = {
    "base.html": "{% block main %}{% endblock %}{% include 'parts/foot.html' %}",
    "parts/foot.html": '{%- from "parts/words.html" import a, b as c with context -%}',
    "parts/words.html": "words",
    "page.html": '{% extends "base.html" %}',
    "own.html": '{% extends "!base.html" %}',
    "!base.html": "default",
    "other.html": "other",
    "import.html": '{%+ import "other.html" as other without context %}',
    "maybe.html": '{% include "not-there.html" ignore missing %}',
    "ring.html": '{% include "round.html" %}',
    "round.html": '{% include "ring.html" %}',
    "chosen.html": '{% include page.kind ~ ".html" %}',
    "either.html": '{% extends "base.html" if page else other %}',
    "one-of.html": '{% include ["a.html", "other.html"] %}',
}
DYNAMIC = ("chosen.html", "either.html", "one-of.html")
REACHED = {
    "base.html": {"base.html", "parts/foot.html", "parts/words.html"},
    "page.html": {"page.html", "base.html", "parts/foot.html", "parts/words.html"},
    "own.html": {"own.html", "!base.html"},
    "import.html": {"import.html", "other.html"},
    "maybe.html": {"maybe.html", "not-there.html"},
    "ring.html": {"ring.html", "round.html"},
    "round.html": {"ring.html", "round.html"},
    **{name: {*THEME, "not-there.html", "a.html"} for name in DYNAMIC},
}


@pytest.mark.parametrize("name", REACHED)
def test_the_digest_changes_with_what_can_be_reached_and_with_nothing_else(name: str) -> None:
    before = template_digests(Theme(THEME, {}))(name)
    for other in {*THEME, "not-there.html", "a.html"}:
        changed = {**THEME, other: THEME.get(other, "") + " "}
        assert (template_digests(Theme(changed, {}))(name) != before) == (other in REACHED[name]), other


def test_several_names_reach_what_each_of_them_reaches() -> None:
    before = template_digests(Theme(THEME, {}))("own.html", "import.html")
    for other in ("own.html", "!base.html", "import.html", "other.html"):
        assert template_digests(Theme({**THEME, other: "~"}, {}))("own.html", "import.html") != before
    assert template_digests(Theme({**THEME, "base.html": "~"}, {}))("own.html", "import.html") == before
