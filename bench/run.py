"""Builds the same site with each generator in turn, round after round, and keeps what each build cost."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.measure import CommandFailedError, Cost, measure
from bench.results import FOLDER, Results, Run, machine, revision, spread
from bench.tools.eleventy import Eleventy
from bench.tools.hugo import Hugo, HugoHtml
from bench.tools.ours import ROOT, Ours, OursWithEverything
from bench.tools.pandoc import Pandoc
from bench.tools.plain import Plain
from bench.tools.sphinx import Sphinx
from bench.tools.tool import Size, Tool, UnavailableError, WrongOutputError

PEERS: dict[str, type[Tool]] = {
    tool.name: tool for tool in (Hugo, HugoHtml, Eleventy, Sphinx, Pandoc, Plain, OursWithEverything)
}
_DEFAULT_PEERS = ("hugo", "hugo-html", "eleventy", "everything-on")

FIRST = "first build"
UNCHANGED = "nothing changed"
ARTICLE = "one article edited"
TEMPLATE = "article template edited"
REFERENCE = "one reference corrected"
LIBRARY = "nothing changed, library of 10,000"
HELP = "--help"
SCENARIOS = (FIRST, UNCHANGED, ARTICLE, TEMPLATE, REFERENCE, LIBRARY, HELP)
"""In the order of a round: each build finds what the one before it left."""

LARGE_LIBRARY = 10_000
_EDITS = {ARTICLE: "article", TEMPLATE: "template", REFERENCE: "reference"}
_WARM = frozenset(SCENARIOS) - {FIRST, HELP}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure."""

    size: Size
    peers: tuple[str, ...]
    scenarios: tuple[str, ...]
    rounds: int
    work: Path
    """Where sites, output and installed peers are kept."""
    label: str = ""
    """What the results call the measured program, instead of the commit that this checkout stands at."""


def run(plan: Plan, keep: Callable[[Results], None]) -> Results:
    """Measure everything in the plan, printing as it goes; edits are taken back at the end.

    `keep` is called after each round with what has been measured so far.
    """
    results = Results(dt.date.today().isoformat(), plan.size.articles, plan.size.references, machine(), {})
    tools = _prepared(plan, results)
    large = Ours(plan.work, Size(plan.size.articles, LARGE_LIBRARY)) if LIBRARY in plan.scenarios else None
    if large:
        large.prepare()
    try:
        for round_number in range(1, plan.rounds + 1):
            before = _Clock.now()
            spent = _round(plan, results, tools, large, round_number)
            results.busy.append(round(_Clock.now().others(before, spent), 3))
            print(
                f"  round {round_number}: {results.busy[-1]:.0%} of the machine's time went to other work", flush=True
            )
            keep(results)
    finally:
        for tool in tools:
            tool.undo()
    return results


def _prepared(plan: Plan, results: Results) -> list[Tool]:
    tools: list[Tool] = []
    kinds: list[type[Tool]] = [Ours, *(PEERS[name] for name in plan.peers)]
    for kind in kinds:
        tool = kind(plan.work, plan.size)
        try:
            version = tool.version()
            tool.prepare()
        except UnavailableError as error:
            results.skipped[tool.name] = str(error)
            print(f"{tool.name} is left out: {error}", flush=True)
            continue
        if isinstance(tool, Ours):
            version = f"{version} ({plan.label or revision(ROOT)})"
        results.tools[tool.name] = {"version": version, "cites": tool.cites}
        tools.append(tool)
        print(f"{tool.name} {version}: sources are ready", flush=True)
    return tools


def _round(plan: Plan, results: Results, tools: list[Tool], large: Ours | None, number: int) -> float:
    """One round of all scenarios; the processor seconds that the measured commands took."""
    spent = 0.0
    edits: dict[str, int] = {}
    for scenario in SCENARIOS:
        # A first build that was not asked for is still run, unmeasured, where later builds need what it leaves behind.
        if scenario not in plan.scenarios and not (scenario == FIRST and _WARM & set(plan.scenarios)):
            continue
        if scenario in _EDITS:
            edits[_EDITS[scenario]] = number
        # The order turns with each round, so that no tool always follows the same one.
        for tool in tools if number % 2 else reversed(tools):
            cost = _scenario(scenario, tool, large, number, edits, results)
            if cost is None:
                continue
            spent += cost.cpu
            if scenario in plan.scenarios:
                results.runs.append(
                    Run(number, scenario, tool.name, round(cost.wall, 4), round(cost.cpu, 4), cost.memory)
                )
                print(
                    f"  {number} · {scenario} · {tool.name}: {cost.wall:.2f} s, {cost.cpu:.2f} s processor, "
                    f"{cost.memory / 2**20:.0f} MiB",
                    flush=True,
                )
    return spent


def _scenario(
    scenario: str, tool: Tool, large: Ours | None, number: int, edits: Mapping[str, int], results: Results
) -> Cost | None:
    """What the scenario costs the tool, or None where it means nothing for it or its output lacks the edits so far."""
    label = f"{tool.name}, {scenario}"
    if label in results.skipped:
        return None
    try:
        if scenario == HELP:
            return measure(tool.help_command(), tool.work) if type(tool) is Ours else None
        if scenario == LIBRARY:
            return _second_build(large, number) if type(tool) is Ours and large else None
        if scenario != FIRST and not tool.incremental:
            return None
        _change(scenario, tool, number)
        cost = _build(tool)
        tool.check(**edits)
    except (CommandFailedError, WrongOutputError) as error:
        results.skipped[label] = str(error).splitlines()[0]
        print(f"  {label}: not counted, {error}", flush=True)
        return None
    return cost


def _change(scenario: str, tool: Tool, number: int) -> None:
    if scenario == FIRST:
        tool.undo()
        tool.forget()
    elif scenario == ARTICLE:
        tool.edit_article(number)
    elif scenario == TEMPLATE:
        tool.edit_template(number)
    elif scenario == REFERENCE:
        tool.edit_reference(number)


def _second_build(large: Ours, number: int) -> Cost:
    if number == 1:
        large.forget()
        _build(large)
    return _build(large)


def _build(tool: Tool) -> Cost:
    return measure(tool.command(), tool.folder, also=tool.variables())


@dataclass(frozen=True, slots=True)
class _Clock:
    """Processor seconds that the machine has spent since it started, this process left out, and the time."""

    used: float
    wall: float

    @classmethod
    def now(cls) -> _Clock:
        fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
        user, nice, system, _idle, _wait, interrupt, soft, steal = (int(field) for field in fields[:8])
        used = (user + nice + system + interrupt + soft + steal) / os.sysconf("SC_CLK_TCK")
        return cls(used - time.process_time(), time.monotonic())

    def others(self, before: _Clock, ours: float) -> float:
        """The share of all cores' time since `before` that went to other work than `ours` seconds."""
        available = (self.wall - before.wall) * (os.cpu_count() or 1)
        return max(0.0, (self.used - before.used - ours) / available) if available else 0.0


def show(results: Results, against: str = "hugo") -> None:
    """Print least, median and greatest of each tool in each scenario, and its ratios to `against`, pair by pair."""
    for scenario in results.scenarios:
        print(f"\n{scenario}, {results.articles:,} articles")
        for name in results.tools:
            runs = results.of(scenario, name)
            if not runs:
                continue
            least, median, most = spread([run.wall for run in runs])
            memory = spread([run.memory / 2**20 for run in runs])[1]
            line = (
                f"  {name:<17} wall {least:.2f} / {median:.2f} / {most:.2f} s"
                f"   processor {spread([run.cpu for run in runs])[1]:.2f} s   peak {memory:.0f} MiB"
            )
            ratios = results.ratios(scenario, name, against, lambda run: run.wall)
            if ratios and name != against:
                pairs = " ".join(f"{ratio:.2f}" for ratio in ratios)
                low, middle, high = spread(ratios)
                cpu = spread(results.ratios(scenario, name, against, lambda run: run.cpu))[1]
                memory_ratio = spread(results.ratios(scenario, name, against, lambda run: float(run.memory)))[1]
                line += (
                    f"\n  {'':<17} × {against}: {pairs} → {low:.2f} / {middle:.2f} / {high:.2f};"
                    f" processor {cpu:.2f}, memory {memory_ratio:.2f}"
                )
            print(line)
    for what, why in results.skipped.items():
        print(f"\n{what}: no numbers, {why}")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line: python -m bench."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--articles", type=int, default=1000, help="articles in the site (default 1000; also 10000, 100000)"
    )
    parser.add_argument("--references", type=int, default=1000, help="references in the library (default 1000)")
    parser.add_argument(
        "--peers",
        default=",".join(_DEFAULT_PEERS),
        help=f"which of {', '.join(PEERS)} to compare with, or none (default {','.join(_DEFAULT_PEERS)})",
    )
    parser.add_argument(
        "--scenarios",
        default=None,
        help="numbers of scenarios: " + ", ".join(f"{i} {name}" for i, name in enumerate(SCENARIOS, 1)),
    )
    parser.add_argument("--rounds", type=int, default=5, help="how often everything is measured (default 5)")
    parser.add_argument(
        "--work", type=Path, default=ROOT / ".cache" / "bench", help="folder for sites and peers (default .cache/bench)"
    )
    parser.add_argument(
        "--program", help="another command to measure as dr-evidence-site, such as one of an older commit"
    )
    parser.add_argument(
        "--label", default="", help="what the results call that program (default: the commit of this checkout)"
    )
    parser.add_argument(
        "--results", type=Path, help="where to write the results (default bench/results/DATE-ARTICLES.json)"
    )
    options = parser.parse_args(arguments)
    peers = tuple(name for name in options.peers.split(",") if name and name != "none")
    unknown = [name for name in peers if name not in PEERS]
    if unknown:
        parser.error(f"no such peer: {', '.join(unknown)}; known are {', '.join(PEERS)}")
    try:
        scenarios = (
            tuple(SCENARIOS[int(number) - 1] for number in options.scenarios.split(","))
            if options.scenarios
            else SCENARIOS
        )
    except (ValueError, IndexError):
        parser.error(f"--scenarios takes numbers from 1 to {len(SCENARIOS)}, such as 1,2")
    if options.program:
        Ours.program = options.program
    size = Size(options.articles, options.references)
    plan = Plan(size, peers, scenarios, options.rounds, options.work.resolve(), options.label)
    path = options.results or FOLDER / f"{dt.date.today().isoformat()}-{size.articles}.json"
    results = run(plan, lambda so_far: so_far.save(path))
    show(results)
    print(f"\nKept in {path}")
    return 1 if any(label.startswith(Ours.name) for label in results.skipped) else 0


if __name__ == "__main__":
    sys.exit(main())
