"""`compress: [gzip]`: twins of texts that web servers send as they are."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dr_evidence_site.build import Options, build
from dr_evidence_site.build.compression import compressed
from dr_evidence_site.build.difference import difference, read_published
from dr_evidence_site.build.verification import verify
from sites import TODAY, article

MakeSite = Callable[[Mapping[str, str | bytes]], Path]
FILES = {
    "site.yaml": "compress: [gzip]\nsearch: false\n",
    "content/articles/a.md": article(),
    "content/articles/b.md": article("More."),
}


def twins(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.gz")}


def made(site: Path, *, remember: bool = True) -> tuple[int, int]:
    summary = build(Options(site, TODAY, remember=remember), site / "build").summary
    assert summary is not None
    return summary.written, summary.removed


def test_each_text_of_some_size_has_a_twin_of_the_same_content(make_site: MakeSite) -> None:
    site = make_site(FILES)
    made(site)
    there = twins(site / "build")
    for path, content in there.items():
        assert gzip.decompress(content) == (site / "build" / path).with_suffix("").read_bytes()
    plain = {
        path.relative_to(site / "build").as_posix(): path.stat().st_size
        for path in (site / "build").rglob("*")
        if path.is_file()
    }
    wanted = {
        f"{path}.gz" for path, size in plain.items() if size >= 512 and path.endswith((".html", ".css", ".js", ".json"))
    }
    assert wanted - {"manifest.json.gz"} <= there.keys()
    assert all(plain[path.removesuffix(".gz")] > len(content) for path, content in there.items())
    assert [one.code for one in verify(site / "build").report.diagnostics] == []


def test_the_same_content_gives_the_same_bytes_at_any_time() -> None:
    first = compressed(b"text " * 1000)
    assert compressed(b"text " * 1000) == first
    assert (first[4:8], first[3]) == (b"\0\0\0\0", 0)  # no time, and no name
    assert gzip.decompress(first) == b"text " * 1000
    assert gzip.decompress(compressed(b"")) == b""


def test_a_warm_build_makes_only_what_changed_and_ends_like_a_fresh_one(make_site: MakeSite) -> None:
    site = make_site(FILES)
    made(site)
    assert made(site) == (0, 0)
    before = {path: (site / "build" / path).stat().st_mtime_ns for path in twins(site / "build")}
    (site / "content/articles/a.md").write_text(article("Other text [@moyer2013]."))
    made(site)
    after = twins(site / "build")
    same = [path for path in before if (site / "build" / path).stat().st_mtime_ns == before[path]]
    assert "articles/b.html.gz" in same and "articles/a.html.gz" not in same
    fresh = site.parent / "fresh"
    build(Options(site, TODAY, remember=False), fresh)
    assert twins(fresh) == after


def test_a_twin_that_somebody_changed_is_made_again(make_site: MakeSite) -> None:
    site = make_site(FILES)
    made(site)
    place = site / "build/articles/a.html.gz"
    right = place.read_bytes()
    place.write_bytes(compressed(b"something else"))
    made(site)
    assert place.read_bytes() == right


def test_they_go_with_the_setting_and_no_address_is_said_to_break(make_site: MakeSite) -> None:
    site = make_site(FILES)
    build(Options(site, TODAY), site.parent / "with")
    made(site)
    (site / "site.yaml").write_text("search: false\n")
    assert made(site)[1] > 0
    assert all(path.startswith("assets/") for path in twins(site / "build"))  # those stay for one generation
    found = difference(read_published(site.parent / "with"), read_published(site / "build"))
    assert found.broken == () and found.files == (0, 0, 0)


@pytest.mark.parametrize("value", ["[br]", "gzip: true", "[gzip, gzip]"])
def test_a_form_that_is_not_known_is_an_error(make_site: MakeSite, value: str) -> None:
    site = make_site({**FILES, "site.yaml": f"compress: {value}\n"})
    report = build(Options(site, TODAY, remember=False), site / "build")
    assert [one.span.path for one in report.diagnostics if one.severity.word in ("error", "warning")] == ["site.yaml"]
