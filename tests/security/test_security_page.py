"""The page on security is true: every promise names tests, the tests exist, and reports go to where they are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
POLICY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
ROWS = [
    line.strip("|").split(" | ")
    for line in PAGE.partition("## What is promised\n")[2].partition("\n## ")[0].splitlines()
    if line.startswith("|") and "`test_" in line
]
MODULES = {path.name: path for path in (ROOT / "tests").rglob("test_*.py")}


def test_every_promise_has_a_test() -> None:
    table = PAGE.partition("## What is promised\n")[2].partition("\n## ")[0]
    assert len(ROWS) == len(re.findall(r"^\|", table, re.MULTILINE)) - 2 >= 20


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip()[:40])
def test_the_tests_of_a_promise_exist(row: list[str]) -> None:
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", row[-1])
    assert named
    assert row[-1].count("`") == 2 * len(named)
    for module, name in named:
        assert re.search(rf"^def {name}\(", MODULES[module].read_text(encoding="utf-8"), re.MULTILINE), (
            f"{module}::{name}"
        )


def test_every_test_of_security_watches_a_promise() -> None:
    """But for those that watch the tests themselves."""
    named = set(re.findall(r"`(test_\w+\.py)::", PAGE))
    assert {path.name for path in (ROOT / "tests/security").glob("test_*.py")} - named == {"test_security_page.py"}


def test_reports_are_private_and_go_to_nobody_made_up() -> None:
    assert "Report a vulnerability" in POLICY
    assert not re.search(r"[\w.+-]+@[\w-]+\.\w+|https?://", POLICY)
    for target in re.findall(r"\]\(([^)#]+)", POLICY):
        assert (ROOT / target).is_file(), target
