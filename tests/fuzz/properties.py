"""What must hold whatever is read."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence, Set

import html5lib

from dr_evidence_site.diagnostics import Diagnostic, github, gitlab, in_order, jsonl, sarif, text
from dr_evidence_site.diagnostics.records import dump_diagnostic, load_diagnostic
from dr_evidence_site.model.source import Source, Span

IN_PASSAGES = {
    *("div", "section", "p", "span", "a", "img", "em", "strong", "s", "code", "pre", "br", "hr", "blockquote"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "h2", "h3", "h4", "h5", "h6"),
    *("html", "head", "title", "body"),
}
"""Elements of what an author writes in Markdown, and of the document around it."""
IN_REFERENCES = {"i", "sup", "sub", "bdi"}
ATTRIBUTES = {
    *("href", "src", "alt", "title", "rel", "class", "id", "data-for", "role", "aria-label", "tabindex", "loading"),
    *("scope", "start"),
}


class BrokenPropertyError(AssertionError):
    """What should hold for a text does not."""


def must(holds: object, words: str) -> None:
    """Raise with these words unless something holds."""
    if not holds:
        raise BrokenPropertyError(words)


def twice(read: Callable[[], object]) -> None:
    """What is read is the same when it is read again."""
    must(repr(read()) == repr(read()), "read again, it is something else")


def faults_are_sound(source: Source, faults: Sequence[Diagnostic]) -> None:
    """Each lies in its file, can be written in every format, and can be remembered."""
    spans_lie_inside(source, [span for fault in faults for span in (fault.span, *(one.span for one in fault.related))])
    for fault in faults:
        must(fault.message.strip() and fault.hint.strip(), f"{fault.code} says nothing")
        must(
            load_diagnostic(json.loads(json.dumps(dump_diagnostic(fault)))) == fault, f"{fault.code} is not remembered"
        )
    ordered = in_order(faults)
    text.write(ordered, io.StringIO(), lines=text.source_lines([source]))
    written = io.StringIO()
    jsonl.write(ordered, written)
    must(len([json.loads(line) for line in written.getvalue().splitlines()]) == len(ordered), "a line is missing")
    for writer in (github, sarif, gitlab):
        writer.write(ordered, io.StringIO())


def spans_lie_inside(source: Source, spans: Iterable[Span]) -> None:
    """Each span begins and ends in the file, or right behind the last character of a line."""
    lines = re.split(r"\r\n|\r|\n", source.text)
    for span in spans:
        if span.path != source.path:
            continue
        ends = [(span.line, span.column)] + ([(span.end_line, span.end_column)] if span.end_line else [])
        must(ends == sorted(ends), f"{span} ends before it begins")
        for line, column in ends:
            must(1 <= line <= len(lines), f"{span} is in no line")
            must(1 <= column <= len(lines[line - 1]) + 2, f"{span} is behind its line")


def html_is_sound(html: str, elements: Set[str] = IN_PASSAGES) -> None:
    """HTML of a passage: well formed, of known elements and attributes, with addresses of known schemes."""
    document = f"<!DOCTYPE html><html><head><title>x</title></head><body>{html}</body></html>"
    # A control character or a code point that is no character is the author's own, and an error in any HTML.
    if not any(unicodedata.category(character) in ("Cc", "Cn", "Cs") and character not in "\t\n" for character in html):
        html5lib.HTMLParser(strict=True).parse(document)
    for element in html5lib.parse(document, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            raise BrokenPropertyError("a comment")
        must(element.tag in elements, f"an element {element.tag}")
        must(set(element.attrib) <= ATTRIBUTES, f"attributes {set(element.attrib)}")
        for name in ("href", "src"):
            address = element.attrib.get(name, "x")
            must(re.match("x$|https?://|mailto:", address, re.IGNORECASE), f"an address {address}")
