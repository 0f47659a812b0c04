"""The import table of the architecture page, read from the code itself."""

from __future__ import annotations

import ast
import gc
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "dr_evidence_site"

MAY_IMPORT: dict[str, set[str]] = {
    "model": set(),
    "diagnostics": {"model"},
    "estimation": {"model"},
    "figures": {"model", "estimation"},
    "render": {"model", "diagnostics"},
    "parse": {"model", "diagnostics"},
    "exports": {"model", "render", "estimation"},
    "site": {"model", "diagnostics", "exports", "estimation", "figures"},
    "system": {"model", "diagnostics"},
    "review": {"model", "diagnostics", "parse", "render", "site"},
    "refs": {"model", "diagnostics", "parse", "exports", "render"},
    "starter": {"model"},
    "checks": {"model", "diagnostics", "site", "review", "estimation"},
    "build": {
        "model",
        "diagnostics",
        "render",
        "parse",
        "exports",
        "site",
        "system",
        "checks",
        "review",
        "refs",
        "starter",
    },
    "cli": {"build", "diagnostics"},
    "api": {"build", "diagnostics"},
    "__main__": {"cli"},
}

# A third-party library is spoken to in one place, which returns our types.
SPOKEN_TO_IN: dict[str, set[str]] = {
    "babel": {"render/filters.py", "render/words.py", "site/languages.py"},
    "boto3": {"system/targets/s3.py"},
    "botocore": {"system/targets/s3.py"},
    "cbor2": {"system/pagefind_order.py"},
    "click": {"cli"},
    "dask": {"system/cluster.py"},
    "distributed": {"system/cluster.py"},
    "jinja2": {"render/environment.py", "render/page.py", "build/tasks.py"},
    "markdown_it": {"parse/markdown"},
    "mdit_py_plugins": {"parse/markdown"},
    "pybtex": {"parse/pybtex_reader.py"},
    "pyphen": {"checks/syllables.py"},
    "rapidfuzz": {"diagnostics/nearest.py"},
    "rjsmin": {"site/bundles.py"},
    "watchfiles": {"system/watch.py"},
    "yaml": {"parse/yaml.py"},
}

MODULES = sorted(PACKAGE.rglob("*.py"))


def _room(name: str) -> str:
    """The package; the modules of the command line count as one."""
    return "cli" if name.startswith("cli_") else name


@cache
def parsed(path: Path) -> ast.Module:
    """The tree of a module. The collector of rubbish rests: if it runs meanwhile, Python 3.11.7 fails (gh-106905)."""
    is_on = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(path.read_text())
    finally:
        if is_on:
            gc.enable()


def imports_of(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_follow_the_table(path: Path) -> None:
    room = _room(path.relative_to(PACKAGE).parts[0].removesuffix(".py"))
    if room == "__init__":
        return
    ours = {_room(name.split(".")[1]) for name in imports_of(path) if name.startswith("dr_evidence_site.")}
    # `__version__` is a plain word of the package itself.
    assert ours - {room, "__version__"} <= MAY_IMPORT[room]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_library_is_spoken_to_in_one_place(path: Path) -> None:
    here = path.relative_to(PACKAGE).as_posix()
    for name in imports_of(path):
        places = SPOKEN_TO_IN.get(name.split(".")[0])
        assert places is None or any(here.startswith(place) for place in places), f"{here} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_its_job(path: Path) -> None:
    assert ast.get_docstring(parsed(path))


def test_pytest_passes_over_no_folder_of_tests(pytestconfig: pytest.Config) -> None:
    """By itself it does so where a folder is named like those of programs that build, as tests/build is."""
    tests = Path(__file__).parent
    folders = {name for place in tests.rglob("test_*.py") for name in place.relative_to(tests).parent.parts}
    assert len(folders) > 10
    passed_over = pytestconfig.getini("norecursedirs")
    assert [name for name in sorted(folders) if any(fnmatch(name, pattern) for pattern in passed_over)] == []


def test_the_model_needs_no_library_but_that_of_its_values() -> None:
    import sys

    for path in (PACKAGE / "model").rglob("*.py"):
        others = {name.split(".")[0] for name in imports_of(path)} - {"dr_evidence_site"}
        assert others <= {*sys.stdlib_module_names, "msgspec"}, path


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_values_are_structures_and_nothing_more_of_their_library(path: Path) -> None:
    """What is read from a file or a memo is looked at by readers of our own, which say where a fault is."""
    used = {name for name in imports_of(path) if name.split(".")[0] == "msgspec"}
    assert used <= {"msgspec.Struct", "msgspec.field", "msgspec.structs.astuple", "msgspec.structs.replace"}
    assert "dataclasses" not in {name.split(".")[0] for name in imports_of(path)}
