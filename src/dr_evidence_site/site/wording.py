"""The site's own words (title, notice, audiences, disclaimers) in the language of a page.

They come from the settings, `languages` among them; where the site has not written its own, from the standard words.
What there is not in a page's language is shown in the language it was written in.
"""

from __future__ import annotations

from msgspec import Struct

from dr_evidence_site.model.article import Part
from dr_evidence_site.model.config import Audience, AudienceWords, Config, LocalWords
from dr_evidence_site.model.languages import canonical, is_same, wider
from dr_evidence_site.model.standard_words import WORDS, StandardWords, standard_words

TITLE = "title"
NOTICE = "notice"
DISCLAIMERS = "disclaimers"
FOLLOW_UP = "follow_up"


class AudienceWording(Struct, frozen=True):
    """An audience's label and disclaimer; the languages are empty where they are the page's."""

    audience: Audience
    label: str
    disclaimer: tuple[Part, ...]
    label_language: str = ""
    language: str = ""


class Wording(Struct, frozen=True):
    """The words for pages in one language; `foreign` names those that are in the site's language instead."""

    title: str
    notice: tuple[Part, ...]
    follow_up: str
    audiences: tuple[AudienceWording, ...]
    foreign: frozenset[str]


def wording(config: Config, language: str) -> Wording:
    """The words for pages in a language."""
    own = _own_words(config, language)
    here = standard_words(language)
    native = standard_words(config.language) or WORDS["en"]
    is_native = is_same(language, config.language)
    audiences = tuple(_audience(audience, config, language, own, here, native) for audience in config.audiences)
    title, follow_up = config.title, config.follow_up.label if config.follow_up else ""
    foreign = set()
    if not is_native:
        title = own.title or (here.title if here and title == native.title else "")
        follow_up = own.follow_up or (here.follow_up if here and follow_up == native.follow_up else "")
        foreign |= set() if title else {TITLE}
        foreign |= {FOLLOW_UP} if config.follow_up and not follow_up else set()
        foreign |= {NOTICE} if config.notice and not own.notice else set()
        foreign |= {DISCLAIMERS} if any(audience.language for audience in audiences) else set()
    return Wording(
        title=title or config.title,
        notice=config.notice if is_native else own.notice or config.notice,
        follow_up=follow_up or (config.follow_up.label if config.follow_up else ""),
        audiences=audiences,
        foreign=frozenset(foreign),
    )


def texts(config: Config) -> tuple[Part, ...]:
    """The parts of every notice and disclaimer of the settings, in all languages."""
    parts = [config.notice, *(audience.disclaimer for audience in config.audiences)]
    for words in config.languages.values():
        parts += [words.notice, *(audience.disclaimer for audience in words.audiences.values())]
    return tuple(part for text in parts for part in text)


def _own_words(config: Config, language: str) -> LocalWords:
    """The settings' words for a language, those of "fr" for "fr-CA"."""
    if not is_same(language, config.language):
        for tag in (canonical(language), *wider(language)):
            if tag in config.languages:
                return config.languages[tag]
    return LocalWords()


def _audience(
    audience: Audience,
    config: Config,
    language: str,
    own: LocalWords,
    here: StandardWords | None,
    native: StandardWords,
) -> AudienceWording:
    """The words for one audience: the site's own in this language, else standard ones where the site has none."""
    words = own.audiences.get(audience.id, AudienceWords())
    label, label_language = words.label, ""
    if not label and audience.label == native.labels.get(audience.id) and here:
        label = here.labels[audience.id]
    if not label:
        label, label_language = audience.label, _written_in(config, audience.label == native.labels.get(audience.id))
    disclaimer, disclaimer_language = words.disclaimer, ""
    is_standard = audience.disclaimer == (native.disclaimer(audience.id),)
    if not disclaimer and is_standard and here:
        disclaimer = (here.disclaimer(audience.id),)
    if not disclaimer:
        disclaimer, disclaimer_language = audience.disclaimer, _written_in(config, is_standard)
    return AudienceWording(
        audience,
        label,
        disclaimer,
        "" if is_same(label_language, language) else label_language,
        "" if is_same(disclaimer_language, language) else disclaimer_language,
    )


def _written_in(config: Config, is_standard: bool) -> str:
    """The language of words of the settings; standard ones are English where they are not known in the site's."""
    return "en" if is_standard and standard_words(config.language) is None else config.language
