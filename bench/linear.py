"""python -m bench.linear: whether the time that a hostile text takes grows as its length does.

Each family of texts (`bench.hostile`) is read at sizes that double, up to a megabyte, and the processor's time is
taken. What regular expressions and libraries in C do counts here, which no count of Python's steps sees. A family ends
early when a text takes too long, and is then reported.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable, Sequence

from bench.hostile import TARGETS, Family

SMALLEST, LARGEST = 1 << 15, 1 << 20
PATIENCE = 60.0
"""Seconds of the processor after which no larger text is tried."""
STEEP = 2.6
"""How many times as long the last doubling may take: linear is 2, n·log n at this size 2.1, quadratic 4."""
NEGLIGIBLE = 0.15
"""Seconds below which a ratio says nothing."""


def seconds(read: Callable[[str], None], text: str) -> float:
    """The processor's time for one text."""
    gc.collect()
    start = time.process_time()
    read(text)
    return time.process_time() - start


def measured(read: Callable[[str], None], family: Family, largest: int) -> list[tuple[int, float]]:
    """Size and time of each text, from small to large."""
    found: list[tuple[int, float]] = []
    size = SMALLEST
    while size <= largest:
        text = family.text(size)
        found.append((len(text), seconds(read, text)))
        if found[-1][1] > PATIENCE:
            break
        size *= 2
    return found


def steepness(found: Sequence[tuple[int, float]], least: float) -> float:
    """How many times as long twice the text took, over the last two doublings; 0 where that says nothing.

    `least` is what a text of one letter takes.
    """
    if len(found) < 3 or found[-1][1] - least < NEGLIGIBLE:
        return 0.0
    (_, before), (_, after) = found[-3], found[-1]
    return float(((after - least) / max(before - least, 0.001)) ** 0.5)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print one line for each family; 1 when one is too steep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", help=f"some of: {', '.join(TARGETS)}")
    parser.add_argument("--largest", type=int, default=LARGEST, help="characters of the largest text")
    parser.add_argument("--family", help="only families whose name contains this")
    chosen = parser.parse_args(arguments)
    steep = 0
    for name in chosen.targets or TARGETS:
        target = TARGETS[name]
        target.read("x")  # what is loaded once
        least = min(seconds(target.read, "x") for _ in range(3))
        for family_name, family in target.families.items():
            if chosen.family and chosen.family not in family_name:
                continue
            try:
                found = measured(target.read, family, chosen.largest)
            except Exception as error:
                print(f"{name}\t{family_name}\tFAILED {type(error).__name__}: {str(error)[:200]}", flush=True)
                steep += 1
                continue
            ratio = steepness(found, least)
            if ratio > STEEP:  # once more: other work on the machine shows, too
                ratio = min(ratio, steepness(measured(target.read, family, chosen.largest), least))
            bad = ratio > STEEP or found[-1][1] > PATIENCE
            steep += bad
            times = " ".join(f"{took:.2f}" for _, took in found)
            print(f"{name}\t{family_name}\t{times}\t{ratio:.2f}{'  STEEP' if bad else ''}", flush=True)
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
