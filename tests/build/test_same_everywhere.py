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


# What differs between machines and has no say: each is one start of the program, so that nothing is inherited.
ELSEWHERE: dict[str, dict[str, str]] = {
    "the C locale": {"LC_ALL": "C", "LANG": "C"},
    "the C locale, and a Python that takes it at its word": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "a Turkish locale, a clock a day ahead and no home": {
        "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr", "TZ": "Pacific/Kiritimati",
        "HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent", "USER": "nobody", "LOGNAME": "nobody",
    },
    "a clock a day behind, other sets and a narrow terminal": {
        "TZ": "Pacific/Pago_Pago", "PYTHONHASHSEED": "4711", "COLUMNS": "20", "TERM": "dumb", "NO_COLOR": "1",
    },
    "a Python without assertions and docstrings": {"PYTHONOPTIMIZE": "2"},
}  # fmt: skip
BUILD = "import os, sys; os.umask(int(sys.argv.pop(1), 8)); from dr_evidence_site.__main__ import main; main()"


def special(root: Path) -> Path:
    """A site with names, words and sorts of pages that a machine could see in its own way."""
    write_site(root, 4)
    more = {
        "content/articles/istanbul.md": "---\ntitle: İstanbul ı I i\nstatus: submitted\nupdated: 2025-01-01\naudience: clinician\n"
        "topics: [Irritable ISTANBUL, ölçü, Zebra, äpfel]\nlang: tr\n---\n## IŞIK ve ılık\n\n"
        "Bilgi [@book1]. ![Resim](../pictures/Çiçek-ölçü.png)\n",
        "content/articles/umlaut.md": "---\ntitle: Über Öl\nstatus: submitted\nupdated: 2025-01-02\naudience: patient\n"
        "topics: [Zebra, äpfel, IRRITABLE istanbul]\n---\n## Ärzte\n\nText [@book2; @book3].\n\n## ärzte\n\nText [@book2].\n",
        "content/pictures/Çiçek-ölçü.png": "picture",
        "content/glossary.yaml": "Ärger: A word.\nIrritation: Another word.\nıslak: A third word.\n",
    }
    for path, text in more.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return root


def started(site: Path, folder: Path, umask: str = "022", jobs: int = 1, **env: str) -> str:
    """Build the site with a program of its own, and give what it says."""
    own = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "COVERAGE_PROCESS_START") if name in os.environ}
    command = [
        sys.executable,
        "-c",
        BUILD,
        umask,
        "build",
        str(site),
        "-o",
        str(folder),
        "--no-cache",
        "--jobs",
        str(jobs),
    ]
    done = subprocess.run(
        [*command, "--format", "jsonl"],
        env={**own, "LANG": "C.UTF-8", "SOURCE_DATE_EPOCH": "1780272000", **env}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], str]:
    parent = tmp_path_factory.mktemp("special")
    said = started(special(parent / "site"), parent / "out")
    return parent / "site", contents(parent / "out"), said


@pytest.mark.parametrize("what", ELSEWHERE)
def test_on_a_machine_with(what: str, here: tuple[Path, dict[str, bytes], str], tmp_path: Path) -> None:
    site, made, said = here
    assert started(site, tmp_path / "out", **ELSEWHERE[what]) == said
    assert contents(tmp_path / "out") == made


def test_in_another_place_by_someone_else_at_another_time(
    here: tuple[Path, dict[str, bytes], str], tmp_path: Path
) -> None:
    site, made, said = here
    copy = tmp_path / "a folder with spaces, ümlauts & more" / "site"
    # From the other end, so that the disk has the names in another order.
    for source in sorted(site.rglob("*"), reverse=True):
        if source.is_file():
            target = copy / source.relative_to(site)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
            target.chmod(0o600)
            os.utime(target, (1_000_000_000, 1_000_000_000))
    (tmp_path / "temporary").mkdir()
    out = tmp_path / "elsewhere"
    assert started(copy, out, umask="077", jobs=3, TMPDIR=str(tmp_path / "temporary")) == said
    assert contents(out) == made
    assert list((tmp_path / "temporary").iterdir()) == []
    assert modes(out) == {0o600, 0o700}
    assert modes(site.parent / "out") == {0o644, 0o755}


def modes(folder: Path) -> set[int]:
    """Who may do what with the folder and all that is in it."""
    return {place.stat().st_mode & 0o777 for place in (folder, *folder.rglob("*"))}
