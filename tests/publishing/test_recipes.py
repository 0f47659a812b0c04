"""The recipes of the guide: jobs and settings of hosts are checked against what the hosts accept, and are run as far as
that can be done here."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

import test_docs
from dr_evidence_site.cli import main
from dr_evidence_site.site.nginx import configuration
from dr_evidence_site.starter.site import JOBS, Host
from sites import LIBRARY, article

ROOT = Path(__file__).parents[2]
SCHEMAS = {"github-workflows": ".github/workflows/", "gitlab-ci": ".gitlab-ci.yml"}


def recipe(path: str) -> str:
    (block,) = [one for one in test_docs.BLOCKS if one.page == "docs/publishing.md" and one.path == path]
    return block.text


def jobs(kind: str) -> Iterator[tuple[str, str]]:
    """The jobs of the guide and those that a new site begins with, and our own actions, by the schema that they follow."""
    if kind == "github-actions":
        yield from ((path.parent.name, path.read_text()) for path in (ROOT / ".github/actions").glob("*/action.yml"))
        return
    for block in test_docs.blocks("yaml"):
        if block.path.startswith(SCHEMAS[kind]):
            yield str(block), block.text
    path, source = JOBS[Host.GITHUB if kind == "github-workflows" else Host.GITLAB]
    yield path, (ROOT / "src/dr_evidence_site/starter" / source).read_text()


@pytest.mark.parametrize(("kind", "least"), [("github-workflows", 8), ("gitlab-ci", 3), ("github-actions", 2)])
def test_all_jobs_are_what_github_and_gitlab_accept(tmp_path: Path, kind: str, least: int) -> None:
    """By the JSON Schemas that the hosts publish, which come with check-jsonschema."""
    found = list(jobs(kind))
    assert len(found) >= least
    places = []
    for number, (_, text) in enumerate(found):
        places.append(tmp_path / f"{number}.yml")
        places[-1].write_text(text)
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{kind}"]
    done = subprocess.run([*check, *places], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{[name for name, _ in found]}\n{done.stdout}"
    places[0].write_text("jobs: 7\nruns: 7\npages: 7\n")
    assert subprocess.run([*check, places[0]], capture_output=True, check=False).returncode == 1


def built(tmp_path: Path, *words: str) -> Path:
    """What a recipe's call of `build` makes of a small site, as its host would run it."""
    site = tmp_path / "site"
    for path, text in {"references/library.bib": LIBRARY, "content/articles/a.md": article()}.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text)
    done = CliRunner(env={"SOURCE_DATE_EPOCH": "1780272000"}).invoke(main, [*words, str(site)])
    assert done.exit_code == 0, done.output
    return site


def command(text: str, **variables: str) -> list[str]:
    """The call of the program in a line of a shell, with its variables filled in."""
    (line,) = re.findall(r"(?:&& |run: |- )(dr-evidence-site build[^\n]*)", text)
    for name, value in variables.items():
        line = line.replace(f"${name}", value)
    assert "$" not in line
    return shlex.split(line)[1:]


@pytest.mark.parametrize(
    ("path", "folder", "address"),
    [
        (".github/workflows/publish.yml", "build", "https://example.github.io/evidence/"),
        (".gitlab-ci.yml", "public", "https://group.gitlab.io/project/"),
        ("netlify.toml", "build", "https://example.netlify.app/"),
    ],
)
def test_a_recipe_builds_what_its_host_publishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, folder: str, address: str
) -> None:
    monkeypatch.chdir(tmp_path)
    text = recipe(path)
    if path.endswith(".toml"):
        settings = tomllib.loads(text)
        assert (settings["build"]["publish"], settings["build"]["environment"]) == (folder, {"PYTHON_VERSION": "3.12"})
        text = f"- {settings['build']['command']}"
    else:
        root = yaml.safe_load(text)
        steps = root["jobs"]["publish"]["steps"] if "jobs" in root else []
        uploads = [step["with"]["path"] for step in steps if "upload" in step.get("uses", "")]
        assert (uploads or root["pages"]["artifacts"]["paths"]) == [folder]
    words = command(text, CI_PAGES_URL=address.rstrip("/"), URL=address.rstrip("/"))
    site = built(tmp_path, *words)
    place = tmp_path / folder if "-o" in words else site / folder
    lost = (place / "404.html").read_text()
    assert f'href="{re.sub("https://[^/]+", "", address)}index.html"' in lost
    assert (place / "_headers").is_file() and (place / ".nojekyll").is_file()


def test_the_configuration_in_the_guide_is_the_one_that_is_written_and_tested() -> None:
    assert recipe("nginx") == configuration("", searches=False)
