"""A build of what a stranger proposes leaves the site's own templates, scripts and style sheets out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from dr_evidence_site.build import Options, build
from dr_evidence_site.cli import main
from dr_evidence_site.system import theme
from sites import TODAY, article

Make = Callable[[Mapping[str, str | bytes]], Path]
PROGRAM = "{{ ''.__class__.__mro__[1].__subclasses__() and 'PROGRAM RAN' }}"


@pytest.fixture
def site(make_site: Make) -> Path:
    return make_site({
        "content/articles/a.md": article(),
        "templates/article.html": f"{{% extends '!article.html' %}}{{% block header %}}{PROGRAM}{{% endblock %}}",
        "templates/static/page/99-theirs.js": "theirs();",
        "templates/static/theme.css": "theirs{}",
        "templates/messages/de.po": "theirs, and no catalog",
    })  # fmt: skip


def test_templates_are_programs(site: Path) -> None:
    """So the others of these tests look for something that is there."""
    assert build(Options(site, TODAY, jobs=1), site / "build").summary is not None
    assert "PROGRAM RAN" in (site / "build/articles/a.html").read_text()


def test_without_them_nothing_of_theirs_is_run_or_published(site: Path, tmp_path: Path) -> None:
    options = Options(site, TODAY, jobs=1, remember=False, templates=False)
    report = build(options, site / "build")
    assert [fault.code for fault in report.diagnostics] == ["THM009"]
    (site / "templates").rename(tmp_path / "away")
    build(options, tmp_path / "default")
    made, default = ({p.relative_to(f): p.read_bytes() for f in [root] for p in f.rglob("*") if p.is_file()} for root in (site / "build", tmp_path / "default"))  # fmt: skip
    assert made == default


def test_a_build_that_remembers_does_not_mix_the_two(site: Path) -> None:
    page = site / "build/articles/a.html"
    for templates in (True, False, False, True, False):
        build(Options(site, TODAY, jobs=1, templates=templates), site / "build")
        assert ("PROGRAM RAN" in page.read_text()) == templates


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("way", [["--no-site-templates"], []])
def test_the_option_and_the_variable(site: Path, command: str, way: list[str]) -> None:
    variable = {} if way else {"DR_EVIDENCE_SITE_NO_SITE_TEMPLATES": "1"}
    run = CliRunner().invoke(
        main, [command, str(site), *way, "--format", "jsonl", "--today", "2026-06-01"], env=variable
    )
    assert (run.exit_code, [json.loads(line)["code"] for line in run.stdout.splitlines()]) == (0, ["THM009"])
    assert not (site / "build").exists() or "PROGRAM RAN" not in (site / "build/articles/a.html").read_text()


def test_a_folder_that_is_no_folder_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "templates").symlink_to("/")
    found, faults = theme.load(tmp_path, own=False)
    assert [fault.code for fault in faults] == ["THM009"]
    assert "article.html" in found.templates


def test_a_site_without_templates_is_told_nothing(tmp_path: Path) -> None:
    assert theme.load(tmp_path, own=False) == theme.load(tmp_path)


def test_the_preview_of_pull_requests_leaves_them_out() -> None:
    action = (Path(__file__).parents[2] / ".github/actions/preview/action.yml").read_text()
    assert action.count("PLAIN: ${{ inputs.no-site-templates }}") == action.count("${PLAIN:+--no-site-templates}") == 2
    assert action.count("dr-evidence-site build") == 2
