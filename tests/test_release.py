"""How a release is made: its step in the repository, and the workflows that do the rest."""

from __future__ import annotations

import datetime as dt
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
TODAY = dt.date(2026, 6, 1)
LOG = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing.\n\n## [0.1.0] - 2026-01-01\n\n- The first.\n"


def _release() -> ModuleType:
    spec = importlib.util.spec_from_file_location("release", ROOT / ".ci/release.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


release = _release()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    package = tmp_path / "src/dr_evidence_site"
    package.mkdir(parents=True)
    (package / "__init__.py").write_bytes((ROOT / "src/dr_evidence_site/__init__.py").read_bytes())
    (tmp_path / "CHANGELOG.md").write_text(LOG)
    return tmp_path


def test_preparing_writes_the_version_and_dates_the_changelog(repository: Path) -> None:
    release.prepare(repository, "0.2.0", TODAY)
    assert '\n__version__ = "0.2.0"\n' in (repository / "src/dr_evidence_site/__init__.py").read_text()
    log = (repository / "CHANGELOG.md").read_text()
    assert log == LOG.replace("## [Unreleased]\n", "## [Unreleased]\n\n## [0.2.0] - 2026-06-01\n")
    assert release.notes(repository, "0.2.0") == "### Added\n\n- A thing."
    assert release.notes(repository, "0.1.0") == "- The first."
    release.check(repository, "v0.2.0")


@pytest.mark.parametrize(
    ("version", "words"),
    [("2", "no version"), ("1.2.3-beta", "no version"), ("01.2.3", "no version"), ("0.1.0", "already")],
)
def test_what_is_no_new_version_changes_nothing(repository: Path, version: str, words: str) -> None:
    with pytest.raises(release.NotPossibleError, match=words):
        release.prepare(repository, version, TODAY)
    assert (repository / "CHANGELOG.md").read_text() == LOG


def test_a_release_without_changes_is_none(repository: Path) -> None:
    release.prepare(repository, "0.2.0", TODAY)
    with pytest.raises(release.NotPossibleError, match="nothing"):
        release.prepare(repository, "0.3.0", TODAY)


@pytest.mark.parametrize("tag", ["v0.2.0", "0.1.0", "v0.1", "main"])
def test_a_tag_that_is_not_the_version_is_refused(repository: Path, tag: str) -> None:
    (repository / "src/dr_evidence_site/__init__.py").write_text('__version__ = "0.1.0"\n')
    release.check(repository, "v0.1.0")
    with pytest.raises(release.NotPossibleError, match="The tag is"):
        release.check(repository, tag)


def test_a_version_that_the_changelog_does_not_date_is_refused(repository: Path) -> None:
    (repository / "src/dr_evidence_site/__init__.py").write_text('__version__ = "0.2.0"\n')
    with pytest.raises(release.NotPossibleError, match=r"no part for 0\.2\.0"):
        release.check(repository, "v0.2.0")


def test_the_changelog_of_this_repository_can_be_released(repository: Path) -> None:
    (repository / "CHANGELOG.md").write_bytes((ROOT / "CHANGELOG.md").read_bytes())
    release.prepare(repository, "99.0.0", TODAY)
    release.check(repository, "v99.0.0")


def test_a_wrong_call_says_how_it_is_done() -> None:
    assert release.main([]) == 2
    assert release.main(["notes", "98.0.0"]) == 1


def jobs(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"])


def test_the_workflows_are_what_github_reads() -> None:
    checker = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run(
        [checker, "--builtin-schema", "vendor.github-workflows", *WORKFLOWS],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert {path.name for path in WORKFLOWS} >= {"release.yml", "test.yml"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_uses_what_is_pinned_and_has_no_more_rights_than_it_needs(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(workflow["permissions"].values() if workflow["permissions"] else ()) <= {"read"}
    for name, job in workflow["jobs"].items():
        assert "timeout-minutes" in job, name
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", step["uses"]), step["uses"]
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
            # What others can name, such as a branch, reaches a script as a variable and never as a part of it.
            assert "${{" not in step.get("run", "")


def test_the_targets_that_workflows_make_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    commands = [step.get("run", "") for path in WORKFLOWS for job in jobs(path).values() for step in job["steps"]]
    wanted = {target for command in commands for target in re.findall(r"\bmake ([a-z]+)", command)}
    assert wanted
    assert wanted <= targets


def test_nothing_is_published_before_it_was_tested() -> None:
    found = jobs(ROOT / ".github/workflows/release.yml")
    runs = [step.get("run", "") for step in found["build"]["steps"]]
    assert runs.index("bash .ci/run") < runs.index("make dist")
    assert found["pypi"]["needs"] == "build"
    assert found["github"]["needs"] == "pypi"
    assert [name for name, job in found.items() if job.get("environment") == "pypi"] == ["pypi"]
    assert [name for name, job in found.items() if job["permissions"].get("contents") == "write"] == ["github"]
