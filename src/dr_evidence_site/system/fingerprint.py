"""The program's own fingerprint: what a remembered result depends on besides its inputs."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from dr_evidence_site import __version__

_LIBRARIES = (
    "babel", "cbor2", "jinja2", "latexcodec", "markdown_it_py", "markupsafe", "mdit_py_plugins", "mdurl", "msgspec",
    "pagefind_bin", "pagefind_bin_extended", "pybtex", "pyphen", "pyyaml", "rapidfuzz", "rjsmin",
)  # fmt: skip
"""Libraries that have a say in what is parsed, rendered or reported, by their normalised names (PEP 503, with "_")."""


def fingerprint() -> str:
    """A short digest of this program's code, its version, Python's, and those of the libraries it works with.

    It is the same on every machine, so that a cache restored by CI is warm.
    """
    digest = hashlib.blake2b(digest_size=8)
    digest.update(f"{__version__} {sys.version_info[:3]} {sys.implementation.name}".encode())
    digest.update(" ".join(_installed()).encode())
    package = f"{Path(__file__).parents[1]}"
    for name in sorted(_own(package, "")):
        digest.update(f" {name} ".encode())
        with open(f"{package}/{name}", "rb") as stream:  # noqa: PTH123 - see `_own`
            digest.update(stream.read())
    return digest.hexdigest()


def _own(package: str, folder: str) -> Iterator[str]:
    """The modules and rules of wording below a folder of the package, by their paths in it.

    With strings, because `pathlib` takes as long for 400 files as reading them does.
    """
    with os.scandir(f"{package}/{folder}") as listing:
        for entry in listing:
            if entry.name.endswith(".py") or (folder == "rules/" and entry.name.endswith(".yaml")):
                yield f"{folder}{entry.name}"
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _own(package, f"{folder}{entry.name}/")


@cache
def fingerprint_of_templates() -> str:
    """A short digest of what turns the text of a template into code: Python, Jinja and the module that sets it up."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(f"{sys.version_info[:3]} {sys.implementation.name}".encode())
    digest.update(" ".join(one for one in _installed() if one.startswith(("jinja2 ", "markupsafe "))).encode())
    digest.update((Path(__file__).parents[1] / "render/environment.py").read_bytes())
    return digest.hexdigest()


def _installed() -> list[str]:
    """Name and version of each of the libraries, as the folders of their metadata are called.

    `importlib.metadata` would say the same, but loading it takes 15 ms, a tenth of a build in which nothing changed.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):
            for entry in os.listdir(folder or "."):  # noqa: PTH208 - names only
                name, _, version = entry.removesuffix(".dist-info").partition("-")
                if entry.endswith(".dist-info") and name.lower() in _LIBRARIES:
                    found.setdefault(name.lower(), version)
    return [f"{name} {found[name]}" for name in sorted(found)]
