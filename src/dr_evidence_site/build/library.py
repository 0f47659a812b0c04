"""The library of a site: remembered as long as its files stay the same, or read, while this process does other work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TypeAlias

from dr_evidence_site.build.progress import Stage
from dr_evidence_site.build.recall import Recall
from dr_evidence_site.build.team import Team
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse.library import Library, dump_library, load_library, read_library
from dr_evidence_site.parse.records import DAMAGE
from dr_evidence_site.site.keys import digest
from dr_evidence_site.system.sources import Listed
from dr_evidence_site.system.stopwatch import Timing
from dr_evidence_site.system.store import Store

_KIND, _KEY = "library", "latest"

_Begun: TypeAlias = tuple[str, Iterator[tuple[Timing, list[str]]]]
"""What a library is read from, as a digest, and the library as JSON text, which may not be finished."""


class LibraryReading:
    """Reads the `.bib` files `listed`, up to `most` entries; when they changed, that begins at once.

    `reread` gives the text of a file as it is now, None if it vanished, which it reports.
    """

    def __init__(
        self,
        listed: Sequence[Listed],
        most: int,
        store: Store,
        recall: Recall,
        team: Team,
        reread: Callable[[Listed], Source | None],
    ) -> None:
        self._listed, self._most, self._store, self._recall = listed, most, store, recall
        self._team, self._reread = team, reread
        inputs = digest([(file.path, file.digest) for file in listed], most)
        self._is_recalled = recall.library is not None and recall.library[0] == inputs
        self._known: bytes | None = None
        self._begun: _Begun | None = None
        if not self._is_recalled:
            self._known = store.get(_KIND, [_KEY]).get(_KEY)
            if not self._known or self._known.partition(b"\n")[0] != inputs.encode():
                self._begun = self._begin()

    @property
    def is_under_way(self) -> bool:
        """Whether the files are being read, perhaps by another process."""
        return self._begun is not None

    def library(self, stage: Stage) -> tuple[str, Library]:
        """The library, and a digest of its files. The stage is told how many entries it has."""
        found = self._recall.library if self._is_recalled else self._loaded() if self._begun is None else None
        if found:
            stage.advance(len(found[1].entries))
        else:
            found = self._read(stage, self._begun or self._begin())
        self._recall.library = found
        return found

    def _loaded(self) -> tuple[str, Library] | None:
        inputs, library = _load(self._known or b"")
        return (inputs, library) if library is not None else None

    def _begin(self) -> _Begun:
        sources = [source for file in self._listed if (source := self._reread(file))]
        # A file may have changed since it was listed.
        inputs = digest([(source.path, source.digest) for source in sources], self._most)
        before = self._recall.library[1] if self._recall.library else self._known
        return inputs, self._team.beside(1, _read_chunk, (before, self._most), [sources])

    def _read(self, stage: Stage, begun: _Begun) -> tuple[str, Library]:
        inputs, results = begun
        timing, (text,) = next(results)
        self._store.put(_KIND, [(_KEY, f"{inputs}\n{text}")])
        read = load_library(text)
        stage.worked(timing, len(read.entries))
        return inputs, read


def _read_chunk(shared: tuple[Library | bytes | None, int], sources: list[Source]) -> list[str]:
    """The library of these files as JSON text. What is shared: the library as it was before, and the most entries."""
    before, most = shared
    if isinstance(before, bytes):
        before = _load(before)[1]
    return [dump_library(read_library(sources, before, most))]


def _load(text: bytes) -> tuple[str, Library | None]:
    """A library as it is remembered, and the digest of its files; None if it is damaged."""
    inputs, _, library = text.partition(b"\n")
    with suppress(*DAMAGE):
        return inputs.decode(), load_library(library)
    return "", None
