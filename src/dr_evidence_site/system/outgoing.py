"""Connections to servers of the public internet alone: an address that somebody wrote must not reach into this network.

Whoever may write a link, or a server that sends readers on, chooses the name that is asked for. The name decides
nothing: it may stand for this machine, for the router, or for a service of the cloud that hands out passwords. So each
name is looked up once, here, and what is connected to is one of the numbers that were judged.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.request
from collections.abc import Set
from typing import Any
from urllib.parse import urlsplit

from dr_evidence_site.model.external import is_public

SCHEMES = ("http", "https")


class PrivateError(OSError):
    """The server is in a private network."""

    def __init__(self) -> None:
        super().__init__("it leads into a private network")


class Trust:
    """Which servers may be asked wherever they are: those of `hosts` (in small letters), or all of them."""

    def __init__(self, hosts: Set[str] = frozenset(), *, everyone: bool = False) -> None:
        self._hosts = hosts
        self._everyone = everyone

    def has(self, host: str) -> bool:
        """Whether this one is among them."""
        return self._everyone or host.lower() in self._hosts


def handlers(trust: Trust) -> tuple[urllib.request.BaseHandler, ...]:
    """What opens http and https addresses, by a proxy if the environment names one.

    A proxy looks names up by itself, and decides itself whom it asks.
    """
    return urllib.request.ProxyHandler(), _Plain(trust), _Secure(trust)


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, trust: Trust) -> None:
        super().__init__()
        self._trust = trust

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Open the address."""
        is_free = req.has_proxy() or self._trust.has(_host(req))
        return self.do_open(http.client.HTTPConnection if is_free else _PlainConnection, req)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, trust: Trust) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(context=self._tls)
        self._trust = trust

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Open the address."""
        # That it goes through the tunnel of a proxy, a request says nowhere else. Without that word it is refused.
        made: Any = _SecureConnection
        if req.has_proxy() or getattr(req, "_tunnel_host", None) or self._trust.has(_host(req)):
            made = http.client.HTTPSConnection
        return self.do_open(made, req, context=self._tls)


def _host(request: urllib.request.Request) -> str:
    return urlsplit(request.full_url).hostname or ""


class _PlainConnection(http.client.HTTPConnection):
    def connect(self) -> None:
        """Connect, to a public server."""
        self.sock = _connected(self.host, self.port, self.timeout)


class _SecureConnection(http.client.HTTPSConnection):
    def __init__(self, host: str, *, context: ssl.SSLContext, **options: Any) -> None:
        super().__init__(host, context=context, **options)
        self._tls = context

    def connect(self) -> None:
        """Connect, to a public server that can prove its name."""
        self.sock = self._tls.wrap_socket(_connected(self.host, self.port, self.timeout), server_hostname=self.host)


def _connected(host: str, port: int, timeout: float | None) -> socket.socket:
    """A socket to one of the numbers that a name stands for. Raises PrivateError if any of them is not public."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not all(is_public(str(place[0])) for *_, place in found):
        raise PrivateError
    trouble = OSError("there is no address")
    for *_, place in found:
        try:
            return socket.create_connection((str(place[0]), port), timeout)
        except OSError as error:
            trouble = error
    raise trouble
