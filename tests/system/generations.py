"""Generations of a published site whose pages name what they need, and what must hold of the folder they are in."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.page import Output
from dr_evidence_site.system import output
from dr_evidence_site.system.manifest import About
from dr_evidence_site.system.output import Summary
from faults import watched

Files = dict[str, bytes]

NAMED = re.compile(rb"<([^<>]+)>")


def generation(number: int, *only: str) -> Files:
    """A site whose pages name, in angle brackets, what they need; all of it is named by the generation.

    The index of the search keeps its name and names its parts, as that of Pagefind does.
    """
    n = str(number)
    own = {f"articles/{name}.html": f"<assets/site.{n}.css> {name} <index.html>" for name in only}
    files = {
        "index.html": f"home {n} <assets/site.{n}.css> <assets/mark.svg> <assets/find/entry> "
        + " ".join(f"<{path}>" for path in own),
        "about.html": "the same <assets/mark.svg>",
        "list.json": f"list {n} " + " ".join(f"<{path}>" for path in own),
        "assets/mark.svg": "mark",
        f"assets/site.{n}.css": f"css {n} <assets/font.{n}.woff>",
        f"assets/font.{n}.woff": f"font {n}",
        "assets/find/entry": f"entry {n} <assets/find/meta.{n}>",
        f"assets/find/meta.{n}": f"meta {n}",
        **own,
    }
    return {path: content.encode() for path, content in files.items()}


ZERO, FIRST, SECOND, THIRD = (
    generation(0, "old"),
    generation(1, "old", "kept"),
    generation(2, "kept", "new"),
    generation(3, "kept", "late"),
)
EVERY = (ZERO, FIRST, SECOND, THIRD)
ENTRY = "assets/find/entry"
FOREIGN: Files = {"CNAME": b"evidence.example.org", "articles/mine.html": b"mine", "assets/mine.css": b"mine"}


def put(site: Path, files: Files, day: str = "", build: str = "build") -> tuple[Summary | None, list[Diagnostic]]:
    """Publish these files as the site of that day."""
    outputs = (Output(path, content) for path, content in files.items())
    return output.publish(outputs, site / build, site=site, about=About(built=day))


def tree(folder: Path) -> Files:
    """Every file but the lists of files."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith("manifest.")}


def old_assets(folder: Path) -> set[str]:
    """The assets that are kept for readers of the generation before, by the list of them."""
    place = folder / "manifest.previous.json"
    return set(json.loads(place.read_text())["files"]) if place.exists() else set()


def assert_readable(folder: Path, versions: Sequence[Files], *open_: Files) -> None:
    """Everything that a reader may get is whole, of one of the versions, and what it names is there.

    `open_` are the versions whose pages readers have open: their assets are there, whatever the pages are by now.
    """
    found = tree(folder)
    for path, content in found.items():
        if path.startswith(".staging-"):
            continue
        may_be_old = path.startswith("assets/") and path != ENTRY
        allowed = EVERY if may_be_old else versions
        assert content == FOREIGN.get(path) or any(version.get(path) == content for version in allowed), path
        # Of assets that go, some are gone before others that name them.
        for name in NAMED.findall(content) if any(version.get(path) == content for version in versions) else ():
            assert name.decode() in found, f"{path} names {name.decode()}"
    for version in open_:
        for path, content in version.items():
            if path.startswith("assets/") and path != ENTRY:
                assert found.get(path) == content, f"{path} is gone for those who have a page open"


def assert_complete(folder: Path, files: Files, before: Files) -> None:
    """The folder holds these files, the foreign ones, and the assets of the version before that are not used now."""
    old = {path: before[path] for path in before if path.startswith("assets/") and path not in files}
    assert tree(folder) == {**files, **old, **FOREIGN}
    assert old_assets(folder) == set(old)
    empty = [path for path in folder.rglob("*") if path.is_dir() and not any(path.iterdir())]
    assert empty == []
    listed = json.loads((folder / "manifest.json").read_text())["files"]
    assert set(listed) == set(files)
    assert not any("previous" in entry for entry in listed.values())


def calls_of(site: Path, names: tuple[str, ...]) -> list[str]:
    """Which of these calls publishing the second generation makes, one after the other."""
    with watched(names, lambda name, number: None) as calls:
        assert put(site, SECOND)[1] == []
    return calls
