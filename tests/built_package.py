"""The wheel and the sdist of this checkout, built once for all tests of a run, and the Pythons to try them with."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
PYTHONS = Path(sys.prefix) / "pythons"
"""Where `.ci/pythons` makes an environment for each version of Python."""


@dataclass(frozen=True)
class Package:
    """The two files that a release has, and the wheel as it is when it is installed."""

    wheel: Path
    sdist: Path
    installed: Path


def shared_place(factory: pytest.TempPathFactory, name: str) -> Path:
    """A folder that all processes of this run share."""
    base = factory.getbasetemp()
    place = (base.parent if base.name.startswith("popen-") else base) / name
    place.mkdir(exist_ok=True)
    return place


def built(factory: pytest.TempPathFactory) -> Package:
    """The package, built by the first test that asks."""
    place = shared_place(factory, "package")
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "done").exists():
            hatch(ROOT, place / "dist", "sdist", "wheel")
            (wheel,) = (place / "dist").glob("*.whl")
            install = [BIN / "uv", "pip", "install", "-q", "--no-deps", "--offline", "--target", place / "installed"]
            subprocess.run([*install, "--python", sys.executable, wheel], check=True)
            (place / "done").touch()
    (wheel,), (sdist,) = (place / "dist").glob("*.whl"), (place / "dist").glob("*.tar.gz")
    return Package(wheel, sdist, place / "installed")


def hatch(source: Path, folder: Path, *kinds: str, **env: str) -> None:
    """Build packages of the project in `source`, as every builder of packages does, but without fetching what does it."""
    targets = [word for kind in kinds for word in ("-t", kind)]
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", folder, *targets], cwd=source, env=env, check=True,
                   capture_output=True)  # fmt: skip


def pythons() -> dict[str, Path]:
    """The interpreter of each version that there is, with the locked packages and without this one."""
    found = {place.parents[1].name: place for place in PYTHONS.glob("3.*/bin/python")}
    return dict(sorted(found.items(), key=lambda item: tuple(map(int, item[0].split(".")))))
