"""The user guide is itself a site that this program builds: whole, without a warning and without a link that leads nowhere."""

from __future__ import annotations

import importlib.util
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pytest

from html_tree import Tree

ROOT = Path(__file__).parents[1]


def _guide() -> ModuleType:
    spec = importlib.util.spec_from_file_location("guide", ROOT / "docs/site/guide.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


guide = _guide()
SOURCES: dict[str, Path] = guide.sources()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("guide") / "out"
    result = guide.make(folder)
    assert result.problems == ()
    assert result.published
    yield folder
    shutil.rmtree(folder)


def test_every_text_is_a_page_and_offered_on_the_first(built: Path) -> None:
    assert {place for place in SOURCES.values() if place.parent.name == "docs"} == set((ROOT / "docs").glob("*.md"))
    assert {"contributing", "changelog"} <= set(SOURCES)
    first = Tree.of(built / "index.html")
    offered = {str(link.get("href")) for link in first.root.iter("a")}
    assert {f"{name}.html" for name in SOURCES} <= offered
    for name, place in SOURCES.items():
        title = re.match(r"# (.+)", place.read_text(encoding="utf-8"))
        assert title
        assert [heading.text for heading in Tree.of(built / f"{name}.html").root.iter("h1")] == [title[1]]


def test_every_link_and_picture_leads_somewhere(built: Path) -> None:
    trees = {path.name: Tree.of(path) for path in built.glob("*.html")}
    anchors = {
        name: {element.get("id") for element in tree.root.iter() if element.get("id")} for name, tree in trees.items()
    }
    count = 0
    for name, tree in trees.items():
        for element in tree.root.iter():
            target = element.get("href") or element.get("src") or ""
            if not target or re.match(r"[a-z]+:", target):
                continue
            page, _, anchor = target.partition("#")
            page = unquote(page.partition("?")[0]) or name
            assert (built / page).is_file(), f"{name}: {target}"
            assert not anchor or anchor in anchors[page], f"{name}: {target}"
            count += 1
    assert count > 1000


def test_tables_code_and_pictures_of_the_guide_are_on_its_pages(built: Path) -> None:
    for name, place in SOURCES.items():
        text = place.read_text(encoding="utf-8")
        tree = Tree.of(built / f"{name}.html")
        blocks = re.findall(r"^```[^\n]*\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
        shown = ["".join(pre.itertext()) for pre in tree.root.iter("pre")]
        assert [block.rstrip("\n") for block in blocks] == [block.rstrip("\n") for block in shown], name
        prose = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
        assert len(list(tree.root.iter("table"))) == len(
            re.findall(r"^\|(?:[ :]*-{2,}[ :]*\|)+$", prose, re.MULTILINE)
        ), name
        pictures = re.findall(r"!\[([^]]+)\]\(images/", prose)
        assert [picture.get("alt") for picture in tree.root.iter("img")] == [
            " ".join(words.split()) for words in pictures
        ], name
        assert "drawing:" not in tree.text


def test_the_disclaimer_is_one_that_makes_sense(built: Path) -> None:
    for path in built.glob("*.html"):
        tree = Tree.of(path)
        (disclaimer,) = [e for e in tree.root.iter("section") if e.get("data-disclaimer") is not None]
        assert "".join(disclaimer.itertext()).strip().startswith("This guide is about a program.")


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("# T\n\nSee [it](references.md#types) and [that](../CONTRIBUTING.md).\n", "See [it](reference-entries.md#types) and [that](contributing.md).\n"),
        ("# T\n\n[below](#review)\n", "[below](#section-review)\n"),
        ("# T\n\nSee [the article](../content/articles/aspirin-primary-prevention.md).\n", "See the article.\n"),
        ("# T\n\nSee [nothing](nothing.md).\n", "See [nothing](nothing.md).\n"),
        ("# T\n\nAn @string, and `@key` and a@b.example.\n", "An \\@string, and `@key` and a@b.example.\n"),
        ("# T\n\n```text\n[x](references.md) @a\n```\n", "```text\n[x](references.md) @a\n```\n"),
        ("# T\n\n<!-- a\nb -->\nText ``a ` @b``.\n", "Text ``a ` @b``.\n"),
    ],
)  # fmt: skip
def test_a_text_is_read_as_on_a_code_host(text: str, body: str) -> None:
    assert guide._body(text, {"reference-entries": "R", "contributing": "C", "t": "T"}, ROOT / "docs") == body
