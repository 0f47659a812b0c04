"""The parser makes the tokens that markdown-it makes with its own classes and rules, which take twice the time."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from dr_evidence_site.parse.markdown.document import environment, lines_of
from dr_evidence_site.parse.markdown.html import BodyRenderer
from dr_evidence_site.parse.markdown.inline import InlineState
from dr_evidence_site.parse.markdown.parser import configure, parser
from dr_evidence_site.parse.markdown.positions import Positions
from dr_evidence_site.parse.markdown.rendering import Rendering
from fuzz.markdown_pieces import SYNTAX

ROOT = Path(__file__).resolve().parents[2]
FIELDS = [name for name in Token.__dataclass_fields__ if name != "children"]
GATHERED = ("stray_fences", "unclosed_fences", "too_deep", "used_labels", "references", "duplicate_refs", "pictures")


class PlainState(InlineState):
    """markdown-it's own, in which the rules of the dialect take no short cut."""

    flat = False
    pending = StateInline.pending
    __init__ = StateInline.__init__
    append_pending = StateInline.append_pending
    pushPending = StateInline.pushPending  # noqa: N815 - markdown-it's name
    push = StateInline.push
    scanDelims = StateInline.scanDelims  # noqa: N815 - markdown-it's name


class PlainInline(ParserInline):
    """markdown-it's own."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = PlainState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return list(state.tokens)


@cache
def plain() -> MarkdownIt:
    md = MarkdownIt("commonmark", renderer_cls=BodyRenderer)
    md.inline = PlainInline()
    md.inline.add_terminator_char("w")
    configure(md)
    return md


def told(tokens: list[Token]) -> list[object]:
    """All that tokens say; a text of nothing, which markdown-it leaves beside strong emphasis, says nothing."""
    return [
        ([getattr(token, name) for name in FIELDS], told(token.children or []))
        for token in tokens
        if token.type != "text" or token.content
    ]


def read(md: MarkdownIt, text: str) -> tuple[list[object], dict[str, Any]]:
    path = "content/articles/a.md"
    env = environment(Rendering(path, ("patient", "clinician"), Positions(path, lines_of(text), 1)))
    return told(md.parse(text, env)), {name: env.get(name) for name in GATHERED}


USUAL = (
    *("[@a-1; @b, pp. 3-4]", "[see @a; -@b_2]", "[@a]\n", "[word]{.patient}[word]{.clinician}", "[word](b.md)"),
    *(
        " *word* ",
        "**word**, ",
        "(*word*)",
        "*a b*\n",
        "\n***\n",
        " - ",
        "\n- ",
        "\n  ",
        "\n    ",
        "\n> ",
        "\n\t",
        "\n#",
    ),
    *("\n1) ", "\n2. ", "\n=", "\n-", "\n: ", "\n~ ", "\n| a | b |\n|---|:-:|\n", "\n::: patient\n", "\n:::\n", "\n|"),
    *("  ", "\r\n", "\r", "\t", "\0", "é", "\x0b", "\N{NO-BREAK SPACE}", "!", ":", "w", "-", "ww.", "://"),
)
TEXTS = st.lists(st.sampled_from((*SYNTAX, *USUAL, *USUAL)), max_size=30).map("".join)


@settings(max_examples=1000, derandomize=True, deadline=None)
@given(TEXTS)
@example("")
@example("  ")
@example("\n\n")
@example("a\n  ")
@example("> a\n- b\n===\n\nc")
@example("http://x.y/(*a* *b*")
@example("[*a*]{.x} **b**\n*c*: *d*")
@example("*a *b* c*")
@example("[a <bb:]> c]{.x}")
@example("[@{a]} b]{.x}")
@example("a | b\n  -|-\nc")
@example("a\n: b\n~ c")
@example("- a\n---")
def test_tokens_are_those_of_markdown_it(text: str) -> None:
    assert read(parser(), text) == read(plain(), text)


@pytest.mark.parametrize("path", sorted((ROOT / "content").rglob("*.md")), ids=lambda path: path.stem)
def test_tokens_of_real_texts_are_those_of_markdown_it(path: Path) -> None:
    text = path.read_text("utf-8")
    assert read(parser(), text) == read(plain(), text)
