"""Where a build may write: which folder may be its build folder, and which paths its files may have in it."""

from __future__ import annotations

import os
import re
from pathlib import Path, PureWindowsPath

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import output as codes
from dr_evidence_site.diagnostics.visible import is_visible
from dr_evidence_site.model.source import Span
from dr_evidence_site.system import manifest
from dr_evidence_site.system.files import clip, name_key, reason

SOURCE_FOLDERS = ("content", "references", "templates", ".git")
"""Folders of a site that no build may write into."""

_OWN_NAMES = (manifest.NAME, manifest.PREVIOUS)
_PLAIN = re.compile(r"(?:[a-z0-9_-][a-z0-9._-]*/)*[a-z0-9_-][a-z0-9._-]*")


def refusal(build: Path, site: Path) -> Diagnostic | None:
    """Why nothing may be built into `build`, or None when it may: see OUT001. Where that cannot be told, OUT005."""
    try:
        return _refusal(build, site)
    except OSError as error:
        return codes.NOT_WRITTEN.at(Span(shown(build, site)), reason=reason(error))


def _refusal(build: Path, site: Path) -> Diagnostic | None:
    place, root = Path(os.path.realpath(build)), Path(os.path.realpath(site))
    home = Path(os.path.realpath(os.path.expanduser("~")))  # noqa: PTH111 - Path.home() raises without a home
    problem = ""
    if place == Path(place.anchor):
        problem = "is the top of the disk"
    elif _holds(place, home):
        problem = "is your home folder or holds it"
    elif _holds(place, root):
        problem = "is the site folder or holds it"
    elif place.exists() and not place.is_dir():
        problem = "is not a folder"
    else:
        for name in SOURCE_FOLDERS:
            sources = Path(os.path.realpath(root / name))
            if _holds(sources, place) or _holds(place, sources):
                problem = f"belongs to the sources in “{name}”"
                break
    if not problem:
        return None
    return codes.BUILD_FOLDER_REFUSED.at(Span(shown(build, site)), folder=clip(str(build)), problem=problem)


def _holds(outer: Path, inner: Path) -> bool:
    """Whether `inner` is `outer` or below it, also by another spelling on a disk that ignores case."""
    if outer == inner or outer in inner.parents:
        return True
    if not outer.exists():
        return False
    return any(folder.exists() and folder.samefile(outer) for folder in (inner, *inner.parents))


def shown(build: Path, site: Path) -> str:
    """The build folder as diagnostics show it: relative to the site folder when it lies there."""
    place, root = Path(os.path.realpath(build)), Path(os.path.realpath(site))
    return (place.relative_to(root) if place.is_relative_to(root) else place).as_posix()


def path_problem(path: str) -> str:
    """What is wrong with an output's path, as the end of a sentence; "" when it may be written."""
    # Nearly all paths are as plain as this, which is seen in a tenth of the time; a site has thousands.
    if _PLAIN.fullmatch(path) and path.partition("/")[0] not in _OWN_NAMES:
        return ""
    if not path:
        return "is empty"
    if not is_visible(path):
        return "contains a character that cannot be seen"
    if "\\" in path:
        return "contains a backslash"
    if path.startswith("/") or PureWindowsPath(path).drive:
        return "does not begin in the build folder"
    names = path.split("/")
    if ".." in names:
        return "leads to the folder above"
    if "" in names or "." in names:
        return "has a part that is empty or “.”"
    if name_key(names[0]) in _OWN_NAMES or name_key(names[0]).startswith(".staging-"):
        return "is kept for the program itself"
    return ""
