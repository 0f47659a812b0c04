"""The web addresses that a Markdown text links to, each with its place. Only a check that is asked for needs them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown_it.token import Token

from dr_evidence_site.model.external import ExternalLink
from dr_evidence_site.parse.markdown.document import environment, lines_of
from dr_evidence_site.parse.markdown.html import BodyRenderer
from dr_evidence_site.parse.markdown.links import link
from dr_evidence_site.parse.markdown.parser import parser
from dr_evidence_site.parse.markdown.positions import Positions
from dr_evidence_site.parse.markdown.rendering import Rendering

_MAY_HOLD_ONE = re.compile(r"http|www\.|&", re.IGNORECASE)  # "&" begins a character that is written otherwise


def web_links(text: str, *, path: str, first_line: int, audiences: Sequence[str]) -> tuple[ExternalLink, ...]:
    """The links of an article or page to web addresses, in the order of the text; arguments as for `read`."""
    if not _MAY_HOLD_ONE.search(text):
        return ()
    env = environment(Rendering(path, audiences, Positions(path, lines_of(text), first_line)))
    md = parser()
    gatherer = _Gatherer(md)
    gatherer.render(md.parse(text, env), md.options, env)
    return tuple(gatherer.found)


class _Gatherer(BodyRenderer):
    """Renders as always, and keeps the addresses it meets."""

    def __init__(self, md: Any) -> None:
        super().__init__(md)
        self.found: list[ExternalLink] = []

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """A link, also in the note of a citation; what heads the list of contents is a copy."""
        now: Rendering = env["rendering"]
        if not now.plain:
            token = tokens[idx]
            span = self._span(token, now)
            meaning = link(str(token.attrs.get("href", "")), now.path, span)
            if isinstance(meaning, str) and not meaning.lower().startswith("mailto:"):
                self.found.append(ExternalLink(meaning, span))
        return super().link_open(tokens, idx, options, env)
