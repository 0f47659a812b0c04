"""The order of the stages, written once: files → values → site → pages → build folder, with diagnostics from each.

Memos and the executor are wired here and nowhere else. Parsing a file is remembered by the digest of its source, a
page by the digest of what it is made from; everything between is cheap and done again every time.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from dr_evidence_site import __version__, checks
from dr_evidence_site.build import search
from dr_evidence_site.build.catalogs import with_catalogs
from dr_evidence_site.build.glossaries import GLOSSARIES, read_glossaries
from dr_evidence_site.build.machines import file_plans
from dr_evidence_site.build.progress import SILENT, Progress, Stage
from dr_evidence_site.build.recall import Recall
from dr_evidence_site.build.relations import remembered
from dr_evidence_site.build.report import Options, Report, Work
from dr_evidence_site.build.tasks import (
    Context,
    explained_on,
    parse_chunk,
    render,
    render_chunk,
    without_collector,
    words_in,
)
from dr_evidence_site.build.wording import WORDING, added_rules, unchecked
from dr_evidence_site.checks import waivers
from dr_evidence_site.checks.glossary import unused
from dr_evidence_site.diagnostics import Diagnostic, in_order, releveled, worst
from dr_evidence_site.diagnostics.codes.files import VANISHED
from dr_evidence_site.diagnostics.codes.search import FAILED as INDEXER_FAILED
from dr_evidence_site.diagnostics.codes.search import NOT_INSTALLED as NO_INDEXER
from dr_evidence_site.model.article import Article, Body, Outline, Part, ReviewStatus, StandingPage
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.page import Kept, Output
from dr_evidence_site.model.prose import Coverage
from dr_evidence_site.model.reference import Bibliography
from dr_evidence_site.model.site import ArticleEntry, Lapse
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse.config import config as parse_config
from dr_evidence_site.parse.people import people as parse_people
from dr_evidence_site.parse.records import DAMAGE, Head, dump_body, dump_fragment, load_body, load_fragment, load_head
from dr_evidence_site.site.addresses import place
from dr_evidence_site.site.articles import article_path
from dr_evidence_site.site.assemble import assemble
from dr_evidence_site.site.assets import Assets, assets
from dr_evidence_site.site.audience_css import audience_css
from dr_evidence_site.site.frame import shared_frame
from dr_evidence_site.site.hosting import hosting_files
from dr_evidence_site.site.keys import Elsewhere, article_inputs, common_inputs, digest, text_inputs
from dr_evidence_site.site.languages import languages_of
from dr_evidence_site.site.pages import SourceOf, plans
from dr_evidence_site.site.search import Share, search_places, shares
from dr_evidence_site.site.take_away import offered, paths_beside
from dr_evidence_site.system import files, output, theme
from dr_evidence_site.system.executor import Executor, Serial, available_jobs, chunked, processes
from dr_evidence_site.system.fingerprint import fingerprint
from dr_evidence_site.system.sources import Listed, clock, remember, reread, settled_stamps, stamp_of, survey
from dr_evidence_site.system.stopwatch import timed
from dr_evidence_site.system.store import Store

SETTINGS = "site.yaml"
PEOPLE = "content/people.yaml"
ARTICLES = "content/articles/*.md"
PAGES = "content/pages/*.md"
LIBRARY = "references/*.bib"
CACHE = ".cache"

_WORTH_A_PROCESS = 48
"""Articles from which on worker processes pay for their start (about 30 ms each), and a cluster for the way there."""

Made = TypeVar("Made")


def base_address(text: str) -> tuple[str, list[Diagnostic]]:
    """A base address given by the caller, read as the setting of that name is."""
    config, faults = parse_config(Source("--base-url", f"base_url: {json.dumps(text)}"), render=_nothing)
    return config.base_url, faults


def refusal(options: Options, folder: Path) -> Diagnostic | None:
    """Why `folder` cannot be the build folder of this site, or None."""
    return output.refusal(folder, options.site)


def check(options: Options, progress: Progress = SILENT) -> Report:
    """Read and render everything and write nothing. Raises ExecutorError when the workers are lost."""
    with Store(None, "") as store, _workplace(options) as executor_for:
        run = _Run(options, store, progress, executor_for)
        run.load()
        run.render_only(None)
        return run.report(None)


def build(options: Options, folder: Path, progress: Progress = SILENT, recall: Recall | None = None) -> Report:
    """Make `folder` hold the site, unless a diagnostic reaches `options.fail_on`: then it stays as it was.

    Raises ExecutorError when there are no workers, or they are lost: then, too, it stays as it was.
    """
    place = options.site / CACHE if options.remember else None
    with progress.stage("open memos"):
        recall = Recall() if recall is None else recall
        recall.program = recall.program or fingerprint()
        memos = Store(place, recall.program)
    with memos as store, _workplace(options) as executor_for, without_collector():
        run = _Run(options, store, progress, executor_for, recall)
        run.load()
        if not run.may_be_published():
            run.render_only(folder)  # what is wrong with the templates is said in the same run
            return run.report(None)
        target = str(folder.resolve())
        with progress.stage("publish"):
            summary, obstacles = output.publish(
                run.outputs(folder), folder, site=options.site, proceed=run.may_be_published
            )
        run.faults += obstacles
        if not run.may_be_published():
            return run.report(None)
        with progress.stage("remember"):
            run.remember_pages(folder, target)
        return run.report(summary)


@contextmanager
def loaded(options: Options, progress: Progress = SILENT) -> Iterator[Loaded]:
    """The site read and checked, and nothing rendered. A memo is used where there is one, and none is begun."""
    place = options.site / CACHE
    options = replace(options, remember=options.remember and place.is_dir())
    memos = Store(place, fingerprint()) if options.remember else Store(None, "")
    with memos as store, _workplace(options) as executor_for, without_collector():
        run = _Run(options, store, progress, executor_for)
        run.load()
        yield run


def verify(options: Options, folder: Path, progress: Progress = SILENT) -> list[str]:
    """The paths that a build from nothing, in another folder, makes differently or one of the two does not have."""
    with progress.stage("verify"), tempfile.TemporaryDirectory(prefix="dr-evidence-site-") as place:
        fresh = Path(place) / "build"
        build(replace(options, remember=False, cluster=""), fresh, progress)
        made, there = (
            {file.relative_to(root): file for file in root.rglob("*") if file.is_file()} for root in (fresh, folder)
        )
        ours = output.written(folder)
        return sorted(
            path.as_posix()
            for path in made.keys() | {path for path in there if path.as_posix() in ours}
            if path not in made or path not in there or made[path].read_bytes() != there[path].read_bytes()
        )


@contextmanager
def _workplace(options: Options) -> Iterator[Callable[[int], Executor]]:
    """What says who does so many pieces of work: little is done here, much by processes or on the cluster."""
    if not options.cluster:
        jobs = options.jobs or available_jobs()
        yield lambda tasks: processes(jobs, tasks, _WORTH_A_PROCESS)
        return
    from dr_evidence_site.system.cluster import connect

    with connect(options.cluster) as cluster:
        yield lambda tasks: cluster if tasks >= _WORTH_A_PROCESS else Serial()


class _Run:
    """One run of the stages over one site folder."""

    def __init__(
        self,
        options: Options,
        store: Store,
        progress: Progress,
        executor_for: Callable[[int], Executor],
        recall: Recall | None = None,
    ) -> None:
        self.options = options
        self.recall = recall or Recall()
        self.progress = progress
        self.store = store
        self.faults: list[Diagnostic] = []
        self._listed: dict[str, Listed] = {}
        self._digests: dict[str, str] = {}
        self._made: dict[str, tuple[str, ...]] = {}
        self._explained: dict[str, tuple[str, ...]] = {}
        self._audiences: list[str] = []
        self._language = ""
        self._wording_digest = ""
        self._wording: tuple[Source, ...] = ()
        self._waivers: waivers.Waivers = {}
        self._coverage: dict[str, Coverage] = {}
        self._fragments: set[str] = set()
        self._known_pages: set[str] = set()
        self._planned: set[str] = set()
        self._is_torn = False  # whether a file was seen with two contents, so that what was made may be a mixture
        self._shares: tuple[Share, ...] = ()
        self._is_for_diagnostics = False
        self._executor_for = executor_for
        self._parsed = self._rendered = self._pages = 0

    # From files to a site

    def load(self) -> None:
        """Read, parse, assemble and check."""
        known = self.store.rows("source")
        with self.progress.stage("read files") as stage:
            now = clock(self.options.site / CACHE) if self.options.remember else None
            listed, faults = survey(
                self.options.site, [SETTINGS, PEOPLE, *GLOSSARIES, *WORDING, ARTICLES, PAGES, LIBRARY], known, now
            )
            stage.advance(len(listed))
        self.faults += faults
        self._listed = {file.path: file for file in listed}
        with self.progress.stage("read settings and people"):
            config, faults = parse_config(self._source(SETTINGS), render=self._fragment)
            self.store.retire("fragment", self._fragments)
            self.faults += faults
            if self.options.base_url is not None:
                config = replace(config, base_url=self.options.base_url)
            if config.search and not search.is_installed():
                self.faults.append(NO_INDEXER.at(Span(SETTINGS)))
                config = replace(config, search=False)
            self._config = config
            people, faults = parse_people(self._source(PEOPLE))
            self.faults += faults
            written = [file for file in listed if file.path.startswith("content/glossary.")]
            glossaries, faults = read_glossaries(written, config.language, self.store, self._source)
            self.faults += faults
            rules = [(file.path, file.digest) for file in listed if file.path.startswith("content/wording.")]
            self._wording, faults = added_rules(rules, config.language, self.store, self._source)
            self.faults += faults
        with self.progress.stage("read library") as stage:
            bibliography = self._bibliography([file for file in listed if file.path.endswith(".bib")])
            stage.advance(len(bibliography.references))
        heads = self._heads([file for file in listed if file.path.endswith(".md")], config)
        listed = [replace(file, source=None) for file in listed]  # texts are not needed any more
        self._listed = {file.path: file for file in listed}
        with self.progress.stage("read theme and pictures") as stage:
            site_theme, faults = theme.load(self.options.site)
            self.faults += faults
            images, faults = files.read_bytes(self.options.site)
            self.faults += faults
            stage.advance(len(site_theme.templates) + len(site_theme.static) + len(images))
        articles, standing, unread = [], [], {}
        for path, head in heads.items():
            self.faults += head.diagnostics
            if head.coverage.claims:
                self._coverage[path] = head.coverage
            if isinstance(head.front, Article):
                articles.append((head.front, head.outline))
            elif isinstance(head.front, StandingPage):
                standing.append((head.front, head.outline))
            else:
                unread[path] = head.outline
        with self.progress.stage("assemble") as stage:
            self.pictures = images
            lapses = self._lapses(articles, bibliography, images)
            self.site = assemble(
                config,
                articles,
                standing,
                people,
                bibliography,
                images,
                self.options.today,
                unread,
                _Bodies(self),
                lapses,
                glossaries,
                remembered(self._digests, self.store),
            )
            self._shares = shares(self.site)
            self.site = replace(
                self.site, search=search_places(self._shares, config, search.folder_of_index() if self._shares else "")
            )
            stage.advance(len(articles))
        with self.progress.stage("check"):
            self.faults += checks.run(self.site)
            self.faults += unchecked((article for article, _ in articles), config, self._wording)
            self._waivers = waivers.waivers_of(article for article, _ in articles)
            languages = languages_of(self.site.articles, config)
            self.theme, faults = with_catalogs(site_theme, languages, self.store, Span(SETTINGS))
            self.faults += faults
        mechanism = {"audience.css": audience_css([audience.id for audience in config.audiences]).encode()}
        self.assets: Assets = assets({**site_theme.static, **mechanism}, images)
        with self.progress.stage("remember"):
            self.store.put_rows("source", remember(listed, known).items())
            self.store.drop_rows("source", known.keys() - self._listed.keys())

    def body(self, path: str) -> Body:
        """The body of a file, from the memo."""
        return load_body(path, self._records([path])[path])

    def digest_of(self, path: str) -> str:
        """The SHA-256 (hex) of a file's bytes as they were read; empty for a file that is not there."""
        listed = self._listed.get(path)
        return listed.digest if listed else ""

    def _source(self, path: str) -> Source | None:
        listed = self._listed.get(path)
        return reread(self.options.site, listed) if listed else None

    def _bibliography(self, listed: list[Listed]) -> Bibliography:
        from dr_evidence_site.parse import library

        inputs = digest([(file.path, file.digest) for file in listed])
        before = None
        if self.recall.library and self.recall.library[0] == inputs:
            self.faults += self.recall.library[1].diagnostics
            return library.bibliography_of(self.recall.library[1])
        found = self.store.get("library", ["latest"]).get("latest")
        if found:
            try:
                known, _, text = found.partition(b"\n")
                before = library.load_library(text)
                if known.decode() == inputs:
                    self.recall.library = (inputs, before)
                    self.faults += before.diagnostics
                    return library.bibliography_of(before)
            except DAMAGE:
                before = None
        sources = [source for file in listed if (source := reread(self.options.site, file))]
        inputs = digest([(source.path, source.digest) for source in sources])  # a file may have changed meanwhile
        read = library.read_library(sources, before)
        self.store.put("library", [("latest", f"{inputs}\n{library.dump_library(read)}")])
        self.recall.library = (inputs, read)
        self.faults += read.diagnostics
        return library.bibliography_of(read)

    def _lapses(
        self, articles: list[tuple[Article, Outline]], bibliography: Bibliography, images: Mapping[str, bytes]
    ) -> dict[str, Lapse]:
        """The approvals that do not hold for the articles as they now are, by path."""
        if not any(article.status is ReviewStatus.APPROVED for article, _ in articles):
            return {}
        from dr_evidence_site.build.approvals import lapses

        return lapses(articles, self._config.review, bibliography, images, self.store)

    def _heads(self, listed: list[Listed], config: Config) -> dict[str, Head]:
        """The head of every article and page, remembered or parsed now; their bodies are then in the store."""
        self._audiences = [audience.id for audience in config.audiences]
        self._language = config.language
        self._wording_digest = digest([(source.path, source.digest) for source in self._wording])
        self._digests = {file.path: self._parsed_from(file) for file in listed}
        heads: dict[str, Head] = {}
        with self.progress.stage("recall articles") as stage:
            recalled = self.recall.heads
            for path, key in self._digests.items():
                if path in recalled and recalled[path][0] == key:
                    heads[path] = recalled[path][1]
            texts = self.store.get("head", [key for path, key in self._digests.items() if path not in heads])
            for file in listed:
                text = texts.get(self._digests[file.path]) if file.path not in heads else None
                if text is not None:
                    try:
                        heads[file.path] = load_head(file.path, text)
                    except DAMAGE:
                        continue
            stage.advance(len(heads))
        missing = [file for file in listed if file.path not in heads]
        self._parsed = len(missing)
        chunks = (self._texts(part) for part in chunked(missing, self._executor_for(len(missing)).workers))
        with self._work("parse articles", len(missing)) as stage:
            parse = partial(parse_chunk, wording=self._wording)
            for made in self._done(stage, len(missing), parse, config, chunks):
                self.store.put("head", ((self._digests[path], head) for path, head, _ in made))
                self.store.put("body", ((self._digests[path], body) for path, _, body in made))
                for path, head, _ in made:
                    heads[path] = load_head(path, head)
        used = set(self._digests.values())
        self.store.retire("head", used)
        self.store.retire("body", used)
        self.recall.heads = {path: (self._digests[path], heads[path]) for path in self._digests if path in heads}
        return {path: heads[path] for path in self._digests if path in heads}

    def _parsed_from(self, file: Listed | Source) -> str:
        """The digest of everything that parsing the file depends on."""
        return digest(file.path, file.digest, self._audiences, self._language, self._wording_digest)

    def _texts(self, files: Iterable[Listed]) -> list[Source]:
        """The text of these files, but of those that vanished: they are left out as if they had gone before."""
        sources = [source for file in files if (source := reread(self.options.site, file))]
        # A file may have changed since it was listed.
        self._digests |= {source.path: self._parsed_from(source) for source in sources}
        return sources

    def _fragment(self, text: str, *, path: str, first_line: int) -> tuple[tuple[Part, ...], list[Diagnostic]]:
        """A short text of the settings, from the memo: without it each run would load the parser for a disclaimer."""
        key = digest(text, path, first_line)
        self._fragments.add(key)
        known = self.store.get("fragment", [key]).get(key)
        if known is not None:
            with suppress(*DAMAGE):
                return load_fragment(path, known)
        from dr_evidence_site.parse import markdown

        parts, faults = markdown.fragment(text, path=path, first_line=first_line)
        self.store.put("fragment", [(key, dump_fragment(parts, faults))])
        return parts, faults

    def _work(self, name: str, tasks: int) -> Stage:
        """A stage whose work is done by the executor; none is begun where there is no work."""
        return (self.progress if tasks else SILENT).stage(name, tasks)

    def _done(
        self, stage: Stage, tasks: int, task: Callable[[Any, Any], list[Made]], shared: object, chunks: Iterable[object]
    ) -> Iterator[list[Made]]:
        """What the executor makes of each chunk; the stage is told when and where."""
        for timing, made in self._executor_for(tasks).map(partial(timed, task), shared, chunks):
            stage.worked(timing, len(made))
            yield made

    # From the site to files

    def render_only(self, folder: Path | None) -> None:
        """Make everything for the sake of its diagnostics, but what is in `folder` and therefore had none."""
        self._is_for_diagnostics = True
        with self.progress.stage("render"):
            for made in self.outputs(folder):
                del made

    def outputs(self, folder: Path | None) -> Iterator[Output | Kept]:
        """Everything that belongs into the build folder; what is known to be there (None: nothing) is only named."""
        known = self.store.rows(str(folder.resolve())) if folder else {}
        self._known_pages = set(known)
        with self.progress.stage("assets") as stage:
            for asset in (*self.assets.outputs, *hosting_files(searches=bool(self._shares))):
                yield asset
                stage.advance()
        assets_ = self.assets.paths
        templates = digest(sorted(self.theme.templates.items()), sorted(self.theme.catalogs.items()))
        common = common_inputs(self.site, templates, assets_, __version__)
        elsewhere = Elsewhere(self.site)
        stale: list[ArticleEntry] = []
        keys: dict[str, str] = {}
        with self.progress.stage("compare articles", len(self.site.published)) as stage:
            for entry in self.site.published:
                path = article_path(entry)
                source = self._digests[entry.article.path]
                text = text_inputs(common, source, entry.outline, entry.references, self.site, assets_)
                keys[path] = article_inputs(text, entry, self.site, elsewhere)
                paths = [path, *self._beside(entry)]
                self._planned.update(paths)
                kept = _all_kept(folder, paths, keys[path], known)
                if kept:
                    self._pages += 1
                    self._explained[path] = _explained(known[path])
                    yield from kept
                else:
                    stale.append(entry)
                stage.advance()
        yield from self._articles(stale, keys)
        yield from self._search_index(folder, known)
        with self.progress.stage("other pages") as stage:
            for made in self._around(folder, known, common, elsewhere):
                yield made
                stage.advance()
            for file in self._for_machines(folder, known, common):
                yield file
                stage.advance()
        if self.site.glossaries:
            self.faults += unused(self.site, self._explained)

    def _articles(self, stale: list[ArticleEntry], keys: Mapping[str, str]) -> Iterator[Output]:
        if not stale:
            return
        cited = {key: self.site.bibliography.references[key] for entry in stale for key in entry.references.keys}
        light = replace(
            self.site, articles=(), topics=(), cited_by={}, bodies={}, unread={}, bibliography=Bibliography(cited)
        )
        frames = {
            language: shared_frame(self.site, self.assets.paths, place("articles/"), language)
            for language in languages_of(stale, self.site.config)
        }
        context = Context(light, frames, self.theme, self.assets.paths, not self._is_for_diagnostics)
        chunks = (self._with_bodies(part) for part in chunked(stale, self._executor_for(len(stale)).workers))
        with self._work("render articles", len(stale)) as stage:
            for made in self._done(stage, len(stale), render_chunk, context, chunks):
                with self.progress.stage("write files", shown=False) as writing:
                    for one in made:
                        output_ = self._output(one.path, one.content, one.faults, keys[one.path], one.explained)
                        if output_:
                            yield output_
                            yield from self._remembered(one.beside, keys[one.path], one.faults)
                            writing.advance()

    def _search_index(self, folder: Path | None, known: Mapping[str, str]) -> Iterator[Output | Kept]:
        """The files of the search index; a check has no use for them."""
        if not self._shares or folder is None or self._is_for_diagnostics:
            return
        with self.progress.stage("search index") as stage:
            work = search.Work(
                self.store,
                self._audiences,
                self._digests,
                lambda path, key: _kept(folder, path, key, known),
                self._extracted,
                self.options.jobs or available_jobs(),
            )
            try:
                for file, key in search.search_files(self._shares, work):
                    self._planned.add(file.path)
                    if isinstance(file, Output):
                        self._made[file.path] = (key, _sha256(file.content))
                    yield file
                    stage.advance()
            except search.IndexingError as error:
                self.faults.append(INDEXER_FAILED.at(Span(SETTINGS), reason=error))

    def _extracted(self, paths: list[str]) -> Iterator[tuple[str, str]]:
        """The texts of these files for the search index, as JSON."""
        chunks = (list(self._records(part).items()) for part in chunked(paths, self._executor_for(len(paths)).workers))
        for made in self._done(SILENT.stage("texts"), len(paths), search.texts_chunk, self._audiences, chunks):
            yield from made

    def _with_bodies(self, entries: list[ArticleEntry]) -> list[tuple[ArticleEntry, bytes]]:
        records = self._records([entry.article.path for entry in entries])
        return [(entry, records[entry.article.path]) for entry in entries]

    def _records(self, paths: list[str]) -> dict[str, bytes]:
        """The remembered bodies of these files; one that was lost or damaged is made again."""
        found = self.store.get("body", [self._digests[path] for path in paths])
        records = {path: found[self._digests[path]] for path in paths if self._digests[path] in found}
        lost = []
        for path in paths:
            if path in records:
                continue
            source = self._source(path)
            if source is None:
                self.faults.append(VANISHED.at(Span(path)))
                records[path] = dump_body(Body()).encode()
            else:
                lost.append(source)
        if not lost:
            return records
        for source, (path, _, body) in zip(lost, parse_chunk(self._config, lost, self._wording), strict=True):
            records[path] = body.encode("utf-8", "surrogatepass")
            if self._parsed_from(source) == self._digests[path]:
                self.store.put("body", [(self._digests[path], body)])
            else:
                self._is_torn = True
        return records

    def _beside(self, entry: ArticleEntry) -> list[str]:
        """The paths of the files beside an article's page."""
        wanted = self.site.config.exports
        if not wanted:
            return []
        offer = offered(wanted, has_references=bool(entry.references.keys))
        return paths_beside(article_path(entry), offer)

    def _remembered(self, made: Iterable[Output], key: str, faults: list[Diagnostic]) -> Iterator[Output]:
        """The files, which are remembered by the key of the page they stand beside unless that has faults."""
        for file in made:
            if not faults:
                self._made[file.path] = (key, _sha256(file.content))
            yield file

    def _for_machines(self, folder: Path | None, known: Mapping[str, str], common: str) -> Iterator[Output | Kept]:
        """The files of the whole site for other programs; a check has no use for them."""
        if folder is None or self._is_for_diagnostics:
            return

        def inputs_of(entry: ArticleEntry) -> str:
            source = self._digests[entry.article.path]
            return text_inputs(common, source, entry.outline, entry.references, self.site, self.assets.paths)

        for plan in file_plans(self.site, self.assets.paths, inputs_of, partial(words_in, self.theme)):
            key = digest(common, plan.path, plan.inputs)
            self._planned.add(plan.path)
            kept = _kept(folder, plan.path, key, known)
            if kept:
                yield kept
            else:
                yield from self._remembered([Output(plan.path, plan.make().encode("utf-8", "replace"))], key, [])

    def _around(
        self, folder: Path | None, known: Mapping[str, str], common: str, elsewhere: Elsewhere
    ) -> Iterator[Output | Kept]:
        standing = {entry.page.path: entry for entry in self.site.pages}
        for plan in plans(self.site, self.assets.paths):
            inputs = plan.inputs
            if isinstance(inputs, SourceOf):
                entry = standing[inputs.path]
                source = self._digests[inputs.path]
                text = text_inputs(common, source, entry.outline, entry.references, self.site, self.assets.paths)
                inputs = (text, elsewhere.glossary(self.site.config.language))
            key = digest(common, plan.path, inputs)
            self._planned.add(plan.path)
            kept = _kept(folder, plan.path, key, known)
            if kept:
                self._pages += 1
                self._explained[plan.path] = _explained(known[plan.path])
                yield kept
                continue
            page = plan.make()
            content, faults = render(self.theme, page)
            made = self._output(plan.path, content, faults, key, explained_on(page))
            if made:
                yield made

    def _output(
        self, path: str, content: bytes | None, faults: list[Diagnostic], key: str, explained: tuple[str, ...]
    ) -> Output | None:
        self._rendered += 1
        self.faults += faults
        self._explained[path] = explained
        if content is None:
            return None
        self._pages += 1
        if not faults:
            self._made[path] = (key, _sha256(content), *explained)
        return Output(path, content)

    def remember_pages(self, folder: Path, target: str) -> None:
        """Keep, for each page that was made, what it was made from and how its file now looks."""
        if self._is_torn:
            return
        if self._made:
            stamps = settled_stamps(folder, self._made)
            rows = {path: f"{stamp}{' '.join(self._made[path])}" for path, stamp in stamps.items()}
            self.store.put_rows(target, rows.items())
            for other in self.store.places():
                if other not in ("source", target) and not Path(other).is_dir():
                    self.store.drop_place(other)
        self.store.drop_rows(target, self._known_pages - self._planned)

    # The end

    def may_be_published(self) -> bool:
        """Whether nothing that is known so far stops publication."""
        return (worst(self._judged(self.faults)) or 0) < self.options.fail_on

    def _judged(self, faults: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The diagnostics at the levels that the settings give them, and without weight where articles waive them."""
        return waivers.waived(releveled(faults, self.site.config.checks), self._waivers)

    def report(self, summary: output.Summary | None) -> Report:
        """What came of the run."""
        ordered = in_order(self._judged((*self.faults, *waivers.unused(self.faults, self._waivers))))
        work = Work(self._parsed, self._rendered)
        lapsed = frozenset(entry.article.path for entry in self.site.articles if entry.lapse)
        return Report(
            tuple(ordered), self._source, summary, self._pages, len(self.site.published), work, lapsed, self._coverage
        )


Loaded = _Run
"""What `loaded` gives to those who only look: the site, and the report of what is wrong with it."""


class _Bodies(Mapping[str, Body]):
    """The bodies of a run's files, fetched when they are asked for and not kept."""

    def __init__(self, run: _Run) -> None:
        self._run = run

    def __getitem__(self, path: str) -> Body:
        return self._run.body(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._run._digests)

    def __len__(self) -> int:
        return len(self._run._digests)


def _kept(folder: Path | None, path: str, key: str, known: Mapping[str, str]) -> Kept | None:
    """The page if it was made from the same inputs before and its file is still as it was left."""
    row = known.get(path)
    if folder is None or row is None:
        return None
    stamp, _, rest = row.partition(" ")
    made_from, _, rest = rest.partition(" ")
    content, _, _ = rest.partition(" ")
    if made_from != key or stamp_of(folder / path) != f"{stamp} ":
        return None
    return Kept(path, content, int(stamp.split(":", 1)[0]))


def _explained(row: str) -> tuple[str, ...]:
    """The terms that a page explains, from the row that remembers it."""
    return tuple(row.split()[3:])


def _all_kept(folder: Path | None, paths: Iterable[str], key: str, known: Mapping[str, str]) -> list[Kept]:
    """The files that were made together, if all of them are there and right; else none."""
    found: list[Kept] = []
    for path in paths:
        kept = _kept(folder, path, key, known)
        if kept is None:
            return []
        found.append(kept)
    return found


def _nothing(text: str, *, path: str, first_line: int) -> tuple[tuple[Part, ...], list[Diagnostic]]:
    """Markdown that nobody will look at."""
    del text, path, first_line
    return (), []


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
