"""The list of files that a build made, as JSON: what `system.output` may overwrite and remove.

    {"generator": "dr-evidence-site", "version": 1, "files": {"index.html": {"sha256": "…", "size": 5120}}}

Sorted, without times: the same site gives the same bytes. An entry has "previous" (a list of digests) only in a
build folder whose publication was cut short, where the file may still be that of the build before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

NAME = "manifest.json"

_GENERATOR = "dr-evidence-site"
_VERSION = 1


class ForeignError(Exception):
    """A JSON file of that name which is not ours, such as a web app's manifest."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: the SHA-256 of its bytes in hex, its size in bytes, and digests it may have instead."""

    sha256: str
    size: int
    previous: tuple[str, ...] = ()

    def or_else(self, old: Entry) -> Entry:
        """This entry, for a path where the file of `old` may still lie."""
        digests = {old.sha256, *old.previous} - {self.sha256}
        return Entry(self.sha256, self.size, tuple(sorted(digests)))

    def describes(self, content: bytes) -> bool:
        """Whether a file with `content` is one that we wrote."""
        return hashlib.sha256(content).hexdigest() in (self.sha256, *self.previous)


def dumps(entries: Mapping[str, Entry]) -> bytes:
    """The manifest as UTF-8 JSON, a line for each file, sorted by path."""
    lines = ",\n".join(f"  {json.dumps(path)}: {json.dumps(_value(entries[path]))}" for path in sorted(entries))
    head = f'{{\n "generator": "{_GENERATOR}",\n "version": {_VERSION},\n "files": {{'
    return f"{head}\n{lines}\n }}\n}}\n".encode()


def loads(data: bytes) -> dict[str, Entry]:
    """The entries of a manifest. Raises ForeignError when it is not ours, ValueError when it is damaged.

    Paths are not judged here.
    """
    try:
        root = json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(root, dict) or root.get("generator") != _GENERATOR:
        raise ForeignError
    files = root.get("files")
    if root.get("version") != _VERSION or not isinstance(files, dict):
        raise ValueError("not a version that is known")
    return {path: _entry(value) for path, value in files.items()}


def _value(entry: Entry) -> dict[str, object]:
    value: dict[str, object] = {"sha256": entry.sha256, "size": entry.size}
    return value | {"previous": list(entry.previous)} if entry.previous else value


def _entry(value: object) -> Entry:
    match value:
        case {"sha256": str(digest), "size": int(size), **rest}:
            previous = rest.get("previous", [])
            if isinstance(previous, list) and all(isinstance(item, str) for item in previous):
                return Entry(digest, size, tuple(previous))
    raise ValueError("an entry without digest and size")
