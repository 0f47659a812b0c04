"""Compiled templates beside the program's own bytecode, where Python keeps compiled modules.

A template is compiled in 5 ms and loaded in 0.1 ms; a page needs about fifteen. They are code, and therefore never in
a site's memos, which a stranger may have written: whoever can write here can change the program, too. Python's own
settings hold (`PYTHONDONTWRITEBYTECODE`, `PYTHONPYCACHEPREFIX`), and without the right to write nothing is kept.
"""

from __future__ import annotations

import marshal
import os
import sys
from contextlib import suppress
from hashlib import blake2b
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType

_MOST, _KEPT = 600, 300
"""Files at which the folder is tidied, and how many of the newest then stay."""

_DIGEST = 16


def folder() -> Path | None:
    """Where they are; None where Python keeps no bytecode."""
    try:
        return Path(cache_from_source(__file__)).with_name("templates")
    except NotImplementedError:
        return None


class CompiledTemplates:
    """Code by a key that names all it was made from. What is damaged or of another Python is not there."""

    def __init__(self, place: Path | None) -> None:
        self._place = place

    def get(self, key: str) -> CodeType | None:
        """The code, if it is kept."""
        if self._place is None:
            return None
        try:
            data = (self._place / _name(key)).read_bytes()
        except OSError:
            return None
        if blake2b(data[_DIGEST:], digest_size=_DIGEST).digest() != data[:_DIGEST]:
            return None
        with suppress(ValueError, EOFError, TypeError):
            code = marshal.loads(data[_DIGEST:])  # noqa: S302 - who can write here can change the program, too
            return code if isinstance(code, CodeType) else None
        return None

    def put(self, key: str, code: CodeType) -> None:
        """Keep code; what cannot be written is made again the next time."""
        if self._place is None or sys.dont_write_bytecode:
            return
        data = marshal.dumps(code)
        final = self._place / _name(key)
        ours = final.with_name(f"{final.name}.{os.getpid()}")
        with suppress(OSError):
            self._place.mkdir(parents=True, exist_ok=True)
            ours.write_bytes(blake2b(data, digest_size=_DIGEST).digest() + data)
            ours.replace(final)
            _tidy(self._place)


def _tidy(place: Path) -> None:
    """Remove the oldest when there are many: each edit of a template leaves one."""
    found = list(place.iterdir())
    if len(found) > _MOST:
        for path in sorted(found, key=lambda one: one.stat().st_mtime)[:-_KEPT]:
            path.unlink(missing_ok=True)


def _name(key: str) -> str:
    """The name of a file; the tag of the interpreter is in it, as in those of modules."""
    return f"{key}.{sys.implementation.cache_tag}"
