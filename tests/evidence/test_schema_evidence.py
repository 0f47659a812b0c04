"""The JSON Schema of files of evidence agrees with the parser."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml
from written import AUDIENCES, BLOCK, OUTCOME

from dr_evidence_site.model.source import Source
from dr_evidence_site.parse.evidence import file
from dr_evidence_site.parse.evidence_fields import EVIDENCE_FILE
from dr_evidence_site.parse.fields import ListOf, Record
from dr_evidence_site.parse.json_schema import SCHEMAS, Known

SOUND = yaml.safe_load(BLOCK.replace("id: hip-fracture\n", ""))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMAS["evidence"](Known(AUDIENCES)))


def test_it_is_a_schema_and_explains_every_field() -> None:
    jsonschema.Draft202012Validator.check_schema(VALIDATOR.schema)

    def explained(record: Record, schema: dict[str, object]) -> None:
        properties = schema["properties"]
        assert isinstance(properties, dict)
        assert {name: one["description"] for name, one in properties.items()} == {
            field.name: field.meaning for field in record.fields
        }

    explained(EVIDENCE_FILE, dict(VALIDATOR.schema))


# A place in the example, and what is put there; None takes it away.
CHANGES: list[tuple[tuple[object, ...], object]] = [
    ((), ...),
    (("population",), {"patient": "people", "everyone": "adults"}),
    (("population",), {}),
    (("population",), None),
    (("outcomes",), []),
    (("nnt",), 4),
    (("outcomes", 0, "measure"), "OR"),
    (("outcomes", 0, "measure"), "rr"),
    (("outcomes", 0, "measure"), "ratio"),
    (("outcomes", 0, "better"), "less"),
    (("outcomes", 0, "certainty"), "very low"),
    (("outcomes", 0, "certainty"), "middling"),
    (("outcomes", 0, "start"), "low"),
    (("outcomes", 0, "show"), ["forest", "icons"]),
    (("outcomes", 0, "show"), "forest"),
    (("outcomes", 0, "show"), ["pie"]),
    (("outcomes", 0, "show"), {"patient": ["icons", "sentence"], "everyone": "forest"}),
    (("outcomes", 0, "show"), {"patient": ["pie"]}),
    (("outcomes", 0, "show"), {"patient": None}),
    (("outcomes", 0, "show"), {}),
    (("outcomes", 0, "studies", 0, "participants"), 36282),
    (("outcomes", 0, "studies", 0, "participants"), "many"),
    (("outcomes", 0, "baseline", "risk"), "21 in 1000"),
    (("outcomes", 0, "baseline", "risk"), "2.1%"),
    (("outcomes", 0, "baseline", "risk"), "few"),
    (("outcomes", 0, "pooled", "estimate"), "0.84"),
    (("outcomes", 0, "pooled", "estimate"), "a bit"),
    (("outcomes", 0, "pooled", "interval"), [0.74]),
    (("outcomes", 0, "pooled", "interval"), "0.74 to 0.96"),
    (("outcomes", 0, "pooled", "model"), "mixed"),
    (("outcomes", 0, "pooled", "level"), "90%"),
    (("outcomes", 0, "pooled", "level"), 90),
    (("outcomes", 0, "pooled", "cite"), None),
    (("outcomes", 0, "pooled", "heterogeneity"), {"i2": "11%", "q": 9.0, "tau2": "0.01"}),
    (("outcomes", 0, "pooled", "heterogeneity"), {"i2": 0.11}),
    (("outcomes", 0, "studies", 0, "weight"), 0.45),
    (("outcomes", 0, "studies", 0, "adjusted"), True),
    (("outcomes", 0, "studies", 0, "intervention"), {"events": -1}),
    (("outcomes", 0, "studies", 0, "intervention", "mean"), 1.5),
    (("outcomes", 0, "downgraded", 0, "levels"), 4),
    (("outcomes", 0, "downgraded", 0, "for"), "smallness"),
    (("outcomes", 0, "upgraded"), {"for": "dose response", "because": "It rises."}),
    (("recommendation", "strength"), "weak"),
    (("recommendation",), None),
    (("waive",), [{"code": "EVD021", "about": "pain", "reason": "Its source rounds twice."}]),
    (("waive",), [{"code": "EVD021"}]),
    (("waive",), [{"code": "EVD099", "reason": "No such code."}]),
    (("waive",), [{"code": "CIT001", "reason": "It is protected."}]),
]


@pytest.mark.parametrize(("place", "value"), CHANGES, ids=str)
def test_schema_and_parser_say_the_same(place: tuple[object, ...], value: object) -> None:
    instance = json.loads(json.dumps(SOUND))
    if place:
        *path, last = place
        inner = instance
        for step in path:
            inner = inner[step]
        if value is None:
            del inner[last]
        else:
            inner[last] = value
    # JSON is YAML: each value is what the schema sees.
    _, faults = file(Source("content/evidence/hip.yaml", json.dumps(instance)), AUDIENCES)
    errors = [error.message for error in VALIDATOR.iter_errors(instance)]
    known_to_the_parser_alone = {"EVD015", "EVD018", "EVD020"} | ({"FLD003"} if value == [] else set())
    assert bool(errors) == any(fault.code not in known_to_the_parser_alone for fault in faults), (errors, faults)


def test_lists_of_the_table_are_lists_of_records() -> None:
    assert OUTCOME.count("outcome:") == 1
    assert all(isinstance(field.kind.item, Record) for field in EVIDENCE_FILE.fields if isinstance(field.kind, ListOf))
