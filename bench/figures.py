"""python -m bench.figures: what a forest plot of fifty studies costs, from its data to HTML."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

ROUNDS = 50
STUDIES = 50


def main() -> int:
    """Print the quickest and the middle time of all rounds, in milliseconds."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "figures"))
    from evidence_drawing import CLINICIAN, html  # noqa: PLC0415 - found by the line above
    from evidence_samples import evidence, many, shown  # noqa: PLC0415

    from dr_evidence_site.model.evidence import FigureKind  # noqa: PLC0415

    drawn = evidence(shown(many(STUDIES), FigureKind.FOREST))
    html(drawn, CLINICIAN)  # templates are compiled once a process
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        html(drawn, CLINICIAN)
        times.append((perf_counter() - start) * 1000)
    times.sort()
    print(f"a forest plot of {STUDIES} studies: {times[0]:.1f} ms at best, {times[ROUNDS // 2]:.1f} ms in the middle")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
