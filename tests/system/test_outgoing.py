"""Addresses that somebody wrote lead into no private network, however they are spelled, looked up or redirected."""

from __future__ import annotations

import http.server
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from dr_evidence_site.model.external import Outcome, is_public, local_host
from dr_evidence_site.system import http as services
from dr_evidence_site.system import outgoing
from dr_evidence_site.system.http import Client
from dr_evidence_site.system.link_check import Manners, Question, ask
from dr_evidence_site.system.outgoing import Trust, handlers
from web_servers import Web, servers

QUICK = Manners("example/1", pause=0.0, patience=10.0, total=20.0)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    with servers(monkeypatch) as web:
        yield web


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("93.184.215.14", True), ("2606:2800:21f:cb07::1", True), ("127.0.0.1", False), ("127.8.9.10", False), ("0.0.0.0", False),
        ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False),
        ("224.0.0.1", False), ("255.255.255.255", False), ("::1", False), ("::", False), ("fe80::1%eth0", False), ("fc00::1", False),
        ("fd00:ec2::254", False), ("ff02::1", False), ("::ffff:10.0.0.1", False), ("::ffff:93.184.215.14", True),
        ("2002:7f00:1::", False), ("2002:5db8:d70e::1", True), ("64:ff9b::a9fe:a9fe", False), ("64:ff9b::5db8:d70e", True),
        ("name.example", False), ("", False),
    ],
)  # fmt: skip
def test_which_numbers_are_of_the_public_internet(number: str, public: bool) -> None:
    assert is_public(number) is public


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "http://LOCALHOST/", "http://a.localhost./", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://192.168.0.1:8080/x"],
)  # fmt: skip
def test_a_written_number_or_localhost_is_told_without_asking(address: str) -> None:
    assert local_host(address)


def test_a_name_of_a_private_network_is_not_asked(web: Web) -> None:
    pages = [web.at("/ok"), web.at("/other"), web.at("/ok", "b.test"), f"https://c.test:{web.secure_port}/"]
    answers = dict(ask(map(Question, pages), QUICK))
    assert {answer.outcome for answer in answers.values()} == {Outcome.PRIVATE}
    assert answers[pages[0]].reason == "its server is in a private network"
    assert web.requests == []


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "0177.0.0.1", "127.0.0.1.", "①②⑦.0.0.1"])
def test_a_number_in_disguise_is_not_asked(web: Web, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.undo()  # the machine's own look-up, which knows these spellings; nothing of them leaves the machine
    answers = dict(ask([Question(f"http://{host}:{web.port}/ok")], QUICK))
    assert {answer.outcome for answer in answers.values()} <= {Outcome.PRIVATE, Outcome.SILENT}
    assert web.requests == []


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the public internet be this number, under which the servers of the tests are looked up."""
    monkeypatch.setattr(outgoing, "is_public", lambda number: number == "127.0.0.1")


@pytest.mark.usefixtures("public")
def test_a_redirect_into_a_private_network_is_not_followed(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = _lookup_of(monkeypatch, "inside.test", "127.0.0.2")
    moves = {
        "/into": web.at("/ok", inside),
        "/number": f"http://127.0.0.2:{web.port}/ok",
        "/file": "file:///etc/hostname",
    }
    with _redirecting(moves) as port:
        pages = [f"http://a.test:{port}{path}" for path in moves]
        answers = dict(ask(map(Question, pages), QUICK))
    assert [answers[page].outcome for page in pages] == [Outcome.PRIVATE, Outcome.REFUSED, Outcome.REFUSED]
    assert answers[pages[0]].reason == "the server sends readers on to one that is in a private network"
    assert "no public web address" in answers[pages[1]].reason
    assert web.requests == []


@pytest.mark.usefixtures("public")
def test_a_name_with_a_public_and_a_private_number_is_not_asked(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    rebound = _lookup_of(monkeypatch, "both.test", "127.0.0.1", "127.0.0.2")
    assert dict(ask([Question(web.at("/ok", rebound))], QUICK))[web.at("/ok", rebound)].outcome is Outcome.PRIVATE
    assert web.requests == []


@pytest.mark.usefixtures("public")
def test_a_name_is_looked_up_once(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it could have another number the second time (DNS rebinding)."""
    real, asked = socket.getaddrinfo, []

    def lookup(host: str, *words: object, **named: object) -> object:
        asked.append(str(host))
        return real(host, *words, **named)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    assert dict(ask([Question(web.at("/ok"))], QUICK))[web.at("/ok")].outcome is Outcome.FOUND
    assert asked.count("a.test") == 1


def test_the_proxy_of_the_environment_may_be_private(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{web.port}")
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{web.port}")
    assert dict(ask([Question("http://far.example/")], QUICK))["http://far.example/"].outcome is Outcome.FOUND
    assert web.requests[-1].path == "http://far.example/"
    secure = dict(ask([Question("https://far.example/")], QUICK))["https://far.example/"]
    assert secure.outcome is not Outcome.PRIVATE  # the proxy of the tests has no tunnels


@pytest.mark.parametrize("path", ["/into", "/number", "/ftp", "/file"])
def test_a_service_sends_us_into_no_private_network(web: Web, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """The service itself was named by its user, and may be anywhere."""
    inside = _lookup_of(monkeypatch, "inside.test", "127.0.0.2")
    moves = {"/into": web.at("/ok", inside), "/number": f"http://127.0.0.2:{web.port}/ok", "/ftp": f"ftp://a.test:{web.port}/", "/file": "file:///etc/hostname"}  # fmt: skip
    with _redirecting(moves) as port:
        client = Client("example/1", tries=1, sleep=lambda _: None)
        assert client.get(f"http://a.test:{port}/here").status == 200
        reply = client.get(f"http://a.test:{port}{path}")
    assert (reply.status in (0, 302), reply.body) == (True, b"")
    assert web.requests == []


def test_an_answer_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "_LARGEST", 200_000)
    with _redirecting({}) as port:
        client = Client("example/1", timeout=0.2, tries=1)
        assert client.get(f"http://127.0.0.1:{port}/endless").status == 413
        began = time.monotonic()
        assert client.get(f"http://127.0.0.1:{port}/drip").trouble == "its answer does not come to an end"
        assert time.monotonic() - began < 3
        assert client.get(f"http://127.0.0.1:{port}/broken").trouble == "the connection broke off"


def test_no_packed_answer_is_asked_for_or_unpacked() -> None:
    with _redirecting({}) as port:
        reply = Client("example/1", tries=1).get(f"http://127.0.0.1:{port}/packed")
    assert reply.body == b"identity"  # what the server was told of encodings


def test_nothing_but_the_web_is_opened() -> None:
    opener = urllib.request.OpenerDirector()
    for handler in handlers(Trust()):
        opener.add_handler(handler)
    for address in ("file:///etc/hostname", "ftp://127.0.0.1/", "data:text/plain,x"):
        assert opener.open(address) is None
    with pytest.raises(urllib.error.URLError):
        opener.open("http://127.0.0.1:9/", timeout=5)


def _lookup_of(monkeypatch: pytest.MonkeyPatch, name: str, *numbers: str) -> str:
    """Give a name these numbers."""
    real = socket.getaddrinfo

    def lookup(host: object, port: object, *words: object, **named: object) -> object:
        if host == name:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in numbers]
        return real(host, port, *words, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    return name


@contextmanager
def _redirecting(moves: dict[str, str]) -> Iterator[int]:
    """A server that sends these paths on, and has some answers that do not end as they should."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            try:
                self._reply()
            except OSError:
                self.close_connection = True

        def _reply(self) -> None:
            self.send_response(302 if self.path in moves else 200)
            if self.path in moves:
                self.send_header("Location", moves[self.path])
            if self.path == "/broken":
                self.send_header("Content-Length", "100")
            self.end_headers()
            if self.path == "/packed":
                self.wfile.write(self.headers.get("Accept-Encoding", "none").encode())
            if self.path == "/endless":
                for _ in range(100):
                    self.wfile.write(b"x" * 10_000)
            for _ in range(100 if self.path == "/drip" else 0):
                self.wfile.write(b"x")
                time.sleep(0.05)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_port
        server.shutdown()
