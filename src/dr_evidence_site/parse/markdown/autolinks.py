"""The inline rule for bare addresses, `https://…`, `www.…` and `a@b.org` (GFM, "Autolinks (extension)").

Unlike the plugin that exists for markdown-it it notes where an address stands and takes linear time.
"""

from __future__ import annotations

import re

from markdown_it.rules_inline import StateInline

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*+")
_REST = re.compile(r"[^\s<]*+")
_MAIL_HOST = re.compile(r"[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)++(?!@)")
_MAIL_NAME = re.compile(r"[A-Za-z0-9.+_-]")
_LONGEST_HOST = 253
_BEFORE = " \t\n*_~(["
_NEVER_LAST = "?!.,:*_~'\"[]"


def autolink_rule(state: StateInline, silent: bool) -> bool:
    """markdown-it's inline rule: at the ":" of a scheme, a "w" or an "@", read an address."""
    found = None
    if not silent and state.linkLevel == 0:
        character = state.src[state.pos]
        if character == ":":
            found = _web(state)
        elif character == "w":
            found = _www(state)
        elif character == "@":
            found = _mail(state)
    if found is None:
        return False
    start, end, prefix = found
    # What stands before the character that gave the address away was taken for text.
    taken = state.pos - start
    if taken:
        state.pending = state.pending[:-taken]
    text = state.src[start:end]
    token = state.push("link_open", "a", 1)
    token.attrs = {"href": state.md.normalizeLink(prefix + text)}
    token.meta = {"offset": start, "end": end}
    state.push("text", "", 0).content = text
    state.push("link_close", "a", -1)
    state.pos = end
    return True


def _web(state: StateInline) -> tuple[int, int, str] | None:
    text, colon = state.src, state.pos
    if not text.startswith("://", colon):
        return None
    for scheme in ("http", "https"):
        start = colon - len(scheme)
        if text.endswith(scheme, 0, colon) and _may_begin(state, start):
            end = _end(state, start, colon + len("://"), 1)
            return None if end is None else (start, end, "")
    return None


def _www(state: StateInline) -> tuple[int, int, str] | None:
    start = state.pos
    if not state.src.startswith("www.", start) or not _may_begin(state, start):
        return None
    end = _end(state, start, start, 2)
    return None if end is None else (start, end, "http://")


def _mail(state: StateInline) -> tuple[int, int, str] | None:
    text, at = state.src, state.pos
    start = at
    while start > 0 and _MAIL_NAME.match(text, start - 1):
        start -= 1
    prefix = "mailto:"
    if start == at:
        return None
    if text.endswith(prefix, 0, start):
        start, prefix = start - len(prefix), ""
    host = _MAIL_HOST.match(text, at + 1, state.posMax)
    if host is None or text[host.end() - 1] in "-_" or not _may_begin(state, start):
        return None
    return start, host.end(), prefix


def _may_begin(state: StateInline, start: int) -> bool:
    """Whether an address may begin here, and all of it up to now was taken for text."""
    return start >= 0 and state.pos - start <= len(state.pending) and (start == 0 or state.src[start - 1] in _BEFORE)


def _end(state: StateInline, start: int, host_start: int, labels: int) -> int | None:
    """The end of an address whose host begins at `host_start` and needs so many labels; None when it has no host."""
    host = _HOST.match(state.src, host_start, min(state.posMax, host_start + _LONGEST_HOST))
    if host is None:
        return None
    names = host.group().split(".")
    if len(names) < labels or any("_" in name for name in names[-2:]):
        return None
    rest = _REST.match(state.src, host.end(), state.posMax)
    return _trimmed(state.src, start, rest.end() if rest else host.end())


def _trimmed(text: str, start: int, end: int) -> int:
    """The end without punctuation, entities and closing parentheses that belong to the sentence around the address."""
    unopened = text.count(")", start, end) - text.count("(", start, end)
    while end > start:
        last = text[end - 1]
        if last in _NEVER_LAST:
            end -= 1
        elif last == ")" and unopened > 0:
            unopened -= 1
            end -= 1
        elif last == ";":
            name = end - 1
            while name > start and text[name - 1].isalnum():
                name -= 1
            end = name - 1 if name < end - 1 and text[name - 1] == "&" else end - 1
        else:
            break
    return end
