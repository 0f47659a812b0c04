"""From a site to the files of the build folder: each planned by what it depends on, made only when that changed.

A page is remembered by the digest of what it is made from, together with how its file looked when it was left.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dr_evidence_site import __version__
from dr_evidence_site.build.evidence import named_in
from dr_evidence_site.build.machines import file_plans
from dr_evidence_site.build.places import SETTINGS
from dr_evidence_site.build.progress import SILENT, Stage
from dr_evidence_site.build.reading import Reading
from dr_evidence_site.build.tasks import Context, Rendered, explained_on, render, render_chunk, words_in
from dr_evidence_site.checks.glossary import unused
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes.search import FAILED as INDEXER_FAILED
from dr_evidence_site.model.page import Kept, Output
from dr_evidence_site.model.reference import Bibliography
from dr_evidence_site.model.site import ArticleEntry, PageEntry
from dr_evidence_site.model.source import Span
from dr_evidence_site.site.addresses import article_path, place
from dr_evidence_site.site.aliases import redirects
from dr_evidence_site.site.assets import Assets, assets
from dr_evidence_site.site.audience_css import audience_css
from dr_evidence_site.site.beside import offered, paths_beside
from dr_evidence_site.site.hosting import hosting_files
from dr_evidence_site.site.keys import Elsewhere, article_inputs, common_inputs, digest, text_inputs
from dr_evidence_site.site.languages import languages_of
from dr_evidence_site.site.plans import SourceOf, plans
from dr_evidence_site.site.template_keys import ARTICLE, EVIDENCE, template_digests
from dr_evidence_site.system.executor import available_jobs
from dr_evidence_site.system.manifest import About
from dr_evidence_site.system.sources import settled_stamps, stamp_of

if TYPE_CHECKING:
    from dr_evidence_site.site.pages import Pages


class Making:
    """Makes the files of one site. `folder` is the build folder; without one everything is made for its diagnostics."""

    def __init__(self, reading: Reading, folder: Path | None, *, for_diagnostics: bool = False) -> None:
        self._reading = reading
        self._site = reading.site
        self._team = reading.team
        self._folder = folder
        self._is_for_diagnostics = for_diagnostics
        self._target = str(folder.resolve()) if folder else ""
        self._known = reading.store.rows(self._target) if folder else {}
        self._made: dict[str, tuple[str, ...]] = {}
        self._explained: dict[str, tuple[str, ...]] = {}
        self._planned: set[str] = set()
        mechanism = {"audience.css": audience_css(reading.audiences).encode()}
        self._assets: Assets = assets({**reading.theme.static, **mechanism}, reading.pictures)
        self.pages = self.rendered = 0

    @property
    def asset_paths(self) -> Mapping[str, str]:
        """The paths of the assets, as in `resolve`."""
        return self._assets.paths

    def about(self) -> About:
        """What the list of files says of the build as a whole."""
        moved = {move.old: move.new for move in self._site.moves if move.published}
        return About(__version__, self._site.today.isoformat(), moved)

    def render_only(self) -> None:
        """Make everything for the sake of its diagnostics, but what is in the folder and therefore had none."""
        with self._team.progress.stage("render"):
            for made in self.outputs():
                del made

    def outputs(self) -> Iterator[Output | Kept]:
        """Everything that belongs into the build folder; what is known to be there is only named."""
        progress = self._team.progress
        with progress.stage("assets") as stage:
            site = self._site
            for_hosts = hosting_files(
                searches=bool(self._reading.shares), redirects=redirects(site), base_url=site.config.base_url
            )
            for asset in (*self._assets.outputs, *for_hosts):
                yield asset
                stage.advance()
        theme = self._reading.theme
        common = common_inputs(self._site, sorted(theme.catalogs.items()), self._assets.paths, __version__)
        templates = template_digests(theme)
        article_common = digest(common, templates(ARTICLE, EVIDENCE))
        elsewhere = Elsewhere(self._site)
        stale: list[ArticleEntry] = []
        keys: dict[str, str] = {}
        with progress.stage("compare articles", len(self._site.published)) as stage:
            for entry in self._site.published:
                path = article_path(entry)
                keys[path] = article_inputs(self._text(article_common, entry), entry, self._site, elsewhere)
                paths = [path, *self._beside(entry)]
                self._planned.update(paths)
                kept = self._all_kept(paths, keys[path])
                if kept:
                    self.pages += 1
                    self._explained[path] = _explained(self._known[path])
                    yield from kept
                else:
                    stale.append(entry)
                stage.advance()
        with self._team.stage("render articles", len(stale)) as stage:
            # The workers begin with the articles, and meanwhile this process makes what is around them.
            rendered = self._rendering(stale, stage)
            with progress.stage("other pages", shown=False) as others:
                for made in self._around(common, templates, elsewhere):
                    yield made
                    others.advance()
            for chunk in rendered:
                with progress.stage("write files", shown=False) as writing:
                    for one in chunk:
                        page = self._output(one.path, one.content, one.faults, keys[one.path], one.explained)
                        if page:
                            yield page
                            yield from self._remembered(one.beside, keys[one.path], one.faults)
                            writing.advance()
        yield from self._search_index()
        with progress.stage("files for machines", shown=False) as stage:
            for file in self._for_machines(common):
                yield file
                stage.advance()
        if self._site.glossaries:
            self._reading.faults += unused(self._site, self._explained)

    def _text(self, common: str, entry: ArticleEntry | PageEntry) -> str:
        """The digest of what the text of an article or standing page depends on."""
        path = entry.article.path if isinstance(entry, ArticleEntry) else entry.page.path
        source = self._reading.digests[path]
        return text_inputs(common, source, entry.outline, entry.references, self._site)

    def context(self, stale: list[ArticleEntry]) -> Context:
        """What rendering these articles needs besides them."""
        from dr_evidence_site.site.frame import shared_frame

        site = self._site
        cited = {key: site.bibliography.references[key] for entry in stale for key in entry.references.keys}
        light = replace(
            site, articles=(), topics=(), cited_by={}, bodies={}, unread={}, bibliography=Bibliography(cited)
        )
        light = replace(light, evidence=named_in((entry.outline for entry in stale), site), evidence_digests={})
        frames = {
            language: shared_frame(site, self._assets.paths, place("articles/"), language)
            for language in languages_of(stale, site.config)
        }
        return Context(light, frames, self._reading.theme, self._assets.paths, not self._is_for_diagnostics)

    def explained(self, path: str) -> frozenset[str]:
        """The ids of the terms that a page of the site explains."""
        return frozenset(self._explained.get(path, ()))

    def _rendering(self, stale: list[ArticleEntry], stage: Stage) -> Iterator[list[Rendered]]:
        """The pages of these articles, which the workers have begun to make when this returns."""
        if not stale:
            return iter(())
        context = self.context(stale)
        # The first is made here: what that loads and compiles, this process needs for other pages in any case, and
        # workers that are forked have it from the beginning (it takes each of them 0.3 s).
        first = self._team.done_here(stage, render_chunk, context, self._with_bodies(stale[:1]))
        rest = stale[1:]
        chunks = (self._with_bodies(part) for part in self._team.chunks(rest))
        return chain([first], self._team.done(stage, len(rest), render_chunk, context, chunks))

    def _with_bodies(self, entries: list[ArticleEntry]) -> list[tuple[ArticleEntry, bytes]]:
        records = self._reading.records([entry.article.path for entry in entries])
        return [(entry, records[entry.article.path]) for entry in entries]

    def _around(self, common: str, templates: Callable[..., str], elsewhere: Elsewhere) -> Iterator[Output | Kept]:
        """The pages around the articles."""
        standing = {entry.page.path: entry for entry in self._site.pages}
        pages: Pages | None = None
        for plan in plans(self._site):
            inputs = plan.inputs
            its = templates(plan.template)
            if isinstance(inputs, SourceOf):
                text = self._text(common, standing[inputs.path])
                its = templates(plan.template, EVIDENCE)
                inputs = (text, elsewhere.glossary(self._site.config.language))
            key = digest(common, its, plan.path, inputs)
            self._planned.add(plan.path)
            kept = self._kept(plan.path, key)
            if kept:
                self.pages += 1
                self._explained[plan.path] = _explained(self._known[plan.path])
                yield kept
                continue
            if pages is None:
                from dr_evidence_site.site.pages import Pages

                pages = Pages(self._site, self._assets.paths)
            page = plan.make(pages)
            content, faults = render(self._reading.theme, page)
            made = self._output(plan.path, content, faults, key, explained_on(page))
            if made:
                yield made

    def _for_machines(self, common: str) -> Iterator[Output | Kept]:
        """The files of the whole site for other programs; a check has no use for them."""
        if not self._folder or self._is_for_diagnostics:
            return
        words = partial(words_in, self._reading.theme)
        for plan in file_plans(self._site, self._assets.paths, partial(self._text, common), words):
            key = digest(common, plan.path, plan.inputs)
            self._planned.add(plan.path)
            kept = self._kept(plan.path, key)
            if kept:
                yield kept
            else:
                yield from self._remembered([Output(plan.path, plan.make().encode("utf-8", "replace"))], key, [])

    def _search_index(self) -> Iterator[Output | Kept]:
        """The files of the search index; a check has no use for them."""
        reading = self._reading
        if not reading.shares or not self._folder or self._is_for_diagnostics:
            return
        from dr_evidence_site.build import search

        with self._team.progress.stage("search index") as stage:
            jobs = reading.options.jobs or available_jobs()
            sources = search.sources(reading.digests, self._site, reading.theme)
            work = search.Work(reading.store, reading.audiences, sources, self._kept, self._extracted, jobs)
            try:
                for file, key in search.search_files(reading.shares, work):
                    self._planned.add(file.path)
                    if isinstance(file, Output):
                        self._made[file.path] = (key, _sha256(file.content))
                    yield file
                    stage.advance()
            except search.IndexingError as error:
                reading.faults.append(INDEXER_FAILED.at(Span(SETTINGS), reason=error))

    def _extracted(self, paths: list[str]) -> Iterator[tuple[str, str]]:
        """The texts of these files for the search index, as JSON."""
        from dr_evidence_site.build.search import reading, texts_chunk

        shared = reading(paths, self._reading.shares, self._site, self._reading.theme)
        chunks = (list(self._reading.records(part).items()) for part in self._team.chunks(paths))
        for made in self._team.done(SILENT.stage("texts"), len(paths), texts_chunk, shared, chunks):
            yield from made

    def _beside(self, entry: ArticleEntry) -> list[str]:
        """The paths of the files beside an article's page."""
        wanted = self._site.config.exports
        if not wanted:
            return []
        offer = offered(wanted, has_references=bool(entry.references.keys))
        return paths_beside(article_path(entry), offer)

    def _output(
        self, path: str, content: bytes | None, faults: list[Diagnostic], key: str, explained: tuple[str, ...]
    ) -> Output | None:
        self.rendered += 1
        self._reading.faults += faults
        self._explained[path] = explained
        if content is None:
            return None
        self.pages += 1
        if not faults:
            self._made[path] = (key, _sha256(content), *explained)
        return Output(path, content)

    def _remembered(self, made: Iterable[Output], key: str, faults: list[Diagnostic]) -> Iterator[Output]:
        """The files, which are remembered by the key of the page they stand beside unless that has faults."""
        for file in made:
            if not faults:
                self._made[file.path] = (key, _sha256(file.content))
            yield file

    def remember(self, is_ours: Callable[[], bool]) -> None:
        """Keep, for each file that was made, what it was made from and how it now looks in the folder.

        `is_ours` tells whether no other build has begun to replace the files since they were put there.
        """
        store = self._reading.store
        if self._reading.is_torn or not self._folder:
            return
        if self._made:
            stamps = settled_stamps(self._folder, self._made)
            if not is_ours():
                return
            rows = {path: f"{stamp}{' '.join(self._made[path])}" for path, stamp in stamps.items()}
            store.put_rows(self._target, rows.items())
            for other in store.places():
                if other not in ("source", self._target) and not Path(other).is_dir():
                    store.drop_place(other)
        store.drop_rows(self._target, self._known.keys() - self._planned)

    def _kept(self, path: str, key: str) -> Kept | None:
        """The file if it was made from the same inputs before and is still as it was left."""
        row = self._known.get(path)
        if self._folder is None or row is None:
            return None
        stamp, _, rest = row.partition(" ")
        made_from, _, rest = rest.partition(" ")
        content, _, _ = rest.partition(" ")
        if made_from != key or stamp_of(f"{self._folder}/{path}") != f"{stamp} ":
            return None
        return Kept(path, content, int(stamp.split(":", 1)[0]))

    def _all_kept(self, paths: Iterable[str], key: str) -> list[Kept]:
        """The files that were made together, if all of them are there and right; else none."""
        found: list[Kept] = []
        for path in paths:
            kept = self._kept(path, key)
            if kept is None:
                return []
            found.append(kept)
        return found


def _explained(row: str) -> tuple[str, ...]:
    """The terms that a page explains, from the row that remembers it."""
    return tuple(row.split()[3:])


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
