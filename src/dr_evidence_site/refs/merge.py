"""Records and a library: what is new, what only completes an entry, and the text of the files with it.

Pure: the files come as text and go as text. What an editor wrote is never changed; a field is added where there was
none, and an entry behind the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import refs as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.reference import Integrity, Reference
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse.bibtex import read_entries
from dr_evidence_site.parse.bibtex_reference import ALIASES
from dr_evidence_site.parse.bibtex_scan import RawEntry, scan
from dr_evidence_site.parse.pybtex_reader import read_fields, read_strings
from dr_evidence_site.refs.entry import entry, fields
from dr_evidence_site.refs.incoming import Incoming
from dr_evidence_site.refs.insertion import NotInsertableError, Splice, applied, insert, line_end_of
from dr_evidence_site.refs.keys import new_key
from dr_evidence_site.refs.matching import IDENTIFIERS, Index, additions, differences

_ATTRIBUTES = tuple(name for name in Reference.__struct_fields__ if name not in ("key", "type", "span"))
_MARKS = {
    Integrity.RETRACTED: "retracted",
    Integrity.CONCERN: "under an expression of concern",
    Integrity.CORRECTED: "corrected",
}


class Fate(Enum):
    """What came of a record, in the words of the report."""

    ADDED = "added"
    COMPLETED = "completed"
    PRESENT = "already there"
    LEFT_OUT = "left out"


class Outcome(Struct):
    """What came of one record: the key of its entry, and the fields that were added to an entry that was there."""

    fate: Fate
    key: str
    record: Incoming
    fields: tuple[str, ...] = ()


class Plan(Struct, frozen=True):
    """What is to be written: the new text of each file that changes, by path, and what came of each record.

    `left_out` counts what records had besides.
    """

    texts: Mapping[str, str]
    outcomes: tuple[Outcome, ...]
    diagnostics: tuple[Diagnostic, ...]
    left_out: Mapping[str, int]


def plan(library: Sequence[Source], records: Sequence[Incoming], into: str, *, keep_keys: bool = True) -> Plan:
    """What taking the records into the library comes to. `into` is the file for new entries, there or not."""
    merging = _Merging(library, into, keep_keys=keep_keys)
    for record in records:
        merging.take(record)
    return merging.plan()


class _Entry(Struct):
    """An entry of the library: its text, its reference as it is and as it will be."""

    raw: RawEntry
    path: str
    before: Reference
    after: Reference


class _New(Struct):
    reference: Reference
    extra: dict[str, str] = field(default_factory=dict)


class _Merging:
    def __init__(self, library: Sequence[Source], into: str, *, keep_keys: bool) -> None:
        self._library = list(library)
        self._into = into
        self._keep_keys = keep_keys
        self._entries = self._read()
        self._new: dict[str, _New] = {}
        self._taken = {key.casefold() for key in self._entries}
        self._numbers: dict[str, int] = {}
        self._index = Index(each.before for each in self._entries.values())
        self._outcomes: list[Outcome] = []
        self._faults: list[Diagnostic] = []
        self._left_out: dict[str, int] = {}

    def _read(self) -> dict[str, _Entry]:
        read, _ = read_entries(self._library, frozenset())
        self._digests = {each.key: each.digest for each in read if each.digest}
        references = {each.key: each.reference for each in read if each.reference}
        raw = [(source.path, each) for source in self._library for each in scan(source)[0]]
        self._macros, _ = read_strings(each for _, each in raw if each.kind == "string")
        found: dict[str, _Entry] = {}
        for path, each in raw:
            if each.kind == "string" or each.key in found or each.key not in references:
                continue
            reference = references[each.key]
            found[each.key] = _Entry(each, path, reference, reference)
        return found

    def take(self, record: Incoming) -> None:
        """Find out what a record is, and note what is to be done with it."""
        for what in record.left_out:
            self._left_out[what] = self._left_out.get(what, 0) + 1
        theirs = record.reference
        match = self._index.find(theirs)
        if match.other:
            fault = codes.TWO_ENTRIES.at(
                theirs.span, first=match.key, first_by=match.by, second=match.other, second_by=match.other_by
            )
            self._faults.append(fault)
            self._outcomes.append(Outcome(Fate.LEFT_OUT, match.key, record))
            return
        if match.key:
            self._complete(match.key, record)
            return
        key = new_key(theirs, self._taken, keep=self._keep_keys, numbers=self._numbers)
        self._taken.add(key.casefold())
        reference = replace(theirs, key=key)
        self._new[key] = _New(reference, dict(record.extra))
        self._index.add(reference)
        self._outcomes.append(Outcome(Fate.ADDED, key, record))
        self._say(key, record, reference)
        if match.alike:
            alike = codes.LOOKS_ALIKE.at(theirs.span, key=key, other=match.alike, reason=match.reason, subject=key)
            self._faults.append(alike)

    def _complete(self, key: str, record: Incoming) -> None:
        entry_of = self._entries.get(key)
        ours = entry_of.after if entry_of else self._new[key].reference
        theirs = record.reference
        more: dict[str, Any] = additions(ours, theirs)
        whole = replace(ours, **more)
        for name, label, one, other in differences(ours, theirs):
            code = codes.IDENTIFIER_DIFFERS if name in IDENTIFIERS else codes.DIFFERS
            origin = f"{theirs.span.path}:{theirs.span.line}"
            place = ours.span if entry_of else theirs.span
            self._faults.append(
                code.at(place, field=label, key=key, ours=clip(one), theirs=clip(other), origin=origin, subject=key)
            )
        if entry_of:
            entry_of.after = whole
        else:
            self._new[key].reference = whole
            for name, value in record.extra:
                self._new[key].extra.setdefault(name, value)
        self._index.add(whole)
        fate = Fate.COMPLETED if more and entry_of else Fate.PRESENT
        self._outcomes.append(Outcome(fate, key, record, tuple(more) if fate is Fate.COMPLETED else ()))
        self._say(key, record, replace(theirs, integrity=theirs.integrity if "integrity" in more else None))

    def _say(self, key: str, record: Incoming, reference: Reference) -> None:
        """The notes of a record about its entry, and the mark that it brings."""
        self._faults += [note.about(key, record.reference.span) for note in record.notes]
        if reference.integrity:
            note = reference.integrity_note or f"{_MARKS[reference.integrity]}."
            mark = _MARKS[reference.integrity]
            span = record.reference.span
            self._faults.append(
                codes.MARKED.at(span, key=key, mark=mark, note=clip(note.rstrip("."), 160), subject=key)
            )

    # The text

    def plan(self) -> Plan:
        """The new texts, each read back; what would not say what was meant is taken out again, and said."""
        splices = {key: found for key, each in self._entries.items() if (found := self._splices(key, each))}
        new = list(self._new)
        texts = self._texts(splices, new)
        wrong = self._wrong(texts, splices, new)
        if wrong:
            for key in [key for key in splices if key in wrong]:
                each = self._entries[key]
                had = {name for name, _ in fields(each.before)[1]}
                del splices[key]
                more = [pair for pair in fields(each.after)[1] if pair[0] not in had]
                self._not_inserted(key, "the entry would not say what was meant", more)
                wrong.discard(key)
            if wrong:  # a new entry is not found again, or changes another
                new = []
            texts = self._texts(splices, new)
            if self._wrong(texts, splices, new):
                new, splices, texts = [], {}, {}
            if not new and self._new:
                self._faults.append(codes.LIBRARY_FAULTY.at(Span(self._into), path=self._into))
                for outcome in self._outcomes:
                    if outcome.key in self._new:
                        outcome.fate = Fate.LEFT_OUT
        return Plan(texts, tuple(self._outcomes), tuple(self._faults), dict(self._left_out))

    def _splices(self, key: str, each: _Entry) -> list[Splice]:
        if each.after == each.before:
            return []
        written, _ = read_fields(each.raw, self._macros)
        names = {ALIASES.get(name, name) for name in written}
        had = {name for name, _ in fields(each.before)[1]}
        for attribute in [name for name in _ATTRIBUTES if getattr(each.before, name) != getattr(each.after, name)]:
            alone = replace(each.before, **{attribute: getattr(each.after, attribute)})
            more = [(name, value) for name, value in fields(alone)[1] if name not in had]
            taken = next((name for name, _ in more if name in names), "")
            if taken or (not more and attribute != "authors_incomplete"):
                each.after = replace(each.after, **{attribute: getattr(each.before, attribute)})
                reason = f"it has a field “{taken}” already" if taken else "an entry of its type has no place for it"
                self._not_inserted(key, reason, more, attribute)
        more = [(name, value) for name, value in fields(each.after)[1] if name not in had]
        if not more:
            return []
        try:
            text = next(source.text for source in self._library if source.path == each.path)
            return insert(text, each.raw, written, more)
        except NotInsertableError as error:
            self._not_inserted(key, str(error), more)
            return []

    def _not_inserted(self, key: str, reason: str, more: Sequence[tuple[str, str]], attribute: str = "") -> None:
        """Say that fields could not be added: those of one attribute, or all."""
        each = self._entries[key]
        text = clip(", ".join(f"“{name} = {value}”" for name, value in more), 300)
        names = ", ".join(f"“{name}”" for name, _ in more) or f"“{attribute}”"
        self._faults.append(
            codes.NOT_INSERTABLE.at(
                each.before.span, fields=names, key=key, reason=reason, text=text or names, subject=key
            )
        )
        for outcome in self._outcomes:
            if outcome.key == key and outcome.fate is Fate.COMPLETED:
                outcome.fields = tuple(name for name in outcome.fields if attribute and name != attribute)
                outcome.fate = Fate.COMPLETED if outcome.fields else Fate.PRESENT

    def _texts(self, splices: Mapping[str, list[Splice]], new: Sequence[str]) -> dict[str, str]:
        texts: dict[str, str] = {}
        for source in self._library:
            own = [
                splice for key, found in splices.items() if self._entries[key].path == source.path for splice in found
            ]
            if own:
                texts[source.path] = applied(source.text, own)
        if new:
            text = texts.get(self._into)
            if text is None:
                text = next((source.text for source in self._library if source.path == self._into), "")
            texts[self._into] = self._appended(text, new)
        return texts

    def _appended(self, text: str, new: Sequence[str]) -> str:
        line_end = line_end_of(text)
        written = line_end.join(entry(self._new[key].reference, self._new[key].extra.items(), line_end) for key in new)
        if not text.strip():
            return text.strip("\r\n") + written
        gap = "" if text.endswith(("\n", "\r")) else line_end
        between = "" if text.endswith((2 * line_end,)) else line_end
        return f"{text}{gap}{between}{written}"

    def _wrong(self, texts: Mapping[str, str], splices: Mapping[str, object], new: Sequence[str]) -> set[str]:
        """The keys of entries that would not be read as they should."""
        paths = [source.path for source in self._library]
        sources = [Source(source.path, texts.get(source.path, source.text)) for source in self._library]
        sources += [Source(path, text) for path, text in texts.items() if path not in paths]
        read, _ = read_entries(sources, set(self._digests.values()))
        found = {each.key: each for each in read}
        wrong = set()
        for key, each in self._entries.items():
            now = found.get(key)
            if now is not None and now.reference is None and now.digest == self._digests.get(key):
                if key in splices:
                    wrong.add(key)  # as it was
                continue
            if not _agree(now.reference if now else None, each.after if key in splices else each.before):
                wrong.add(key)
        for key in new:
            reference, meant = (found[key].reference if key in found else None), self._new[key].reference
            if reference is None or reference.title != meant.title or reference.doi != meant.doi:
                wrong.add(key)
        if any(key not in self._entries and key not in self._new for key in found):
            wrong |= set(new)
        return wrong


def _agree(one: Reference | None, other: Reference) -> bool:
    """Whether two references say the same, wherever they stand."""
    return one is not None and replace(one, span=other.span) == other
