"""The search index within a build: made when something in it changed, never half, and never without being asked for."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from large_site import contents

from dr_evidence_site.build.report import Options, Report
from dr_evidence_site.build.run import build, check
from dr_evidence_site.diagnostics import Severity
from dr_evidence_site.site import search as site_search
from dr_evidence_site.system import pagefind
from dr_evidence_site.system.pagefind import IndexingError
from sites import LIBRARY, TODAY, article

SITE = {
    "references/library.bib": LIBRARY,
    **{f"content/articles/a{number}.md": article(f"Text {number} [@moyer2013].") for number in range(8)},
    "content/pages/about.md": "---\ntitle: About\n---\nAbout us.\n",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, text in SITE.items():
        place = tmp_path / "site" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return tmp_path / "site"


@pytest.fixture
def indexed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The addresses in each index that is made from now on."""
    made: list[list[str]] = []
    real = pagefind.index

    def index(documents, *, engine=True):
        documents = list(documents)
        made.append([address for address, _ in documents])
        return real(documents, engine=engine)

    monkeypatch.setattr(pagefind, "index", index)
    return made


def run(site: Path, folder: str = "build", **options: object) -> Report:
    report = build(Options(site, TODAY, **options), site / folder)  # type: ignore[arg-type]
    assert not report.failed(Severity.WARNING), report.diagnostics
    return report


def index_of(folder: Path) -> set[str]:
    return {path for path in contents(folder) if "/pagefind-" in path}


def test_an_index_is_made_once_and_again_when_a_text_changed(site: Path, indexed: list[list[str]]) -> None:
    run(site)
    assert len(indexed) == 1
    assert sorted(indexed[0])[0] == "about.html?audience=patient"
    assert len(indexed[0]) == 9
    again = run(site)
    assert len(indexed) == 1
    assert again.summary and again.summary.written == 0
    (site / "content/articles/a3.md").write_text(article("Another text."))
    run(site)
    assert len(indexed) == 2
    run(site, "fresh", remember=False)
    assert contents(site / "build") == contents(site / "fresh")


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (("site.yaml", "title: Another\n"), False),
        (("templates/static/brand.css", "p { color: red }"), False),
        (("content/people.yaml", "e: {name: E, roles: [author], interests: None}\n"), False),
        (("site.yaml", "language: en-GB\n"), True),
        (("site.yaml", "audiences: [{id: patient, label: P}, {id: clinician, label: C}, {id: carer, label: R}]\n"), True),
        (("content/articles/a0.md", article("Text 0 [@moyer2013].", title="Renamed")), True),
        (("content/articles/a0.md", article("Text 0 [@moyer2013].").replace("audience:", "topics: [t]\naudience:")), True),
        (("content/pages/about.md", "---\ntitle: About\n---\nAbout them.\n"), True),
    ],
)  # fmt: skip
def test_only_what_can_be_found_has_a_say(
    site: Path, indexed: list[list[str]], change: tuple[str, str], again: bool
) -> None:
    build(Options(site, TODAY), site / "build")
    place = site / change[0]
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(change[1])
    build(Options(site, TODAY), site / "build")
    assert len(indexed) == (2 if again else 1)
    build(Options(site, TODAY, remember=False), site / "fresh")
    assert contents(site / "build") == contents(site / "fresh")


def test_of_a_large_site_only_the_share_of_the_article_is_made_again(
    site: Path, indexed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_search, "_AT_ONCE", 3)
    run(site, jobs=2)
    assert len(indexed) == 3
    (site / "content/articles/a3.md").write_text(article("Another text."))
    run(site)
    assert len(indexed) == 4
    assert any("a3.html" in address for address in indexed[-1])
    run(site, "fresh", remember=False, jobs=1)
    assert contents(site / "build") == contents(site / "fresh")
    (site / "content/articles/a4.md").unlink()
    run(site)
    run(site, "again", remember=False)
    assert contents(site / "build") == contents(site / "again")


def test_a_file_of_the_index_that_is_gone_or_changed_is_made_again(site: Path, indexed: list[list[str]]) -> None:
    run(site)
    before = contents(site / "build")
    path = next(path for path in sorted(index_of(site / "build")) if path.endswith(".pf_fragment"))
    (site / "build" / path).unlink()
    run(site)
    assert contents(site / "build") == before
    (site / "build" / path).write_bytes(b"changed")
    run(site)
    assert contents(site / "build") == before
    assert len(indexed) == 3


def test_damaged_memos_cost_time_alone(site: Path, indexed: list[list[str]]) -> None:
    run(site)
    before = contents(site / "build")
    [memo] = (site / ".cache").glob("memo-*.sqlite")
    with sqlite3.connect(memo) as database:
        database.execute("UPDATE memo SET value = x'00' WHERE kind IN ('outcome', 'text', 'search')")
    database.close()
    run(site)
    assert len(indexed) == 2
    assert contents(site / "build") == before


def test_without_pagefind_there_is_no_search_and_it_is_said_once(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagefind, "version", lambda: "")
    report = run(site)
    [note] = report.diagnostics
    assert (note.code, note.severity) == ("SEA001", Severity.NOTE)
    assert "dr-evidence-site[search]" in note.hint
    assert not index_of(site / "build")
    assert not (site / "build/search.html").exists()
    assert "search.html" not in (site / "build/index.html").read_text()
    (site / "site.yaml").write_text("search: false\n")
    assert run(site).diagnostics == ()


def test_a_site_that_wants_no_search_does_not_ask_for_pagefind(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (site / "site.yaml").write_text("search: false\n")
    monkeypatch.setattr(pagefind, "version", lambda: pytest.fail("asked"))
    monkeypatch.setattr(pagefind, "index", lambda *_, **__: pytest.fail("indexed"))
    run(site)
    assert not (site / "build/search.html").exists()
    assert "wasm" not in (site / "build/_headers").read_text()


def test_a_site_without_texts_has_no_search_page(tmp_path: Path) -> None:
    assert not build(Options(tmp_path, TODAY), tmp_path / "build").failed(Severity.WARNING)
    assert not (tmp_path / "build/search.html").exists()


def test_when_pagefind_fails_the_site_stays_as_it_was(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(site)
    before = contents(site / "build")
    (site / "content/articles/a3.md").write_text(article("Another text."))

    def fail(*_: object, **__: object) -> None:
        raise IndexingError("it was ended by signal 9")

    with monkeypatch.context() as patch:
        patch.setattr(pagefind, "index", fail)
        report = build(Options(site, TODAY), site / "build")
    [error] = [fault for fault in report.diagnostics if fault.severity is Severity.ERROR]
    assert (error.code, error.span.path) == ("SEA002", "site.yaml")
    assert "Pagefind failed, it was ended by signal 9." in error.message
    assert contents(site / "build") == before
    run(site)
    assert contents(site / "build") != before


def test_a_check_makes_no_index(site: Path, indexed: list[list[str]]) -> None:
    assert not check(Options(site, TODAY)).failed(Severity.WARNING)
    assert indexed == []


def test_an_index_of_another_version_is_cleared_away(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(site)
    shutil.rmtree(site / ".cache")
    monkeypatch.setattr(pagefind, "version", lambda: "9.9.9")
    run(site)
    assert {path.split("/")[1] for path in index_of(site / "build")} == {"pagefind-9.9.9"}
