"""The files that pages load, named by their content: `assets/<name>.<hash>.<ext>`."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Mapping

from msgspec import Struct

from dr_evidence_site.model.names import shortened
from dr_evidence_site.model.page import Output
from dr_evidence_site.site.bundles import CSS_URL, joined

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class Assets(Struct, frozen=True):
    """The finished files, and the path in the build folder of each by its plain name."""

    paths: Mapping[str, str]
    outputs: tuple[Output, ...]


def assets(static: Mapping[str, bytes], images: Mapping[str, bytes]) -> Assets:
    """Name every static file of the theme, its bundles joined, and every picture by its content.

    A style sheet is named last, because the addresses in its `url(…)` are those of the other files; it may name them
    relative to itself. Style sheets do not import each other.
    """
    paths: dict[str, str] = {}
    outputs = []
    for name, content in sorted(
        {**joined(static), **images}.items(), key=lambda item: (item[0].endswith(".css"), item[0])
    ):
        final = _with_final_addresses(name, content, paths) if name.endswith(".css") else content
        output = Output(_hashed(name, final), final)
        paths[name] = output.path
        outputs.append(output)
    # Two names may give one path when their content is the same.
    return Assets(paths, tuple({output.path: output for output in outputs}.values()))


def _hashed(name: str, content: bytes) -> str:
    stem, extension = posixpath.splitext(posixpath.basename(name))
    digest = hashlib.sha256(content).hexdigest()[:10]
    return f"assets/{shortened(_UNSAFE.sub('-', stem)) or 'file'}.{digest}{extension.lower()}"


def _with_final_addresses(name: str, content: bytes, paths: Mapping[str, str]) -> bytes:
    folder = posixpath.dirname(name)

    def final(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, found["address"]))
        path = paths.get(target)
        return f"url({posixpath.basename(path)})" if path else found[0]

    return CSS_URL.sub(final, content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
