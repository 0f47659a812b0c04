"""JSON Schema 2020-12 of the files that editors write, made from the tables of fields that their parsers read by.

A schema asks for no more than the parser does, so a file without a fault is valid. It asks for less where a value
depends on others (the order of dates, the check digit of an ORCID iD). One thing it sees differently: a number, a
switch or nothing at all stands there bare, and not in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from msgspec import Struct

from dr_evidence_site.diagnostics import Severity
from dr_evidence_site.diagnostics.codes import ALL
from dr_evidence_site.parse import config, evidence_fields, frontmatter, glossary, people
from dr_evidence_site.parse.aliases import ALIASES
from dr_evidence_site.parse.fields import (
    Boolean,
    Choice,
    Date,
    Duration,
    Field,
    Integer,
    ListOf,
    Record,
    Table,
    Text,
    Url,
)
from dr_evidence_site.parse.waivers import WAIVED_CODE

Schema: TypeAlias = dict[str, Any]
More: TypeAlias = Mapping[Field[Any], Schema]
"""What is known of single fields beyond their kind; for a list, of its items."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"
"""The version of JSON Schema. Nothing is used that draft 7 understands otherwise."""

_ENUMERABLE = 200
"""So many numbers are listed one by one in a pattern."""
_PERSON_ID = "[A-Za-z0-9][A-Za-z0-9_-]*"
_ORCID = "(?:[Hh][Tt][Tt][Pp][Ss]?://(?:www\\.)?orcid\\.org/)?(?:[0-9]{4}-){3}[0-9]{3}[0-9Xx]/?"
_TAG = "[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*"
_NAME = "[a-z0-9][a-z0-9-]*"
_NAME_MESSAGE = "Write a file name without “.md”: letters a to z, digits and hyphens."
_ID_MESSAGE = "Write letters, digits, hyphens and underscores, a letter or digit first."
_TAG_MESSAGE = "Write a language tag such as en, en-GB or fr."


class Known(Struct, frozen=True):
    """What a site has that its articles name. Nothing of a kind means that it is not known: then any word is valid.

    `topics` are those in use; others are valid, too.
    """

    audiences: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


def article(known: Known) -> Schema:
    """The front matter of an article."""
    person = {"enum": list(known.people)} if known.people else _pattern(_PERSON_ID, _ID_MESSAGE)
    more: More = {
        frontmatter.AUDIENCE: {"enum": list(known.audiences)} if known.audiences else {},
        frontmatter.AUTHORS: person,
        frontmatter.BY: person,
        frontmatter.TOPICS: {"examples": list(known.topics)} if known.topics else {},
        frontmatter.LANG: _pattern(_TAG, _TAG_MESSAGE),
        ALIASES: _pattern(rf"{_NAME}(?:\.{_TAG})?", _NAME_MESSAGE),
        WAIVED_CODE: _WAIVABLE,
        frontmatter.REVIEW: {
            "if": {"properties": {"status": {"const": "approved"}}, "required": ["status"]},
            "then": {"properties": {"date": {"type": "string"}, "by": _SOMETHING}, "required": ["date", "by"]},
        },
    }
    return _document("The front matter of an article", _record(frontmatter.ARTICLE, more))


def page(known: Known) -> Schema:
    """The front matter of a standing page."""
    del known
    more: More = {ALIASES: _pattern(_NAME, _NAME_MESSAGE)}
    return _document("The front matter of a standing page", _record(frontmatter.STANDING_PAGE, more))


def site(known: Known) -> Schema:
    """The settings; an empty file is valid."""
    del known
    reserved = "|".join(config.RESERVED_IDS)
    more: More = {
        config.AUDIENCE_ID: _pattern(
            rf"(?!(?:{reserved})\s*$)[a-z][a-z0-9-]*",
            "Write lower-case letters, digits and hyphens, a letter first, and not the name of a Markdown block.",
        ),
        config.BASE_URL: _pattern(
            f'(?:{_any_case("https")}|{_any_case("http")})://[^\\s<>"\\\\?#]+',
            "Write an address that begins with https:// or http://, without “?” and “#”.",
        ),
        config.LANGUAGE: _pattern(_TAG, _TAG_MESSAGE),
        config.LANGUAGES: {"propertyNames": _pattern(_TAG, _TAG_MESSAGE)},
        config.CHECKS: {"properties": _levels(), "additionalProperties": False},
    }
    return _document("The settings of a site", _or_nothing(_record(config.SETTINGS, more)))


def people_file(known: Known) -> Schema:
    """The people; an empty file is valid."""
    del known
    table = _kind(people.PEOPLE, {people.ORCID: _pattern(_ORCID, "Write an ORCID iD such as 0000-0002-1825-0097.")}, {})
    names = {"propertyNames": _pattern(_PERSON_ID, _ID_MESSAGE)}
    return _document("The people behind a site, by their ids", _or_nothing(table | names))


def glossary_file(known: Known) -> Schema:
    """The explained words; an empty file is valid."""
    del known
    bare = _field(glossary.MEANING, {})
    table = {"type": "object", "additionalProperties": {"anyOf": [bare, _record(glossary.TERM, {})]}}
    return _document("Terms, with their meanings in plain words", _or_nothing(table))


def evidence_file(known: Known) -> Schema:
    """A file of evidence; a block of an article has an `id` besides."""
    del known
    return _document("Evidence on one comparison", _record(evidence_fields.EVIDENCE_FILE, {WAIVED_CODE: _WAIVABLE}))


SCHEMAS: Mapping[str, Callable[[Known], Schema]] = {
    "article": article,
    "page": page,
    "site": site,
    "people": people_file,
    "glossary": glossary_file,
    "evidence": evidence_file,
}
"""What there are schemas of."""


# Parts of a schema


_SOMETHING: Schema = {"not": {"type": "null"}}
_WAIVABLE: Schema = {"enum": [code.id for code in ALL if not code.protected]}


def _document(title: str, schema: Schema) -> Schema:
    return {"$schema": DIALECT, "title": title, **schema}


def _or_nothing(schema: Schema) -> Schema:
    return {**schema, "type": ["object", "null"]}


def _record(record: Record, more: More) -> Schema:
    schema: Schema = {
        "type": "object",
        "properties": {field.name: _field(field, more) for field in record.fields},
        "additionalProperties": False,
    }
    required = [field.name for field in record.fields if field.required]
    return schema | ({"required": required} if required else {})


def _field(field: Field[Any], more: More) -> Schema:
    """A field with its meaning. One that may be missing may also have nothing behind its colon."""
    schema = _kind(field.kind, more, more.get(field, {}))
    if not field.required:
        schema = _nullable(schema)
    example = {} if field.example == "…" or schema.keys() & {"examples", "enum"} else {"examples": [field.example]}
    return {"description": field.meaning, **schema, **example}


def _nullable(schema: Schema) -> Schema:
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    kinds = schema["type"]
    return {**schema, "type": [*([kinds] if isinstance(kinds, str) else kinds), "null"]}


def _kind(kind: object, more: More, extra: Schema) -> Schema:
    """The schema of a kind with what else is known of the value."""
    match kind:
        case ListOf(item=item):
            one = _kind(item, more, extra)
            return {"anyOf": [one, {"type": "array", "items": one, **({"uniqueItems": True} if kind.distinct else {})}]}
        case Table(value=value):
            return {"type": "object", "additionalProperties": _kind(value, more, {}), **extra}
        case Record():
            return {**_record(kind, more), **extra}
        case Choice(words=words):
            return {"enum": [str(word) for word in words], **extra}
        case Text() if "enum" in extra:
            return extra
        case Text(lines=lines):
            # A bare `no` or `1.10` is text to the parser, but not to an editor that reads YAML by itself.
            pattern = {"pattern": r"\S"} if lines else _pattern(r"\S[^\r\n]*", "Write text, on one line.")
            return {"type": ["string", "number", "boolean"], **pattern, **extra}
        case Date():
            day = "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
            return {
                "type": "string",
                "format": "date",
                **_pattern(day, "Write a day that exists, such as 2026-01-31."),
                **extra,
            }
        case Boolean():
            bare = ("yes", "no", "Yes", "No", "YES", "NO")  # strings in YAML 1.2
            return {"enum": [True, False, *bare], **extra}
        case Integer(least=least, most=most):
            return {"type": "integer", "minimum": least, "maximum": most, **extra}
        case Duration(most=most):
            months, years = _numbers(1, most), _numbers(1, most // 12)
            units = f"{months}\\s*{_any_case('month')}[sS]?|{years}\\s*{_any_case('year')}[sS]?"
            pattern = _pattern(f"(?:{units})", f"Write months or years, at most {most} months: 12 months, 2 years.")
            return {"type": "string", **pattern, "examples": ["12 months", "2 years"], **extra}
        case Url(schemes=schemes):
            any_scheme = "|".join(_any_case(name) + (":" if name == "mailto" else "://") for name in schemes)
            pattern = _pattern(f'(?:{any_scheme})[^\\s<>"\\\\]+', f"Write an address with {' or '.join(schemes)}.")
            return {"type": "string", **pattern, **extra}
    schema = getattr(kind, "schema", None)
    if isinstance(schema, Mapping):  # a kind of its own, which knows
        return {**schema, **extra}
    raise TypeError(f"There is no schema for {type(kind).__name__}.")


def _levels() -> dict[str, Schema]:
    """The levels that `checks` may give to each code; one that is protected keeps at least its own."""
    levels: dict[str, Schema] = {}
    for code in ALL:
        words = [
            level.value
            for level in config.Level
            if not code.protected or (level is not config.Level.IGNORE and Severity[level.name] >= code.severity)
        ]
        levels[code.id] = {"description": code.title, "enum": words}
    return levels


def _pattern(pattern: str, message: str) -> Schema:
    """A pattern for all of a text but the white space around it, which parsers drop.

    The message is shown by VS Code's language servers in place of the pattern; to others it is a remark.
    """
    return {"pattern": rf"^\s*{pattern}\s*$", "patternErrorMessage": message}


def _any_case(word: str) -> str:
    """A pattern for a word in any case: those of ECMA-262 have no switch for it."""
    return "".join(f"[{letter.upper()}{letter}]" if letter.isalpha() else re.escape(letter) for letter in word)


def _numbers(least: int, most: int) -> str:
    return f"0*(?:{'|'.join(map(str, range(least, most + 1)))})" if most - least < _ENUMERABLE else "[0-9]+"
