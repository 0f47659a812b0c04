"""Makes the processes of Dask clusters, fast: it imports everything once, and forks for each order on its input.

Orders, one a line: "scheduler", "worker ADDRESS", "stranger ADDRESS" (a worker that cannot import our program). The
answer is the process id, for a scheduler followed by its address. Nothing restarts a process. All end with the input.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile

from distributed import Scheduler, Worker

import dr_evidence_site.build.run
import dr_evidence_site.parse.article
import dr_evidence_site.render.page
import dr_evidence_site.system.cluster  # noqa: F401 - ready for workers, as all of these are


async def schedule(answer: int) -> None:
    async with Scheduler(host="127.0.0.1", port=0, dashboard=False) as scheduler:
        os.write(answer, f"{os.getpid()} {scheduler.address}\n".encode())
        await scheduler.finished()


async def work(answer: int, address: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with Worker(address, nthreads=2, local_directory=folder, dashboard=False) as worker:
            os.write(answer, f"{os.getpid()}\n".encode())
            await worker.finished()


def carry_out(order: str, answer: int) -> None:
    what, _, address = order.partition(" ")
    if what == "stranger":
        for name in [name for name in sys.modules if name.partition(".")[0] == "dr_evidence_site"]:
            sys.modules[name] = None  # type: ignore[assignment]
    asyncio.run(schedule(answer) if what == "scheduler" else work(answer, address))


def main() -> None:
    answer = os.dup(1)
    os.dup2(2, 1)
    children = []
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            try:
                carry_out(line.strip(), answer)
            finally:
                os._exit(0)
        children.append(process)
    for process in children:
        os.kill(process, signal.SIGKILL)  # not waited for before: its number is still its own
        os.waitpid(process, 0)


if __name__ == "__main__":
    main()
