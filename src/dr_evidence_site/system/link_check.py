"""Asks servers whether web addresses lead anywhere: politely, within limits of time, and without reading a page.

The standard library does for this. A client library would bring connections that stay open, cookies and the decoding
of bodies, none of which is wanted; manners and limits of time would have to be written all the same.
"""

from __future__ import annotations

import http.client
import queue
import socket
import ssl
import threading
import time
import urllib.request
from collections import deque
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from urllib.error import URLError
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from msgspec import Struct, field
from msgspec.structs import replace

from dr_evidence_site.model.external import Answer, Outcome, host_of, local_host
from dr_evidence_site.system.outgoing import PrivateError, Trust, handlers
from dr_evidence_site.system.retry_after import retry_after

_PERMANENT = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
_REDIRECTS = _PERMANENT | {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}
_BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_SAFE = "%/:;()@!$*+,=&?~'[]#._-"
_TICK = 0.2
"""Seconds after which it is looked again who is overdue."""


class Manners(Struct, frozen=True):
    """How servers are asked. All times are in seconds.

    `agent` is the name that servers are told. At most `at_once` requests are under way, never two to one server, and
    `pause` lies between two to the same. A request may take `patience`, all together `total`. A server that asks to
    wait is given up to `longest_wait`, so often as `waits` says. `hops` redirects are followed. When `doubtful`
    servers stay silent and not one has answered, the rest are not tried. Servers in private networks are asked only
    when `private` is set.
    """

    agent: str
    at_once: int = 8
    pause: float = 0.5
    patience: float = 15.0
    total: float = 600.0
    longest_wait: float = 30.0
    waits: int = 2
    hops: int = 10
    doubtful: int = 4
    private: bool = False


class Question(Struct, frozen=True):
    """An address to ask for. When redirects are not to be followed, any redirect is an answer: the page is known."""

    address: str
    follows: bool = True


def ask(questions: Iterable[Question], manners: Manners) -> Iterator[tuple[str, Answer]]:
    """The address of each question with its answer, as answers come in.

    It ends early, with answers missing, when the time is over or nobody can be reached.
    """
    desk = _Desk(list(questions), manners)
    try:
        yield from desk.answers()
    finally:
        desk.close()


class _Task(Struct, eq=False):
    """A question on its way: the address it has come to and how. `is_settled` when it needs no answer any more."""

    question: Question
    address: str
    method: str = "HEAD"
    has_moved: bool = True  # whether all redirects so far were for good
    moved: str = ""
    seen: set[str] = field(default_factory=set)
    waits: int = 0
    is_settled: bool = False


class _Server(Struct):
    """Who waits for a server, and from when on it may be asked. `closed` is what is told to all who still come."""

    waiting: deque[_Task] = field(default_factory=deque)
    free_at: float = 0.0
    is_busy: bool = False
    failures: int = 0
    closed: Answer | None = None


class _Reply(Struct, frozen=True):
    status: int
    location: str
    wait: float | None


class _Failure(Struct, frozen=True):
    """No reply. `is_lasting` means that the server's other addresses will fare alike."""

    reason: str
    is_lasting: bool


class _Desk:
    """Hands tasks to threads, so that each server is asked one thing at a time.

    The threads are daemons: one that hangs, say in looking up a name, is given up and another takes its place.
    """

    def __init__(self, questions: list[Question], manners: Manners) -> None:
        self._manners = manners
        self._changed = threading.Condition()
        self._servers: dict[str, _Server] = {}
        self._running: dict[_Task, tuple[_Server, float]] = {}
        self._done: queue.SimpleQueue[tuple[str, Answer] | BaseException] = queue.SimpleQueue()
        self._is_over = False
        self._has_reply = False
        self._open = len(questions)
        self._opener = _opener(manners)
        for question in questions:
            self._join(_Task(question, question.address))

    def answers(self) -> Iterator[tuple[str, Answer]]:
        end = time.monotonic() + self._manners.total
        for _ in range(min(self._manners.at_once, self._open)):
            self._start_thread()
        while self._open and not self._is_hopeless():
            left = end - time.monotonic()
            if left <= 0:
                return
            try:
                found = self._done.get(timeout=min(left, _TICK))
            except queue.Empty:
                self._give_up_overdue()
                continue
            if isinstance(found, BaseException):
                raise found
            self._open -= 1
            yield found

    def close(self) -> None:
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def _is_hopeless(self) -> bool:
        with self._changed:
            silent = sum(server.failures > 0 for server in self._servers.values())
            return not self._has_reply and silent >= self._manners.doubtful and self._done.empty()

    def _start_thread(self) -> None:
        threading.Thread(target=self._work, name="asks servers", daemon=True).start()

    def _give_up_overdue(self) -> None:
        """Settle what takes longer than it may: a socket's own limit begins anew with each byte."""
        now = time.monotonic()
        with self._changed:
            for task, (server, began) in list(self._running.items()):
                if now - began > self._manners.patience and not task.is_settled:
                    del self._running[task]
                    self._fail(task, server, self._late())
                    server.is_busy = False
                    self._start_thread()

    # In the threads

    def _work(self) -> None:
        try:
            while True:
                with self._changed:
                    found = self._next()
                    if found is None:
                        return
                    task, server = found
                    server.is_busy = True
                    self._running[task] = server, time.monotonic()
                result = self._request(task)
                with self._changed:
                    if self._running.pop(task, None) is None:
                        return  # given up meanwhile; another thread has taken this one's place
                    server.is_busy = False
                    server.free_at = time.monotonic() + self._manners.pause
                    if isinstance(result, Answer):
                        self._settle(task, result)
                    elif isinstance(result, _Failure):
                        self._fail(task, server, result)
                    else:
                        self._heed(task, server, result)
                    self._changed.notify_all()
        except BaseException as error:
            self._done.put(error)  # raised again where the answers are taken

    def _next(self) -> tuple[_Task, _Server] | None:
        """A task whose server may be asked now; waits for one, and gives None at the end."""
        while not self._is_over:
            now = time.monotonic()
            ready = [server for server in self._servers.values() if server.waiting and not server.is_busy]
            server = min(ready, key=lambda server: server.free_at, default=None)
            if server and server.free_at <= now:
                return server.waiting.popleft(), server
            self._changed.wait(server.free_at - now if server else None)
        return None

    def _request(self, task: _Task) -> _Reply | _Failure | Answer:
        try:
            request = urllib.request.Request(_sendable(task.address), method=task.method)  # noqa: S310 - http(s) alone
            # The reply's head has been read when this returns; closing it leaves the page where it is.
            with self._opener.open(request, timeout=self._manners.patience) as reply:
                head = reply.headers
                return _Reply(reply.status, head.get("Location", ""), retry_after(head.get("Retry-After", "")))
        except TimeoutError:
            return self._late()
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = error.reason if isinstance(error, URLError) else error
            if isinstance(reason, PrivateError):
                who = "the server sends readers on to one that" if task.seen else "its server"
                return Answer(Outcome.PRIVATE, reason=f"{who} is in a private network")
            return self._late() if isinstance(reason, TimeoutError) else _failure(reason)

    # What follows from a result; the condition is held

    def _join(self, task: _Task) -> None:
        """Let a task wait for the server of its address."""
        try:
            parts = urlsplit(task.address)
        except ValueError as error:
            self._settle(task, Answer(Outcome.SILENT, reason=_failure(error).reason))
            return
        server = self._servers.setdefault(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower(), _Server())
        if server.closed:
            self._settle(task, server.closed)
        else:
            server.waiting.append(task)

    def _settle(self, task: _Task, answer: Answer) -> None:
        task.is_settled = True
        self._done.put((task.question.address, answer))

    def _shut(self, server: _Server, answer: Answer) -> None:
        """Ask a server no more; whoever waits for it is told the same."""
        server.closed = answer
        while server.waiting:
            self._settle(server.waiting.popleft(), answer)

    def _fail(self, task: _Task, server: _Server, failure: _Failure) -> None:
        server.failures += 1
        answer = Answer(Outcome.SILENT, reason=failure.reason)
        self._settle(task, answer)
        if failure.is_lasting or server.failures > 1:
            self._shut(server, answer)

    def _late(self) -> _Failure:
        return _Failure(f"there was no answer within {self._manners.patience:g} seconds", is_lasting=False)

    def _heed(self, task: _Task, server: _Server, reply: _Reply) -> None:
        self._has_reply = True
        server.failures = 0
        status = reply.status
        if status in _BUSY and reply.wait is not None:
            self._wait_for(task, server, reply, reply.wait)
        elif status in _REDIRECTS and reply.location and task.question.follows:
            self._redirect(task, reply)
        elif status < HTTPStatus.BAD_REQUEST:
            self._settle(task, Answer(Outcome.FOUND, status, moved=task.moved))
        elif task.method == "HEAD":
            # Some servers answer only to the method that browsers use.
            task.method = "GET"
            server.waiting.appendleft(task)
        elif status in _GONE:
            self._settle(task, Answer(Outcome.GONE, status))
        else:
            self._settle(task, Answer(Outcome.REFUSED, status, _answers(status)))

    def _wait_for(self, task: _Task, server: _Server, reply: _Reply, wait: float) -> None:
        refused = Answer(Outcome.REFUSED, reply.status, _answers(reply.status))
        if wait > self._manners.longest_wait:
            self._settle(task, refused)
            self._shut(server, replace(refused, reason=f"the server asks to be left alone for {wait:.0f} seconds"))
        elif task.waits >= self._manners.waits:
            self._settle(task, refused)
        else:
            task.waits += 1
            server.free_at = max(server.free_at, time.monotonic() + wait)
            server.waiting.appendleft(task)

    def _redirect(self, task: _Task, reply: _Reply) -> None:
        task.seen.add(task.address)
        try:
            # A header is Latin-1 by the letter of the protocol, and UTF-8 by what servers send.
            location = reply.location.encode("latin-1", "replace").decode("utf-8", "replace").strip()
            address = urljoin(task.address, location)
            is_web = urlsplit(address).scheme in ("http", "https") and bool(host_of(address))
        except ValueError:
            is_web = False
        if not is_web or (local_host(address) and not self._manners.private):
            trouble = "the server sends readers on to what is no public web address"
        elif address in task.seen:
            trouble = "the server sends readers round in circles"
        elif len(task.seen) > self._manners.hops:
            trouble = f"the server sends readers on more than {self._manners.hops} times"
        else:
            task.has_moved &= reply.status in _PERMANENT
            if task.has_moved:
                task.moved = address
            task.address, task.method = address, "HEAD"
            self._join(task)
            return
        self._settle(task, Answer(Outcome.REFUSED, reply.status, trouble))


def _opener(manners: Manners) -> urllib.request.OpenerDirector:
    """What opens http(s) addresses, by a proxy if the environment names one; every status is a reply like any other."""
    opener = urllib.request.OpenerDirector()
    for handler in handlers(Trust(everyone=manners.private)):
        opener.add_handler(handler)
    opener.addheaders = [("User-Agent", manners.agent), ("Accept", "text/html, */*;q=0.8")]
    return opener


def _sendable(address: str) -> str:
    """The address in ASCII, without a user's name or password. Raises ValueError for what is no address."""
    parts = urlsplit(address)
    host = parts.hostname
    if not host:
        raise ValueError("no host")
    host = f"[{host}]" if ":" in host else host.encode("idna").decode()
    if parts.port is not None:
        host += f":{parts.port}"
    return urlunsplit((parts.scheme, host, quote(parts.path, _SAFE) or "/", quote(parts.query, _SAFE), ""))


def _answers(status: int) -> str:
    try:
        return f"the server answers {status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return f"the server answers {status}"


def _failure(error: object) -> _Failure:
    """What went wrong, in words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _Failure(f"the server's certificate is not valid ({error.verify_message})", is_lasting=True)
    if isinstance(error, ssl.SSLError):
        return _Failure(f"no secure connection could be made ({error.reason or error})", is_lasting=True)
    if isinstance(error, socket.gaierror):
        unknown = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
        reason = "there is no server of that name" if unknown else "the server's name could not be looked up"
        return _Failure(reason, is_lasting=True)
    if isinstance(error, ConnectionRefusedError):
        return _Failure("the server refuses connections", is_lasting=True)
    if isinstance(error, ConnectionError | http.client.RemoteDisconnected):
        return _Failure("the connection broke off", is_lasting=False)
    if isinstance(error, OSError):
        return _Failure(f"no connection could be made ({error.strerror or error})", is_lasting=True)
    if isinstance(error, http.client.HTTPException):
        return _Failure("the server's answer could not be understood", is_lasting=False)
    return _Failure("the address cannot be asked for", is_lasting=False)
