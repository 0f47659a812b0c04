"""Gates in builds: what is remembered is checked again when the rules or the language change, and counts are told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dr_evidence_site.build import Options, build, check
from dr_evidence_site.diagnostics import Severity
from sites import LIBRARY, TODAY

TEXT = "It was 30% [@moyer2013].\n\nIt costs ten euros. La douleur a diminué chez une personne sur dix."


def article(lang: str = "") -> str:
    head = "---\ntitle: T\nstatus: submitted\nupdated: 2026-01-10\naudience: clinician\n"
    return f"{head}{lang and f'lang: {lang}'}\n---\n{TEXT}\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    files = {"content/articles/a.md": article(), "references/library.bib": LIBRARY}
    for path, text in files.items():
        place = tmp_path / "site" / path
        place.parent.mkdir(parents=True)
        place.write_text(text)
    return tmp_path / "site"


def found(site: Path, out: Path) -> list[tuple[str, int, int]]:
    """What the gates of a build with a memo report; a check from nothing must report the same."""
    faults = build(Options(site, TODAY, fail_on=Severity.ERROR), out).diagnostics
    assert faults == check(Options(site, TODAY)).diagnostics
    gates = [fault for fault in faults if fault.code.startswith(("CLM", "WRD"))]
    return [(fault.code, fault.span.line, fault.span.column) for fault in gates]


def test_a_change_of_the_rules_or_the_language_checks_known_articles_again(site: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert found(site, out) == []
    (site / "content/wording.yaml").write_text("claims: ['costs {n} euros?']\n")
    assert found(site, out) == [("CLM002", 10, 1)]
    assert found(site, out) == [("CLM002", 10, 1)]
    (site / "content/wording.yaml").write_text("claims: ['(costs']\n")
    assert found(site, out) == [("WRD009", 1, 10)]
    (site / "content/wording.yaml").unlink()
    (site / "content/wording.fr.yaml").write_text("claims: ['costs {n} euros?', 'costs ten euros?']\n")
    assert found(site, out) == []
    (site / "site.yaml").write_text("language: fr\n")
    assert found(site, out) == [("CLM002", 10, 1), ("CLM002", 10, 21)]


def test_a_language_without_rules_is_noted_once(site: Path, tmp_path: Path) -> None:
    for name in ("b", "c"):
        (site / f"content/articles/{name}.md").write_text(article("cy"))
    assert found(site, tmp_path / "out") == [("WRD008", 6, 1)]
    (site / "content/wording.cy.yaml").write_text("claims: [sur dix]\n")
    assert found(site, tmp_path / "out") == [("CLM002", 10, 21)] * 2


def test_claims_are_counted(site: Path) -> None:
    report = check(Options(site, TODAY))
    assert {path: (one.claims, one.cited) for path, one in report.facts().coverage.items()} == {
        "content/articles/a.md": (1, 1)
    }


def test_the_commands_tell_the_counts(site: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        program = "import sys; from dr_evidence_site.cli import main; main(sys.argv[1:])"
        command = [sys.executable, "-c", program, *words, str(site), "--today", "2026-06-01"]
        return subprocess.run(command, capture_output=True, text=True, check=True)

    assert "1 of 1 claim with a source (100%)." in run("check").stderr
    (listed,) = json.loads(run("status", "--format", "json").stdout)["articles"]
    assert (listed["claims"], listed["claims_cited"]) == (1, 1)
