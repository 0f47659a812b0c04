"""What a page takes from the theme's templates, as a digest: its template, and all that this one names.

So the edit of one template makes only those pages again that can show it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from dr_evidence_site.model.page import Theme
from dr_evidence_site.site.keys import digest

ARTICLE = "article.html"
STANDING = "standing.html"
EVIDENCE = "figures/evidence.html"
"""What prints the evidence within a text; no template names it."""

_REFERENCE = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\b(.*?)[-+]?%\}", re.DOTALL)
_LITERAL = re.compile(
    r"""\s*(?:"([^"\\]+)"|'([^'\\]+)')"""
    r"(?:\s+(?:ignore\s+missing|with\s+context|without\s+context|as\s+\w+|import\b[\w\s,]*))*\s*"
)
"""The name of a template as it stands, and nothing that could choose another one when the page is made."""


def template_digests(theme: Theme) -> Callable[..., str]:
    """A function that gives the digest of the templates that are reached from those with the given names."""

    @cache
    def digest_of(*names: str) -> str:
        reached: dict[str, str | None] = {}
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name in reached:
                continue
            text = reached[name] = theme.templates.get(name)
            for reference in _REFERENCE.findall(text or ""):
                literal = _LITERAL.fullmatch(reference)
                if literal is None:  # its name is only known when it is rendered: it may be any of them
                    return digest(sorted(theme.templates.items()))
                waiting.append(literal[1] or literal[2])
        return digest(sorted(reached.items()))

    return digest_of
