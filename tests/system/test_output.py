"""Publishing: what is written, kept and removed, and what is left when something fails at any moment."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.page import Output
from dr_evidence_site.system import output
from dr_evidence_site.system.build_folder import path_problem
from dr_evidence_site.system.output import Summary

Files = dict[str, bytes]

FIRST: Files = {
    "index.html": b"home 1",
    "articles/a.html": b"a 1",
    "articles/old.html": b"old",
    "topics/gone.html": b"gone",
    "assets/site.1.css": b"css 1",
    "about.html": b"same",
}
SECOND: Files = {
    "index.html": b"home 2",
    "articles/a.html": b"a 2",
    "articles/new.html": b"new",
    "people/p.html": b"people",
    "assets/site.2.css": b"css 2",
    "about.html": b"same",
}


def put(site: Path, files: Files, build: Path | None = None) -> tuple[Summary | None, list[Diagnostic]]:
    return output.publish((Output(p, c) for p, c in files.items()), build or site / "build", site=site)


def tree(folder: Path) -> Files:
    """Every file but the manifest and what only builds before used; a folder without files counts as "name/"."""
    found: Files = {}
    for place in folder.rglob("*"):
        name = place.relative_to(folder).as_posix()
        if place.is_symlink() or place.is_file():
            found[name] = place.read_bytes()
        elif not any(place.iterdir()):
            found[f"{name}/"] = b""
    found.pop("manifest.json", None)
    old = json.loads(found.pop("manifest.previous.json", b'{"files": {}}'))["files"]
    return {name: content for name, content in found.items() if name not in old}


def places(diagnostics: list[Diagnostic]) -> list[str]:
    return [f"{d.code} {d.span.path}" for d in diagnostics]


def test_a_first_build_writes_every_file_and_the_manifest(site: Path) -> None:
    assert put(site, FIRST) == (Summary(written=6), [])
    assert tree(site / "build") == FIRST
    manifest = json.loads((site / "build/manifest.json").read_text())
    assert list(manifest["files"]) == sorted(FIRST)
    assert manifest["files"]["about.html"] == {
        "sha256": "0967115f2813a3541eaef77de9d9d5773f1c0c04314b0bbfe4ff3b3b1c55b5d5",
        "size": 4,
    }


def test_the_manifest_does_not_depend_on_the_order_of_outputs(site: Path, tmp_path: Path) -> None:
    put(site, FIRST, tmp_path / "one")
    put(site, dict(reversed(FIRST.items())), tmp_path / "two")
    assert (tmp_path / "one/manifest.json").read_bytes() == (tmp_path / "two/manifest.json").read_bytes()


def test_a_second_build_replaces_adds_and_prunes(site: Path) -> None:
    put(site, FIRST)
    assert put(site, SECOND) == (Summary(written=5, unchanged=1, removed=2), [])
    assert tree(site / "build") == SECOND


def test_a_build_without_changes_touches_nothing(site: Path) -> None:
    put(site, FIRST)
    everything = [site / "build", *(site / "build").rglob("*")]
    for place in everything:
        os.utime(place, ns=(1, 1))
    assert put(site, FIRST) == (Summary(unchanged=6), [])
    assert {place.stat().st_mtime_ns for place in everything} == {1}


def test_an_unchanged_file_beside_changed_ones_keeps_its_time(site: Path) -> None:
    put(site, FIRST)
    os.utime(site / "build/about.html", ns=(1, 1))
    put(site, SECOND)
    assert (site / "build/about.html").stat().st_mtime_ns == 1


def test_outputs_are_taken_one_by_one(site: Path) -> None:
    alive = 0
    most = 0

    class Counted(bytes):
        def __new__(cls, data: bytes) -> Counted:
            nonlocal alive, most
            alive += 1
            most = max(most, alive)
            return super().__new__(cls, data)

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    output.publish((Output(f"{n}.html", Counted(b"%d" % n)) for n in range(50)), site / "build", site=site)
    assert most <= 3


def test_assets_come_before_pages_and_the_manifest_last(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[str] = []
    real = os.replace

    def note(source: Path, target: Path) -> None:
        moved.append(Path(target).relative_to(site / "build").as_posix())
        real(source, target)

    monkeypatch.setattr(os, "replace", note)
    put(site, {"z.html": b"", "feed.xml": b"", "assets/z.css": b"", "a.html": b""})
    assert moved == ["manifest.json", "assets/z.css", "feed.xml", "a.html", "z.html", "manifest.json"]


# What is not ours


def test_foreign_files_are_neither_removed_nor_overwritten(site: Path) -> None:
    put(site, FIRST)
    for name in ("CNAME", "topics/mine.html"):
        (site / "build" / name).write_bytes(b"mine")
    assert put(site, SECOND)[1] == []
    assert tree(site / "build") == SECOND | {"CNAME": b"mine", "topics/mine.html": b"mine"}


@pytest.mark.parametrize("kind", ["file", "folder", "link", "file above"])
def test_a_taken_path_stops_the_build_before_anything_is_written(site: Path, tmp_path: Path, kind: str) -> None:
    put(site, FIRST)
    taken = site / "build/articles/new.html"
    if kind == "file":
        taken.write_bytes(b"mine")
    elif kind == "folder":
        taken.mkdir()
    elif kind == "link":
        (tmp_path / "elsewhere").write_bytes(b"theirs")
        taken.symlink_to(tmp_path / "elsewhere")
    else:
        (site / "build/people").write_bytes(b"mine")
    before = tree(site / "build")
    summary, diagnostics = put(site, SECOND)
    assert summary is None
    assert places(diagnostics) == [f"OUT004 build/{'people/p' if kind == 'file above' else 'articles/new'}.html"]
    assert tree(site / "build") == before


def test_every_taken_path_is_reported(site: Path) -> None:
    for name in ("index.html", "about.html"):
        (site / "build").mkdir(exist_ok=True)
        (site / "build" / name).write_bytes(b"mine")
    _, diagnostics = put(site, FIRST)
    assert places(diagnostics) == [
        "OUT007 build/manifest.json",
        "OUT004 build/index.html",
        "OUT004 build/about.html",
    ]


def test_a_foreign_file_with_the_same_bytes_is_adopted(site: Path) -> None:
    put(site, FIRST)
    (site / "build/articles/new.html").write_bytes(SECOND["articles/new.html"])
    assert put(site, SECOND)[1] == []
    assert put(site, FIRST)[1] == []
    assert tree(site / "build") == FIRST


def test_a_page_of_ours_that_somebody_edited_is_written_again(site: Path) -> None:
    put(site, FIRST)
    (site / "build/index.html").write_bytes(b"edited")
    assert put(site, FIRST) == (Summary(written=1, unchanged=5), [])
    assert tree(site / "build") == FIRST


def test_a_page_of_ours_that_became_a_link_is_replaced_and_its_target_kept(site: Path, tmp_path: Path) -> None:
    put(site, FIRST)
    (tmp_path / "elsewhere").write_bytes(FIRST["index.html"])
    (site / "build/index.html").unlink()
    (site / "build/index.html").symlink_to(tmp_path / "elsewhere")
    assert put(site, SECOND)[1] == []
    assert not (site / "build/index.html").is_symlink()
    assert (tmp_path / "elsewhere").read_bytes() == FIRST["index.html"]


def test_an_edited_page_that_is_no_longer_wanted_is_left_with_a_warning(site: Path) -> None:
    put(site, FIRST)
    (site / "build/articles/old.html").write_bytes(b"edited")
    summary, diagnostics = put(site, SECOND)
    assert summary is not None and summary.removed == 1
    assert places(diagnostics) == ["OUT008 build/articles/old.html"]
    assert tree(site / "build") == SECOND | {"articles/old.html": b"edited"}


def test_a_linked_folder_in_the_build_folder_is_not_written_through(site: Path, tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (site / "build").mkdir()
    (site / "build/articles").symlink_to(tmp_path / "shared")
    _, diagnostics = put(site, {"articles/deep/a.html": b"a"})
    assert places(diagnostics) == ["OUT007 build/manifest.json", "OUT009 build/articles/deep/a.html"]
    assert list((tmp_path / "shared").iterdir()) == []


def test_nothing_is_removed_through_a_linked_folder(site: Path, tmp_path: Path) -> None:
    put(site, FIRST)
    (site / "build/topics").rename(tmp_path / "shared")
    (site / "build/topics").symlink_to(tmp_path / "shared")
    _, diagnostics = put(site, SECOND)
    assert places(diagnostics) == ["OUT008 build/topics/gone.html"]
    assert (tmp_path / "shared/gone.html").read_bytes() == b"gone"


# The manifest


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 100_000,
        b'{"generator": "dr-evidence-site", "version": 2, "files": {}}',
        b'{"generator": "dr-evidence-site", "version": 1, "files": {"a.html": 1}}',
        b'{"generator": "dr-evidence-site", "version": 1, "files": {"../x": {"sha256": "", "size": 0}}}',
    ],
)
def test_a_damaged_manifest_is_a_warning_and_nothing_is_removed(site: Path, damaged: bytes) -> None:
    put(site, FIRST)
    (site / "build/manifest.json").write_bytes(damaged)
    added = FIRST | {"new.html": b"new"}
    del added["articles/old.html"]
    assert places(put(site, added)[1]) == ["OUT007 build/manifest.json"]
    assert tree(site / "build") == FIRST | {"new.html": b"new"}
    assert put(site, added)[1] == []


def test_a_missing_manifest_in_a_full_folder_is_a_warning_and_in_an_empty_one_is_not(site: Path) -> None:
    (site / "build").mkdir()
    assert put(site, FIRST)[1] == []
    (site / "build/manifest.json").unlink()
    assert places(put(site, FIRST)[1]) == ["OUT007 build/manifest.json"]


@pytest.mark.parametrize("content", [b'{"name": "My web app"}', b"[]"])
def test_another_programs_manifest_is_kept(site: Path, content: bytes) -> None:
    (site / "build").mkdir()
    (site / "build/manifest.json").write_bytes(content)
    assert places(put(site, FIRST)[1]) == ["OUT004 build/manifest.json"]
    assert (site / "build/manifest.json").read_bytes() == content
    assert tree(site / "build") == {}


# Paths


@pytest.mark.parametrize(
    "path",
    [
        *("", "/etc/x", "../x", "a/../x", "./a", "a//b", "a/", "a\\b", "C:x", "a\0b", "a\nb", "a\udc80"),
        *(
            "manifest.json",
            "Manifest.JSON",
            "manifest.previous.json",
            ".staging-1-00000000",
            ".staging-1-00000000/a",
            "a" * 300 + ".html",
        ),
    ],
)
def test_a_path_that_cannot_be_written_is_reported_and_nothing_is_written(site: Path, path: str) -> None:
    _, diagnostics = put(site, {"good.html": b"", path: b""})
    assert places(diagnostics) == ["OUT002 build"]
    assert not (site / "build").exists()


@given(st.text(alphabet="./\\a:C\0 é", max_size=12))
@settings(max_examples=300, deadline=None)
def test_a_path_without_a_problem_stays_in_the_build_folder(path: str) -> None:
    if path_problem(path) == "":
        assert Path(os.path.normpath(f"/build/{path}")).is_relative_to("/build")
        assert os.path.normpath(f"/build/{path}") == f"/build/{path}"


@pytest.mark.parametrize(
    ("first", "second"),
    [("a.html", "a.html"), ("a.html", "A.html"), ("é.html", "e\u0301.html"), ("a", "a/b.html"), ("a/b.html", "A")],
)
def test_two_outputs_with_one_path_are_reported_with_both_names(site: Path, first: str, second: str) -> None:
    pair = [Output(first, b"1"), Output(second, b"2")]
    _, diagnostics = output.publish(pair, site / "build", site=site)
    assert [d.code for d in diagnostics] == ["OUT003"]
    assert {diagnostics[0].span.path, diagnostics[0].related[0].span.path} == {f"build/{first}", f"build/{second}"}
    assert not (site / "build").exists()


def test_dot_files_are_published(site: Path) -> None:
    put(site, {".nojekyll": b"", "_headers": b"x"})
    assert tree(site / "build") == {".nojekyll": b"", "_headers": b"x"}


# The build folder


@pytest.mark.parametrize("folder", [".", "..", "content", "content/build", "templates", "references", ".git", "/"])
def test_a_dangerous_build_folder_is_refused(site: Path, folder: str) -> None:
    before = sorted(site.rglob("*"))
    _, diagnostics = put(site, FIRST, site / folder)
    assert [d.code for d in diagnostics] == ["OUT001"]
    assert sorted(site.rglob("*")) == before


def test_home_and_what_holds_it_are_refused(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "people/lee"))
    (tmp_path / "people/lee").mkdir(parents=True)
    for folder in ("people/lee", "people"):
        assert [d.code for d in put(site, FIRST, tmp_path / folder)[1]] == ["OUT001"]
    assert put(site, FIRST, tmp_path / "people/lee/public")[1] == []


def test_a_build_folder_that_leads_to_the_sources_by_a_link_is_refused(site: Path) -> None:
    (site / "build").symlink_to("content")
    assert [d.code for d in put(site, FIRST)[1]] == ["OUT001"]


def test_a_build_folder_that_is_a_file_is_refused(site: Path) -> None:
    (site / "build").write_bytes(b"mine")
    assert [d.code for d in put(site, FIRST)[1]] == ["OUT001"]
    assert (site / "build").read_bytes() == b"mine"


def test_a_build_folder_elsewhere_and_one_that_is_a_link_are_fine(site: Path, tmp_path: Path) -> None:
    assert put(site, FIRST, tmp_path / "www/site")[1] == []
    (site / "build").symlink_to(tmp_path / "www/site")
    assert put(site, SECOND)[1] == []
    assert tree(tmp_path / "www/site") == SECOND


# Failures


def test_when_told_not_to_proceed_nothing_changes(site: Path) -> None:
    put(site, FIRST)
    before = (site / "build/manifest.json").read_bytes()
    outputs = [Output(p, c) for p, c in SECOND.items()]
    assert output.publish(outputs, site / "build", site=site, proceed=lambda found: False) == (None, [])
    assert tree(site / "build") == FIRST
    assert (site / "build/manifest.json").read_bytes() == before


def test_proceed_is_asked_after_the_last_output(site: Path) -> None:
    taken: list[str] = []

    def outputs() -> Iterator[Output]:
        for path in ("a.html", "b.html"):
            taken.append(path)
            yield Output(path, b"")

    output.publish(outputs(), site / "build", site=site, proceed=lambda found: len(taken) < 2)
    assert not (site / "build").exists()


def test_outputs_that_raise_leave_the_folder_as_it_was(site: Path) -> None:
    put(site, FIRST)

    def outputs() -> Iterator[Output]:
        yield Output("index.html", b"half")
        raise RuntimeError("a fault of the program")

    with pytest.raises(RuntimeError):
        output.publish(outputs(), site / "build", site=site)
    assert tree(site / "build") == FIRST


def test_a_staging_name_that_is_a_link_is_not_followed(site: Path, tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/keep").write_bytes(b"x")
    put(site, FIRST)
    (site / "build/.staging-4194999-0000bbbb").symlink_to(tmp_path / "shared")
    put(site, SECOND)
    assert (tmp_path / "shared/keep").read_bytes() == b"x"
