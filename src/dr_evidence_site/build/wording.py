"""The rules of wording: those that the program brings, with what the site's own files add to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes.wording import NO_RULES
from dr_evidence_site.model.article import Article
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.source import Source
from dr_evidence_site.model.wording import Rules
from dr_evidence_site.parse.records import DAMAGE, dump_fragment, load_fragment
from dr_evidence_site.site.keys import digest
from dr_evidence_site.site.languages import language_of
from dr_evidence_site.system.store import Store

"""What the site adds to the rules of its own language, and to those of others."""

BUILT_IN = ("de", "en", "es", "fr")
"""The languages that the program brings rules for."""

_FOLDER = Path(__file__).parents[1] / "rules"


def rules_of(language: str, added: Sequence[Source], site_language: str) -> Rules | None:
    """The rules for texts in a language, given by its tag; None when there are none."""
    base = _base(language)
    own = tuple(source for source in added if _base(_language_of_file(source.path, site_language)) == base)
    if base not in BUILT_IN and not own:
        return None
    return _rules(base, own)


@lru_cache(maxsize=16)
def _rules(language: str, added: tuple[Source, ...]) -> Rules:
    return _read(language, added)[0]


def _read(language: str, added: Sequence[Source]) -> tuple[Rules, list[Diagnostic]]:
    from dr_evidence_site.parse.rules import rules

    brought = []
    if language in BUILT_IN:
        path = _FOLDER / f"{language}.yaml"
        brought.append(Source(path.name, path.read_text(encoding="utf-8")))
    return rules(language, [*brought, *added], sound={source.path for source in brought})


def added_rules(
    paths: Sequence[tuple[str, str]], language: str, store: Store, source: Callable[[str], Source | None]
) -> tuple[tuple[Source, ...], list[Diagnostic]]:
    """The site's own files of rules, given by path and digest, and what is wrong with them."""
    if not paths:
        return (), []
    sources = tuple(found for path, _ in paths if (found := source(path)))
    key = digest([(found.path, found.digest) for found in sources], language)
    known = store.get("wording", [key]).get(key)
    if known is not None:
        with suppress(*DAMAGE):
            return sources, load_fragment(sources[0].path, known)[1]
    faults = []
    for found in sources:
        faults += _read(_base(_language_of_file(found.path, language)), [found])[1]
    store.put("wording", [(key, dump_fragment((), faults))])
    store.retire("wording", {key})
    return sources, faults


def unchecked(articles: Iterable[Article], config: Config, added: Sequence[Source]) -> list[Diagnostic]:
    """A note for each language without rules, at the first article in it."""
    first: dict[str, Article] = {}
    for article in articles:
        first.setdefault(article.lang, article)
    of_site = {_base(_language_of_file(source.path, config.language)) for source in added}
    known = sorted({*BUILT_IN, *of_site})
    found: dict[str, Diagnostic] = {}
    for article in first.values():
        language = language_of(article, config)
        if _base(language) not in known:
            fault = NO_RULES.at(article.span("lang"), language=language, known=", ".join(known))
            found.setdefault(_base(language), fault)
    return list(found.values())


def _base(tag: str) -> str:
    """The language of a tag, without script and region."""
    return tag.partition("-")[0].lower()


def _language_of_file(path: str, site_language: str) -> str:
    """The language that a file of rules is for: as its name says, else the site's."""
    middle = path.removeprefix("content/wording").removesuffix(".yaml").strip(".")
    return middle or site_language
