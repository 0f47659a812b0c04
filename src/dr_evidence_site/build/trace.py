"""What was recorded of a run as a trace that Perfetto (ui.perfetto.dev) and Chrome (about:tracing) open.

The form is the JSON object form of the “Trace Event Format” (Google, 2016): complete events (`ph` X) with `ts` and
`dur` in microseconds, and metadata events (`ph` M) that name the processes.
"""

from __future__ import annotations

import json
from typing import Any

from dr_evidence_site.build.progress import Record
from dr_evidence_site.system.stopwatch import Worker


def trace(record: Record, name: str) -> str:
    """The trace as JSON text: the run, called `name`, with its stages; and each chunk of work where it was done."""
    processes = _Processes(record)
    events = [_complete(processes, record.here, name, "run", record.began, record.ended, 0)]
    events += (
        _complete(processes, record.here, lap.path[-1], "stage", lap.began, lap.ended, lap.items) for lap in record.laps
    )
    for chunk in record.chunks:
        worker, timing = chunk.timing.worker, chunk.timing
        shift = processes.shift(worker)
        began, ended = timing.began + shift, timing.ended + shift
        events.append(_complete(processes, worker, chunk.stage, "chunk", began, ended, chunk.items))
    # Of two that begin together, the longer one holds the other and has to come first.
    events.sort(key=lambda event: (event["ts"], -event["dur"]))
    document = {"displayTimeUnit": "ms", "traceEvents": processes.named() + events}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"


def _complete(
    processes: _Processes, worker: Worker, name: str, category: str, began: float, ended: float, items: int
) -> dict[str, Any]:
    # Both ends are rounded and their difference taken: so what lies in another still does.
    start = processes.microseconds(began)
    return {
        "name": name,
        "cat": category,
        "ph": "X",
        "ts": start,
        "dur": processes.microseconds(ended) - start,
        "pid": processes.number(worker),
        "tid": worker.thread,
        "args": {"items": items} if items else {},
    }


class _Processes:
    """The processes of a record, each with a number of its own, and the clocks of other machines set by ours."""

    def __init__(self, record: Record) -> None:
        self._here = record.here
        self._began = record.began
        self._numbers = {(record.here.machine, record.here.process): record.here.process}
        self._shifts: dict[str, float] = {}
        for chunk in record.chunks:
            worker = chunk.timing.worker
            self.number(worker)
            # Clocks of two machines have nothing in common, but no result is taken before it is there: the
            # shortest way that any of a machine's results took is counted as none.
            late = chunk.received - chunk.timing.ended
            self._shifts[worker.machine] = min(late, self._shifts.get(worker.machine, late))

    def number(self, worker: Worker) -> int:
        """The process's own number, unless that of another machine has it."""
        process = (worker.machine, worker.process)
        if process not in self._numbers:
            number = worker.process
            while number in self._numbers.values():
                number += 1
            self._numbers[process] = number
        return self._numbers[process]

    def shift(self, worker: Worker) -> float:
        """Seconds to add to a time by the worker's clock."""
        return 0.0 if worker.machine == self._here.machine else self._shifts[worker.machine]

    def microseconds(self, seconds: float) -> int:
        """A time by our clock as the trace has it: since the run began (a cluster may know a result from before)."""
        return max(0, round((seconds - self._began) * 1e6))

    def named(self) -> list[dict[str, Any]]:
        """An event for each process that gives it a name."""
        names = []
        for (machine, process), number in self._numbers.items():
            place = "" if machine == self._here.machine else f" on {machine}"
            ours = (machine, process) == (self._here.machine, self._here.process)
            name = "main" if ours else f"worker {process}{place}"
            names.append({"name": "process_name", "ph": "M", "ts": 0, "pid": number, "tid": 0, "args": {"name": name}})
        return names
