"""Progress, timings and traces: what is shown when, by a clock and on a stream of the test's own."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from dr_evidence_site.build import Options, build, check, outcome, verify, watcher
from dr_evidence_site.build.progress import SILENT, Chunk, Lap, Record, Recorder
from dr_evidence_site.build.timings import table
from dr_evidence_site.build.trace import trace
from dr_evidence_site.system.stopwatch import Timing, Worker, timed
from dr_evidence_site.system.terminal import Bar, Display, Lines, display
from sites import TODAY, article

Make = Callable[[Mapping[str, str | bytes]], Path]


class Clock:
    """A clock that goes on when it is told to, and by `tick` each time it is read."""

    def __init__(self, tick: float = 0.0) -> None:
        self.now = 100.0
        self.tick = tick

    def __call__(self) -> float:
        self.now += self.tick
        return self.now


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def watched(display_of: Callable[[io.StringIO, float], Display], stream: io.StringIO) -> tuple[Recorder, Clock]:
    clock = Clock()
    return Recorder(clock, lambda began: display_of(stream, began)), clock


def everything(leader: int) -> bytes:
    """All that was written to a terminal, once its other side is closed."""
    parts = []
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:  # how Linux says that the end is reached
            part = b""
        if not part:
            os.close(leader)
            return b"".join(parts)
        parts.append(part)


def bar(stream: io.StringIO, began: float) -> Display:
    return Bar(stream, began)


def lines(stream: io.StringIO, began: float) -> Display:
    return Lines(stream)


def frames(stream: io.StringIO) -> list[str]:
    return [frame.rstrip() for frame in stream.getvalue().split("\r") if frame.strip()]


# The bar


def test_a_run_of_less_than_a_second_draws_nothing() -> None:
    stream = Screen()
    progress, clock = watched(bar, stream)
    for name in ("read", "parse"):
        with progress.stage(name, 10) as stage:
            for _ in range(9):
                clock.now += 0.055
                stage.advance()
    assert clock.now - 100 == pytest.approx(0.99)
    assert stream.getvalue() == ""


def test_the_bar_shows_stage_count_and_rate_after_a_second_and_goes_at_the_end() -> None:
    stream = Screen()
    progress, clock = watched(bar, stream)
    with progress.stage("parse articles", 4000) as stage:
        for _ in range(4):
            clock.now += 0.5
            stage.advance(1000)
    assert frames(stream) == [
        "parse articles [###############---------------] 2,000/4,000 (2,000/s)",
        "parse articles [######################--------] 3,000/4,000 (2,000/s)",
        "parse articles [##############################] 4,000/4,000 (2,000/s)",
    ]
    assert stream.getvalue().endswith("\r" + " " * len(frames(stream)[-1]) + "\r")


def test_the_second_is_one_of_the_whole_run() -> None:
    stream = Screen()
    progress, clock = watched(bar, stream)
    for name in ("one", "two", "three"):
        with progress.stage(name):
            clock.now += 0.6
    assert frames(stream) == ["three"]


def test_the_bar_is_drawn_at_most_ten_times_a_second() -> None:
    stream = Screen()
    progress, clock = watched(bar, stream)
    with progress.stage("render", 10_000) as stage:
        for _ in range(3000):
            clock.now += 0.001
            stage.advance()
    assert 19 <= len(frames(stream)) <= 21


def test_a_shorter_line_leaves_nothing_of_a_longer_one() -> None:
    stream = Screen()
    progress, clock = watched(bar, stream)
    with progress.stage("outer"):
        clock.now += 2
        with progress.stage("a long name of a stage"):
            pass
    drawn = stream.getvalue().split("\r")
    assert drawn[1] == "a long name of a stage" and drawn[2] == "outer".ljust(len(drawn[1]))


def test_the_innermost_stage_is_shown_unless_it_is_only_for_the_record() -> None:
    stream = Screen()
    progress, clock = watched(bar, stream)
    clock.now += 2
    with progress.stage("publish"), progress.stage("render", 9) as rendered:
        with progress.stage("write files", shown=False) as written:
            clock.now += 1
            written.advance(5)
        rendered.advance(9)
    assert [frame.partition(" ")[0] for frame in frames(stream)] == ["publish", "render", "render", "publish"]
    assert next(lap.path for lap in progress.record().laps) == ("publish", "render", "write files")


def test_the_bar_goes_when_the_run_breaks_off() -> None:
    stream = Screen()
    progress, clock = watched(bar, stream)
    with pytest.raises(KeyboardInterrupt), progress.stage("publish"), progress.stage("render", 9) as stage:
        clock.now += 2
        stage.advance()
        raise KeyboardInterrupt
    assert re.fullmatch(r".*\r +\r", stream.getvalue(), re.DOTALL)


def test_a_line_fits_the_terminal() -> None:
    leader, follower = pty.openpty()
    with os.fdopen(follower, "w") as stream:
        import fcntl
        import struct
        import termios

        fcntl.ioctl(stream, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
        clock = Clock()
        progress = Recorder(clock, lambda began: display(stream, began))
        with progress.stage("parse articles", 4000) as stage:
            clock.now += 2
            stage.advance(1000)
    drawn = everything(leader).decode()
    assert drawn == "\rparse articles [#######----------------" + "\r" + 39 * " " + "\r"


# Lines


def test_a_log_gets_a_line_for_each_stage_that_took_over_a_second() -> None:
    stream = io.StringIO()
    progress, clock = watched(lines, stream)
    for name, items, seconds in [("read", 10, 1.0), ("parse", 3000, 1.5), ("check", 0, 2.0), ("publish", 1, 0.9)]:
        with progress.stage(name, items) as stage:
            clock.now += seconds
            stage.advance(items)
    assert stream.getvalue() == "parse: 3,000 in 1.5 s (2,000/s)\ncheck: 2.0 s\n"


@pytest.mark.parametrize(
    ("stream", "term", "kind"),
    [(Screen(), "xterm-256color", Bar), (Screen(), "dumb", Lines), (io.StringIO(), "xterm-256color", Lines)],
)
def test_a_bar_is_for_terminals_alone(
    stream: io.StringIO, term: str, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    assert isinstance(display(stream, 0.0), kind)


@pytest.mark.parametrize("shows", [bar, lines])
def test_work_goes_on_when_nobody_listens_any_more(shows: Callable[[io.StringIO, float], Display]) -> None:
    class Closed(Screen):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    progress, clock = watched(shows, Closed())
    with progress.stage("parse", 2) as stage:
        clock.now += 2
        stage.advance(2)
    assert [lap.items for lap in progress.record().laps] == [2]


# Records


def test_a_generator_that_is_left_early_ends_its_stage_with_the_one_around_it() -> None:
    progress, clock = watched(lines, io.StringIO())

    def work() -> Any:
        with progress.stage("inner") as stage:
            while True:
                yield
                stage.advance()

    left = work()
    with progress.stage("outer"):
        next(left)
        clock.now += 1
        next(left)
    left.close()
    with progress.stage("next"):
        pass
    assert [(lap.path, lap.items) for lap in progress.record().laps] == [
        (("outer", "inner"), 1),
        (("outer",), 0),
        (("next",), 0),
    ]


def test_a_timed_task_says_who_did_it_and_when() -> None:
    timing, result = timed(lambda shared, chunk: shared + chunk, 1, 2)
    assert result == 3
    assert timing.began <= timing.ended
    assert (timing.worker.process, timing.worker.thread) == (os.getpid(), threading.get_native_id())


def test_nobody_has_to_watch() -> None:
    with SILENT.stage("anything", 3) as stage:
        stage.advance()
        stage.worked(Timing(Worker("", 1, 1), 0.0, 1.0), 2)


# Timings


def test_the_table_has_each_stage_once_in_order_with_its_parts_indented() -> None:
    progress, clock = watched(lines, io.StringIO())
    for _ in range(2):
        with progress.stage("remember"):
            clock.now += 0.25
    with progress.stage("publish"):
        clock.now += 0.5
        with progress.stage("render articles", 1200) as stage:
            for _ in range(2):
                clock.now += 3
                stage.advance(600)
                with progress.stage("write files", shown=False) as writing:
                    clock.now += 1
                    writing.advance(600)
        with progress.stage("other pages"):
            pass
    clock.now += 0.125
    assert table(progress.record()).splitlines() == [
        "stage              seconds  items",
        "remember             0.500",
        "publish              8.500",
        "  render articles    8.000  1,200",
        "    write files      2.000  1,200",
        "  other pages        0.000",
        "all                  9.125",
    ]


# Traces

HERE = Worker("here", 7, 70)


def events(record: Record) -> list[dict[str, Any]]:
    document = json.loads(trace(record, "program"))
    found: list[dict[str, Any]] = document["traceEvents"]
    return found


def assert_sound(found: list[dict[str, Any]]) -> None:
    """Each event has what the format asks for, and on each track events lie in one another or apart."""
    tracks: dict[tuple[int, int], list[tuple[int, int]]] = {}
    named = {event["pid"] for event in found if event["ph"] == "M"}
    for event in found:
        assert {"name", "ph", "ts", "pid", "tid", "args"} <= event.keys()
        assert event["pid"] in named
        if event["ph"] == "X":
            assert isinstance(event["ts"], int) and event["ts"] >= 0 and event["dur"] >= 0
            tracks.setdefault((event["pid"], event["tid"]), []).append((event["ts"], event["ts"] + event["dur"]))
        else:
            assert (event["ph"], event["name"]) == ("M", "process_name") and event["args"]["name"]
    for spans in tracks.values():
        around: list[tuple[int, int]] = []
        for began, ended in spans:
            while around and around[-1][1] <= began:
                around.pop()
            assert not around or (around[-1][0] <= began and ended <= around[-1][1])
            around.append((began, ended))


def test_a_trace_has_the_run_its_stages_and_the_chunks_of_each_process() -> None:
    record = Record(
        here=HERE,
        began=100.0,
        ended=104.0,
        laps=(Lap(("publish", "render"), 101.0, 103.0, 12), Lap(("publish",), 100.5, 103.5, 0)),
        chunks=(
            Chunk("render", Timing(Worker("here", 8, 80), 101.0, 102.0), 6, 102.1),
            Chunk("render", Timing(Worker("here", 9, 90), 101.5, 102.25), 6, 102.3),
        ),
    )
    found = events(record)
    assert_sound(found)
    assert [(e["pid"], e["args"]["name"]) for e in found if e["ph"] == "M"] == [
        (7, "main"),
        (8, "worker 8"),
        (9, "worker 9"),
    ]
    assert [
        (e["name"], e["cat"], e["pid"], e["tid"], e["ts"], e["dur"], e["args"]) for e in found if e["ph"] == "X"
    ] == [
        ("program", "run", 7, 70, 0, 4_000_000, {}),
        ("publish", "stage", 7, 70, 500_000, 3_000_000, {}),
        ("render", "stage", 7, 70, 1_000_000, 2_000_000, {"items": 12}),
        ("render", "chunk", 8, 80, 1_000_000, 1_000_000, {"items": 6}),
        ("render", "chunk", 9, 90, 1_500_000, 750_000, {"items": 6}),
    ]


def test_the_clock_of_another_machine_is_set_by_when_its_results_came() -> None:
    far = Worker("far", 7, 1)  # has the number of our own process, by chance
    record = Record(
        here=HERE,
        began=100.0,
        ended=110.0,
        laps=(Lap(("parse",), 100.0, 110.0, 2),),
        chunks=(
            Chunk("parse", Timing(far, 9001.0, 9002.0), 1, 103.5),
            Chunk("parse", Timing(far, 9002.0, 9004.0), 1, 105.0),
        ),
    )
    found = events(record)
    assert_sound(found)
    assert [(e["pid"], e["ts"], e["dur"]) for e in found if e.get("cat") == "chunk"] == [
        (8, 2_000_000, 1_000_000),
        (8, 3_000_000, 2_000_000),
    ]
    assert [e["args"]["name"] for e in found if e["ph"] == "M"] == ["main", "worker 7 on far"]


# Whole builds


def many(number: int) -> dict[str, str | bytes]:
    return {f"content/articles/a{index}.md": article(title=f"Title {index}") for index in range(number)}


def files(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_build_in_processes_is_traced_and_its_bytes_do_not_depend_on_being_watched(make_site: Make) -> None:
    site = make_site(many(60))
    build(Options(site, TODAY, jobs=2, remember=False), site.parent / "alone")
    progress = watcher(io.StringIO())
    report = build(Options(site, TODAY, jobs=2, remember=False), site.parent / "watched", progress)
    assert report.summary is not None
    assert files(site.parent / "alone") == files(site.parent / "watched")

    record = progress.record()
    found = events(record)
    assert_sound(found)
    chunks = [event for event in found if event.get("cat") == "chunk"]
    # The first page is made by the process that builds.
    for stage, own in (("parse articles", 0), ("render articles", 1)):
        assert sum(chunk["args"]["items"] for chunk in chunks if chunk["name"] == stage) == 60
        (lap,) = [lap for lap in record.laps if lap.path[-1] == stage]
        assert lap.items == 60
        done = [chunk for chunk in record.chunks if chunk.stage == stage]
        assert sum(chunk.items for chunk in done if chunk.timing.worker.process == os.getpid()) == own
        for chunk in done:
            assert lap.began <= chunk.timing.began <= chunk.timing.ended <= chunk.received <= lap.ended
    assert sum(lap.ended - lap.began for lap in record.laps if len(lap.path) == 1) <= record.ended - record.began
    written = [lap for lap in record.laps if lap.path == ("publish", "render articles", "write files")]
    assert sum(lap.items for lap in written) == 60


def test_work_that_is_not_done_has_no_stage(make_site: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(many(2))
    options = Options(site, TODAY)
    build(options, site / "build")
    monkeypatch.setattr(outcome, "look", lambda options, folder: None)  # what the build before came to is not looked up
    progress = watcher(io.StringIO())
    build(options, site / "build", progress)
    laps = {lap.path[-1]: lap.items for lap in progress.record().laps}
    assert laps["recall articles"] == laps["compare articles"] == 2
    assert not {"parse articles", "render articles"} & laps.keys()


def test_a_check_and_the_second_build_of_verify_are_watched_too(make_site: Make) -> None:
    site = make_site(many(2))
    options = Options(site, TODAY)
    progress = watcher(io.StringIO())
    check(options, progress)
    assert ("render", "render articles") in [lap.path for lap in progress.record().laps]
    build(options, site / "build")
    assert verify(options, site / "build", progress) == []
    assert ("verify", "publish", "render articles") in [lap.path for lap in progress.record().laps]


# The command

_COMMAND = """\
import sys
from itertools import count
from dr_evidence_site.build import progress
from dr_evidence_site.system import stopwatch
ticks = count()
progress.clock = stopwatch.clock = lambda: next(ticks) * {tick}
from dr_evidence_site.cli import main
main()
"""


def on_a_terminal(tick: float, *arguments: str | Path) -> tuple[str, str]:
    """What a command writes to stdout, and to a terminal as stderr, when each look at the clock takes `tick` seconds."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", _COMMAND.format(tick=tick), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=follower,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(follower)
    shown = everything(leader)
    assert process.stdout is not None
    with process.stdout as stdout:
        said = stdout.read()
    assert process.wait() == 0
    return said.decode(), shown.decode().replace("\r\n", "\n")


def test_a_slow_build_has_a_bar_on_a_terminal_and_nothing_on_stdout(make_site: Make) -> None:
    site = make_site(many(12))
    said, shown = on_a_terminal(0.2, "build", site, "--today", "2026-06-01", "--jobs", "1")
    assert said == ""
    assert re.search(r"\rparse articles \[#+-+\] \d+/12 \(\d+/s\)", shown)
    assert re.search(r"\rrender articles \[#{30}\] 12/12 \(\d+/s\)", shown)
    last = shown.rpartition("\r")[2]
    assert last.startswith("12 articles, ") and "[" not in last


def test_a_small_build_has_none(make_site: Make) -> None:
    site = make_site(many(2))
    said, shown = on_a_terminal(0.001, "build", site, "--today", "2026-06-01")
    assert said == ""
    assert "\r" not in shown and len(shown.splitlines()) == 2


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("dr-evidence-site")
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["build", "check"])
def test_timings_and_trace_are_options(make_site: Make, name: str, tmp_path: Path) -> None:
    site = make_site(many(2))
    result = command(name, site, "--today", "2026-06-01", "--timings", "--trace", tmp_path / "trace.json")
    assert (result.returncode, result.stdout) == (0, "")
    assert re.search(
        r"^stage +seconds  items\n(?:.*\n)*parse articles +\d+\.\d{3} +2\n(?:.*\n)*all +\d+\.\d{3}\n\Z",
        result.stderr,
        re.MULTILINE,
    )
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", result.stderr)
    assert_sound(json.loads((tmp_path / "trace.json").read_text(encoding="utf-8"))["traceEvents"])


def test_timings_and_trace_come_also_when_nothing_is_published(make_site: Make, tmp_path: Path) -> None:
    site = make_site({"content/articles/a.md": article("T [@nobody2020].")})
    result = command("build", site, "--today", "2026-06-01", "--timings", "--trace", tmp_path / "trace.json")
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].startswith("all ")
    assert_sound(json.loads((tmp_path / "trace.json").read_text(encoding="utf-8"))["traceEvents"])


def test_a_trace_that_cannot_be_written_is_a_wrong_call_before_any_work(make_site: Make, tmp_path: Path) -> None:
    site = make_site(many(1))
    result = command("build", site, "--trace", tmp_path / "nowhere" / "trace.json")
    assert (result.returncode, result.stdout) == (2, "")
    assert "cannot be written" in result.stderr and "Traceback" not in result.stderr
    assert not (site / "build").exists()
