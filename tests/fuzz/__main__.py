"""python -m tests.fuzz: fuzz for some minutes, and keep what is found as files that the tests then read.

    python -m tests.fuzz --minutes 10
    python -m tests.fuzz --minutes 10 markdown bibtex
    python -m tests.fuzz --file found.md markdown

Each round is a run of Hypothesis with a seed of its own, which is printed with what it finds. A failing text is
shortened by leaving pieces of it out: halves first, and letters at the end.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
import warnings
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from .minimal import shortened
from .target import HERE, Target
from .targets import TARGETS
from .texts import texts

ROUND = 300
"""Texts of one round."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz; 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.split("\n", 1)[0])
    parser.add_argument("targets", nargs="*", metavar="target", help=f"some of: {', '.join(TARGETS)} (all)")
    parser.add_argument("--minutes", type=float, default=10, help="for all targets together (10)")
    parser.add_argument("--seed", type=int, help="of the first round; another one each time unless given")
    parser.add_argument("--file", type=Path, help="read this file alone, and show what is wrong")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.targets) - set(TARGETS)
    if unknown:
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    targets = [TARGETS[name] for name in chosen.targets] or list(TARGETS.values())
    warnings.simplefilter("error")
    warnings.filterwarnings("ignore", category=DeprecationWarning, module="pybtex.*")
    if chosen.file:
        for target in targets:
            target.check(chosen.file.read_bytes().decode("utf-8"))
        return 0
    number = chosen.seed if chosen.seed is not None else random.SystemRandom().randrange(2**32)
    end = time.monotonic() + 60 * chosen.minutes
    known: dict[str, set[str]] = {target.name: set() for target in targets}
    tried = 0
    while time.monotonic() < end:
        for target in targets:
            if time.monotonic() < end:
                tried += _round(target, number, known[target.name])
        number += 1
    found = sum(map(len, known.values()))
    print(f"{tried} texts, {found} findings")
    return 1 if found else 0


def _round(target: Target, number: int, known: set[str]) -> int:
    """One run of Hypothesis; how many texts it tried. What fails in a way that is known is passed over."""
    tried = 0
    smallest: list[str] = []

    def check(text: str) -> None:
        nonlocal tried
        tried += 1
        way = failure(target, text)
        if way and way not in known:
            smallest[:] = [text]
            raise AssertionError(way)

    run = settings(
        max_examples=ROUND,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # its own way of making texts small takes minutes
        suppress_health_check=list(HealthCheck),
    )(seeded(number)(given(texts(target.corpus(), target.dictionary))(check)))
    try:
        run()
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt) or not smallest:
            raise
        text = smallest[0]
        way = failure(target, text)
        text = shortened(text, lambda shorter: failure(target, shorter) == way)
        known.add(way)
        path = HERE / "found" / target.name / f"{sha256(text.encode()).hexdigest()[:12]}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        print(f"{target.name}, seed {number}: {way}\n  {text[:300]!r}\n  kept as {path.relative_to(HERE)}", flush=True)
    return tried


def failure(target: Target, text: str) -> str:
    """In which way a text fails: the kind of error and where it was raised; empty when it does not."""
    try:
        target.check(text)
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        ours = [one for one in traceback.extract_tb(error.__traceback__) if "dr_evidence_site" in one.filename]
        place = ours[-1] if ours else frame
        # Of what must hold, the words up to the first that is the text's own.
        words = str(error).split("“")[0].split(":")[0][:60] if "Property" in type(error).__name__ else ""
        return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno} {words}".strip()
    return ""


if __name__ == "__main__":
    sys.exit(main())
