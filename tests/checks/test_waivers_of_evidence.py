"""What a file of evidence sets aside: in the file, and printed on each page that shows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dr_evidence_site.build import Options, build, check
from evidence_texts import WALKING
from html_tree import Tree
from sites import TODAY, approved_article, article

Make = Callable[..., Path]

DATA = f"""\
{WALKING}\
      - study: Lee 2021
        cite: moyer2013
        estimate: 0.90
        interval: [0.55, 1.02]
        intervention: {{events: 60, participants: 400}}
        comparison: {{events: 80, participants: 400}}
"""
FINDINGS = [("EVD020", "warning", 11, 19), ("EVD021", "warning", 11, 19)]
COUNTS = "waive:\n  - {code: EVD020, about: lee 2021, reason: Its source corrected the counts later.}\n"
SHOWN = "```evidence pain\n```"
FILE = "content/evidence/pain.yaml"


def site_of(make_site: Make, waive: str, data: str = DATA) -> Path:
    return make_site(
        {"content/articles/a.md": article(SHOWN), "content/articles/b.md": article(title="Other"), FILE: data + waive}
    )


def found(site: Path) -> list[tuple[str, str, int, int]]:
    return [
        (one.code, one.severity.word, one.span.line, one.span.column)
        for one in check(Options(site, TODAY)).diagnostics
        if one.span.path == FILE
    ]


def test_a_finding_that_is_set_aside_becomes_a_note_that_says_why(make_site: Make) -> None:
    assert found(site_of(make_site, "")) == FINDINGS
    site = site_of(make_site, COUNTS)
    assert found(site) == [("EVD020", "note", 11, 19), FINDINGS[1]]
    (note,) = [one for one in check(Options(site, TODAY)).diagnostics if one.code == "EVD020"]
    (related,) = note.related
    assert related.message == "Set aside here: Its source corrected the counts later."
    assert (related.span.path, related.span.line, related.span.column) == (FILE, 16, 5)


def test_it_is_printed_on_the_pages_that_show_the_file_and_on_no_other(make_site: Make) -> None:
    """Also by the next build, which reads nothing anew."""
    site = site_of(make_site, COUNTS)
    for _ in range(2):
        assert build(Options(site, TODAY), site / "build").summary
        (printed,) = Tree.of(site / "build/articles/a.html").with_class("waivers")
        words = " ".join("".join(printed.itertext()).split())
        assert "(EVD020): “lee 2021”Its source corrected the counts later." in words
        assert not Tree.of(site / "build/articles/b.html").with_class("waivers")
    (site / FILE).write_text(DATA + COUNTS.replace("later", "twice"))
    build(Options(site, TODAY), site / "build")
    assert "the counts twice." in (site / "build/articles/a.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("waive", "expected"),
    [
        ("  - {code: EVD020, about: Diaz, reason: R.}", ("WVR003", "warning", 16, 5)),
        ("  - {code: EVD021, about: lee 2021, reason: R.}", ("WVR003", "warning", 16, 5)),
        ("  - {code: EVD99, reason: R.}", ("WVR001", "error", 16, 12)),
        ("  - {code: EVD016, reason: R.}", ("WVR002", "error", 16, 12)),
        ("  - {code: EVD020, about: lee 2021}", ("FLD002", "error", 16, 5)),
    ],
)
def test_a_waiver_that_meets_nothing_or_is_faulty_is_told(
    waive: str, expected: tuple[str, str, int, int], make_site: Make
) -> None:
    told = found(site_of(make_site, f"waive:\n{waive}\n"))
    assert [one for one in told if one not in FINDINGS] == [expected]


def test_a_waiver_in_the_article_is_not_for_the_file(make_site: Make) -> None:
    front = "audience: clinician\nwaive: [{code: EVD020, about: Lee 2021, reason: R.}]"
    site = make_site({"content/articles/a.md": article(SHOWN).replace("audience: clinician", front), FILE: DATA})
    assert found(site) == FINDINGS
    assert "WVR003" in {one.code for one in check(Options(site, TODAY)).diagnostics}


def test_a_waiver_breaks_no_seal(make_site: Make) -> None:
    """What an approval covers is what the evidence says."""
    sound = DATA.replace("0.90", "0.75")
    people = "example-author: {name: A, roles: [author]}\nexample-reviewer: {name: R, roles: [reviewer]}\n"
    site = make_site(
        {
            "content/articles/a.md": approved_article(f"Text [@moyer2013].\n\n{SHOWN}"),
            FILE: sound,
            "content/people.yaml": people,
        }
    )

    def reasons() -> list[str]:
        return [one.message for one in check(Options(site, TODAY)).diagnostics if one.code.startswith("REV")]

    before = reasons()
    (site / FILE).write_text(sound + "waive: [{code: EVD021, about: night pain, reason: R.}]\n")
    assert reasons() == before
