"""What was recorded of a run as a table for people: wall time and number of items of each stage."""

from __future__ import annotations

from dr_evidence_site.build.progress import Record

_ALL = "all"


def table(record: Record) -> str:
    """The stages in the order in which they first began, parts indented, and the whole run last.

    A stage that ran several times has one row with the sum. Rows at the left margin follow one another and add up to
    at most the whole; the rest is what no stage covers.
    """
    seconds: dict[tuple[str, ...], float] = {}
    items: dict[tuple[str, ...], int] = {}
    for lap in sorted(record.laps, key=lambda lap: (lap.began, len(lap.path))):
        seconds[lap.path] = seconds.get(lap.path, 0.0) + lap.ended - lap.began
        items[lap.path] = items.get(lap.path, 0) + lap.items
    rows = [("stage", "seconds", "items")]
    for path in _below((), list(seconds)):
        done = f"{items[path]:,}" if items[path] else ""
        rows.append(("  " * (len(path) - 1) + path[-1], f"{seconds[path]:.3f}", done))
    rows.append((_ALL, f"{record.ended - record.began:.3f}", ""))
    name, time, count = (max(len(row[column]) for row in rows) for column in range(3))
    return "\n".join(f"{row[0]:{name}}  {row[1]:>{time}}  {row[2]:>{count}}".rstrip() for row in rows)


def _below(parent: tuple[str, ...], paths: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The paths below `parent`, each followed by its own parts."""
    return [
        each
        for path in paths
        if path[:-1] == parent
        for each in (path, *_below(path, paths))
    ]  # fmt: skip
