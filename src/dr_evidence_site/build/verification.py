"""Compare a published folder with its list of files: what is missing, what was changed, and what was added."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from dr_evidence_site.build.report import Report
from dr_evidence_site.diagnostics import Diagnostic, in_order
from dr_evidence_site.diagnostics.codes import published as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.site.hosting import UNSERVED
from dr_evidence_site.system import manifest
from dr_evidence_site.system.files import reason
from dr_evidence_site.system.manifest import About, Entry, Manifest
from dr_evidence_site.system.published import NotPublishedError, digest_of, read_manifest, sizes

__all__ = ["NotPublishedError", "Verification", "differences", "verify"]


class Verification(Struct, frozen=True):
    """What came of a comparison: the differences as diagnostics, how many files were listed, and of which build."""

    report: Report
    files: int
    about: About


def verify(folder: Path, listed: Path | None = None, allowed: Sequence[str] = ()) -> Verification:
    """Compare a folder with its own list of files, or with the one at `listed`.

    Old assets may be there as well, if they are those of the list that lies beside the other: with `listed` from
    elsewhere, the one in the folder is not believed. So may files whose path matches a pattern of `allowed`. Raises
    NotPublishedError without a list.
    """
    if not folder.is_dir():
        raise NotPublishedError(f"{folder} is no folder that can be read.")
    own = folder / manifest.NAME
    expected = read_manifest(listed or own)
    list_of_kept = (listed or own).with_name(manifest.PREVIOUS)
    kept = read_manifest(list_of_kept).files if list_of_kept.exists() else {}
    faults = list(differences(expected, sizes(folder), lambda path: digest_of(folder / path), allowed, kept))
    for name, compared in ((manifest.NAME, listed or own), (manifest.PREVIOUS, list_of_kept)):
        there = folder / name
        if there == compared or not there.exists():
            continue
        if not compared.exists():
            faults.append(_added(name))
        elif there.read_bytes() != compared.read_bytes():
            faults.append(_changed(name, "it is not the list that it was compared with"))
    report = Report(tuple(in_order(faults)), _no_source)
    return Verification(report, len(expected.files), expected.about)


def differences(
    expected: Manifest,
    found: Mapping[str, int | None],
    digest: Callable[[str], str],
    allowed: Sequence[str] = (),
    kept: Mapping[str, Entry] = MappingProxyType({}),
) -> Iterator[Diagnostic]:
    """What is not as the list says. `found` and `digest` give the sizes and digests of the files that are there.

    What is `kept` of the build before may be there, unchanged, or not.
    """
    if not expected.is_whole:
        yield codes.UNFINISHED.at(Span(manifest.NAME))
    for path, entry in expected.files.items():
        if path in found:
            problem = _problem(entry, found[path], path, digest)
            if problem:
                yield _changed(path, problem)
        else:
            code = codes.NOT_SERVED if path in UNSERVED else codes.MISSING
            yield code.at(Span(path), subject=path, name=clip(path))
    for path in found:
        if path in expected.files:
            continue
        if path in kept:
            problem = _problem(kept[path], found[path], path, digest)
            if problem:
                yield _changed(path, problem)
        elif not any(fnmatchcase(path, pattern) for pattern in allowed):
            yield _added(path)


def _problem(entry: Entry, size: int | None, path: str, digest: Callable[[str], str]) -> str:
    """What is wrong with a file that is there; empty for nothing."""
    if size is None:
        return "it is a link, or no file that can be read"
    if size != entry.size and not entry.previous:
        return f"it has {size:,} bytes and not {entry.size:,}"
    try:
        return "" if digest(path) in (entry.sha256, *entry.previous) else "its bytes are others"
    except OSError as error:
        return f"it cannot be read ({reason(error)})"


def _added(path: str) -> Diagnostic:
    return codes.ADDED.at(Span(_printable(path)), subject=_printable(path), name=clip(path))


def _changed(path: str, problem: str) -> Diagnostic:
    return codes.CHANGED.at(Span(path), subject=path, name=clip(path), problem=problem)


def _printable(path: str) -> str:
    """The path with bytes that are no UTF-8 written as numbers."""
    return path.encode("utf-8", "backslashreplace").decode()


def _no_source(path: str) -> Source | None:
    """Of published files no line is quoted."""
    del path
    return None
