"""Tokens to HTML with typed holes. A hole is rendered as NUL number NUL, and NUL cannot come from an author."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from markdown_it.common.utils import escapeHtml, unescapeAll
from markdown_it.token import Token

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import citations as citation_codes
from dr_evidence_site.diagnostics.codes import limits as limit_codes
from dr_evidence_site.diagnostics.codes import markdown as codes
from dr_evidence_site.diagnostics.diagnostic import Code
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import (
    ArticleLink,
    Citation,
    CitationItem,
    Heading,
    Word,
)
from dr_evidence_site.model.source import Span
from dr_evidence_site.parse.citation import key_at
from dr_evidence_site.parse.locator import locator
from dr_evidence_site.parse.markdown.attributes import Attributes, attributes_at
from dr_evidence_site.parse.markdown.citations import RawItem
from dr_evidence_site.parse.markdown.divs import class_words
from dr_evidence_site.parse.markdown.links import image, link
from dr_evidence_site.parse.markdown.rendering import BLOCKS, CERTAINTIES, HOLE, Rendering
from dr_evidence_site.parse.markdown.tags import TagRenderer, escaped

_BRACES = re.compile(r"\{\s*[#.][^{}\n]*\}")
_MARKUP = re.compile(r"[\\`*_\[\]<>&!~@:{}\n]|www")
_ALIGN = re.compile(r"text-align:(left|right|center)")
_PICTURE = re.compile('<img src="\0\\d+\0" alt="([^"]*)"[^>]*>')
_PAGE_LINK = re.compile('<a href="\0\\d+\0"[^>]*>')
_LANGUAGE = re.compile(r"[\w+.#-]+")

DEEPEST_NOTE = 3
"""How many citations may stand one inside the other's note."""


class BodyRenderer(TagRenderer):
    """markdown-it's HTML renderer with the rules of the dialect. Method names are token types."""

    def __init__(self, parser: Any = None) -> None:
        super().__init__(parser)
        self._md = parser

    def render(self, tokens: Sequence[Token], options: Any, env: Any) -> str:
        """Render block tokens; tells the positions which inline text is at hand."""
        now: Rendering = env["rendering"]
        rules = self.rules
        out: list[str] = []
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "inline":
                if token.map and now.in_table:
                    now.positions.enter_cell(token.content, token.map[0])
                elif token.map:
                    now.positions.enter(token.meta.get("text", token.content), token.map[0])
                now.note_prose(tokens, index)
                if token.children:
                    out.append(self.renderInline(token.children, options, env))
            elif kind in rules:
                out.append(rules[kind](tokens, index, options, env))
            else:
                out.append(self.renderToken(tokens, index, options, env))
        return "".join(out)

    # Blocks

    def heading_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        now: Rendering = env["rendering"]
        token, inline = tokens[idx], tokens[idx + 1]
        line = token.map[0] if token.map else 0
        span = now.positions.block_span(line)
        level = int(token.tag[1])
        if level == 1:
            now.diagnostics.append(codes.TOP_HEADING.at(span))
            level = 2
        elif level > now.level + 1 and level > 2:
            now.diagnostics.append(
                codes.SKIPPED_LEVEL.at(span, level=level, before=now.level, wanted=max(now.level + 1, 2))
            )
        now.level = level
        now.section += level <= 2
        token.tag = tokens[idx + 2].tag = f"h{level}"
        attributes: Attributes | None = token.meta.get("attributes")
        names: list[str] = []
        if attributes:
            now.positions.enter(inline.meta["text"], line)
            places = [(name, now.positions.span(at, at + len(name))) for name, at in attributes.classes]
            names, _ = now.sort_names(places, blocks=False, certainty=False)
        identifier = attributes.id if attributes else ""
        if identifier and not now.identifiers.explicit(identifier):
            now.diagnostics.append(codes.IDENTIFIER_TAKEN.at(span, name=clip(identifier)))
            identifier = ""
        children = inline.children or []
        if not identifier:
            identifier = now.identifiers.automatic(plain_text(children))
        data = now.enter_audiences(names, span)
        now.plain = True
        label = self.renderInline(children, options, env)
        now.plain = False
        now.headings.append(Heading(level, identifier, label.strip(), now.seen_by[-1]))
        return f'<h{level} id="{escapeHtml(identifier)}"{data}>'

    def heading_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        env["rendering"].leave_audiences()
        return f"</{tokens[idx].tag}>\n"

    def div_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        now: Rendering = env["rendering"]
        token = tokens[idx]
        span = now.positions.block_span(token.map[0] if token.map else 0)
        places = [(word, span) for word in class_words(token.info)]
        names, kinds = now.sort_names(places, blocks=True)
        data = now.enter_audiences(names, span)
        now.inside.append((*now.inside[-1], *kinds))
        now.enter_certainty(places)
        attributes = attributes_at(token.info, 0)
        if attributes:
            data = _taken(attributes.id, span, now) + data
        if not kinds:
            now.closings.append("</div>\n")
            return f"<div{data}>\n"
        # Of several kinds the first is outermost and carries the attributes.
        opening = "".join(
            BLOCKS[kind][0].replace("{data}", "" if number else data).replace("{label}", now.hole(BLOCKS[kind][2]))
            for number, kind in enumerate(kinds)
        )
        now.closings.append("".join(BLOCKS[kind][1] for kind in reversed(kinds)))
        return opening

    def div_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        now: Rendering = env["rendering"]
        now.leave_audiences()
        now.inside.pop()
        now.certainty.pop()
        return now.closings.pop()

    def table_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        now: Rendering = env["rendering"]
        now.tables += 1
        now.in_table = True
        # The region can be reached and scrolled with the keyboard (WCAG 2.2, 2.1.1).
        label = now.hole(Word("Table %(number)s", now.tables))
        return f'<div class="table" tabindex="0" role="region" aria-label="{label}">\n<table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        env["rendering"].in_table = False
        return "</table>\n</div>\n"

    def tr_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        now: Rendering = env["rendering"]
        token = tokens[idx]
        if token.map and tokens[idx - 1].type == "thead_open":
            now.columns = 0
            while tokens[idx + 1 + 3 * now.columns].type == "th_open":
                now.columns += 1
        elif token.map:
            beyond = now.positions.cells_beyond(token.map[0], now.columns)
            if beyond:
                span, cells, text = beyond
                now.diagnostics.append(codes.LOST_CELLS.at(span, cells=cells, columns=now.columns, text=clip(text)))
        return "<tr>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f'<th scope="col"{_alignment(tokens[idx])}>'

    def td_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<td{_alignment(tokens[idx])}>"

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        if token.info.split(None, 1)[:1] == ["evidence"] and env["rendering"].has_evidence:
            from dr_evidence_site.parse.markdown.evidence import evidence_hole  # few texts hold any

            return evidence_hole(token, token.info.strip()[len("evidence") :].strip(), env["rendering"])
        language = _LANGUAGE.match(unescapeAll(token.info).strip())
        mark = f' class="language-{escapeHtml(language.group())}"' if language else ""
        return f'<pre tabindex="0"><code{mark}>{escapeHtml(token.content)}</code></pre>\n'

    def code_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f'<pre tabindex="0"><code>{escapeHtml(tokens[idx].content)}</code></pre>\n'

    # Inline

    def span_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        now: Rendering = env["rendering"]
        token = tokens[idx]
        attributes: Attributes = token.meta["attributes"]
        if now.plain:
            # The heading itself is rendered later and reports; here only its label is wanted.
            names = [name for name, _ in attributes.classes if name in now.audiences]
            return f'<span data-for="{escapeHtml(" ".join(names))}">' if names else "<span>"
        span = now.positions.span(token.meta["offset"], attributes.end)
        names = [name for name, _ in attributes.classes if name in now.audiences and name not in CERTAINTIES]
        if len(names) < len(attributes.classes):  # not audiences alone, as most have
            places = [(name, now.positions.span(at, at + len(name))) for name, at in attributes.classes]
            names, _ = now.sort_names(places, blocks=False)
            now.enter_certainty(places)
            now.certainty.pop()  # of words, not of what follows them
        data = now.enter_audiences(names, span)
        return f"<span{_taken(attributes.id, span, now)}{data}>"

    def span_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        now: Rendering = env["rendering"]
        if not now.plain:
            now.leave_audiences()
        return "</span>"

    def citation(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        now: Rendering = env["rendering"]
        token = tokens[idx]
        if now.plain:
            return ""
        raw: tuple[RawItem, ...] = token.meta["items"]
        source: str = token.meta["source"]
        items: list[CitationItem] = []
        for one in raw:
            key = one.key
            at, behind = one.suffix
            if at == behind and not source[slice(*one.prefix)].strip(" "):
                # Most cite a source without a word or a page: a third of the time of looking for them.
                span = now.positions.span(key.start, key.end)
                items.append(CitationItem(key.key, span, "", "", "", "", key.suppress_author))
            else:
                items += self._items(one, source, env)
        for item, following in pairwise(raw):
            if item.runs_on:
                span = now.positions.span(following.key.start, following.key.end)
                now.diagnostics.append(citation_codes.NESTED.at(span, key=clip(following.key.key)))
        now.count(limit_codes.TOO_MANY_CITATIONS, now.limits.citations, partial(self._span, token, now), len(items))
        return now.hole(Citation(tuple(items), token.meta["in_text"], now.seen_by[-1]))

    def broken_group(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return self._noted(citation_codes.BROKEN_GROUP, tokens[idx], env)

    def raw_html(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return self._noted(codes.RAW_HTML, tokens[idx], env)

    def stray_braces(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        words = str(tokens[idx].meta["text"])[1:-1].split()
        if words and words[0].startswith((".", "#")):
            return self._noted(codes.ATTRIBUTES_AS_TEXT, tokens[idx], env)
        hint = f"Write a full stop before each name: “{{{' '.join(f'.{word}' for word in words)}}}”."
        return self._noted(codes.ATTRIBUTES_AS_TEXT, tokens[idx], env, hint)

    def fence_as_text(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return self._noted(codes.STRAY_FENCE, tokens[idx], env)

    def footnote(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return self._noted(codes.FOOTNOTE, tokens[idx], env)

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        now: Rendering = env["rendering"]
        if now.plain:
            return ""
        token = tokens[idx]
        span = self._span(token, now)
        now.count(limit_codes.TOO_MANY_LINKS, now.limits.links, lambda: span)
        meaning = link(str(token.attrs.get("href", "")), now.path, span)
        title = f' title="{escapeHtml(str(token.attrs["title"]))}"' if token.attrs.get("title") else ""
        if isinstance(meaning, Diagnostic):
            now.diagnostics.append(meaning)
            return "<a>"
        if isinstance(meaning, ArticleLink):
            return f'<a href="{now.hole(meaning)}"{title}>'
        external = "" if meaning.lower().startswith("mailto:") else ' rel="external"'
        return f'<a href="{escapeHtml(meaning)}"{external}{title}>'

    def link_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "" if env["rendering"].plain else "</a>"

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        now: Rendering = env["rendering"]
        token = tokens[idx]
        alternative = plain_text(token.children or [])
        if now.plain:
            return escapeHtml(alternative)
        address = str(token.attrs.get("src", ""))
        span = self._span(token, now)
        now.count(limit_codes.TOO_MANY_LINKS, now.limits.links, lambda: span)
        for child in token.children or []:
            if child.type == "span_open":
                # A description is one text for all: words for one audience would be read to everyone.
                marks: Attributes = child.meta["attributes"]
                text = clip(token.content[marks.start : marks.end])
                now.diagnostics.append(codes.ATTRIBUTES_AS_TEXT.at(span, text=text))
        meaning = image(address, now.path, span)
        if isinstance(meaning, Diagnostic):
            now.diagnostics.append(meaning)
            return escapeHtml(alternative)
        if not alternative.strip():
            now.diagnostics.append(codes.IMAGE_WITHOUT_TEXT.at(span, address=clip(address)))
        title = f' title="{escapeHtml(str(token.attrs["title"]))}"' if token.attrs.get("title") else ""
        return f'<img src="{now.hole(meaning)}" alt="{escapeHtml(alternative)}"{title} loading="lazy">'

    def _items(self, raw: RawItem, source: str, env: Any) -> list[CitationItem]:
        """The cited source, between those that are cited within its prefix and its suffix."""
        now: Rendering = env["rendering"]
        found = locator(source[slice(*raw.suffix)])
        braces = _BRACES.search(source, *raw.suffix) if found.value else None
        if braces and braces.start() < raw.suffix[1] - len(found.rest):
            # The locator took them, so that they are not seen in the text.
            span = now.positions.span(*braces.span())
            now.diagnostics.append(codes.ATTRIBUTES_AS_TEXT.at(span, text=clip(braces.group())))
        prefix, before = self._note(source, *raw.prefix, env)
        suffix, behind = self._note(source, raw.suffix[1] - len(found.rest), raw.suffix[1], env)
        item = CitationItem(
            raw.key.key,
            now.positions.span(raw.key.start, raw.key.end),
            prefix.strip(),
            found.label,
            " ".join(found.value.split()),
            suffix.rstrip(),
            raw.key.suppress_author,
        )
        if not before and not behind:
            return [item]
        now.diagnostics.extend(
            citation_codes.NESTED.at(inner.span, key=clip(inner.key)) for inner in (*before, *behind)
        )
        return [*before, item, *behind]

    def _note(self, source: str, start: int, end: int, env: Any) -> tuple[str, list[CitationItem]]:
        """A prefix or suffix, as offsets into the source, as HTML without holes, and the sources cited in it."""
        text = source[start:end]
        if not _MARKUP.search(text):
            return escaped(text), []
        now: Rendering = env["rendering"]
        if now.depth >= DEEPEST_NOTE:
            now.diagnostics.append(codes.TOO_DEEP.at(now.positions.span(start, end), limit=DEEPEST_NOTE))
            return escapeHtml(text), []
        inner = now.within(start)
        env["rendering"] = inner
        env["behind_word"] = key_at(source, start, end) is None
        [inline] = self._md.parseInline(text, env)
        html = self.renderInline(inline.children or [], self._md.options, env)
        env["rendering"] = now
        env["behind_word"] = False
        cited = [item for hole in inner.holes if isinstance(hole, Citation) for item in hole.items]
        if any(not isinstance(hole, Citation) for hole in inner.holes):
            now.diagnostics.append(citation_codes.PAGE_LINK.at(now.positions.span(start, end)))
            html = _PICTURE.sub(r"\1", html)
            html = _PAGE_LINK.sub("<a>", html)
        return HOLE.sub("", html), cited

    def _noted(self, code: Code, token: Token, env: Any, hint: str | None = None) -> str:
        """Report at a token that stands for no text."""
        now: Rendering = env["rendering"]
        if not now.plain:
            now.diagnostics.append(code.at(self._span(token, now), hint=hint, text=clip(token.meta["text"])))
        return ""

    @staticmethod
    def _span(token: Token, now: Rendering) -> Span:
        return now.positions.span(token.meta.get("offset", 0), token.meta.get("end", 0))


def plain_text(tokens: Sequence[Token]) -> str:
    """The words of inline tokens without markup; words for several audiences are kept apart by a space."""
    out: list[str] = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            out.append(token.content)
        elif token.type == "image":
            out.append(plain_text(token.children or []))
        elif token.type in ("softbreak", "hardbreak", "span_open"):
            out.append(" ")
    return " ".join("".join(out).split())


def _taken(identifier: str, span: Span, now: Rendering) -> str:
    """The id attribute for an anchor that the author chose; empty when there is none, or when it is not free."""
    if not identifier:
        return ""
    if now.identifiers.explicit(identifier):
        return f' id="{escapeHtml(identifier)}"'
    now.diagnostics.append(codes.IDENTIFIER_TAKEN.at(span, name=clip(identifier)))
    return ""


def _alignment(token: Token) -> str:
    if not token.attrs:
        return ""
    # A class instead of markdown-it's style attribute, which the content security policy forbids.
    found = _ALIGN.search(str(token.attrs.get("style", "")))
    return f' class="align-{found[1]}"' if found else ""
