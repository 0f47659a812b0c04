"""Questions over HTTP, asked politely: who asks, one at a time, not too often, and with patience that ends.

The standard library's urllib does it: `requests` and `httpx` bring five more packages each for what is here one GET. It
follows redirects, checks certificates against the machine's, and takes the proxies of the environment.
"""

from __future__ import annotations

import http.client
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from dr_evidence_site.system.retry_after import retry_after

_BUSY = frozenset({429, 500, 502, 503, 504})
_LARGEST = 20_000_000
"""Bytes of an answer after which it is no record."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: the status of HTTP and the body; status 0 when there was none, with the reason in `trouble`."""

    status: int
    body: bytes = b""
    trouble: str = ""


@dataclass(slots=True)
class Client:
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
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:  # noqa: S310 - http(s), see `get`
                body = answer.read(_LARGEST + 1)
                if len(body) > _LARGEST:
                    return Reply(413, trouble="its answer is too long"), None
                return Reply(answer.status, body), None
        except urllib.error.HTTPError as error:
            with error:
                trouble = f"it answered with status {error.code}"
                return Reply(error.code, trouble=trouble), retry_after(error.headers.get("Retry-After", ""))
        except urllib.error.URLError as error:
            return Reply(0, trouble=_reason(error.reason)), None
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Reply(0, trouble=_reason(error)), None


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
    if isinstance(error, OSError):
        return (error.strerror or str(error) or type(error).__name__).rstrip(".")
    return str(error).rstrip(".") or type(error).__name__
