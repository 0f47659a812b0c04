"""The fast renderer of tags makes what markdown-it's own makes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from mdit_py_plugins.deflist import deflist_plugin

from dr_evidence_site.parse.markdown.tags import TagRenderer, escaped

MD = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(deflist_plugin)
PIECES = (
    *(
        "a",
        " ",
        "\n",
        "\n\n",
        "- ",
        "  - ",
        "1. ",
        "7) ",
        "> ",
        "  > ",
        "\n: ",
        "# ",
        "*",
        "**",
        "~~",
        "`",
        "\\",
        "  \n",
    ),
    *("| a | b |\n|:--|--:|\n| c | d |\n", "\n---\n", "\n===\n", "    ", "```x\n", "<", "&", '"', "&lt;", "é"),
    *("[b](c.md 'd')", "![e](f)", "<b>", "<div>\n"),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_tags_are_those_of_markdown_it(text: str) -> None:
    own, fast = RendererHTML(MD), TagRenderer(MD)
    assert fast.render(MD.parse(text), MD.options, {}) == own.render(MD.parse(text), MD.options, {})


@settings(max_examples=50, derandomize=True)
@given(st.text(alphabet='ab&<>";', max_size=12))
def test_marks_are_escaped_as_by_markdown_it(text: str) -> None:
    assert escaped(text) == escapeHtml(text)
