"""The catalogs of the interface's words that a site's languages need, made ready once and remembered."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from contextlib import suppress

from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.records import dump_diagnostic, load_diagnostic
from dr_evidence_site.model.languages import wider
from dr_evidence_site.model.page import Theme
from dr_evidence_site.model.source import Span
from dr_evidence_site.parse.records import DAMAGE
from dr_evidence_site.site.keys import digest
from dr_evidence_site.system.store import Store

_KIND = "catalogs"


def with_catalogs(
    site_theme: Theme, languages: Sequence[str], store: Store, place: Span
) -> tuple[Theme, list[Diagnostic]]:
    """The theme with the catalogs of these languages instead of their texts, and what is wrong with them.

    A site in English reads none. For another, reading one takes 20 ms and loading the reader 70, once until it changes;
    a worker gets it ready (0.5 ms).
    """
    if all(wider(language)[-1] == "en" for language in languages) and not _has_english(site_theme):
        return replace(site_theme, messages={}), []
    key = digest(languages, sorted(site_theme.messages.items()), sorted(site_theme.origins.items()), place)
    known = store.get(_KIND, [key]).get(key)
    if known is not None:
        with suppress(*DAMAGE):
            ready, faults = json.loads(known)
            catalogs = {name: b64decode(made) for name, made in ready}
            return replace(site_theme, messages={}, catalogs=catalogs), [load_diagnostic(fault) for fault in faults]
    from dr_evidence_site.render.words import compiled

    catalogs, found = compiled(site_theme, languages, place)
    ready = [[name, b64encode(made).decode("ascii")] for name, made in catalogs.items()]
    store.put(_KIND, [(key, json.dumps([ready, [dump_diagnostic(fault) for fault in found]]))])
    store.retire(_KIND, {key})
    return replace(site_theme, messages={}, catalogs=catalogs), found


def _has_english(site_theme: Theme) -> bool:
    """Whether somebody has other English words than the templates."""
    return any(name.rpartition("/")[2].lower().startswith("en") for name in site_theme.messages)
