"""Puts the files of a search index into one order, so that the same documents always give the same bytes.

Pagefind 1.5 writes its filters and their values in the order of a hash table, which differs from run to run; as it
names files by their content, the names differ too. Here both are sorted and the files named anew. Later versions sort
them themselves, and then only the names change.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import cbor2

_ENTRY = "pagefind-entry.json"
_SIGNATURE = b"pagefind_dcd"
"""What stands before the content of each file of the index; Pagefind reads such a file compressed or not."""

_FILTERS = 3
"""The place of the filters, each with a name and the name of its file, in the list that is the index's metadata."""

UNREADABLE = (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError)
"""What files of another shape may raise."""


def in_order(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files by their names, sorted within and named anew. Raises one of UNREADABLE when they are no such index."""
    result = dict(files)
    entry: dict[str, Any] = json.loads(result[_ENTRY])
    for language, facts in entry["languages"].items():
        meta = _values(result.pop(f"pagefind.{facts['hash']}.pf_meta"))
        filters = []
        for label, name in meta[_FILTERS]:
            _, values = _values(result.pop(f"filter/{name}.pf_filter"))
            content = _content([label, sorted(values)])
            filters.append([label, _name(language, content)])
            result[f"filter/{filters[-1][1]}.pf_filter"] = content
        meta[_FILTERS] = sorted(filters)
        content = _content(meta)
        facts["hash"] = _name(language, content)
        result[f"pagefind.{facts['hash']}.pf_meta"] = content
    entry["languages"] = dict(sorted(entry["languages"].items()))
    result[_ENTRY] = json.dumps(entry, separators=(",", ":")).encode()
    return dict(sorted(result.items()))


def _values(content: bytes) -> list[Any]:
    content = gzip.decompress(content)
    if not content.startswith(_SIGNATURE):
        raise ValueError("a file has no signature")
    try:
        values = cbor2.loads(content[len(_SIGNATURE) :])
    except cbor2.CBORError as error:
        raise ValueError(str(error)) from error
    if not isinstance(values, list):
        raise TypeError("a file holds no list")
    return values


def _content(values: list[Any]) -> bytes:
    # Not compressed: what compression gives depends on the library that this machine has.
    return _SIGNATURE + cbor2.dumps(values)


def _name(language: str, content: bytes) -> str:
    return f"{language}_{hashlib.sha256(content).hexdigest()[:16]}"
