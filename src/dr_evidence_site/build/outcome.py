"""What the last build came to, remembered by everything that it looked at: when all of that is as it was, so is the
site, and the report can be given again without reading a file.

It is the memo of the whole build. Files are told apart by their stamps, as `system.sources` does; where a stamp could
hide a change, or anything is odd, nothing is remembered, and the stages of `run` do their work.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

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


def inputs(options: Options, folder: Path) -> str:
    """A digest of all that a build into `folder` depends on, as it looks from outside; empty when that cannot be told.

    The program itself is not in it, because each version of it has a store of its own.
    """
    if not options.remember or options.cluster:  # whether the cluster is there must be seen
        return ""
    now = clock(options.site / CACHE)
    digest = hashlib.sha256()
    decisions = (
        str(_place(folder)),
        options.today.isoformat(),
        options.base_url,
        int(options.fail_on),
        options.templates,
    )
    digest.update(json.dumps(decisions).encode("utf-8", "surrogateescape"))
    default = theme.default_folder()
    for root, patterns, any_case in (
        (options.site, (*TEXTS, RETRACTIONS), False),
        (options.site, files.IMAGE_PATTERNS, True),
        (options.site, (f"{theme.FOLDER}/{_EVERYTHING}",), True),
        (default, (_EVERYTHING,), True),
    ):
        found, faults = files.find(root, patterns, any_case=any_case)
        if faults:
            return ""
        for file in found:
            stamp = stamp_of(file.location)
            if not stamp or not is_settled(stamp, now):
                return ""
            digest.update(f"{file.path} {stamp}".encode("utf-8", "surrogateescape"))
        digest.update(b"|")
    return digest.hexdigest()


def recall(seen: str, options: Options, folder: Path, store: Store) -> Report | None:
    """The report of the last build into `folder` if that had these inputs and the folder is still as it left it."""
    place = str(_place(folder))
    text = store.get(_KIND, [place]).get(place) if seen else None
    if text is None:
        return None
    with suppress(*_DAMAGE):
        known, names, left, articles, pages, faults = json.loads(text)
        if known != seen or _as_left(_place(folder), names) != left or output.has_leftovers(_place(folder)):
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


def remember(seen: str, report: Report, folder: Path, store: Store) -> None:
    """Keep the report of a build of these inputs, which was published into `folder`."""
    if not seen or report.summary is None:
        return
    from dr_evidence_site.diagnostics.records import dump_diagnostic

    target = _place(folder)
    names = [*sorted(output.written(target)), manifest.NAME]
    if len(settled_stamps(target, names)) < len(names):
        return
    faults = [dump_diagnostic(fault) for fault in report.diagnostics]
    value = [seen, names, _as_left(target, names), report.articles, report.pages, faults]
    if not output.is_last(target, report.summary):  # what was looked at may be another build's
        return
    store.put(_KIND, [(str(target), json.dumps(value))])


def _place(folder: Path) -> Path:
    return Path(os.path.realpath(folder))


def _as_left(folder: Path, names: list[str]) -> str:
    """A digest of how these files look, and the folders that they lie in."""
    digest = hashlib.sha256()
    ways = {""}
    for name in names:
        digest.update(f"{name} {stamp_of(f'{folder}/{name}')}".encode("utf-8", "surrogateescape"))
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
