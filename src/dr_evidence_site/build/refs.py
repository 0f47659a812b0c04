"""Records taken into the library of a site: files or services are read, merged with it, and its files written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from dr_evidence_site import __version__
from dr_evidence_site.build.places import LIBRARY
from dr_evidence_site.build.progress import SILENT, Progress
from dr_evidence_site.diagnostics import Diagnostic, Severity, in_order, worst
from dr_evidence_site.diagnostics.codes import refs as codes
from dr_evidence_site.model.config import ReferenceStyle
from dr_evidence_site.model.reference import Reference
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.refs.incoming import Incoming
from dr_evidence_site.refs.lookup import Identifier, Services, identifier
from dr_evidence_site.refs.merge import Fate, Outcome, Plan, plan
from dr_evidence_site.render.styles import as_text, format_reference
from dr_evidence_site.system import files
from dr_evidence_site.system.lock import locked
from dr_evidence_site.system.replacement import create_file, replace_file

__all__ = ["Fate", "Gathered", "Identifier", "Services", "Taken", "as_line", "gather", "identifier", "look_up", "take"]

_BOM = b"\xef\xbb\xbf"
_LOCK = ".cache/library.lock"


class Gathered(Struct, frozen=True):
    """Records from elsewhere, what was wrong with them, and the texts they came from by path."""

    records: tuple[Incoming, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source] = field(default_factory=dict)


class Taken(Struct, frozen=True):
    """What came of taking records in.

    `written` are the files that were changed (or, in a dry run, would be), `changes` how, as a unified diff, and
    `left_out` counts what records had besides.
    """

    outcomes: tuple[Outcome, ...]
    diagnostics: tuple[Diagnostic, ...]
    source: Callable[[str], Source | None]
    written: tuple[str, ...]
    changes: str
    left_out: Mapping[str, int]

    @property
    def failed(self) -> bool:
        """Whether any record was not taken."""
        return (worst(self.diagnostics) or 0) >= Severity.ERROR


def gather(places: Sequence[Path], progress: Progress = SILENT) -> Gathered:
    """The records of files in any format that is read."""
    from dr_evidence_site.refs.reading import decoded, read

    records: list[Incoming] = []
    faults: list[Diagnostic] = []
    sources = {}
    with progress.stage("read records", len(places)) as stage:
        for place in places:
            path = place.as_posix()
            try:
                data = files.read_foreign(place)
            except OSError as error:
                problem = f"the file cannot be read ({files.reason(error)})"
                faults.append(codes.BROKEN_RECORD.at(Span(path), problem=problem))
                continue
            if isinstance(data, Diagnostic):
                faults.append(data)
                continue
            source, problems = decoded(path, data)
            sources[path] = source
            found, more = read(source)
            records += found
            faults += [*problems, *more]
            stage.advance()
    return Gathered(tuple(records), tuple(faults), sources)


def look_up(wanted: Sequence[Identifier], services: Services, progress: Progress = SILENT) -> Gathered:
    """The records of identifiers, from the services that know them."""
    from dr_evidence_site.refs import lookup
    from dr_evidence_site.system.http import Client

    contact = f" (mailto:{services.mail})" if services.mail else ""
    client = Client(f"dr-evidence-site/{__version__}{contact}")

    with progress.stage("ask services") as stage:

        def ask(address: str, media: str) -> lookup.Answer:
            reply = client.get(address, media)
            stage.advance()
            return lookup.Answer(reply.status, reply.body, reply.trouble)

        found = lookup.look_up(wanted, services, ask)
    return Gathered(tuple(found.records), tuple(found.faults))


def take(
    site: Path,
    gathered: Gathered,
    into: str,
    *,
    keep_keys: bool = True,
    dry_run: bool = False,
    progress: Progress = SILENT,
) -> Taken:
    """Take records into the library. `into` is the path, in the site, of the file for new entries.

    Files are replaced one by one, each in one step; whoever runs it again after a break gets what was meant at first.
    """
    if dry_run:
        with progress.stage("merge"):
            return _taken(site, gathered, into, keep_keys=keep_keys, dry_run=True)
    try:
        with progress.stage("merge"), locked(site / _LOCK):
            return _taken(site, gathered, into, keep_keys=keep_keys, dry_run=False)
    except OSError as error:
        fault = codes.NOT_WRITTEN.at(Span(into), path=into, reason=_reason(error))
        diagnostics = tuple(in_order([*gathered.diagnostics, fault]))
        return Taken((), diagnostics, gathered.sources.get, (), "", {})


def _taken(site: Path, gathered: Gathered, into: str, *, keep_keys: bool, dry_run: bool) -> Taken:
    library, contents, faults = _library(site)
    made = plan(library, gathered.records, into, keep_keys=keep_keys)
    sources = {**gathered.sources, **{source.path: source for source in library}}
    changes = _changes(sources, made)
    written: list[str] = []
    problems: list[Diagnostic] = [*gathered.diagnostics, *faults, *made.diagnostics]
    if not dry_run:
        # Entries that are there first: a break leaves no key cited that is not there.
        for path in sorted(made.texts, key=lambda path: (path == into, path)):
            try:
                _write(site / path, contents.get(path), made.texts[path])
                written.append(path)
            except OSError as error:
                problems.append(codes.NOT_WRITTEN.at(Span(path), path=path, reason=_reason(error)))
    else:
        written = list(made.texts)
    return Taken(made.outcomes, tuple(in_order(problems)), sources.get, tuple(written), changes, made.left_out)


def _library(site: Path) -> tuple[list[Source], dict[str, bytes], list[Diagnostic]]:
    """The files of the library as text and as bytes; one that is not UTF-8 is said, and stays as it is."""
    found, faults = files.find(site, [LIBRARY])
    sources, contents = [], {}
    for each in found:
        try:
            data = Path(each.location).read_bytes()
        except OSError as error:
            faults.append(codes.NOT_WRITTEN.at(Span(each.path), path=each.path, reason=_reason(error)))
            continue
        text, problems = files.decode(each.path, data)
        faults += problems
        sources.append(Source(each.path, text))
        if not problems:
            contents[each.path] = data
    return sources, contents, faults


def _write(place: Path, before: bytes | None, text: str) -> None:
    if before is None:
        if place.exists():
            raise OSError("it is not UTF-8")
        create_file(place, text.encode())
        return
    mark = _BOM if before.startswith(_BOM) else b""
    replace_file(place, before, mark + text.encode())


def _changes(sources: Mapping[str, Source], made: Plan) -> str:
    import difflib

    out: list[str] = []
    for path, text in made.texts.items():
        old = sources[path].text if path in sources else ""
        lines = (old.splitlines(keepends=True), text.splitlines(keepends=True))
        out += difflib.unified_diff(*lines, path if old else "/dev/null", path, n=1)
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in out)


def _reason(error: OSError) -> str:
    return files.reason(error)


def as_line(reference: Reference) -> str:
    """The reference as it will be printed, for somebody who is to recognise it."""
    return as_text(format_reference(reference, ReferenceStyle.VANCOUVER))
