"""Read the glossaries, from the memo as long as their files are the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.site import Term
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse.records import DAMAGE, dump_glossaries, load_glossaries
from dr_evidence_site.site.keys import digest
from dr_evidence_site.system.sources import Listed
from dr_evidence_site.system.store import Store

_KIND = "glossary"


def read_glossaries(
    listed: Sequence[Listed], language: str, store: Store, source: Callable[[str], Source | None]
) -> tuple[dict[str, tuple[Term, ...]], list[Diagnostic]]:
    """The terms by the language of their words, and what is wrong with them. `language` is that of the site."""
    if not listed:
        return {}, []
    key = digest([(file.path, file.digest) for file in listed], language)
    known = store.get(_KIND, [key]).get(key)
    if known is not None:
        with suppress(*DAMAGE):
            return load_glossaries(known)
    from dr_evidence_site.parse import markdown
    from dr_evidence_site.parse.glossary import glossaries

    sources = [found for file in listed if (found := source(file.path))]
    read, faults = glossaries(sources, language, render=markdown.fragment)
    key = digest([(found.path, found.digest) for found in sources], language)  # a file may have changed meanwhile
    store.put(_KIND, [(key, dump_glossaries(read, faults))])
    store.retire(_KIND, {key})
    return read, faults
