"""Values read by the type of their field, never by YAML's guess; the fields are tables that can be listed.

A *kind* says what a value must be and reads one. A `Field` is a kind with a name, and a `Record` a mapping of fields.
Each reader returns None, with the fault reported, for what it cannot understand.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Mapping as Map
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeAlias, TypeVar, overload
from urllib.parse import urlsplit

from msgspec import Struct, field

from dr_evidence_site.diagnostics import Diagnostic, Related, did_you_mean
from dr_evidence_site.diagnostics.codes import fields as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.source import Span
from dr_evidence_site.parse.yaml import Mapping, Node, Scalar, Sequence, Unreadable

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Word = TypeVar("Word", bound=StrEnum)

Report: TypeAlias = list[Diagnostic]
"""Where readers put the faults they find."""


class Kind(Protocol[T_co]):
    """What a value must be. `expected` names it in messages, with its article: "a date"."""

    @property
    def expected(self) -> str:
        """The kind in words."""
        ...

    def read(self, node: Node, key: str, report: Report) -> T_co | None:
        """The value of `key`, or None with the fault in `report`."""
        ...


class Located(Struct, Generic[T], frozen=True):
    """A value and where it stands."""

    value: T
    span: Span


# Single values


class Text(Struct, frozen=True):
    """Text, exactly as written: `no`, `1.10` and `2024` stay what they are.

    On one line unless `lines`; white space around it is dropped, but several lines keep their first line's place.
    """

    lines: bool = False
    expected: str = "text"

    def read(self, node: Node, key: str, report: Report) -> str | None:
        """The text."""
        text = _text(node, key, self.expected, report)
        if text is None or self.lines:
            return text if text is None else text.rstrip()
        text = text.strip()
        if "\n" in text or "\r" in text:
            report.append(codes.SEVERAL_LINES.at(node.span, key=clip(key)))
            return None
        return text


class Date(Struct, frozen=True):
    """A day that exists, written as ISO 8601's YYYY-MM-DD and in no other way."""

    expected: str = "a date"

    def read(self, node: Node, key: str, report: Report) -> dt.date | None:
        """The day."""
        text = _word(node, key, self.expected, report)
        if text is None:
            return None
        if _DATE.fullmatch(text):
            try:
                return dt.date.fromisoformat(text)
            except ValueError:
                pass
        report.append(codes.NOT_A_DATE.at(node.span, hint=_date_hint(text), text=clip(text), key=clip(key)))
        return None


class Choice(Struct, Generic[Word], frozen=True):
    """One word of an enumeration, spelt exactly so."""

    words: type[Word]
    expected: str = "a word"

    def read(self, node: Node, key: str, report: Report) -> Word | None:
        """The enumeration's member."""
        text = _word(node, key, self.expected, report)
        if text is None:
            return None
        try:
            return self.words(text)
        except ValueError:
            known = [str(word) for word in self.words]
        hint = did_you_mean(clip(text), known, otherwise=f"Use one of: {', '.join(known)}.")
        report.append(codes.UNKNOWN_WORD.at(node.span, hint=hint, text=clip(text), key=clip(key)))
        return None


class Boolean(Struct, frozen=True):
    """A switch: true or yes, false or no, in any case."""

    expected: str = "true or false"

    def read(self, node: Node, key: str, report: Report) -> bool | None:
        """Whether it is on."""
        text = _word(node, key, self.expected, report)
        if text is None:
            return None
        if text.lower() in ("true", "yes"):
            return True
        if text.lower() in ("false", "no"):
            return False
        report.append(codes.NOT_A_TRUTH_VALUE.at(node.span, text=clip(text), key=clip(key)))
        return None


class Integer(Struct, frozen=True):
    """A whole number from `least` to `most`, in decimal digits."""

    least: int
    most: int
    expected: str = "a whole number"

    def read(self, node: Node, key: str, report: Report) -> int | None:
        """The number."""
        text = _word(node, key, self.expected, report)
        if text is None:
            return None
        if re.fullmatch(r"-?[0-9]{1,9}", text) and self.least <= int(text) <= self.most:
            return int(text)
        report.append(
            codes.NOT_A_NUMBER.at(node.span, text=clip(text), key=clip(key), least=self.least, most=self.most)
        )
        return None


class Duration(Struct, frozen=True):
    """A length of time in months or years, at most `most` months; its value is in months."""

    most: int = 120
    expected: str = "a length of time"

    def read(self, node: Node, key: str, report: Report) -> int | None:
        """The number of months."""
        text = _word(node, key, self.expected, report)
        if text is None:
            return None
        found = re.fullmatch(r"([0-9]{1,4})\s*(month|year)s?", text, re.IGNORECASE)
        if found is not None:
            months = int(found[1]) * (12 if found[2].lower() == "year" else 1)
            if 1 <= months <= self.most:
                return months
        report.append(codes.NOT_A_DURATION.at(node.span, text=clip(text), key=clip(key), most=self.most))
        return None


class Url(Struct, frozen=True):
    """An absolute address with one of the given schemes (RFC 3986), without white space or a user's password."""

    schemes: tuple[str, ...] = ("https", "http")
    expected: str = "an address"

    def read(self, node: Node, key: str, report: Report) -> str | None:
        """The address as written."""
        text = _word(node, key, self.expected, report)
        if text is None:
            return None
        reason = _url_fault(text, self.schemes)
        if reason is None:
            return text
        schemes = " or ".join(f"{scheme}:" if scheme == "mailto" else f"{scheme}://" for scheme in self.schemes)
        report.append(codes.NOT_A_URL.at(node.span, text=clip(text), key=clip(key), reason=reason, schemes=schemes))
        return None


# Composed values


class ListOf(Struct, Generic[T], frozen=True):
    """A list of values of one kind, each with its place. A single value may stand without the list around it.

    With `distinct`, which needs a hashable kind, a repeated item is reported and counts once. Items that cannot be
    understood are left out.
    """

    item: Kind[T]
    distinct: bool = True
    expected: str = "a list"

    def read(self, node: Node, key: str, report: Report) -> tuple[Located[T], ...] | None:
        """The items that were understood."""
        if isinstance(node, Unreadable):
            return None
        found: list[Located[T]] = []
        first: dict[T, Span] = {}
        for item in node.items if isinstance(node, Sequence) else (node,):
            value = self.item.read(item, key, report)
            if value is None:
                continue
            if not self.distinct or value not in first:
                found.append(Located(value, item.span))
                if self.distinct:
                    first[value] = item.span
            else:
                related = [Related(first[value], "The first one is here.")]
                report.append(codes.LISTED_TWICE.at(item.span, related=related, text=clip(str(value)), key=clip(key)))
        return tuple(found)


class Entry(Struct, Generic[T], frozen=True):
    """One key of a table with its value."""

    key: str
    key_span: Span
    value: T
    span: Span


class Table(Struct, Generic[T], frozen=True):
    """A mapping whose keys the author chooses and whose values are of one kind."""

    value: Kind[T]
    expected: str = "keys and values"

    def read(self, node: Node, key: str, report: Report) -> tuple[Entry[T], ...] | None:
        """The entries that were understood, in the order written."""
        if not isinstance(node, Mapping):
            _wrong_shape(node, key, self.expected, report)
            return None
        found = []
        for name, item in node.entries:
            value = self.value.read(item, name.text, report)
            if value is not None:
                found.append(Entry(name.text, name.span, value, item.span))
        return tuple(found)


class Field(Struct, Generic[T], frozen=True, eq=False):
    """A key of a record: its name, the kind of its value, and what it means in one sentence.

    `example` is a value that an author could write, used in hints.
    """

    name: str
    kind: Kind[T]
    meaning: str
    required: bool = False
    example: str = "…"


class Values(Struct, frozen=True):
    """The fields of a record that were understood, and where each written key stands.

    `blank` are the keys with nothing after the colon, which count as not given.
    """

    span: Span
    keys: Map[str, Span] = field(default_factory=dict)
    blank: Map[str, Span] = field(default_factory=dict)
    found: Map[str, Located[Any]] = field(default_factory=dict)

    @overload
    def get(self, wanted: Field[T]) -> T | None: ...
    @overload
    def get(self, wanted: Field[T], default: T) -> T: ...
    def get(self, wanted: Field[T], default: T | None = None) -> T | None:
        """The field's value, or the default when it was not given or not understood."""
        located = self.found.get(wanted.name)
        return default if located is None else located.value

    def span_of(self, wanted: Field[Any]) -> Span:
        """Where the field's value stands, else its key, else the record."""
        located = self.found.get(wanted.name)
        return self.keys.get(wanted.name, self.span) if located is None else located.span

    def lost(self, wanted: Field[Any]) -> bool:
        """Whether a value was written but not understood, which has been reported."""
        return wanted.name in self.keys and wanted.name not in self.found


class Record(Struct, frozen=True):
    """A mapping of known fields. `where` names it in messages: "the front matter"."""

    fields: tuple[Field[Any], ...]
    where: str
    expected: str = "keys and values"

    def read(self, node: Node, key: str, report: Report) -> Values | None:
        """The fields' values, with each unknown key and each missing field reported; None when it is no mapping."""
        if not isinstance(node, Mapping):
            _wrong_shape(node, key, self.expected, report)
            return None
        known = {known.name: known for known in self.fields}
        keys: dict[str, Span] = {}
        blank: dict[str, Span] = {}
        found: dict[str, Located[Any]] = {}
        for name, value in node.entries:
            if name.text not in known:
                self._unknown(name, report)
            elif isinstance(value, Scalar) and value.is_null:
                blank[name.text] = name.span
            else:
                keys[name.text] = name.span
                understood = known[name.text].kind.read(value, name.text, report)
                if understood is not None:
                    found[name.text] = Located(understood, value.span)
        opening = Span(node.span.path, node.span.line, node.span.column)
        for wanted in self.fields:
            if wanted.required and wanted.name not in keys and (node.complete or wanted.name in blank):
                place = blank.get(wanted.name, opening)
                fault = codes.MISSING_KEY.at(place, key=wanted.name, where=self.where, example=wanted.example)
                report.append(fault)
        return Values(node.span, keys, blank, found)

    def _unknown(self, name: Scalar, report: Report) -> None:
        names = [known.name for known in self.fields]
        hint = did_you_mean(clip(name.text), names, otherwise=f"The keys are: {', '.join(names)}.")
        report.append(codes.UNKNOWN_KEY.at(name.span, hint=hint, key=clip(name.text), where=self.where))


# What the kinds share


def _text(node: Node, key: str, expected: str, report: Report) -> str | None:
    """The characters of a single value; None, reported, for anything else and for nothing at all."""
    if isinstance(node, Scalar) and not node.is_null:
        return node.text
    _wrong_shape(node, key, expected, report)
    return None


def _word(node: Node, key: str, expected: str, report: Report) -> str | None:
    text = _text(node, key, expected, report)
    return None if text is None else text.strip()


def _wrong_shape(node: Node, key: str, expected: str, report: Report) -> None:
    if isinstance(node, Unreadable):
        return  # its fault has been reported
    found = "a list" if isinstance(node, Sequence) else "keys and values"
    if isinstance(node, Scalar):
        found = "empty" if node.is_null else "text"
    report.append(codes.WRONG_SHAPE.at(node.span, key=clip(key), expected=expected, found=found))


def _date_hint(text: str) -> str | None:
    """What was meant, as far as the order of year, month and day leaves no doubt."""
    found = re.match(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])", text)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups())
    if year == 0 or not 1 <= month <= 12:
        return "The order is year-month-day, and months are 01 to 12."
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        return f"The last day of {year:04}-{month:02} is {year:04}-{month:02}-{last}."
    return f"Did you mean “{year:04}-{month:02}-{day:02}”?"


def _url_fault(text: str, schemes: tuple[str, ...]) -> str | None:
    """Why an address cannot be used, or None."""
    # Browsers drop white space and control characters and read \ as /; checked first, so that both sides agree.
    if any(character.isspace() or not character.isprintable() or character in '\\<>"' for character in text):
        return "it holds a character that an address cannot hold"
    scheme, colon, rest = text.partition(":")
    if not colon or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme):
        return "it has no scheme"
    if scheme.lower() not in schemes:
        return f"the scheme “{clip(scheme, 20)}:” is not allowed here"
    if scheme.lower() == "mailto":
        return None if re.match(r"[^@?/]+@[^@?/]+", rest) else "it has no mail address"
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "its host or port cannot be read"
    if not rest.startswith("//") or not host:
        return "it has no host"
    return "it holds a user name" if "@" in parts.netloc else None
