"""Speaks to Pagefind, the program that makes the search index; documents go in, the index's files come out.

Pagefind's own Python package waits a tenth of a second for each document, takes no answer above 2 MB, and waits for
ever when its program dies. So the program is spoken to here directly, in the words that the package uses: requests
and answers in Base64 of JSON, each with a comma behind it. The files are asked for, not written by Pagefind, because
version 1.5 says that it has written them before it has.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from dr_evidence_site.model.page import Output
from dr_evidence_site.system import pagefind_licence

if TYPE_CHECKING:
    from subprocess import Popen

_PACKAGES = ("pagefind_bin_extended", "pagefind_bin")
"""The packages that carry the program; the extended one also parts Chinese and Japanese into words."""

_ENGINE = ("pagefind.js", "pagefind-worker.js", "wasm.")
_INDEX = ("pagefind-entry.json", "pagefind.", "fragment/", "index/", "filter/")
"""How the names of the files begin that a search page needs; Pagefind's own search boxes are left out."""

_CHUNK = "5000"
"""How many places of words go into one file of an index; a search fetches one of each index for each of its words.

A quarter of Pagefind's own measure, since a site may have several indexes. It is a variable of the environment;
others by which Pagefind can be told something are kept from it, so that they do not change the index.
"""

_ANY_LANGUAGE = "wasm.unknown.pagefind"
_AT_ONCE = 1 << 20

_UNREADABLE = (ValueError, LookupError, TypeError)
_UNREADABLE_ANSWER = "it gave an answer that cannot be read"


class IndexingError(Exception):
    """Pagefind could not be run, stopped early or refused a document; the message says why ("it …")."""


@lru_cache(maxsize=1)
def version() -> str:
    """The version of the Pagefind that is installed with what its index needs; empty when there is none."""
    if find_spec("cbor2") is None:
        return ""
    for name in _PACKAGES:
        spec = find_spec(name)
        if spec and spec.origin:
            # `importlib.metadata` would say the same, but takes 15 ms to load.
            found = sorted(Path(spec.origin).parents[1].glob(f"{name}-*.dist-info"))
            return found[-1].name.removesuffix(".dist-info").partition("-")[2] if found else "0"
    return ""


def index(documents: Iterable[tuple[str, str]], *, engine: bool = True) -> list[Output]:
    """The files of the search index, their paths relative to the folder that will hold them.

    A document is the address that tells it from others, and its HTML with Pagefind's attributes.
    `engine` is whether the program that searches in the browser is among them: of several indexes that are searched
    together, the first brings it, with its licence. The order of the documents counts. Raises IndexingError.
    """
    from dr_evidence_site.system.pagefind_order import UNREADABLE, in_order  # noqa: PLC0415 - its library is an extra

    files = _made(documents)
    try:
        files = in_order(files)
        languages = json.loads(files["pagefind-entry.json"])["languages"]
        needs_any = not all(facts["wasm"] for facts in languages.values())
    except UNREADABLE as error:
        raise IndexingError(f"it made an index that cannot be read ({type(error).__name__}: {error})") from error
    licence = [Output(pagefind_licence.FILE, pagefind_licence.NOTICE.encode())] if engine else []
    return licence + [
        Output(name, content)
        for name, content in files.items()
        if (engine if name.startswith(_ENGINE) else name.startswith(_INDEX)) and (needs_any or name != _ANY_LANGUAGE)
    ]


def _made(documents: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    """All that Pagefind makes of the documents."""
    import subprocess  # noqa: PLC0415 - most builds need no index

    process: Popen[bytes] | None = None
    try:
        process = subprocess.Popen(  # noqa: S603 - the program of the installed package
            [_program(), "--service"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        return _conversation(process, documents)
    except OSError as error:  # also a pipe that breaks because the program has gone
        raise IndexingError(_ending(process) or f"it could not be run: {error.strerror or error}") from error
    finally:
        if process is not None:
            with suppress(OSError):
                process.kill()
            with suppress(OSError, ValueError):
                process.communicate()


def _conversation(process: Popen[bytes], documents: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    """Ask for an index of the documents and wait for its files.

    All is asked before any answer is read: Pagefind reads on whether or not its answers are taken.
    """
    if process.stdin is None or process.stdout is None:
        raise IndexingError("it has no pipes")
    _send(process.stdin, {"type": "NewIndex", "config": {"keep_index_url": True}})
    for address, html in documents:
        content = html.encode("utf-8", "replace").decode()
        _send(process.stdin, {"type": "AddFile", "index_id": 0, "url": address, "file_contents": content})
    _send(process.stdin, {"type": "GetFiles", "index_id": 0})
    process.stdin.flush()
    # The program ends at the end of its input, so that stays open until the last answer is here.
    for payload in _answers(process.stdout):
        if payload.get("type") == "Error":
            raise IndexingError(f"it says: {payload.get('message')}")
        if payload.get("type") == "GetFiles":
            try:
                return {file["path"]: base64.b64decode(file["content"], validate=True) for file in payload["files"]}
            except _UNREADABLE as error:
                raise IndexingError(_UNREADABLE_ANSWER) from error
    raise IndexingError(_ending(process) or "it stopped before the index was made")


def _send(pipe: IO[bytes], payload: dict[str, Any]) -> None:
    pipe.write(base64.b64encode(json.dumps({"message_id": 1, "payload": payload}).encode()) + b",")


def _answers(pipe: IO[bytes]) -> Iterator[dict[str, Any]]:
    pending: list[bytes] = []
    while data := pipe.read1(_AT_ONCE):  # type: ignore[attr-defined]
        *ends, rest = data.split(b",")
        for end in ends:
            try:
                answer = json.loads(base64.b64decode(b"".join((*pending, end))))
                yield answer["payload"]
            except _UNREADABLE as error:
                raise IndexingError(_UNREADABLE_ANSWER) from error
            pending = []
        pending.append(rest)


def _ending(process: Popen[bytes] | None) -> str:
    """How the program ended, when it ended by itself."""
    from subprocess import TimeoutExpired  # noqa: PLC0415

    if process is None:
        return ""
    try:
        code = process.wait(1)
    except TimeoutExpired:
        return ""
    return f"it was ended by signal {-code}" if code < 0 else f"it ended with exit code {code}"


def _environment() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.upper().startswith("PAGEFIND_")}
    return {**own, "PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": _CHUNK}


def _program() -> str:
    for name in _PACKAGES:
        if find_spec(name):
            return str(import_module(name).get_executable())
    raise FileNotFoundError(2, "it is not installed")
