"""`site.yaml` read into the settings of a site; whatever is missing or faulty has a sound default."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic, Related, Severity, did_you_mean
from dr_evidence_site.diagnostics.codes import BY_ID
from dr_evidence_site.diagnostics.codes import glossary as glossary_codes
from dr_evidence_site.diagnostics.codes import languages as language_codes
from dr_evidence_site.diagnostics.codes import settings as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import Part
from dr_evidence_site.model.config import (
    Audience,
    AudienceWords,
    Compression,
    Config,
    Export,
    FollowUp,
    Freshness,
    LocalWords,
    Marker,
    Publish,
    ReferenceStyle,
    ReviewRules,
)
from dr_evidence_site.model.languages import TAG, canonical, is_same
from dr_evidence_site.model.person import Role
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.model.standard_words import WORDS, StandardWords, standard_words
from dr_evidence_site.parse import limits, yaml
from dr_evidence_site.parse.fields import (
    Boolean,
    Choice,
    Duration,
    Field,
    Integer,
    ListOf,
    Record,
    Report,
    Table,
    Text,
    Url,
    Values,
)


class Fragment(Protocol):
    """Turns Markdown of the settings into parts; `first_line` is the line of `path` on which it begins."""

    def __call__(self, text: str, *, path: str, first_line: int) -> tuple[tuple[Part, ...], list[Diagnostic]]:
        """The parts, and the faults of the Markdown."""
        ...


RESERVED_IDS = ("bottom-line", "caution", "note")
"""Names of Markdown blocks, which cannot name an audience as well."""

STYLE = Field("style", Choice(ReferenceStyle), "How references are written.")
MARKER = Field("marker", Choice(Marker), "How citation numbers stand in the text.")
CITATIONS_RECORD = Record((STYLE, MARKER), "citations")

AUDIENCE_ID = Field("id", Text(), "The word used in Markdown and addresses.", required=True, example="patient")
LABEL = Field("label", Text(), "The words that readers choose by.", required=True, example="Patient or carer")
READING_GRADE = Field("reading_grade", Integer(1, 18), "The highest US school grade the text should need.")
DISCLAIMER = Field("disclaimer", Text(lines=True), "The disclaimer for these readers, in Markdown.")
AUDIENCE_RECORD = Record((AUDIENCE_ID, LABEL, READING_GRADE, DISCLAIMER), "an audience")

FOLLOW_UP_LABEL = Field("label", Text(), "The words of the link.")
FOLLOW_UP_URL = Field(
    "url",
    Url(("https", "http", "mailto")),
    "Where the question goes: a page, a form or a mail address.",
    required=True,
    example="mailto:evidence@example.org",
)
FOLLOW_UP_RECORD = Record((FOLLOW_UP_LABEL, FOLLOW_UP_URL), "follow_up")

LOCAL_LABEL = Field("label", Text(), "The words that readers choose by, in this language.")
LOCAL_DISCLAIMER = Field("disclaimer", Text(lines=True), "The disclaimer in this language, in Markdown.")
LOCAL_AUDIENCE_RECORD = Record((LOCAL_LABEL, LOCAL_DISCLAIMER), "the words for an audience")
LOCAL_TITLE = Field("title", Text(), "The name of the site in this language.")
LOCAL_NOTICE = Field("notice", Text(lines=True), "The notice in this language, in Markdown.")
LOCAL_FOLLOW_UP = Field("follow_up", Text(), "The words of the link for further questions, in this language.")
LOCAL_AUDIENCES = Field("audiences", Table(LOCAL_AUDIENCE_RECORD), "The words for each audience, by its id.")
LANGUAGE_RECORD = Record((LOCAL_TITLE, LOCAL_NOTICE, LOCAL_FOLLOW_UP, LOCAL_AUDIENCES), "a language")

APPROVALS = Field("approvals", Integer(1, 9), "How many different people must approve a text.")
APPROVERS = Field("approvers", ListOf(Choice(Role)), "The roles of which an approver has at least one.")
INDEPENDENT = Field("independent", Boolean(), "Whether authors are kept from approving their own articles.")
REQUIRE_SEAL = Field("require_seal", Boolean(), "Whether an approval counts only when it is sealed to the text.")
REVIEW_RECORD = Record((APPROVALS, APPROVERS, INDEPENDENT, REQUIRE_SEAL), "review")

SEARCH_EVERY = Field("search_every", Duration(), "How old the search for the evidence of an article may be.")
NEWEST_SOURCE = Field("newest_source", Duration(600), "How old the newest source of an article may be.")
MEDIAN_SOURCE = Field("median_source", Duration(600), "How old the median of an article's sources may be.")
FRESHNESS_RECORD = Record((SEARCH_EVERY, NEWEST_SOURCE, MEDIAN_SOURCE), "freshness")


class ExportWord(StrEnum):
    """What names a file beside an article: the end of its name, or for CSL-JSON "csl" alone."""

    JSON = "json"
    BIB = "bib"
    RIS = "ris"
    CSL_JSON = "csl.json"
    CSL = "csl"
    MD = "md"


TITLE = Field("title", Text(), "The name of the site.")
DESCRIPTION = Field("description", Text(), "One sentence on the site, for search engines and feeds.")
BASE_URL = Field("base_url", Url(), "The address of the folder the site will stand in, for absolute links.")
LANGUAGE = Field("language", Text(), "The language of the site, as a BCP 47 tag.")
CITATIONS = Field("citations", CITATIONS_RECORD, "How references and citation numbers look.")
AUDIENCES = Field("audiences", ListOf(AUDIENCE_RECORD, distinct=False), "Those for whom text can be written.")
DEFAULT_AUDIENCE = Field("default_audience", Text(), "The audience of a reader who has not chosen.")
EXPLAIN_TERMS_FOR = Field("explain_terms_for", ListOf(Text()), "Those to whom terms of the glossary are explained.")
REVIEW_EVERY = Field("review_every", Duration(), "How long after a full review the next one is due.")
RETRACTIONS_EVERY = Field(
    "retractions_every", Duration(), "How old the newest notice in the snapshot of retractions may be."
)
REVIEW = Field("review", REVIEW_RECORD, "The rules of approval.")
FRESHNESS = Field("freshness", FRESHNESS_RECORD, "How old the evidence of an article may be.")
STATUS_PAGE = Field("status_page", Boolean(), "Whether the site has a page for its editors with what is due.")
PUBLISH = Field("publish", Choice(Publish), "Whether articles are published before their approval.")
NOTICE = Field("notice", Text(lines=True), "A notice on top of every page, in Markdown.")
EXPORTS = Field("exports", ListOf(Choice(ExportWord)), "The files beside each article, for other programs.")
SEARCH = Field("search", Boolean(), "Whether the site has a search page.")
COMPRESS = Field("compress", ListOf(Choice(Compression)), "Compressed files beside others, for web servers.")
FOLLOW_UP = Field("follow_up", FOLLOW_UP_RECORD, "Where a reader's further question goes.")
LANGUAGES = Field("languages", Table(LANGUAGE_RECORD), "The site's words in other languages, by BCP 47 tag.")


LIMITS = Field("limits", limits.LIMITS_RECORD, "How much of everything the site may have.")


class Level(StrEnum):
    """What `checks` can make of a diagnostic."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    IGNORE = "ignore"


CHECKS = Field("checks", Table(Choice(Level)), "Other levels for diagnostics, by code.")
SETTINGS = Record(
    (
        TITLE,
        DESCRIPTION,
        BASE_URL,
        LANGUAGE,
        CITATIONS,
        AUDIENCES,
        DEFAULT_AUDIENCE,
        EXPLAIN_TERMS_FOR,
        REVIEW_EVERY,
        RETRACTIONS_EVERY,
        REVIEW,
        FRESHNESS,
        STATUS_PAGE,
        PUBLISH,
        NOTICE,
        EXPORTS,
        SEARCH,
        COMPRESS,
        FOLLOW_UP,
        LANGUAGES,
        LIMITS,
        CHECKS,
    ),
    "the settings",
)

DEFAULT_PATH = "site.yaml"
"""What messages call the settings when there is no file."""

_AUDIENCE_ID = re.compile(r"[a-z][a-z0-9-]*")


def config(source: Source | None, *, render: Fragment) -> tuple[Config, list[Diagnostic]]:
    """The settings, and every fault of them. No file, or an empty one, gives the defaults.

    A faulty value is replaced by its default, so that the rest of the site can be checked in the same run.
    """
    report: Report = []
    values = _values(source, report)
    defaults = Config((), "")
    language = _language(values, defaults.language, report)
    words = standard_words(language) or WORDS["en"]
    audiences = _audiences(values, words, report, render)
    citations = values.get(CITATIONS, Values(values.span))
    default_audience = _default_audience(values, audiences, report)
    result = Config(
        audiences=audiences,
        default_audience=default_audience,
        explain_terms_for=_explain_terms_for(values, audiences, default_audience, report),
        title=values.get(TITLE, words.title),
        description=values.get(DESCRIPTION, defaults.description),
        base_url=_base_url(values, report),
        language=language,
        style=citations.get(STYLE, defaults.style),
        marker=citations.get(MARKER, defaults.marker),
        review_every=values.get(REVIEW_EVERY, defaults.review_every),
        retractions_every=values.get(RETRACTIONS_EVERY, defaults.retractions_every),
        publish=values.get(PUBLISH, defaults.publish),
        exports=_exports(values, defaults.exports),
        search=values.get(SEARCH, defaults.search),
        compress=tuple(entry.value for entry in values.get(COMPRESS, ())),
        follow_up=_follow_up(values, words),
        notice=_rendered(values.get(NOTICE, ""), values.span_of(NOTICE), report, render),
        languages=_languages(values, language, audiences, report, render),
        review=_review(values),
        freshness=_freshness(values),
        status_page=values.get(STATUS_PAGE, defaults.status_page),
        limits=limits.limits(values.get(LIMITS)),
        checks=_checks(values, report),
        spans=dict(values.keys),
    )
    return result, report


def _values(source: Source | None, report: Report) -> Values:
    if source is None:
        return Values(Span(DEFAULT_PATH))
    document = yaml.parse(source.path, source.text)
    report.extend(document.diagnostics)
    values = None if document.root is None else SETTINGS.read(document.root, source.path, report)
    return Values(Span(source.path)) if values is None else values


def _rendered(text: str, value: Span, report: Report, render: Fragment) -> tuple[Part, ...]:
    """Markdown of the settings; YAML folds and unquotes it, so a fault in it is placed at the whole value."""
    if not text.strip():
        return ()
    parts, faults = render(text, path=value.path, first_line=value.line)
    report.extend(replace(fault, span=value) for fault in faults)
    return parts


# Audiences and their disclaimers


def _audiences(values: Values, words: StandardWords, report: Report, render: Fragment) -> tuple[Audience, ...]:
    """The site's audiences, or the default ones when none is listed or usable; each has a disclaimer."""
    found: dict[str, Audience] = {}
    places: dict[str, Span] = {}
    for entry in values.get(AUDIENCES, ()):
        audience_id, label = entry.value.get(AUDIENCE_ID), entry.value.get(LABEL)
        if audience_id is None or not _is_usable(audience_id, entry.value.span_of(AUDIENCE_ID), report):
            continue
        place = entry.value.span_of(AUDIENCE_ID)
        if audience_id in places:
            related = [Related(places[audience_id], "The first one is here.")]
            report.append(codes.AUDIENCE_TWICE.at(place, related=related, id=clip(audience_id)))
            continue
        places[audience_id] = place
        disclaimer = _disclaimer(entry.value, audience_id, words, report, render)
        grade = entry.value.get(READING_GRADE)
        # Without its label an audience is still one that articles may write for.
        found[audience_id] = Audience(audience_id, label or audience_id, disclaimer, grade)
    if found:
        return tuple(found.values())

    default = tuple(
        Audience(name, words.labels[name], (words.disclaimer(name),), grade)
        for name, grade in (("patient", 8), ("clinician", None))
    )
    if AUDIENCES.name in values.keys and not values.lost(AUDIENCES):
        names = " and ".join(audience.id for audience in default)
        report.append(codes.NO_AUDIENCE.at(values.keys[AUDIENCES.name], default=names))
    return default


def _is_usable(audience_id: str, span: Span, report: Report) -> bool:
    reason = None
    if audience_id in RESERVED_IDS:
        reason = "it is the name of a Markdown block"
    elif _AUDIENCE_ID.fullmatch(audience_id) is None:
        reason = "it is not a word of lower-case letters, digits and hyphens"
    if reason is not None:
        report.append(codes.AUDIENCE_ID.at(span, id=clip(audience_id), reason=reason))
    return reason is None


def _disclaimer(
    entry: Values, audience_id: str, words: StandardWords, report: Report, render: Fragment
) -> tuple[Part, ...]:
    """The audience's own disclaimer; the standard one when it has none, or one without a word."""
    own = entry.get(DISCLAIMER)
    if own is not None and any(character.isalnum() for character in own):
        return _rendered(own, entry.span_of(DISCLAIMER), report, render)
    empty = entry.blank.get(DISCLAIMER.name) if own is None else entry.span_of(DISCLAIMER)
    if empty is not None:
        report.append(codes.NO_DISCLAIMER.at(empty, id=clip(audience_id)))
    return (words.disclaimer(audience_id),)


def _default_audience(values: Values, audiences: tuple[Audience, ...], report: Report) -> str:
    """The default audience that is set, else "patient" if the site has it, else the first one."""
    known = [audience.id for audience in audiences]
    fallback = "patient" if "patient" in known else known[0]
    wanted = values.get(DEFAULT_AUDIENCE)
    if wanted is None or wanted in known:
        return wanted or fallback
    hint = did_you_mean(clip(wanted), known, otherwise=f"The audiences are: {', '.join(known)}.")
    place = values.span_of(DEFAULT_AUDIENCE)
    report.append(codes.DEFAULT_AUDIENCE.at(place, hint=hint, id=clip(wanted), default=fallback))
    return fallback


def _explain_terms_for(
    values: Values, audiences: tuple[Audience, ...], default_audience: str, report: Report
) -> tuple[str, ...]:
    """The audiences that are listed, in the order of the site's; without a list the default audience alone."""
    listed = values.get(EXPLAIN_TERMS_FOR)
    if listed is None:
        return (default_audience,)
    known = [audience.id for audience in audiences]
    for item in listed:
        if item.value not in known:
            names = ", ".join(known)
            hint = did_you_mean(clip(item.value), known, otherwise=f"The audiences are: {names}.")
            report.append(glossary_codes.UNKNOWN_AUDIENCE.at(item.span, hint=hint, id=clip(item.value), known=names))
    wanted = {item.value for item in listed}
    return tuple(name for name in known if name in wanted)


# Single settings


def _base_url(values: Values, report: Report) -> str:
    """The base address with a slash at its end, or nothing."""
    url = values.get(BASE_URL)
    if url is None:
        return ""
    parts = urlsplit(url)
    for part, mark in (("a query", "?"), ("a fragment", "#")):
        if mark in url:
            report.append(codes.BASE_URL.at(values.span_of(BASE_URL), text=clip(url), part=part))
            return ""
    path = parts.path if parts.path.endswith("/") else f"{parts.path}/"
    return parts._replace(path=path).geturl()


def _language(values: Values, default: str, report: Report) -> str:
    language = values.get(LANGUAGE)
    if language is None:
        return default
    if TAG.fullmatch(language):
        return language
    hyphenated = language.replace("_", "-")
    hint = f"Did you mean “{hyphenated}”?" if TAG.fullmatch(hyphenated) else None
    place = values.span_of(LANGUAGE)
    report.append(codes.LANGUAGE.at(place, hint=hint, text=clip(language), default=default))
    return default


def _follow_up(values: Values, words: StandardWords) -> FollowUp | None:
    fields = values.get(FOLLOW_UP)
    url = None if fields is None else fields.get(FOLLOW_UP_URL)
    if fields is None or url is None:
        return None
    return FollowUp(fields.get(FOLLOW_UP_LABEL, words.follow_up), url)


def _languages(
    values: Values, language: str, audiences: tuple[Audience, ...], report: Report, render: Fragment
) -> dict[str, LocalWords]:
    """The site's words in other languages than its own, by tag in its recommended form."""
    found: dict[str, LocalWords] = {}
    for entry in values.get(LANGUAGES, ()):
        words = entry.value
        if TAG.fullmatch(entry.key) is None:
            report.append(language_codes.NOT_A_TAG.at(entry.key_span, text=clip(entry.key)))
        elif is_same(entry.key, language):
            report.append(language_codes.OWN_LANGUAGE.at(entry.key_span, language=entry.key))
        else:
            found[canonical(entry.key)] = LocalWords(
                words.get(LOCAL_TITLE, ""),
                _rendered(words.get(LOCAL_NOTICE, ""), words.span_of(LOCAL_NOTICE), report, render),
                words.get(LOCAL_FOLLOW_UP, ""),
                _audience_words(words, audiences, report, render),
            )
    return found


def _audience_words(
    values: Values, audiences: tuple[Audience, ...], report: Report, render: Fragment
) -> dict[str, AudienceWords]:
    known = [audience.id for audience in audiences]
    found: dict[str, AudienceWords] = {}
    for entry in values.get(LOCAL_AUDIENCES, ()):
        if entry.key not in known:
            hint = did_you_mean(clip(entry.key), known, otherwise=f"The audiences are: {', '.join(known)}.")
            report.append(language_codes.UNKNOWN_AUDIENCE.at(entry.key_span, hint=hint, audience=clip(entry.key)))
            continue
        text = entry.value.get(LOCAL_DISCLAIMER, "")
        # One without a word is none: the site's own disclaimer is then shown, and reported.
        disclaimer = text if any(character.isalnum() for character in text) else ""
        found[entry.key] = AudienceWords(
            entry.value.get(LOCAL_LABEL, ""),
            _rendered(disclaimer, entry.value.span_of(LOCAL_DISCLAIMER), report, render),
        )
    return found


def _review(values: Values) -> ReviewRules:
    fields, defaults = values.get(REVIEW, Values(values.span)), ReviewRules()
    roles = tuple(role.value for role in fields.get(APPROVERS, ()))
    return ReviewRules(
        fields.get(APPROVALS, defaults.approvals),
        roles or defaults.approvers,
        fields.get(INDEPENDENT, defaults.independent),
        fields.get(REQUIRE_SEAL, defaults.require_seal),
    )


def _freshness(values: Values) -> Freshness:
    fields = values.get(FRESHNESS, Values(values.span))
    return Freshness(fields.get(SEARCH_EVERY), fields.get(NEWEST_SOURCE), fields.get(MEDIAN_SOURCE))


def _exports(values: Values, default: tuple[Export, ...]) -> tuple[Export, ...]:
    """The files that are wanted, in the order of `Export`, whatever the order of the list."""
    listed = values.get(EXPORTS)
    if listed is None:
        return default
    wanted = {Export.CSL_JSON if entry.value is ExportWord.CSL else Export(entry.value) for entry in listed}
    return tuple(export for export in Export if export in wanted)


def _checks(values: Values, report: Report) -> dict[str, str]:
    """The levels that the site may set; a protected code keeps at least its own."""
    severities = {severity.word: severity for severity in Severity}
    levels: dict[str, str] = {}
    for entry in values.get(CHECKS, ()):
        code = BY_ID.get(entry.key)
        if code is None:
            hint = did_you_mean(clip(entry.key), BY_ID, otherwise=codes.UNKNOWN_CODE.hint)
            report.append(codes.UNKNOWN_CODE.at(entry.key_span, hint=hint, code=clip(entry.key)))
        elif code.protected and (entry.value is Level.IGNORE or severities[entry.value] < code.severity):
            level = entry.value.value
            report.append(codes.PROTECTED_CODE.at(entry.span, code=code.id, title=code.title, level=level))
        else:
            levels[entry.key] = entry.value.value
    return levels
