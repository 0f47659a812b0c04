"""The fields of one entry and the parts of a name; the one module that speaks to pybtex.

pybtex reports some faults through process-global settings. Nothing here reaches that path: every fault comes back
as a diagnostic of the call that met it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace
from pybtex.database import Person
from pybtex.database.input.bibtex import LowLevelParser
from pybtex.scanner import Pattern, PrematureEOF, PybtexSyntaxError, Token

from dr_evidence_site.diagnostics import Code, Diagnostic
from dr_evidence_site.diagnostics.codes import library
from dr_evidence_site.diagnostics.nearest import Guesses
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.reference import Name
from dr_evidence_site.parse.bibtex_scan import RawEntry
from dr_evidence_site.parse.latex import plain_text

_FIELD = re.compile(r"[A-Za-z][\w:.+-]*[ \t]*=")
_NEXT_FIELD = re.compile(r"^[ \t]*(?=[A-Za-z][\w:.+-]*[ \t]*=)", re.MULTILINE)
_AND = re.compile(r"[{}]|(?<=\s)and(?=\s)", re.IGNORECASE)
_COMMA = re.compile(r"[{},]")
_MAX_UNCLOSED = 20  # in one entry; each may read to the entry's end, so more would take quadratic time
_MAX_STRING = 1000  # characters; a string put together of strings could double with each definition
_MAX_TAKEN = 5000  # characters of such strings that one entry takes
_MAX_NAME = 1000  # characters; pybtex takes quadratic time over a name, and no name is longer

_GROUP_WORDS = frozenset({
    "organization", "organisation", "committee", "group", "collaborators", "collaboration", "investigators",
    "society", "association", "institute", "council", "consortium", "task", "force", "agency", "department",
    "ministry", "federation", "foundation", "academy", "network", "trialists", "commission", "board", "panel",
})  # fmt: skip

_MONTHS = {
    "jan": "January", "feb": "February", "mar": "March", "apr": "April", "may": "May", "jun": "June", "jul": "July",
    "aug": "August", "sep": "September", "oct": "October", "nov": "November", "dec": "December",
}  # fmt: skip


class RawField(Struct, frozen=True):
    """A field as written, with macros put in but LaTeX untouched.

    `name` is in lower case; `start` and `end` are offsets into the file.
    """

    name: str
    value: str
    start: int
    end: int
    entry: RawEntry


def read_fields(
    entry: RawEntry, macros: Mapping[str, str], guesses: Guesses | None = None
) -> tuple[dict[str, RawField], list[Diagnostic]]:
    """The fields of an entry by lower-case name, and every fault in them. `macros` have lower-case names.

    `guesses` are those of all entries that are read together.

    After a fault reading goes on at the next line that begins with `name =`.
    """
    parser = _FieldParser(entry, macros, guesses or Guesses())
    fields: dict[str, RawField] = {}
    for field in parser.read():
        if field.name in fields:
            span = entry.positions.span(field.start, field.start + len(field.name))
            parser.faults.append(library.DUPLICATE_FIELD.at(span, key=clip(entry.key), field=clip(field.name)))
        else:
            fields[field.name] = field
    if not entry.closed and not parser.unclosed:
        parser.faults.append(library.UNCLOSED_ENTRY.at(entry.span, key=clip(entry.key or "@" + entry.kind)))
    return fields, parser.faults


def read_strings(definitions: Iterable[RawEntry]) -> tuple[dict[str, str], list[Diagnostic]]:
    """The text of each `@string` by lower-case name, the months among them; the first definition of a name holds."""
    macros = dict(_MONTHS)
    own: dict[str, str] = {}
    faults: list[Diagnostic] = []
    guesses = Guesses()
    for definition in definitions:
        fields, found = read_fields(definition, macros, guesses)
        faults += found
        for field in fields.values():
            if len(field.value) > _MAX_STRING:
                span = field.entry.positions.span(field.start, field.start + len(field.name))
                faults.append(library.LONG_STRING.at(span, name=clip(field.name), limit=_MAX_STRING))
                field = replace(field, value=field.value[:_MAX_STRING])  # noqa: PLW2901 - the rest would double again
            if own.setdefault(field.name, field.value) != field.value:
                span = field.entry.positions.span(field.start, field.start + len(field.name))
                faults.append(library.STRING_REDEFINED.at(span, name=clip(field.name)))
            macros[field.name] = own[field.name]
    return macros, faults


class _FieldParser(LowLevelParser):
    """pybtex's parser over the body of one entry; it notes where fields stand, and goes on after a fault."""

    text: str
    pos: int
    current_field_name: str | None
    current_value: list[str]

    def __init__(self, entry: RawEntry, macros: Mapping[str, str], guesses: Guesses) -> None:
        # The last character stands for the closing delimiter; it can be no part of a name or value.
        super().__init__(entry.body + "\0", macros=macros)  # type: ignore[no-untyped-call]
        self.entry = entry
        self.guesses = guesses
        self.key = clip(entry.key or "@" + entry.kind)
        self.faults: list[Diagnostic] = []
        self.unclosed = 0
        self.taken = 0  # characters that stood elsewhere, as the text of an @string
        self.is_long = False

    def read(self) -> Iterable[RawField]:
        end = len(self.entry.body)
        if self.entry.key and not self._comma_or_end():
            self._missing_comma(0, "the key")
        while True:
            self.eat_whitespace()  # type: ignore[no-untyped-call]
            while self.pos < end and self.text[self.pos] == ",":
                self.pos += 1
                self.eat_whitespace()  # type: ignore[no-untyped-call]
            if self.pos >= end or (self.unclosed and self.text[self.pos] == "}"):
                return  # after a value that took another's brace, one brace is left over for the entry
            start = self.pos
            self.current_field_name, self.current_value = None, []
            try:
                self.parse_field()  # type: ignore[no-untyped-call]
            except PybtexSyntaxError as error:
                self._fault(error, start)
                continue
            if self.current_field_name is None:
                self._broken(start, "a field name is expected")
                continue
            field_end = start + len(self.text[start : self.pos].rstrip())
            name, value = self.current_field_name.lower(), "".join(self.current_value)
            if not self.entry.closed and _NEXT_FIELD.search(self.text, start + 1, field_end):
                # The missing brace is this value's: it ends with a brace that was another's.
                self._unclosed(start, clip(name))
                continue
            if not self._comma_or_end() and not self._goes_on(start, field_end):
                continue
            yield RawField(name, value, self._at(start), self._at(field_end), self.entry)

    def _comma_or_end(self) -> bool:
        self.eat_whitespace()  # type: ignore[no-untyped-call]
        return self.pos >= len(self.entry.body) or self.text[self.pos] == ","

    def _goes_on(self, start: int, end: int) -> bool:
        """What to make of text right after a value: the next field without a comma, or a value that ended wrongly."""
        if _FIELD.match(self.text, self.pos):
            self._missing_comma(end, f"“{clip(self.current_field_name or '')}”")
            return True
        swallowed = _NEXT_FIELD.search(self.text, start + 1, end)
        if swallowed:
            self._unclosed(start, clip(self.current_field_name or ""))
            return False
        self._broken(self.pos, "it follows a value without a comma")
        return True

    def _at(self, position: int) -> int:
        return self.entry.body_start + position

    def _fault(self, error: PybtexSyntaxError, start: int) -> None:
        name = self.current_field_name or ""
        if "nested" in str(error) and self.entry.closed:
            self._broken(start, "its braces are nested too deeply")
        elif isinstance(error, PrematureEOF) or "braces" in str(error):
            self._unclosed(start, clip(name))
        elif name and self.text[start + len(name) :].lstrip()[:1] != "=":
            self._broken(start, "“=” is missing after the name")
        else:
            self._broken(start, "a value in braces or quotes is expected")

    def _missing_comma(self, position: int, what: str) -> None:
        span = self.entry.positions.span(self._at(position))
        self.faults.append(library.MISSING_COMMA.at(span, what=what, key=self.key))

    def _unclosed(self, start: int, name: str) -> None:
        span = self.entry.positions.span(self._at(start), self._at(start + len(name)))
        self.faults.append(library.UNCLOSED_VALUE.at(span, field=name, key=self.key))
        self.unclosed += 1
        if self.unclosed < _MAX_UNCLOSED:
            self._resume(start)
        else:
            self.pos = len(self.entry.body)

    def _broken(self, start: int, problem: str) -> None:
        line = re.match(r"[^\r\n]{1,80}", self.text[start : min(start + 80, len(self.entry.body))])
        text = line.group() if line else ""
        span = self.entry.positions.span(self._at(start), self._at(start + len(text.rstrip())))
        self.faults.append(library.BROKEN_FIELD.at(span, text=clip(text), key=self.key, problem=problem))
        self._resume(start)

    def _resume(self, start: int) -> None:
        """Goes to the next line after `start` that begins like a field, or to the end."""
        following = _NEXT_FIELD.search(self.text, start + 1, len(self.entry.body))
        self.pos = following.end() if following else len(self.entry.body)

    # What follows replaces methods of pybtex.

    def substitute_macro(self, name: str) -> str:
        value = self.macros.get(name.lower())
        if value is not None:
            self.taken += len(value)
            if self.taken <= _MAX_TAKEN:
                return str(value)
            if not self.is_long:
                self.is_long = True
                span = self.entry.positions.span(self._at(self.pos - len(name)), self._at(self.pos))
                self.faults.append(library.LONG_STRING.at(span, name=clip(name), limit=_MAX_TAKEN))
            return ""
        span = self.entry.positions.span(self._at(self.pos - len(name)), self._at(self.pos))
        general = library.UNKNOWN_STRING.hint.format(name=clip(name))
        hint = self.guesses.did_you_mean(name[:60], self.macros, otherwise=general)
        self.faults.append(library.UNKNOWN_STRING.at(span, hint=hint, name=clip(name)))
        return name

    def skip_to(self, patterns: list[Pattern]) -> Token | None:
        # pybtex searches for one pattern after another, each maybe to the end of the text; together it is linear.
        match = _together("".join(pattern.description for pattern in patterns)).search(self.text, self.pos)
        if match is None:
            return None
        value, self.pos = self.text[self.pos : match.end()], match.end()
        return Token(value, next(p for p in patterns if p.match(match.group())))  # type: ignore[no-untyped-call]

    def update_lineno(self, value: str) -> None:
        """Offsets are noted instead of lines."""


@lru_cache(maxsize=16)
def _together(descriptions: str) -> re.Pattern[str]:
    """One pattern for the delimiters whose descriptions ("'{'") are given."""
    return re.compile("[" + re.escape("".join(dict.fromkeys(descriptions.replace("'", "")))) + "]")


def read_names(field: RawField) -> tuple[tuple[Name, ...], bool, list[Diagnostic]]:
    """The names of an author or editor field, whether it ends with "and others", and every fault.

    A name wholly in braces is a group, kept as it is. A name that cannot be taken apart is kept whole too.
    """
    names: list[Name] = []
    incomplete = False
    faults: list[Diagnostic] = []
    for part in _split(field.value, _AND):
        text = part.strip()
        if text == "others":
            incomplete = True
        elif text:
            name, fault = _name(text)
            names.append(name)
            if fault:
                code, problem = fault
                span = field.entry.positions.span(field.start, field.end)
                key = clip(field.entry.key)
                faults.append(code.at(span, name=clip(text), field=field.name, key=key, problem=problem))
    return tuple(names), incomplete, faults


def _name(text: str) -> tuple[Name, tuple[Code, str] | None]:
    whole = Name(literal=plain_text(text)[0])
    commas = len(_split(text, _COMMA)) - 1
    if text.startswith("{") and _closes_at_end(text):
        return whole, None
    if commas > 2:
        return whole, (library.UNREADABLE_NAME, "it has more than two commas")
    if len(text) > _MAX_NAME:
        return whole, (library.UNREADABLE_NAME, "it is too long")
    words = re.split(r"[^\w]+", text.lower())
    if not commas and len(words) > 2 and _GROUP_WORDS.intersection(words):
        return whole, (library.UNBRACED_GROUP, "")
    try:
        person = Person(text)  # type: ignore[no-untyped-call]
    except Exception:  # pybtex raises many kinds for odd names, and none may stop the library
        return whole, (library.UNREADABLE_NAME, "its braces or commas do not fit")
    family, given, particle, suffix = (
        plain_text(" ".join(parts))[0]
        for parts in (
            person.last_names,
            person.first_names + person.middle_names,
            person.prelast_names,
            person.lineage_names,
        )
    )
    if not family:
        return whole, (library.UNREADABLE_NAME, "it has no family name")
    return Name(family, given, particle, suffix), None


def _split(text: str, separator: re.Pattern[str]) -> list[str]:
    """The text between separators that stand outside braces; `separator` matches braces too."""
    parts, depth, start = [], 0, 0
    for match in separator.finditer(text):
        if match.group() == "{":
            depth += 1
        elif match.group() == "}":
            depth -= 1
        elif depth == 0:
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]


def _closes_at_end(text: str) -> bool:
    """Whether the brace that opens the text is the one that its last character closes."""
    depth = 0
    for match in re.finditer(r"[{}]", text):
        depth += 1 if match.group() == "{" else -1
        if depth == 0:
            return match.end() == len(text)
    return False
