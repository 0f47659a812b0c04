"""`content/people.yaml` read into people by id."""

from __future__ import annotations

import re

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import people as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.person import Person, Role
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse import yaml
from dr_evidence_site.parse.fields import Choice, Entry, Field, ListOf, Record, Report, Table, Text, Values

NAME = Field("name", Text(), "The name as readers see it.", required=True, example="Ana Example")
ROLES = Field("roles", ListOf(Choice(Role)), "What the person does for the site.")
CREDENTIALS = Field("credentials", Text(), "Degrees and professional titles.")
AFFILIATION = Field("affiliation", Text(), "The institution the person works for.")
ORCID = Field("orcid", Text(), "The ORCID iD, bare or as an address at orcid.org.")
INTERESTS = Field("interests", Text(lines=True), "The declaration of interests, as ICMJE asks for it.")
PERSON = Record((NAME, ROLES, CREDENTIALS, AFFILIATION, ORCID, INTERESTS), "a person's entry")
PEOPLE = Table(PERSON)

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_ORCID = re.compile(r"(?:https?://(?:www\.)?orcid\.org/)?((?:[0-9]{4}-){3}[0-9]{3}[0-9Xx])/?")


def people(source: Source | None) -> tuple[dict[str, Person], list[Diagnostic]]:
    """The people by id in the order written, and every fault; no file means nobody.

    A person without a usable id or name is left out; any other faulty field is left empty.
    """
    report: Report = []
    result: dict[str, Person] = {}
    if source is None:
        return result, report
    document = yaml.parse(source.path, source.text)
    report.extend(document.diagnostics)
    if document.root is None:
        return result, report
    for entry in PEOPLE.read(document.root, source.path, report) or ():
        person = _person(entry, report)
        if person is not None:
            result[person.id] = person
    return result, report


def _person(entry: Entry[Values], report: Report) -> Person | None:
    fields = entry.value
    orcid = _orcid(fields, report)
    usable = _ID.fullmatch(entry.key) is not None
    if not usable:
        report.append(codes.PERSON_ID.at(entry.key_span, id=clip(entry.key)))
    name = fields.get(NAME)
    if name is None or not usable:
        return None
    return Person(
        id=entry.key,
        name=name,
        span=entry.key_span,
        roles=tuple(role.value for role in fields.get(ROLES, ())),
        credentials=fields.get(CREDENTIALS, ""),
        affiliation=fields.get(AFFILIATION, ""),
        orcid=orcid,
        interests=fields.get(INTERESTS, "").strip(),
    )


def _orcid(fields: Values, report: Report) -> str:
    """The bare ORCID iD, or nothing when there is none or it is faulty."""
    text = fields.get(ORCID)
    if text is None:
        return ""
    found = _ORCID.fullmatch(text)
    if found is None:
        report.append(codes.ORCID_FORM.at(fields.span_of(ORCID), text=clip(text)))
        return ""
    orcid = found[1].upper()
    expected = check_digit(orcid[:-1].replace("-", ""))
    if orcid[-1] != expected:
        report.append(codes.ORCID_CHECK_DIGIT.at(fields.span_of(ORCID), text=orcid, expected=expected))
        return ""
    return orcid


def check_digit(digits: str) -> str:
    """The check character of ISO 7064 MOD 11-2 for a row of digits, as ORCID and ISNI use it: 0 to 9 or X."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    value = (12 - total % 11) % 11
    return "X" if value == 10 else str(value)
