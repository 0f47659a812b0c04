"""The people who stand behind a site: authors, reviewers and the medical advisory board."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from dr_evidence_site.model.source import Span


class Role(StrEnum):
    """What a person does for the site."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    BOARD = "board"


class Person(Struct, frozen=True):
    """One entry of `content/people.yaml`.

    `orcid` is the bare identifier (0000-0002-1825-0097), checked by its ISO 7064 MOD 11-2 digit.
    `interests` is the person's declaration of interests as ICMJE asks for it; empty means not declared.
    """

    id: str
    name: str
    span: Span
    roles: tuple[Role, ...] = ()
    credentials: str = ""
    affiliation: str = ""
    orcid: str = ""
    interests: str = ""
