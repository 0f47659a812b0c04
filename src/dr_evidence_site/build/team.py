"""Who does the pieces of work of a build, and how the wait for them is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from dr_evidence_site.build.progress import SILENT, Progress, Stage
from dr_evidence_site.build.report import Options
from dr_evidence_site.system.executor import Executor, Serial, ThisMachine, available_jobs, chunked
from dr_evidence_site.system.stopwatch import Timing, timed

WORTH_A_PROCESS = 48
"""Articles from which on worker processes pay for their start (about 30 ms each), and a cluster for the way there."""

Item = TypeVar("Item")
Made = TypeVar("Made")


class Team:
    """The workers of one build. `executor_for` says who does so many pieces of work.

    `has_another` says that there is a processor for a second process.
    """

    def __init__(
        self, executor_for: Callable[[int], Executor], progress: Progress, *, has_another: bool = False
    ) -> None:
        self._executor_for = executor_for
        self.has_another = has_another
        self.progress = progress

    def chunks(self, items: list[Item]) -> Iterator[list[Item]]:
        """The items in the shares that workers take at a time."""
        return chunked(items, self._executor_for(len(items)).workers)

    def stage(self, name: str, tasks: int) -> Stage:
        """A stage whose work the workers do; none is begun where there is no work."""
        return (self.progress if tasks else SILENT).stage(name, tasks)

    def done_here(
        self, stage: Stage, task: Callable[[Any, Any], list[Made]], shared: object, chunk: object
    ) -> list[Made]:
        """What this process itself makes of a chunk."""
        timing, made = timed(task, shared, chunk)
        stage.worked(timing, len(made))
        return made

    def done(
        self,
        stage: Stage,
        tasks: int,
        task: Callable[[Any, Any], list[Made]],
        shared: object,
        chunks: Iterable[object],
    ) -> Iterator[list[Made]]:
        """What the workers make of each chunk; the stage is told when and where.

        They begin at once, so that this process can do something else before it asks for the first result.
        """
        return told(stage, self._executor_for(tasks).map(partial(timed, task), shared, chunks))

    def beside(
        self, tasks: int, task: Callable[[Any, Any], list[Made]], shared: object, chunks: Iterable[object]
    ) -> Iterator[tuple[Timing, list[Made]]]:
        """What the workers make of each chunk, and when; too little for them is done by a child process.

        After one edit (1,000 articles) that takes a tenth off the build: the child loads what parses and this process
        what makes pages.
        """
        executor = self._executor_for(tasks)
        if tasks and self.has_another and isinstance(executor, Serial):
            from dr_evidence_site.system.beside import Beside, can_fork

            executor = Beside() if can_fork() else executor
        return executor.map(partial(timed, task), shared, chunks)


def told(stage: Stage, results: Iterator[tuple[Timing, list[Made]]]) -> Iterator[list[Made]]:
    """What was made; the stage is told when and where."""
    for timing, made in results:
        stage.worked(timing, len(made))
        yield made


@contextmanager
def team(options: Options, progress: Progress) -> Iterator[Team]:
    """The workers that the options ask for: little is done here, much by processes or on the cluster."""
    if not options.cluster:
        jobs = options.jobs or available_jobs()
        with ThisMachine(jobs, WORTH_A_PROCESS) as machine:
            yield Team(machine.executor_for, progress, has_another=jobs > 1)
        return
    from dr_evidence_site.system.cluster import connect

    with connect(options.cluster) as cluster:
        yield Team(lambda tasks: cluster if tasks >= WORTH_A_PROCESS else Serial(), progress)
