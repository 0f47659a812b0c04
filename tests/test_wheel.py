"""What is shipped: the wheel and the sdist, their bytes and their metadata, installed and run as users do."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.metadata import Metadata
from packaging.requirements import Requirement

from built_package import BIN, ROOT, Package, built, hatch
from html_tree import Tree
from sites import LIBRARY, article


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return built(tmp_path_factory)


def test_the_wheel_holds_the_package_and_the_theme_and_nothing_else(package: Package) -> None:
    names = zipfile.ZipFile(package.wheel).namelist()
    assert "dr_evidence_site/templates/article.html" in names
    assert "dr_evidence_site/py.typed" in names
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"dr_evidence_site"}
    theme = {path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").rglob("*") if path.is_file()}
    assert {f"dr_evidence_site/{path}" for path in theme} <= set(names)
    source = ROOT / "src/dr_evidence_site"
    starter = {path.relative_to(source).as_posix() for path in (source / "starter").iterdir() if path.is_file()}
    assert "starter/site.yaml" in starter
    assert {f"dr_evidence_site/{path}" for path in starter} <= set(names)


def test_the_metadata_is_sound_and_says_what_an_index_shows(package: Package) -> None:
    with zipfile.ZipFile(package.wheel) as wheel:
        (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
        found = Metadata.from_email(wheel.read(name), validate=True)
    assert found.name == "dr-evidence-site"
    assert f"dr_evidence_site-{found.version}-py3-none-any.whl" == package.wheel.name
    assert found.description_content_type == "text/markdown"
    assert found.description == (ROOT / "README.md").read_text(encoding="utf-8")
    assert found.keywords
    assert "Typing :: Typed" in (found.classifiers or ())
    said = subprocess.run(
        [sys.executable, "-m", "dr_evidence_site", "--version"], capture_output=True, text=True, check=True
    )
    assert said.stdout == f"dr-evidence-site, version {found.version}\n"


def test_elsewhere_and_from_the_sdist_the_same_bytes_are_built(package: Package, tmp_path: Path) -> None:
    with tarfile.open(package.sdist) as sdist:
        sdist.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    for place in source.rglob("*"):
        os.utime(place, (1_000_000_000, 1_000_000_000))
        place.chmod(0o700 if place.is_dir() else 0o600)
    old = os.umask(0o077)
    try:
        hatch(source, tmp_path / "dist", "sdist", "wheel", TZ="Pacific/Kiritimati", LC_ALL="C", PYTHONHASHSEED="7")
    finally:
        os.umask(old)
    for shipped in (package.wheel, package.sdist):
        made = tmp_path / "dist" / shipped.name
        assert hashlib.sha256(made.read_bytes()).digest() == hashlib.sha256(shipped.read_bytes()).digest(), shipped.name


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with wheels of all that the program needs, made of what is installed here: nothing is fetched."""
    folder = tmp_path_factory.mktemp("index")
    for name in _needed("dr-evidence-site", set()):
        _pack(name, folder)
    return folder


def _needed(name: str, known: set[str]) -> Iterator[str]:
    for line in distribution(name).requires or ():
        wanted = Requirement(line)
        if wanted.name not in known and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
            known.add(wanted.name)
            yield wanted.name
            yield from _needed(wanted.name, known)


def _pack(name: str, folder: Path) -> None:
    installed = distribution(name)
    tags = [line.split()[1] for line in (installed.read_text("WHEEL") or "").splitlines() if line.startswith("Tag: ")]
    interpreters, abis, platforms = (dict.fromkeys(tag.split("-")[n] for tag in tags) for n in range(3))
    tag = "-".join(".".join(parts) for parts in (interpreters, abis, platforms))
    stem = f"{installed.metadata['Name'].replace('-', '_')}-{installed.version}"
    with zipfile.ZipFile(folder / f"{stem}-{tag}.whl", "w") as wheel:
        record = []
        for file in installed.files or ():
            if file.parts[0] != ".." and "__pycache__" not in file.parts and file.name not in ("RECORD", "INSTALLER"):
                wheel.write(str(file.locate()), file.as_posix())
                record.append(f"{file.as_posix()},,\n")
            if file.name == "RECORD":
                listed = file.as_posix()
        wheel.writestr(listed, "".join([*record, f"{listed},,\n"]))


@pytest.mark.parametrize("tool", ["uvx", "pipx", "pip"])
def test_run_by_a_tool_it_builds_a_site_from_two_files(
    tool: str, package: Package, index: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    (folder / "content/articles").mkdir(parents=True)
    (folder / "references").mkdir()
    (folder / "content/articles/a.md").write_text(article("T [@moyer2013]."))
    (folder / "references/a.bib").write_text(LIBRARY)
    env = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "LANG": "C.UTF-8", "HOME": str(tmp_path / "home"),
           "PIPX_HOME": str(tmp_path / "pipx"), "UV_TOOL_DIR": str(tmp_path / "tools"), "UV_NO_CONFIG": "1",
           "UV_CACHE_DIR": str(tmp_path / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
    uv = ["--no-index", "--find-links", str(index), "--python", sys.executable]
    place = tmp_path / "environment"
    commands: dict[str, list[list[str | Path]]] = {
        "uvx": [[BIN / "uvx", *uv, "--from", package.wheel, "dr-evidence-site"]],
        "pipx": [[BIN / "pipx", "run", "--backend", "uv", f"--pip-args=--no-index --find-links {index}",
                  "--python", sys.executable, "--spec", package.wheel, "dr-evidence-site"]],
        "pip": [[BIN / "uv", "venv", "-q", place, "--python", sys.executable],
                [BIN / "uv", "pip", "install", "-q", *uv[:3], "--python", place / "bin/python", package.wheel],
                [place / "bin/dr-evidence-site"]],
    }  # fmt: skip
    *before, command = commands[tool]
    for step in before:
        subprocess.run(step, env=env, check=True)
    done = subprocess.run([*command, "build", "--today", "2026-06-01"], cwd=folder, env=env, capture_output=True,
                          text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    # The extra that makes the search was not asked for, and nothing else is said.
    assert [line.split(": ")[1] for line in done.stdout.splitlines() if not line.startswith(" ")] == ["note[SEA001]"]
    tree = Tree.of(folder / "build/articles/a.html")
    assert "Moyer VA. Vitamin D and calcium" in tree.text
    assert len([e for e in tree.root.iter("section") if e.get("data-disclaimer") is not None]) == 2
