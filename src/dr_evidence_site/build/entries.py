"""Check the library as a whole; what was found is remembered as long as its files stay the same, but for its use."""

from __future__ import annotations

from contextlib import suppress

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes.entries import UNUSED_IN_FILE
from dr_evidence_site.model.reference import Bibliography
from dr_evidence_site.model.site import Site
from dr_evidence_site.parse.records import DAMAGE, dump_fragment, load_fragment
from dr_evidence_site.site.keys import digest
from dr_evidence_site.system.store import Store

_KIND = "library-faults"
_IGNORED = "ignore"


def entry_faults(site: Site, library: str, store: Store) -> list[Diagnostic]:
    """What is wrong in the library as a whole. `library` is a digest of its files."""
    bibliography = site.bibliography.written or site.bibliography
    if not bibliography.references:
        return []
    return [*_whole(bibliography, library, site.today.year, store), *_unused(bibliography, site)]


def _unused(bibliography: Bibliography, site: Site) -> list[Diagnostic]:
    """What nothing cites, where the settings ask: a library may hold more than its site needs."""
    if site.config.checks.get(UNUSED_IN_FILE.id, _IGNORED) == _IGNORED:
        return []
    uncited = set(bibliography.digests)
    for outline in site.outlines().values():
        uncited.difference_update(outline.keys)
    if not uncited:
        return []
    from dr_evidence_site.checks.library import unused_by_file
    from dr_evidence_site.parse.library import places

    return list(unused_by_file(places(bibliography, uncited)))


def _whole(bibliography: Bibliography, library: str, year: int, store: Store) -> list[Diagnostic]:
    key = digest(library, year)
    found: list[Diagnostic] | None = None
    known = store.get(_KIND, [key]).get(key)
    if known is not None:
        with suppress(*DAMAGE):
            found = load_fragment("", known)[1]
    if found is None:
        from dr_evidence_site.checks.library import check

        found = check(bibliography.references.values(), year)
        store.put(_KIND, [(key, dump_fragment((), found))])
        store.retire(_KIND, {key})
    return found
