"""What an article sets aside: by code and words, with a reason that is printed on its page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dr_evidence_site.build import Options, build, check
from dr_evidence_site.diagnostics import Diagnostic, Severity
from sites import LIBRARY, TODAY

FRONT = "---\ntitle: T\nstatus: submitted\nupdated: 2026-01-10\naudience: clinician\n{waive}---\n{body}\n"
CLAIM = "Pain eased in 30% of people."


def article(waive: str, body: str = CLAIM) -> str:
    return FRONT.format(waive=waive and f"waive:\n{waive}\n", body=body)


@pytest.fixture
def reported(tmp_path: Path) -> Callable[..., tuple[Diagnostic, ...]]:
    def run(waive: str, body: str = CLAIM, settings: str = "") -> tuple[Diagnostic, ...]:
        place = tmp_path / "site"
        (place / "content/articles").mkdir(parents=True, exist_ok=True)
        (place / "references").mkdir(exist_ok=True)
        (place / "references/library.bib").write_text(LIBRARY)
        (place / "content/articles/a.md").write_text(article(waive, body))
        (place / "site.yaml").write_text(settings)
        return check(Options(place, TODAY)).diagnostics

    return run


Reported = Callable[..., tuple[Diagnostic, ...]]


def codes(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    return [(fault.code, fault.severity.word) for fault in diagnostics]


@pytest.mark.parametrize("about", ["30% of", "PAIN  eased", '"Pain eased in 30% of people."', "eased"])
def test_a_finding_that_is_set_aside_becomes_a_note_that_says_why(about: str, reported: Reported) -> None:
    (fault,) = reported(f"  - {{code: CLM002, about: {about}, reason: An example.}}")
    assert (fault.code, fault.severity, fault.hint) == ("CLM002", Severity.NOTE, "")
    (related,) = fault.related
    assert related.message == "Set aside here: An example." and (related.span.line, related.span.column) == (7, 5)


def test_an_error_that_is_set_aside_stops_no_build(reported: Reported) -> None:
    body = f"::: bottom-line\n{CLAIM}\n:::"
    assert codes(reported("", body)) == [("CLM001", "error")]
    assert codes(reported("  - {code: CLM001, about: 30%, reason: R.}", body)) == [("CLM001", "note")]


WITHOUT_EFFECT = [
    ("  - {code: CLM002, about: 31%, reason: R.}", [("WVR003", 7, 5), ("CLM002", 9, 1)]),
    ("  - {code: CLM002, reason: R.}", [("WVR003", 7, 5), ("CLM002", 9, 1)]),
    ("  - {code: CLM001, about: 30%, reason: R.}", [("WVR003", 7, 5), ("CLM002", 9, 1)]),
    ("  - {code: CLM02, about: 30%, reason: R.}", [("WVR001", 7, 12), ("CLM002", 9, 1)]),
    ("  - {code: CIT001, about: 30%, reason: R.}", [("WVR002", 7, 12), ("CLM002", 9, 1)]),
    ("  - {code: CLM002, about: 30%}", [("FLD002", 7, 5), ("CLM002", 9, 1)]),
    ("  - {code: CLM002, about: 30%, reason: }", [("FLD002", 7, 32), ("CLM002", 9, 1)]),
    ("  - {about: 30%, reason: R.}", [("FLD002", 7, 5), ("CLM002", 9, 1)]),
    ("  - {code: CLM002, about: 30%, reason: R., by: me}", [("FLD001", 7, 44)]),
]


@pytest.mark.parametrize(("waive", "expected"), WITHOUT_EFFECT)
def test_a_waiver_that_is_no_good_is_reported(
    waive: str, expected: list[tuple[str, int, int]], reported: Reported
) -> None:
    found = [(f.code, f.span.line, f.span.column) for f in reported(waive) if f.severity > Severity.NOTE]
    assert found == expected


def test_it_does_not_reach_into_other_articles(reported: Reported, tmp_path: Path) -> None:
    other = tmp_path / "site/content/articles/b.md"
    other.parent.mkdir(parents=True)
    other.write_text(article(""))
    found = reported("  - {code: CLM002, about: 30%, reason: R.}")
    assert [(fault.span.path[-4:], fault.severity.word) for fault in found] == [("a.md", "note"), ("b.md", "warning")]


def test_a_level_of_the_settings_does_not_undo_it(reported: Reported) -> None:
    waive = "  - {code: CLM002, about: 30%, reason: R.}"
    assert codes(reported(waive, settings="checks: {CLM002: error}\n")) == [("CLM002", "note")]
    assert codes(reported(waive, settings="checks: {CLM002: ignore}\n")) == []


def test_the_page_prints_what_is_set_aside(reported: Reported, tmp_path: Path) -> None:
    reported("  - {code: CLM002, about: 30% of, reason: 'It is <b>made up</b>.'}")
    place = tmp_path / "site"
    build(Options(place, TODAY, remember=False), tmp_path / "out")
    page = (tmp_path / "out/articles/a.html").read_text()
    assert "<summary>Checks set aside by the editors</summary>" in page
    assert '<li><span lang="en">Claim without a source</span> (CLM002): “30% of”' in page
    assert "It is &lt;b&gt;made up&lt;/b&gt;." in page


def test_a_page_without_waivers_has_no_such_list(reported: Reported, tmp_path: Path) -> None:
    reported("")
    build(Options(tmp_path / "site", TODAY, remember=False), tmp_path / "out")
    assert "Checks set aside" not in (tmp_path / "out/articles/a.html").read_text()
