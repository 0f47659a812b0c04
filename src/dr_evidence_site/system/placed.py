"""What was put on a target, as JSON that lies there beside it: what a publication may replace and remove.

    {"generator": "dr-evidence-site", "version": 1, "record": "publication",
     "holder": {"token": "…", "machine": "…", "process": 4711, "seen": 1790000000},
     "files": {"index.html": {"sha256": "…", "md5": "…", "size": 5120}}, "kept": {…}, "pending": {…}}

It is written before anything else is, with all that is about to be put there as `pending`, and again at the very end.
So whatever a publication that was cut short has put there is known to the next one. There is a `holder` while one is
under way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from dr_evidence_site.system import manifest
from dr_evidence_site.system.build_folder import path_problem

NAME = ".published.json"

_GENERATOR = "dr-evidence-site"
_VERSION = 1
_LISTS = (manifest.NAME, manifest.PREVIOUS)


class UnreadableError(Exception):
    """The record is damaged, or is not ours; the message is the end of a sentence that says so."""


class Item(Struct, frozen=True):
    """A file as it was put there: digests of its bytes in hex, its size in bytes.

    `tag` is what the target calls this content where that is not its MD5; `served` is short for the headers that the
    target was told to send with it.
    """

    sha256: str
    md5: str
    size: int
    tag: str = ""
    served: str = ""

    @property
    def known_as(self) -> str:
        """What the target calls this content."""
        return self.tag or self.md5


class Holder(Struct, frozen=True):
    """Who is publishing: a random name, the machine and process, and when it was last seen (seconds since 1970)."""

    token: str
    machine: str
    process: int
    seen: int


class Placed(Struct, frozen=True):
    """What is on a target by our hand, by path.

    `files` are those of the last publication that came to its end, `kept` the assets of the one before, `pending` the
    files that a publication which did not yet come to its end was to write.
    """

    files: Mapping[str, Item] = field(default_factory=dict)
    kept: Mapping[str, Item] = field(default_factory=dict)
    pending: Mapping[str, Item] = field(default_factory=dict)
    holder: Holder | None = None

    def versions(self, path: str) -> tuple[Item, ...]:
        """What we may have put at a path."""
        parts = (self.files, self.kept, self.pending)
        return tuple(part[path] for part in parts if path in part)


def dumps(placed: Placed) -> bytes:
    """The record as UTF-8 JSON, a line for each file, sorted by path."""
    parts: list[str] = [f' "generator": "{_GENERATOR}"', f' "version": {_VERSION}', ' "record": "publication"']
    if placed.holder:
        one = placed.holder
        held = {"token": one.token, "machine": one.machine, "process": one.process, "seen": one.seen}
        parts.append(f' "holder": {json.dumps(held)}')
    for name, items in (("files", placed.files), ("kept", placed.kept), ("pending", placed.pending)):
        lines = ",\n".join(f"  {json.dumps(path)}: {_value(items[path])}" for path in sorted(items))
        parts.append(f' "{name}": {{\n{lines}\n }}' if lines else f' "{name}": {{}}')
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def loads(data: bytes) -> Placed:
    """The record. Raises UnreadableError."""
    try:
        root = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("is damaged") from error
    if not isinstance(root, dict) or (root.get("generator"), root.get("record")) != (_GENERATOR, "publication"):
        raise UnreadableError("is not a record that this program made")
    if root.get("version") != _VERSION:
        raise UnreadableError("was made by another version of the program")
    try:
        files, kept, pending = (_items(root.get(name, {})) for name in ("files", "kept", "pending"))
        return Placed(files, kept, pending, _holder(root.get("holder")))
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise UnreadableError("is damaged") from error


def _value(item: Item) -> str:
    more = {name: word for name, word in (("tag", item.tag), ("served", item.served)) if word}
    return json.dumps({"sha256": item.sha256, "md5": item.md5, "size": item.size} | more)


def _items(value: Mapping[str, Mapping[str, Any]]) -> dict[str, Item]:
    found = {}
    for path, one in value.items():
        item = Item(one["sha256"], one["md5"], one["size"], one.get("tag", ""), one.get("served", ""))
        words = (item.sha256, item.md5, item.tag, item.served)
        if not all(isinstance(word, str) for word in words) or type(item.size) is not int:
            raise ValueError
        if path not in _LISTS and path_problem(path):  # whoever can write to the target can write the record
            raise ValueError
        found[path] = item
    return found


def _holder(value: Mapping[str, Any] | None) -> Holder | None:
    if value is None:
        return None
    one = Holder(str(value["token"]), str(value["machine"]), int(value["process"]), int(value["seen"]))
    return one if one.token.isalnum() else None
