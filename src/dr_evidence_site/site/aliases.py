"""Old names of articles and pages: which of them hold, and where their addresses lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum, auto

from msgspec import Struct

from dr_evidence_site.model.article import Alias, Article, StandingPage
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.site import ArticleEntry, Move, PageEntry, Site
from dr_evidence_site.site.beside import offered, paths_beside
from dr_evidence_site.site.languages import language_of

_ARTICLES, _PAGES = "content/articles/", "content/pages/"

OWN_PAGES = ("index", "references", "people", "search", "status", "404")
"""Names of pages at the root that the generator makes itself; no standing page may take one, now or formerly."""


class Problem(Enum):
    """Why an alias does not hold."""

    ITSELF = auto()
    TAKEN = auto()
    CLAIMED_TWICE = auto()


class Claim(Struct, frozen=True):
    """An alias of an article or page. It holds when there is no `problem`.

    `other` is the file that has the name, and with two claims `first` is the other one, which holds.
    """

    alias: Alias
    owner: Article | StandingPage
    problem: Problem | None = None
    other: str = ""
    first: Alias | None = None


def moves(
    articles: Iterable[ArticleEntry], pages: Iterable[PageEntry], unread: Iterable[str], config: Config
) -> tuple[Move, ...]:
    """The aliases that hold, in the order of the pages that have them. 0.02 µs an article without any."""
    renamed = [entry for entry in articles if entry.article.aliases]
    standing = [entry for entry in pages if entry.page.aliases]
    if not (renamed or standing):
        return ()
    published = {entry.article.path: entry.published for entry in renamed}
    found = []
    for claim in claims(articles, pages, unread):
        if claim.problem is not None:
            continue
        alias, owner = claim.alias, claim.owner
        if isinstance(owner, Article):
            old, new, source = f"articles/{alias.slug}.html", f"articles/{owner.slug}.html", _ARTICLES
            language, is_published = language_of(owner, config), published[owner.path]
        else:
            old, new, source = f"{alias.slug}.html", f"{owner.slug}.html", _PAGES
            language, is_published = config.language, True
        found.append(Move(old, new, f"{source}{alias.name}.md", owner.path, owner.title, language, is_published))
    return tuple(found)


def redirects(site: Site) -> list[tuple[str, str]]:
    """The old and the new path of each page that moved, and of the files beside it.

    An old page is also named without “.html”, because some hosts show it so.
    """
    found = []
    has_references: dict[str, bool] = {}
    for move in site.moves:
        if not move.published:
            continue
        found += [(move.old, move.new), (move.old.removesuffix(".html"), move.new)]
        if move.new.startswith("articles/"):
            has_references = has_references or {e.article.path: bool(e.references.keys) for e in site.articles}
            offer = offered(site.config.exports, has_references=has_references[move.source])
            found += zip(paths_beside(move.old, offer), paths_beside(move.new, offer), strict=True)
    return found


def claims(articles: Iterable[ArticleEntry], pages: Iterable[PageEntry], unread: Iterable[str]) -> Iterator[Claim]:
    """Every alias of the site, judged. `unread` are the files that were not understood: they keep their names."""
    articles, pages, unread = list(articles), list(pages), list(unread)
    names = {entry.article.slug: entry.article.path for entry in articles}
    yield from _claims([entry.article for entry in articles], names | _names(unread, _ARTICLES))
    names = dict.fromkeys(OWN_PAGES, "") | {entry.page.slug: entry.page.path for entry in pages}
    yield from _claims([entry.page for entry in pages], names | _names(unread, _PAGES))


def _names(paths: Iterable[str], folder: str) -> dict[str, str]:
    """The slugs of these files as far as they lie in a folder."""
    return {path[len(folder) :].removesuffix(".md").lower(): path for path in paths if path.startswith(folder)}


def _claims(owners: Iterable[Article | StandingPage], names: dict[str, str]) -> Iterator[Claim]:
    first: dict[str, tuple[Alias, str]] = {}
    for owner in owners:
        for alias in owner.aliases:
            slug = alias.slug
            if slug == owner.slug:
                yield Claim(alias, owner, Problem.ITSELF, owner.path)
            elif slug in names:
                yield Claim(alias, owner, Problem.TAKEN, names[slug])
            elif slug in first:
                yield Claim(alias, owner, Problem.CLAIMED_TWICE, first[slug][1], first[slug][0])
            else:
                first[slug] = alias, owner.path
                yield Claim(alias, owner)
