"""The settings of a site (`site.yaml`), every one with a default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dr_evidence_site.model.article import Part
from dr_evidence_site.model.source import Span


class ReferenceStyle(StrEnum):
    """How the reference list is written."""

    VANCOUVER = "vancouver"
    AMA = "ama"


class Marker(StrEnum):
    """How a citation number stands in the text."""

    BRACKETS = "brackets"
    PARENTHESES = "parentheses"
    SUPERSCRIPT = "superscript"


class Publish(StrEnum):
    """Which articles are published: all (unapproved ones with a notice and noindex), or approved ones alone."""

    ALL = "all"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Audience:
    """A group of readers that text can be written for.

    `id` is the word used in Markdown and in addresses; `label` the words that readers choose by.
    `disclaimer` is the site's disclaimer for them, Markdown already turned into parts.
    `reading_grade` is the highest US school grade that text for them should need; None is no limit.
    """

    id: str
    label: str
    disclaimer: tuple[Part, ...]
    reading_grade: int | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Where a reader's further question goes: a web address or a mail address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of a site. `review_every` is in months. `base_url` ends with "/" or is empty.

    `notice` is a sentence or two shown at the top of every page (parts of HTML; empty for none).
    `checks` maps a diagnostic's code to the word that re-levels it: "error", "warning", "note" or "ignore".
    """

    audiences: tuple[Audience, ...]
    default_audience: str
    title: str = "Evidence summaries"
    description: str = ""
    base_url: str = ""
    language: str = "en"
    style: ReferenceStyle = ReferenceStyle.VANCOUVER
    marker: Marker = Marker.BRACKETS
    review_every: int = 12
    publish: Publish = Publish.ALL
    follow_up: FollowUp | None = None
    notice: tuple[Part, ...] = ()
    checks: Mapping[str, str] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict, compare=False)
