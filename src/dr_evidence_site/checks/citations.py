"""Every cited key is in the library, and settings cite nothing."""

from __future__ import annotations

from collections.abc import Iterator

from dr_evidence_site.checks.cited import cited_in
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import citations as codes
from dr_evidence_site.diagnostics.codes import site as site_codes
from dr_evidence_site.diagnostics.nearest import Guesses
from dr_evidence_site.model.article import Citation
from dr_evidence_site.model.site import Site
from dr_evidence_site.site.wording import texts


def check(site: Site) -> Iterator[Diagnostic]:
    """Unknown keys, each at its own place, with the nearest key as hint."""
    known = site.bibliography.references
    keys = frozenset(known)  # asked for all citations of a text at once, in a fifth of the time
    for path, outline in site.outlines().items():
        if keys.issuperset(outline.keys):
            continue
        guesses = Guesses()
        for part in site.bodies[path].parts:
            for item in cited_in(part, site):
                if item.key not in known:
                    hint = guesses.did_you_mean(item.key, known, otherwise=codes.UNKNOWN_KEY.hint)
                    yield codes.UNKNOWN_KEY.at(item.span, hint=hint, key=item.key)
    for part in texts(site.config):
        if isinstance(part, Citation):
            first = part.items[0]
            yield site_codes.CITATION_IN_SETTINGS.at(first.span, key=first.key)
