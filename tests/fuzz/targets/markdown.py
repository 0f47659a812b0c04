"""The bodies of articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from dr_evidence_site.model.article import ArticleLink, Citation, ImageLink, Part
from dr_evidence_site.model.source import Source

from ..markdown_pieces import SYNTAX, WORDING
from ..parts import filled, spans
from ..properties import faults_are_sound, html_is_sound, must, spans_lie_inside, twice
from ..target import AUDIENCES, FRONT, Target, default_settings


def check_markdown(text: str) -> None:
    """The body of an article: its HTML, its words, its checks, its record, and its text for other programs."""
    from dr_evidence_site.build.tasks import parse_chunk
    from dr_evidence_site.parse import markdown
    from dr_evidence_site.parse.markdown.web_links import web_links
    from dr_evidence_site.parse.records import dump_body, load_body, load_head
    from dr_evidence_site.parse.sealed_text import normalised

    source = Source("content/articles/a.md", FRONT + text)
    [(path, head, record)] = parse_chunk(default_settings(), [source])
    twice(lambda: parse_chunk(default_settings(), [source]))
    read_head = load_head(path, head)
    faults_are_sound(source, read_head.diagnostics)
    body, words, _ = markdown.read(text, path=path, first_line=FRONT.count("\n") + 1, audiences=AUDIENCES)
    must(load_body(path, dump_body(body)) == body, "the body is not remembered as it was")
    must(load_body(path, record) == body, "the body of the build is another")
    spans_lie_inside(source, spans(body.parts))
    spans_lie_inside(source, [block.span(0, len(block.text)) for block in words])
    html_is_sound(filled(body.parts))
    html_is_sound("".join(f"<p>{heading.label}</p>" for heading in body.headings))
    spans_lie_inside(
        source, [one.span for one in web_links(text, path=path, first_line=FRONT.count("\n") + 1, audiences=AUDIENCES)]
    )
    if "\r" not in text:
        must(normalised(text.replace("\n", "\r\n")) == normalised(text), "what is sealed depends on line ends")
    lines = re.split(r"\r\n|\r|\n", source.text)
    said = [fault.message for fault in read_head.diagnostics]
    # What is not shown, and is quoted in part when it is long.
    said += [lines[fault.span.line - 1] for fault in read_head.diagnostics if fault.code in ("MD010", "MD011")]
    _no_word_is_lost(text, body.parts, said)


_WORD = re.compile(r"(?<![\w&;%\\])[a-z]{5,}(?!\w)", re.IGNORECASE)
# What a text says to the program and not to its readers: names of languages, of marks and of entities.
_NOT_SHOWN = re.compile(r"^\W*(?:`{3,}|~{3,}).*$|\{[^{}]*\}|^\W*:{3,}.*$", re.MULTILINE)
# Its fields are shown as pictures and sentences, or left out with what is wrong.
_EVIDENCE = re.compile(r"(?:`{3,}|~{3,})[ \t]*evidence\b.*", re.DOTALL)


def _no_word_is_lost(text: str, parts: Sequence[Part], messages: Sequence[str]) -> None:
    kept = list(messages)
    for part in parts:
        if isinstance(part, str):
            kept.append(part)
        elif isinstance(part, Citation):
            kept += [
                word for item in part.items for word in (item.key, item.prefix, item.locator, item.label, item.suffix)
            ]
        elif isinstance(part, ArticleLink | ImageLink):
            kept.append(part.target + " " + getattr(part, "fragment", ""))
        else:
            kept.append(repr(part))
    shown = unescape(" ".join(kept)).casefold()
    for word in _WORD.findall(_NOT_SHOWN.sub(" ", _EVIDENCE.sub("", text))):
        must(word.casefold() in shown, f"the word “{word}” is lost")


MARKDOWN = Target("markdown", check_markdown, (*SYNTAX, *WORDING), 50)
