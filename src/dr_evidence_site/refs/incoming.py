"""A record from elsewhere: what it says as a `Reference`, what else is kept of it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from msgspec import Struct, field

from dr_evidence_site.diagnostics import Code, Diagnostic
from dr_evidence_site.diagnostics.codes import refs as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.reference import Reference, ReferenceType
from dr_evidence_site.model.source import Span


class Note(NamedTuple):
    """Something to say of the entry that a record becomes, once its key is known."""

    code: Code
    words: tuple[tuple[str, str], ...]

    def about(self, key: str, span: Span) -> Diagnostic:
        """The diagnostic, at the place of the record."""
        words: dict[str, Any] = dict(self.words)
        return self.code.at(span, key=clip(key), subject=key, **words)


class Incoming(Struct, frozen=True):
    """One record. `reference.key` is the key that it brings along, or empty; its span is the record's place.

    `extra` are fields of the entry that no style prints but that a library keeps, such as an ISBN. `left_out` names
    what the record has besides and the library does not take.
    """

    reference: Reference
    extra: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


class Draft(Struct):
    """A record in the making: fields of `Reference` by name, filled in as they are met."""

    place: Span
    key: str = ""
    type: ReferenceType = ReferenceType.OTHER
    fields: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, None] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def put(self, name: str, value: object) -> None:
        """Set a field that has no value yet."""
        if value and not self.fields.get(name):
            self.fields[name] = value

    def get(self, name: str) -> Any:
        """A field's value, or an empty text."""
        return self.fields.get(name, "")

    def checked(self, name: str, value: str, read: Callable[[str], str | None], what: str) -> None:
        """Set a field to what `read` makes of the value, and say so when it makes nothing of it."""
        if not value.strip() or self.fields.get(name):
            return
        found = read(value)
        if found is None:
            self.unusable(value, what)
        else:
            self.fields[name] = found

    def unusable(self, value: str, what: str) -> None:
        """Note that a value is not of the kind it should be."""
        self.say(codes.UNUSABLE_FIELD, value=clip(value), what=what)

    def say(self, code: Code, **words: str) -> None:
        """Note something about the entry that this record becomes."""
        self.notes.append(Note(code, tuple(words.items())))

    def incoming(self) -> Incoming:
        """The record as it is now."""
        reference = Reference(self.key, self.type, self.place, **self.fields)
        return Incoming(reference, tuple(self.extra.items()), tuple(self.left_out), tuple(self.notes))
