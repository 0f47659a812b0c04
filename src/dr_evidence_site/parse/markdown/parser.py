"""The markdown-it parser of the dialect: which rules it has and which of markdown-it's own are changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import reference as commonmark_reference
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import autolink as commonmark_autolink
from markdown_it.rules_inline import image as commonmark_image
from markdown_it.rules_inline import link as commonmark_link
from mdit_py_plugins.deflist import deflist_plugin

from dr_evidence_site.parse.markdown.attributes import attributes_at_end
from dr_evidence_site.parse.markdown.autolinks import autolink_rule
from dr_evidence_site.parse.markdown.blocks import DispatchingBlock
from dr_evidence_site.parse.markdown.brackets import HELPERS, brackets, end_of
from dr_evidence_site.parse.markdown.citations import citation_rule
from dr_evidence_site.parse.markdown.divs import div_rule
from dr_evidence_site.parse.markdown.emphasis import usual_emphasis_rule
from dr_evidence_site.parse.markdown.html import BodyRenderer
from dr_evidence_site.parse.markdown.inline import DispatchingInline, join_texts
from dr_evidence_site.parse.markdown.rendering import DEEPEST
from dr_evidence_site.parse.markdown.spans import span_rule
from dr_evidence_site.parse.markdown.strays import stray_rule
from dr_evidence_site.parse.markdown.tables import table_rule

_DEEPEST_PICTURE = 8


@cache
def parser() -> MarkdownIt:
    """The parser, built once per process (it cannot be pickled and takes a millisecond to build)."""
    md = MarkdownIt("commonmark", renderer_cls=BodyRenderer)
    md.block = block = DispatchingBlock()
    md.inline = inline = DispatchingInline()
    configure(md)
    # In place of markdown-it's own rules, which come to the same in more time; a test compares the two.
    md.core.ruler.at("normalize", _normalize)
    md.core.ruler.at("text_join", join_texts)
    md.block.ruler.at("table", table_rule, {"alt": ["paragraph", "reference"]})
    md.inline.ruler.before("emphasis", "usual_emphasis", usual_emphasis_rule)
    block.prepare()
    inline.prepare()
    return md


def configure(md: MarkdownIt) -> None:
    """Give markdown-it the rules of the dialect."""
    md.configure("commonmark", {"maxNesting": 4 * DEEPEST, "html": False})
    md.enable(["table", "strikethrough"])
    md.disable(["html_block", "html_inline"])
    md.use(deflist_plugin)
    # Addresses are judged when they are rendered, so that a refused one is reported and its words are kept.
    md.validateLink = lambda url: True  # type: ignore[method-assign]
    md.helpers = HELPERS  # type: ignore[assignment]
    alternatives: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    md.block.ruler.before("code", "too_deep", _too_deep_rule)
    md.block.ruler.before("fence", "div", div_rule, alternatives)
    md.block.ruler.at("reference", _reference_rule)
    md.core.ruler.before("inline", "heading_attributes", _heading_attributes)
    md.inline.ruler.before("link", "citation", citation_rule)
    md.inline.ruler.before("link", "span", span_rule)
    md.inline.ruler.at("link", _noting_offset(commonmark_link, "link_open", _begins_link))
    md.inline.ruler.at("image", _noting_offset(commonmark_image, "image", _begins_picture))
    md.inline.ruler.at("autolink", _noting_offset(commonmark_autolink, "link_open", _begins_autolink))
    md.inline.ruler.push("bare_autolink", autolink_rule)
    md.inline.ruler.push("stray", stray_rule)


def _normalize(state: StateCore) -> None:
    """markdown-it's rule without looking at each line end where all are as they should be."""
    if "\r" in state.src:
        state.src = state.src.replace("\r\n", "\n").replace("\r", "\n")
    state.src = state.src.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _too_deep_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """At the limit the rest of the block becomes one paragraph; markdown-it itself would drop it."""
    if silent or state.level < state.env["rendering"].limits.nesting:
        return False
    content = state.getLines(start_line, end_line, state.blkIndent, False).strip()
    state.line = end_line
    if not content:
        return True
    state.env["too_deep"].append(start_line)
    state.push("paragraph_open", "p", 1).map = [start_line, end_line]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = content, [start_line, end_line], []
    state.push("paragraph_close", "p", -1)
    return True


def _reference_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """CommonMark's link definitions, but "[@key]: …" and "[^1]: …" are text and must not vanish."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if state.src.startswith(("[@", "[-@", "[^"), start):
        return False
    return commonmark_reference(state, start_line, end_line, silent)


def _heading_attributes(state: StateCore) -> None:
    """Take "{#id .audience}" off the end of headings; the renderer reads it from the opening token."""
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type == "heading_open" and inline.content.endswith("}"):
            attributes = attributes_at_end(inline.content)
            if attributes and inline.content[attributes.start - 1] in " \t":
                opening.meta = {"attributes": attributes}
                inline.meta = {"text": inline.content}
                inline.content = inline.content[: attributes.start].rstrip()


def _begins_link(state: StateInline) -> bool:
    if end_of(state, state.pos):
        return False
    bracket = brackets(state).get(state.pos)
    return bracket is not None and bracket.is_link


def _begins_picture(state: StateInline) -> bool:
    if not state.src.startswith("![", state.pos) or state.env["pictures"] >= _DEEPEST_PICTURE:
        return False
    bracket = brackets(state).get(state.pos + 1)
    return bracket is not None and bracket.has_target


def _begins_autolink(state: StateInline) -> bool:
    return state.src[state.pos] == "<"


def _noting_offset(
    rule: Callable[[StateInline, bool], bool], kind: str, may_match: Callable[[StateInline], bool]
) -> Callable[[StateInline, bool], bool]:
    """The rule, made to note in its token where in the text it matched; not tried where it cannot match."""

    def noting(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not may_match(state):
            return False
        # markdown-it reads the description of a picture as a text of its own, in which pictures may stand.
        state.env["pictures"] += kind == "image"
        matched = rule(state, silent)
        state.env["pictures"] -= kind == "image"
        if matched and not silent:
            token = next(token for token in state.tokens[count:] if token.type == kind)
            token.meta = {"offset": start, "end": state.pos}
        return matched

    return noting
