"""One Chromium for all browser tests; the sample site served over HTTP and laid down as files; and whole sites."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import samples
import whole_site
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    Response,
    sync_playwright,
)
from profiles import Profiles


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    # The shell is the same engine without a browser's own windows and extensions, which take four fifths of the work.
    launched = playwright.chromium.launch(
        executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"),
        args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
    )
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The parent of the site, which lies under a project path."""
    parent = tmp_path_factory.mktemp("browser")
    samples.write(parent / "project")
    return parent


@pytest.fixture(scope="session")
def site(folder: Path) -> Iterator[str]:
    """The address of the site, with a slash at the end."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/project/"
        server.shutdown()


@pytest.fixture
def opened(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open a page of the site in a fresh browser profile; further options go to the profile."""
    contexts: list[BrowserContext] = []

    def open_(path: str, **options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(site + path)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, whole_site.Built]]:
    """The sites that the program itself built, by name, served under a project path with their own headers."""
    base = tmp_path_factory.getbasetemp()
    # With several test processes, the folder above theirs is the one that they share.
    parent = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "whole"
    built = whole_site.build_all(parent)
    with whole_site.served(parent) as origin:
        yield {name: replace(site, origin=origin) for name, site in built.items()}


WATCH = (
    "addEventListener('securitypolicyviolation', (e) => console.error('policy', e.violatedDirective, e.blockedURI));"
)


class Complaints(list[str]):
    """Whatever the browser complains of (scripts, policy, missing files), and any request to another server."""

    def __init__(self, origin: str) -> None:
        super().__init__()
        self._origin = origin

    def listen(self, context: BrowserContext) -> None:
        """Listen to all pages of a profile."""
        context.add_init_script(WATCH)
        context.on("console", self._console)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("weberror", lambda error: self.append(str(error.error)))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _request(self, sent: Request) -> None:
        if not sent.url.startswith((self._origin, "data:")):
            self.append(f"foreign request: {sent.url}")

    def _response(self, received: Response) -> None:
        if received.status >= 400 and not received.request.is_navigation_request():
            self.append(f"{received.status}: {received.url}")


@pytest.fixture(scope="session")
def watched(browser: Browser, whole: dict[str, whole_site.Built]) -> Iterator[tuple[Profiles, Complaints]]:
    (origin,) = {site.origin for site in whole.values()}
    complaints = Complaints(origin)
    made = Profiles(browser, origin, complaints.listen)
    yield made, complaints
    made.close()


@pytest.fixture
def visit(watched: tuple[Profiles, Complaints], whole: dict[str, whole_site.Built]) -> Iterator[Callable[..., Page]]:
    """Open a page of a whole site in a profile without a past; further options go to the profile.

    Any complaint of the browser fails the test.
    """
    profiles, complaints = watched

    def open_(path: str, site: str = whole_site.SPECIAL, **options: object) -> Page:
        page = profiles.lend(**options)
        page.goto(whole[site].address + path)
        return page

    complaints.clear()
    yield open_
    profiles.take_back()
    assert complaints == []
