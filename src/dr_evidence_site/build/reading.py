"""From the files of a site folder to a checked site: read, parse, assemble and check.

Parsing a file is remembered by the digest of its source; everything else is cheap and done again every time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache, partial
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dr_evidence_site import checks
from dr_evidence_site.build.catalogs import with_catalogs
from dr_evidence_site.build.entries import entry_faults
from dr_evidence_site.build.evidence import (
    EvidenceFiles,
    contradictions,
    read_evidence,
    texts_with,
    with_evidence,
)
from dr_evidence_site.build.glossaries import read_glossaries
from dr_evidence_site.build.library import LibraryReading
from dr_evidence_site.build.places import CACHE, PEOPLE, SETTINGS, TEXTS
from dr_evidence_site.build.progress import Stage
from dr_evidence_site.build.recall import Recall
from dr_evidence_site.build.relations import remembered
from dr_evidence_site.build.report import Facts, Options, Report, Work
from dr_evidence_site.build.retractions import noticed
from dr_evidence_site.build.tasks import parse_chunk
from dr_evidence_site.build.team import Team, told
from dr_evidence_site.build.wording import added_rules, unchecked
from dr_evidence_site.checks import waivers
from dr_evidence_site.checks.limits import of_texts, too_many_articles, with_few_waivers
from dr_evidence_site.diagnostics import Diagnostic, in_order, releveled, worst
from dr_evidence_site.diagnostics.codes.search import NOT_INSTALLED as NO_INDEXER
from dr_evidence_site.model.article import Article, Body, Outline, ReviewStatus, StandingPage
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.page import Theme
from dr_evidence_site.model.person import Person
from dr_evidence_site.model.prose import Coverage
from dr_evidence_site.model.reference import Bibliography, SourceYears, source_years
from dr_evidence_site.model.site import Lapse, Site
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse import plain
from dr_evidence_site.parse.library import bibliography_of
from dr_evidence_site.parse.records import DAMAGE, Head, dump_body, dump_fragment, load_body, load_fragment, load_head
from dr_evidence_site.site.assemble import assemble
from dr_evidence_site.site.keys import digest
from dr_evidence_site.site.languages import languages_of
from dr_evidence_site.system import files, output, theme
from dr_evidence_site.system.sources import Listed, clock, remember, reread, survey
from dr_evidence_site.system.store import Store

if TYPE_CHECKING:
    from dr_evidence_site.site.search import Share


def _nothing() -> None:
    """Wait."""


class Reading:
    """One reading of a site folder: after `load` the site, its theme, and what is wrong with them."""

    site: Site
    theme: Theme
    pictures: Mapping[str, bytes]
    evidence: EvidenceFiles

    def __init__(self, options: Options, store: Store, team: Team, recall: Recall | None = None) -> None:
        self.options = options
        self.store = store
        self.team = team
        self.recall = Recall() if recall is None else recall
        self._is_recalled = recall is not None
        self.faults: list[Diagnostic] = []
        self.digests: dict[str, str] = {}
        """What parsing each file depended on, as a digest, by path."""
        self.audiences: list[str] = []
        self.shares: tuple[Share, ...] = ()
        """What the search index is made of, empty for none."""
        self.is_torn = False
        """Whether a file was seen with two contents, so that what was made may be a mixture."""
        self._listed: dict[str, Listed] = {}
        self._language = ""
        self._wording_digest = ""
        self._library_digest = ""
        self._wording: tuple[Source, ...] = ()
        self._waivers: waivers.Waivers = {}
        self._coverage: dict[str, Coverage] = {}
        self._parsings = 0

    def load(self, meanwhile: Callable[[], None] = _nothing) -> None:
        """Read, parse, assemble and check. `meanwhile` is called where others parse and this process would wait."""
        known = self.store.rows("source")
        with self.team.progress.stage("read files") as stage:
            now = clock(self.options.site / CACHE) if self.options.remember else None
            # The settings say how large the other files may be.
            listed, self.faults = survey(self.options.site, (SETTINGS, PEOPLE), known, now)
            self._listed = {file.path: file for file in listed}
            config, people = self._settings()
            rest = [path for path in TEXTS if path not in (SETTINGS, PEOPLE)]
            more, faults = survey(self.options.site, rest, known, now, config.limits)
            listed += more
            stage.advance(len(listed))
        self.faults += faults
        self._listed = {file.path: file for file in listed}
        with self.team.progress.stage("read settings and people"):
            if self.options.base_url is not None:
                config = replace(config, base_url=self.options.base_url)
            if config.search and not _can_search():
                self.faults.append(NO_INDEXER.at(Span(SETTINGS)))
                config = replace(config, search=False)
            self._config = config
            written = [file for file in listed if file.path.startswith("content/glossary.")]
            glossaries, faults = read_glossaries(written, config.language, self.store, self.source)
            self.faults += faults
            rules = [(file.path, file.digest) for file in listed if file.path.startswith("content/wording.")]
            self._wording, faults = added_rules(rules, config.language, self.store, self.source)
            self.faults += faults
        texts = [file for file in listed if file.path.endswith(".md")]
        self.faults += too_many_articles([file.path for file in texts], config.limits)
        library = LibraryReading(
            [file for file in listed if file.path.endswith(".bib")],
            config.limits.entries,
            self.store,
            self.recall,
            self.team,
            self._reread,
        )
        records = self._known(texts, config)
        missing = [file for file in texts if file.path not in records]
        with self.team.stage("parse articles", len(missing)) as stage:
            parsed = self._parsed(missing, config, stage)
            # The workers have begun; meanwhile this process loads what will be needed in any case.
            heads = self._recalled(records)
            damaged = [file for file in texts if file.path in records and file.path not in heads]
            del records
            site_theme, images = self._around(config)
            if self.team.has_another and (missing or library.is_under_way):
                meanwhile()
            heads = self._heads(heads, chain(parsed, self._parsed(damaged, config, stage)))
        bibliography = self._library(library, config)
        rows = config.limits.evidence_rows
        evidence = self.evidence = read_evidence(listed, self.audiences, self.store, self.source, rows)
        heads = with_evidence(heads, evidence)
        with_files = texts_with(self.digests, heads, evidence)
        self.faults += evidence.faults
        self.faults += contradictions(heads, with_files, evidence, config, self._wording, self.store, self.source)
        listed = [replace(file, source=None) for file in listed]  # texts are not needed any more
        self._listed = {file.path: file for file in listed}
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
        with self.team.progress.stage("assemble") as stage:
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
                Bodies(self),
                lapses,
                glossaries,
                remembered(with_files, self.store),
                evidence.files,
                evidence.digests,
            )
            if config.search:
                from dr_evidence_site.build.search import offered

                self.shares, places = offered(self.site)
                self.site = replace(self.site, search=places)
            stage.advance(len(articles))
        with self.team.progress.stage("check"):
            self.faults += checks.run(self.site)
            self.faults += unchecked((article for article, _ in articles), config, self._wording)
            self.faults += entry_faults(self.site, self._library_digest, self.store)
            self._waivers = waivers.waivers_of(article for article, _ in articles)
            self._waivers, faults = with_few_waivers({**self._waivers, **evidence.waivers}, config.limits)
            self.faults += faults
            languages = languages_of(self.site.articles, config)
            self.theme, faults = with_catalogs(site_theme, languages, self.store, Span(SETTINGS))
            self.faults += faults
        with self.team.progress.stage("remember"):
            self.store.put_rows("source", remember(listed, known).items())
            self.store.drop_rows("source", known.keys() - self._listed.keys())

    def _around(self, config: Config) -> tuple[Theme, Mapping[str, bytes]]:
        """The theme and the pictures."""
        with self.team.progress.stage("read theme and pictures") as stage:
            site_theme, faults = theme.load(self.options.site, own=self.options.templates, limits=config.limits)
            self.faults += faults
            images, faults = files.read_bytes(self.options.site, limits=config.limits)
            self.faults += faults
            stage.advance(len(site_theme.templates) + len(site_theme.static) + len(images))
        return site_theme, images

    def body(self, path: str) -> Body:
        """The body of a file, from the memo."""
        return load_body(path, self.records([path])[path])

    def digest_of(self, path: str) -> str:
        """The SHA-256 (hex) of a file's bytes as they were read; empty for a file that is not there."""
        listed = self._listed.get(path)
        return listed.digest if listed else ""

    def source(self, path: str) -> Source | None:
        """A file's text as it is now; None for one that is not there."""
        listed = self._listed.get(path)
        return self._reread(listed) if listed else None

    def _reread(self, listed: Listed) -> Source | None:
        """A file's text as it is now. One that was there and cannot be read stops the build: the site would lack it."""
        found = reread(self.options.site, listed)
        if isinstance(found, Source):
            return found
        if found not in self.faults:
            self.faults.append(found)
        return None

    def _library(self, reading: LibraryReading, config: Config) -> Bibliography:
        """The library, with what the snapshot of retractions says of its sources."""
        with self.team.progress.stage("read library") as stage:
            self._library_digest, read = reading.library(stage)
        self.faults += read.diagnostics
        bibliography, faults = noticed(
            bibliography_of(read), self._library_digest, self.options, self.store, self.team.progress, config.limits
        )
        self.faults += faults
        return bibliography

    def _lapses(
        self, articles: list[tuple[Article, Outline]], bibliography: Bibliography, images: Mapping[str, bytes]
    ) -> dict[str, Lapse]:
        """The approvals that do not hold for the articles as they now are, by path."""
        if not any(article.status is ReviewStatus.APPROVED for article, _ in articles):
            return {}
        from dr_evidence_site.build.approvals import lapses

        return lapses(articles, self._config.review, bibliography, images, self.store, self.evidence.sealed)

    def _settings(self) -> tuple[Config, Mapping[str, Person]]:
        """The settings and the people of the site, remembered or read now."""
        key = digest([file.digest if (file := self._listed.get(path)) else "" for path in (SETTINGS, PEOPLE)])
        known = self.store.get("settings", [key]).get(key)
        if known is not None:
            with suppress(*DAMAGE):
                values, _, faults = known.partition(b"\n")
                config, people = plain.load(values)
                self.faults += load_fragment(SETTINGS, faults)[1]
                return config, people
        from dr_evidence_site.parse import markdown
        from dr_evidence_site.parse.config import config as parse_config
        from dr_evidence_site.parse.people import people as parse_people

        sources = [self.source(path) for path in (SETTINGS, PEOPLE)]
        config, found = parse_config(sources[0], render=markdown.fragment)
        people, more = parse_people(sources[1])
        self.faults += [*found, *more]
        text = plain.dump((config, people))
        key = digest([source.digest if source else "" for source in sources])  # a file may have changed meanwhile
        self.store.put("settings", [(key, f"{text}\n{dump_fragment((), [*found, *more])}")])
        self.store.retire("settings", {key})
        config, people = plain.load(text)  # so that they are the same in every build, to the type of each mapping
        return config, people

    def _known(self, listed: list[Listed], config: Config) -> dict[str, Head | bytes]:
        """What is remembered of the articles and pages that were parsed before, by path: the head, or its record."""
        self.audiences = [audience.id for audience in config.audiences]
        self._language = config.language
        grades = [audience.reading_grade for audience in config.audiences]  # they say who is compared with whom
        wording = [(source.path, source.digest) for source in self._wording]
        self._wording_digest = digest(wording, grades, of_texts(config.limits))
        self.digests = {file.path: self._parsed_from(file) for file in listed}
        recalled = self.recall.heads
        known: dict[str, Head | bytes] = {
            path: recalled[path][1]
            for path, key in self.digests.items()
            if path in recalled and recalled[path][0] == key
        }
        records = self.store.get("head", [key for path, key in self.digests.items() if path not in known])
        for path, key in self.digests.items():
            if path not in known and key in records:
                known[path] = records[key]
        return known

    def _recalled(self, known: Mapping[str, Head | bytes]) -> dict[str, Head]:
        """The heads that are remembered, but for those whose records are damaged."""
        heads: dict[str, Head] = {}
        with self.team.progress.stage("recall articles") as stage:
            for path, head in known.items():
                with suppress(*DAMAGE):
                    heads[path] = load_head(path, head) if isinstance(head, bytes) else head
            stage.advance(len(heads))
        return heads

    def _parsed(self, missing: list[Listed], config: Config, stage: Stage) -> Iterator[list[tuple[str, str, str]]]:
        """Path, head and body of each of these files, which the workers have begun to parse when this returns."""
        self._parsings += len(missing)
        chunks = (self._texts(part) for part in self.team.chunks(missing))
        parse = partial(parse_chunk, wording=self._wording)
        return told(stage, self.team.beside(len(missing), parse, config, chunks))

    def _heads(self, heads: dict[str, Head], parsed: Iterable[list[tuple[str, str, str]]]) -> dict[str, Head]:
        """The head of every article and page, in the order of their paths; their bodies are then in the store."""
        for made in parsed:
            self.store.put("head", ((self.digests[path], head) for path, head, _ in made))
            self.store.put("body", ((self.digests[path], body) for path, _, body in made))
            for path, head, _ in made:
                heads[path] = load_head(path, head)
        used = set(self.digests.values())
        self.store.retire("head", used)
        self.store.retire("body", used)
        if self._is_recalled:
            self.recall.heads = {path: (self.digests[path], heads[path]) for path in self.digests if path in heads}
        return {path: heads[path] for path in self.digests if path in heads}

    def parse(self, sources: list[Source]) -> list[tuple[str, str, str]]:
        """Path, head and body of each of these texts of files, parsed here."""
        return parse_chunk(self._config, sources, self._wording)

    def _parsed_from(self, file: Listed | Source) -> str:
        """The digest of everything that parsing the file depends on."""
        return digest(file.path, file.digest, self.audiences, self._language, self._wording_digest)

    def _texts(self, files: Iterable[Listed]) -> list[Source]:
        """The text of these files, but of those that vanished, which is reported."""
        sources = [source for file in files if (source := self._reread(file))]
        # A file may have changed since it was listed.
        self.digests |= {source.path: self._parsed_from(source) for source in sources}
        return sources

    def records(self, paths: list[str]) -> dict[str, bytes]:
        """The remembered bodies of these files; one that was lost or damaged is made again."""
        found = self.store.get("body", [self.digests[path] for path in paths])
        records = {path: found[self.digests[path]] for path in paths if self.digests[path] in found}
        lost = []
        for path in paths:
            if path in records:
                continue
            source = self.source(path)
            if source is None:
                records[path] = dump_body(Body()).encode()
            else:
                lost.append(source)
        if not lost:
            return records
        for source, (path, _, body) in zip(lost, self.parse(lost), strict=True):
            records[path] = body.encode("utf-8", "surrogatepass")
            if self._parsed_from(source) == self.digests[path]:
                self.store.put("body", [(self.digests[path], body)])
            else:
                self.is_torn = True
        return records

    def may_be_published(self, obstacles: Iterable[Diagnostic] = ()) -> bool:
        """Whether nothing that is known so far stops publication, with what is in its way in the build folder."""
        return (worst(self._judged((*self.faults, *obstacles))) or 0) < self.options.fail_on

    def _judged(self, faults: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The diagnostics at the levels that the settings give them, and without weight where articles waive them."""
        return waivers.waived(releveled(faults, self.site.config.checks), self._waivers)

    def report(self, summary: output.Summary | None = None, *, pages: int = 0, rendered: int = 0) -> Report:
        """What came of the run, which published `pages` of which it made `rendered`."""
        ordered = in_order(self._judged((*self.faults, *waivers.unused(self.faults, self._waivers))))
        work = Work(self._parsings, rendered)
        return Report(tuple(ordered), self.source, summary, pages, len(self.site.published), work, cache(self.facts))

    def facts(self) -> Facts:
        """What was found out about the articles."""
        notices = self.site.bibliography.notices
        return Facts(
            frozenset(entry.article.path for entry in self.site.articles if entry.lapse),
            self._coverage,
            {entry.article.path: entry.outline.reading for entry in self.site.articles},
            partial(_years, self.site),
            notices.snapshot if notices else None,
        )


def _years(site: Site) -> list[SourceYears]:
    """How old the sources of each article are."""
    references = site.bibliography.references
    return [source_years(references[key] for key in entry.references.keys) for entry in site.articles]


def _can_search() -> bool:
    from dr_evidence_site.system import pagefind

    return bool(pagefind.version())


class Bodies(Mapping[str, Body]):
    """The bodies of a run's files, fetched when they are asked for and not kept."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def __getitem__(self, path: str) -> Body:
        return self._reading.body(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._reading.digests)

    def __len__(self) -> int:
        return len(self._reading.digests)
