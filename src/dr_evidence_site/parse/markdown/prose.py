"""The words of inline texts without their markup, and from each word the way back to where it stands.

markdown-it's tokens of text have no positions; but their words stand in the inline text in the same order, so each
token is found behind the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from markdown_it.token import Token

from dr_evidence_site.model.prose import Certainty, ProseBlock
from dr_evidence_site.parse.markdown.attributes import Attributes
from dr_evidence_site.parse.markdown.citations import RawItem
from dr_evidence_site.parse.markdown.rendering import CERTAINTIES, RawProse, Rendering

_WRITTEN_OTHERWISE = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]*);")

_WHITE = re.compile(r"[^\S ]")  # but for spaces, which stay as they are

_START = (0,)

_MARKUP = 200
"""Characters of markup in front of words within which they are looked for as they are."""


def prose(now: Rendering) -> tuple[ProseBlock, ...]:
    """What was gathered while a text was rendered, as blocks of words in the order of the text."""
    blocks: list[ProseBlock] = []
    for number, raw in enumerate(now.prose):
        if len(raw.tokens) == 1 and raw.tokens[0].content == raw.text and raw.tokens[0].type == "text":
            blocks.append(_plain(number, raw))
        elif raw.tokens:
            blocks += _blocks(number, raw, now.audiences)
    return tuple(blocks)


def _plain(number: int, raw: RawProse) -> ProseBlock:
    """The block of a text without markup, as of most cells: a tenth of the time of gathering its words."""
    text = _on_one_line(raw.text)
    levels = ((0, len(text) + 1, raw.certainty),) if raw.certainty else ()
    return ProseBlock(
        number,
        raw.kind,
        text,
        raw.inside,
        raw.audiences,
        raw.section,
        raw.group,
        (),
        levels,
        _START,
        _START,
        raw.locate,
    )


def _blocks(number: int, raw: RawProse, audiences: Sequence[str]) -> list[ProseBlock]:
    """The block once, or once for each audience for whom some of its words are meant alone."""
    for token in raw.tokens:
        if token.type == "span_open" and _is_for_some(token, audiences):
            readers = raw.audiences or audiences
            return [_Words(raw, audience, audiences).block(number, (audience,)) for audience in readers]
    return [_Words(raw, "", audiences).block(number, raw.audiences)]


def _on_one_line(text: str) -> str:
    return text if text.isascii() else _WHITE.sub(" ", text)


def _is_for_some(token: Token, audiences: Sequence[str]) -> bool:
    attributes: Attributes = token.meta["attributes"]
    return any(name in audiences for name, _ in attributes.classes)


class _Words:
    """Gathers the words of an inline text that one audience sees (all of them when it is empty)."""

    _otherwise: re.Match[str] | None = None
    _is_searched = False
    _lasts: dict[str, int] | None = None

    def __init__(self, raw: RawProse, audience: str, audiences: Sequence[str]) -> None:
        self._raw = raw
        self._source = raw.text
        self._cursor = 0
        self._pieces: list[str] = []
        self._length = 0
        self._starts: list[int] = []
        self._sources: list[int] = []
        self._keys: list[tuple[int, str]] = []
        self._certainties: list[tuple[int, int, Certainty]] = []
        self._gather(audience, audiences)

    def block(self, number: int, readers: tuple[str, ...]) -> ProseBlock:
        """The block."""
        raw = self._raw
        text = _on_one_line("".join(self._pieces))
        levels: tuple[tuple[int, int, Certainty], ...] = ()
        if self._certainties:
            levels = tuple(sorted(self._certainties, key=lambda level: level[0] - level[1]))  # the widest first
        if raw.certainty:
            levels = ((0, len(text) + 1, raw.certainty), *levels)
        return ProseBlock(
            number,
            raw.kind,
            text,
            raw.inside,
            readers,
            raw.section,
            raw.group,
            tuple(self._keys),
            levels,
            tuple(self._starts),
            tuple(self._sources),
            raw.locate,
        )

    def _gather(self, audience: str, audiences: Sequence[str]) -> None:
        # What is open: where it ends, whether it hides its words, its certainty and where its words begin.
        open_: list[tuple[int, bool, Certainty | None, int]] = []
        hidden = 0
        source = self._source
        for token in self._raw.tokens:
            kind = token.type
            if kind == "text" or kind == "code_inline":  # noqa: PLR1714
                text = token.content
                if source.startswith(text, self._cursor):
                    # Nothing stands between: half the time of looking for it.
                    if not hidden:
                        self._add(text, self._cursor)
                    self._cursor += len(text)
                else:
                    self._text(text, shown=not hidden)
            elif kind == "citation":
                if not hidden:
                    self._cite(token)
                self._cursor = token.meta["end"]
            elif kind in ("softbreak", "hardbreak"):
                at = max(self._source.find("\n", self._cursor), self._cursor)
                if not hidden:
                    self._add(" ", at)
                self._cursor = at + 1
            elif kind == "span_open":
                attributes: Attributes = token.meta["attributes"]
                is_marked, is_shown, level = False, not audience, None
                for name, _ in attributes.classes:
                    is_marked = is_marked or name in audiences
                    is_shown = is_shown or name == audience
                    level = level or CERTAINTIES.get(name)
                hides = is_marked and not is_shown
                open_.append((attributes.end, hides, level, self._length))
                hidden += hides
                self._cursor = token.meta["offset"] + 1
            elif kind == "link_open":
                open_.append((token.meta["end"], False, None, 0))
                self._cursor = token.meta["offset"]
            elif kind in ("span_close", "link_close") and open_:
                end, hides, level, start = open_.pop()
                hidden -= hides
                if level and not hidden:
                    self._certainties.append((start, self._length, level))
                self._cursor = end
            elif kind == "image":
                self._cursor = token.meta["end"]

    def _cite(self, token: Token) -> None:
        """Note the keys. Of a citation in brackets nothing stays, of one in the text "@" and its key."""
        meta, pieces = token.meta, self._pieces
        items: tuple[RawItem, ...] = meta["items"]
        if meta["in_text"]:
            self._add(f"@{items[0].key.key}", meta["offset"])
        elif pieces and pieces[-1].endswith(" "):
            kept = pieces[-1].rstrip(" ")
            self._length -= len(pieces[-1]) - len(kept)
            pieces[-1] = kept
        for item in items:
            self._keys.append((self._length, item.key.key))

    def _text(self, text: str, *, shown: bool) -> None:
        # Markup stands between, and looking further would cost each token that is written otherwise a whole text.
        at = self._source.find(text, self._cursor, self._cursor + len(text) + _MARKUP)
        if at < 0:
            self._rewritten(text, shown=shown)
        else:
            if shown:
                self._add(text, at)
            self._cursor = at + len(text)

    def _rewritten(self, text: str, *, shown: bool) -> None:
        """A text with characters that are written in another way, as `&ge;` or `\\*`: found piece by piece.

        The cursor only goes forward, so that all texts of a block together take time that is linear in it.
        """
        done = 0
        while done < len(text):
            found = self._next_written_otherwise()
            end = found.start() if found else len(self._source)
            start = self._cursor
            same = _same(text, done, self._source, start, end)
            character = (found[1] or unescape(found[0])) if found and not same else ""
            if same:
                piece, after = text[done : done + same], start + same
            elif found and text.startswith(character, done):
                piece, start, after = character, end, found.end()
            else:
                # It comes later, or nowhere.
                piece = text[done]
                at = self._source.find(piece, start) if self._last().get(piece, -1) >= start else -1
                start = max(at, start)
                after = start + (at >= 0)
            if shown:
                self._add(piece, start)
            self._cursor = after
            done += len(piece)

    def _next_written_otherwise(self) -> re.Match[str] | None:
        """The first character behind the cursor that is written in another way."""
        found = self._otherwise
        if not self._is_searched or (found is not None and found.start() < self._cursor):
            found = self._otherwise = _WRITTEN_OTHERWISE.search(self._source, self._cursor)
            self._is_searched = True
        return found

    def _last(self) -> dict[str, int]:
        """Where each character of the source stands for the last time."""
        if self._lasts is None:
            self._lasts = {character: offset for offset, character in enumerate(self._source)}
        return self._lasts

    def _add(self, text: str, source: int) -> None:
        self._starts.append(self._length)
        self._sources.append(source)
        self._pieces.append(text)
        self._length += len(text)


def _same(text: str, offset: int, source: str, start: int, end: int) -> int:
    """How many characters are the same in a text, from an offset on, and in a part of the source."""
    most = min(len(text) - offset, end - start)
    done, step = 0, 16
    while done < most:
        size = min(step, most - done)
        here = text[offset + done : offset + done + size]
        there = source[start + done : start + done + size]
        if here != there:
            pairs = enumerate(zip(here, there, strict=True))
            return done + next(place for place, (one, other) in pairs if one != other)
        done += size
        step *= 2
    return most
