"""A string that is known to be HTML, so that a template need not (and must not) escape it again."""

from __future__ import annotations


class Html(str):
    """HTML that this program made itself from escaped text; Jinja's autoescape honours `__html__`."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


NO_HTML = Html()
"""Nothing to show."""
