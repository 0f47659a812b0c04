"""A small site that changes everywhere between two builds, and what must hold of what is published of it."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from pathlib import Path

from fresh_builds import made_from_nothing
from large_site import contents, write_site

from dr_evidence_site.build import Options, Report, build
from sites import TODAY, article

FOREIGN = {"CNAME": "evidence.example.org", "articles/mine.html": "mine", "assets/mine.css": "mine"}


def built_site(root: Path) -> Path:
    """Write the site, build it, and put foreign files beside its pages."""
    write_site(root, 2, books=3)
    more = {
        "content/glossary.yaml": "Press:\n  meaning: A thing that is made up.\n",
        "templates/static/own.css": "p { color: black }",
        "templates/parts/own.html": "<p>Own</p>",
    }
    for path, text in more.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    assert run(root).summary is not None
    for path, text in FOREIGN.items():
        (root / "build" / path).write_text(text)
    return root


def run(site: Path, today: dt.date = TODAY, folder: str = "build", *, remember: bool = True) -> Report:
    return build(Options(site, today, jobs=1, remember=remember), site / folder)


def change(site: Path, n: int) -> None:
    """Something new on every page, in an asset, and an article more or less."""
    (site / "site.yaml").write_text(f"title: Number {n}\nchecks: {{REV007: ignore, SIT005: ignore}}\n")
    (site / "templates/static/own.css").write_text(f"p {{ order: {n} }}")
    extra = site / "content/articles/extra.md"
    extra.write_text(article(f"Text {n} [@moyer2013].")) if n % 2 else extra.unlink(missing_ok=True)


def ours(site: Path, folder: str = "build") -> dict[str, bytes]:
    return {path: content for path, content in contents(site / folder).items() if path not in FOREIGN}


def assert_right(site: Path, today: dt.date = TODAY) -> None:
    """The folder is what a build from nothing makes, beside foreign files."""
    fresh = made_from_nothing(site, today)
    assert fresh.files is not None, fresh.diagnostics
    assert ours(site) == fresh.files
    assert {path: (site / "build" / path).read_text() for path in FOREIGN} == FOREIGN
    assert not any(place.name.startswith(".staging") for place in (site / "build").iterdir())


def assert_readable(site: Path, *versions: dict[str, bytes]) -> None:
    """Every page is that of one of the versions, and the files of the site that it needs are there."""
    build_ = site / "build"
    for place in build_.rglob("*.html"):
        path = place.relative_to(build_).as_posix()
        if path in FOREIGN or path.startswith(".staging"):
            continue
        page = place.read_bytes()
        assert any(version.get(path) == page for version in versions), path
        for name in named(path, page):
            assert (build_ / name).exists(), f"{path} names {name}"


def named(path: str, page: bytes) -> list[str]:
    """The assets that a page names."""
    found = [name.decode() for name in re.findall(rb"(?:href|src)=\"([^\"#?]*assets/[^\"#?]+)\"", page)]
    # Links of the page for addresses that do not exist begin at the root.
    return [name[1:] if name[0] == "/" else posixpath.normpath(f"{posixpath.dirname(path)}/{name}".lstrip("/"))
            for name in found]  # fmt: skip
