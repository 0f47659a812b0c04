"""The built wheel makes the same bytes, and says the same, with every version of Python that this machine can have."""

from __future__ import annotations

import fcntl
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from built_package import BIN, PYTHONS, ROOT, built, pythons, shared_place

VERSIONS = pythons()
OWN = "{}.{}".format(*sys.version_info)
OTHERS = [version for version in VERSIONS if version != OWN]

# What a Python is asked to do: sites to build, sites to check, and how it reads characters.
TASK = r"""
import contextlib, hashlib, io, json, pathlib, re, sys, unicodedata
from dr_evidence_site.cli import main

def run(*arguments):
    said = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(said):
        try:
            main(list(arguments), prog_name="dr-evidence-site")
        except SystemExit as end:
            code = end.code
    said.flush()
    return code, said.buffer.getvalue().decode()

def digest(data):
    return hashlib.sha256(data).hexdigest()

sample, special, faulty, out = sys.argv[1:]
result = {"python": sys.version_info[:2]}
for name, site in (("sample", sample), ("special", special)):
    folder = pathlib.Path(out, name)
    result[name] = run("build", site, "-o", str(folder), "--no-cache", "--jobs", "1", "--today", "2026-12-01", "--format", "jsonl")
    result[name + " files"] = {
        file.relative_to(folder).as_posix(): digest(file.read_bytes()) for file in sorted(folder.rglob("*")) if file.is_file()
    }
result["faulty"] = run("check", faulty, "--format", "jsonl", "--today", "2026-12-01")
from dr_evidence_site.system.newer_characters import _ranges
newer = {code for first, last in _ranges() for code in range(first, last + 1)}
word, space = re.compile(r"\w"), re.compile(r"\s")
read = hashlib.sha256()
# Four rare small letters got capitals only after Unicode 14; only the first letter of a text is ever made one here.
for code in (*range(0x20000), *range(0x20000, 0x110000, 61)):
    character = chr(code)
    if code in newer or 0xD800 <= code < 0xE000 or character in "\u019b\u0264\ua7d3\ua7d5":
        continue
    read.update(repr((
        character.lower(), character.upper(), character.casefold(), character.isalnum(), character.isalpha(),
        character.isdecimal(), character.isdigit(), character.isprintable(), character.isspace(), bool(word.match(character)),
        bool(space.match(character)), unicodedata.normalize("NFC", character), unicodedata.normalize("NFKD", character),
        unicodedata.combining(character), unicodedata.category(character)[0],
    )).encode("utf-8"))
result["characters"] = read.hexdigest()
print(json.dumps(result))
"""

FAULTS = {
    "site.yaml": "title: Faults\nnosuchkey: 1\n",
    "references/library.bib": "@article{a2020, author = {Example, Ann}, title = {A title}, date = {2020-13}}\n@article{a2020,}\n",
    "content/articles/one.md": "---\ntitle: One\nstatus: approved\nupdated: 2026-02-30\naudience: clinican\n---\n"
    "# Top\n\nText [@a2021; @a2020 p. 4] ![](../x.png) [x](two.md#thre) <b>bold</b>\n\n::: patiend\nx\n:::\n",
    "content/articles/two.md": "---\ntitle: Two\nstatus: submitted\nupdated: 2026-01-01\naudience: clinician\n---\n"
    "## Three\n\nWalking reduces pain by 30%.\n",
    "content/articles/three.md": "---\ntitle: Three\nstatus: submitted\nupdated: 2026-01-01\naudience: clinician\n---\n\U0001fae8\n",
    "content/articles/Drei.md": "---\ntitle: [\n---\n",
}


def special_site() -> ModuleType:
    """The sources of the site that has something of everything, which the tests of whole pages use."""
    spec = importlib.util.spec_from_file_location("special_site", ROOT / "tests/browser/special_site.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lay_down(root: Path, files: Mapping[str, str | bytes]) -> Path:
    for path, content in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def done_by(python: Path | str, factory: pytest.TempPathFactory, out: Path, **env: str) -> dict[str, Any]:
    """What came of the task with this Python."""
    place = shared_place(factory, "pythons")
    installed = built(factory).installed
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "faulty").exists():
            lay_down(place / "special", special_site().files())
            lay_down(place / "faulty", FAULTS)
            for name in ("content", "references", "templates"):
                shutil.copytree(ROOT / name, place / "sample" / name)
            shutil.copy(ROOT / "site.yaml", place / "sample")
    sites = [place / name for name in ("sample", "special", "faulty")]
    own = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(installed)}
    command = [python, "-W", "error", "-c", TASK, *sites, out]
    done = subprocess.run(command, cwd=out.parent, env=own | env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the version that runs the tests makes, once for all processes of this run."""
    place = shared_place(tmp_path_factory, "pythons-expected")
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = place / "result.json"
        if not known.exists():
            known.write_text(json.dumps(done_by(VERSIONS.get(OWN, sys.executable), tmp_path_factory, place / "out")))
        return dict(json.loads(known.read_text()))


def test_the_sites_are_built_and_the_faults_found(expected: dict[str, Any]) -> None:
    for name in ("sample", "special"):
        assert expected[name][0] == 0
        assert len(expected[f"{name} files"]) > 60
    code, said = expected["faulty"]
    assert code == 1
    assert len(said.splitlines()) > 10
    assert "FIL020" in said


@pytest.mark.parametrize("version", OTHERS)
def test_every_version_makes_and_says_the_same(
    version: str, expected: dict[str, Any], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = done_by(VERSIONS[version], tmp_path_factory, tmp_path / "out")
    assert made.pop("python") == [int(part) for part in version.split(".")]
    assert made == {name: value for name, value in expected.items() if name != "python"}


def test_there_are_versions_to_compare() -> None:
    """`make test` sees to them where it can; nothing is compared by fewer."""
    assert len(OTHERS) >= 2, how_to_have_more(OTHERS)


def how_to_have_more(others: list[str]) -> str:
    """What to install and run where there are too few versions."""
    lacking = [version for version in wanted() if version not in (OWN, *others)]
    return f"""
The wheel is compared between Python {OWN} and two or more other versions. Here there are: {", ".join(others) or "none"}.
Each one has an environment in {PYTHONS}, which this makes, where `make test` has not:

    sh .ci/pythons {BIN} requirements.txt

It takes the interpreters that it finds by name (python{lacking[0]}) or where pyenv keeps them, and fetches others from
Debian or with uv, for which it needs the network. It lacks {", ".join(lacking)}. If it cannot have them, install two in
one of these ways, and run it again:

    sudo apt install {" ".join(f"python{version}-venv" for version in lacking[:2])}
    {" && ".join(f"pyenv install {version}" for version in lacking[:2])}
    {BIN}/uv python install --install-dir {PYTHONS}/uv --no-bin {" ".join(lacking[:2])}
"""


def test_where_there_are_too_few_it_is_said_what_to_install_and_how() -> None:
    first, *_ = [version for version in wanted() if version != OWN]
    said = how_to_have_more([first])
    assert f"Here there are: {first}." in said
    assert f"sh .ci/pythons {BIN} requirements.txt" in said
    assert f"python{first}" not in said
    for version in set(wanted()) - {OWN, first}:
        assert version in said


def wanted() -> list[str]:
    """The versions that `.ci/pythons` looks for."""
    named = re.search(r'^versions="(.*)"$', (ROOT / ".ci/pythons").read_text(encoding="utf-8"), re.MULTILINE)
    assert named
    return named[1].split()


def test_the_same_versions_are_named_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    classified = [name.rpartition(" ")[2] for name in project["classifiers"] if re.search(r":: 3\.\d+$", name)]
    workflow = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
    assert wanted() == classified
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python-version"] == classified
    assert project["requires-python"] == f">={classified[0]}"
