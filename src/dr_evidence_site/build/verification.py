"""Compare a published folder with its list of files: what is missing, what was changed, and what was added."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of a comparison: the differences as diagnostics, how many files were listed, and of which build."""

    report: Report
    files: int
    about: About


def verify(folder: Path, listed: Path | None = None, allowed: Sequence[str] = ()) -> Verification:
    """Compare a folder with its own list of files, or with the one at `listed`.

    Files whose path matches a pattern of `allowed` may be there besides. Raises NotPublishedError without a list.
    """
    if not folder.is_dir():
        raise NotPublishedError(f"{folder} is no folder that can be read.")
    own = folder / manifest.NAME
    expected = read_manifest(listed or own)
    faults = list(differences(expected, sizes(folder), lambda path: digest_of(folder / path), allowed))
    if listed and own.exists() and own.read_bytes() != listed.read_bytes():
        faults.append(_changed(manifest.NAME, "it is not the list that it was compared with"))
    report = Report(tuple(in_order(faults)), _no_source)
    return Verification(report, len(expected.files), expected.about)


def differences(
    expected: Manifest, found: Mapping[str, int | None], digest: Callable[[str], str], allowed: Sequence[str] = ()
) -> Iterator[Diagnostic]:
    """What is not as the list says. `found` and `digest` give the sizes and digests of the files that are there."""
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
        if path not in expected.files and not any(fnmatchcase(path, pattern) for pattern in allowed):
            yield codes.ADDED.at(Span(_printable(path)), subject=_printable(path), name=clip(path))


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


def _changed(path: str, problem: str) -> Diagnostic:
    return codes.CHANGED.at(Span(path), subject=path, name=clip(path), problem=problem)


def _printable(path: str) -> str:
    """The path with bytes that are no UTF-8 written as numbers."""
    return path.encode("utf-8", "backslashreplace").decode()


def _no_source(path: str) -> Source | None:
    """Of published files no line is quoted."""
    del path
    return None
