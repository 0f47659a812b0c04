"""A copy of the site to be read from a disk: its first page, what it leaves out, and how long its paths may be."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import copies as codes
from dr_evidence_site.exports import paths
from dr_evidence_site.model.article import ReviewStatus
from dr_evidence_site.model.page import Page
from dr_evidence_site.model.site import Site
from dr_evidence_site.model.source import Span
from dr_evidence_site.model.views import StartView
from dr_evidence_site.site.addresses import Place
from dr_evidence_site.site.frame import frame_of, shared_frame
from dr_evidence_site.site.hosting import UNSERVED
from dr_evidence_site.site.review import due

START = "start.html"
"""The page by which a copy is opened. It lies beside the folder of all other pages."""

INSIDE = "site/"
"""The folder of the pages."""

LONGEST = 160
"""Characters of a path in a copy that can be unpacked everywhere: programs for Windows often stop at 260, and the
folder that a reader unpacks into has a path too."""

_FOR_HOSTS = frozenset({*UNSERVED, "404.html", "robots.txt", paths.FEED, paths.LLMS})
"""What only a web server, or programs that read the web, have a use for."""

_LONGEST_TITLE = 24


def is_left_out(path: str) -> bool:
    """Whether a file of the build folder does not belong into a copy."""
    return path in _FOR_HOSTS or (path.startswith("sitemap") and path.endswith(".xml"))


def folder_name(site: Site, made: str) -> str:
    """The name of a copy's one folder: the title in plain letters and the day (ISO 8601)."""
    plain = unicodedata.normalize("NFKD", site.config.title).encode("ascii", "ignore").decode().lower()
    title = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_TITLE].strip("-")
    return f"{title or 'evidence'}-{made}"


def start_page(site: Site, asset_paths: Mapping[str, str]) -> Page:
    """The page by which a copy is opened; it lies above the folder of all others."""
    where = Place("", INSIDE)
    frame = frame_of(shared_frame(site, asset_paths, where), site.config, where, title=site.config.title, noindex=True)
    counts = Counter(entry.status for entry in site.published)
    overdue = sum((day := due(entry.article, site.config)) is not None and day < site.today for entry in site.published)
    view = StartView(tuple((status, counts[status]) for status in ReviewStatus if counts[status]), overdue)
    return Page(START, "copy/start.html", frame, view)


def too_long(files: Iterable[str], top: str, sources: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Files of a copy that Windows may be unable to unpack: the longest of a page and the files beside it.

    `files` are paths below the folder `top`. `sources` gives the source file of a page by its path. What else Windows
    does not take as a name, no page has in the first place.
    """
    longest: dict[str, tuple[int, str]] = {}
    for path in sorted(files):
        length = len(f"{top}/{path}".encode("utf-16-le")) // 2
        if length > LONGEST:
            page = path.removeprefix(INSIDE).partition(".")[0] + ".html"
            longest[page] = max(longest.get(page, (0, "")), (length, path))
    for page, (length, path) in longest.items():
        yield codes.PATH_TOO_LONG.at(Span(sources.get(page, "site.yaml")), path=path, length=length, longest=LONGEST)


def marker(site: Site) -> bytes:
    """What every page of a copy carries in the notice that says so."""
    return f'data-copy-made="{site.copied}"'.encode()


def as_copy(site: Site) -> Site:
    """The site as its copy of today shows it."""
    return replace(site, copied=site.today)
