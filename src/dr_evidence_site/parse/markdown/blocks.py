"""markdown-it's block parser, made to try a rule only at lines that begin with a character of its.

markdown-it asks every rule at every line, and those that may end a paragraph once more at each of its further lines.
Here a line's first character chooses the rules. They are the same, in the same order, but for paragraphs and headings
with a line below them, whose lines one rule reads where markdown-it has two. A paragraph takes a third of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.parser_block import ParserBlock
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.utils import EnvType

from dr_evidence_site.parse.markdown.tokens import Token

_Rule = Callable[[StateBlock, int, int, bool], bool]

# The characters that a line may begin with for a rule to match; the rules left out want to see every line.
_DIGITS = "0123456789"
_TRIGGERS = {
    "code": "",  # at none: lines that are indented as code is have rules of their own
    "div": ":",
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+" + _DIGITS,
    "reference": "[",
    "heading": "#",
}
_INTERRUPTING = _TRIGGERS | {"deflist": ":~"}
"""The same for rules that are asked whether the block before them ends."""

_INDENTED = ("too_deep", "code")
"""The rules for a line that is indented as code is."""


class BlockState(StateBlock):
    """markdown-it's state of reading blocks; the lines are found, and tokens made, in less time."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> None:
        super().__init__("", md, env, tokens)
        self.src = src
        lines = src.split("\n")
        # A last line is no line when it is empty or, without a line end behind it, of white space alone.
        length = len(src)
        if not lines[-1].strip("\t "):
            lines.pop()
        count = len(lines)
        ends = [end + number for number, end in enumerate(accumulate(map(len, lines)))]
        self.bMarks = [0, *(end + 1 for end in ends)]
        self.bMarks[count] = length
        self.eMarks = [*ends, length]
        self.tShift = [0] * (count + 1)
        self.sCount = [0] * (count + 1)
        self.bsCount = [0] * (count + 1)
        for number, line in enumerate(lines):
            if line[:1] in ("\t", " "):
                white = line[: len(line) - len(line.lstrip("\t "))]
                self.tShift[number] = len(white)
                self.sCount[number] = len(white) if "\t" not in white else len(white.expandtabs(4))
        self.lineMax = count

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """A new token at the end."""
        if nesting < 0:
            self.level -= 1
        token = Token(ttype, tag, nesting, {}, None, self.level, None, "", "", "", {}, True)
        if nesting > 0:
            self.level += 1
        self.tokens.append(token)
        return token

    def text(self, begin: int, end: int) -> str:
        """The text of lines without their indent, trimmed."""
        if end == begin + 1:
            return mdTrim(self.src[self.bMarks[begin] + self.tShift[begin] : self.eMarks[begin]])
        if self.blkIndent == 0:
            src = self.src
            bounds = zip(self.bMarks[begin:end], self.eMarks[begin:end], strict=True)
            return mdTrim("\n".join([src[start:stop] for start, stop in bounds]))
        return mdTrim(self.getLines(begin, end, self.blkIndent, False))

    def add(self, kind: str, tag: str, text: str, lines: tuple[int, int, int], markup: str = "") -> None:
        """Add a block of text: `lines` are its first line, the one behind its text and the one behind it."""
        first, behind_text, behind = lines
        level = self.level
        self.tokens += (
            Token(f"{kind}_open", tag, 1, {}, [first, behind], level, None, "", markup, "", {}, True),
            Token("inline", "", 0, {}, [first, behind_text], level + 1, [], text, "", "", {}, True),
            Token(f"{kind}_close", tag, -1, {}, None, level, None, "", markup, "", {}, True),
        )
        self.line = behind


class _DispatchingRuler(Ruler[_Rule]):
    """The ruler of block rules. Chains of rules that may end a block become one that chooses among them."""

    def prepare(self) -> None:
        """Make the chains; to be called when the rules are set."""
        enabled = [rule for rule in self.__rules__ if rule.enabled]
        self.all = {rule.name: rule.fn for rule in enabled}
        self._chains: dict[str, list[_Rule]] = {"": list(self.all.values())}
        for chain in {name for rule in enabled for name in rule.alt}:
            rules = {rule.name: rule.fn for rule in enabled if chain in rule.alt}
            self._chains[chain] = [_one_of(_by_character(rules, _INTERRUPTING))]

    def getRules(self, chainName: str = "") -> list[_Rule]:  # noqa: N802, N803 - markdown-it's names
        """The rules of a chain."""
        return self._chains.get(chainName, [])


_Dispatch = tuple[dict[str, list[_Rule]], list[_Rule]]
"""The rules for lines that begin with a character, and those for all other lines."""


def _by_character(rules: dict[str, _Rule], triggers: dict[str, str]) -> _Dispatch:
    """Sort the rules by the characters at which they can match."""
    characters = {character for name in rules for character in triggers.get(name, "")}
    others = [rule for name, rule in rules.items() if name not in triggers]
    return {
        character: [rule for name, rule in rules.items() if character in triggers.get(name, character)]
        for character in characters
    }, others


def _one_of(dispatch: _Dispatch) -> _Rule:
    """One rule instead of many: whether one of those that can match at the line's first character does."""
    by_character, others = dispatch

    def matches(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
        start = state.bMarks[line] + state.tShift[line]
        for rule in by_character.get(state.src[start : start + 1], others):  # noqa: SIM110 - any() takes longer
            if rule(state, line, end_line, silent):
                return True
        return False

    return matches


class DispatchingBlock(ParserBlock):
    """The block parser of the dialect. Its rules are set like markdown-it's; `prepare` is called when they are."""

    ruler: _DispatchingRuler

    def __init__(self) -> None:
        super().__init__()
        rules = self.ruler.__rules__
        self.ruler = _DispatchingRuler()
        self.ruler.__rules__ = rules

    def prepare(self) -> None:
        """Sort the rules by the characters at which they can match."""
        self.ruler.at("lheading", self._text_rule)
        self.ruler.prepare()
        rules = self.ruler.all
        self._rules, self._other_rules = _by_character(rules, _TRIGGERS)
        self._indented_rules = [rules[name] for name in _INDENTED]
        [self._ends_paragraph] = self.ruler.getRules("paragraph")
        self._deflist = rules["deflist"]

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 - markdown-it's names
        """Make tokens of lines."""
        by_character, others, text = self._rules, self._other_rules, state.src
        starts, shifts, ends = state.bMarks, state.tShift, state.eMarks
        deepest = state.md.options["maxNesting"]
        line, is_loose = startLine, False
        while line < endLine:
            while line < state.lineMax and starts[line] + shifts[line] >= ends[line]:
                line += 1
            state.line = line
            if line >= endLine or state.sCount[line] < state.blkIndent:
                break
            if state.level >= deepest:
                state.line = endLine
                break
            if state.sCount[line] - state.blkIndent >= 4:
                rules = self._indented_rules
            else:
                rules = by_character.get(text[starts[line] + shifts[line]], others)
            for rule in rules:
                if rule(state, line, endLine, False):
                    break
            state.tight = not is_loose
            line = state.line
            if line - 1 < endLine and starts[line - 1] + shifts[line - 1] >= ends[line - 1]:
                is_loose = True  # in lists a paragraph may take the empty line behind it
            if line < endLine and starts[line] + shifts[line] >= ends[line]:
                is_loose = True
                line += 1
                state.line = line

    def parse(self, src: str, md: MarkdownIt, env: EnvType, outTokens: list[Token]) -> list[Token] | None:  # noqa: N803
        """Read a text into `outTokens`."""
        if not src:
            return None
        state = BlockState(src, md, env, outTokens)
        self.tokenize(state, 0, state.lineMax)
        return state.tokens

    def _text_rule(self, state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        """A heading with a line below it, a definition list or a paragraph: what any line may begin.

        markdown-it's three rules for them are asked one after the other; two of them look through the same lines.
        """
        assert isinstance(state, BlockState)  # noqa: S101 - for mypy
        old_parent, state.parentType = state.parentType, "paragraph"
        text, indents, own_indent = state.src, state.sCount, state.blkIndent
        last_line = state.lineMax
        marker = ""
        line = start_line + 1
        while line < last_line:
            start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
            if start >= end:
                break
            indent = indents[line]
            if indent - own_indent <= 3:  # else the text goes on, whatever stands there
                if indent >= own_indent and line < end_line and text[start] in "-=":
                    marker = text[start]
                    if not text[start:end].lstrip(marker).strip("\t "):
                        break
                    marker = ""
                # Lines that lazily continue a quotation have been looked at.
                if indent >= 0 and self._ends_paragraph(state, line, last_line, True):
                    break
            line += 1
        if marker:
            tag = "h1" if marker == "=" else "h2"
            state.add("heading", tag, state.text(start_line, line), (start_line, line, line + 1), marker)
            state.parentType = old_parent
            return True
        if self._deflist(state, start_line, end_line, silent):
            return True
        state.add("paragraph", "p", state.text(start_line, line), (start_line, line, line))
        return True
