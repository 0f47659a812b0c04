"""The program's own fingerprint: what a remembered result depends on besides its inputs."""

from __future__ import annotations

import hashlib
import sys
from importlib import metadata
from pathlib import Path

from dr_evidence_site import __version__

_LIBRARIES = (
    "babel", "jinja2", "latexcodec", "markdown-it-py", "markupsafe", "mdit-py-plugins", "mdurl", "pybtex", "pyyaml",
    "rapidfuzz",
)  # fmt: skip
"""Libraries that have a say in what is parsed, rendered or reported."""


def fingerprint() -> str:
    """A short digest of this program's code, its version, Python's, and those of the libraries it works with.

    It is the same on every machine, so that a cache restored by CI is warm.
    """
    digest = hashlib.blake2b(digest_size=8)
    digest.update(f"{__version__} {sys.version_info[:3]} {sys.implementation.name}".encode())
    for name in _LIBRARIES:
        digest.update(f" {name} {metadata.version(name)}".encode())
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*.py")):
        digest.update(f" {path.relative_to(package)} ".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
