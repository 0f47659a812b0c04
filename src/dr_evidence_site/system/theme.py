"""Loads the theme: the default templates and static files, with the site's own laid over them file by file."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from pathlib import Path

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import files as codes
from dr_evidence_site.model.page import Theme
from dr_evidence_site.model.source import Span
from dr_evidence_site.system import files

FOLDER = "templates"
"""The site's folder of templates."""

DEFAULT_ORIGIN = "<default theme>"
"""What diagnostics show in place of the folder of the default theme."""

_STATIC = "static/"


def load(site_root: Path) -> tuple[Theme, list[Diagnostic]]:
    """The theme of the site at `site_root`, and what is wrong with its files.

    Templates are the `.html` files at any depth outside `static/`; static files are all below it but read-me
    files. A default template that the site overrides is there once more as "!name".
    """
    default = default_folder()
    own, diagnostics = _layer(site_root, f"{FOLDER}/", f"{FOLDER}/")
    if not default.is_dir():
        diagnostics.append(codes.NO_DEFAULT_THEME.at(Span(DEFAULT_ORIGIN), place=default))
        return own, diagnostics
    if (site_root / FOLDER).is_dir() and default.samefile(site_root / FOLDER):
        return own, diagnostics
    base, faults = _layer(default, "", f"{DEFAULT_ORIGIN}/")
    diagnostics += [*faults, *_nearly_overriding(own, base)]
    overridden = [name for name in base.templates if name in own.templates]
    theme = Theme(
        templates={**base.templates, **{f"!{name}": base.templates[name] for name in overridden}, **own.templates},
        static={**base.static, **own.static},
        origins={**base.origins, **{f"!{name}": base.origins[name] for name in overridden}, **own.origins},
    )
    return theme, diagnostics


def default_folder() -> Path:
    """Where the default theme lies: in the installed package, or beside `src/` in a checkout."""
    packaged = Path(str(resources.files("dr_evidence_site"))) / FOLDER
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[3] / FOLDER


def _layer(root: Path, folder: str, origin: str) -> tuple[Theme, list[Diagnostic]]:
    """The theme files below `folder` of `root`; `origin` stands before their names in diagnostics."""
    sources, faults = files.read(root, [f"{folder}**/*.html"])
    static, static_faults = files.read_bytes(root, [f"{folder}{_STATIC}**/*"])
    # HTML below static/ is published as it is: it is no template, and need not be UTF-8.
    below_static = f"{folder}{_STATIC}"
    templates = {s.path[len(folder) :]: s.text for s in sources if not s.path.startswith(below_static)}
    faults = [fault for fault in faults if not fault.span.path.startswith(below_static)]
    return (
        Theme(
            templates=templates,
            static={path[len(below_static) :]: data for path, data in static.items() if not _is_read_me(path)},
            origins={name: origin + name for name in templates},
        ),
        [_moved(fault, folder, origin) for fault in (*faults, *static_faults)],
    )


def _moved(fault: Diagnostic, folder: str, origin: str) -> Diagnostic:
    """The diagnostic with the path that is shown for a theme file."""

    def moved(span: Span) -> Span:
        return replace(span, path=origin + span.path.removeprefix(folder))

    return replace(fault, span=moved(fault.span), related=tuple(replace(r, span=moved(r.span)) for r in fault.related))


def _nearly_overriding(own: Theme, base: Theme) -> list[Diagnostic]:
    """An error for each file of the site that has the name of a default file but for its capital letters."""
    diagnostics = []
    for prefix, own_names, base_names in (("", own.templates, base.templates), (_STATIC, own.static, base.static)):
        by_key = {files.name_key(name): name for name in base_names}
        for name in own_names:
            expected = by_key.get(files.name_key(name), name)
            if expected != name:
                place = Span(f"{FOLDER}/{prefix}{name}")
                diagnostics.append(codes.MISNAMED.at(place, name=files.clip(name), expected=files.clip(expected)))
    return diagnostics


def _is_read_me(path: str) -> bool:
    return path.rpartition("/")[2].partition(".")[0].lower() == "readme"
