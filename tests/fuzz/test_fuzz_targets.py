"""A short run of each fuzz target, always with the same texts; `make fuzz` runs them for longer, with others."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from .minimal import shortened
from .target import HERE, Target
from .targets import TARGETS
from .texts import LONGEST, texts

ALL = pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)


@ALL
def test_each_seed_of_the_corpus_is_read(target: Target) -> None:
    seeds = target.corpus()
    assert seeds
    for seed in seeds:
        assert len(seed) <= LONGEST
        target.check(seed)


FOUND = [(target, path) for target in TARGETS.values() for path in target.found()]


@pytest.mark.parametrize(("target", "path"), FOUND, ids=[f"{target.name}-{path.stem}" for target, path in FOUND])
def test_what_was_found_once_stays_mended(target: Target, path: Path) -> None:
    target.check(path.read_bytes().decode("utf-8"))


@ALL
def test_changed_texts_are_read(target: Target) -> None:
    @settings(
        max_examples=target.examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(texts(target.corpus(), target.dictionary))
    def run(text: str) -> None:
        target.check(text)

    run()


def test_every_folder_belongs_to_a_target() -> None:
    for folder in ("corpus", "found"):
        assert {path.name for path in (HERE / folder).iterdir()} <= set(TARGETS)


def test_a_failing_text_is_made_short() -> None:
    assert shortened("some words, and a % among them", lambda text: "%" in text) == "%"
    assert shortened("aXbYc", lambda text: "X" in text and "Y" in text) == "XY"
