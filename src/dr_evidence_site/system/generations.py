"""How long assets of earlier builds stay: one generation longer than the site uses them.

A reader may have a page open, or get one from a cache, that an earlier build made. Its style sheets, scripts, pictures
and the parts of its search index have names of their own content, and must still be there.

A generation is what a build publishes when that differs from what was there: another list of files, or other digests in
it. Assets that a generation no longer uses stay beside it, and go when the next generation is published. A build that
changes nothing begins no generation: it leaves them, however often it is repeated. Only `LONGEST` ends that, so that a
site that never changes again does not keep them for ever. An asset that comes back into use is not old any more.

They are listed in a file of their own (`manifest.PREVIOUS`), so the list of the site itself is the same whether there
was a build before or not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from dr_evidence_site.system.manifest import About, Entry, Manifest

ASSETS = "assets/"
"""Where files lie that are named by their content; only these are kept."""

LONGEST = dt.timedelta(days=7)
"""How long they stay while nothing changes, by the days that builds are made for."""

NONE = Manifest({})


def kept_now(kept: Manifest, dropped: Mapping[str, Entry], *, is_new: bool, today: str) -> Manifest:
    """The old assets beside a build: those that it `dropped`, which the build before it used, or those `kept` so far.

    `is_new` is whether it begins a generation, `today` the day that it is made for (ISO 8601; empty: not known).
    """
    if is_new or dropped:
        return Manifest(dropped, About(built=today)) if dropped else NONE
    return NONE if _is_past(kept.about.built, today) else kept


def _is_past(since: str, today: str) -> bool:
    """Whether more than `LONGEST` went by; not when a day is not known, nor when the clock was set back."""
    try:
        return dt.date.fromisoformat(today) - dt.date.fromisoformat(since) > LONGEST
    except ValueError:
        return False
