"""Check the library as a whole; what was found is remembered as long as its files stay the same."""

from __future__ import annotations

from contextlib import suppress

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.site import Site
from dr_evidence_site.parse.records import DAMAGE, dump_fragment, load_fragment
from dr_evidence_site.site.keys import digest
from dr_evidence_site.system.store import Store

_KIND = "library-faults"


def entry_faults(site: Site, library: str, store: Store) -> list[Diagnostic]:
    """What is wrong in the library as a whole. `library` is a digest of its files."""
    bibliography = site.bibliography.written or site.bibliography
    if not bibliography.references:
        return []
    key = digest(library, site.today.year)
    found: list[Diagnostic] | None = None
    known = store.get(_KIND, [key]).get(key)
    if known is not None:
        with suppress(*DAMAGE):
            found = load_fragment("", known)[1]
    if found is None:
        from dr_evidence_site.checks.library import check

        found = check(bibliography.references.values(), site.today.year)
        store.put(_KIND, [(key, dump_fragment((), found))])
        store.retire(_KIND, {key})
    return found
