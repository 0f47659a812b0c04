"""Browser profiles, each with one page: those that can be used again are cleaned and lent again.

A new profile costs a process and as much time as the page that is then looked at.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Error, Page

BLANK = "blank.html"
"""A page without anything, at the root of the server; in it a profile is cleaned."""
BLANK_PAGE = '<!doctype html><html lang="en"><title>Blank</title>'

_SCREEN = {"width": 1280, "height": 720}
_MEDIA = ("color_scheme", "reduced_motion", "forced_colors", "contrast")
_LATER = {"viewport", "java_script_enabled", *_MEDIA}
"""Options that a page can be given later, and the one by which pages are kept apart."""


class Profiles:
    """Lends pages of one origin. `prepare` is called once with each new profile."""

    def __init__(self, browser: Browser, origin: str, prepare: Callable[[BrowserContext], None]) -> None:
        self._browser = browser
        self._origin = origin
        self._prepare = prepare
        self._idle: dict[object, list[Page]] = {True: [], False: []}
        self._lent: list[tuple[Page, object]] = []

    def lend(self, **options: object) -> Page:
        """A page in a profile without a past; the options are those of `Browser.new_context`."""
        if set(options) <= _LATER:
            script = options.get("java_script_enabled", True)
            page = self._idle[script].pop() if self._idle[script] else self._new(java_script_enabled=script)
            page.set_viewport_size(options.get("viewport", _SCREEN))  # type: ignore[arg-type]
            page.emulate_media(media="null", **{name: options.get(name, "null") for name in _MEDIA})  # type: ignore[arg-type]
        else:
            script, page = None, self._new(**options)
        self._lent.append((page, script))
        return page

    def take_back(self) -> None:
        """Clean all pages that were lent: storage, cookies, other tabs, the place of the pointer, what was scrolled."""
        for page, script in self._lent:
            if script is None or not self._is_cleaned(page):
                page.context.close()
            else:
                self._idle[script].append(page)
        self._lent.clear()

    def close(self) -> None:
        """Close all profiles."""
        for pages in self._idle.values():
            for page in pages:
                page.context.close()

    def _new(self, **options: object) -> Page:
        context = self._browser.new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        self._prepare(context)
        return context.new_page()

    def _is_cleaned(self, page: Page) -> bool:
        try:
            for other in page.context.pages:
                if other != page:
                    other.close()
            page.goto(f"{self._origin}/{BLANK}")
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); window.name = ''; }")
            page.context.clear_cookies()
            page.mouse.move(0, 0)
        except Error:
            return False
        return True
