"""Peers fetched by package name, with the ordinary clients, into the benchmark's own folder."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

from bench.tools.tool import UnavailableError

THEMES = Path(__file__).resolve().parent.parent / "themes"
CONSTRAINTS = Path(__file__).resolve().parent.parent.parent / "requirements-bench.txt"


@cache
def python_packages(work: Path, *names: str) -> Path:
    """The environment that holds these packages, in the versions that requirements-bench.txt pins."""
    environment = work / "peers" / "python"
    if not (environment / "bin" / "pip").exists():
        _run([sys.executable, "-m", "venv", str(environment)])
    _run(
        [
            str(environment / "bin" / "pip"),
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-c",
            str(CONSTRAINTS),
            *names,
        ]
    )
    return environment


@cache
def node_package(work: Path, name: str, version: str) -> Path:
    """The folder of a Node package of that version."""
    project = work / "peers" / "node"
    folder = project / "node_modules" / name
    if not folder.exists():
        project.mkdir(parents=True, exist_ok=True)
        (project / "package.json").write_text('{"name": "bench-peers", "private": true}\n')
        _run(
            [
                "npm",
                "install",
                "--silent",
                "--no-audit",
                "--no-fund",
                "--save-exact",
                "--prefix",
                str(project),
                f"{name}@{version}",
            ]
        )
    return folder


def package_version(environment: Path, name: str) -> str:
    """The version of a Python package in an environment."""
    code = f"import importlib.metadata as m; print(m.version({name!r}))"
    return subprocess.run(
        [str(environment / "bin" / "python"), "-c", code], check=True, capture_output=True, text=True
    ).stdout.strip()


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise UnavailableError(f"{command[0]} is not installed") from error
    except subprocess.CalledProcessError as error:
        last = (error.stderr or error.stdout or "").strip().splitlines()[-1:]
        raise UnavailableError(f"{Path(command[0]).name} failed: {''.join(last)}") from error
