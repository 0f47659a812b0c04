"""markdown-it's inline parser, made to try a rule only where its first character stands.

markdown-it asks every rule at every character that any rule might want. Here the text up to the next character that
begins something is taken in one step, and only the rules for that character are asked. The rules are the same, in the
same order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore, text_join
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.utils import EnvType

from dr_evidence_site.parse.markdown.tokens import Token

_Rule = Callable[[StateInline, bool], bool]

# Where something may begin: "!" only before "[", "-" only before "@", ":" only as "://" or ":::", "w" only as "www.".
# A search for one of a set of characters takes two thirds of the time of one for alternatives.
BEGINNING = re.compile(r"[\n\\`*_~\[<&@{!\-:w](?:(?<![!\-:w])|(?<=!)(?=\[)|(?<=-)(?=@)|(?<=:)(?=//|::)|(?<=w)(?=ww\.))")

# The characters at which each rule can match.
_TRIGGERS = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "usual_emphasis": "*",
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


class InlineState(StateInline):
    """markdown-it's state of reading an inline text; text that waits to be a token and tokens cost less.

    `flat` is what `brackets.end_of` found of the text, `has_delimiters` says that some were scanned.
    """

    flat: bool | None = None
    has_delimiters = False
    _text = ""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, outTokens: list[Token]) -> None:  # noqa: N803
        self._waiting: list[str] = []
        super().__init__(src, md, env, outTokens)

    @property
    def pending(self) -> str:
        """The text that is no token yet."""
        waiting = self._waiting
        if waiting:
            # As in markdown-it: with one reference left to it, a string is extended in place.
            text = self._text
            self._text = ""
            text += "".join(waiting)
            waiting.clear()
            self._text = text
        return self._text

    @pending.setter
    def pending(self, value: str) -> None:
        self._text = value
        self._waiting.clear()

    def append_pending(self, text: str) -> None:
        """Add to the text that is no token yet."""
        self._waiting.append(text)

    def pushPending(self) -> Token:  # noqa: N802 - markdown-it's name
        """Make a token of the text that is none yet."""
        token = Token("text", "", 0, {}, None, self.pendingLevel, None, self.pending)
        self.tokens.append(token)
        self._text = ""
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """A new token at the end, behind the text that was none yet."""
        if self._waiting or self._text:
            self.pushPending()
        meta: dict[str, Any] | None = None
        if nesting < 0:
            self.level -= 1
            self.delimiters = self._prev_delimiters.pop()
        token = Token(ttype, tag, nesting, {}, None, self.level)
        if nesting > 0:
            self.level += 1
            self._prev_delimiters.append(self.delimiters)
            self.delimiters = []
            meta = {"delimiters": self.delimiters}
        self.pendingLevel = self.level
        self.tokens.append(token)
        self.tokens_meta.append(meta)
        return token

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - markdown-it's names
        """Whether a run of delimiters can begin and end emphasis, and its length."""
        self.has_delimiters = True
        src, end = self.src, self.posMax
        marker = src[start]
        at = start + 1
        while at < end and src[at] == marker:
            at += 1
        white_before, mark_before = _kind(src[start - 1]) if start > 0 else (True, False)
        white_behind, mark_behind = _kind(src[at]) if at < end else (True, False)
        left = not white_behind and (not mark_behind or white_before or mark_before)
        right = not white_before and (not mark_before or white_behind or mark_behind)
        return Scanned(
            left and (canSplitWord or not right or mark_before),
            right and (canSplitWord or not left or mark_behind),
            at - start,
        )


@lru_cache(maxsize=1024)
def _kind(character: str) -> tuple[bool, bool]:
    """Whether a character is white space, and whether it is punctuation."""
    return isWhiteSpace(ord(character)), isMdAsciiPunct(ord(character)) or isPunctChar(character)


class DispatchingInline(ParserInline):
    """The inline parser of the dialect. Its rules are set like markdown-it's; `prepare` is called when they are."""

    def prepare(self) -> None:
        """Sort the rules by the characters at which they can match."""
        self._rules: dict[str, list[_Rule]] = {}
        for rule in self.ruler.__rules__:
            if rule.enabled and rule.name not in ("text", "linkify"):
                for character in _TRIGGERS[rule.name]:
                    self._rules.setdefault(character, []).append(rule.fn)
        self._pairing = [(rule.name, rule.fn) for rule in self.ruler2.__rules__ if rule.enabled]

    def tokenize(self, state: StateInline) -> None:
        """Make tokens of the state's text from `pos` to `posMax`."""
        text, end = state.src, state.posMax
        search, rules, append = BEGINNING.search, self._rules, state.append_pending
        deepest = state.md.options["maxNesting"]
        at = state.pos
        while at < end:
            found = search(text, at, end)
            if found is None:
                append(text[at:end])
                break
            stop = found.start()
            if stop > at:
                append(text[at:stop])
            state.pos = stop
            character = text[stop]
            if state.level < deepest:
                for rule in rules[character]:
                    if rule(state, False):
                        at = state.pos
                        break
                else:
                    append(character)
                    at = stop + 1
            else:
                append(character)
                at = stop + 1
        state.pos = max(at, end)
        if state.pending:
            state.pushPending()

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Read an inline text into `tokens`."""
        if not BEGINNING.search(src):
            if src:
                tokens.append(Token("text", "", 0, {}, None, 0, None, src))
            return tokens
        state = InlineState(src, md, env, tokens)
        self.tokenize(state)
        # What pairs delimiters has nothing to do where there are none.
        if state.has_delimiters:
            struck = "~~" in src
            for name, rule in self._pairing:
                if struck or name != "strikethrough":
                    rule(state)
        return state.tokens


def join_texts(state: StateCore) -> None:
    """markdown-it's last core rule, which joins texts to what escapes and entities stand for: to none in most texts."""
    if "\\" in state.src or "&" in state.src:
        text_join(state)
