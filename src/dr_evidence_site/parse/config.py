"""`site.yaml` read into the settings of a site; whatever is missing or faulty has a sound default."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from dr_evidence_site.diagnostics import Diagnostic, Related, Severity, did_you_mean
from dr_evidence_site.diagnostics.codes import BY_ID
from dr_evidence_site.diagnostics.codes import settings as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import Part
from dr_evidence_site.model.config import Audience, Config, FollowUp, Marker, Publish, ReferenceStyle
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse import yaml
from dr_evidence_site.parse.disclaimers import CLINICIAN, GENERAL, PATIENT
from dr_evidence_site.parse.fields import (
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

TITLE = Field("title", Text(), "The name of the site.")
DESCRIPTION = Field("description", Text(), "One sentence on the site, for search engines and feeds.")
BASE_URL = Field("base_url", Url(), "The address of the folder the site will stand in, for absolute links.")
LANGUAGE = Field("language", Text(), "The language of the site, as a BCP 47 tag.")
CITATIONS = Field("citations", CITATIONS_RECORD, "How references and citation numbers look.")
AUDIENCES = Field("audiences", ListOf(AUDIENCE_RECORD, distinct=False), "Those for whom text can be written.")
DEFAULT_AUDIENCE = Field("default_audience", Text(), "The audience of a reader who has not chosen.")
REVIEW_EVERY = Field("review_every", Duration(), "How long after a full review the next one is due.")
PUBLISH = Field("publish", Choice(Publish), "Whether articles are published before their approval.")
NOTICE = Field("notice", Text(lines=True), "A notice on top of every page, in Markdown.")
FOLLOW_UP = Field("follow_up", FOLLOW_UP_RECORD, "Where a reader's further question goes.")


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
        REVIEW_EVERY,
        PUBLISH,
        NOTICE,
        FOLLOW_UP,
        CHECKS,
    ),
    "the settings",
)

DEFAULT_PATH = "site.yaml"
"""What messages call the settings when there is no file."""

FOLLOW_UP_WORDS = "Have a follow-up question?"

# RFC 5646, section 2.1, as far as tags are in use: language, script, region, variants, extensions, private use.
_LANGUAGE = re.compile(
    r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)
_AUDIENCE_ID = re.compile(r"[a-z][a-z0-9-]*")


def config(source: Source | None, *, render: Fragment) -> tuple[Config, list[Diagnostic]]:
    """The settings, and every fault of them. No file, or an empty one, gives the defaults.

    A faulty value is replaced by its default, so that the rest of the site can be checked in the same run.
    """
    report: Report = []
    values = _values(source, report)
    audiences = _audiences(values, report, render)
    citations = values.get(CITATIONS, Values(values.span))
    defaults = Config((), "")
    result = Config(
        audiences=audiences,
        default_audience=_default_audience(values, audiences, report),
        title=values.get(TITLE, defaults.title),
        description=values.get(DESCRIPTION, defaults.description),
        base_url=_base_url(values, report),
        language=_language(values, defaults.language, report),
        style=citations.get(STYLE, defaults.style),
        marker=citations.get(MARKER, defaults.marker),
        review_every=values.get(REVIEW_EVERY, defaults.review_every),
        publish=values.get(PUBLISH, defaults.publish),
        follow_up=_follow_up(values),
        notice=_rendered(values.get(NOTICE, ""), values.span_of(NOTICE), report, render),
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


def _audiences(values: Values, report: Report, render: Fragment) -> tuple[Audience, ...]:
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
        disclaimer = _disclaimer(entry.value, audience_id, report, render)
        grade = entry.value.get(READING_GRADE)
        # Without its label an audience is still one that articles may write for.
        found[audience_id] = Audience(audience_id, label or audience_id, disclaimer, grade)
    if found:
        return tuple(found.values())

    default = (
        Audience("patient", "Patient or carer", _rendered(PATIENT, values.span, report, render), 8),
        Audience("clinician", "Health professional", _rendered(CLINICIAN, values.span, report, render)),
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


def _disclaimer(entry: Values, audience_id: str, report: Report, render: Fragment) -> tuple[Part, ...]:
    """The audience's own disclaimer; the general one when it has none, or one without a word."""
    path = entry.span.path
    own = entry.get(DISCLAIMER)
    if own is not None and any(character.isalnum() for character in own):
        return _rendered(own, entry.span_of(DISCLAIMER), report, render)
    empty = entry.blank.get(DISCLAIMER.name) if own is None else entry.span_of(DISCLAIMER)
    if empty is not None:
        report.append(codes.NO_DISCLAIMER.at(empty, id=clip(audience_id)))
    standard = {"patient": PATIENT, "clinician": CLINICIAN}.get(audience_id, GENERAL)
    return _rendered(standard, Span(path), report, render)


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
    if _LANGUAGE.fullmatch(language):
        return language
    hyphenated = language.replace("_", "-")
    hint = f"Did you mean “{hyphenated}”?" if _LANGUAGE.fullmatch(hyphenated) else None
    place = values.span_of(LANGUAGE)
    report.append(codes.LANGUAGE.at(place, hint=hint, text=clip(language), default=default))
    return default


def _follow_up(values: Values) -> FollowUp | None:
    fields = values.get(FOLLOW_UP)
    url = None if fields is None else fields.get(FOLLOW_UP_URL)
    if fields is None or url is None:
        return None
    return FollowUp(fields.get(FOLLOW_UP_LABEL, FOLLOW_UP_WORDS), url)


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
