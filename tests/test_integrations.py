"""What other programs read to run the check for an editor: pre-commit's hooks, a GitHub action, jobs of GitHub and GitLab."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from dr_evidence_site import cli
from dr_evidence_site.starter.site import AROUND, JOBS, Host
from sites import article

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
STARTER = ROOT / "src/dr_evidence_site/starter"
ACTION, PREVIEW = (ROOT / f".github/actions/{name}/action.yml" for name in ("check", "preview"))


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def run(command: list[str | Path], folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    home = {"HOME": str(folder.parent), "GIT_CONFIG_NOSYSTEM": "1", "LANG": "C.UTF-8"}
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command, cwd=folder, env={"PATH": path, **home, **env}, capture_output=True, text=True, check=False
    )


def commands_of(job: Any) -> list[str]:
    """The lines of a job that call the program."""
    lines = [step.get("run", "") for step in job.get("steps", [])] + job.get("script", [])
    return [line for line in lines if line.startswith("dr-evidence-site ")]


@pytest.mark.parametrize("host", Host)
def test_a_job_calls_what_exists(host: Host) -> None:
    document = read(STARTER / JOBS[host][1])
    job = document["jobs"]["check"] if host is Host.GITHUB else document["site"]
    for line in commands_of(job):
        _, name, *arguments = line.partition(" > ")[0].split()
        cli.main.commands[name].make_context(name, arguments)
    assert len(commands_of(job)) == 2


def test_the_job_of_gitlab_hands_over_the_report_that_it_makes() -> None:
    job = read(STARTER / JOBS[Host.GITLAB][1])["site"]
    check = commands_of(job)[0]
    assert check == f"dr-evidence-site check --format gitlab > {job['artifacts']['reports']['codequality']}"
    assert job["artifacts"]["when"] == "always"  # also when the check fails


def test_the_action_annotates_the_lines_of_a_change(tmp_path: Path) -> None:
    action = read(ACTION)
    step = action["runs"]["steps"][-1]
    site = tmp_path / "docs/site"
    (site / "content/articles").mkdir(parents=True)
    (site / "content/articles/a.md").write_text(article("Text [@nobody]."))
    inputs = {name: value["default"] for name, value in action["inputs"].items()} | {"site": "docs/site"}
    env = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: inputs[found[1]], value)
        for name, value in step["env"].items()
    }
    result = run(["bash", "-euo", "pipefail", "-c", step["run"]], tmp_path, **env)
    assert result.returncode == 1
    assert re.search(r"^::error file=docs/site/content/articles/a\.md,line=8,col=7,", result.stdout, re.MULTILINE)
    assert "${{" not in step["run"]  # an input is a value of the environment, and never a part of the script


@pytest.mark.parametrize("path", [ACTION, PREVIEW], ids=["check", "preview"])
def test_an_action_installs_the_program_it_came_with(path: Path) -> None:
    step = read(path)["runs"]["steps"][1]
    place = step["env"]["PROGRAM"].replace("${{ github.action_path }}", str(path.parent))
    assert (Path(place) / "pyproject.toml").resolve() == ROOT / "pyproject.toml"


def preview(folder: Path, **given: str) -> tuple[list[int], str]:
    """The exit codes of the steps that a pull request's preview takes in a folder, and the summary of the job."""
    action = read(PREVIEW)
    inputs = {name: value["default"] for name, value in action["inputs"].items()} | given
    places = {"RUNNER_TEMP": str(folder.parent), "GITHUB_STEP_SUMMARY": str(folder.parent / "summary.md")}
    codes = []
    for step in action["runs"]["steps"]:
        if "id" not in step:
            continue
        assert "${{" not in step["run"]
        env = {key: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: inputs[found[1]], value)
               for key, value in step["env"].items()}  # fmt: skip
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        codes.append(run(shell, folder, SOURCE_DATE_EPOCH="1780272000", **places, **env).returncode)
        if codes[-1]:
            break
    summary = folder.parent / "summary.md"
    return codes, summary.read_text(encoding="utf-8") if summary.exists() else ""


def test_the_preview_reports_what_a_pull_request_changes(tmp_path: Path) -> None:
    place = tmp_path / "work/docs/my site"
    articles = place / "content/articles"
    articles.mkdir(parents=True)
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    (articles / "a.md").write_text(article("Text.", title="First"))
    run([*git, "init", "-q"], tmp_path / "work")
    for title in ("Second", "Third"):
        run([*git, "add", "-A"], tmp_path / "work")
        run([*git, "commit", "-q", "-m", title], tmp_path / "work")
        (articles / f"{title.lower()}.md").write_text(article("Text.", title=title))
    codes, summary = preview(tmp_path / "work", site="docs/my site", **{"base-url": "https://example.org/x/"})
    assert codes == [0, 0]
    assert "### 2 pages added" in summary and "`articles/third.html` Third (submitted)" in summary
    assert (tmp_path / "preview/articles/second.html").is_file()


def test_a_preview_without_anything_to_compare_it_with_says_so(tmp_path: Path) -> None:
    step = read(PREVIEW)["runs"]["steps"][3]
    env = {
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "SITE": ".",
        "BASE_URL": "",
    }
    for published in (
        f"file://{tmp_path}/",
        "http://127.0.0.1:9/",
        "",
    ):  # only https is asked; here is no commit before
        result = run(["bash", "-eo", "pipefail", "-c", step["run"]], tmp_path, **env, PUBLISHED=published)
        assert result.returncode == 0, result.stderr
    said = (tmp_path / "summary.md").read_text(encoding="utf-8").splitlines()
    assert [line.endswith("Nothing was compared.") for line in said] == [True] * 3


def test_the_hook_is_one_and_the_same_here_and_in_a_new_site() -> None:
    (here,) = read(ROOT / ".pre-commit-hooks.yaml")
    (repository,) = read(STARTER / dict(AROUND)[".pre-commit-config.yaml"])["repos"]
    (there,) = repository["hooks"]
    assert {**here, "language": "system"} == {**there, "description": here["description"]}


def test_pre_commit_runs_the_hook_and_stops_a_commit_that_brings_an_error(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert CliRunner(env={"SOURCE_DATE_EPOCH": "1780272000"}).invoke(cli.main, ["init", str(site)]).exit_code == 0
    valid = run([BIN / "pre-commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml"], tmp_path)
    assert valid.returncode == 0, valid.stdout
    env = {"SOURCE_DATE_EPOCH": "1780272000", "PRE_COMMIT_HOME": str(tmp_path / "store")}
    run(["git", "init", "-q"], site)
    run(["git", "add", "-A"], site)
    sound = run([BIN / "pre-commit", "run"], site, **env)
    assert (sound.returncode, "Passed" in sound.stdout) == (0, True), sound.stdout + sound.stderr
    place = site / "content/articles/example.md"
    place.write_text(place.read_text() + "\nMore [@nobody].\n")
    run(["git", "add", "-A"], site)
    faulty = run([BIN / "pre-commit", "run"], site, **env)
    assert faulty.returncode == 1 and "error[CIT001]" in faulty.stdout


def test_the_report_for_gitlab_is_the_whole_of_the_output(tmp_path: Path) -> None:
    (tmp_path / "content/articles").mkdir(parents=True)
    (tmp_path / "content/articles/a.md").write_text(article("Text [@nobody]."))
    result = CliRunner().invoke(cli.main, ["check", str(tmp_path), "--format", "gitlab"])
    (finding,) = json.loads(result.stdout)
    assert (finding["check_name"], finding["severity"], result.exit_code) == ("CIT001", "critical", 1)
