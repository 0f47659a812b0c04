"""Numbers, topics and cited-by of an assembled site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dr_evidence_site.build import Options, check
from dr_evidence_site.model.article import outline
from dr_evidence_site.model.reference import Bibliography, Reference, ReferenceType
from dr_evidence_site.model.source import Span
from dr_evidence_site.parse import markdown
from dr_evidence_site.site.addresses import topic_slug
from dr_evidence_site.site.assemble import reference_list
from sites import TODAY, article

Make = Callable[[Mapping[str, str | bytes]], Path]

LIBRARY = Bibliography({key: Reference(key, ReferenceType.ARTICLE, Span("x.bib")) for key in "abcdefg"})


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("[@b] [@a] [@b]", "ba"),
        ("[@c; @a]", "ca"),
        ("::: patient\n[@b]\n:::\n\n::: clinician\n[@a; @b]\n:::", "ba"),
        ("| x |\n|---|\n| [@g] |\n\n## Head [@f]\n\n@e says", "gfe"),
        ("[x [@b]]{.patient} [@a]", "ba"),
        ("[@missing; @a]", "a"),
        ("`[@b]` \\[@a]", "a"),
        ("no source", ""),
    ],
)
def test_references_are_numbered_by_first_appearance_for_every_audience(text: str, keys: str) -> None:
    body, _ = markdown.body(text, path="a.md", first_line=1, audiences=("patient", "clinician"))
    assert reference_list(outline(body), LIBRARY.references).keys == tuple(keys)
    assert reference_list(outline(body), LIBRARY.references).numbers() == {
        key: number + 1 for number, key in enumerate(keys)
    }


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("Bone health", "bone-health"),
        ("bone  health!", "bone-health"),
        ("../etc/passwd", "etc-passwd"),
        ("<script>", "script"),
        ("Ernährung", "ernährung"),
        ("心血管", "心血管"),
        ("...", "topic"),
    ],
)
def test_topic_slug_is_safe_in_a_path(label: str, slug: str) -> None:
    assert topic_slug(label) == slug


def test_an_unknown_key_is_one_error_at_its_own_place_with_the_nearest_key(make_site: Make) -> None:
    site = make_site({"content/articles/a.md": article("One [@moyer2013; @jakson2006, p. 3; @third2001].")})
    (fault,) = check(Options(site, TODAY)).diagnostics
    assert (fault.code, fault.span.path, fault.span.line, fault.span.column) == (
        "CIT001",
        "content/articles/a.md",
        8,
        18,
    )
    assert fault.hint == "Did you mean “jackson2006”?"
