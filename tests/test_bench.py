"""The benchmark's made-up site is sound and the same each time, its measure counts all processes, and its page tells its results."""

from __future__ import annotations

import datetime as dt
import re
import shlex
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import formats, generate, report, run  # noqa: E402
from bench.measure import CommandFailedError, measure  # noqa: E402
from bench.results import Results, Run, load  # noqa: E402
from bench.tools.ours import Ours  # noqa: E402
from bench.tools.plain import Plain  # noqa: E402
from bench.tools.tool import Size, WrongOutputError  # noqa: E402

from dr_evidence_site.build import Options, build  # noqa: E402

TODAY = dt.date(2026, 6, 1)


def test_the_same_index_gives_the_same_article_and_has_the_stated_weight() -> None:
    article = generate.article(3, 1000, 1000)
    text = formats.ours(article)
    assert article == generate.article(3, 1000, 1000)
    assert 7_500 < len(text.encode()) < 9_500
    assert text.count("[@") in {generate.CITATIONS_PER_ARTICLE, generate.CITATIONS_PER_ARTICLE + 1}
    assert set(re.findall(r"@(study-\d+)", text)) == {generate.key(index) for index in generate.cited(3, 1000)}


@pytest.mark.parametrize("list_in_html", [False, True])
def test_linked_articles_number_references_as_they_are_first_cited(list_in_html: bool) -> None:
    size = Size(40, 60)
    text = formats.linked(generate.article(5, 40, 60), size.library(), list_in_html=list_in_html)
    listed = [int(number) for number in re.findall(r' id="ref-(\d+)"', text)]
    assert listed == list(range(1, len(generate.cited(5, 60)) + 1))
    assert int(re.search(r"\(#ref-(\d+)\)", text)[1]) == 1  # type: ignore[index]


def test_a_group_with_three_numbers_in_a_row_is_a_range_and_a_page_stays_out_of_it() -> None:
    cited = generate.Cited((("a", None), ("b", None), ("c", None), ("d", 7)))
    library = {name: generate.reference(number) for number, name in enumerate("abcd")}
    article = generate.Article("s", "T", "Q?", "2026-01-01", ("x", "y"), (generate.Paragraph((cited,)),))
    assert r"\[[1](#ref-1)–[3](#ref-3),[4](#ref-4) (p. 7)\]" in formats.linked(article, library)


def test_our_site_builds_without_a_diagnostic_and_passes_its_own_check_until_an_edit_is_missing(tmp_path: Path) -> None:
    tool = Ours(tmp_path, Size(12, 40))
    tool.prepare()
    for number in (0, 1):
        tool.edit_article(number)
        tool.edit_template(number)
        tool.edit_reference(number)
        made = build(Options(tool.folder, TODAY), tool.output)
        assert made.diagnostics == ()
        tool.check(article=number, template=number, reference=number)
    with pytest.raises(WrongOutputError, match="last edited in round 2"):
        tool.check(article=2, template=1, reference=1)


def test_the_floor_has_every_page_that_hugo_has_and_passes_its_own_check(tmp_path: Path) -> None:
    tool = Plain(tmp_path, Size(12, 40))
    tool.prepare()
    measure(tool.command(), tool.folder)
    tool.check()
    assert {file.name for file in tool.output.iterdir()} >= {
        "index.html",
        "404.html",
        "articles",
        "topics",
        "theme.css",
    }
    tool.page(generate.slug(4)).unlink()
    with pytest.raises(WrongOutputError, match="11 article pages of 12"):
        tool.check()


def test_a_missing_page_is_noticed(tmp_path: Path) -> None:
    tool = Ours(tmp_path, Size(12, 40))
    tool.prepare()
    build(Options(tool.folder, TODAY), tool.output)
    tool.page(generate.slug(4)).unlink()
    with pytest.raises(WrongOutputError, match="11 article pages of 12"):
        tool.check()


def test_edits_are_taken_back_to_the_byte(tmp_path: Path) -> None:
    tool = Ours(tmp_path, Size(12, 40))
    tool.prepare()

    def state() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in tool.folder.rglob("*") if path.is_file()}

    before = state()
    tool.edit_article(3)
    tool.edit_template(3)
    tool.edit_reference(3)
    assert len([path for path, content in state().items() if before[path] != content]) == 3
    tool.undo()
    assert state() == before


def test_a_run_of_some_scenarios_measures_those_and_takes_its_edits_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = [sys.executable, "-c", "from dr_evidence_site.cli import main; main()"]
    monkeypatch.setattr(Ours, "program", shlex.join(program))
    kept: list[int] = []
    size = Size(12, 40)
    plan = run.Plan(size, (), (run.FIRST, run.REFERENCE, run.HELP), rounds=1, work=tmp_path, label="here")
    results = run.run(plan, lambda so_far: kept.append(len(so_far.runs)))
    assert results.skipped == {}
    assert results.scenarios == [run.FIRST, run.REFERENCE, run.HELP]
    assert kept == [3]
    assert all(one.cpu > 0 and one.memory > 5e6 for one in results.runs)
    assert "corrected in round" not in (Ours(tmp_path, size).folder / "references" / "library.bib").read_text()


def test_a_build_that_lacks_an_edit_gives_no_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = [sys.executable, "-c", "from dr_evidence_site.cli import main; main()"]
    monkeypatch.setattr(Ours, "program", shlex.join(program))
    monkeypatch.setattr(Ours, "edit_reference", lambda self, number: None)
    plan = run.Plan(Size(12, 40), (), (run.FIRST, run.REFERENCE), rounds=1, work=tmp_path, label="here")
    results = run.run(plan, lambda so_far: None)
    assert results.scenarios == [run.FIRST]
    assert "corrected in round 1" in results.skipped[f"{Ours.name}, {run.REFERENCE}"]


def test_memory_is_summed_over_child_processes(tmp_path: Path) -> None:
    child = "import time; held = bytearray(60_000_000); time.sleep(0.4)"
    parent = f"import subprocess, sys; [p.wait() for p in [subprocess.Popen([sys.executable, '-c', {child!r}]) for _ in range(2)]]"
    cost = measure([sys.executable, "-c", parent], tmp_path)
    assert 120e6 < cost.memory < 250e6
    assert cost.wall > 0.4


def test_a_command_that_fails_says_so_with_its_output(tmp_path: Path) -> None:
    with pytest.raises(CommandFailedError, match=r"(?s)ended with 3.*the reason"):
        measure(["sh", "-c", "echo the reason; exit 3"], tmp_path)


def test_ratios_pair_the_runs_of_a_round() -> None:
    runs = [
        Run(1, "s", "a", 1.0, 1.0, 1),
        Run(1, "s", "b", 2.0, 1.0, 1),
        Run(2, "s", "b", 1.0, 1.0, 1),
        Run(2, "s", "a", 3.0, 1.0, 1),
    ]
    results = Results("2026-01-01", 1, 1, {}, {}, runs=runs)
    assert results.ratios("s", "a", "b", lambda run: run.wall) == [0.5, 3.0]


def test_results_are_read_back_as_they_were_saved(tmp_path: Path) -> None:
    results = Results(
        "2026-01-01",
        1,
        1,
        {"cores": "2"},
        {"a": {"version": "1", "cites": True}},
        {"b": "why"},
        [0.1],
        [Run(1, "s", "a", 1.0, 2.0, 3)],
    )
    results.save(tmp_path / "r.json")
    assert load(tmp_path / "r.json") == results


def test_the_performance_page_and_its_plots_tell_the_newest_results() -> None:
    text = report.PAGE.read_text(encoding="utf-8")
    assert report.page(text) == text, "run .venv/bin/python -m bench.report"
    for name, svg in report.plots().items():
        assert (report.IMAGES / name).read_text(encoding="utf-8") == svg, "run .venv/bin/python -m bench.report"
        ET.fromstring(svg)
    assert {f"images/{name}" for name in report.plots()} >= set(re.findall(r"\]\((images/performance[^)]+)\)", text))


def test_results_name_no_host_and_no_path() -> None:
    for results in report.everything():
        words = " ".join([*results.machine.values(), *results.skipped.values()])
        assert not re.search(r"(?<![\w/])/(?:home|root|tmp|work|usr)\b", words)


def test_the_wait_for_a_saved_article_is_measured_to_its_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from bench import serve

    for change in serve.CHANGES:
        arguments = ["--articles", "3", "--references", "30", "--edits", "2", "--pause", "0.1", "--change", change]
        assert serve.main([*arguments, "--work", str(tmp_path)]) == 0
        found = re.findall(
            r"saved to (event|page): median (\d+) ms \((\d+) to (\d+)\), 2 edits", capsys.readouterr().out
        )
        assert [name for name, *_ in found] == ["event", "page"]
        assert all(int(least) <= int(middle) <= int(most) for _, middle, least, most in found)
    text = next(tmp_path.rglob("article-000001.md")).read_text()
    assert "title: Edit" not in text and "last edited in round 0." in text
