"""Pandoc as the outside truth for citations: many cases in one run, told in a short notation of items."""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Sequence
from typing import Any, NamedTuple

import pypandoc

from dr_evidence_site.model.article import Citation
from dr_evidence_site.parse.locator import locator
from dr_evidence_site.parse.markdown import body

# Pandoc's Markdown less what the dialect does not have, so that the rest can be compared.
_READER = (
    "markdown-smart-example_lists-raw_html-raw_tex-tex_math_dollars-superscript-subscript-inline_notes"
    "-implicit_figures-inline_code_attributes"
)
_NESTED = "\N{SYMBOL FOR SUBSTITUTE}"


class Item(NamedTuple):
    """One cited source; prefix and suffix are plain text, `locator` is the label and the value."""

    key: str
    suppress_author: bool = False
    prefix: str = ""
    label: str = ""
    locator: str = ""
    suffix: str = ""


class Cited(NamedTuple):
    """One citation."""

    in_text: bool
    items: tuple[Item, ...]


def ours(text: str) -> list[Cited]:
    """The citations that our parser finds."""
    parsed, _ = body(text, path="a.md", first_line=1, audiences=("patient", "clinician"))
    return [
        Cited(
            part.in_text,
            tuple(
                Item(item.key, item.suppress_author, _bare(item.prefix), item.label, item.locator, _bare(item.suffix))
                for item in part.items
            ),
        )
        for part in parsed.parts
        if isinstance(part, Citation)
    ]


def pandocs(texts: Sequence[str]) -> list[list[Cited]]:
    """The citations that Pandoc finds in each text; all texts are read in one run."""
    document = "".join(f"MARK{number}\n\n{text}\n\n" for number, text in enumerate(texts))
    found: dict[int, list[Cited]] = {}
    number = -1
    for block in json.loads(run(["-f", _READER, "-t", "json"], document))["blocks"]:
        words = plain(block["c"]) if block["t"] == "Para" else ""
        mark = re.fullmatch(r"MARK(\d+)", words)
        if mark:
            number = int(mark[1])
            found[number] = []
        else:
            found[number] += _citations(block)
    return [found[number] for number in range(len(texts))]


def cites_within_a_note(citations: Sequence[Cited]) -> bool:
    """Whether Pandoc found a citation within the prefix or suffix of another."""
    return any(_NESTED in word for cited in citations for item in cited.items for word in item if isinstance(word, str))


def run(options: Sequence[str], document: str) -> str:
    """Pandoc's output for a document."""
    command = [pypandoc.get_pandoc_path(), *options]
    return subprocess.run(command, input=document.encode(), capture_output=True, check=True).stdout.decode()


def plain(inlines: Sequence[Any]) -> str:
    """The words of Pandoc's inlines."""
    out = []
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "Str":
            out.append(content)
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            out.append(" ")
        elif kind == "Cite":
            out.append(_NESTED + plain(content[1]))
        elif kind in ("Code", "Link", "Image", "Span"):
            out.append(content[1] if isinstance(content[1], str) else plain(content[1]))
        else:
            out.append(plain(content))
    return "".join(out)


def _citations(node: Any) -> list[Cited]:
    if isinstance(node, list):
        return [cited for child in node for cited in _citations(child)]
    if not isinstance(node, dict):
        return []
    if node.get("t") != "Cite":
        return _citations(list(node.values()))
    items, written = node["c"]
    return [Cited(not plain(written).startswith("["), tuple(_item(item) for item in items))]


def _item(citation: Any) -> Item:
    # Pandoc's reader leaves the locator in the suffix; ours is put to the same test in test_locator.py.
    suffix = locator(plain(citation["citationSuffix"]))
    return Item(
        citation["citationId"],
        citation["citationMode"]["t"] == "SuppressAuthor",
        _spaced(plain(citation["citationPrefix"])),
        suffix.label,
        _spaced(suffix.value),
        _spaced(suffix.rest),
    )


def _bare(fragment: str) -> str:
    return _spaced(html.unescape(re.sub("<[^>]*>", "", fragment)))


def _spaced(text: str) -> str:
    return " ".join(text.split())
