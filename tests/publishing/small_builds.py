"""Build folders of a few files with their lists, and what has to be true of any place that they are published to."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from dr_evidence_site.system import placed
from dr_evidence_site.system.manifest import About, Entry, dumps

PAGE = '<!DOCTYPE html><link rel="stylesheet" href="{up}assets/theme.{style}.css"><p>{text}</p>'


def page(text: str, style: str, up: str = "") -> str:
    return PAGE.format(text=text, style=style, up=up)


def files(text: str, style: str, **more: str) -> dict[str, str]:
    """A site of three pages that all name one style sheet."""
    return {
        ".nojekyll": "",
        "index.html": page(f"home {text}", style),
        "articles/a.html": page(f"a {text}", style, "../"),
        "articles/ü b.html": page("never changes but in style", style, "../"),
        "articles/a.json": f'"{text}"',
        f"assets/theme.{style}.css": f"/* {style} */",
        "assets/same.1111111111.js": "// always",
        **more,
    }


FIRST = files("one", "aaaaaaaaaa", **{"old/page.html": page("gone in two", "aaaaaaaaaa", "../")})
SECOND = files("two", "bbbbbbbbbb", **{"new/page.html": page("new in two", "bbbbbbbbbb", "../")})
THIRD = files("three", "cccccccccc")


def build(folder: Path, content: Mapping[str, str], day: str = "2026-06-01") -> Path:
    """A build folder with exactly these files."""
    shutil.rmtree(folder, ignore_errors=True)
    entries = {}
    for path, text in content.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode())
        entries[path] = Entry(hashlib.sha256(text.encode()).hexdigest(), len(text.encode()))
    (folder / "manifest.json").write_bytes(dumps(entries, About("1.0", day)))
    return folder


def held(folder: Path) -> dict[str, bytes]:
    """What is in a folder, without what is being written aside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".publishing-")
    }


def assert_no_page_is_broken(there: Mapping[str, bytes]) -> None:
    """Each page has the style sheet that it names."""
    for path, content in there.items():
        for asset in re.findall(rb'href="(?:\.\./)?(assets/[^"]+)"', content) if path.endswith(".html") else ():
            assert asset.decode() in there, f"{path} names {asset.decode()}, which is not there"


def assert_all_is_recorded(there: Mapping[str, bytes], foreign: set[str]) -> None:
    """Whatever was put there is known to whoever publishes next."""
    if placed.NAME not in there:
        assert there.keys() <= foreign
        return
    record = placed.loads(there[placed.NAME])
    assert there.keys() - foreign - {placed.NAME} <= record.files.keys() | record.kept.keys() | record.pending.keys()
