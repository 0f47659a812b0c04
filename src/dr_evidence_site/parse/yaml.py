"""YAML text as a small tree with positions; the one module that speaks to PyYAML.

PyYAML's events are taken one by one and nothing of its further machinery is used: no value is guessed, no tag
obeyed, no alias expanded. Hostile input is left at the first limit it meets, before the rest of it is read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any, TypeAlias

import yaml
from msgspec import Struct
from yaml.reader import Reader

from dr_evidence_site.diagnostics import Diagnostic, Related
from dr_evidence_site.diagnostics.codes import yaml_syntax as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.source import Span

DEPTH_LIMIT = 50
"""How many levels of lists and mappings are read."""

NODE_LIMIT = 100_000
"""How many values and keys are read."""

_RESTARTS = 20
"""How often reading goes on at a later key after a syntax error; more errors than this are one damaged file."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NODES = frozenset((yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent, yaml.AliasEvent))

# What YAML 1.1 forbids, and three kinds of line end and a mark that it allows but that no editor shows. The first is
# PyYAML's own, because an expression of such ranges takes 5 ms to compile.
_NOT_IN_YAML: re.Pattern[str] = Reader.NON_PRINTABLE
_NOT_SHOWN = re.compile("[\x85\u2028\u2029\ufeff]")
_LINE_END = re.compile(r"\r\n?|\n")
_KEY_LINE = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*:(?=\s|\Z)", re.MULTILINE)
_TAG = re.compile(r"![^\s,\[\]{}]*")


class Scalar(Struct, frozen=True):
    """A single value as its characters; `plain` means that it stands neither in quotes nor under `|` or `>`.

    Text under `|` or `>` has the span of its own lines. No text holds a control character but tab and line feed.
    """

    text: str
    span: Span
    plain: bool = True

    @property
    def is_null(self) -> bool:
        """Whether nothing was given: no text, white space alone, or a plain `~` or `null`.

        `Null` and `NULL` are text: the first is a family name.
        """
        return not self.text.strip() or (self.plain and self.text in ("~", "null"))


class Sequence(Struct, frozen=True):
    """A list of values."""

    items: tuple[Node, ...]
    span: Span


class Mapping(Struct, frozen=True):
    """Keys and their values in the order written, each key once.

    `complete` is false when reading stopped inside, so that a key which seems to be missing may not be.
    """

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span
    complete: bool = True


class Unreadable(Struct, frozen=True):
    """A value that was written but could not be read, and whose fault has been reported already."""

    span: Span


Node: TypeAlias = Scalar | Sequence | Mapping | Unreadable


class Document(Struct, frozen=True):
    """What was understood of a YAML text. `root` is None when the text holds nothing but white space and comments."""

    root: Node | None
    diagnostics: tuple[Diagnostic, ...]


def parse(path: str, text: str, *, first_line: int = 1) -> Document:
    """Read one YAML document; its first character stands at column 1 of line `first_line` of the file `path`.

    Never raises. After a syntax error at the top level of a block mapping, reading goes on at the next line that
    begins with a key; keys in between have an `Unreadable` value.
    """
    return _Reader(path, text, first_line).document()


class _Open:
    """A list or mapping whose end has not been reached; the one mutable thing, and private to the reader."""

    __slots__ = ("awaiting", "end", "entries", "flow", "items", "key", "start", "unusable")

    def __init__(self, start: int, *, mapping: bool, flow: bool, unusable: bool) -> None:
        self.start = start
        self.end = start
        self.flow = flow
        self.unusable = unusable
        self.items: list[Node] = []
        self.entries: dict[str, tuple[Scalar, Node]] | None = {} if mapping else None
        self.awaiting = False  # a key has been read, its value has not
        self.key: Scalar | None = None  # that key, unless its value is to be dropped


class _Reader:
    """Builds the tree from events with a stack of its own, so that nesting costs no recursion."""

    def __init__(self, path: str, text: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.faults: list[Diagnostic] = []
        self.lines = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self.text = self.printable(text)
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.top: _Open | None = None  # the root while it is a block mapping; it lives through restarts
        self.complete = True
        self.nodes = 0
        self.scalar_start = 0  # of the last single value taken

    def document(self) -> Document:
        start: int | None = 0
        restarts = 0
        while start is not None and restarts <= _RESTARTS:
            start = self.read_from(start)
            restarts += 1
        self.complete = self.complete and start is None
        root = self.root
        if self.top is not None:
            root = self.mapping(self.top, complete=self.complete)
        elif root is None and not self.complete:
            root = Unreadable(self.span(0))
        elif isinstance(root, Scalar) and root.is_null:
            root = None
        return Document(root, tuple(self.faults))

    # Positions

    def span(self, start: int, end: int | None = None) -> Span:
        """The file position of two character offsets, held within the text."""
        last = len(self.text)
        if start >= last:  # PyYAML puts what is missing after the last line end, where no line is
            start = max(len(self.text.rstrip()) - 1, 0)
            end = None
        line = bisect_right(self.lines, start)
        column = start - self.lines[line - 1] + 1
        if end is None:
            return Span(self.path, self.first_line + line - 1, column)
        end_line = line if line == len(self.lines) or end < self.lines[line] else bisect_right(self.lines, end)
        end_column = end - self.lines[end_line - 1] + 1
        return Span(self.path, self.first_line + line - 1, column, self.first_line + end_line - 1, end_column)

    def printable(self, text: str) -> str:
        """The text with forbidden characters reported and replaced one for one, so that offsets stay true."""
        forbidden = _forbidden(text)
        if not forbidden:
            return text
        self.text = text
        places: dict[str, list[int]] = {}
        for match in forbidden:
            places.setdefault(match[0], []).append(match.start())
        for character, found in places.items():
            self.faults.append(_character(self.span(found[0], found[0] + 1), character, len(found)))
        return _without_forbidden(text)

    # Reading, and going on after an error

    def read_from(self, start: int) -> int | None:
        """Read from an offset to the end or the first error; return where to go on, or None when done."""
        self.stack.clear()
        stopped = self.take_all(start)
        if stopped is None:
            return None
        return self.restart(start, stopped)

    def take_all(self, start: int) -> int | None:
        """Take events until the end (None) or an error; return the offset after which the next key may be read."""
        documents = 0
        at: int = start
        loader: Any = None
        try:
            loader = _LOADER(self.text[start:] if start else self.text)
            # `yaml.parse` would ask for each event twice; asked by their type, the commonest first, a document takes
            # three quarters of the time.
            next_event = loader.get_event
            kind: Any = None
            while kind is not yaml.StreamEndEvent:
                event = next_event()
                kind = type(event)
                at = start + event.start_mark.index
                end = start + event.end_mark.index
                if kind in _NODES:
                    self.nodes += 1
                    if self.nodes > NODE_LIMIT:
                        self.faults.append(codes.YAML_TOO_LONG.at(self.span(at), limit=NODE_LIMIT))
                        self.complete = False
                        return None
                    if not self.take(event, at, end):
                        return at
                elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                    self.close(end)
                elif kind is yaml.DocumentStartEvent:
                    documents += 1
                    if documents > 1:
                        self.faults.append(codes.YAML_SEVERAL_DOCUMENTS.at(self.span(at)))
                        return None
        except yaml.MarkedYAMLError as error:
            diagnostic, go_on_after = self.explained(error, start)
            self.faults.append(diagnostic)
            return go_on_after
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # PyYAML's own scanner, used where libyaml is missing, lets `"\U00110000"` fail as a ValueError.
            self.faults.append(codes.YAML_SYNTAX.at(self.span(at), problem=clip(str(error)).rstrip(".")))
            return at
        finally:
            if loader is not None:
                loader.dispose()
        return None

    def restart(self, start: int, stopped: int) -> int | None:
        """Mark the keys that an error made unreadable, and find the next line that begins with a key."""
        if self.top is None and self.stack and self.stack[0].flow:
            self.complete = False
            return None
        found = _KEY_LINE.search(self.text, max(stopped, start) + 1)
        end = len(self.text) if found is None else found.start()
        lost = list(_KEY_LINE.finditer(self.text, start, end))
        if self.top is None:
            self.root = None
            if not lost and found is None:
                self.complete = False
                return None
            self.top = _Open(start, mapping=True, flow=False, unusable=False)
        self.top.key, self.top.awaiting = None, False
        entries = self.top.entries
        assert entries is not None  # noqa: S101 - the top is a mapping by construction
        for key in lost:
            if key[1] not in entries:
                span = self.span(key.start(1), key.end(1))
                entries[key[1]] = (Scalar(key[1], span), Unreadable(span))
        return None if found is None else found.start()

    # Building

    def take(self, event: Any, start: int, end: int) -> bool:
        """Take one value or the opening of one; False when nothing more can be read below the current key."""
        kind = type(event)
        if kind is yaml.AliasEvent:
            self.faults.append(codes.YAML_ALIAS.at(self.span(start, end)))
            self.add(Unreadable(self.span(start, end)), end)
            return True
        if event.anchor is not None:
            self.faults.append(codes.YAML_ALIAS.at(self.span(start, start + 1 + len(event.anchor))))
        if event.tag is not None:
            self.faults.append(self.tag(start))
        if kind is yaml.ScalarEvent:
            return self.scalar(event, start, end)
        if len(self.stack) >= DEPTH_LIMIT:
            self.faults.append(codes.YAML_TOO_DEEP.at(self.span(start), limit=DEPTH_LIMIT))
            return False
        mapping, flow = kind is yaml.MappingStartEvent, bool(event.flow_style)
        if not self.stack and self.top is not None and mapping:
            self.stack.append(self.top)
            return True
        opened = _Open(start, mapping=mapping, flow=flow, unusable=event.tag is not None)
        if not self.stack and mapping and not flow and not opened.unusable:
            self.top = opened
        self.stack.append(opened)
        return True

    def scalar(self, event: Any, start: int, end: int) -> bool:
        """Take a single value; False when it is quoted text that ran over the keys below it."""
        style = event.style or ""
        self.scalar_start = start
        if style in ("|", ">"):  # its event ends where the next token begins
            end = start + len(self.text[start:end].rstrip())
            header = _LINE_END.search(self.text, start, end)
            start = start if header is None else header.end()
        elif style and _KEY_LINE.search(self.text, start + 1, end) and not any(level.flow for level in self.stack):
            # YAML asks for indented continuation lines, PyYAML does not: the closing quote is another text's.
            self.faults.append(_unclosed(self.span(start, start + 1), self.text[start]))
            return False
        span = self.span(start, end)
        if event.tag is not None:
            self.add(Unreadable(span), end)
            return True
        text = event.value
        if style == '"' and (forbidden := _forbidden(text)):  # made by an escape such as "\0"
            self.faults.append(_character(span, forbidden[0][0], 1))
            text = _without_forbidden(text)
        self.add(Scalar(text, span, plain=not style), end)
        return True

    def close(self, end: int) -> None:
        """Close the innermost list or mapping."""
        closed = self.stack.pop()
        if closed.flow:
            closed.end = end
        if closed is self.top:
            return
        if closed.unusable:
            self.add(Unreadable(self.span(closed.start, closed.end)), closed.end)
        elif closed.entries is None:
            self.add(Sequence(tuple(closed.items), self.span(closed.start, closed.end)), closed.end)
        else:
            self.add(self.mapping(closed), closed.end)

    def mapping(self, closed: _Open, *, complete: bool = True) -> Mapping:
        entries = tuple((closed.entries or {}).values())
        return Mapping(entries, self.span(closed.start, closed.end), complete)

    def add(self, node: Node, end: int) -> None:
        """Put a finished value where it belongs: the root, a list, or a mapping's key or value."""
        if not self.stack:
            if self.top is None:
                self.root = node
            return
        parent = self.stack[-1]
        parent.end = end
        if parent.entries is None:
            parent.items.append(node)
        elif parent.awaiting:
            parent.awaiting = False
            if parent.key is not None:
                parent.entries[parent.key.text] = (parent.key, node)
        else:
            parent.awaiting = True
            parent.key = self.usable_key(node, parent.entries)

    def usable_key(self, node: Node, entries: dict[str, tuple[Scalar, Node]]) -> Scalar | None:
        """The key, or None with its fault reported when its value must be dropped."""
        if isinstance(node, Unreadable):
            return None
        if not isinstance(node, Scalar) or not node.text.strip():
            found = {Sequence: "a list", Mapping: "a mapping", Scalar: "empty"}[type(node)]
            self.faults.append(codes.YAML_KEY.at(node.span, found=found))
            return None
        if node.text == "<<" and node.plain:
            self.faults.append(codes.YAML_MERGE.at(node.span))
            return None
        if node.text in entries:
            first = Related(entries[node.text][0].span, "The first one is here.")
            self.faults.append(codes.YAML_DUPLICATE_KEY.at(node.span, related=[first], key=clip(node.text)))
            return None
        return node

    # Syntax errors in words

    def explained(self, error: Any, start: int) -> tuple[Diagnostic, int]:
        """A clear sentence for one of PyYAML's errors, and the offset after which reading may go on.

        PyYAML's two parsers word the same error differently; the pieces looked for stand in both.
        """
        problem, context = str(error.problem or ""), str(error.context or "")
        mark = error.problem_mark or error.context_mark
        at = start if mark is None else start + mark.index
        opening = at if error.context_mark is None else start + error.context_mark.index
        character = self.text[at : at + 1]
        opener = self.text[opening : opening + 1]

        if "quoted scalar" in context:
            if "stream" in problem or "document" in problem:
                return _unclosed(self.span(opening, opening + 1), opener), opening
            sentence = "a backslash in double quotes begins an escape, and this one is unknown"
            hint = "Write the backslash twice, or use single quotes."
            backslash = max(self.text.rfind("\\", opening, at + 1), opening)
            return codes.YAML_SYNTAX.at(self.span(backslash), problem=sentence, hint=hint), opening
        if character == "\t":
            return codes.YAML_TAB.at(self.span(at, at + 1)), at
        if "mapping values are not allowed" in problem:
            line = self.text.rfind("\n", 0, at) + 1
            key = _KEY_LINE.match(self.text, line)
            if key is not None and key.end() == at + 1 and start < line:  # this key is sound, the text above it is not
                return self.syntax(self.scalar_start, "a key must be followed by a colon and a space"), line - 1
            return codes.YAML_COLON.at(self.span(at, at + 1)), at
        if "alias" in context or "anchor" in context:
            return codes.YAML_ALIAS.at(self.span(opening, at)), opening
        if "tag" in context or "tag handle" in problem:
            return self.tag(opening), opening
        if "flow" in context and opener in ("[", "{"):
            if not self.text[at:].strip() or _KEY_LINE.search(self.text, opening, at + 2):
                return _unclosed(self.span(opening, opening + 1), opener), opening
            return self.syntax(at, f"a comma or the closing “{_CLOSING[opener]}” is missing before this"), at
        if "expected ':'" in problem:
            return self.syntax(opening, "a key must be followed by a colon and a space"), opening
        if "cannot start any token" in problem or "node content" in problem:
            if not character.strip():
                return self.syntax(at, "a value is missing here"), at
            hint = "Put the whole value in quotes."
            sentence = f"unquoted text cannot begin with “{character}”"
            return codes.YAML_SYNTAX.at(self.span(at, at + 1), problem=sentence, hint=hint), at
        if "sequence entries are not allowed" in problem:
            sentence = "a list with hyphens begins on a line of its own below its key"
            return self.syntax(at, sentence), at
        if "line break" in problem:
            return self.syntax(at, "text under “|” or “>” begins on the next line"), opening
        if "document start" in problem:  # the key itself is sound: it stands further left than those above it
            return self.syntax(at, "this line begins in another column than the keys above it"), at - 1
        if "block" in context:
            sentence = "this belongs neither to the value before it nor to a key of its own"
            return self.syntax(at, sentence), at if _KEY_LINE.match(self.text, at) is None else at - 1
        return self.syntax(at, clip(problem) or "its structure cannot be understood"), at

    def tag(self, start: int) -> Diagnostic:
        """The fault of a tag, as it is written after an offset (an anchor may stand before it)."""
        found = _TAG.search(self.text, start)
        if found is None:
            return codes.YAML_TAG.at(self.span(start), tag="!")
        return codes.YAML_TAG.at(self.span(found.start(), found.end()), tag=clip(found[0]))

    def syntax(self, at: int, problem: str) -> Diagnostic:
        return codes.YAML_SYNTAX.at(self.span(at), problem=problem)


_CLOSING = {"[": "]", "{": "}"}


def _unclosed(span: Span, opener: str) -> Diagnostic:
    if opener in _CLOSING:
        return codes.YAML_UNCLOSED.at(span, opening=f"“{opener}”", closing=f"“{_CLOSING[opener]}”")
    name = "single quote (')" if opener == "'" else 'double quote (")'
    return codes.YAML_UNCLOSED.at(span, opening=name, closing="quote")


def _character(span: Span, character: str, times: int) -> Diagnostic:
    count = "" if times == 1 else f" ({times} times in this one)"
    return codes.YAML_CHARACTER.at(span, character=f"U+{ord(character):04X}", count=count)


def _forbidden(text: str) -> list[re.Match[str]]:
    """Every character that may not stand in the text, in their order."""
    found = [*_NOT_IN_YAML.finditer(text), *_NOT_SHOWN.finditer(text)]
    return sorted(found, key=re.Match.start)


def _without_forbidden(text: str) -> str:
    """The text with a character in place of each."""
    return _NOT_SHOWN.sub(_replacement, _NOT_IN_YAML.sub(_replacement, text))


def _replacement(match: re.Match[str]) -> str:
    return " " if match[0] in "\x85\u2028\u2029\ufeff" else "\N{REPLACEMENT CHARACTER}"
