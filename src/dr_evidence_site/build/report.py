"""What the caller of a build decides, and what a build reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from dr_evidence_site.diagnostics import Diagnostic, Severity, worst

if TYPE_CHECKING:  # a build in which nothing changed has no use for them: 25 ms
    from dr_evidence_site.model.notice import Snapshot
    from dr_evidence_site.model.prose import Coverage, Reading
    from dr_evidence_site.model.reference import SourceYears
    from dr_evidence_site.model.source import Source
    from dr_evidence_site.system.output import Summary


class Options(Struct, frozen=True):
    """What the caller decides.

    `site` is the site folder, `today` the day that reviews are measured against, `base_url` another base address.
    A diagnostic at `fail_on` stops publication. `jobs` is the number of processes (0: one for each processor). With
    `remember` off nothing is taken from the memo or kept in it. `cluster` is the address of the scheduler of a Dask
    cluster that takes the place of those processes ("": none does). With `external` on a check asks servers for the
    links that lead out of the site, and with `private` those in private networks, too. With `templates` off the site's
    own theme is left out.
    """

    site: Path
    today: dt.date
    base_url: str | None = None
    fail_on: Severity = Severity.ERROR
    jobs: int = 0
    remember: bool = True
    cluster: str = ""
    external: bool = False
    private: bool = False
    templates: bool = True


class Work(Struct, frozen=True):
    """What a run had to do: how many files it parsed and how many pages it rendered."""

    parsed: int = 0
    rendered: int = 0


class Facts(Struct, frozen=True):
    """What a run found out about the articles, beside what is wrong with them.

    `lapsed` are the paths of articles that call themselves approved, and whose approval does not hold. `coverage` is
    how many claims of each article, by its path, have a source, and `readings` how hard its text is.
    `years` says how old the sources of each article are; it is asked by few, and takes its time. `snapshot` is that of
    retractions.
    """

    lapsed: frozenset[str] = frozenset()
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    readings: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    years: Callable[[], Iterable[SourceYears]] = tuple
    snapshot: Snapshot | None = None


class Report(Struct, frozen=True):
    """What came of a run: every diagnostic in order, the sources they point into, what was done and written.

    `facts` gives what was found out about the articles. A build in which nothing changed reads them only when asked.
    """

    diagnostics: tuple[Diagnostic, ...]
    source: Callable[[str], Source | None]
    summary: Summary | None = None
    pages: int = 0
    articles: int = 0
    work: Work = field(default_factory=Work)
    facts: Callable[[], Facts] = Facts

    def failed(self, level: Severity) -> bool:
        """Whether any diagnostic reaches the level."""
        return (worst(self.diagnostics) or 0) >= level
