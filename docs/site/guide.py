"""Builds the user guide as a site, with the program that it is about: `python docs/site/guide.py [FOLDER]`.

The pages of docs/ are written to be read on a code host, too: they have no front matter, their title is a heading, and
they show drawings. Here they are laid out as the folder of a site. Each becomes a standing page; docs/index.md says in
which groups they are offered. A link that leads nowhere stops the build, as in any site.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dr_evidence_site.api import Result, build
from dr_evidence_site.parse.markdown.headings import Identifiers

ROOT = Path(__file__).resolve().parents[2]
OWN = Path(__file__).parent
FIRST = "index.md"
"""The page that lists the others."""

_NAMES = {"index": "overview", "people": "people-file", "references": "reference-entries", "search": "site-search"}
"""Other names for pages whose own name every site has for a page that the program makes."""

_CODE = re.compile(r"^```.*?^```$|(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"\A# (.+)\n+")
_COMMENT = re.compile(r"^<!--.*?-->\n?", re.DOTALL | re.MULTILINE)
_DRAWING = re.compile(r"!\[([^]]+)\]\(images/([\w.-]+)\.svg\)")
_LINK = re.compile(r"\[([^][]*)\]\(([\w./-]*\.md)?(#[\w-]+)?\)")
_WORD = re.compile(r"(?<!\w)@(?=\w)|\x00(\d+)\x00")
_GROUP = re.compile(r"^\*\*(.+?)\*\*\n((?:.+\n)+)", re.MULTILINE)


def sources() -> dict[str, Path]:
    """The texts of the guide by the names of their pages: all of docs/, and what its first page links beside them."""
    texts = sorted((ROOT / "docs").glob("*.md"))
    beside = re.findall(r"\]\(\.\./(\w+\.md)\)", (ROOT / "docs" / FIRST).read_text(encoding="utf-8"))
    return {_name(place): place for place in (*texts, *(ROOT / name for name in dict.fromkeys(beside)))}


def lay_out(folder: Path) -> None:
    """Write the folder of the site into `folder`."""
    shutil.copytree(OWN / "templates", folder / "templates")
    shutil.copyfile(OWN / "site.yaml", folder / "site.yaml")
    images = folder / "content/pages/images"
    shutil.copytree(ROOT / "docs/images", images)
    # Articles show no drawings, which can hold scripts. Those of the guide are as trusted as its theme.
    for drawing in images.glob("*.svg"):
        drawing.rename(folder / "templates/static" / drawing.name)
    places = sources()
    texts = {name: place.read_text(encoding="utf-8") for name, place in places.items()}
    titles = {name: _title(text) for name, text in texts.items()}
    drawings = {name: " ".join(alt.split()) for text in texts.values() for alt, name in _DRAWING.findall(text)}
    facts = {"groups": list(_groups(texts[_name(Path(FIRST))], titles)), "drawings": drawings}
    for name, text in texts.items():
        front = f"---\ntitle: {json.dumps(titles[name], ensure_ascii=False)}\n---\n\n"
        page = front + _body(text, titles, places[name].parent)
        (folder / f"content/pages/{name}.md").write_text(page, encoding="utf-8")
    # JSON with these escapes is also a literal of the template language.
    made = "".join(f"{{% set {name} = {json.dumps(value)} %}}\n" for name, value in facts.items())
    (folder / "templates/guide.html").write_text(made, encoding="utf-8")


def _name(place: Path) -> str:
    stem = place.stem.lower()
    return _NAMES.get(stem, stem)


def _title(text: str) -> str:
    found = _TITLE.match(text)
    if found is None:
        raise ValueError(f"A page of the guide begins with its title as a heading, not with “{text[:40]}”.")
    return found[1]


def _groups(text: str, titles: dict[str, str]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The groups of the first page: what leads to each, and its pages as name and title."""
    yield "Begin", [(_NAMES["index"], titles[_NAMES["index"]])]
    for heading, words in _GROUP.findall(text):
        names = [_name(Path(target)) for _, target, _ in _LINK.findall(words)]
        yield heading.rstrip("."), [(name, titles[name]) for name in dict.fromkeys(names) if name in titles]


def _body(text: str, titles: dict[str, str], folder: Path) -> str:
    """The text below the title, from a file of `folder`, as the program reads it. Code is left as it is."""
    kept: list[str] = []

    def keep(code: re.Match[str]) -> str:
        kept.append(code[0])
        return f"\x00{len(kept) - 1}\x00"

    text = _CODE.sub(keep, _TITLE.sub("", text))
    text = _DRAWING.sub(r"drawing:\2", _COMMENT.sub("", text))
    text = _LINK.sub(lambda link: _link(link, titles, folder), text)
    # Outside of code an @ begins a citation, and the guide cites nothing.
    return _WORD.sub(lambda found: kept[int(found[1])] if found[1] else "\\@", text)


def _link(link: re.Match[str], titles: dict[str, str], folder: Path) -> str:
    """The link with the name that its page has here; to a file that is no page of the guide, its words alone."""
    words, target, anchor = link.groups()
    name = _name(Path(target)) if target else ""
    if target and name not in titles and (folder / target).is_file():
        return str(words)
    # A heading called like a part of every page has a longer anchor than on a code host.
    anchor = f"#{Identifiers().automatic(anchor[1:])}" if anchor else ""
    return f"[{words}]({name}.md{anchor})" if target else f"[{words}]({anchor})"


def make(folder: Path) -> Result:
    """Build the guide into `folder`."""
    with tempfile.TemporaryDirectory(prefix="guide-") as place:
        site = Path(place) / "site"
        lay_out(site)
        return build(site, folder, strict=True, remember=False, jobs=1)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "build-docs"
    found = make(target)
    print(*found.problems, sep="\n", end="")
    if not found.published:
        sys.exit(1)
    print(f"Open {(target.resolve() / 'index.html').as_uri()}")
