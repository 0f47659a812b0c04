"""LIB007: what stands in a file of the library and nothing cites, where the settings ask for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dr_evidence_site.build import Options, build, check
from sites import LIBRARY, TODAY, article

Make = Callable[..., Path]

NOTE = "checks: {LIB007: note}\n"
SECOND = "".join(
    f"@book{{b{n}, author = {{Other, Al}}, title = {{Book {n}}}, publisher = {{P}}, date = {{2001}}}}\n"
    for n in range(1, 9)
)


def said(site: Path) -> list[tuple[str, str, int, int, str]]:
    return [
        (fault.severity.word, fault.span.path, fault.span.line, fault.span.column, fault.message)
        for fault in check(Options(site, TODAY)).diagnostics
        if fault.code == "LIB007"
    ]


def test_it_is_said_once_for_each_file_at_the_first_entry_with_the_first_keys(make_site: Make) -> None:
    site = make_site(
        {"site.yaml": NOTE, "references/second.bib": SECOND, "content/articles/a.md": article("A [@moyer2013; @b3].")}
    )
    some = "“b1”, “b2”, “b4”, “b5”, “b6” and 2 more"
    line = LIBRARY[: LIBRARY.index("jackson2006")].count("\n") + 1
    assert said(site) == [
        ("note", "references/library.bib", line, 1, "No text cites “jackson2006”, “third2001” of this file."),
        ("note", "references/second.bib", 1, 1, f"No text cites {some} of this file."),
    ]


@pytest.mark.parametrize(
    ("settings", "level"),
    [("", None), ("checks: {LIB007: ignore}\n", None), ("checks: {LIB007: warning}\n", "warning")],
)
def test_the_settings_say_whether_it_is_told_and_how_gravely(settings: str, level: str | None, make_site: Make) -> None:
    site = make_site({"site.yaml": settings, "content/articles/a.md": article()})
    assert [one[0] for one in said(site)] == ([level] if level else [])


@pytest.mark.parametrize(
    "files",
    [
        {"content/pages/about.md": "---\ntitle: About\n---\nText [@jackson2006; @third2001].\n"},
        {"content/articles/b.md": article("Kept back [@jackson2006; @third2001].")},
        {
            "content/articles/b.md": article("```evidence walking\n```"),
            "content/evidence/walking.yaml": "population: adults\nintervention: walking\ncomparison: rest\noutcomes:\n"
            "  - outcome: pain\n    measure: risk ratio\n    better: lower\n    studies:\n"
            "      - {study: One, cite: jackson2006, estimate: 0.9, interval: [0.8, 1.01]}\n"
            "      - {study: Two, cite: third2001, estimate: 0.9, interval: [0.8, 1.01]}\n",
        },
    ],
    ids=["a page", "an article that is not published", "a file of evidence"],
)
def test_whatever_cites_an_entry_uses_it(files: dict[str, str], make_site: Make) -> None:
    settings = NOTE + ("publish: approved\n" if "Kept back" in str(files) else "")
    assert said(make_site({"site.yaml": settings, "content/articles/a.md": article(), **files})) == []


def test_a_build_says_it_too_as_long_as_it_is_so(make_site: Make) -> None:
    """Also when all else is remembered."""
    site = make_site({"site.yaml": NOTE, "content/articles/a.md": article()})

    def codes() -> list[str]:
        return [fault.code for fault in build(Options(site, TODAY), site / "build").diagnostics]

    assert [codes(), codes()] == [["LIB007"]] * 2
    (site / "content/articles/a.md").write_text(article("All [@moyer2013; @jackson2006; @third2001]."))
    assert codes() == []
