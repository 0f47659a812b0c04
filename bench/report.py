"""The tables and plots of docs/performance.md, made from the newest results of each size."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from bench import plot, run
from bench.results import FOLDER, Results, Run, load, newest, spread
from bench.tools.ours import Ours

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
IMAGES = ROOT / "docs" / "images"
BASELINE = "hugo"
BEST = "hugo-html"

TARGETS = {
    1_000: {run.FIRST: 1.0, run.UNCHANGED: 0.25, run.ARTICLE: 0.25, run.TEMPLATE: 1.0, run.REFERENCE: 0.3},
    10_000: {run.FIRST: 0.8, run.UNCHANGED: 0.12, run.ARTICLE: 0.12, run.TEMPLATE: 1.0, run.REFERENCE: 0.15},
}
"""Wall time over Hugo's that the project wants to stay at or below."""

_SMALL = 1_000
"""The size of which the page always tells; larger ones have a section when they have been measured."""

_PART = re.compile(r"(?s)(<!-- results: (\w+) -->\n).*?(<!-- end -->)")


def main() -> int:
    """Rewrite the generated parts of the page and the plots."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, text in plots().items():
        (IMAGES / name).write_text(text, encoding="utf-8")
    return 0


def page(text: str) -> str:
    """The page with each part between `results` markers made anew from the results."""
    return _PART.sub(lambda match: match[1] + _part(match[2]) + match[3], text)


def plots() -> dict[str, str]:
    """File name → SVG, for the sizes that have a section of their own."""
    made = {}
    for results in everything():
        if results.articles >= _SMALL and run.UNCHANGED in results.scenarios:
            made[f"performance-time-{results.articles}.svg"] = plot.bars(
                results, lambda one: one.wall, f"Seconds to build {results.articles:,} articles", "{:.2f} s"
            )
            made[f"performance-memory-{results.articles}.svg"] = plot.bars(
                results,
                lambda one: one.memory / 2**20,
                f"Peak memory in MiB, {results.articles:,} articles",
                "{:.0f} MiB",
            )
    return made


def everything() -> list[Results]:
    """The newest results of each size, smallest first."""
    sizes = sorted({int(path.stem.rsplit("-", 1)[1]) for path in FOLDER.glob("*-*.json")})
    return [load(path) for size in sizes if (path := newest(size))]


def _part(name: str) -> str:
    if name == "sizes":
        return _sizes()
    if name == "larger":
        return "\n".join(_section(results) for results in everything() if results.articles > _SMALL)
    path = newest(int(name))
    return _size(load(path)) if path else "Not measured yet.\n"


def _section(results: Results) -> str:
    count = f"{results.articles:,} articles"
    pictures = [
        f"![Bars: {what} for {count}, by kind of build and tool](images/{name})\n"
        for name in plots()
        if name.endswith(f"-{results.articles}.svg")
        for what in (("seconds",) if "time" in name else ("peak memory",))
    ]
    return "\n".join([f"## {count}\n", _size(results), *pictures])


def _size(results: Results) -> str:
    machine = results.machine
    versions = ", ".join(f"{name} {about['version']}" for name, about in results.tools.items())
    lines = [
        f"Measured on {results.date}: {machine['processor']}, {machine['cores']} cores, {machine['memory']} of memory, "
        f"{machine['system']}, Python {machine['python']}, Node {machine['node']}; {versions}. "
        f"{results.articles:,} articles, {results.references:,} references, "
        f"{len(results.busy)} {'round' if len(results.busy) == 1 else 'rounds'}. Meanwhile other work took "
        f"{_percent(results.busy)} of the machine's time.",
        "",
        *_seconds(results),
        "",
        *_against(results),
    ]
    if results.skipped:
        lines += ["", *(f"- No numbers for {what}: {_oneline(why)}" for what, why in results.skipped.items())]
    return "\n".join(lines).rstrip() + "\n"


def _percent(shares: list[float]) -> str:
    least, most = (f"{share:.0%}" for share in (min(shares, default=0.0), max(shares, default=0.0)))
    return least if least == most else f"{least} to {most}"


def _seconds(results: Results) -> list[str]:
    head = ["Wall seconds: median (least–greatest)", *results.tools]
    rows = [
        [scenario, *(_cell(results.of(scenario, tool)) for tool in results.tools)] for scenario in results.scenarios
    ]
    return _table(head, rows)


def _cell(runs: list[Run]) -> str:
    if not runs:
        return "–"
    least, median, most = spread([one.wall for one in runs])
    return f"{median:.2f} ({least:.2f}–{most:.2f})" if len(runs) > 1 else f"{median:.2f}"


def _against(results: Results) -> list[str]:
    name = Ours.name
    if not all(tool in results.tools for tool in (name, BASELINE)):
        return []
    rows = []
    for scenario in results.scenarios:
        walls = results.ratios(scenario, name, BASELINE, lambda one: one.wall)
        if not walls:
            continue
        least, median, most = spread(walls)
        cpu = spread(results.ratios(scenario, name, BASELINE, lambda one: one.cpu))[1]
        memory = spread(results.ratios(scenario, name, BASELINE, lambda one: float(one.memory)))[1]
        best = results.ratios(scenario, name, BEST, lambda one: one.wall)
        target = TARGETS.get(results.articles, {}).get(scenario)
        rows.append(
            [
                scenario,
                f"{median:.2f} ({least:.2f}–{most:.2f})",
                f"≤ {target}" if target else "–",
                f"{spread(best)[1]:.2f}" if best else "–",
                f"{cpu:.2f}",
                f"{memory:.2f}",
            ]
        )
    return _table(
        [
            f"{name} ÷ {BASELINE}",
            "wall: median (least–greatest)",
            "wanted",
            f"wall ÷ {BEST}",
            "processor",
            "peak memory",
        ],
        rows,
    )


def _sizes() -> str:
    name = Ours.name
    rows = []
    for results in everything():
        row = [f"{results.articles:,}"]
        for scenario in (run.FIRST, run.UNCHANGED, run.ARTICLE):
            runs = results.of(scenario, name)
            row.append(f"{spread([one.cpu for one in runs])[1] / results.articles * 1000:.2f}" if runs else "–")
        first = results.of(run.FIRST, name)
        row.append(f"{spread([one.memory / 2**20 for one in first])[1]:.0f}" if first else "–")
        rows.append(row)
    head = ["articles", "first build", "nothing changed", "one article edited", "peak of the first build, MiB"]
    return "\n".join(_table(head, rows)) + "\n"


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    return ["| " + " | ".join(cells) + " |" for cells in (head, ["---", *["---:"] * (len(head) - 1)], *rows)]


def _oneline(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    sys.exit(main())
