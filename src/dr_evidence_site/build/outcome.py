"""What the last build came to, remembered by everything that it looked at: when all of that is as it was, so is the
site, and the report can be given again without reading a file.

It is the memo of the whole build. Files are told apart by their stamps, as `system.sources` does, and those that were
edited just before by their content. Where a stamp could hide a change, or anything is odd, nothing is remembered, and
the stages of `run` do their work.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

from msgspec import Struct

from dr_evidence_site.build.places import CACHE, RETRACTIONS, TEXTS
from dr_evidence_site.build.report import Facts, Options, Report
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.source import Source
from dr_evidence_site.system import files, manifest, output, theme
from dr_evidence_site.system.sources import clock, is_settled, settled_stamps, stamp_of
from dr_evidence_site.system.store import Store

_KIND = "outcome"
_DAMAGE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
_EVERYTHING = "**/*"
_MOST_OTHERS = 50
_LARGE = 64_000_000
"""Files and bytes up to which the content of young files is looked at."""


class Look(Struct, frozen=True):
    """All that a build depends on, as it looks from outside: what the caller decided, and each file with its stamp.

    A file among the `young` could have changed since without its stamp showing it: it is told apart by its content.
    `others` are those of them that are no texts, with the digests that they had.
    """

    decisions: str
    files: tuple[tuple[str, str], ...]
    young: frozenset[str]
    others: Mapping[str, str]

    def digest(self, young: Collection[str]) -> str:
        """A digest of it without the stamps of the young."""
        lines = [f"{path} {'' if path in young else stamp}" for path, stamp in self.files]
        return hashlib.sha256("\n".join((self.decisions, *lines)).encode("utf-8", "surrogateescape")).hexdigest()


def look(options: Options, folder: Path) -> Look | None:
    """What a build into `folder` depends on; None when that cannot be told.

    The program itself is not in it, because each version of it has a store of its own.
    """
    if not options.remember or options.cluster:  # whether the cluster is there must be seen
        return None
    now = clock(options.site / CACHE)
    decided = (
        str(_place(folder)),
        options.today.isoformat(),
        options.base_url,
        int(options.fail_on),
        options.templates,
    )
    listed: list[tuple[str, str]] = []
    young = set()
    others: dict[str, str] = {}
    for root, patterns, any_case in (
        (options.site, TEXTS, False),
        (options.site, (RETRACTIONS,), False),
        (options.site, files.IMAGE_PATTERNS, True),
        (options.site, (f"{theme.FOLDER}/{_EVERYTHING}",), True),
        (theme.default_folder(), (_EVERYTHING,), True),
    ):
        found, faults = files.find(root, patterns, any_case=any_case)
        if faults:
            return None
        for file in found:
            stamp = stamp_of(file.location)
            if not stamp or not is_settled(stamp, now):
                if patterns is not TEXTS:
                    digest = _sha256(options.site / file.path) if root == options.site else ""
                    if not digest or len(others) == _MOST_OTHERS:
                        return None
                    others[file.path] = digest
                young.add(file.path)
            listed.append((file.path, stamp))
        listed.append(("", ""))
    return Look(json.dumps(decided), tuple(listed), frozenset(young), others)


def recall(seen: Look | None, options: Options, folder: Path, store: Store) -> Report | None:
    """The report of the last build into `folder` if it saw the same and the folder is still as it left it."""
    place = str(_place(folder))
    text = store.get(_KIND, [place]).get(place) if seen else None
    if seen is None or text is None:
        return None
    with suppress(*_DAMAGE):
        known, young, names, left, articles, pages, faults = json.loads(text)
        if not seen.young <= young.keys() or seen.digest(young) != known or not _hold(young, options.site):
            return None
        if _as_left(_place(folder), names, {}) != left or output.has_leftovers(_place(folder)):
            return None
        diagnostics: tuple[Diagnostic, ...] = ()
        if faults:
            from dr_evidence_site.diagnostics.records import load_diagnostic

            diagnostics = tuple(load_diagnostic(fault) for fault in faults)
        return Report(
            diagnostics,
            _Sources(options.site),
            output.Summary(unchanged=len(names) - 1),
            pages,
            articles,
            facts=cache(partial(_facts, options)),
        )
    return None


def remember(
    seen: Look | None,
    digest_of: Callable[[str], str],
    report: Report,
    options: Options,
    folder: Path,
    store: Store,
) -> None:
    """Keep the report of a build that saw this, and was published into `folder`.

    `digest_of` gives the SHA-256 (hex) of a text as the build read it.
    """
    if seen is None or report.summary is None:
        return
    from dr_evidence_site.diagnostics.records import dump_diagnostic

    target = _place(folder)
    names = [*sorted(output.written(target)), manifest.NAME]
    stamps = settled_stamps(target, names)
    if len(stamps) < len(names):
        return
    faults = [dump_diagnostic(fault) for fault in report.diagnostics]
    # What is no text was not read by its digest. It is looked at once more: it has not changed while it was read.
    if not _hold(seen.others, options.site) or not _same_stamps(seen, options.site):
        return
    young = {path: seen.others.get(path) or digest_of(path) for path in seen.young}
    value = [seen.digest(young), young, names, _as_left(target, names, stamps), report.articles, report.pages, faults]
    if not output.is_last(target, report.summary):  # what was looked at may be another build's
        return
    store.put(_KIND, [(str(target), json.dumps(value))])


def _hold(digests: Mapping[str, str], site: Path) -> bool:
    """Whether these files have this content."""
    return all(digest and _sha256(site / path) == digest for path, digest in digests.items())


def _sha256(place: Path) -> str:
    """The digest of a file's bytes; empty for one that cannot be read or is large."""
    try:
        if place.stat().st_size > _LARGE:
            return ""
        return hashlib.sha256(place.read_bytes()).hexdigest()
    except OSError:
        return ""


def _same_stamps(seen: Look, site: Path) -> bool:
    return all(stamp_of(site / path) == stamp for path, stamp in seen.files if path in seen.others)


def _place(folder: Path) -> Path:
    return Path(os.path.realpath(folder))


def _as_left(folder: Path, names: list[str], stamps: Mapping[str, str]) -> str:
    """A digest of how these files look, and the folders that they lie in. `stamps` are those that are known."""
    digest = hashlib.sha256()
    ways = {""}
    for name in names:
        digest.update(f"{name} {stamps.get(name) or stamp_of(f'{folder}/{name}')}".encode("utf-8", "surrogateescape"))
        way = name.rpartition("/")[0]
        while way not in ways:
            ways.add(way)
            way = way.rpartition("/")[0]
    for way in sorted(ways):
        with suppress(OSError):
            status = os.lstat(folder / way)
            digest.update(f"{way} {status.st_mode} {status.st_ino}".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


class _Sources:
    """The texts of a site folder as they are now, for a report's excerpts."""

    def __init__(self, site: Path) -> None:
        self._site = site
        self._found: dict[str, files.Found] | None = None

    def __call__(self, path: str) -> Source | None:
        if self._found is None:
            self._found = {file.path: file for file in files.find(self._site, TEXTS)[0]}
        return files.load(self._found[path])[0] if path in self._found else None


def _facts(options: Options) -> Facts:
    from dr_evidence_site.build.run import loaded

    with loaded(options) as reading:
        return reading.facts()
