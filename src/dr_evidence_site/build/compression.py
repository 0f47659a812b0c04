"""Compressed twins of files: `page.html.gz` beside `page.html`, for web servers that send them as they are.

They are made of the file's bytes alone, without a time or a name in them, so the same file always gives the same twin.
A twin is remembered as a page is: by the digest of the file that it was made from, and by how it was left.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from dr_evidence_site.model.page import Kept, Output
from dr_evidence_site.system.sources import settled_stamps, stamp_of
from dr_evidence_site.system.store import Store

ENDING = ".gz"

_TEXTS = (
    ".html",
    ".css",
    ".js",
    ".json",
    ".svg",
    ".xml",
    ".txt",
    ".md",
    ".bib",
    ".ris",
)  # pictures, fonts and the search index are compressed already
_LEAST = 512
"""Bytes of a file below which nothing is gained: the headers of an answer weigh as much."""

_HEADER = bytes((0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255))
"""RFC 1952: deflate, no name, no time, best compression, no system named. Python's own differs between its versions."""


class Twins:
    """The twins of the files of one build folder."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store, self._folder = store, folder
        self._place = f"{folder.resolve()}/."  # beside the pages' rows, and gone with the folder as they are
        self._known = store.rows(self._place)
        self._made: dict[str, tuple[str, str]] = {}
        self._there: set[str] = set()

    def beside(self, outputs: Iterable[Output | Kept]) -> Iterator[Output | Kept]:
        """The files, each followed by its twin if it has one."""
        for one in outputs:
            yield one
            twin = self._twin(one) if one.path.endswith(_TEXTS) else None
            if twin:
                self._there.add(twin.path)
                yield twin

    def remember(self, is_ours: Callable[[], bool]) -> None:
        """Keep how the twins were left; `is_ours` tells whether no other build has begun to replace them."""
        if self._made:
            stamps = settled_stamps(self._folder, self._made)
            if not is_ours():
                return
            rows = {path: f"{stamp}{' '.join(self._made[path])}" for path, stamp in stamps.items()}
            self._store.put_rows(self._place, rows.items())
        self._store.drop_rows(self._place, self._known.keys() - self._there)

    def _twin(self, one: Output | Kept) -> Output | Kept | None:
        size, digest = (one.size, one.digest) if isinstance(one, Kept) else (len(one.content), _sha256(one.content))
        if size < _LEAST:
            return None
        path = one.path + ENDING
        row = self._known.get(path)
        if row:
            stamp, source, content = row.split(" ")
            if source == digest and stamp_of(self._folder / path) == f"{stamp} ":
                return Kept(path, content, int(stamp.split(":", 1)[0]))
        twin = compressed((self._folder / one.path).read_bytes() if isinstance(one, Kept) else one.content)
        if len(twin) >= size:
            return None
        self._made[path] = (digest, _sha256(twin))
        return Output(path, twin)


def compressed(content: bytes) -> bytes:
    """The content in the form of gzip."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(content) + deflate.flush()
    end = zlib.crc32(content).to_bytes(4, "little") + (len(content) & 0xFFFFFFFF).to_bytes(4, "little")
    return _HEADER + body + end


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
