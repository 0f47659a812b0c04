"""Puts the finished site into its build folder: staged first, then swapped in, pruned by its own list of files.

At every moment each path holds a whole file, old or new. Files that no build of ours made are not touched.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath

from dr_evidence_site.diagnostics import Diagnostic, Related, Severity
from dr_evidence_site.diagnostics.codes import output as codes
from dr_evidence_site.diagnostics.visible import is_visible
from dr_evidence_site.model.page import Kept, Output
from dr_evidence_site.model.source import Span
from dr_evidence_site.system import manifest
from dr_evidence_site.system.files import clip, name_key, reason
from dr_evidence_site.system.manifest import About, Entry

SOURCE_FOLDERS = ("content", "references", "templates", ".git")
"""Folders of a site that no build may write into."""

_STAGING = re.compile(r"\.staging-(\d+)-[0-9a-f]{8}")
_ABANDONED_AFTER = 86_400.0
"""Seconds after which a staging folder is nobody's, even where a process has its number again."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How many files a publication wrote, found unchanged, and removed."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0


def publish(
    outputs: Iterable[Output | Kept],
    build: Path,
    *,
    site: Path,
    proceed: Callable[[], bool] = lambda: True,
    about: About | None = None,
) -> tuple[Summary, list[Diagnostic]]:
    """Make `build` hold exactly the outputs, beside what is not ours, and say what stood in the way.

    The outputs are taken one by one and not kept. When all are staged, `proceed` is asked; if it says no (a fault was
    found while they were made), or if there is any error here, the folder stays as it was. Then assets are moved
    in, then pages, then old files are removed, and the list of files (`manifest.json`) is written last; it says
    `about` the build as a whole what the caller knows.
    """
    refused = refusal(build, site)
    if refused is not None:
        return Summary(), [refused]
    publication = _Publication(Path(os.path.realpath(build)), _shown(build, site), about)
    try:
        return publication.run(outputs, proceed)
    finally:
        publication.clean_up()


def written(build: Path) -> frozenset[str]:
    """The paths that the last publication into the folder wrote, by its manifest; none when that is not known."""
    try:
        return frozenset(manifest.loads((build / manifest.NAME).read_bytes()))
    except (OSError, ValueError, manifest.ForeignError):
        return frozenset()


def refusal(build: Path, site: Path) -> Diagnostic | None:
    """Why nothing may be built into `build`, or None when it may: see OUT001."""
    place, root = Path(os.path.realpath(build)), Path(os.path.realpath(site))
    home = Path(os.path.realpath(os.path.expanduser("~")))  # noqa: PTH111 - Path.home() raises without a home
    problem = ""
    if place == Path(place.anchor):
        problem = "is the top of the disk"
    elif _holds(place, home):
        problem = "is your home folder or holds it"
    elif _holds(place, root):
        problem = "is the site folder or holds it"
    elif place.exists() and not place.is_dir():
        problem = "is not a folder"
    else:
        for name in SOURCE_FOLDERS:
            sources = Path(os.path.realpath(root / name))
            if _holds(sources, place) or _holds(place, sources):
                problem = f"belongs to the sources in “{name}”"
                break
    if not problem:
        return None
    return codes.BUILD_FOLDER_REFUSED.at(Span(_shown(build, site)), folder=clip(str(build)), problem=problem)


def _holds(outer: Path, inner: Path) -> bool:
    """Whether `inner` is `outer` or below it, also by another spelling on a disk that ignores case."""
    if outer == inner or outer in inner.parents:
        return True
    if not outer.exists():
        return False
    return any(folder.exists() and folder.samefile(outer) for folder in (inner, *inner.parents))


def _shown(build: Path, site: Path) -> str:
    """The build folder as diagnostics show it: relative to the site folder when it lies there."""
    place, root = Path(os.path.realpath(build)), Path(os.path.realpath(site))
    return (place.relative_to(root) if place.is_relative_to(root) else place).as_posix()


@dataclass(slots=True)
class _Publication:
    """The state of one call of `publish`."""

    build: Path
    shown: str
    about: About | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)
    staging: Path | None = None
    made_folders: list[Path] = field(default_factory=list)
    staged: dict[str, Path] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    spelling: dict[str, str] = field(default_factory=dict)
    """The first output path of each `name_key`."""
    folders: dict[str, str] = field(default_factory=dict)
    """For each folder that holds an output, the symbolic link on the way to it, or ""."""

    def run(self, outputs: Iterable[Output | Kept], proceed: Callable[[], bool]) -> tuple[Summary, list[Diagnostic]]:
        try:
            self._remove_abandoned()
            before = self._previous()
            for output in outputs:
                self._take(output, before)
            self._check_folders()
            gone = [path for path in before if path not in self.entries]
            if self._failed() or not proceed():
                return Summary(), self.diagnostics
            text = manifest.dumps(self.entries, self.about)
            if not self.staged and not gone and self._holds_manifest(text):
                return Summary(unchanged=len(self.entries)), self.diagnostics
            journal = self._stage(manifest.dumps(self._journal(before)))
            final = self._stage(text)
            for path in self.staged:
                self._make_folder((self.build / path).parent)
        except OSError as error:
            self.diagnostics.append(codes.NOT_WRITTEN.at(Span(self.shown), reason=reason(error)))
            return Summary(), self.diagnostics
        return self._swap(before, gone, journal, final)

    def clean_up(self) -> None:
        """Remove the staging folder, and the folders that were made and stayed empty."""
        if self.staging is not None:
            shutil.rmtree(self.staging, ignore_errors=True)
        for folder in reversed(self.made_folders):
            with suppress(OSError):
                folder.rmdir()

    # Before anything is put in place

    def _previous(self) -> dict[str, Entry]:
        """What the build before wrote, by its manifest; empty, with a diagnostic, when that is not known."""
        place = self.build / manifest.NAME
        span = Span(f"{self.shown}/{manifest.NAME}")
        if place.is_symlink() or (place.exists() and not place.is_file()):
            self._report_occupied(manifest.NAME, "something that is not a file is there")
            return {}
        try:
            entries = manifest.loads(place.read_bytes())
        except FileNotFoundError:
            with suppress(FileNotFoundError):
                if any(not _STAGING.fullmatch(name) for name in os.listdir(self.build)):  # noqa: PTH208 - names only
                    self.diagnostics.append(codes.NO_MANIFEST.at(span, problem="is missing"))
            return {}
        except manifest.ForeignError:
            self._report_occupied(manifest.NAME, "there is another file of that name")
            return {}
        except ValueError:
            self.diagnostics.append(codes.NO_MANIFEST.at(span, problem="is damaged"))
            return {}
        if all(path_problem(path) == "" for path in entries):
            return entries
        self.diagnostics.append(codes.NO_MANIFEST.at(span, problem="is damaged"))
        return {}

    def _take(self, output: Output | Kept, before: dict[str, Entry]) -> None:
        """Check one output against its path, and stage it when it is new or differs."""
        path = output.path
        # What the manifest names was found sound when the manifest was read.
        problem = "" if path in before else path_problem(path)
        if problem:
            self.diagnostics.append(codes.BAD_PATH.at(Span(self.shown), name=clip(repr(path)[1:-1]), problem=problem))
            return
        other = self.spelling.setdefault(name_key(path), path)
        if path in self.entries or other != path:
            self._report_same(path, other, "they are one path" if other == path else "they differ in spelling only")
            return
        if isinstance(output, Kept):
            self.entries[path] = Entry(output.digest, output.size)
            self._on_a_way_without_links(path)
            return
        content = output.content
        self.entries[path] = Entry(hashlib.sha256(content).hexdigest(), len(content))
        place = self.build / path
        try:
            if not self._on_a_way_without_links(path):
                return
            status = _status(place)
            if status is None:
                same = False
            elif stat.S_ISDIR(status.st_mode):
                self._report_occupied(path, "a folder is there")
                return
            else:
                same = stat.S_ISREG(status.st_mode) and _has(place, status.st_size, content)
                if not same and path not in before:
                    self._report_occupied(path, "there is another file, which no build made")
                    return
        except NotADirectoryError:
            self._report_occupied(path, "a file is where its folder should be")
            return
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:
                raise
            self.diagnostics.append(codes.BAD_PATH.at(Span(self.shown), name=clip(path), problem="is too long"))
            return
        if not same and not self._failed():
            self.staged[path] = self._stage(content)

    def _check_folders(self) -> None:
        """Report each output that is also a folder of another."""
        for folder in self.folders:
            other = self.spelling.get(name_key(folder))
            if other is not None:
                inside = next(path for path in self.entries if path.startswith(f"{folder}/"))
                self._report_same(inside, other, "one is a file and the other needs a folder of that name")

    def _stage(self, content: bytes) -> Path:
        """Write `content` aside, on the file system of the build folder so that moving it in is one step."""
        if self.staging is None:
            self._make_folder(self.build)
            staging = self.build / f".staging-{os.getpid()}-{secrets.token_hex(4)}"
            staging.mkdir()
            self.staging = staging
        place = self.staging / f"{len(self.staged)}-{secrets.token_hex(4)}"
        with place.open("xb") as stream:
            stream.write(content)
        return place

    def _make_folder(self, folder: Path) -> None:
        """Make a folder with those above it, remembering each, so that they can be taken back."""
        missing = []
        while not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for new in reversed(missing):
            new.mkdir()
            self.made_folders.append(new)

    def _on_a_way_without_links(self, path: str) -> bool:
        """Whether no folder on the way to `path` is a symbolic link; one that is gets reported."""
        link = self._link_on_the_way(path)
        if link:
            self.diagnostics.append(
                codes.LINKED_FOLDER.at(Span(f"{self.shown}/{path}"), name=clip(path), folder=clip(link))
            )
        return not link

    def _link_on_the_way(self, path: str) -> str:
        """The first folder within the build folder that is a symbolic link, on the way to `path`; or ""."""
        folder = path.rpartition("/")[0]
        if not folder:
            return ""
        if folder not in self.folders:
            above = self._link_on_the_way(folder)
            status = None if above else _status(self.build / folder)
            self.folders[folder] = above or (folder if status and stat.S_ISLNK(status.st_mode) else "")
        return self.folders[folder]

    def _journal(self, before: dict[str, Entry]) -> dict[str, Entry]:
        """The manifest that is true while files are moved: all files of both builds, with both digests.

        If the swap is cut short, the next build finds by it which files are ours.
        """
        journal = dict(before)
        for path, entry in self.entries.items():
            old = before.get(path)
            journal[path] = entry if old is None else entry.or_else(old)
        return journal

    def _holds_manifest(self, text: bytes) -> bool:
        status = _status(self.build / manifest.NAME)
        return status is not None and _has(self.build / manifest.NAME, status.st_size, text)

    def _remove_abandoned(self) -> None:
        """Remove the staging folders of runs that were killed."""
        try:
            listing = list(os.scandir(self.build))
        except FileNotFoundError:
            return
        for entry in listing:
            match = _STAGING.fullmatch(entry.name)
            if match and entry.is_dir(follow_symlinks=False) and _is_abandoned(int(match[1]), entry):
                shutil.rmtree(entry.path, ignore_errors=True)

    # Putting it in place

    def _swap(
        self, before: dict[str, Entry], gone: list[str], journal: Path, final: Path
    ) -> tuple[Summary, list[Diagnostic]]:
        written = removed = 0
        list_of_files = self.build / manifest.NAME
        try:
            os.replace(journal, list_of_files)  # noqa: PTH105 - one word for one system call
        except OSError as error:
            self.diagnostics.append(codes.NOT_WRITTEN.at(Span(self.shown), reason=reason(error)))
            return Summary(), self.diagnostics
        try:
            for path in sorted(self.staged, key=_order):
                os.replace(self.staged[path], self.build / path)  # noqa: PTH105
                written += 1
            for path in gone:
                removed += self._remove(path, before[path])
            self._remove_empty_folders(gone)
            os.replace(final, list_of_files)  # noqa: PTH105
        except OSError as error:
            self.diagnostics.append(codes.INTERRUPTED.at(Span(self.shown), reason=reason(error)))
        return Summary(written, len(self.entries) - len(self.staged), removed), self.diagnostics

    def _remove(self, path: str, entry: Entry) -> bool:
        """Remove a file of the build before, unless somebody changed it since."""
        place = self.build / path
        try:
            ours = not self._link_on_the_way(path)
            status = _status(place)
        except NotADirectoryError:
            return False
        if status is None:
            return False
        other = self.spelling.get(name_key(path))
        if other is not None and other in self.entries and place.samefile(self.build / other):
            return False  # the disk ignores case: this is the new file under its old name
        if not ours or not stat.S_ISREG(status.st_mode) or not entry.describes(place.read_bytes()):
            self.diagnostics.append(codes.EDITED.at(Span(f"{self.shown}/{path}"), name=clip(path)))
            return False
        os.unlink(place)  # noqa: PTH108
        return True

    def _remove_empty_folders(self, gone: list[str]) -> None:
        """Remove the folders that lost their last file, deepest first."""
        folders = {parent for path in gone for parent in Path(path).parents} - {Path()}
        for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
            with suppress(OSError):  # not empty, or gone already
                (self.build / folder).rmdir()

    # Reports

    def _failed(self) -> bool:
        return any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)

    def _report_occupied(self, path: str, problem: str) -> None:
        self.diagnostics.append(codes.OCCUPIED.at(Span(f"{self.shown}/{path}"), name=clip(path), problem=problem))

    def _report_same(self, path: str, other: str, problem: str) -> None:
        self.diagnostics.append(
            codes.SAME_PATH.at(
                Span(f"{self.shown}/{path}"),
                related=[Related(Span(f"{self.shown}/{other}"), "The other output is written here.")],
                name=clip(path),
                other=clip(other),
                problem=problem,
            )
        )


def path_problem(path: str) -> str:
    """What is wrong with an output's path, as the end of a sentence; "" when it may be written."""
    if not path:
        return "is empty"
    if not is_visible(path):
        return "contains a character that cannot be seen"
    if "\\" in path:
        return "contains a backslash"
    if path.startswith("/") or PureWindowsPath(path).drive:
        return "does not begin in the build folder"
    names = path.split("/")
    if ".." in names:
        return "leads to the folder above"
    if "" in names or "." in names:
        return "has a part that is empty or “.”"
    if name_key(names[0]) == manifest.NAME or name_key(names[0]).startswith(".staging-"):
        return "is kept for the program itself"
    return ""


def _order(path: str) -> tuple[int, str]:
    """Assets before what may use them, pages last."""
    return (0 if path.startswith("assets/") else 2 if path.endswith(".html") else 1, path)


def _status(place: Path) -> os.stat_result | None:
    """What is at a path itself, links not followed; None for nothing."""
    try:
        return os.lstat(place)
    except FileNotFoundError:
        return None


def _has(place: Path, size: int, content: bytes) -> bool:
    """Whether a file of that size holds exactly `content`."""
    return size == len(content) and place.read_bytes() == content


def _is_abandoned(process: int, entry: os.DirEntry[str]) -> bool:
    """Whether a staging folder's process is over. This process has none left from before, so its own is too."""
    if time.time() - entry.stat(follow_symlinks=False).st_mtime > _ABANDONED_AFTER or process == os.getpid():
        return True
    if os.name == "nt":  # there os.kill would end the process it asks about
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False
    return False
