"""The interface for Python: what its page says of it is true, and it raises only for what a caller does wrong."""

from __future__ import annotations

import contextlib
import datetime as dt
import inspect
import io
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from dr_evidence_site import api, cli
from sites import TODAY, article

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/api.md").read_text(encoding="utf-8")
MakeSite = Callable[[Mapping[str, str | bytes]], Path]


def test_a_build_says_what_it_did(make_site: MakeSite, tmp_path: Path) -> None:
    site = make_site({"content/articles/a.md": article(), "site.yaml": "search: false\n"})
    first = api.build(site, tmp_path / "out", today=TODAY)
    assert (first.problems, first.published, first.articles, first.ok) == ((), True, 1, True)
    assert first.written > first.pages > 1
    again = api.build(str(site), str(tmp_path / "out"), today=TODAY)
    assert (again.written, again.unchanged) == (0, first.written)
    assert api.verify(tmp_path / "out").problems == ()


def test_faults_are_told_as_the_command_tells_them(make_site: MakeSite) -> None:
    site = make_site({"content/articles/a.md": article("Text [@moyer2031]."), "site.yaml": "search: false\n"})
    result = api.check(site, today=TODAY)
    said = CliRunner().invoke(cli.main, ["check", str(site), "--today", TODAY.isoformat()]).stdout
    assert [str(problem) for problem in result.problems] == [line for line in said.splitlines() if line[0] != " "]
    (problem,) = result.problems
    assert (problem.code, problem.level, problem.path, problem.line) == (
        "CIT001",
        api.Level.ERROR,
        "content/articles/a.md",
        8,
    )
    assert "moyer2013" in problem.hint
    assert not result.ok
    assert not result.published
    built = api.build(site, today=TODAY)
    assert not built.published
    assert not (site / "build").exists()


def test_strict_is_as_the_option(make_site: MakeSite, tmp_path: Path) -> None:
    site = make_site(
        {"content/articles/a.md": article("Text <b>bold</b> [@moyer2013]."), "site.yaml": "search: false\n"}
    )
    assert api.build(site, tmp_path / "out", today=TODAY).published
    strict = api.build(site, tmp_path / "other", today=TODAY, strict=True)
    assert not strict.published
    assert strict.ok  # a warning is no error


def test_the_base_address_and_the_day_are_the_callers(make_site: MakeSite, tmp_path: Path) -> None:
    site = make_site({"content/articles/a.md": article(), "site.yaml": "search: false\n"})
    api.build(
        site,
        tmp_path / "out",
        today=dt.date(2026, 7, 2),
        base_url="https://evidence.example.org/",
        jobs=1,
        remember=False,
    )
    page = (tmp_path / "out/articles/a.html").read_text(encoding="utf-8")
    assert 'href="https://evidence.example.org/articles/a.html"' in page
    assert '"2026-07-02"' in (tmp_path / "out/manifest.json").read_text(encoding="utf-8")
    assert not (site / ".cache").exists()


def test_what_was_changed_after_the_build_is_found(make_site: MakeSite, tmp_path: Path) -> None:
    site = make_site({"content/articles/a.md": article(), "site.yaml": "search: false\n"})
    out = tmp_path / "out"
    api.build(site, out, today=TODAY)
    (tmp_path / "list.json").write_bytes((out / "manifest.json").read_bytes())
    (out / "index.html").write_text("Other words")
    (out / "google1.html").write_text("Mine")
    found = api.verify(out, manifest=tmp_path / "list.json", allow=["google*.html"])
    assert [problem.path for problem in found.problems] == ["index.html"]
    assert {problem.path for problem in api.verify(out).problems} == {"google1.html", "index.html"}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda site: api.build(site / "nowhere"), "is no folder"),
        (lambda site: api.check(site / "nowhere"), "is no folder"),
        (lambda site: api.build(site, jobs=0), "no number of processes"),
        (lambda site: api.build(site, base_url="ftp://x"), "--base-url|base_url|https"),
        (lambda site: api.build(site, site / "content"), "content"),
        (api.verify, "manifest.json"),
    ],
)
def test_a_wrong_call_raises(make_site: MakeSite, call: Callable[[Path], object], words: str) -> None:
    site = make_site({"content/articles/a.md": article()})
    with pytest.raises(ValueError, match=words):
        call(site)


def test_a_wrong_clock_raises(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(ValueError, match="SOURCE_DATE_EPOCH"):
        api.check(make_site({"content/articles/a.md": article()}))


def test_the_module_is_run_as_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dr_evidence_site", "--help"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("Usage: dr-evidence-site [OPTIONS] COMMAND")


def test_naming_the_interface_loads_no_stage() -> None:
    code = "import sys, dr_evidence_site.api; print(*[name for name in sys.modules if name.startswith('dr_evidence_site.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["dr_evidence_site.api"]


def test_the_page_has_everything_that_is_public() -> None:
    for name in api.__all__:
        assert f"`{name}" in PAGE, name
        thing = getattr(api, name)
        if inspect.isfunction(thing):
            signature = str(inspect.signature(thing)).replace("'", "")
            (shown,) = re.findall(rf"^def {name}(\(.*?\) -> \w+): \.\.\.", PAGE, re.DOTALL | re.MULTILINE)
            assert re.sub(r"[\s,]+", "", shown) == re.sub(r"[\s,]+", "", signature.replace("dt.date", "date"))
    fields = {*api.Result.__struct_fields__, *api.Problem.__struct_fields__, "ok"}
    assert fields <= set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))


def test_the_examples_of_the_page_run(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    make_site({"content/articles/a.md": article("Text [@moyer2031]."), "site.yaml": "search: false\n"}).rename(
        "my-site"
    )
    examples = re.findall(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert examples
    for code, printed in examples:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(code, "docs/api.md", "exec"), {"__name__": "__main__"})
        assert out.getvalue() == printed


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")
