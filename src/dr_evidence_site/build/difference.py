"""What a new build changes in a published site: pages, statuses of articles, and addresses that would break.

Both sides are folders with their list of files; `articles.json` beside it tells statuses, and the pages, where they
are there, tell headings and links. What is not there is left out and said.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cached_property
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field

from dr_evidence_site.exports.paths import ARTICLES
from dr_evidence_site.model.config import Export
from dr_evidence_site.site.hosting import UNSERVED
from dr_evidence_site.system.manifest import About
from dr_evidence_site.system.published import NotPublishedError, Published, read_published

__all__ = ["Broken", "Difference", "Listed", "NotPublishedError", "StatusChange", "difference", "read_published"]

_ASSETS = "assets/"
_INCIDENTAL = re.compile(
    rb"assets/(?:pagefind-[0-9a-z]+|[^\"'\s<>]*?\.[0-9a-f]{10}(?=\.(?:css|js|svg)\b))"
    rb"|content=\"dr-evidence-site [^\"<>]*\""
)
"""What names style sheets, scripts, the index of the search, or the program's version; pictures belong to a text."""
# In text quotes are written as entities, so only attributes look like this.
_HEADING = re.compile(rb"<h[1-6]\b[^<>]*\sid=(?:\"([^\"<>]+)\"|'([^'<>]+)')")
_ID = re.compile(rb"\sid=(?:\"([^\"<>]+)\"|'([^'<>]+)')")
_ADDRESS = re.compile(rb"\s(?:href|src)=(?:\"([^\"<>]+)\"|'([^'<>]+)')")
_AT_ANY_ADDRESS = "404.html"
"""Its links begin at the root of the host, which is not known here."""
_KINDS = sorted((export.value for export in Export), key=len, reverse=True)  # “csl.json” before “json”


class Listed(Struct, frozen=True):
    """What `articles.json` says of an article; `approved` is whether its review is complete."""

    page: str
    title: str
    status: str
    approved: bool


class StatusChange(Struct, frozen=True):
    """An article, by its page as it is now, whose status is another than before."""

    page: str
    title: str
    before: str
    after: str


class Broken(Struct, frozen=True):
    """An address that would lead nowhere: the path, the section (empty for the whole page), and the page with the link.

    Without such a page (`on` is empty) it is an address that was published, and that readers may have kept.
    """

    path: str
    fragment: str = ""
    on: str = ""


class Difference(Struct, frozen=True):
    """How a new build differs from an old one. All paths are relative to their folders, and sorted.

    `changed` are pages with other content, `restyled` pages that only name other style sheets, scripts, or
    another version of the program.
    `renamed` are pairs of an old path and a new one. `files` are the numbers of other files (data, assets) that were
    added, changed and removed. `articles` are those of both sides by the path of their page, with what is said of them
    last. `unknown` says what could not be compared.
    """

    old: About
    new: About
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    restyled: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    files: tuple[int, int, int] = (0, 0, 0)
    statuses: tuple[StatusChange, ...] = ()
    broken: tuple[Broken, ...] = ()
    articles: Mapping[str, Listed] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether readers and programs find the same as before."""
        pages = self.added or self.changed or self.restyled or self.removed or self.renamed
        return not (pages or any(self.files) or self.statuses or self.broken)


def difference(old: Published, new: Published) -> Difference:
    """What `new` changes in `old`."""
    return _Comparison(old, new).result()


class _Comparison:
    def __init__(self, old: Published, new: Published) -> None:
        self._old, self._new = old, new
        self._before, self._after = old.manifest.files, new.manifest.files
        self._moved = dict(new.manifest.about.moved)
        self._unknown: list[str] = []
        self._pages: dict[str, _Page | None] = {}

    def result(self) -> Difference:
        before, after = _listed(self._old), _listed(self._new)
        for side, found in (("old", before), ("new", after)):
            if found is None:
                self._unknown.append(f"The {side} site has no {ARTICLES} that can be read: statuses are not compared.")
        renamed = self._renamed()
        gone = [path for path in self._before if path not in self._after and path not in self._old_aliases]
        changed, restyled = self._changed()
        return Difference(
            self._old.manifest.about,
            self._new.manifest.about,
            added=_sorted_pages(self._after.keys() - self._before.keys() - {new for _, new in renamed} - self._aliases),
            changed=changed,
            restyled=restyled,
            removed=_sorted_pages(gone),
            renamed=renamed,
            files=self._files(),
            statuses=() if before is None or after is None else tuple(_statuses(before, after, dict(renamed))),
            broken=tuple(self._broken(changed)),
            articles={article.page: article for article in (*(before or {}).values(), *(after or {}).values())},
            unknown=tuple(self._unknown),
        )

    @cached_property
    def _aliases(self) -> set[str]:
        return set(self._moved)

    @cached_property
    def _old_aliases(self) -> set[str]:
        return set(self._old.manifest.about.moved)

    def _renamed(self) -> tuple[tuple[str, str], ...]:
        """The pages that were there under their old names, and are there under their new ones."""
        return tuple(
            (old, new)
            for old, new in sorted(self._moved.items())
            if old in self._before and old not in self._old_aliases and new in self._after
        )

    def _changed(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The pages with other content; and, where that is known, those that are only `restyled`."""
        changed, restyled = [], []
        for path, entry in self._after.items():
            same = path not in self._before or self._before[path].sha256 == entry.sha256
            if same or not _is_page(path) or path in self._aliases:
                continue
            old, new = self._old.content(path), self._new.content(path)
            if old is None or new is None or _without_names(old) != _without_names(new):
                changed.append(path)
            else:
                restyled.append(path)
        return tuple(sorted(changed)), tuple(sorted(restyled))

    def _files(self) -> tuple[int, int, int]:
        """How many files that are no pages were added, changed and removed."""
        before, after = (
            {path: one.sha256 for path, one in side.items() if not (_is_page(path) or _is_twin(path, side))}
            for side in (self._before, self._after)
        )
        changed = sum(path in before and before[path] != digest for path, digest in after.items())
        return len(after.keys() - before.keys()), changed, len(before.keys() - after.keys())

    # Addresses

    def _broken(self, changed: Iterable[str]) -> Iterator[Broken]:
        """Published addresses that are gone, then sections of pages, then links of the new pages that lead nowhere."""
        gone = {path for path in self._before if path not in self._after and not path.startswith(_ASSETS)}
        gone = {path for path in gone if not _is_twin(path, self._before)}
        for path in sorted(gone - set(UNSERVED)):
            beside = _page_beside(path)
            if not (
                beside in gone or self._leads_on(path, beside)
            ):  # a page that is gone stands for the files beside it
                yield Broken(path)
        yield from self._lost_sections(changed)
        unread = False
        for path in sorted(self._after):
            if not _is_page(path) or path == _AT_ANY_ADDRESS:
                continue
            page = self._page(path)
            if page is None:
                unread = True
                continue
            yield from self._dead_links(path, page)
        if unread:
            self._unknown.append("The pages of the new site are not all there: their links are not followed.")

    def _leads_on(self, path: str, page: str) -> bool:
        """Whether a file beside a page has an address there where the page moved to; hosts that can lead on to it."""
        new = self._moved.get(page, "")
        return bool(new) and new.removesuffix("html") + path[len(page) - len("html") :] in self._after

    def _lost_sections(self, changed: Iterable[str]) -> Iterator[Broken]:
        """Headings that a page had and has no more."""
        pairs = {path: path for path in changed} | dict(self._renamed())
        unread = False
        for before, after in sorted(pairs.items()):
            old, new = self._old.content(before), self._page(after)
            if old is None or new is None:
                unread = True
                continue
            yield from (Broken(before, name) for name in _names(_HEADING, old) if name not in new.ids)
        if unread:
            self._unknown.append("Pages of one of the sites are not there: their sections are not compared.")

    def _dead_links(self, path: str, page: _Page) -> Iterator[Broken]:
        for target, fragment in page.links:
            if target not in self._after:
                yield Broken(target, "", path)
            elif fragment and _is_page(target) and target not in self._aliases:
                there = self._page(target)
                if there is not None and fragment not in there.ids:
                    yield Broken(target, fragment, path)

    def _page(self, path: str) -> _Page | None:
        """A page of the new site; None when it is not there."""
        if path not in self._pages:
            content = self._new.content(path)
            self._pages[path] = None if content is None else _read_page(path, content)
        return self._pages[path]


class _Page(Struct, frozen=True):
    """The anchors of a page, and its links to files of the site, as path and fragment."""

    ids: frozenset[str]
    links: tuple[tuple[str, str], ...]


def _read_page(path: str, content: bytes) -> _Page:
    targets = (_target(path, address) for address in _names(_ADDRESS, content))
    return _Page(frozenset(_names(_ID, content)), tuple(dict.fromkeys(target for target in targets if target)))


def _names(pattern: re.Pattern[bytes], text: bytes) -> list[str]:
    return [unescape((one or other).decode("utf-8", "replace")) for one, other in pattern.findall(text)]


def _target(path: str, address: str) -> tuple[str, str] | None:
    """The file that a link on a page leads to, and the section; None for what leads out of the site."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return None
    fragment = unquote(parts.fragment)
    if not parts.path:
        return (path, fragment) if fragment else None
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
    if parts.path.endswith("/"):
        return None  # a folder, such as that of the search index
    return target, fragment


def _page_beside(path: str) -> str:
    """The page that a file of an article stands beside; empty for any other file."""
    kind = next((kind for kind in _KINDS if path.endswith(f".{kind}")), "")
    return f"{path.removesuffix(kind)}html" if kind and path.startswith("articles/") else ""


def _is_page(path: str) -> bool:
    return path.endswith(".html") and not path.startswith(_ASSETS)


def _is_twin(path: str, side: Container[str]) -> bool:
    """Whether a file is another one compressed, which nobody asks for by its name."""
    return path.endswith(".gz") and path.removesuffix(".gz") in side


def _sorted_pages(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(path for path in paths if _is_page(path)))


def _without_names(page: bytes) -> bytes:
    """A page without the names of its style sheets and scripts, which change with their content."""
    return _INCIDENTAL.sub(b"", page)


# Statuses


def _listed(published: Published) -> dict[str, Listed] | None:
    """The articles by their slugs; None when the list is not there or is damaged."""
    content = published.content(ARTICLES)
    if content is None:
        return None
    try:
        return {item["slug"]: _article(item) for item in json.loads(content)["articles"]}
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _article(item: Mapping[str, Any]) -> Listed:
    page, title, status = (item[key] for key in ("page", "title", "status"))
    if not (isinstance(page, str) and isinstance(title, str) and isinstance(status, str)):
        raise TypeError("an article is described by texts")
    return Listed(unquote(page), title, status, bool(item["approved"]))


def _statuses(
    before: Mapping[str, Listed], after: Mapping[str, Listed], renamed: Mapping[str, str]
) -> Iterator[StatusChange]:
    """The articles that were there before and have another status now, by the address of their page."""
    by_page = {renamed.get(article.page, article.page): article for article in before.values()}
    for article in sorted(after.values(), key=lambda article: article.page):
        old = by_page.get(article.page)
        if old and old.status != article.status:
            yield StatusChange(article.page, article.title, old.status, article.status)
