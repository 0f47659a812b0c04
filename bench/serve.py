"""python -m bench.serve: how long an editor waits for the page in the browser after saving an article.

`serve` runs on a copy of the made-up site, and this program does what a browser does: it listens for the page's
events, and fetches the page when one says that it changed. Measured is the time from the end of the write of one
edited sentence until the page with that sentence has come. Several programs take turns, edit by edit, and are each
compared with the first.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import IO

from bench.results import spread
from bench.tools.ours import PROGRAM, ROOT, TODAY, Ours
from bench.tools.tool import Size, WrongOutputError

PATIENCE = 120.0
"""Seconds after which an event is not waited for any more."""
WARMING = 1
"""Edits before those that count: the first loads what a preview without an edit never needs."""
CHANGES = {
    "sentence": (r"last edited in round \d+", "last edited in round {0}", "last edited in round {0}"),
    "citation": (
        r"last edited in round \d+( \[@study-\d+\])?",
        "last edited in round {0} [@study-{0:05}]",
        "10.5555/bench.{0:05}",
    ),
    "title": (r"(?<=^title: )(Edit \d+, )?", "Edit {0}, ", "Edit {0}, "),
}
"""What is edited: a pattern for it, the words to put there, and what the page then has."""


@dataclass
class Preview:
    """A running `serve`, and what an edit of its site came to: seconds to the event, and to the page."""

    command: str
    site: Ours
    process: subprocess.Popen[str]
    port: int
    events: http.client.HTTPResponse
    text: str
    """The article as it was."""
    to_event: list[float] = field(default_factory=list)
    to_page: list[float] = field(default_factory=list)

    @classmethod
    def start(cls, command: str, site: Ours) -> Preview:
        """Serve the site, and listen once its first build is done."""
        process = subprocess.Popen(
            [*shlex.split(command), "serve", str(site.folder), "--port", "0", "--today", TODAY],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        )
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            address = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
            if address:
                break
        else:
            raise WrongOutputError(f"{command} gave no address:\n{''.join(said)}")
        threading.Thread(target=_read, args=(process.stdout,), daemon=True).start()  # else it would wait for a reader
        port = int(address[1])
        while True:  # the port is taken first; answers come after the first build
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
                connection.request("GET", f"/-/events?page=/articles/{site.edited_slug}.html")
                events = connection.getresponse()
                break
            except OSError:
                if process.poll() is not None:
                    raise WrongOutputError(f"{command} ended with {process.returncode}") from None
                time.sleep(0.1)
        found = cls(command, site, process, port, events, site.source(site.edited_slug).read_text(encoding="utf-8"))
        found.event()  # how things stand
        return found

    def event(self) -> dict[str, object]:
        """The next event."""
        while True:
            line = self.events.fp.readline()
            if not line:
                raise WrongOutputError(f"{self.command} sends no more events")
            if line.startswith(b"data: "):
                event: dict[str, object] = json.loads(line[6:])
                return event

    def page(self) -> str:
        """The edited article's page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", f"/articles/{self.site.edited_slug}.html")
        text = connection.getresponse().read().decode()
        connection.close()
        return text

    def edit(self, change: str, number: int, *, counts: bool) -> None:
        """Save the article with another sentence, source or title, and wait until its page shows it."""
        pattern, words, sign = CHANGES[change]
        place = self.site.source(self.site.edited_slug)
        text = re.sub(pattern, words.format(number), place.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
        place.write_text(text, encoding="utf-8")
        saved = time.perf_counter()
        while True:
            event = self.event()
            told = time.perf_counter()
            if event["failed"]:
                raise WrongOutputError(f"{self.command}: {event['failed']} {event['problems']}")
            if sign.format(number) in self.page():
                break
        shown = time.perf_counter()
        if counts:
            self.to_event.append(told - saved)
            self.to_page.append(shown - saved)

    def __enter__(self) -> Preview:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.events.close()
        self.site.source(self.site.edited_slug).write_text(self.text, encoding="utf-8")


def _read(stream: IO[str]) -> None:
    with stream:
        stream.read()


def measured(commands: Sequence[str], size: Size, work: Path, change: str, edits: int, pause: float) -> list[Preview]:
    """Each program's preview of a site of its own, after `edits` edits in turn with `pause` seconds after each."""
    with ExitStack() as stack:
        previews = []
        for number, command in enumerate(commands):
            site = Ours(work / "serve" / str(number), size)
            site.prepare()
            shutil.rmtree(site.folder / ".cache", ignore_errors=True)
            previews.append(stack.enter_context(Preview.start(command, site)))
        time.sleep(3)  # so that the first build's files are known by how they look
        for number in range(1, WARMING + edits + 1):
            # The order turns, so that no program always follows the same one.
            for preview in previews if number % 2 else reversed(previews):
                preview.edit(change, number, counts=number > WARMING)
                time.sleep(pause)
    return previews


def show(previews: Sequence[Preview]) -> None:
    """Print what came of it."""
    first = previews[0]
    for preview in previews:
        print(preview.command)
        for name, values in (("event", preview.to_event), ("page", preview.to_page)):
            least, middle, greatest = (round(1000 * value) for value in spread(values))
            print(f"  saved to {name}: median {middle} ms ({least} to {greatest}), {len(values)} edits")
        if preview is not first:
            ratios = [own / other for own, other in zip(preview.to_page, first.to_page, strict=True)]
            print(f"  page, divided by that of the first program: median {median(ratios):.2f}")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line: python -m bench.serve."""
    parser = argparse.ArgumentParser(prog="python -m bench.serve", description=__doc__)
    parser.add_argument("--articles", type=int, default=1000, help="articles in the site (default 1000; also 10000)")
    parser.add_argument("--references", type=int, default=1000, help="references in the library (default 1000)")
    parser.add_argument("--change", choices=CHANGES, default="sentence", help="what is edited (default sentence)")
    parser.add_argument("--edits", type=int, default=20, help="how often an article is saved (default 20)")
    parser.add_argument("--pause", type=float, default=1.5, help="seconds between two edits (default 1.5)")
    parser.add_argument("--program", action="append", help="a command to measure instead; repeat it to compare several")
    parser.add_argument(
        "--work", type=Path, default=ROOT / ".cache" / "bench", help="folder for the sites (default .cache/bench)"
    )
    options = parser.parse_args(arguments)
    size = Size(options.articles, options.references)
    show(
        measured(
            options.program or [PROGRAM], size, options.work.resolve(), options.change, options.edits, options.pause
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
