"""The preview's server over real sockets: whom it answers, under which addresses, and how it says that things changed."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from dr_evidence_site.system.server import Answer, PortError, Server, clean


class Echo:
    """Answers with the path it was asked for."""

    def __init__(self) -> None:
        self.news = "first"

    def answer(self, path: str) -> Answer:
        return Answer(200, "text/plain; charset=utf-8", path.encode())

    def event(self, path: str) -> str:
        return json.dumps([path, self.news])


@pytest.fixture
def content() -> Echo:
    return Echo()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server(0, Echo())
    made.start()
    yield made
    made.close()


def send(server: Server, *lines: str) -> bytes:
    """What comes back for a request written by hand; the connection is closed after it."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def get(server: Server, path: str, host: str = "", *more: str) -> tuple[int, bytes, bytes]:
    """The status, the head and the body for a GET request."""
    answer = send(server, f"GET {path} HTTP/1.1", f"Host: {host or f'localhost:{server.port}'}", *more)
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), head, body


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_this_machines_own_names_are_answered(server: Server, name: str) -> None:
    assert get(server, "/a.html", f"{name}:{server.port}")[::2] == (200, b"a.html")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "localhost", "localhost:1", "localhost.evil.example:{port}",
             "127.0.0.1:{port}.evil.example", "0.0.0.0:{port}", "localhost:{port}@evil.example", "[::]:{port}", "-"]
)  # fmt: skip
@pytest.mark.parametrize("path", ["/a.html", "/-/events?page=/a.html"])
def test_any_other_host_is_refused(server: Server, path: str, host: str) -> None:
    status, _, body = get(server, path, host.format(port=server.port))
    assert (status, b"a.html" in body) == (403, False)


def test_no_host_or_two_are_refused(server: Server) -> None:
    assert send(server, "GET /a.html HTTP/1.1").split()[1] == b"403"
    own = f"Host: localhost:{server.port}"
    assert send(server, "GET /a.html HTTP/1.1", own, "Host: evil.example").split()[1] == b"403"


@pytest.mark.parametrize("path", ["/a.html", "/-/events?page=/a.html"])
@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://localhost:{port}", "http://localhost:1"])
def test_scripts_of_other_origins_are_refused(server: Server, path: str, origin: str) -> None:
    assert get(server, path, "", f"Origin: {origin.format(port=server.port)}")[0] == 403


def test_scripts_of_its_own_origin_are_answered(server: Server) -> None:
    assert get(server, "/a.html", "", f"Origin: http://localhost:{server.port}")[0] == 200


@pytest.mark.parametrize(
    "path",
    ["/../secret", "/a/../../secret", "/%2e%2e/secret", "/a/%2E%2e/%2e%2e/secret", "/..%2fsecret", "/..%5csecret", "/..\\secret",
     "/./a.html", "/a//b.html", "/C:/secret", "/a%00.html", "/%ff.html", "/a%0d%0aX-Injected:%201", "http://evil.example/a.html", "a.html"],
)  # fmt: skip
def test_an_address_that_leads_astray_reaches_no_content(server: Server, path: str) -> None:
    status, head, body = get(server, path)
    assert (status, b"secret" in body, b"X-Injected" in head) == (400, False, False)


@pytest.mark.parametrize(
    ("address", "path"),
    [("/", "index.html"), ("/articles/", "articles/index.html"), ("/a%20b.html", "a b.html"), ("/%C3%A9.html", "é.html"),
     ("/a.html?x=/../b", "a.html"), ("//a.html", "a.html")],
)  # fmt: skip
def test_an_address_is_decoded_once(server: Server, address: str, path: str) -> None:
    assert get(server, address)[::2] == (200, path.encode())
    assert clean("/%252e%252e/a") == "%2e%2e/a"


def test_nothing_is_kept_or_embedded_elsewhere(server: Server) -> None:
    _, head, _ = get(server, "/a.html")
    for line in (b"Cache-Control: no-store", b"X-Content-Type-Options: nosniff", b"Cross-Origin-Resource-Policy: same-origin",
                 b"Content-Security-Policy: frame-ancestors 'none'", b"Server: dr-evidence-site\r\n"):  # fmt: skip
        assert line in head


def test_head_has_no_body_and_other_methods_do_not_exist(server: Server) -> None:
    connection = http.client.HTTPConnection("localhost", server.port, timeout=20)
    connection.request("HEAD", "/a.html")
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Content-Length"), answer.read()) == (200, "6", b"")
    connection.request("POST", "/a.html", body=b"x")
    assert connection.getresponse().status == 501
    connection.close()


def test_a_body_is_not_taken_for_a_request(server: Server) -> None:
    answer = send(
        server,
        "GET /a.html HTTP/1.1",
        f"Host: localhost:{server.port}",
        "Content-Length: 5",
        "",
        "GET /b.html HTTP/1.1",
    )
    assert answer.count(b"HTTP/1.1 ") == 1


def test_events_say_how_things_stand_at_once_and_after_each_announcement(content: Echo) -> None:
    server = Server(0, content)
    server.start()
    connection = http.client.HTTPConnection("localhost", server.port, timeout=20)
    connection.request("GET", "/-/events?page=/articles/a.html")
    answer = connection.getresponse()
    assert answer.getheader("Content-Type") == "text/event-stream; charset=utf-8"

    def event() -> object:
        while not (line := answer.readline()).startswith(b"data: "):
            assert line, "the stream ended"
        return json.loads(line[6:])

    assert event() == ["articles/a.html", "first"]
    content.news = "second"
    server.announce()
    assert event() == ["articles/a.html", "second"]
    connection.close()
    server.close()


def test_closing_ends_the_streams_and_frees_the_port(content: Echo) -> None:
    server = Server(0, content)
    server.start()
    connection = http.client.HTTPConnection("localhost", server.port, timeout=20)
    connection.request("GET", "/-/events?page=/a.html")
    answer = connection.getresponse()
    while not answer.readline().startswith(b"data: "):
        pass
    server.close()
    assert answer.read() == b"\n"
    connection.close()
    Server(server.port, content).close()


def test_the_port_of_another_program_is_left_to_it(content: Echo) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(PortError, match="in use"):
        Server(other.getsockname()[1], content)


def test_only_loopback_is_listened_on(server: Server) -> None:
    listening = {
        line.split()[1]
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        if Path(table).exists()
        for line in Path(table).read_text().splitlines()[1:]
        if line.split()[3] == "0A" and int(line.split()[1].rpartition(":")[2], 16) == server.port
    }
    addresses = {address.rpartition(":")[0] for address in listening}
    assert "0100007F" in addresses
    assert addresses <= {"0100007F", "00000000000000000000000001000000"}
