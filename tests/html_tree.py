"""A built page as a tree, parsed strictly as a browser would."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib


class Tree:
    """A page; selectors are ElementTree paths with plain tag names."""

    def __init__(self, html: str) -> None:
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        self.root: Element = parser.parse(html)

    @classmethod
    def of(cls, path: Path) -> Tree:
        return cls(path.read_text(encoding="utf-8"))

    def all(self, selector: str) -> list[Element]:
        return self.root.findall(selector)

    def one(self, selector: str) -> Element:
        (element,) = self.root.findall(selector)
        return element

    def with_class(self, name: str) -> list[Element]:
        return [e for e in self.root.iter() if name in (e.get("class") or "").split()]

    def by_id(self, identifier: str) -> Element:
        (element,) = [e for e in self.root.iter() if e.get("id") == identifier]
        return element

    @property
    def text(self) -> str:
        return words(self.one("body"))


def words(element: Element) -> str:
    """The element's text with white space folded."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()
