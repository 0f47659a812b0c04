"""Work on a Dask cluster: chunks go out as bytes, results come back in order, workers that die are survived.

The library is imported only when a cluster is asked for. Workers load pickled code and so does this process: a cluster
is trusted as one's own machine is.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import pickle
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.system.executor import Chunk, ExecutorError, Result, Shared, Task, in_order
from dr_evidence_site.system.fingerprint import fingerprint

if TYPE_CHECKING:
    from distributed import Client, Future

_TO_CONNECT = 6.0
"""Seconds within which the scheduler must answer."""
_TO_ASK = 2.0
"""Seconds without a result after which it is asked whether anybody still works; then twice as long, and so on."""
_TO_RECOVER = 10.0
"""Seconds for which a cluster may be without any worker; those that are restarted take a few."""
_ATTEMPTS = 2
"""How often a chunk is handed out. Dask itself already gives it to four workers before it is called lost."""


@contextmanager
def connect(address: str) -> Iterator[Cluster]:
    """The cluster whose scheduler is at `address` (such as tcp://host:8786), for as long as the context lasts.

    Raises ExecutorError when there is none, when it has no workers, or when they run another program than this one.
    """
    try:
        import dask.config
        from distributed import Client
    except ImportError as error:
        raise ExecutorError(
            "Work on a Dask cluster needs packages that are not installed. "
            "Install them with: pip install dr-evidence-site[dask]"
        ) from error
    with _quiet():
        try:
            # The client keeps its last thousand messages in a log, and ours hold chunks: hundreds of megabytes.
            with dask.config.set({"distributed.admin.low-level-log-length": 0}), _no_collection():
                client = Client(address, timeout=_TO_CONNECT, set_as_default=False, name="dr-evidence-site")
        except (OSError, ValueError) as error:
            raise ExecutorError(f"There is no Dask scheduler at “{address}”: {error}.") from error
        try:
            yield Cluster(client, address)
        finally:
            with _no_collection():
                client.close(timeout=_TO_CONNECT)


class Cluster:
    """The workers of one Dask scheduler. `workers` is how many there were when work began."""

    def __init__(self, client: Client, address: str) -> None:
        self._client = client
        self._address = address
        self._program = fingerprint()
        self._insist_on_workers()
        self._insist_on_this_program()
        self.workers: int = max(1, len(client.nthreads()))
        self._turns = self._rotation()

    def map(self, task: Task[Shared, Chunk, Result], shared: Shared, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """The result of each chunk, in order. Raises ExecutorError when the cluster cannot give one."""
        content = pickle.dumps((task, shared), pickle.HIGHEST_PROTOCOL)
        name = _digest(self._program.encode(), content)
        # Made by a task, what all share can be made again when the worker that holds it dies; scattered data cannot.
        # Workers hand it on to each other.
        sent = self._client.submit(_same, content, key=f"shared-{name}")
        label = _name_of(task)

        def submit(chunk: Chunk) -> _Pending:
            return _Pending(self, label, name, sent, pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL))

        return in_order(submit, chunks, 2 * self.workers)

    def submit(self, label: str, name: str, shared: Future[bytes], chunk: bytes, attempt: int) -> Future[Any]:
        """Hand a chunk out. The key is the content's digest: the same work in two builds at once is done once."""
        key = f"{label}-{_digest(name.encode(), chunk, str(attempt).encode())}"
        # Left to itself the scheduler crowds all work where the shared part is; others may still take it over.
        turn = next(self._turns)
        return self._client.submit(
            _work, self._program, name, shared, chunk, key=key, workers=turn, allow_other_workers=turn is not None
        )

    def wait(self, future: Future[Any]) -> Any:
        """The result of a task, for as long as there is somebody to give it."""
        patience = _TO_ASK
        while True:
            try:
                return future.result(timeout=patience)
            except TimeoutError:
                if future.status == "error":
                    return future.result()  # raises what the task raised
                self._insist_on_workers()
                patience *= 2  # fetching a result begins anew each time, and a slow network may need longer

    def explain(self) -> None:
        """Raise an ExecutorError if the state of the cluster explains why a task failed."""
        self._insist_on_workers()
        self._insist_on_this_program()

    def _rotation(self) -> Iterator[list[str] | None]:
        """The workers in turn, asked for anew after each round because they come and go."""
        while True:
            try:
                known = sorted(self._client.nthreads())
            except (OSError, CancelledError) as error:
                raise self._lost() from error
            yield from ([worker] for worker in known)
            if not known:
                yield None

    def _insist_on_workers(self) -> None:
        if self._client.status != "running":
            raise self._lost()
        try:
            self._client.wait_for_workers(1, timeout=_TO_RECOVER)
        except TimeoutError as error:
            raise ExecutorError(
                f"The Dask scheduler at “{self._address}” has no workers, and none came in {_TO_RECOVER:.0f} seconds."
            ) from error
        except (OSError, CancelledError) as error:
            raise self._lost() from error

    def _lost(self) -> ExecutorError:
        return ExecutorError(f"The connection to the Dask scheduler at “{self._address}” was lost.")

    def _insist_on_this_program(self) -> None:
        """Refuse workers with other code or libraries: their pages would differ, and memos would be wrong."""
        try:
            answers: dict[str, object] = self._client.run(_program, on_error="return")
        except (OSError, CancelledError) as error:
            raise self._lost() from error
        for worker, answer in sorted(answers.items()):
            if answer == self._program or isinstance(answer, OSError):  # one that just died is another matter
                continue
            problem = (
                "has another version of dr-evidence-site, of Python or of a library"
                if isinstance(answer, str)
                else f"cannot run dr-evidence-site ({clip(str(answer), 120)})"
            )
            raise ExecutorError(
                f"The Dask worker at “{worker}” {problem}. "
                "Install the same versions there as here, and restart the worker."
            )


class _Pending:
    """A chunk that was handed out."""

    def __init__(self, cluster: Cluster, label: str, name: str, shared: Future[bytes], chunk: bytes) -> None:
        self._cluster = cluster
        self._what = (label, name, shared, chunk)
        self._future = cluster.submit(*self._what, 0)

    def result(self) -> Any:
        """The chunk's result; a chunk that was lost with its workers is handed out again."""
        from distributed import KilledWorker

        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._cluster.wait(self._future)
            except (KilledWorker, CancelledError):
                self._cluster.explain()
                if attempt < _ATTEMPTS:
                    self._future = self._cluster.submit(*self._what, attempt)
            except ExecutorError:
                raise
            except Exception:
                self._cluster.explain()
                raise
        raise ExecutorError(
            "Workers of the Dask cluster died again and again over the same articles; "
            "perhaps they have too little memory."
        )


# What runs on a worker


class _OtherProgramError(Exception):
    """The worker that was given a chunk runs another program than the one that sent it."""


_one_at_a_time = threading.Lock()
"""Python runs one thread at a time anyway, and neither tasks nor the libraries they use were written for several."""
_opened: dict[str, Any] = {}


@cache
def _program() -> str:
    """The fingerprint of the code that this process runs: taken once, for files may be replaced while it runs."""
    return fingerprint()


def _same(content: bytes) -> bytes:
    return content


def _work(program: str, name: str, shared: bytes, chunk: bytes) -> Any:
    if _program() != program:  # also a worker that came later
        raise _OtherProgramError
    with _one_at_a_time:
        if name not in _opened:
            _opened.clear()
            _opened[name] = pickle.loads(shared)  # noqa: S301 - the scheduler is trusted with more than this
        task, value = _opened[name]
        return task(value, pickle.loads(chunk))  # noqa: S301


# Small things


def _name_of(task: Any) -> str:
    """The name of a function, also of one that is bound into another: the cluster's own pages show it."""
    while isinstance(task, partial) and task.args:
        task = task.args[0]
    return getattr(task, "__name__", "chunk")


def _digest(*parts: bytes) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the collector from what it could find meanwhile: a client that never connected, say.

    Such a client closes itself when it is collected, for which it waits for a lock that the making and the closing of
    another hold. In the same thread it would wait for ever.
    """
    gc.collect()
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the library's log while it is in use: what matters of it is said in our own words."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, was in zip(loggers, before, strict=True):
            logger.disabled = was
