"""A web server for one person on this machine: what is at an address, and a stream that says when it changed.

It listens on the loopback addresses only. A page of another site, open in the same browser, can send requests here,
also under a name of its own that it lets point at this machine (DNS rebinding). So a request must name this machine
as its host, and must not come from the script of another origin; what is sent may not be embedded elsewhere. Paths are
taken apart here; what comes of them is up to the content, which knows the files.
"""

from __future__ import annotations

import os
import socket
import socketserver
import sys
import threading
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote

from msgspec import Struct

EVENTS = "-/events"
"""Where a page listens: `/-/events?page=/its/own/path`."""

_NAMES = ("localhost", "127.0.0.1", "[::1]")
_HEARTBEAT = 15.0
"""Seconds after which a silent stream gets a sign of life: writing is the only way to learn that nobody listens."""
_SLOW = 30.0
"""Seconds that a browser may take to send or to receive something."""
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "strict-origin",
    "X-Content-Type-Options": "nosniff",
}


class PortError(Exception):
    """The port cannot be listened on; the message says why."""


class Answer(Struct, frozen=True):
    """What a browser gets: the status, the media type, and the bytes."""

    status: int
    media_type: str
    content: bytes


class Content(Protocol):
    """What there is to see. Paths are relative to the root, with forward slashes, decoded and free of "..".

    It is asked from several threads at once.
    """

    def answer(self, path: str) -> Answer:
        """What is at the path, or what says that nothing is."""

    def event(self, path: str) -> str:
        """What the page at the path should know now, in one line."""


class Server:
    """Serves the content on 127.0.0.1, and on ::1 where there is one, from threads of its own."""

    def __init__(self, port: int, content: Content) -> None:
        """Take the port; 0 takes a free one. Raises PortError."""
        self._changes = _Changes()
        try:
            first = _Listener(("127.0.0.1", port), content, self._changes)
        except (OSError, OverflowError) as error:
            raise PortError(getattr(error, "strerror", None) or str(error)) from error
        self._listeners = [first]
        self.port: int = first.server_port
        with suppress(OSError):  # no IPv6 here, or somebody else has the port there: the address we give is the other
            self._listeners.append(_Listener6(("::1", self.port), content, self._changes))
        self.address = f"http://127.0.0.1:{self.port}/"
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to answer."""
        for listener in self._listeners:
            thread = threading.Thread(target=listener.serve_forever, args=(0.1,), name="server", daemon=True)
            thread.start()
            self._threads.append(thread)

    def announce(self) -> None:
        """Tell every page that listens how things stand now."""
        self._changes.announce()

    def close(self) -> None:
        """Answer nobody any more, and give the port back."""
        self._changes.close()
        for listener, thread in zip(self._listeners, self._threads, strict=False):  # one may have no thread
            listener.shutdown()
            thread.join()
        for listener in self._listeners:
            listener.server_close()


class _Changes:
    """Counts announcements, and lets threads wait for the next."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._count = 1
        self._closed = False

    def announce(self) -> None:
        with self._condition:
            self._count += 1
            self._condition.notify_all()

    def close(self) -> None:
        with self._condition:
            self._closed = True
            self._condition.notify_all()

    def after(self, count: int, seconds: float) -> int | None:
        """The count once it is another, or the same when it is still that after `seconds`; None at the end."""
        with self._condition:
            self._condition.wait_for(lambda: self._closed or self._count != count, seconds)
            return None if self._closed else self._count


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # on Windows it would let two programs have one port
    request_queue_size = 64

    def __init__(self, place: tuple[str, int], content: Content, changes: _Changes) -> None:
        super().__init__(place, _Handler)
        self.content = content
        self.changes = changes
        self.hosts = {f"{name}:{self.server_port}" for name in _NAMES}
        if self.server_port == 80:
            self.hosts |= set(_NAMES)
        self.origins = {f"http://{host}" for host in self.hosts}

    def server_bind(self) -> None:
        """Bind, without asking the network for this machine's name as the library does."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle is no fault."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Listener6(_Listener):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _SLOW
    # An answer goes out in one piece and at once. In two, the second would wait for the first to be acknowledged.
    wbufsize = 65_536
    disable_nagle_algorithm = True
    server: _Listener

    def do_GET(self) -> None:
        """Answer."""
        self._respond()

    def do_HEAD(self) -> None:
        """Answer with the headers alone."""
        self._respond()

    def version_string(self) -> str:
        """Who answers, without versions."""
        return "dr-evidence-site"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _respond(self) -> None:
        if "Content-Length" in self.headers or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # nothing here reads a body, and what follows it is no request
        refusal = self._refusal()
        if refusal:
            self._send(_plain(HTTPStatus.FORBIDDEN, refusal))
            return
        address, _, query = self.path.partition("?")
        path = clean(address)
        if path is None:
            self._send(_plain(HTTPStatus.BAD_REQUEST, "This is no address of a page."))
        elif path == EVENTS:
            page = clean(parse_qs(query).get("page", ["/"])[0], quoted=False)
            if page is None or self.command != "GET":
                self._send(_plain(HTTPStatus.BAD_REQUEST, "There is no such page to listen for."))
            else:
                self._stream(page)
        else:
            self._send(self.server.content.answer(path))

    def _refusal(self) -> str:
        """Why the request is not answered, or ""."""
        hosts = [host.strip().lower() for host in self.headers.get_all("Host", [])]
        if len(hosts) != 1 or hosts[0] not in self.server.hosts:
            return f"This preview answers only under http://localhost:{self.server.server_port}/."
        if any(origin.strip().lower() not in self.server.origins for origin in self.headers.get_all("Origin", [])):
            return "This preview does not answer pages of other sites."
        return ""

    def _send(self, answer: Answer) -> None:
        self._begin(answer.status, answer.media_type)
        self.send_header("Content-Length", str(len(answer.content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.content)

    def _stream(self, page: str) -> None:
        """Send the page's event now and after each announcement, for as long as somebody listens (HTML: 9.2)."""
        self.close_connection = True
        self._begin(HTTPStatus.OK, "text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"retry: 500\n\n")
        seen: int | None = 0
        while True:
            count = self.server.changes.after(seen or 0, _HEARTBEAT)
            if count is None:
                return
            line = ": still here" if count == seen else f"data: {self.server.content.event(page)}"
            self.wfile.write(f"{line}\n\n".encode())
            self.wfile.flush()
            seen = count

    def _begin(self, status: int, media_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        for name, value in _HEADERS.items():
            self.send_header(name, value)


def clean(address: str, *, quoted: bool = True) -> str | None:
    """The path that the path of an address asks for, relative to the root; None when it is not one to follow.

    An address that ends in a slash asks for the `index.html` there. With `quoted` it is percent-encoded UTF-8.
    """
    if not address.startswith("/"):
        return None
    try:
        path = unquote(address[1:], errors="strict") if quoted else address[1:]
    except UnicodeDecodeError:
        return None
    if path == "" or path.endswith("/"):
        path += "index.html"
    names = path.split("/")
    if any(name in ("", ".", "..") for name in names) or not path.isprintable() or "\\" in path or ":" in path:
        return None
    return path


def _plain(status: HTTPStatus, text: str) -> Answer:
    return Answer(status, "text/plain; charset=utf-8", f"{text}\n".encode())
