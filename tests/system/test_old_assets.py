"""Assets that only the generation before used stay for its readers, for one generation and some days."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from generations import FIRST, SECOND, THIRD, old_assets, put, tree
from hypothesis import given, settings
from hypothesis import strategies as st

from dr_evidence_site.system.generations import LONGEST
from dr_evidence_site.system.output import Summary


def test_old_assets_stay_for_one_generation(site: Path) -> None:
    build = site / "build"
    put(site, FIRST)
    assert old_assets(build) == set()
    assert not (build / "manifest.previous.json").exists()
    put(site, SECOND)
    first = {"assets/site.1.css", "assets/font.1.woff", "assets/find/meta.1"}
    assert old_assets(build) == first
    assert {path: tree(build)[path] for path in first} == {path: FIRST[path] for path in first}
    put(site, THIRD)
    assert old_assets(build) == {path.replace("1", "2") for path in first}
    assert first.isdisjoint(tree(build))


def test_a_build_that_changes_nothing_leaves_them_however_often(site: Path) -> None:
    put(site, FIRST, "2026-06-01")
    put(site, SECOND, "2026-06-01")
    before = tree(site / "build")
    for day in ("2026-06-01", "2026-06-02", "2026-06-08", "2026-05-01", "2020-01-01"):
        assert put(site, SECOND, day)[1] == []
        assert tree(site / "build") == before
    put(site, THIRD, "2026-06-02")
    assert "assets/site.1.css" not in tree(site / "build")


def test_they_do_not_stay_for_ever_when_nothing_changes_any_more(site: Path) -> None:
    first = dt.date(2026, 6, 1)
    put(site, FIRST, first.isoformat())
    put(site, SECOND, first.isoformat())
    put(site, SECOND, (first + LONGEST).isoformat())
    assert old_assets(site / "build")
    assert put(site, SECOND, (first + LONGEST + dt.timedelta(1)).isoformat()) == (Summary(0, len(SECOND), 3), [])
    assert tree(site / "build") == SECOND
    assert not (site / "build/manifest.previous.json").exists()


def test_mending_a_file_that_somebody_changed_is_no_new_generation(site: Path) -> None:
    put(site, FIRST)
    put(site, SECOND)
    before = tree(site / "build")
    (site / "build/index.html").write_bytes(b"changed")
    (site / "build/assets/site.2.css").unlink()
    assert put(site, SECOND)[1] == []
    assert tree(site / "build") == before
    assert old_assets(site / "build")


def test_the_list_of_the_site_is_the_same_whatever_was_there_before(site: Path) -> None:
    put(site, FIRST, "2026-06-01")
    put(site, SECOND, "2026-06-01")
    put(site, SECOND, "2026-06-01", build="fresh")
    assert (site / "build/manifest.json").read_bytes() == (site / "fresh/manifest.json").read_bytes()
    assert not (site / "fresh/manifest.previous.json").exists()


@pytest.mark.parametrize("deed", ["changed", "deleted"])
def test_an_old_asset_that_somebody_touched_is_no_trouble(site: Path, deed: str) -> None:
    put(site, FIRST)
    put(site, SECOND)
    place = site / "build/assets/site.1.css"
    place.write_bytes(b"mine") if deed == "changed" else place.unlink()
    _, diagnostics = put(site, THIRD)
    assert [d.code for d in diagnostics] == (["OUT008"] if deed == "changed" else [])
    assert place.exists() == (deed == "changed")
    assert put(site, FIRST)[1] == [] if deed == "deleted" else True


def test_an_old_asset_that_comes_back_into_use_is_written_even_if_somebody_changed_it(site: Path) -> None:
    put(site, FIRST)
    put(site, SECOND)
    (site / "build/assets/site.1.css").write_bytes(b"mine")
    assert put(site, FIRST)[1] == []
    assert (site / "build/assets/site.1.css").read_bytes() == FIRST["assets/site.1.css"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "OUT007"),
        (b"[" * 100_000, "OUT007"),
        (b'{"generator": "dr-evidence-site", "version": 1, "files": {"../x": {"sha256": "", "size": 0}}}', "OUT007"),
        (b'{"generator": "dr-evidence-site", "version": 1, "files": {"CNAME": {"sha256": "", "size": 0}}}', "OUT007"),
        (b'{"name": "mine"}', "OUT004"),
    ],
)
def test_a_list_of_old_assets_that_is_not_ours(site: Path, content: bytes, code: str) -> None:
    put(site, FIRST)
    (site / "build/manifest.previous.json").write_bytes(content)
    summary, diagnostics = put(site, SECOND)
    assert [(d.code, d.span.path) for d in diagnostics] == [(code, "build/manifest.previous.json")]
    assert (summary is None) == (code == "OUT004")
    if code == "OUT007":
        assert put(site, SECOND)[1] == put(site, THIRD)[1] == []
        assert old_assets(site / "build") == {"assets/site.2.css", "assets/font.2.woff", "assets/find/meta.2"}
    else:
        assert (site / "build/manifest.previous.json").read_bytes() == content


def test_a_damaged_list_of_old_assets_goes_even_if_nothing_else_changes(site: Path) -> None:
    put(site, FIRST)
    (site / "build/manifest.previous.json").write_bytes(b"{")
    assert [d.code for d in put(site, FIRST)[1]] == ["OUT007"]
    assert put(site, FIRST)[1] == []


ASSETS = st.sets(st.sampled_from("abcdef"), max_size=4)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(ASSETS, st.integers(0, 4)), min_size=2, max_size=8))
def test_whatever_is_published_in_turn_the_folder_holds_this_generation_and_the_assets_of_the_one_before(
    builds: list[tuple[set[str], int]],
) -> None:
    """Some days pass between builds, and some change nothing."""
    day = dt.date(2026, 1, 1)
    current: set[str] | None = None
    old: set[str] = set()
    since = day
    with tempfile.TemporaryDirectory() as place:
        site = Path(place)
        (site / "content").mkdir()
        for names, days in builds:
            day += dt.timedelta(days)
            if current is not None and names != current:
                old, since = current - names, day
            elif day - since > LONGEST:
                old = set()
            current = names
            files = {f"assets/{name}.css": name.encode() for name in names} | {"index.html": b"".join(sorted(
                name.encode() for name in names))}  # fmt: skip
            assert put(site, files, day.isoformat())[1] == []
            assert set(tree(site / "build")) == {*files, *(f"assets/{name}.css" for name in old)}
            assert old_assets(site / "build") == {f"assets/{name}.css" for name in old}
