"""Pieces that Markdown is made of, for texts that are put together from them."""

from __future__ import annotations

SYNTAX = (
    *("a", "word", " ", "    ", "\n", "\n\n", "[", "]", "(", ")", "![", "](", "](b.md)", "](javascript:x)"),
    *("][a]", "[a]: b.md\n", "[^1]", "@a", "-@b", "@{c d}", "[@a]", "[@a; ", "; ", ", p. 3", "@a ["),
    *("{.patient}", "{.x #y}", "{", "}", "::: patient\n", "\n:::\n", ":::: {.note}\n", "*", "**", "_", "~~"),
    *("`", "```\n", "~~~\n", "\\", "<", "<b>", "<script>", '<img onerror="x">', "&lt;", "&", "&#0;", "# "),
    *("## ", "\n---\n", "\n===\n", "- ", "1. ", "> ", "\n: ", "| a | b |\n|---|---|\n", "| ", "\\|", "|\n"),
    *("http://x.y/", "www.x.y", "a@b.org", "mailto:", "!", '"', "](http://x.y)", "@{", "{.", "{#a}"),
    *("\n::: patient clinician\n", "\n:::: {.note}\n", ":::", "::: x\n", "\n::: {#ref-1 .y}\n", ">", "#### "),
    *("<http://x.y>", "<javascript:x>", "'", "style=", "onload="),
)  # fmt: skip
"""Marks of every kind, whole and broken, and what an attacker would write."""

WORDING = (
    *("10%", "3 in 100 people", "may reduce", "95% CI 1.1 to 2.2", "RR 0.5", "significant"),
    *("::: bottom-line\n", "P = 0.01", "```evidence\n", "{.certainty-low}", "::: certainty-high\n", "TODO"),
    *("<!-- TODO: x -->", "e.g.", "?", ". "),
)  # fmt: skip
"""What the checks of an article's words look for."""
