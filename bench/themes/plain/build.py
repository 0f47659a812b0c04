"""The least that a generator made of PyYAML, markdown-it-py and Jinja can do: articles with linked citations → pages.

It reads no library, resolves nothing, checks nothing and remembers nothing: what it takes is a floor for programs built
on these libraries. It is made for speed: forked workers, libyaml, a parser and compiled templates per process, no
collector. usage: build.py OUTPUT, run in the folder of the site.
"""

from __future__ import annotations

import gc
import os
import re
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader
from markdown_it import MarkdownIt

_CHUNK = 50
_MARKDOWN = MarkdownIt("commonmark").enable("table")
_PAGES = Environment(loader=FileSystemLoader("templates"), autoescape=True)
_PAGES.filters["slug"] = lambda text: re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
_PAGES.filters["day"] = lambda date: f"{date.day} {date:%B %Y}"


def main(output: Path) -> None:
    """Build the site in the working folder into `output`."""
    gc.disable()
    (output / "articles").mkdir(parents=True)
    (output / "topics").mkdir()
    paths = sorted(Path("content/articles").glob("*.md"))
    chunks = [paths[start : start + _CHUNK] for start in range(0, len(paths), _CHUNK)]
    with ProcessPoolExecutor(os.cpu_count(), get_context("fork")) as workers:
        cards = [card for made in workers.map(partial(_articles, output), chunks) for card in made]
    topics = defaultdict(list)
    for card in cards:
        for topic in card["topics"]:
            topics[topic].append(card)
    _write(
        output / "index.html", "index.html", cards=cards, counts={name: len(topics[name]) for name in sorted(topics)}
    )
    _write(output / "404.html", "404.html")
    for name, listed in topics.items():
        _write(output / "topics" / f"{_PAGES.filters['slug'](name)}.html", "topic.html", title=name, cards=listed)
    shutil.copytree("static", output, dirs_exist_ok=True)


def _articles(output: Path, paths: list[Path]) -> list[dict[str, object]]:
    """Write the pages of these articles; what the lists of articles say of them."""
    return [_article(output, path) for path in paths]


def _article(output: Path, path: Path) -> dict[str, object]:
    _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
    card = yaml.load(head, yaml.CSafeLoader)
    tokens = _MARKDOWN.parse(text)
    contents = list(_headings(tokens))
    body = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    _write(output / "articles" / f"{path.stem}.html", "article.html", **card, body=body, contents=contents)
    return {**card, "address": f"articles/{path.stem}.html"}


def _headings(tokens: list) -> Iterator[tuple[str, str, str]]:
    """Give headings identifiers, and yield level, identifier and text of those that the contents list."""
    for token, inside in pairwise(tokens):
        if token.type == "heading_open":
            text = "".join(child.content for child in inside.children if child.type == "text")
            identifier = _PAGES.filters["slug"](text)
            token.attrSet("id", identifier)
            if token.tag in ("h2", "h3"):
                yield token.tag, identifier, text


def _write(path: Path, template: str, **view: object) -> None:
    path.write_text(_PAGES.get_template(template).render(view), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
