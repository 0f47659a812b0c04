"""The preview's server, asked in all the ways that a browser, a program and an attacker may name it."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from dr_evidence_site.build import Options
from dr_evidence_site.build.preview import Preview
from dr_evidence_site.system.server import Server
from sites import TODAY


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    parent = tmp_path_factory.mktemp("preview")
    (parent / "build/articles").mkdir(parents=True)
    (parent / "build/articles/a.html").write_text("<p>inside</p>")
    (parent / "secret.html").write_text("secret")
    (parent / "build/link.html").symlink_to(parent / "secret.html")
    (parent / "build/folder").symlink_to(parent)
    (parent / "build/inside.html").symlink_to(parent / "build/articles/a.html")
    os.mkfifo(parent / "build/pipe.html")
    return parent


@pytest.fixture(scope="module")
def server(place: Path) -> Iterator[Server]:
    made = Server(0, Preview(Options(place, TODAY), place / "build"))
    made.start()
    yield made
    made.close()


def send(server: Server, text: str, family: int = socket.AF_INET) -> bytes:
    """What comes back for these lines; `{port}` is that of the server."""
    host = "127.0.0.1" if family == socket.AF_INET else "::1"
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(20)
        connection.connect((host, server.port))
        connection.sendall(text.replace("{port}", str(server.port)).replace("\n", "\r\n").encode("latin-1"))
        return b"".join(iter(lambda: connection.recv(65536), b""))


def status(answer: bytes) -> int:
    return int(answer.split(maxsplit=2)[1]) if answer.startswith(b"HTTP/") else 0


HEAD = "GET {0} HTTP/1.1\nHost: {1}\nConnection: close\n\n"


@pytest.mark.parametrize("host", ["localhost:{port}", "127.0.0.1:{port}", "[::1]:{port}", "LocalHost:{port}"])
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6], ids=["IPv4", "IPv6"])
def test_both_loopback_addresses_answer_to_their_names(server: Server, host: str, family: int) -> None:
    answer = send(server, HEAD.format("/articles/a.html", host), family)
    assert (status(answer), b"inside" in answer) == (200, True)


@pytest.mark.parametrize(
    "host",
    ["evil.example:{port}", "evil.example", "localhost", "[::1]", "[::ffff:127.0.0.1]:{port}", "[::]:{port}", "0:{port}", "127.1:{port}",
     "2130706433:{port}", "localhost.:{port}", "localhost:0{port}", "localhost:{port}.evil.example", "127.0.0.1:{port},evil.example",
     "evil.example localhost:{port}", "localhost:{port}#evil.example", "", "localhost:{port}\nHost: evil.example", "localhost:{port}\nX-Forwarded-Host: evil.example\nHost: evil.example"],
)  # fmt: skip
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6], ids=["IPv4", "IPv6"])
def test_no_other_name_is_answered_on_either(server: Server, host: str, family: int) -> None:
    """A name of somebody else that leads here (DNS rebinding)."""
    answer = send(server, HEAD.format("/articles/a.html", host), family)
    assert (status(answer), b"inside" in answer) == (403, False)


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "https://localhost:{port}", "http://localhost", "null", "http://localhost:{port}.evil.example",
               "http://evil.example\nOrigin: http://localhost:{port}", "file://", "http://localhost:{port}/", "chrome-extension://x"],
)  # fmt: skip
def test_a_script_of_another_origin_is_not_answered(server: Server, origin: str) -> None:
    lines = HEAD.format("/-/events?page=/articles/a.html", f"localhost:{{port}}\nOrigin: {origin}")
    assert status(send(server, lines)) == 403


@pytest.mark.parametrize(
    "target",
    ["http://localhost:{port}/articles/a.html", "http://evil.example/articles/a.html", "https://localhost:{port}/", "localhost:{port}", "*",
     "//evil.example/articles/a.html?", "\\articles\\a.html", "articles/a.html"],
)  # fmt: skip
def test_a_request_for_a_whole_address_is_not_passed_on(server: Server, target: str) -> None:
    answer = send(server, HEAD.format(target, "localhost:{port}"))
    assert status(answer) in (400, 404, 503)
    assert b"evil.example" not in answer


@pytest.mark.parametrize(
    "target",
    ["/../secret.html", "/articles/../../secret.html", "/%2e%2e/secret.html", "/.%2e/secret.html", "/%2e%2e%2fsecret.html", "/..%5csecret.html",
     "/articles/%2e%2e/%2e%2e/secret.html", "/%252e%252e/secret.html", "/%c0%ae%c0%ae/secret.html", "/%ef%bc%8e%ef%bc%8e/secret.html",
     "/..;/secret.html", "/....//secret.html", "/link.html", "/folder/secret.html", "/folder/build/../secret.html", "/articles/a.html%00.png",
     "/articles/a.html/", "/articles/a.html/../../secret.html", "/\x80/secret.html", "/~root", "/secret.html", "/CON", "/articles/a.html::$DATA"],
)  # fmt: skip
def test_nothing_outside_is_read(server: Server, target: str) -> None:
    answer = send(server, HEAD.format(target, "localhost:{port}"))
    assert status(answer) in (400, 404, 503)
    assert b"secret" not in answer.partition(b"\r\n\r\n")[2].replace(target.encode("latin-1"), b"").replace(
        b"secret.html", b""
    )


def test_a_link_that_stays_inside_is_followed(server: Server) -> None:
    assert b"inside" in send(server, HEAD.format("/inside.html", "localhost:{port}"))


@pytest.mark.parametrize(
    "request_", ["GET / HTTP/1.1\n\n", "\n\n\n", "GET / HTTP/1.1\nHost: localhost:{port}\n" + "X: y\n" * 300 + "\n",
                 "TRACE / HTTP/1.1\nHost: localhost:{port}\n\n", "CONNECT evil.example:443 HTTP/1.1\nHost: localhost:{port}\n\n", "GET /" + "a" * 70_000 + " HTTP/1.1\nHost: localhost:{port}\n\n"],
)  # fmt: skip
def test_what_is_no_request_gets_no_page(server: Server, request_: str) -> None:
    assert status(
        send(server, request_.replace("\n\n", "\nConnection: close\n\n") if "HTTP/1" in request_ else request_)
    ) not in (200, 500)
