"""Settings and people as JSON and back: a build that remembers them need not load the reader of YAML (40 ms)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from typing import Any

from msgspec import Struct

from dr_evidence_site.model import article, config, person, source

_TYPES: dict[str, type] = {
    name: value
    for module in (source, person, article, config)
    for name, value in vars(module).items()
    if isinstance(value, type) and value.__module__.startswith("dr_evidence_site.") and issubclass(value, Struct | Enum)
}
"""The types that may stand in a value; a record holds data, and only these can be made of it."""

_TYPE, _MAPPING = "", "{}"


def dump(value: object) -> str:
    """A value of the model as JSON: of its structures and enumerations, tuples, mappings and plain values."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def load(text: bytes | str) -> Any:
    """The value again. Raises one of `records.DAMAGE` for a damaged text."""
    return _value(json.loads(text))


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return {_TYPE: type(value).__name__, "value": value.value}
    if isinstance(value, Struct):
        return {_TYPE: type(value).__name__, **{name: _plain(getattr(value, name)) for name in value.__struct_fields__}}
    if isinstance(value, Mapping):
        return {_TYPE: _MAPPING, "items": [[_plain(key), _plain(one)] for key, one in value.items()]}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"no place in JSON for {type(value).__name__}")


def _value(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple([_value(one) for one in plain])
    if not isinstance(plain, dict):
        return plain
    name = plain.pop(_TYPE)
    if name == _MAPPING:
        return {_value(key): _value(one) for key, one in plain["items"]}
    return _TYPES[name](**{key: _value(one) for key, one in plain.items()})
