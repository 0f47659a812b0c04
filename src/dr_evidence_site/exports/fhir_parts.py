"""The small parts of which FHIR resources are made, the names by which they know each other, and their JSON."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any, TypeAlias

from msgspec import Struct, field

from dr_evidence_site.exports.fhir_codes import PERCENT, URI, Code
from dr_evidence_site.exports.html_to_markdown import escaped

Resource: TypeAlias = dict[str, Any]
"""A resource or a part of one, as JSON; `made` has taken out what is empty."""

_NAMESPACE = uuid.UUID("6f2c0a52-9d0e-4c1b-8a57-3f7f0a6a4c11")  # any will do, as long as it stays
_ID_LENGTH = 64
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9.-]+")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_FIGURE = re.compile(r"([-−+]?)0*([0-9]+(?:\.[0-9]+)?)(%?)")


class Decimal(str):
    """A number in the digits in which it is to be written, for those that count ("0.70")."""

    __slots__ = ()


def decimal(value: float) -> Decimal:
    """A number without the digits that floats add to it."""
    written = f"{round(value, 9):.9f}".rstrip("0").rstrip(".")
    return Decimal("0" if written == "-0" else written)


def made(**fields: Any) -> Resource:
    """A part with the fields that hold something. FHIR has no empty texts, lists and objects; 0 and false stay."""
    return {name: value for name, value in fields.items() if value is not None and value not in ("", [], {}, ())}


def concept(code: Code | None, text: str = "") -> Resource:
    """A CodeableConcept: a code, words, or both; empty without either."""
    return made(coding=[code._asdict()] if code else None, text=" ".join(text.split()))


def markdown(text: str) -> str:
    """Plain text for a field that is read as Markdown."""
    return escaped(text)


def notes(*texts: str) -> list[Resource]:
    """Notes, without empty ones."""
    return [{"text": markdown(text)} for text in texts if text.strip()]


def quantity(value: float, written: str = "", unit: str = "") -> Resource:
    """A value in the digits in which it was written; a percentage stays one, in UCUM's unit."""
    found = _FIGURE.fullmatch(written.strip())
    if found is None:
        return made(value=decimal(value), unit=unit)
    digits = Decimal(("-" if found[1] in ("-", "−") else "") + found[2])
    return percentage(digits) if found[3] else made(value=digits, unit=unit)


def percentage(value: Decimal) -> Resource:
    """So many percent."""
    system, code = PERCENT
    return {"value": value, "unit": "%", "system": system, "code": code}


def narrative(language: str, direction: str, *paragraphs: str) -> Resource:
    """The text for people that each resource should have."""
    spoken = f' lang="{escape(language)}" xml:lang="{escape(language)}" dir="{escape(direction)}"' if language else ""
    body = "".join(f"<p>{escape(_printable(text), quote=False)}</p>" for text in paragraphs if text)
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml"{spoken}>{body}</div>'}


class Names(Struct, frozen=True):
    """How the resources of one bundle are called. `site` is what tells this site from others.

    An id is made from the names that editors gave, so that it stays when other things change. A resource is referred to
    by a UUID (RFC 9562, version 5) made from site, type and id: it needs no server, and is the same in every export.
    """

    site: str
    _taken: set[str] = field(default_factory=set)

    def new(self, *words: str) -> str:
        """An id of these words that no other resource of the bundle has."""
        wanted, number = identifier(*words), 1
        found = wanted
        while found in self._taken:
            number += 1
            found = identifier(*words[:-1], f"{words[-1]}-{number}")
        self._taken.add(found)
        return found

    def urn(self, kind: str, id_: str) -> str:
        """The address of a resource within bundles."""
        return f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{self.site} {kind}/{id_}')}"

    def business(self, kind: str, id_: str) -> list[Resource]:
        """The identifier that a resource keeps on a server that gives it another id."""
        return [{"system": URI, "value": self.urn(kind, id_)}]

    def reference(self, kind: str, id_: str, display: str = "") -> Resource:
        """A reference to a resource."""
        return made(reference=self.urn(kind, id_), type=kind, display=" ".join(display.split()))


def identifier(*words: str) -> str:
    """Words as a FHIR id: at most 64 letters, digits, hyphens and dots. What is lost is replaced by a digest."""
    whole = ".".join(words)
    found = _NOT_IN_ID.sub("-", whole)
    if found == whole and len(found) <= _ID_LENGTH:
        return found
    digest = hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:10]
    return f"{found[: _ID_LENGTH - 11]}-{digest}"


def word(text: str) -> str:
    """A name as a part of an id."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_A_WORD.sub("-", plain).strip("-") or hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def entries(names: Names, resources: Iterable[Resource]) -> list[Resource]:
    """The entries of a bundle."""
    return [
        {"fullUrl": names.urn(resource["resourceType"], resource["id"]), "resource": resource} for resource in resources
    ]


def json_text(value: Resource, indent: str | None) -> str:
    """A resource as JSON, each decimal in its own digits; on one line without `indent`."""
    return "".join(_json(value, "" if indent is None else "\n", indent or ""))


def _json(value: Any, line: str, indent: str) -> Iterator[str]:
    if isinstance(value, Decimal):
        yield str(value)
    elif isinstance(value, Mapping | list) and value:
        inner = line + indent
        pairs = isinstance(value, Mapping)
        yield "{" if pairs else "["
        for number, item in enumerate(value):
            yield f",{inner or ' '}" if number else inner
            if pairs:
                yield f"{json.dumps(item)}: "
            yield from _json(value[item] if pairs else item, inner, indent)
        yield f"{line}{'}' if pairs else ']'}"
    elif isinstance(value, str):
        yield json.dumps(_printable(value), ensure_ascii=False)
    else:
        yield json.dumps(value)


def _printable(text: str) -> str:
    """A text without what neither XHTML nor a FHIR string may hold."""
    return "".join(
        character for character in text.encode("utf-8", "replace").decode() if character >= " " or character in "\n\t"
    )
