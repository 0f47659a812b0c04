"""The inline rule for citations, `[see @a, p. 3; @b]` and `@a [p. 3]`, after Pandoc's manual and its reader.

The rule leaves a "citation" token whose meta holds the pieces as offsets into the inline text; the renderer turns
their prefixes and suffixes into HTML.
"""

from __future__ import annotations

import re

from markdown_it.rules_inline import StateInline, autolink, backtick, entity, escape
from msgspec import Struct

from dr_evidence_site.parse.citation import CitationKey, key_at
from dr_evidence_site.parse.markdown.attributes import attributes_at
from dr_evidence_site.parse.markdown.brackets import brackets, end_of
from dr_evidence_site.parse.markdown.emphasis import Emphasis

_MARK = re.compile(r"[\\`<&\[;@*_]|~~|-@")
_OPAQUE = {"\\": escape, "`": backtick, "<": autolink, "&": entity}
_GAP = re.compile(r"[ \t]*(?:\n[ \t]*)?(?=\[)")

# A group of keys with notes in which no markup stands, nor an "@" directly behind a word: the usual one.
_NOTE = r"[^\\`<&\[\];@*_~{}]*+"
_ITEM = rf"((?>[^\\`<&\[\];@*_~{{}}]*[ \t\n])?)(-?)@(\w++(?:[-:./]\w++)*+)(?=[,;\]\s])({_NOTE})"
_USUAL_ITEM = re.compile(_ITEM)
_USUAL_GROUP = re.compile(rf"\[{_ITEM}(?:;{_ITEM})*+\]")
_QUOTED = 200  # characters of a broken group that a message quotes: groups stand one in the other


class RawItem(Struct, frozen=True):
    """One cited source as offsets into the inline text; prefix and suffix are slices that may be empty.

    `runs_on` says that the next key follows without a semicolon.
    """

    key: CitationKey
    prefix: tuple[int, int]
    suffix: tuple[int, int]
    runs_on: bool = False


class _Segment(Struct, frozen=True):
    start: int
    end: int
    key: CitationKey | None
    runs_on: bool = False


def citation_rule(state: StateInline, silent: bool) -> bool:
    """markdown-it's inline rule: at a "[", "@" or "-@", read a citation."""
    character = state.src[state.pos]
    if character == "[":
        return _group(state, silent)
    if character == "@" or (character == "-" and state.src.startswith("-@", state.pos)):
        return _in_text(state, silent)
    return False


def _in_link(state: StateInline) -> bool:
    """Whether the text is that of a link or the description of a picture, where nothing is cited."""
    return state.linkLevel > 0 or state.env["pictures"] > 0


def _group(state: StateInline, silent: bool) -> bool:
    if _in_link(state):
        return False
    start = state.pos
    end = end_of(state, start)
    if end:
        if state.src.find("@", start, end) < 0:
            return False
        if not state.src.startswith(("[", "{"), end) and _USUAL_GROUP.match(state.src, start, end):
            if not silent:
                _push(state, _usual_items(state.src, start, end), in_text=False, start=start, end=end)
            state.pos = end
            return True
    bracket = brackets(state).get(start)
    if bracket is None or bracket.end >= state.posMax or bracket.is_link or not bracket.holds_at:
        return False
    end = bracket.end
    if _makes_other(state, end + 1):
        return False
    segments = _segments(state, start + 1, end)
    items = _items(segments)
    if items is None:
        # Some part names a source and some part does not: shown as text, and said.
        if not silent and segments and segments[0].key and len(segments) > 1:
            state.push("broken_group", "", 0).meta = {
                "offset": start,
                "end": end + 1,
                "text": state.src[start : min(end + 1, start + _QUOTED)],
            }
        return False
    if not silent:
        _push(state, items, in_text=False, start=start, end=end + 1)
    state.pos = end + 1
    return True


def _usual_items(text: str, start: int, end: int) -> tuple[RawItem, ...]:
    """The items of a usual group."""
    items = []
    for found in _USUAL_ITEM.finditer(text, start + 1, end):
        first, last = found.span()
        at, key_end = found.start(2), found.end(3)
        items.append(RawItem(CitationKey(found[3], at, key_end, bool(found[2])), (first, at), (key_end, last)))
    return tuple(items)


def _in_text(state: StateInline, silent: bool) -> bool:
    if _in_link(state):
        return False
    start = state.pos
    # A key ends where another one begins: only a word that is text keeps a key from beginning.
    if start == 0 and state.env.get("behind_word"):
        return False
    behind_key = bool(state.tokens) and state.tokens[-1].type == "citation" and not state.pending
    key = key_at(state.src, start, state.posMax, floor=start if behind_key else 0)
    if key is None:
        return False
    items: tuple[RawItem, ...] = (RawItem(key, (key.start, key.start), (key.end, key.end)),)
    end = key.end
    gap = _GAP.match(state.src, key.end, state.posMax)
    if gap:
        more = _following_bracket(state, gap.end(), key)
        if more:
            items, end = more
    if not silent:
        _push(state, items, in_text=True, start=start, end=end)
    state.pos = end
    return True


def _makes_other(state: StateInline, offset: int) -> bool:
    """Whether what begins at `offset` makes the brackets before it a span or a reference link, not a citation."""
    if state.src.startswith("[", offset):
        return offset in brackets(state)
    return attributes_at(state.src, offset, state.posMax) is not None


def _following_bracket(state: StateInline, opening: int, key: CitationKey) -> tuple[tuple[RawItem, ...], int] | None:
    """What `[p. 3; @b]` behind an in-text key adds: its locator and further sources."""
    bracket = brackets(state).get(opening)
    if bracket is None or bracket.end >= state.posMax or bracket.is_link:
        return None
    end = bracket.end
    segments = _segments(state, opening + 1, end)
    whole = _items(segments)
    empty = (key.end, key.end)
    if whole is not None:
        return None if _makes_other(state, end + 1) else ((RawItem(key, empty, empty), *whole), end + 1)
    if state.src.startswith("^", opening + 1) or state.src.startswith(("[", "(", "{"), end + 1):
        return None
    rest = _items(segments[1:])
    if segments[0].key is not None or rest is None:
        return None
    return (RawItem(key, empty, (segments[0].start, segments[0].end)), *rest), end + 1


def _segments(state: StateInline, start: int, end: int) -> list[_Segment]:
    """The text between brackets parted at its own semicolons, each part with the first key in it.

    Semicolons and keys within inner brackets or emphasis are not its own.
    """
    marks: list[CitationKey | int] = []
    emphasis = Emphasis(state, end)
    floor = 0
    saved = state.pos
    offset = start
    while found := _MARK.search(state.src, offset, end):
        offset = found.start()
        character = state.src[offset]
        if character == ";":
            marks.append(offset)
            offset += 1
        elif character == "[":
            bracket = brackets(state).get(offset)
            offset = bracket.tail if bracket else offset + 1
        elif character in "@-":
            key = key_at(state.src, offset, end, floor=floor)
            if key:
                marks.append(key)
            offset = floor = key.end if key else offset + 1
        elif character in "*_~":
            offset = emphasis.note(offset)
        else:
            state.pos = offset
            offset = state.pos if _OPAQUE[character](state, True) else offset + 1
    state.pos = saved
    own = [mark for mark in marks if not emphasis.holds(mark if isinstance(mark, int) else mark.start)]
    return _parted(state.src, own, start, end)


def _parted(text: str, marks: list[CitationKey | int], start: int, end: int) -> list[_Segment]:
    """The text from `start` to `end` as segments; the marks are its keys and the offsets of its semicolons."""
    segments = []
    first = start
    key: CitationKey | None = None
    for mark in marks:
        if isinstance(mark, int):
            segments.append(_Segment(first, mark, key))
            first, key = mark + 1, None
        else:
            if key:
                # A second key without a semicolon becomes an item of its own, so that its source gets its number.
                # The comma that parted the two is no note to the first.
                note_end = key.end + len(text[key.end : mark.start].rstrip(", \t\n"))
                segments.append(_Segment(first, note_end, key, runs_on=True))
                first = mark.start
            key = mark
    segments.append(_Segment(first, end, key))
    return segments


def _items(segments: list[_Segment]) -> tuple[RawItem, ...] | None:
    """The segments as items, or None unless every one of them names a source."""
    items = []
    for segment in segments:
        if segment.key is None:
            return None
        prefix, suffix = (segment.start, segment.key.start), (segment.key.end, segment.end)
        items.append(RawItem(segment.key, prefix, suffix, segment.runs_on))
    return tuple(items)


def _push(state: StateInline, items: tuple[RawItem, ...], *, in_text: bool, start: int, end: int) -> None:
    token = state.push("citation", "", 0)
    token.content = state.src[start:end]
    token.meta = {"items": items, "in_text": in_text, "source": state.src, "offset": start, "end": end}
