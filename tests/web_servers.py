"""Servers on loopback that behave well and badly, under names that end in “.test”; no other name leads anywhere."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

# A certificate that nobody vouches for, for the name self-signed.test, and its key; they serve no other purpose.
_CERTIFICATE = """
MIIBjTCCATOgAwIBAgIUBF3HmwO0Y0YCAlxUIB9xooAfjNQwCgYIKoZIzj0EAwIwGzEZMBcGA1UEAwwQc2VsZi1zaWduZWQudGVzdDAgFw0yNjExMjMx
MDQzMDJaGA8yMTI2MTAzMDEwNDMwMlowGzEZMBcGA1UEAwwQc2VsZi1zaWduZWQudGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFLfOA4vjS+J
P0oNp6r21WCMf9DWLW5OQWnHrXLKkmZXxQQf7y67e1hRC96aQdf9nF4U4BG2hLmrMklsn8LHtgyjUzBRMB0GA1UdDgQWBBTScJRkF10CL+D/PfDIaKL+
IOy9LTAfBgNVHSMEGDAWgBTScJRkF10CL+D/PfDIaKL+IOy9LTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIEDav7nhM0O7Uyxak1ls
Z75fuUGwNfOKjbQ34SoYSdoLAiEArdNsHM0dmk6/Xt8IIzTuyYmqliI3sBMmnLRQauqLZrU=
"""
_KEY = """
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg5DzEbTVuHsef3ElYYUPpiyTfsvFM4bo+7+BD+Sn1VDShRANCAARS3zgOL40viT9KDaeq
9tVgjH/Q1i1uTkFpx61yypJmV8UEH+8uu3tYUQvemkHX/ZxeFOARtoS5qzJJbJ/Cx7YM
"""


@dataclass
class Request:
    method: str
    host: str
    path: str
    headers: dict[str, str]
    began: float


@dataclass
class Web:
    """The servers: their ports, what was asked of them, and how many bytes of an endless page were taken."""

    port: int = 0
    secure_port: int = 0
    closed_port: int = 0
    babbling_port: int = 0
    requests: list[Request] = field(default_factory=list)
    sent: int = 0
    let_go: threading.Event = field(default_factory=threading.Event)

    def at(self, path: str, host: str = "a.test") -> str:
        return f"http://{host}:{self.port}{path}"

    def asked(self, path: str) -> list[str]:
        return [request.method for request in self.requests if request.path == path]


STATUSES = {"/missing": 404, "/withdrawn": 410, "/private": 401, "/forbidden": 403, "/odd": 999, "/broken": 500}


class _Handler(BaseHTTPRequestHandler):
    web: Web

    def do_HEAD(self) -> None:
        self._serve()

    def do_GET(self) -> None:
        self._serve()

    def _serve(self) -> None:
        host = self.headers["Host"].partition(":")[0]
        request = Request(self.command, host, self.path, dict(self.headers.items()), time.monotonic())
        self.web.requests.append(request)
        with suppress(ConnectionError):
            self._reply(urlsplit(self.path).path)

    def _reply(self, path: str) -> None:
        web, is_head = self.web, self.command == "HEAD"
        moves = {
            "/moved": (301, "/ok"),
            "/moved-twice": (308, web.at("/moved", "b.test")),
            "/for-now": (302, "/ok"),
            "/for-good-then-for-now": (301, "/for-now"),
            "/for-now-then-for-good": (302, "/moved"),
            "/moved-and-gone": (301, "/missing"),
            "/circle": (302, "/circle-back"),
            "/circle-back": (302, "/circle"),
            "/endless": (302, f"{self.path}x?"),
            "/to-a-file": (302, "file:///etc/hostname"),
            "/to-this-machine": (302, f"http://127.0.0.1:{web.port}/ok"),
            "/to-nothing": (302, "http://[/"),
            "/to-umlauts": (301, "/ü"),
            "/without-a-place": (304, ""),
        }
        if path.startswith("/endless"):
            path = "/endless"
        if path in moves:
            status, location = moves[path]
            self._head(status, Location=location)
        elif path in STATUSES:
            self._head(STATUSES[path])
        elif path.startswith("/no-head"):
            self._head(int(path.rpartition("-")[2]) if is_head else 200)
        elif path == "/busy-twice":
            self._head(200 if len(web.asked(self.path)) > 2 else 429, **{"Retry-After": "0"})
        elif path == "/busy-always":
            self._head(503, **{"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})
        elif path == "/busy-for-a-second":
            self._head(200 if len(web.asked(self.path)) > 1 else 503, **{"Retry-After": "1"})
        elif path == "/busy-for-an-hour":
            self._head(429, **{"Retry-After": "3600"})
        elif path == "/slow":
            web.let_go.wait(3)
            self._head(200)
        elif path == "/drip":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(60):
                if not web.let_go.wait(0.05):
                    self.wfile.write(b"X-%d: x\r\n" % number)
        elif path == "/huge":
            self._head(405 if is_head else 200)
            while not is_head and web.sent < 50_000_000:
                web.sent += self.wfile.write(b"x" * 65_536)
        else:
            self._head(200)

    def _head(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value.encode().decode("latin-1"))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@contextmanager
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """The servers, and a name service for them alone."""
    web = Web()
    monkeypatch.setattr(socket, "getaddrinfo", _lookup(web, socket.getaddrinfo))
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    handler = type("Handler", (_Handler,), {"web": web})
    with (
        _Server(("127.0.0.1", 0), handler) as plain,
        _Server(("127.0.0.1", 0), handler) as secure,
        socket.create_server(("127.0.0.1", 0)) as closed,
        socket.create_server(("127.0.0.1", 0)) as babbling,
    ):
        web.port, web.secure_port = plain.server_address[1], secure.server_address[1]
        web.closed_port, web.babbling_port = closed.getsockname()[1], babbling.getsockname()[1]
        closed.close()
        secure.socket = _context().wrap_socket(secure.socket, server_side=True)
        threads = [threading.Thread(target=each.serve_forever, args=(0.01,)) for each in (plain, secure)]
        threads.append(threading.Thread(target=_babble, args=(babbling,)))
        for thread in threads:
            thread.start()
        try:
            yield web
        finally:
            web.let_go.set()
            plain.shutdown()
            secure.shutdown()
            with suppress(OSError), socket.create_connection(("127.0.0.1", web.babbling_port)):
                babbling.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()


def _babble(listening: socket.socket) -> None:
    """Answers something that is not HTTP."""
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"220 mail.test ready\r\n")


def _lookup(web: Web, real: Callable[..., object]) -> Callable[..., object]:
    def lookup(host: object, *words: object, **named: object) -> object:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name.startswith("hangs"):
            web.let_go.wait(5)
        if name == "127.0.0.1" or (name.endswith(".test") and not name.startswith(("unknown", "hangs"))):
            return real("127.0.0.1", *words, **named)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    return lookup


def _context() -> ssl.SSLContext:
    import tempfile

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "both.pem"
        parts = (("CERTIFICATE", _CERTIFICATE), ("PRIVATE KEY", _KEY))
        place.write_text("".join(f"-----BEGIN {name}-----{text}-----END {name}-----\n" for name, text in parts))
        context.load_cert_chain(place)
    return context
