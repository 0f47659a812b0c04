"""Puts the finished site into its build folder: staged first, then swapped in, pruned by its own list of files.

What a reader of the folder finds, at every moment and wherever a build is cut short:

- Each path holds a whole file, old or new: files are written aside and renamed into place (POSIX rename(2)).
- Whatever a page names is there. All that is new is moved in before anything is replaced (assets, other files, pages),
  then what is replaced in the same order, and what is no longer wanted is removed when nothing names it any more.
- Old assets stay for one generation more (`generations`), for pages that readers have open or that caches hold.

The folder is not exchanged as a whole for a new one. That would be one step, but would take foreign files and the place
that a server has open with it, and each build would have to copy what did not change.

Files that no build of ours made are not touched. Which are ours, the list of files says; while files are moved it names
those of both builds. So the next build finds its way, wherever the one before was cut short.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct, field

from dr_evidence_site.diagnostics import Diagnostic, Related, Severity
from dr_evidence_site.diagnostics.codes import output as codes
from dr_evidence_site.model.page import Kept, Output
from dr_evidence_site.model.source import Span
from dr_evidence_site.system import generations, manifest
from dr_evidence_site.system.build_folder import path_problem, refusal, shown
from dr_evidence_site.system.files import clip, name_key, reason
from dr_evidence_site.system.interruption import held_back
from dr_evidence_site.system.lock import LockedError
from dr_evidence_site.system.manifest import About, Entry, Manifest
from dr_evidence_site.system.staging import Staging, is_staging

_Stamp = tuple[int, int, int]


class Summary(Struct, frozen=True, eq=False):
    """How many files a publication wrote, found unchanged, and deleted; `left` is how it left its list of files.

    Two are alike when the numbers are.
    """

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    left: _Stamp | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Summary) and self._numbers() == other._numbers()

    def __hash__(self) -> int:
        return hash(self._numbers())

    def _numbers(self) -> tuple[int, int, int]:
        return self.written, self.unchanged, self.removed


def publish(
    outputs: Iterable[Output | Kept],
    build: Path,
    *,
    site: Path,
    proceed: Callable[[Sequence[Diagnostic]], bool] = lambda found: True,
    about: About | None = None,
) -> tuple[Summary | None, list[Diagnostic]]:
    """Make `build` hold exactly the outputs, beside what is not ours, and say what stood in the way.

    The outputs are taken one by one and not kept. When all are staged, `proceed` is asked, with what was found here so
    far; if it says no, or if there is any error here, the folder stays as it was, and there is no summary. Then all is
    moved in, and the list of files (`manifest.json`) is written last; it says `about` the build as a whole what the
    caller knows.
    """
    refused = refusal(build, site)
    if refused is not None:
        return None, [refused]
    place = Path(os.path.realpath(build))
    staging = Staging(place)
    try:
        return _Publication(place, shown(build, site), staging, about).run(outputs, proceed)
    finally:
        with held_back():
            staging.close()


def written(build: Path) -> frozenset[str]:
    """The paths that the last publication into the folder wrote, by its manifest; none when that is not known."""
    try:
        return frozenset(manifest.loads((build / manifest.NAME).read_bytes()))
    except (OSError, ValueError, manifest.ForeignError):
        return frozenset()


def is_last(build: Path, summary: Summary) -> bool:
    """Whether no other publication into the folder has begun since that one. Each begins with its list of files."""
    try:
        return _stamp(os.lstat(build / manifest.NAME)) == summary.left
    except OSError:
        return False


def has_leftovers(build: Path) -> bool:
    """Whether a build that was killed left something in the folder, which the next build removes."""
    try:
        return any(is_staging(name) for name in os.listdir(build))  # noqa: PTH208 - names only
    except OSError:
        return True


class _Plan(Struct):
    """What is to be done when all files are staged: what goes and what stays for a while, and the lists that say so."""

    going: dict[str, _Stamp]
    kept: Manifest
    journal: Path
    kept_list: Path | None
    final: Path


class _Publication(Struct):
    """The state of one call of `publish`."""

    build: Path
    shown: str
    staging: Staging
    about: About | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)
    staged: dict[str, Path] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    before: dict[str, Entry] = field(default_factory=dict)
    """What the build before wrote."""
    kept: Manifest = generations.NONE
    """The assets of earlier builds that it left."""
    has_kept_list: bool = False
    """Whether there is a list of them, if only a damaged one."""
    replaced: set[str] = field(default_factory=set)
    """Those of the staged files that have another in their place."""
    spelling: dict[str, str] = field(default_factory=dict)
    """The first output path of each `name_key`."""
    folders: dict[str, str] = field(default_factory=dict)
    """For each folder that holds an output, the symbolic link on the way to it, or ""."""

    def run(
        self, outputs: Iterable[Output | Kept], proceed: Callable[[Sequence[Diagnostic]], bool]
    ) -> tuple[Summary | None, list[Diagnostic]]:
        try:
            self.staging.open()
            began_with = self._stamp(manifest.NAME)
            self._read_lists()
            for output in outputs:
                self._take(output)
            self._check_folders()
            kept, going = self._aftermath()
            if self._failed() or not proceed(self.diagnostics):
                return None, self.diagnostics
            text = manifest.dumps(self.entries, self.about)
            is_listed = kept == self.kept and self.has_kept_list == bool(kept.files)
            if not self.staged and not going and is_listed and self._holds_manifest(text):
                return Summary(unchanged=len(self.entries), left=began_with), self.diagnostics
            for path in self.staged:
                self.staging.make_folder((self.build / path).parent)
            plan = _Plan(
                going,
                kept,
                self.staging.file(manifest.dumps(self._journal()), lasting=True),
                None if is_listed or not kept.files else self._list_of(kept),
                self.staging.file(text, lasting=True),
            )
            if self._stamp(manifest.NAME) != began_with:  # where folders cannot be locked
                raise LockedError  # noqa: TRY301 - one report for both
        except LockedError:
            return None, [codes.BUSY.at(Span(self.shown))]  # what else was found is that of another build
        except OSError as error:
            self.diagnostics.append(codes.NOT_WRITTEN.at(Span(self.shown), reason=reason(error)))
            return None, self.diagnostics
        with held_back():
            return self._swap(plan), self.diagnostics

    # Before anything is put in place

    def _read_lists(self) -> None:
        """Learn what earlier builds wrote; nothing, with a diagnostic, when that is not known."""
        found = self._list(manifest.NAME)
        if found is None and not self._failed():
            with suppress(FileNotFoundError):
                names = os.listdir(self.build)  # noqa: PTH208 - names only
                if any(not is_staging(name) for name in names) and manifest.NAME not in names:
                    self._report_list(manifest.NAME, "is missing")
        self.before = dict(found.files) if found else {}
        self.kept = self._list(manifest.PREVIOUS) or generations.NONE
        if not all(path.startswith(generations.ASSETS) for path in self.kept.files):
            self._report_list(manifest.PREVIOUS, "is damaged")
            self.kept = generations.NONE
        self.has_kept_list = (self.build / manifest.PREVIOUS).exists()

    def _list(self, name: str) -> Manifest | None:
        """One of the two lists; None when it is not there, or cannot be used."""
        place = self.build / name
        if place.is_symlink() or (place.exists() and not place.is_file()):
            self._report_occupied(name, "something that is not a file is there")
            return None
        try:
            found = manifest.read(place.read_bytes())
        except FileNotFoundError:
            return None
        except manifest.ForeignError:
            self._report_occupied(name, "there is another file of that name")
            return None
        except ValueError:
            self._report_list(name, "is damaged")
            return None
        if all(path_problem(path) == "" for path in found.files):
            return found
        self._report_list(name, "is damaged")
        return None

    def _take(self, output: Output | Kept) -> None:
        """Check one output against its path, and stage it when it is new or differs."""
        path = output.path
        # What the manifest names was found sound when the manifest was read.
        problem = "" if path in self.before else path_problem(path)
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
                if not same and path not in self.before and path not in self.kept.files:
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
            self.staged[path] = self.staging.file(content)
            if status is not None:
                self.replaced.add(path)

    def _check_folders(self) -> None:
        """Report each output that is also a folder of another."""
        for folder in self.folders:
            other = self.spelling.get(name_key(folder))
            if other is not None:
                inside = next(path for path in self.entries if path.startswith(f"{folder}/"))
                self._report_same(inside, other, "one is a file and the other needs a folder of that name")

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

    def _aftermath(self) -> tuple[Manifest, dict[str, _Stamp]]:
        """The old assets that stay beside this build, and the files that go."""
        gone = {path: entry for path, entry in self.before.items() if path not in self.entries}
        dropped = {path: entry for path, entry in gone.items() if self._can_be_kept(path)}
        is_new = bool(gone) or (bool(self.before) and self._differs())
        kept = generations.kept_now(self.kept, dropped, is_new=is_new, today=self.about.built if self.about else "")
        kept = Manifest({path: kept.files[path] for path in kept.files if path not in self.entries}, kept.about)
        going = {}
        for path, entry in {**self.kept.files, **gone}.items():
            if path not in self.entries and path not in kept.files:
                stamp = self._removable(path, entry)
                if stamp:
                    going[path] = stamp
        return kept, going

    def _differs(self) -> bool:
        """Whether what is published is not what was there, as far as nothing went."""
        return len(self.before) != len(self.entries) or any(
            self.before.get(path) != self.entries[path] for path in self.staged
        )

    def _can_be_kept(self, path: str) -> bool:
        """Whether a file that the site no longer has is an asset, and is there under no other name."""
        if not path.startswith(generations.ASSETS) or name_key(path) in self.spelling or self._link_on_the_way(path):
            return False
        with suppress(NotADirectoryError):
            status = _status(self.build / path)
            return status is not None and stat.S_ISREG(status.st_mode)
        return False

    def _removable(self, path: str, entry: Entry) -> _Stamp | None:
        """How a file of earlier builds looks that may go; None when there is none, or when somebody changed it."""
        place = self.build / path
        try:
            ours = not self._link_on_the_way(path)
            status = _status(place)
        except NotADirectoryError:
            return None
        if status is None:
            return None
        other = self.spelling.get(name_key(path))
        if other is not None and (self.build / other).exists() and place.samefile(self.build / other):
            return None  # the disk ignores case: this is the new file under its old name
        if not ours or not stat.S_ISREG(status.st_mode) or not entry.describes(place.read_bytes()):
            self._report_edited(path)
            return None
        return _stamp(status)

    def _journal(self) -> dict[str, Entry]:
        """The manifest that is true while files are moved: all files of both builds, with both digests.

        If the swap is cut short, the next build finds by it which files are ours.
        """
        journal = dict(self.before)
        for path, entry in self.entries.items():
            old = self.before.get(path)
            journal[path] = entry if old is None else entry.or_else(old)
        return journal

    def _holds_manifest(self, text: bytes) -> bool:
        status = _status(self.build / manifest.NAME)
        return status is not None and _has(self.build / manifest.NAME, status.st_size, text)

    def _list_of(self, kept: Manifest) -> Path:
        return self.staging.file(manifest.dumps(kept.files, kept.about), lasting=True)

    # Putting it in place

    def _swap(self, plan: _Plan) -> Summary | None:
        written = removed = 0
        list_of_files = self.build / manifest.NAME
        try:
            left = _stamp(os.lstat(plan.final))
            os.replace(plan.journal, list_of_files)  # noqa: PTH105 - one word for one system call
        except OSError as error:
            self.diagnostics.append(codes.NOT_WRITTEN.at(Span(self.shown), reason=reason(error)))
            return None
        try:
            for path in sorted(self.staged, key=self._order):
                os.replace(self.staged[path], self.build / path)  # noqa: PTH105
                written += 1
            for path, stamp in plan.going.items():
                removed += self._remove(path, stamp)
            self._remove_empty_folders(plan.going)
            # What is removed was named by one of the two lists until now, and what is kept by the journal.
            if plan.kept_list:
                os.replace(plan.kept_list, self.build / manifest.PREVIOUS)  # noqa: PTH105
            elif self.has_kept_list and not plan.kept.files:
                os.unlink(self.build / manifest.PREVIOUS)  # noqa: PTH108
            os.replace(plan.final, list_of_files)  # noqa: PTH105
        except OSError as error:
            self.diagnostics.append(codes.INTERRUPTED.at(Span(self.shown), reason=reason(error)))
        return Summary(written, len(self.entries) - len(self.staged), removed, left)

    def _order(self, path: str) -> tuple[bool, int, str]:
        """What is new before what is replaced: nothing names what is not there yet. Assets come first, pages last."""
        kind = 0 if path.startswith(generations.ASSETS) else 2 if path.endswith((".html", ".html.gz")) else 1
        return path in self.replaced, kind, path

    def _remove(self, path: str, stamp: _Stamp) -> bool:
        """Remove a file that may go, unless somebody changed it in the meantime."""
        place = self.build / path
        status = _status(place)
        if status is None:
            return False
        if _stamp(status) != stamp:
            self._report_edited(path)
            return False
        os.unlink(place)  # noqa: PTH108
        return True

    def _remove_empty_folders(self, gone: Iterable[str]) -> None:
        """Remove the folders that lost their last file, deepest first."""
        folders = {parent for path in gone for parent in Path(path).parents} - {Path()}
        for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
            with suppress(OSError):  # not empty, or gone already
                (self.build / folder).rmdir()

    # Reports

    def _failed(self) -> bool:
        return any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)

    def _stamp(self, path: str) -> _Stamp | None:
        status = _status(self.build / path)
        return status and _stamp(status)

    def _report_list(self, name: str, problem: str) -> None:
        self.diagnostics.append(codes.NO_MANIFEST.at(Span(f"{self.shown}/{name}"), problem=problem))

    def _report_edited(self, path: str) -> None:
        self.diagnostics.append(codes.EDITED.at(Span(f"{self.shown}/{path}"), name=clip(path)))

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


def _status(place: Path) -> os.stat_result | None:
    """What is at a path itself, links not followed; None for nothing."""
    try:
        return os.lstat(place)
    except FileNotFoundError:
        return None


def _stamp(status: os.stat_result) -> _Stamp:
    """What differs when a file was changed or replaced."""
    return status.st_ino, status.st_size, status.st_mtime_ns


def _has(place: Path, size: int, content: bytes) -> bool:
    """Whether a file of that size holds exactly `content`."""
    return size == len(content) and place.read_bytes() == content
