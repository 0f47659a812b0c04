"""Questions over HTTP, asked politely: who asks, one at a time, not too often, and with patience that ends.

The standard library's urllib does it: `requests` and `httpx` bring five more packages each for what is here one GET. It
follows redirects, checks certificates against the machine's, and takes the proxies of the environment. A service that
was named may be anywhere; one that it sends us on to must be of the public internet.
"""

from __future__ import annotations

import http.client
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct, field

from dr_evidence_site.system.outgoing import SCHEMES, PrivateError, Trust, handlers
from dr_evidence_site.system.retry_after import retry_after

_BUSY = frozenset({429, 500, 502, 503, 504})
_LARGEST = 20_000_000
"""Bytes of an answer after which it is no record."""
_PIECE = 65_536
_PATIENT = 3
"""How many times `timeout` a whole answer may take: a timeout of the library begins anew with each byte."""


class Reply(Struct, frozen=True):
    """An answer: the status of HTTP and the body; status 0 when there was none, with the reason in `trouble`."""

    status: int
    body: bytes = b""
    trouble: str = ""


class Client(Struct):
    """Asks for addresses.

    `agent` is the User-Agent. `interval` is the shortest time between two questions to one host, `timeout` that for
    an answer, `patience` the longest that a service may make us wait before we ask again, all in seconds. `tries` is
    how often one thing is asked.
    """

    agent: str
    interval: float = 0.4
    timeout: float = 20.0
    patience: float = 30.0
    tries: int = 3
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic
    _openers: dict[str, urllib.request.OpenerDirector] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)
    _dead: dict[str, str] = field(default_factory=dict)

    def get(self, address: str, media: str = "*/*") -> Reply:
        """The answer to a GET. Never raises; a host that could not be reached is not tried again by this client."""
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return Reply(0, trouble="its address is no web address")
        host = parts.netloc
        if host in self._dead:
            return Reply(0, trouble=self._dead[host])
        reply = Reply(0)
        for attempt in range(1, self.tries + 1):
            self._wait(host)
            reply, wait = self._once(address, media)
            if reply.status and reply.status not in _BUSY:
                return reply
            pause = wait if wait is not None else float(2**attempt) / 2
            if pause > self.patience:
                return Reply(reply.status, trouble=f"it asks to be left alone for {pause:.0f} seconds")
            if attempt < self.tries:
                self.sleep(pause)
        if not reply.status:
            self._dead[host] = reply.trouble
        return reply

    def _wait(self, host: str) -> None:
        """Wait until enough time has gone since the last question to this host."""
        if host in self._last:
            pause = self._last[host] + self.interval - self.now()
            if pause > 0:
                self.sleep(pause)
        self._last[host] = self.now()

    def _once(self, address: str, media: str) -> tuple[Reply, float | None]:
        """One try, and for how long the service asks to be left alone (None: it does not say)."""
        request = urllib.request.Request(address, headers={"User-Agent": self.agent, "Accept": media})  # noqa: S310
        try:
            with self._opener(urlsplit(address).hostname or "").open(request, timeout=self.timeout) as answer:
                return self._read(answer), None
        except urllib.error.HTTPError as error:
            with error:
                trouble = f"it answered with status {error.code}"
                return Reply(error.code, trouble=trouble), retry_after(error.headers.get("Retry-After", ""))
        except urllib.error.URLError as error:
            return Reply(0, trouble=_reason(error.reason)), None
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Reply(0, trouble=_reason(error)), None

    def _opener(self, host: str) -> urllib.request.OpenerDirector:
        """What opens addresses for a service at this host, wherever that is."""
        if host not in self._openers:
            self._openers[host] = urllib.request.build_opener(*handlers(Trust({host})), _Redirects)
        return self._openers[host]

    def _read(self, answer: http.client.HTTPResponse) -> Reply:
        """The whole answer; neither its length nor the time that it takes is without end.

        It is never unpacked: no compression is asked for.
        """
        end = self.now() + self.timeout * _PATIENT
        body = bytearray()
        while piece := answer.read1(_PIECE):
            body += piece
            if len(body) > _LARGEST:
                return Reply(413, trouble="its answer is too long")
            if self.now() > end:
                return Reply(408, trouble="its answer does not come to an end")
        if answer.length:  # bytes that were promised and did not come
            raise http.client.IncompleteRead(bytes(body), answer.length)
        return Reply(answer.status, bytes(body))


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows where a service sends us on to, on the web; the library would follow to FTP as well."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Any:
        """The request to the new address; None leaves the redirect as the answer."""
        if urlsplit(newurl).scheme not in SCHEMES:
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _reason(error: object) -> str:
    """What went wrong, in words."""
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, socket.gaierror):
        return "its name is not known, so this machine may not be connected to the network"
    if isinstance(error, ConnectionRefusedError):
        return "the connection was refused"
    if isinstance(error, http.client.IncompleteRead | http.client.RemoteDisconnected | ConnectionError):
        return "the connection broke off"
    if isinstance(error, PrivateError):
        return str(error)
    if isinstance(error, OSError):
        return (error.strerror or str(error) or type(error).__name__).rstrip(".")
    return str(error).rstrip(".") or type(error).__name__
