"""markdown-it's inline parser, made to try a rule only where its first character stands.

markdown-it asks every rule at every character that any rule might want. Here the text up to the next character that
begins something is taken in one step, and only the rules for that character are asked. The rules are the same, in the
same order.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

_Rule = Callable[[StateInline, bool], bool]

# Where something may begin: "!" only before "[", "-" only before "@", ":" only as "://" or ":::", "w" only as "www.".
_BEGINNING = re.compile(r"[\n\\`*_~\[<&@{]|!(?=\[)|-(?=@)|:(?=//|::)|w(?=ww\.)")

# The characters at which each rule can match.
_TRIGGERS = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "citation": "[@-",
    "span": "[",
    "link": "[",
    "image": "!",
    "autolink": "<",
    "entity": "&",
    "bare_autolink": ":w@",
    "stray": "<{[:",
}


class DispatchingInline(ParserInline):
    """The inline parser of the dialect. Its rules are set like markdown-it's; `prepare` is called when they are."""

    def prepare(self) -> None:
        """Sort the rules by the characters at which they can match."""
        self._rules: dict[str, list[_Rule]] = {}
        for rule in self.ruler.__rules__:
            if rule.enabled and rule.name not in ("text", "linkify"):
                for character in _TRIGGERS[rule.name]:
                    self._rules.setdefault(character, []).append(rule.fn)

    def tokenize(self, state: StateInline) -> None:
        """Make tokens of the state's text from `pos` to `posMax`."""
        text, end = state.src, state.posMax
        search, rules = _BEGINNING.search, self._rules
        deepest = state.md.options["maxNesting"]
        while state.pos < end:
            start = state.pos
            found = search(text, start, end)
            stop = found.start() if found else end
            if stop > start:
                state.append_pending(text[start:stop])
                state.pos = stop
                if stop == end:
                    break
            if state.level < deepest:
                for rule in rules[text[stop]]:
                    if rule(state, False):
                        break
                else:
                    state.append_pending(text[stop])
                    state.pos = stop + 1
            else:
                state.append_pending(text[stop])
                state.pos = stop + 1
        if state.pending:
            state.pushPending()

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Read an inline text into `tokens`."""
        state = StateInline(src, md, env, tokens)
        self.tokenize(state)
        # What pairs delimiters has nothing to do where there are none.
        if state.delimiters or state.tokens_meta:
            for rule in self.ruler2.getRules(""):
                rule(state)
        return state.tokens
