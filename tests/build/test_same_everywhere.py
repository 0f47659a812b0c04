"""The same site gives the same bytes: cold or warm, alone or in processes, in whatever order a disk lists files."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from large_site import contents, write_site

from dr_evidence_site.build import Options, build
from dr_evidence_site.build import run as run_module
from sites import TODAY

ARTICLES = 60


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(tmp_path_factory.mktemp("large") / "site", ARTICLES)


@pytest.fixture(scope="module")
def expected(site: Path) -> dict[str, bytes]:
    folder = site.parent / "expected"
    report = build(Options(site, TODAY, jobs=1, remember=False), folder)
    assert report.diagnostics == ()
    assert report.articles == ARTICLES
    return contents(folder)


@pytest.mark.parametrize("jobs", [2, 3])
def test_in_processes(site: Path, expected: dict[str, bytes], tmp_path: Path, jobs: int) -> None:
    build(Options(site, TODAY, jobs=jobs, remember=False), tmp_path / "out")
    assert contents(tmp_path / "out") == expected


def test_cold_warm_half_warm_and_with_other_numbers_of_jobs(
    expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "fingerprint", lambda: "one")  # the program may be edited while its tests run
    site = write_site(tmp_path / "site", ARTICLES)
    works = []
    for jobs, folder in ((3, "one"), (1, "one"), (3, "two"), (1, "three"), (2, "two")):
        report = build(Options(site, TODAY, jobs=jobs), tmp_path / folder)
        works.append((report.work.parsed, report.work.rendered > ARTICLES))
        assert contents(tmp_path / folder) == expected
    # Parsed once; rendered once for each folder.
    assert works == [(ARTICLES + 1, True), (0, False), (0, True), (0, True), (0, False)]


class _Shuffled:
    """Lists a folder in another order than the disk does."""

    def __init__(self, entries: list[Any], order: random.Random) -> None:
        order.shuffle(entries)
        self._entries = iter(entries)

    def __enter__(self) -> _Shuffled:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        return self._entries

    def __next__(self) -> Any:
        return next(self._entries)

    def close(self) -> None:
        pass


@pytest.mark.parametrize("seed", [1, 2])
def test_in_any_order_of_a_folder(
    site: Path, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    order, scandir, listdir = random.Random(seed), os.scandir, os.listdir
    seen = []

    def shuffled(place: Any = ".") -> _Shuffled:
        with scandir(place) as listing:
            entries = list(listing)
        seen.append(place)
        return _Shuffled(entries, order)

    def shuffled_names(place: Any = ".") -> list[Any]:
        names = listdir(place)
        order.shuffle(names)
        return names

    monkeypatch.setattr(os, "scandir", shuffled)
    monkeypatch.setattr(os, "listdir", shuffled_names)
    build(Options(site, TODAY, jobs=1, remember=False), tmp_path / "out")
    monkeypatch.undo()
    assert any(str(place).endswith("articles") for place in seen)
    assert contents(tmp_path / "out") == expected


FAULTS = {
    "content/articles/faulty.md": "---\ntitle: F\nstatus: submitted\nupdated: 2025-01-01\naudience: clinician\n---\n"
    "[@moyer2031] ![Picture](../pictures/pac.png) [x](article-001.md#mure) [y](artikle-001.md)\n\n::: patiend\nx\n:::\n",
    "content/pictures/pec.png": "x",
    "content/pictures/pacs.png": "x",
    "content/articles/article-001.md": "---\ntitle: F\nstatus: submitted\nupdated: 2025-01-01\naudience: clinician\n---\n"
    "## Mare\n\n## Mire\n\n## More\n",
}


def test_the_same_is_said_in_every_process(tmp_path: Path) -> None:
    """A set has another order in each process, which must not show in a hint."""
    site = write_site(tmp_path / "site", 3)
    for path, text in FAULTS.items():
        (site / path).write_text(text)
    said = set()
    for seed in ("0", "1", "2", "3"):
        done = subprocess.run(
            [sys.executable, "-c", "from dr_evidence_site.cli import main; main()", "check", str(site), "--format", "jsonl"],
            env={**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": "1780000000"}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 1, done.stderr
        said.add(done.stdout)
    (lines,) = said
    assert len([json.loads(line) for line in lines.splitlines()]) == 5
