"""The fingerprint changes with whatever may change a result, and with nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from dr_evidence_site.system import fingerprint as module
from dr_evidence_site.system.fingerprint import fingerprint

PACKAGE = Path(module.__file__).parents[1]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the program that the fingerprint is taken of."""
    package = tmp_path / "dr_evidence_site"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(module, "__file__", str(package / "system/fingerprint.py"))
    return package


def test_it_is_the_same_wherever_and_whenever_the_program_was_installed(copy: Path) -> None:
    ours = fingerprint()
    for path in copy.rglob("*.py"):
        path.touch()
    assert fingerprint() == ours
    (copy / "parse/__pycache__").mkdir()
    (copy / "parse/__pycache__/article.cpython-311.pyc").write_bytes(b"compiled")
    assert fingerprint() == ours


def test_it_is_the_same_in_another_process() -> None:
    code = "from dr_evidence_site.system.fingerprint import fingerprint; print(fingerprint())"
    first, second = (
        subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True).stdout
        for _ in range(2)
    )
    assert first == second != ""


@pytest.mark.parametrize("name", ["parse/article.py", "render/filters.py", "site/keys.py", "model/views.py"])
def test_it_changes_with_the_code(copy: Path, name: str) -> None:
    ours = fingerprint()
    with (copy / name).open("a") as stream:
        stream.write("\n# changed\n")
    assert fingerprint() != ours


def test_it_changes_with_a_module_that_is_added_renamed_or_removed(copy: Path) -> None:
    seen = {fingerprint()}
    (copy / "parse/new.py").write_text('"""New."""\n')
    seen.add(fingerprint())
    (copy / "parse/new.py").rename(copy / "parse/newer.py")
    seen.add(fingerprint())
    (copy / "parse/locator.py").unlink()
    seen.add(fingerprint())
    assert len(seen) == 4


def libraries() -> set[str]:
    """What the installed program needs, directly and through what it needs, without what only commands need."""
    needed: set[str] = set()
    waiting = ["dr-evidence-site"]
    while waiting:
        for requirement in metadata.requires(waiting.pop()) or ():
            words, _, condition = requirement.partition(";")
            name = "".join(c if c.isalnum() or c in "-_." else " " for c in words).split()[0].lower().replace("_", "-")
            if condition or name in needed:
                continue
            needed.add(name)
            waiting.append(name)
    return needed - {"dr-evidence-site"}


def test_every_library_has_a_say_but_those_of_commands() -> None:
    named = {name.replace("_", "-") for name in module._LIBRARIES}
    assert libraries() - named == {"click", "watchfiles", "anyio", "idna", "typing-extensions"} & libraries()


@pytest.mark.parametrize("library", module._LIBRARIES)
def test_it_changes_with_the_version_of_a_library(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = fingerprint()
    (tmp_path / f"{library}-99.9.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert fingerprint() != ours


def test_the_versions_are_those_that_are_installed() -> None:
    needed = sorted(set(module._LIBRARIES) - {"pagefind_bin_extended"})  # takes the place of another
    assert module._installed() == [f"{name} {metadata.version(name.replace('_', '-'))}" for name in needed]
