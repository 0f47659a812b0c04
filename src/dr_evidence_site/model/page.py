"""What is published: a page as template and closed view, and the bytes that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    # Most builds make few pages: without one, the classes of all views (20 ms) are not needed.
    from dr_evidence_site.model.views import Frame, View


class Page(Struct, frozen=True):
    """A page to be rendered: its address in the build folder, its template, and everything the template may show."""

    path: str
    template: str
    frame: Frame
    view: View


class Output(Struct, frozen=True):
    """A finished file of the build folder: `path` with forward slashes, relative to the folder."""

    path: str
    content: bytes


class Kept(Struct, frozen=True):
    """A file of the build folder that is known to be there and right: its digest (SHA-256, hex) and size in bytes."""

    path: str
    digest: str
    size: int


class Theme(Struct, frozen=True):
    """The theme's files as text and bytes, the site's own laid over the default theme's.

    `templates` are Jinja templates by name; a default template that the site overrides is also there under
    "!name", so that `{% extends "!base.html" %}` reaches it. `static` are the files below `static/` by name.
    `messages` are the catalogs of the interface's words (gettext's .po files) by name, as "messages/fr.po"; where the
    site has one of its own, the default one is there under "!messages/fr.po". `origins` gives for each template and
    catalog the path that diagnostics show. `catalogs` are those messages that a build needs, in gettext's binary form.
    """

    templates: Mapping[str, str]
    static: Mapping[str, bytes]
    origins: Mapping[str, str] = field(default_factory=dict)
    messages: Mapping[str, str] = field(default_factory=dict)
    catalogs: Mapping[str, bytes] = field(default_factory=dict)
