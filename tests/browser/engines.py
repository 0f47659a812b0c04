"""Firefox and WebKit, driven by the W3C's own protocols: Playwright drives only builds of its own of these two.

Firefox speaks WebDriver BiDi by itself; WebKitGTK's driver speaks WebDriver, and its browser wants a display, for
which Xvfb stands in. Where a machine has no such packages, Playwright's own builds are used.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Playwright
from websockets.sync.client import ClientConnection, connect

PATIENCE = 60
"""Seconds that a browser may take for one answer."""

KEYS = {"ArrowDown": "\ue015", "Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004"}


class Engine(Protocol):
    """A browser with one page. `complaints` are errors of scripts and policy, where the protocol tells them."""

    complaints: list[str]

    def open(self, address: str) -> None:
        """Go to an address and wait until it has loaded."""

    def run(self, body: str) -> Any:
        """The value that this body of an async function returns in the page."""

    def press(self, key: str) -> None:
        """Press and release a key."""

    def click(self, x: float, y: float) -> None:
        """Click at a place of the window."""


def _keystroke(key: str) -> list[dict[str, object]]:
    value = KEYS[key]
    strokes = [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
    return [{"type": "key", "id": "keys", "actions": strokes}]


def _click(x: float, y: float) -> list[dict[str, object]]:
    steps = [
        {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0},
        {"type": "pointerDown", "button": 0},
        {"type": "pointerUp", "button": 0},
    ]
    return [{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": steps}]


# Firefox

_PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "remote.active-protocols": 1,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}
"""What keeps Firefox from talking to its maker while it is tested."""


class _Firefox:
    def __init__(self, socket_: ClientConnection) -> None:
        self.complaints: list[str] = []
        self._socket = socket_
        self._count = 0
        self._send("session.new", capabilities={})
        self._send("session.subscribe", events=["log.entryAdded"])
        tree: Any = self._send("browsingContext.getTree")
        self._context = tree["contexts"][0]["context"]

    def _send(self, method: str, **params: object) -> Any:
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv(PATIENCE))
            if answer.get("method") == "log.entryAdded" and answer["params"]["level"] in {"error", "warn"}:
                self.complaints.append(answer["params"]["text"])
            if answer.get("id") == self._count:
                if answer["type"] == "error":
                    raise RuntimeError(f"{method}: {answer['message']}")
                return answer["result"]

    def open(self, address: str) -> None:
        self._send("browsingContext.navigate", context=self._context, url=address, wait="complete")

    def run(self, body: str) -> Any:
        expression = f"(async () => {{ {body} }})().then((value) => JSON.stringify(value ?? null))"
        answer = self._send(
            "script.evaluate", expression=expression, target={"context": self._context}, awaitPromise=True
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def press(self, key: str) -> None:
        self._send("input.performActions", context=self._context, actions=_keystroke(key))

    def click(self, x: float, y: float) -> None:
        self._send("input.performActions", context=self._context, actions=_click(x, y))


@contextlib.contextmanager
def _firefox(program: str, folder: Path) -> Iterator[Engine]:
    folder.mkdir(parents=True)
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _PREFERENCES.items()]
    (folder / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [program, "--headless", "--no-remote", "--profile", folder, "--remote-debugging-port", "0"]
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(command, stderr=log, stdout=log, env={**os.environ, "HOME": str(folder)})
        try:
            found = _until(lambda: re.search(r"BiDi listening on (ws://\S+)", (folder / "log.txt").read_text()))
            with connect(f"{found[1]}/session", max_size=None) as socket_:
                yield _Firefox(socket_)
        finally:
            _end(process)


# WebKit


class _WebKit:
    def __init__(self, origin: str, browser: str) -> None:
        self.complaints: list[str] = []
        self._base = origin
        options = {"binary": browser, "args": ["--automation"]}
        session = self._call("session", {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}})
        self._base = f"{origin}/session/{session['sessionId']}"
        self._call("timeouts", {"script": PATIENCE * 1000})
        self._call("window/rect", {"width": 1100, "height": 900})

    def _call(self, path: str, body: Mapping[str, object]) -> Any:
        request = urllib.request.Request(f"{self._base}/{path}", json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read())["value"]

    def open(self, address: str) -> None:
        self._call("url", {"url": address})

    def run(self, body: str) -> Any:
        script = (
            f"const done = arguments[arguments.length - 1]; (async () => {{ {body} }})()"
            ".then((value) => done(JSON.stringify([value ?? null])), (fault) => done(String(fault)));"
        )
        answer = self._call("execute/async", {"script": script, "args": []})
        if not answer.startswith("["):
            raise RuntimeError(answer)
        return json.loads(answer)[0]

    def press(self, key: str) -> None:
        self._call("actions", {"actions": _keystroke(key)})

    def click(self, x: float, y: float) -> None:
        self._call("actions", {"actions": _click(x, y)})


@contextlib.contextmanager
def _webkit(driver: str, browser: str, folder: Path) -> Iterator[Engine]:
    folder.mkdir(parents=True, mode=0o700)
    display = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert display.stdout
    with display.stdout:
        number = display.stdout.readline().strip()
    environment = {
        **os.environ,
        "DISPLAY": f":{number}",
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "NO_AT_BRIDGE": "1",
        # Its sandbox needs rights that a container seldom has; only pages of this machine are opened.
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
    }
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen([driver, f"--port={port}"], env=environment, stdout=log, stderr=log)
        try:
            origin = f"http://127.0.0.1:{port}"
            _until(lambda: _answers(f"{origin}/status"))
            engine = _WebKit(origin, browser)
            yield engine
            with contextlib.suppress(OSError):
                urllib.request.urlopen(urllib.request.Request(engine._base, method="DELETE"), timeout=PATIENCE)
        finally:
            _end(process)
            _end(display)


# Playwright's own


class _Own:
    def __init__(self, page: Any) -> None:
        self.complaints: list[str] = []
        self._page = page
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, address: str) -> None:
        self._page.goto(address)

    def run(self, body: str) -> Any:
        return self._page.evaluate(f"async () => {{ {body} }}")

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)

    def click(self, x: float, y: float) -> None:
        self._page.mouse.click(x, y)


@contextlib.contextmanager
def engine(name: str, folder: Path, playwright: Playwright) -> Iterator[Engine]:
    """Start "firefox" or "webkit" with an empty profile below `folder`."""
    firefox = shutil.which("firefox-esr")
    driver = shutil.which("WebKitWebDriver")
    browsers = _installed("/usr/lib/*/webkit2gtk-4*/MiniBrowser")
    if name == "firefox" and firefox:
        with _firefox(firefox, folder) as made:
            yield made
    elif name == "webkit" and driver and browsers and shutil.which("Xvfb"):
        with _webkit(driver, browsers[-1], folder) as made:
            yield made
    else:
        launched = getattr(playwright, name).launch()
        yield _Own(launched.new_page(viewport={"width": 1100, "height": 900}))
        launched.close()


def _installed(pattern: str) -> Sequence[str]:
    return sorted(str(path) for path in Path("/").glob(pattern.lstrip("/")))


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=PATIENCE).close()
    except OSError:
        return False
    return True


def _until(ask: Callable[[], Any]) -> Any:
    """The first answer that is something."""
    end = time.monotonic() + PATIENCE
    while not (answer := ask()):
        if time.monotonic() > end:
            raise TimeoutError("The browser did not start.")
        time.sleep(0.05)
    return answer


def _end(process: subprocess.Popen[Any]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
