"""A step of the review written into an article's front matter: text in, new text out, all else as it was to the byte.

The places of the status and the review entries come from the positions that `parse.yaml` gives its nodes. A library
that reads and writes YAML (ruamel.yaml) was not taken: it keeps comments and order, but not every indent, quote, line
break and end of line, and what it writes again could be anything in the front matter. Here only what was meant is
put in, and the result is read again: it must say what was meant, or there is no result.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from bisect import bisect_right

from msgspec import Struct
from msgspec.structs import replace

from dr_evidence_site.model.article import Article, ReviewEvent, ReviewStatus
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse import frontmatter, yaml

_LINE_END = re.compile(r"\r\n?|\n")
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_./()-]|[ ](?=[A-Za-z0-9(]))*")
# What other readers of YAML take for something else than text (YAML 1.1), or for a number or date.
_TAKEN = re.compile(r"(?:y|n|yes|no|on|off|true|false|null|[0-9].*)", re.IGNORECASE)
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=\r|\n|\Z)")
_ORDER = ("status", "date", "by", "note", "seal")


class NotEditableError(Exception):
    """The front matter has a form in which nothing can be put without changing the rest; the text says why."""


class Step(Struct, frozen=True):
    """What is to be written: the article's new status, one more entry, and a new `review_due` (None: as it is)."""

    status: ReviewStatus
    entry: ReviewEvent
    due: dt.date | None = None


def with_step(source: Source, article: Article, step: Step, config: Config) -> str:
    """The text of the article's file with the step in it. `article` is what the file says before.

    Raises NotEditableError.
    """
    parts = frontmatter.split(source)
    if parts.front is None or parts.diagnostics:
        raise NotEditableError("it does not stand between two lines “---” at the top of the file")
    root = yaml.parse(source.path, parts.front, first_line=parts.front_line).root
    if not isinstance(root, yaml.Mapping) or not root.complete:
        raise NotEditableError("it is no list of keys and values")
    text = _Text(source.text, parts)
    values = {key.text: (key, node) for key, node in root.entries}
    splices = [_status(text, values, article.status, step.status), *_entry(text, root, values, step.entry)]
    if step.due is not None:
        splices.append(_due(text, values, step.due))
    result = _applied(source.text, splices)
    _insist(Source(source.path, result), article, step, config, before=parts)
    return result


# Where things stand, and what to put there


class _Splice(Struct, frozen=True):
    start: int
    end: int
    text: str


class _Text:
    """The file's text, with offsets for the places that spans name."""

    def __init__(self, text: str, parts: frontmatter.Split) -> None:
        self.text = text
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
        first = _LINE_END.search(text)
        self.line_end = first[0] if first else "\n"
        front = parts.front or ""
        self.front_start = self._starts[parts.front_line - 1]
        self.front_end = self.front_start + len(front)

    def offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column - 1

    def start(self, span: Span) -> int:
        return self.offset(span.line, span.column)

    def end(self, span: Span) -> int:
        return self.offset(span.end_line, span.end_column)

    def of(self, span: Span) -> str:
        return self.text[self.start(span) : self.end(span)]

    def line_start(self, offset: int) -> int:
        return self._starts[bisect_right(self._starts, offset) - 1]

    def line_stop(self, offset: int) -> int:
        """The end of the line that holds an offset, before its line end."""
        found = _LINE_END.search(self.text, offset)
        return found.start() if found else len(self.text)

    def next_line(self, offset: int) -> int:
        found = _LINE_END.search(self.text, offset)
        return found.end() if found else len(self.text)

    def ends_line(self, offset: int) -> bool:
        """Whether nothing but white space and a comment follows on the line."""
        return _REST_OF_LINE.match(self.text, offset) is not None


def _status(
    text: _Text, values: dict[str, tuple[yaml.Scalar, yaml.Node]], old: ReviewStatus, new: ReviewStatus
) -> _Splice:
    span = values["status"][1].span
    written = text.of(span)
    if written.count(old.value) != 1:
        raise NotEditableError("the status is not written out")
    start = text.start(span) + written.index(old.value)
    return _Splice(start, start + len(old.value), new.value)


def _due(text: _Text, values: dict[str, tuple[yaml.Scalar, yaml.Node]], day: dt.date) -> _Splice:
    span = values["review_due"][1].span
    found = re.search(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.of(span))
    if found is None:
        raise NotEditableError("the value of “review_due” is not written out")
    return _Splice(text.start(span) + found.start(), text.start(span) + found.end(), day.isoformat())


def _entry(
    text: _Text, root: yaml.Mapping, values: dict[str, tuple[yaml.Scalar, yaml.Node]], event: ReviewEvent
) -> list[_Splice]:
    """What puts the entry behind those that are there, in their style."""
    if "review" not in values:
        return [_new_key(text, root, event)]
    key, node = values["review"]
    if isinstance(node, yaml.Sequence):
        if text.text.startswith("[", text.start(node.span)):
            return _in_flow_list(text, node, event)
        return [_in_block_list(text, node, event)]
    if isinstance(node, yaml.Mapping):
        return _beside_single(text, key, node, event)
    if isinstance(node, yaml.Scalar) and node.is_null:
        return [_in_place_of_nothing(text, key, node, event)]
    raise NotEditableError("the value of “review” is no list")


def _new_key(text: _Text, root: yaml.Mapping, event: ReviewEvent) -> _Splice:
    first = root.entries[0][0].span
    if text.text.startswith("{", text.start(root.span)):
        at = text.end(root.entries[-1][1].span)
        return _Splice(at, at, f", review: [{_flow(event)}]")
    if not _LINE_END.match(text.text, text.front_end - 1):
        raise NotEditableError("its last line is not ended")
    indent = " " * (first.column - 1)
    line = text.line_end
    return _Splice(text.front_end, text.front_end, f"{indent}review:{line}{indent}  - {_flow(event)}{line}")


def _in_place_of_nothing(text: _Text, key: yaml.Scalar, node: yaml.Scalar, event: ReviewEvent) -> _Splice:
    if node.text:  # ~ or null
        return _Splice(text.start(node.span), text.end(node.span), f"[{_flow(event)}]")
    at = text.text.index(":", text.end(key.span)) + 1
    if not text.ends_line(at):
        return _Splice(at, at, f" [{_flow(event)}]")
    at = text.next_line(at)
    indent = " " * (key.span.column - 1)
    return _Splice(at, at, f"{indent}  - {_flow(event)}{text.line_end}")


def _in_block_list(text: _Text, node: yaml.Sequence, event: ReviewEvent) -> _Splice:
    last = node.items[-1]
    if not isinstance(last, yaml.Mapping) or not last.entries:
        raise NotEditableError("the last review entry has no keys")
    dash = node.span.column - 1
    lead = text.text[text.line_start(text.start(node.span)) : text.start(node.span)]
    if lead.strip():
        raise NotEditableError("the list of review entries does not begin on a line of its own")
    stop = text.line_stop(max(text.end(last.span) - 1, text.start(last.span)))
    first = text.start(last.span)
    gap = text.text[text.line_start(first) + dash + 1 : first]
    gap = gap if gap.strip(" ") == "" and _is_on_line_of_dash(text, first, dash) else " "
    if text.text.startswith("{", first):
        written = _flow(event, like=last, text=text)
    else:
        indent = " " * (dash + 1 + len(gap))
        written = f"{text.line_end}{indent}".join(_pairs(event, last))
    return _Splice(stop, stop, f"{text.line_end}{' ' * dash}-{gap}{written}")


def _is_on_line_of_dash(text: _Text, offset: int, dash: int) -> bool:
    return text.text.startswith("-", text.line_start(offset) + dash)


def _in_flow_list(text: _Text, node: yaml.Sequence, event: ReviewEvent) -> list[_Splice]:
    start = text.start(node.span)
    if not node.items:
        return [_Splice(start + 1, start + 1, _flow(event))]
    last = node.items[-1]
    if not isinstance(last, yaml.Mapping):
        raise NotEditableError("the last review entry has no keys")
    begin, end = text.start(last.span), text.end(last.span)
    written = _flow(event, like=last, text=text)
    comma = re.compile(r"[ \t]*,").match(text.text, end)
    after = comma.end() if comma else end
    # On lines of their own: the new entry gets one too, behind a comment on the last.
    column = text.text[text.line_start(begin) : begin]
    if not column.strip() and text.ends_line(after):
        stop = text.line_stop(after)
        new = _Splice(stop, stop, f"{text.line_end}{column}{written}" + ("," if comma else ""))
        return [new] if comma else [_Splice(end, end, ","), new]
    return [_Splice(end, end, f", {written}")]


def _beside_single(text: _Text, key: yaml.Scalar, node: yaml.Mapping, event: ReviewEvent) -> list[_Splice]:
    """A single entry that stands without the list around it becomes the first of a list."""
    start, end = text.start(node.span), text.end(node.span)
    if text.text.startswith("{", start):
        return [_Splice(start, start, "["), _Splice(end, end, f", {_flow(event, like=node, text=text)}]")]
    if start - 2 < text.line_start(start) + key.span.column - 1 or text.text[start - 2 : start] != "  ":
        raise NotEditableError("its single review entry is indented too little to become a list")
    stop = text.line_stop(max(end - 1, start))
    column = text.text[text.line_start(start) : start]
    pairs = f"{text.line_end}{column}".join(_pairs(event, node))
    return [_Splice(start - 2, start, "- "), _Splice(stop, stop, f"{text.line_end}{column[:-2]}- {pairs}")]


# The entry as YAML


def _pairs(event: ReviewEvent, like: yaml.Mapping | None = None) -> list[str]:
    """The entry's keys and values, in the order of another entry's keys."""
    values = {
        "status": event.status.value,
        "date": event.date.isoformat() if event.date else "",
        "by": _scalar(event.by or ""),
        "note": _scalar(event.note),
        "seal": event.seal,
    }
    order = [key.text for key, _ in like.entries] if like else []
    names = sorted(_ORDER, key=lambda name: order.index(name) if name in order else len(order) + _ORDER.index(name))
    return [f"{name}: {values[name]}" for name in names if values[name] not in ("", '""')]


def _flow(event: ReviewEvent, *, like: yaml.Mapping | None = None, text: _Text | None = None) -> str:
    inside = ", ".join(_pairs(event, like))
    spaced = like is not None and text is not None and text.of(like.span).startswith("{ ")
    return f"{{ {inside} }}" if spaced else f"{{{inside}}}"


def _scalar(text: str) -> str:
    """Text as a YAML value that stands anywhere: bare where no reader could take it for anything else."""
    if not all(character.isprintable() or character == "\n" for character in text):
        raise NotEditableError("a word of the new entry holds a character that cannot be seen")
    if _PLAIN.fullmatch(text) and not _TAKEN.fullmatch(text):
        return text
    # JSON's escapes are YAML's; what is not ASCII stays readable.
    return json.dumps(text, ensure_ascii=False)


# Putting in, and reading again


def _applied(text: str, splices: list[_Splice]) -> str:
    out: list[str] = []
    at = 0
    for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        if splice.start < at:
            raise NotEditableError("the values overlap")
        out += [text[at : splice.start], splice.text]
        at = splice.end
    return "".join([*out, text[at:]])


def _insist(source: Source, article: Article, step: Step, config: Config, *, before: frontmatter.Split) -> None:
    """The new text must say the step, everything it said before, and nothing else."""
    found, body, _ = frontmatter.article(source, config)
    expected = replace(
        article,
        status=step.status,
        review=(*article.review, step.entry),
        review_due=step.due or article.review_due,
        text_digest="",
    )
    if found is None or _bare(found) != _bare(expected):
        raise NotEditableError("the result would not say what was meant")
    if body.text != before.body.text:
        raise NotEditableError("the text below it would change")


def _bare(article: Article) -> Article:
    """The article without places in the file."""
    nowhere = Span("")
    return replace(
        article,
        review=tuple(replace(event, span=nowhere) for event in article.review),
        changes=tuple(replace(change, span=nowhere) for change in article.changes),
        text_digest="",
        spans={},
    )
