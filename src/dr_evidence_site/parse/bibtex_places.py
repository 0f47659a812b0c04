"""Where the fields of entries stand in `.bib` files, for what is found out about them after they were read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse.bibtex_scan import RawEntry, scan
from dr_evidence_site.parse.pybtex_reader import read_fields


class FieldPlaces:
    """Finds fields of entries; a file is read when one of its entries is first asked for."""

    def __init__(self, source: Callable[[str], Source | None]) -> None:
        """`source` gives a file by its path."""
        self._source = source
        self._entries: dict[str, dict[tuple[str, int], RawEntry]] = {}

    def place(self, key: str, entry: Span, names: Iterable[str]) -> Span:
        """The first of these fields (names in lower case) of the entry at this place; the entry's own without any."""
        if entry.path not in self._entries:
            source = self._source(entry.path)
            found = scan(source)[0] if source else []
            self._entries[entry.path] = {(raw.key, raw.span.line): raw for raw in found}
        raw = self._entries[entry.path].get((key, entry.line))
        if raw is None:
            return entry
        fields, _ = read_fields(raw, {})
        return next(
            (raw.positions.span(fields[name].start, fields[name].end) for name in names if name in fields), entry
        )
