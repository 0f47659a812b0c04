"""The order of the stages, written once: files → values → site → pages → build folder, with diagnostics from each."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from dr_evidence_site import checks
from dr_evidence_site.diagnostics import Diagnostic, Severity, in_order, releveled, worst
from dr_evidence_site.model.article import Body
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.page import Output, Theme
from dr_evidence_site.model.site import Site
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse import article as parse_article
from dr_evidence_site.parse import markdown
from dr_evidence_site.parse.bibtex import bibliography
from dr_evidence_site.parse.config import config as parse_config
from dr_evidence_site.parse.people import people as parse_people
from dr_evidence_site.render.environment import environment
from dr_evidence_site.render.page import page as render_page
from dr_evidence_site.site.assemble import assemble
from dr_evidence_site.site.assets import Assets, assets
from dr_evidence_site.site.audience_css import audience_css
from dr_evidence_site.site.hosting import hosting_files
from dr_evidence_site.site.pages import pages
from dr_evidence_site.system import files, output, theme

SETTINGS = "site.yaml"
PEOPLE = "content/people.yaml"
ARTICLES = "content/articles/*.md"
PAGES = "content/pages/*.md"
LIBRARY = "references/*.bib"


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller decides: the site folder, the day that reviews are measured against, and another base address."""

    site: Path
    today: dt.date
    base_url: str | None = None
    fail_on: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a run: every diagnostic in order, the lines they point at, and what was written."""

    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, Source] = field(default_factory=dict)
    summary: output.Summary | None = None
    pages: int = 0
    articles: int = 0

    def failed(self, level: Severity) -> bool:
        """Whether any diagnostic reaches the level."""
        return (worst(self.diagnostics) or 0) >= level


@dataclass(frozen=True, slots=True)
class _Loaded:
    site: Site
    theme: Theme
    assets: Assets
    sources: dict[str, Source]
    diagnostics: list[Diagnostic]


def base_address(text: str) -> tuple[str, list[Diagnostic]]:
    """A base address given by the caller, read as the setting of that name is."""
    config, faults = parse_config(Source("--base-url", f"base_url: {json.dumps(text)}"), render=markdown.fragment)
    return config.base_url, faults


def refusal(options: Options, folder: Path) -> Diagnostic | None:
    """Why `folder` cannot be the build folder of this site, or None."""
    return output.refusal(folder, options.site)


def check(options: Options) -> Report:
    """Read and render everything and write nothing."""
    loaded = _load(options)
    faults = list(loaded.diagnostics)
    count = sum(1 for _ in _rendered(loaded, faults))
    return _report(loaded, faults, None, count)


def build(options: Options, folder: Path) -> Report:
    """Make `folder` hold the site, unless a diagnostic reaches `options.fail_on`: then it stays as it was."""
    loaded = _load(options)
    faults = list(loaded.diagnostics)
    checks_by_code = loaded.site.config.checks
    count = 0

    def outputs() -> Iterator[Output]:
        nonlocal count
        yield from loaded.assets.outputs
        yield from hosting_files()
        for made in _rendered(loaded, faults):
            count += 1
            yield made

    def proceed() -> bool:
        return (worst(releveled(faults, checks_by_code)) or 0) < options.fail_on

    if proceed():
        summary, obstacles = output.publish(outputs(), folder, site=options.site, proceed=proceed)
        return _report(loaded, faults + obstacles, summary if proceed() and not obstacles else None, count)
    for _ in outputs():  # what is wrong with the templates is said in the same run
        pass
    return _report(loaded, faults, None, count)


def _load(options: Options) -> _Loaded:
    sources, diagnostics = files.read(options.site, [SETTINGS, PEOPLE, ARTICLES, PAGES, LIBRARY])
    by_path = {source.path: source for source in sources}
    config, faults = parse_config(by_path.get(SETTINGS), render=markdown.fragment)
    diagnostics += faults
    if options.base_url is not None:
        config = replace(config, base_url=options.base_url)
    site, faults = _site(sources, by_path, config, options)
    diagnostics += faults
    site_theme, faults = theme.load(options.site)
    diagnostics += faults
    images, faults = files.read_bytes(options.site)
    diagnostics += faults
    site = replace(site, images=frozenset(images))
    diagnostics += checks.run(site)
    mechanism = {"audience.css": audience_css([audience.id for audience in config.audiences]).encode()}
    return _Loaded(site, site_theme, assets({**site_theme.static, **mechanism}, images), by_path, diagnostics)


def _site(
    sources: list[Source], by_path: dict[str, Source], config: Config, options: Options
) -> tuple[Site, list[Diagnostic]]:
    people, diagnostics = parse_people(by_path.get(PEOPLE))
    library, faults = bibliography(source for source in sources if source.path.endswith(".bib"))
    diagnostics += faults
    articles, standing = [], []
    unread: dict[str, Body] = {}
    for source in sources:
        if source.path.startswith("content/articles/"):
            article, body, faults = parse_article.article(source, config)
            if article:
                articles.append((article, body))
            else:
                unread[source.path] = body
        elif source.path.startswith("content/pages/"):
            page, body, faults = parse_article.standing_page(source, config)
            if page:
                standing.append((page, body))
            else:
                unread[source.path] = body
        else:
            continue
        diagnostics += faults
    return assemble(config, articles, standing, people, library, (), options.today, unread), diagnostics


def _rendered(loaded: _Loaded, faults: list[Diagnostic]) -> Iterator[Output]:
    """Every page, rendered; faults of the theme are added to `faults`."""
    made = environment(loaded.theme)
    for page in pages(loaded.site, loaded.assets.paths):
        content, diagnostics = render_page(made, page)
        faults += diagnostics
        if content is not None:
            yield Output(page.path, content)


def _report(loaded: _Loaded, faults: list[Diagnostic], summary: output.Summary | None, count: int) -> Report:
    ordered = in_order(releveled(faults, loaded.site.config.checks))
    return Report(tuple(ordered), loaded.sources, summary, count, len(loaded.site.published))
