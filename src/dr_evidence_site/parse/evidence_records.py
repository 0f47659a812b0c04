"""Evidence as JSON data and back, for the memo of parsing; imported only where there is evidence.

A value of the model is a list: the number of its class and its fields. Words of enumerations and places have a number
of their own, so that reading needs no knowledge of what a field holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, cast

from dr_evidence_site.model import evidence as model
from dr_evidence_site.model.article import CitationItem, Waiver
from dr_evidence_site.model.prose import Certainty
from dr_evidence_site.model.source import Span

_CLASSES: tuple[type[Any], ...] = (
    model.Evidence,
    model.Outcome,
    model.Study,
    model.Estimate,
    model.Arm,
    model.Pooled,
    model.Heterogeneity,
    model.Baseline,
    model.AbsoluteEffect,
    model.Downgrade,
    model.Upgrade,
    model.Recommendation,
)
_WORDS: tuple[type[StrEnum], ...] = (
    model.Measure,
    model.Better,
    model.PoolingModel,
    model.DowngradeReason,
    model.UpgradeReason,
    model.Strength,
    model.Direction,
    model.FigureKind,
    Certainty,
)
_FIELDS = {of: (number, list(of.__struct_fields__)) for number, of in enumerate(_CLASSES)}
_NUMBER_OF_WORDS = {of: -2 - number for number, of in enumerate(_WORDS)}
_PLACE, _LIST = -1, -100


def dump_evidence(evidence: model.Evidence) -> list[Any]:
    """Evidence as JSON data."""
    return cast("list[Any]", _dumped(evidence))


def load_evidence(path: str, value: list[Any]) -> model.Evidence:
    """The evidence of the file at `path` from its JSON data."""
    return cast("model.Evidence", _loaded(path, value))


def dump_citations(citations: tuple[CitationItem, ...]) -> list[Any]:
    """The sources of evidence as JSON data."""
    return [[item.key, *_place(item.span)] for item in citations]


def load_citations(path: str, value: list[Any]) -> tuple[CitationItem, ...]:
    """The sources of evidence from their JSON data."""
    return tuple([CitationItem(key, Span(path, *place)) for key, *place in value])


def dump_waivers(waivers: tuple[Waiver, ...]) -> list[Any]:
    """What is set aside as JSON data."""
    return [[waiver.code, waiver.about, waiver.reason, *_place(waiver.span)] for waiver in waivers]


def load_waivers(path: str, value: list[Any]) -> tuple[Waiver, ...]:
    """What the file at `path` sets aside from its JSON data."""
    return tuple([Waiver(code, about, reason, Span(path, *place)) for code, about, reason, *place in value])


def dump_file(file: model.EvidenceFile) -> str:
    """A file of evidence as JSON text."""
    data = dump_evidence(file.evidence) if file.evidence else None
    parts = [data, dump_citations(file.citations), file.digest, dump_waivers(file.waivers)]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def load_file(path: str, text: str | bytes) -> model.EvidenceFile:
    """The file of evidence at `path` from its JSON text."""
    data, citations, digest, waivers = json.loads(text)
    evidence = load_evidence(path, data) if data else None
    return model.EvidenceFile(path, evidence, load_citations(path, citations), digest, load_waivers(path, waivers))


def vanished(path: str) -> model.EvidenceFile:
    """What stands for a file that went while the site was built."""
    return model.EvidenceFile(path, None, (), "")


def _place(span: Span) -> list[int]:
    return [span.line, span.column, span.end_line, span.end_column]


def _dumped(value: object) -> object:
    of = type(value)
    if of in _FIELDS:
        number, names = _FIELDS[of]
        return [number, *[_dumped(getattr(value, name)) for name in names]]
    if isinstance(value, Span):
        return [_PLACE, *_place(value)]
    if isinstance(value, StrEnum):
        return [_NUMBER_OF_WORDS[type(value)], value.value]
    if isinstance(value, tuple):
        return [_LIST, *[_dumped(one) for one in value]]
    if isinstance(value, Mapping):
        return {key: _dumped(one) for key, one in value.items()}
    return value


def _loaded(path: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _loaded(path, one) for key, one in value.items()}
    if not isinstance(value, list):
        return value
    number, *rest = value
    if number == _PLACE:
        return Span(path, *rest)
    if number == _LIST:
        return tuple([_loaded(path, one) for one in rest])
    if number < 0:
        return _WORDS[-2 - number](*rest)
    return _CLASSES[number](*[_loaded(path, one) for one in rest])
