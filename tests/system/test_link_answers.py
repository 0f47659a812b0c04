from __future__ import annotations

import json
from pathlib import Path

import pytest

from dr_evidence_site.model.external import Answer, Outcome
from dr_evidence_site.system.link_answers import DAY, KnownAnswers

NOW = 1_800_000_000.0
ANSWERS = {
    "https://a.test/": Answer(Outcome.FOUND, 200, moved="https://b.test/"),
    "https://a.test/gone": Answer(Outcome.GONE, 404),
    "https://a.test/refused": Answer(Outcome.REFUSED, 403, "the server answers 403 (Forbidden)"),
    "https://a.test/silent": Answer(Outcome.SILENT, reason="the connection broke off"),
}


def saved(place: Path) -> Path:
    known = KnownAnswers(place, NOW)
    for address, answer in ANSWERS.items():
        known.note(address, answer)
    known.save()
    return place


@pytest.mark.parametrize(
    ("days", "outcomes"),
    [
        (0, {Outcome.FOUND, Outcome.GONE, Outcome.REFUSED}),
        (0.99, {Outcome.FOUND, Outcome.GONE, Outcome.REFUSED}),
        (1.01, {Outcome.FOUND}),
        (6.99, {Outcome.FOUND}),
        (7.01, set()),
        (-1, set()),
    ],
)
def test_good_answers_hold_for_a_week_bad_ones_for_a_day_and_silence_not_at_all(
    tmp_path: Path, days: float, outcomes: set[Outcome]
) -> None:
    known = KnownAnswers(saved(tmp_path / "new" / "links.json"), NOW + days * DAY)
    assert {address for address in ANSWERS if known.get(address)} == {
        address for address, answer in ANSWERS.items() if answer.outcome in outcomes
    }
    assert all(known.get(address) in (answer, None) for address, answer in ANSWERS.items())


def test_the_file_holds_what_is_fresh_and_nothing_else(tmp_path: Path) -> None:
    place = saved(tmp_path / "links.json")
    known = KnownAnswers(place, NOW + 2 * DAY)
    known.note("https://c.test/", Answer(Outcome.GONE, 410))
    known.save()
    assert list(json.loads(place.read_text())) == ["https://a.test/", "https://c.test/"]
    assert [file.name for file in tmp_path.iterdir()] == ["links.json"]


DAMAGED = [
    *("", "{", "[]", "null", "[" * 100_000, "\udcff", '{"a": 1}', '{"a": [0, "found", 200]}'),
    *('{"a": ["x", "found", 200, "", ""]}', '{"a": [1e999, "found", 200, "", ""]}', '{"a": [0, "lost", 200, "", ""]}'),
]


@pytest.mark.parametrize("content", DAMAGED)
def test_what_cannot_be_read_is_forgotten(tmp_path: Path, content: str) -> None:
    place = tmp_path / "links.json"
    place.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert KnownAnswers(place, NOW).get("a") is None
    assert KnownAnswers(saved(place), NOW).get("https://a.test/")


def test_nothing_is_kept_where_there_is_no_place_for_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    saved(tmp_path / "file" / "links.json")
    (tmp_path / "links.json").mkdir()
    saved(tmp_path / "links.json")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "links.json"]
