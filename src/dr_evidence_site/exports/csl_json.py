"""References as CSL-JSON, the input of citation processors (schema: CSL 1.0.2, input/csl-data.json)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from dr_evidence_site.exports.bibtex import mark
from dr_evidence_site.model.reference import Integrity, Name, PartialDate, Reference
from dr_evidence_site.render.remembered import remembering

_STATUS = {
    Integrity.RETRACTED: "retracted",
    Integrity.CONCERN: "expression of concern",
    Integrity.CORRECTED: "corrected",
}


def csl_json(references: Iterable[Reference]) -> str:
    """The references as a `.csl.json` file: one array."""
    return "[\n" + ",\n".join(map(item_text, references)) + "\n]\n"


def item(ref: Reference) -> dict[str, Any]:
    """One reference; only fields with a value. `status` is the schema's field for a retraction."""
    issued = ref.issued
    literal = issued.literal if issued and issued.year is not None else ""
    note = "\n".join(part for part in (mark(ref), ref.note) if part)
    authors = [_name(name) for name in ref.authors]
    if ref.authors_incomplete:
        authors.append({"literal": "others"})
    fields: dict[str, Any] = {
        "id": ref.key,
        "type": ref.type.value,
        "title": ref.title,
        "author": authors,
        "editor": [_name(name) for name in ref.editors],
        "container-title": ref.container_title,
        "container-title-short": ref.container_title_short,
        "collection-title": ref.collection_title,
        "issued": _date(issued),
        "status": _STATUS[ref.integrity] if ref.integrity else literal,
        "volume": ref.volume,
        "issue": ref.issue,
        "page": ref.page,
        "number": ref.number,
        "edition": ref.edition,
        "publisher": ref.publisher,
        "publisher-place": ref.publisher_place,
        "genre": ref.genre,
        "archive": ref.archive,
        "DOI": ref.doi,
        "PMID": ref.pmid,
        "PMCID": ref.pmcid,
        "URL": ref.url,
        "accessed": _date(ref.accessed),
        "note": note,
    }
    return {name: value for name, value in fields.items() if value}


item_text = remembering(lambda ref: json.dumps(item(ref), ensure_ascii=False))
"""One reference as JSON text on one line, remembered."""


def _name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    # A particle of its own is lost by Zotero's importer; before the family name every processor prints it.
    family = f"{name.particle} {name.family}" if name.particle else name.family
    fields = {"family": family, "given": name.given, "suffix": name.suffix}
    return {field: value for field, value in fields.items() if value}


def _date(date: PartialDate | None) -> dict[str, Any]:
    if date is None:
        return {}
    if date.year is None:
        return {"literal": date.literal} if date.literal else {}
    parts = [date.year]
    if date.month is not None:
        parts += [date.month] if date.day is None else [date.month, date.day]
    return {"date-parts": [parts]}
