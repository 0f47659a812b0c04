"""Loads the theme: the default templates and static files, with the site's own laid over them file by file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import files as codes
from dr_evidence_site.diagnostics.codes.theme import NOT_USED
from dr_evidence_site.model.page import Theme
from dr_evidence_site.model.source import Span
from dr_evidence_site.system import files

if TYPE_CHECKING:
    from dr_evidence_site.model.limits import Limits

FOLDER = "templates"
"""The site's folder of templates."""

DEFAULT_ORIGIN = "<default theme>"
"""What diagnostics show in place of the folder of the default theme."""

_STATIC = "static/"
_MESSAGES = "messages/"


def load(site_root: Path, *, own: bool = True, limits: Limits | None = None) -> tuple[Theme, list[Diagnostic]]:
    """The theme of the site at `site_root`, and what is wrong with its files.

    Without `own` it is the default theme, and nothing of the site's is opened.

    Templates are the `.html` files at any depth outside `static/`; static files are all below it but read-me
    files; catalogs of the interface's words are the `.po` files of `messages/`. A default template or catalog that the
    site has too is there once more as "!name".
    """
    default = default_folder()
    if not own:
        return _without_own(site_root, default)
    site, diagnostics = _layer(site_root, f"{FOLDER}/", f"{FOLDER}/", limits)
    if not default.is_dir():
        diagnostics.append(codes.NO_DEFAULT_THEME.at(Span(DEFAULT_ORIGIN), place=default))
        return site, diagnostics
    if (site_root / FOLDER).is_dir() and default.samefile(site_root / FOLDER):
        return site, diagnostics
    base, faults = _layer(default, "", f"{DEFAULT_ORIGIN}/")
    diagnostics += [*faults, *_nearly_overriding(site, base)]
    theme = Theme(
        templates=_laid_over(base.templates, site.templates),
        static={**base.static, **site.static},
        origins=_laid_over(base.origins, site.origins),
        messages=_laid_over(base.messages, site.messages),
    )
    return theme, diagnostics


def _without_own(site_root: Path, default: Path) -> tuple[Theme, list[Diagnostic]]:
    if not default.is_dir():
        return Theme({}, {}), [codes.NO_DEFAULT_THEME.at(Span(DEFAULT_ORIGIN), place=default)]
    base, diagnostics = _layer(default, "", f"{DEFAULT_ORIGIN}/")
    if os.path.lexists(site_root / FOLDER):
        diagnostics.append(NOT_USED.at(Span(FOLDER)))
    return base, diagnostics


def default_folder() -> Path:
    """Where the default theme lies: in the installed package, or beside `src/` in a checkout."""
    packaged = Path(str(resources.files("dr_evidence_site"))) / FOLDER
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[3] / FOLDER


def _laid_over(base: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """Both by name, the site's own where there are two; the other one is then there as "!name"."""
    return {**base, **{f"!{name}": text for name, text in base.items() if name in own}, **own}


def _layer(root: Path, folder: str, origin: str, limits: Limits | None = None) -> tuple[Theme, list[Diagnostic]]:
    """The theme files below `folder` of `root`; `origin` stands before their names in diagnostics."""
    sources, faults = files.read(root, [f"{folder}**/*.html", f"{folder}{_MESSAGES}*.po"], limits=limits)
    static, static_faults = files.read_bytes(root, [f"{folder}{_STATIC}**/*"], limits=limits)
    # HTML below static/ is published as it is: it is no template, and need not be UTF-8.
    below_static = f"{folder}{_STATIC}"
    texts = {s.path[len(folder) :]: s.text for s in sources if not s.path.startswith(below_static)}
    messages = {name: text for name, text in texts.items() if name.endswith(".po")}
    templates = {name: text for name, text in texts.items() if name not in messages}
    faults = [fault for fault in faults if not fault.span.path.startswith(below_static)]
    return (
        Theme(
            templates=templates,
            static={path[len(below_static) :]: data for path, data in static.items() if not _is_read_me(path)},
            origins={name: origin + name for name in texts},
            messages=messages,
        ),
        [_moved(fault, folder, origin) for fault in (*faults, *static_faults)],
    )


def _moved(fault: Diagnostic, folder: str, origin: str) -> Diagnostic:
    """The diagnostic with the path that is shown for a theme file."""

    def moved(span: Span) -> Span:
        return replace(span, path=(origin + f"{span.path}/".removeprefix(folder)).removesuffix("/"))

    return replace(fault, span=moved(fault.span), related=tuple(replace(r, span=moved(r.span)) for r in fault.related))


def _nearly_overriding(own: Theme, base: Theme) -> list[Diagnostic]:
    """An error for each file of the site that has the name of a default file but for its capital letters."""
    diagnostics = []
    layers = (
        ("", own.templates, base.templates),
        (_STATIC, own.static, base.static),
        ("", own.messages, base.messages),
    )
    for prefix, own_names, base_names in layers:
        by_key = {files.name_key(name): name for name in base_names}
        for name in own_names:
            expected = by_key.get(files.name_key(name), name)
            if expected != name:
                place = Span(f"{FOLDER}/{prefix}{name}")
                diagnostics.append(codes.MISNAMED.at(place, name=files.clip(name), expected=files.clip(expected)))
    return diagnostics


def _is_read_me(path: str) -> bool:
    return path.rpartition("/")[2].partition(".")[0].lower() == "readme"
