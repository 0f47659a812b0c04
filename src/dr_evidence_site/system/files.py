"""Reads the files of a site folder: patterns in, texts and bytes out, and nothing from outside the folder.

Whatever lies in the folder, reading ends: no pipe is waited for, no device opened, no loop followed.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from dr_evidence_site.diagnostics import Diagnostic, Related
from dr_evidence_site.diagnostics.codes import files as codes
from dr_evidence_site.diagnostics.visible import is_visible
from dr_evidence_site.model.names import is_device
from dr_evidence_site.model.source import Source, Span

if TYPE_CHECKING:
    from dr_evidence_site.model.limits import Limits
from dr_evidence_site.system.newer_characters import newer_character

IMAGE_PATTERNS = tuple(f"content/**/*.{ending}" for ending in ("png", "jpg", "jpeg", "gif", "webp", "avif"))
"""The images that articles may show."""

_SETTINGS = {".bib": "library_size", ".csv": "snapshot_size"}
"""The limit for texts with an ending, by its name in the settings."""

_TEXT, _PICTURE = "text_size", "picture_size"
_NO_BLOCK = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_LINE_END = re.compile("\r\n|\r|\n")
_NAME_LENGTH = 60


class Found(Struct, frozen=True):
    """A file that a pattern names: its path relative to the root, and where its bytes really are."""

    path: str
    location: str


def read(root: Path, patterns: Sequence[str], *, limits: Limits | None = None) -> tuple[list[Source], list[Diagnostic]]:
    """The text files below `root` that match any of the patterns, sorted by path, and what is wrong with them.

    A pattern is a path with forward slashes in which `*` stands for any part of a name and `**` for any folders,
    such as "content/articles/*.md". Names must match exactly; one that differs in capital letters is reported.
    Hidden files and the backups of editors are no part of the site. Nothing is said of a pattern without a file.

    A file with bytes that are not UTF-8, or NUL, comes with U+FFFD in their place beside an error. A file larger
    than the limit for its ending comes with an error only, and is not read.
    """
    found, diagnostics = find(root, patterns)
    sources = []
    for file in found:
        source, faults = load(file, limits)
        diagnostics += faults
        if source:
            sources.append(source)
    return sources, diagnostics


def load(file: Found, limits: Limits | None = None) -> tuple[Source | None, list[Diagnostic]]:
    """One text file that `find` found, read as `read` says; None when it cannot be read."""
    data = content(file, limits)
    if isinstance(data, Diagnostic):
        return None, [data]
    text, faults = decode(file.path, data)
    return Source(file.path, text, hashlib.sha256(data).hexdigest()), faults


def content(file: Found, limits: Limits | None = None) -> bytes | Diagnostic:
    """The bytes of one file that `find` found, up to the limit for texts of its ending, or what is wrong with it."""
    return _load(file, _SETTINGS.get(os.path.splitext(file.path)[1], _TEXT), limits)  # noqa: PTH122 - per file


def too_large(path: str, size: int, limits: Limits | None = None) -> Diagnostic | None:
    """The fault of a text file that is known and need not be read, when it is larger than the limit for its ending."""
    setting = _SETTINGS.get(os.path.splitext(path)[1], _TEXT)  # noqa: PTH122 - per file
    limit = _limit(setting, limits)
    return _too_large(path, size, limit, setting) if size > limit else None


def read_foreign(place: Path) -> bytes | Diagnostic:
    """The bytes of a file that an editor names and that is no part of the site, or its fault when it is too large.

    It may be a pipe. Raises OSError when it cannot be read.
    """
    limit = _limit("library_size", None)
    with place.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        data = stream.read(limit + 1) if size <= limit else b""
    size = max(size, len(data))
    return data if size <= limit else _too_large(place.as_posix(), size, limit, "")


def read_bytes(
    root: Path, patterns: Sequence[str] = IMAGE_PATTERNS, *, limits: Limits | None = None
) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """The content of the files that match, by path, sorted; like `read`, but capital letters make no difference."""
    found, diagnostics = find(root, patterns, any_case=True)
    contents = {}
    for file in found:
        data = _load(file, _PICTURE, limits)
        if isinstance(data, Diagnostic):
            diagnostics.append(data)
        else:
            contents[file.path] = data
    return contents, diagnostics


def find(root: Path, patterns: Sequence[str], *, any_case: bool = False) -> tuple[list[Found], list[Diagnostic]]:
    """The files that match any of the patterns (see `read`), sorted by path, none of them opened yet."""
    finder = _Finder(root)
    for base, names in _grouped(tuple(patterns), any_case).items():
        finder.search(base, names)
    found = [finder.found[path] for path in sorted(finder.found)]
    return found, [*finder.diagnostics, *_same_names(found)]


def decode(path: str, data: bytes) -> tuple[str, list[Diagnostic]]:
    """The text of a file's bytes, without a byte order mark, and what is wrong with its encoding.

    What cannot be decoded is U+FFFD in the text. That text is for finding other faults, not for publishing.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        # Decoded as what it is: as broken UTF-8 every letter of it would be one more fault.
        fault = codes.NOT_UTF8.at(Span(path), problem="it is UTF-16")
        return data.decode("utf-16", errors="replace").replace("\0", "\ufffd"), [fault]
    diagnostics = []
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", errors="replace")
        place = _span(path, text, len(data[: error.start].decode("utf-8")))
        diagnostics.append(codes.NOT_UTF8.at(place, problem=f"it has the byte {data[error.start]:02X} here"))
    if "\0" in text:
        count = text.count("\0")
        more = f", and {count - 1} more" if count > 1 else ""
        diagnostics.append(codes.NUL_BYTE.at(_span(path, text, text.index("\0")), more=more))
        text = text.replace("\0", "\ufffd")
    newer = newer_character(data, text)
    if newer is not None:
        character = text[newer]
        fault = codes.NEWER_CHARACTER.at(_span(path, text, newer), character=character, number=f"{ord(character):04X}")
        diagnostics.append(fault)
    return text, diagnostics


def shown_name(name: str) -> str:
    """A name from the file system as Unicode that can be printed: bytes that are no text become U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def clip(text: str, length: int = _NAME_LENGTH) -> str:
    """`text`, its middle left out when it is longer than `length` characters: both ends tell files apart."""
    half = length // 2
    return text if len(text) <= length else f"{text[:half]}…{text[-half:]}"


def reason(error: OSError) -> str:
    """The operating system's words for what went wrong, without file names."""
    return (error.strerror or str(error) or type(error).__name__).rstrip(".")


def name_key(path: str) -> str:
    """What two paths share when they are one file on a disk that ignores case and Unicode form (NTFS, APFS)."""
    return (
        path.lower() if path.isascii() else unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
    )


class _Names(Struct, frozen=True):
    """The part of a pattern after its fixed folders, as regular expressions over the rest of a path.

    `wanted` is what a path must match, and `loose` the same with any capital letters.
    """

    wanted: re.Pattern[str]
    loose: re.Pattern[str]
    last: str
    depth: int | None
    """How many names the rest may have; None is any number."""

    def expected(self, name: str) -> str:
        """The name as this pattern wants it, for a name that differs in capital letters only."""
        if self.last.startswith("*") and "*" not in self.last[1:]:
            return name[: len(name) - len(self.last) + 1] + self.last[1:]
        return self.last


@cache
def _grouped(patterns: tuple[str, ...], any_case: bool) -> dict[str, list[_Names]]:
    """The patterns by the folder in which their search begins, so that each folder is listed once."""
    grouped: dict[str, list[_Names]] = {}
    for pattern in patterns:
        parts = pattern.split("/")
        fixed = next((i for i, part in enumerate(parts[:-1]) if "*" in part), len(parts) - 1)
        rest = parts[fixed:]
        expression = "/".join("**" if part == "**" else re.escape(part).replace(r"\*", "[^/]*") for part in rest)
        expression = expression.replace("**/", "(?:[^/]+/)*")
        loose = re.compile(expression, re.DOTALL | re.IGNORECASE)
        wanted = loose if any_case else re.compile(expression, re.DOTALL)
        names = _Names(wanted, loose, rest[-1], None if "**" in rest else len(rest))
        grouped.setdefault("/".join(parts[:fixed]), []).append(names)
    return grouped


class _Finder:
    """Lists folders and keeps what was found and what was wrong; lives for one call of `find`."""

    def __init__(self, root: Path) -> None:
        self.root = os.path.realpath(root)
        self.found: dict[str, Found] = {}
        self.diagnostics: list[Diagnostic] = []

    def search(self, base: str, names: list[_Names]) -> None:
        """Find what matches `names` below the folder `base`, which is relative to the root."""
        start = self._folder(base)
        if start is None:
            return
        endings = tuple([name.last.rpartition("*")[2].lower() for name in names])
        depth = None if any(n.depth is None for n in names) else max(n.depth or 0 for n in names)
        # A stack of its own: folders may be nested deeper than Python's calls may be.
        # Each entry is a folder's path, its real place, its depth, and the real folders that links led through.
        stack: list[tuple[str, str, int, tuple[str, ...]]] = [(base, start, 1, (start,))]
        while stack:
            folder, place, level, chain = stack.pop()
            deeper = depth is None or level < depth
            for entry in self._entries(folder, place):
                path = f"{folder}/{entry.name}" if folder else entry.name
                rest = path[len(base) + 1 :] if base else path
                matched, misnamed = None, None
                # Few of a site's thousands of files are pictures: by its ending a file is passed over in a tenth of the
                # time. Of other letters than ASCII's, more than one may be a form of the same.
                if entry.name.lower().endswith(endings) or not entry.name.isascii():
                    for name in names:  # any() takes twice as long
                        matched = name.wanted.fullmatch(rest)
                        if matched:
                            break
                    misnamed = None if matched else next((n for n in names if n.loose.fullmatch(rest)), None)
                is_folder = _is_folder(entry)
                if not (matched or misnamed or (is_folder and deeper)):
                    continue
                if not self._name_is_good(path, entry.name):
                    continue
                target = self._target(path, entry, place)
                if target is None:
                    continue
                if is_folder and deeper:
                    if entry.is_symlink() and any(_is_inside(real, target) for real in chain):
                        self.diagnostics.append(codes.LINK_LOOP.at(Span(path)))
                        continue
                    passed = chain if entry.is_symlink() else chain[:-1]
                    stack.append((path, target, level + 1, (*passed, target)))
                elif misnamed:
                    self._misnamed(path, misnamed.expected(entry.name))
                elif is_folder or not entry.is_file():  # no question to the disk, unless it is a link
                    self.diagnostics.append(codes.NOT_A_FILE.at(Span(path), kind=_kind(target)))
                else:
                    self.found[path] = Found(path, target)

    def _folder(self, base: str) -> str | None:
        """The real place of the folder `base`, or None when it is not there or may not be entered."""
        place, path = self.root, ""
        for name in filter(None, base.split("/")):
            parent, path = (path, place), f"{path}/{name}" if path else name
            place = f"{place}/{name}"
            if os.path.islink(place):  # noqa: PTH114 - strings, for speed
                target = self._resolved(path, place)
                if target is None:
                    return None
                place = target
            elif not os.path.lexists(place):
                for entry in self._entries(*parent):
                    if _is_folder(entry) and name_key(entry.name) == name_key(name):
                        self._misnamed(f"{parent[0]}/{entry.name}".lstrip("/"), name)
                return None
        return place

    def _entries(self, folder: str, place: str) -> Iterator[os.DirEntry[str]]:
        """The entries of a folder in the order of their names, without what is hidden or a backup."""
        try:
            with os.scandir(place) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            self.diagnostics.append(codes.UNREADABLE.at(Span(shown_name(folder) or "."), reason=reason(error)))
            return iter(())
        return (entry for entry in entries if not _is_ignored(entry.name))

    def _target(self, path: str, entry: os.DirEntry[str], folder: str) -> str | None:
        """The real place of an entry, or None when it is a link that may not be followed."""
        place = f"{folder}/{entry.name}"
        return self._resolved(path, place) if entry.is_symlink() else place

    def _resolved(self, path: str, place: str) -> str | None:
        try:
            target = os.path.realpath(place, strict=True)
        except OSError as error:
            self.diagnostics.append(codes.BROKEN_LINK.at(Span(path), reason=reason(error)))
            return None
        if not _is_inside(target, self.root):
            self.diagnostics.append(codes.LINK_OUTSIDE.at(Span(path), where="outside the site folder"))
            return None
        if any(name.startswith(".") for name in Path(target).relative_to(self.root).parts):
            # A checkout keeps credentials in .git/config.
            self.diagnostics.append(codes.LINK_OUTSIDE.at(Span(path), where="to a hidden file or folder"))
            return None
        return target

    def _name_is_good(self, path: str, name: str) -> bool:
        problem = ""
        if shown_name(name) != name:
            problem = "is not valid Unicode"
        elif not is_visible(name):
            problem = "contains a character that cannot be seen"
        elif "\\" in name:
            problem = "contains a backslash"
        elif is_device(name):
            problem = "is one that Windows keeps for a device"
        if problem:
            self.diagnostics.append(
                codes.BAD_NAME.at(Span(shown_name(path)), name=clip(shown_name(name)), problem=problem)
            )
        return not problem

    def _misnamed(self, path: str, expected: str) -> None:
        name = path.rpartition("/")[2]
        self.diagnostics.append(codes.MISNAMED.at(Span(path), name=clip(name), expected=clip(expected)))


def _load(file: Found, setting: str, limits: Limits | None) -> bytes | Diagnostic:
    """A file's bytes, or what is wrong with it. `setting` is the limit that holds for it."""
    limit = _limit(setting, limits)
    span = Span(file.path)
    try:
        # Without O_NONBLOCK opening a pipe would wait for its writer; `find` saw a file, but that was then.
        descriptor = os.open(file.location, _NO_BLOCK)
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return codes.NOT_A_FILE.at(span, kind=_kind_of(status.st_mode))
            size = status.st_size
            if size <= limit:
                data = stream.read(limit + 1)
                size = len(data)  # the file may have grown since
    except FileNotFoundError:
        return codes.VANISHED.at(span)
    except OSError as error:
        return codes.UNREADABLE.at(span, reason=reason(error))
    return data if size <= limit else _too_large(file.path, size, limit, setting)


def _limit(setting: str, limits: Limits | None) -> int:
    """A limit of the site, or the default one."""
    if limits is None:
        from dr_evidence_site.model.limits import Limits  # noqa: PLC0415 - 1 ms that an unchanged site need not pay

        limits = Limits()
    return int(getattr(limits, setting))


def _too_large(path: str, size: int, limit: int, setting: str) -> Diagnostic:
    # The settings are read before what they say is known.
    hint = "" if path == "site.yaml" or not setting else f"; or set a higher “{setting}” under “limits” in site.yaml"
    return codes.TOO_LARGE.at(Span(path), size=_megabytes(size), limit=_megabytes(limit), setting=hint)


def _same_names(found: Sequence[Found]) -> list[Diagnostic]:
    """An error for each file that some file systems cannot tell from an earlier one."""
    first: dict[str, str] = {}
    diagnostics = []
    for file in found:
        other = first.setdefault(name_key(file.path), file.path)
        if other != file.path:
            other_letters = unicodedata.normalize("NFC", other) != unicodedata.normalize("NFC", file.path)
            diagnostics.append(
                codes.SAME_NAME.at(
                    Span(file.path),
                    related=[Related(Span(other), "The other file is here.")],
                    name=clip(file.path),
                    other=clip(other),
                    difference="capital letters" if other_letters else "the way its accented letters are stored",
                )
            )
    return diagnostics


def _is_ignored(name: str) -> bool:
    return name.startswith(".") or name.endswith(("~", ".swp", ".swo")) or (name[0] == "#" and name[-1] == "#")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself, or to where we may not look: `_resolved` says so
        return False


def _is_inside(place: str, folder: str) -> bool:
    """Whether a real place is `folder` or below it."""
    return place == folder or place.startswith(folder.rstrip(os.sep) + os.sep)


def _kind(place: str) -> str:
    try:
        return _kind_of(os.stat(place).st_mode)  # noqa: PTH116 - strings, for speed
    except OSError:
        return "gone"


def _kind_of(mode: int) -> str:
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
    return next((words for is_kind, words in kinds if is_kind(mode)), "a device")


def _span(path: str, text: str, offset: int) -> Span:
    """The span of the one character at `offset`."""
    ends = [match.end() for match in _LINE_END.finditer(text, 0, offset)]
    column = offset - (ends[-1] if ends else 0) + 1
    return Span(path, len(ends) + 1, column, len(ends) + 1, column + 1)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size} bytes"
