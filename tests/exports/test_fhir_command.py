"""The command `export fhir`: where its bundles go, and what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fhir_site import FILES, write

from dr_evidence_site.build.export_fhir import NotWrittenError, write_file
from dr_evidence_site.cli import main
from dr_evidence_site.exports.fhir_parts import Decimal, json_text

KEPT = ("site.yaml", "content/people.yaml", "references/library.bib")
SMALL = {path: FILES[path] for path in (*KEPT, "content/articles/submitted.md", "content/articles/started.md")}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write(tmp_path / "site", SMALL)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["export", "fhir", *map(str, arguments), "--today", "2026-06-01"])


def ids(text: str) -> list[str]:
    return [json.loads(line)["id"] for line in text.splitlines()]


def test_a_folder_gets_a_file_for_each_article_that_is_written_once(site: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "fhir"
    result = call(site, "-o", folder)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines()[-1] == f"2 articles: 2 files written to {folder}."
    assert sorted(file.name for file in folder.iterdir()) == ["started.fhir.json", "submitted.fhir.json"]
    (folder / "started.fhir.json").write_text("{}")
    assert f"2 articles: 1 file written to {folder}." in call(site, "-o", folder).stderr
    assert not (site / ".cache").exists()


def test_without_a_place_there_is_a_line_for_each_article(site: Path, tmp_path: Path) -> None:
    result = call(site)
    assert result.exit_code == 0
    assert sorted(ids(result.stdout)) == ["started", "submitted"]
    file = tmp_path / "all.ndjson"
    assert call(site, "-o", file).exit_code == 0
    assert file.read_text(encoding="utf-8") == result.stdout


def test_one_article_is_a_file_of_many_lines(site: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    assert call(site, "--article", "started", "-o", file).exit_code == 0
    text = file.read_text(encoding="utf-8")
    assert json.loads(text)["id"] == "started" and len(text.splitlines()) > 100
    assert call(site, "--article", "started").stdout == text
    other = call(site, "--article", "started", "--base-url", "https://other.example.org/")
    assert "https://other.example.org/articles/started.html" in other.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--article", "startd"], "This site publishes no article “startd”. Did you mean “started”?"),
        (["--article", "zzzzzzzzzzz"], "Name it by its slug."),
        (["-o", "all.json"], "all.json can hold one article only. Name it with --article"),
        (["--base-url", "example.org"], "example.org"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(arguments: list[str], said: str, site: Path) -> None:
    result = call(site, *arguments)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


def test_a_site_with_an_error_exports_nothing(site: Path, tmp_path: Path) -> None:
    write(site, {"content/articles/started.md": FILES["content/articles/started.md"].replace("@moyer2013", "@nobody")})
    result = call(site, "-o", tmp_path / "fhir")
    assert result.exit_code == 1
    assert "error[CIT001]" in result.stdout and result.stderr.endswith("Nothing was written.\n")
    assert not (tmp_path / "fhir").exists()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWrittenError, match=r"file/a\.json cannot be written: "):
        write_file(tmp_path / "file" / "a.json", ["{}"])


def test_articles_that_the_settings_leave_out_are_not_exported(site: Path) -> None:
    write(site, {"site.yaml": FILES["site.yaml"] + "publish: approved\n"})
    assert call(site).stdout == ""
    assert call(site, "--article", "started").exit_code == 2


def test_builds_load_nothing_of_it() -> None:
    code = (
        "import sys, dr_evidence_site.cli, dr_evidence_site.build.run, dr_evidence_site.build.tasks, "
        "dr_evidence_site.exports.files; print([name for name in sys.modules if 'fhir' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_json_has_no_more_on_a_line_than_it_should() -> None:
    value = {"a": [1, Decimal("0.70")], "b": {"c": "ü\x00\ud800"}, "d": [], "e": True}
    assert json_text(value, None) == '{"a": [1, 0.70], "b": {"c": "ü?"}, "d": [], "e": true}'
    assert json_text({"a": [1]}, "  ") == '{\n  "a": [\n    1\n  ]\n}'
