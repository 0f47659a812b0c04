"""A site of many articles that cite, link and differ, the same each time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from sites import LIBRARY, PEOPLE

PREVIOUS = "manifest.previous.json"
KEYS = ("moyer2013", "jackson2006", "third2001")


def write_site(root: Path, articles: int, *, books: int = 50) -> Path:
    """Write a site with so many articles into `root`; of the books in its library they cite by turns."""
    files = {
        # Its approvals were written by hand.
        "site.yaml": "title: Many\nbase_url: https://evidence.example.org/\nchecks: {REV007: ignore}\n",
        "references/library.bib": LIBRARY,
        "references/more.bib": "".join(
            f"@book{{book{n}, author = {{Writer, Ann}}, title = {{Book {n}}}, publisher = {{Press}}, date = {{{1950 + n}}}}}\n"
            for n in range(books)
        ),
        "content/people.yaml": PEOPLE,
        "content/pages/about.md": "---\ntitle: About\n---\nText [@book0].\n",
        "content/pictures/pic.png": "picture",
    }
    for n in range(articles):
        reviewed = "review: [{status: approved, date: 2026-01-10, by: example-reviewer}]" if n % 3 == 0 else ""
        files[f"content/articles/article-{n:03}.md"] = (
            f"---\ntitle: Article {n}\nquestion: Question {n}?\nstatus: {'approved' if reviewed else 'submitted'}\n"
            f"updated: 2025-{1 + n % 12:02}-0{1 + n % 9}\naudience: clinician\ntopics: [topic {n % 7}]\n{reviewed}\n---\n"
            f"Text [@{KEYS[n % 3]}; @book{n % books}] and [the next](article-{(n + 1) % articles:03}.md).\n\n"
            f"## More\n\n::: patient\n@book{n * 7 % books} says so.\n:::\n"
            + ("\n![A picture](../pictures/pic.png)\n" if n % 10 == 0 else "")
        )
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return root


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a build folder by its path, but what only builds before used."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    old = kept(found)
    return {path: content for path, content in found.items() if path not in old}


def kept(found: Mapping[str, bytes]) -> set[str]:
    """The paths of the assets that only builds before used, and of the list of them."""
    if PREVIOUS not in found:
        return set()
    old = json.loads(found[PREVIOUS])["files"].keys()
    assert old
    assert old.isdisjoint(json.loads(found["manifest.json"])["files"])
    assert all(path.startswith("assets/") for path in old)
    return {PREVIOUS, *old}
