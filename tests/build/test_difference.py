"""`diff`: what a new build changes in a published site, and which addresses would break."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from changing_site import change, run
from click.testing import CliRunner
from published_sites import articles, page, publish

from dr_evidence_site.build.difference import Broken, Difference, difference, read_published
from dr_evidence_site.build.difference_report import as_json, markdown, text
from dr_evidence_site.cli import main

Compare = Callable[..., Difference]

A, B = "articles/a.html", "articles/b.html"
OLD = {
    "index.html": page(f'<a href="{A}">a</a>', up=""),
    A: page('<h2 id="harms">Harms</h2><span id="cite-1">1</span>'),
    "articles/a.json": "{}",
    "articles.json": articles(("a", "A <b>*bold*</b> | title", "approved")),
    "feed.xml": "",
}


@pytest.fixture
def compared(tmp_path: Path) -> Compare:
    def compare(new: dict[str, str | None], *, old: dict[str, str] | None = None, **options: object) -> Difference:
        files = {path: content for path, content in {**OLD, **new}.items() if content is not None}
        first = publish(tmp_path / "old", {**OLD, **(old or {})}, built="2026-05-01")
        second = publish(tmp_path / "new", files, **options)  # type: ignore[arg-type]
        return difference(read_published(first), read_published(second))

    return compare


def test_the_same_site_differs_in_nothing(compared: Compare) -> None:
    found = compared({})
    assert found.is_empty and found.unknown == ()
    assert "Nothing changes." in text(found) and "Nothing changes." in markdown(found)


def test_pages_that_come_go_and_change(compared: Compare) -> None:
    found = compared(
        {
            B: page("new"),
            A: page('<h2 id="harms">More harms</h2>'),
            "index.html": page(f'<a href="{A}">a</a>', up="", style=1),
            "articles/a.json": "[]",
        }
    )
    assert (found.added, found.changed, found.restyled, found.removed) == ((B,), (A,), ("index.html",), ())
    assert found.files == (0, 1, 0)
    assert found.broken == ()  # the anchor of a citation is nobody's address


def test_statuses_by_the_pages_they_are_shown_on(compared: Compare) -> None:
    found = compared({"articles.json": articles(("a", "A", "under-review"), ("b", "B", "submitted")), B: page()})
    assert [(one.page, one.before, one.after) for one in found.statuses] == [(A, "approved", "under-review")]
    assert f"{B}  B (submitted)" in text(found)


def test_a_page_that_goes_breaks_its_address_and_the_links_to_it(compared: Compare) -> None:
    found = compared({A: None, "articles/a.json": None, "articles.json": articles()})
    assert found.removed == (A,)
    assert found.broken == (Broken(A), Broken(A, "", "index.html"))  # the file beside it goes without saying


def test_a_page_that_is_renamed_breaks_nothing(compared: Compare) -> None:
    found = compared(
        {
            "index.html": page(f'<a href="{B}">b</a>', up=""), A: page(f'<a href="../{B}">b</a>'), B: OLD[A], "articles/a.json": None,
            "articles/b.json": "{}", "articles.json": articles(("b", "A", "submitted")),
        },
        moved={A: B},
    )  # fmt: skip
    assert (found.renamed, found.added, found.removed, found.changed) == (((A, B),), (), (), ("index.html",))
    assert found.broken == ()
    assert [(one.page, one.before) for one in found.statuses] == [(B, "approved")]


def test_a_file_without_a_place_at_the_new_address_breaks(compared: Compare) -> None:
    found = compared({A: page(), B: OLD[A], "articles/a.json": None, "feed.xml": None}, moved={A: B})
    assert found.broken == (Broken("articles/a.json"), Broken("feed.xml"))


def test_an_alias_that_is_dropped_breaks(tmp_path: Path) -> None:
    first = publish(tmp_path / "one", {**OLD, "articles/old.html": page()}, moved={"articles/old.html": A})
    second = publish(tmp_path / "two", OLD)
    found = difference(read_published(first), read_published(second))
    assert (found.removed, found.renamed, found.broken) == ((), (), (Broken("articles/old.html"),))


def test_sections_and_links_that_lead_nowhere(compared: Compare) -> None:
    found = compared(
        {
            A: page("<h2 id='benefits'>B</h2>"),
            "index.html": page(
                f'<a href="{A}#harms">h</a><a href="{A}#benefits">b</a><a href="nowhere.html">n</a>'
                '<a href="https://example.org/x.html">w</a><a href="/x.html">r</a><a href="#top">t</a><img src="?">',
                up="",
            ),
        }
    )
    assert found.broken == (
        Broken(A, "harms"),
        Broken(A, "harms", "index.html"),
        Broken("nowhere.html", "", "index.html"),
    )


def test_two_lists_are_enough_for_all_but_sections(tmp_path: Path) -> None:
    lists = ("articles.json",)
    first = publish(tmp_path / "old", OLD, only=lists)
    second = publish(tmp_path / "new", {**OLD, A: page("x"), "articles.json": articles(("a", "A", "submitted"))})
    found = difference(read_published(first / "manifest.json"), read_published(second))
    assert (found.changed, [one.after for one in found.statuses]) == ((A,), ["submitted"])
    assert found.unknown == ("Pages of one of the sites are not there: their sections are not compared.",)
    nothing = difference(read_published(publish(tmp_path / "bare", OLD, only=())), read_published(second))
    assert nothing.statuses == () and "statuses are not compared" in nothing.unknown[0]


def test_a_hostile_list_opens_nothing_outside(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    folder = publish(tmp_path / "old", OLD)
    (folder / "articles.json").unlink()
    (folder / "articles.json").symlink_to(tmp_path / "secret")
    assert read_published(folder).content("articles.json") is None


def test_titles_and_sections_are_shown_and_not_obeyed(compared: Compare) -> None:
    old = {
        A: page('<h2 id="`x`\x1b[31m">H</h2>'),
        "articles.json": articles(("a", "<img src=x>\n# [x](y) `z`\x1b", "ap<b>")),
    }
    found = compared(
        {A: page(), "articles.json": articles(("a", "<img src=x>\n# [x](y) `z`\x1b", "submitted"))}, old=old
    )
    said = markdown(found)
    assert r"\<img src=x\> \# \[x\]\(y\) \`z\`" in said and "unknown → submitted" in said
    assert "<" not in said.replace(r"\<", "") and "\x1b" not in said + text(found)
    assert "- `articles/a.html#´x´\ufffd[31m` a section of that name was published" in said


def test_a_long_list_is_cut_in_a_summary(compared: Compare) -> None:
    found = compared({f"articles/{n:03}.html": page() for n in range(203)})
    assert "### 203 pages added" in markdown(found) and "- … and 3 more" in markdown(found)
    assert len(json.loads(as_json(found))["pages"]["added"]) == 203


def test_the_command_writes_each_form(tmp_path: Path) -> None:
    old, new = publish(tmp_path / "old", OLD), publish(tmp_path / "new", {**OLD, A: page()}, built="2026-07-01")

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["diff", str(old), str(new), *arguments])
        return result.exit_code, result.stdout

    code, said = run()
    assert code == 0 and said.startswith(
        "Old: built on 2026-06-01 by version 1.0. New: built on 2026-07-01 by version 1.0.\n"
    )
    assert run("--fail-on-broken")[0] == 1
    assert run("--format", "markdown")[1].startswith("## What changes on the site\n")
    value = json.loads(run("--format", "json")[1])
    assert value["old"] == {"built": "2026-06-01", "program": "1.0"}
    assert value["pages"]["changed"] == [
        {"path": A, "title": "A <b>*bold*</b> | title", "status": "approved", "approved": True}
    ]
    assert value["broken"] == [{"path": A, "fragment": "harms", "on": ""}]
    assert CliRunner().invoke(main, ["diff", str(old), str(tmp_path)]).exit_code == 2


def test_diff_is_about_what_is_published_now(site: Path) -> None:
    shutil.copytree(site / "build", site.parent / "old")
    change(site, 1)
    run(site)
    run(site, folder="fresh", remember=False)
    results = [
        CliRunner().invoke(main, ["diff", str(site.parent / "old"), str(site / new), "--format", "json"]).stdout
        for new in ("build", "fresh")
    ]
    assert results[0] == results[1]
    assert (site / "build/manifest.previous.json").exists()
    # And the other way round: what the old side keeps is nothing that could be lost.
    assert json.loads(
        CliRunner().invoke(main, ["diff", str(site / "build"), str(site / "fresh"), "--format", "json"]).stdout
    )["other_files"] == {"added": 0, "changed": 0, "removed": 0}
