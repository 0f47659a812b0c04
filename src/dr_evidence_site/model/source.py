"""Where text comes from: a source file as text, and a span of it that a message can point at."""

from __future__ import annotations

from msgspec import Struct


class Source(Struct, frozen=True):
    """One text file of the site folder, already decoded.

    `path` is relative to the site folder, with forward slashes. `text` has no byte order mark and keeps its
    line ends. `digest` is the SHA-256 of the file's bytes in hex.
    """

    path: str
    text: str
    digest: str = ""


class Span(Struct, frozen=True, order=True):
    """A place in a file: 1-based line and column, in characters, counted from the top of the file.

    Front matter is counted, so the numbers are what an editor's status bar shows. `end_line` and
    `end_column` name the character after the last one; 0 means that the end is not known.
    A whole file is `Span(path)`.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 0
    end_column: int = 0
