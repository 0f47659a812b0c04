"""Published folders made of a few lines, with their lists of files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from dr_evidence_site.system.manifest import About, Entry, dumps

PAGE = '<!DOCTYPE html><link href="{up}assets/theme.{style}.css"><h1 id="top">T</h1>{body}'
STYLES = ("0123456789", "abcdef0123")


def page(body: str = "", *, style: int = 0, up: str = "../") -> str:
    """A page with a style sheet and a heading."""
    return PAGE.format(up=up, style=STYLES[style], body=body)


def articles(*found: tuple[str, str, str]) -> str:
    """An `articles.json` of slugs, titles and statuses."""
    listed = [
        {
            "slug": slug,
            "page": f"articles/{slug}.html",
            "title": title,
            "status": status,
            "approved": status == "approved",
        }
        for slug, title, status in found
    ]
    return json.dumps({"articles": listed})


def publish(
    folder: Path,
    files: Mapping[str, str],
    *,
    moved: Mapping[str, str] | None = None,
    built: str = "2026-06-01",
    only: Sequence[str] | None = None,
) -> Path:
    """Write the files and their list into a folder; of the files `only` those named are really there."""
    folder.mkdir(exist_ok=True)
    files = {f"assets/theme.{style}.css": style for style in STYLES} | dict(files)
    for path, text in files.items():
        if only is None or path in only:
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
    entries = {
        path: Entry(hashlib.sha256(text.encode()).hexdigest(), len(text.encode())) for path, text in files.items()
    }
    (folder / "manifest.json").write_bytes(dumps(entries, About("1.0", built, moved or {})))
    return folder
