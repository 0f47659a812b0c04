"""The command as a person or a CI job runs it: what goes to stdout, to stderr, and the exit code."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from dr_evidence_site import cli
from sites import approved_article, article

Make = Callable[[Mapping[str, str | bytes]], Path]


def run(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("dr-evidence-site"), *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def call(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The same in this process, which is quicker."""
    words = [str(argument) for argument in arguments]
    with contextlib.chdir(cwd):
        result = CliRunner(env={"SOURCE_DATE_EPOCH": None, **environment}).invoke(
            cli.main, words, catch_exceptions=False
        )
    return subprocess.CompletedProcess(words, result.exit_code, result.stdout, result.stderr)


def said(stderr: str) -> list[str]:
    """The lines of the summary: on a slow machine a stage that takes a second says so in a line of its own."""
    return [line for line in stderr.splitlines() if not re.match(r"[a-z ]+: .*\d s", line)]


def test_build_says_what_it_did_and_where_to_look(make_site: Make) -> None:
    site = make_site({"content/articles/a.md": article()})
    result = run("build", site, "--today", "2026-06-01")
    assert (result.returncode, result.stdout) == (0, "")
    first, second = said(result.stderr)
    assert first.startswith("1 article, 5 pages: ") and first.endswith(" files written, 0 unchanged, 0 removed.")
    assert second == f"Open {(site / 'build/index.html').as_uri()}"
    again = run("build", site, "--today", "2026-06-01")
    assert "0 files written" in again.stderr


def test_diagnostics_go_to_stdout_and_the_count_to_stderr(make_site: Make) -> None:
    site = make_site({"content/articles/a.md": article("T [@moyer2031].")})
    result = run("check", site, "--today", "2026-06-01")
    assert result.returncode == 1
    assert result.stdout == (
        "content/articles/a.md:8:4: error[CIT001]: There is no reference “moyer2031” in the library.\n"
        "  8 | T [@moyer2031].\n"
        "    |    ^^^^^^^^^^\n"
        "  hint: Did you mean “moyer2013”?\n"
    )
    assert said(result.stderr) == ["1 error in 1 file"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check"], 0),
        (["check", "--fail-on", "warning"], 1),
        (["check", "--fail-on", "error"], 0),
        (["build"], 0),
        (["build", "--strict"], 1),
    ],
)
def test_levels_and_exit_codes(make_site: Make, arguments: list[str], code: int) -> None:
    site = make_site({"content/articles/a.md": article("# Top\n\n[@moyer2013]")})
    assert call(*arguments, "--today", "2026-06-01", cwd=site).returncode == code
    assert (site / "build").exists() == (arguments == ["build"])


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "nowhere"],
        ["build", "--today", "1 June"],
        ["check", "--format", "xml"],
        ["explain", "XYZ999"],
        ["bild"],
        ["build", "--base-url", "example.org"],
        ["build", "-o", "."],
    ],
)
def test_a_wrong_call_is_2_and_writes_nothing(make_site: Make, arguments: list[str]) -> None:
    site = make_site({"content/articles/a.md": article()})
    before = sorted(site.rglob("*"))
    result = call(*arguments, cwd=site)
    assert (result.returncode, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr and result.stderr
    assert sorted(site.rglob("*")) == before


def test_machine_formats(make_site: Make) -> None:
    site = make_site({"content/articles/a.md": article("T [@moyer2031].")})
    lines = call("check", site, "--format", "jsonl", "--today", "2026-06-01", cwd=site).stdout.splitlines()
    assert [json.loads(line)["code"] for line in lines] == ["CIT001"]
    github = call("check", "site", "--format", "github", "--today", "2026-06-01", cwd=site.parent).stdout
    assert github.startswith("::error file=site/content/articles/a.md,line=8,")
    sarif = json.loads(call("check", site, "--format", "sarif", "--today", "2026-06-01", cwd=site).stdout)
    (result,) = sarif["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 8


def test_the_day_comes_from_the_option_then_the_environment(make_site: Make) -> None:
    site = make_site(
        {
            "content/articles/a.md": approved_article(due="2026-05-31"),
            "content/people.yaml": "example-author: {name: A}\nexample-reviewer: {name: B, roles: [reviewer]}\n",
        }
    )
    overdue = "Review overdue"
    page = site / "build/articles/a.html"
    call("build", site, cwd=site, SOURCE_DATE_EPOCH="1780185600")  # 2026-05-31
    assert "data-due" in page.read_text()
    run("build", site, SOURCE_DATE_EPOCH="1780272000")  # 2026-06-01
    assert overdue in page.read_text() and "data-due" not in page.read_text()
    call("build", site, "--today", "2026-05-31", cwd=site, SOURCE_DATE_EPOCH="1780272000")
    assert "data-due" in page.read_text()
    assert call("build", site, cwd=site, SOURCE_DATE_EPOCH="soon").returncode == 2


def test_help_is_quick_to_load() -> None:
    """No stage is imported for --help: start-up is paid by the command that needs it."""
    script = (
        "import sys; from dr_evidence_site import cli\n"
        "heavy = {'jinja2', 'markdown_it', 'yaml', 'pybtex', 'babel', 'rapidfuzz'} & set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_base_url_replaces_the_settings(make_site: Make) -> None:
    site = make_site({"content/articles/a.md": article(), "site.yaml": "base_url: https://old.example/\n"})
    call("build", site, "--base-url", "https://new.example/sub", "--today", "2026-06-01", cwd=site)
    html = (site / "build/articles/a.html").read_text()
    assert '<link rel="canonical" href="https://new.example/sub/articles/a.html">' in html
    assert "old.example" not in html
