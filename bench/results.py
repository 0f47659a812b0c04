"""What a run measured, as it is kept in bench/results/, and the ratios that follow from it."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True, slots=True)
class Run:
    """One measured command."""

    round: int
    scenario: str
    tool: str
    wall: float
    """Seconds."""
    cpu: float
    """Seconds."""
    memory: int
    """Bytes."""


@dataclass(slots=True)
class Results:
    """All that one call of the runner measured."""

    date: str
    articles: int
    references: int
    machine: dict[str, str]
    tools: dict[str, dict[str, str | bool]]
    """Name → version, and whether the tool resolves citations itself."""
    skipped: dict[str, str] = field(default_factory=dict)
    """Tool, or tool and scenario → why it has no numbers."""
    busy: list[float] = field(default_factory=list)
    """For each round, the share of the cores' time that went to other work while the commands ran."""
    runs: list[Run] = field(default_factory=list)

    @property
    def scenarios(self) -> list[str]:
        """Those that were measured, in order."""
        return list(dict.fromkeys(run.scenario for run in self.runs))

    def of(self, scenario: str, tool: str) -> list[Run]:
        """The runs of one tool in one scenario, by round."""
        return [run for run in self.runs if run.scenario == scenario and run.tool == tool]

    def ratios(self, scenario: str, tool: str, against: str, quantity: Callable[[Run], float]) -> list[float]:
        """`tool` over `against`, round by round: what slows the machine in a round slows both."""
        other = {run.round: quantity(run) for run in self.of(scenario, against)}
        return [quantity(run) / other[run.round] for run in self.of(scenario, tool) if run.round in other]

    def save(self, path: Path) -> None:
        """Write as JSON, one run a line."""
        head = {key: value for key, value in asdict(self).items() if key != "runs"}
        lines = ",\n    ".join(json.dumps(asdict(run)) for run in self.runs)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(head, indent=2, ensure_ascii=False)[:-2] + f',\n  "runs": [\n    {lines}\n  ]\n}}\n'
        path.write_text(text, encoding="utf-8")


def load(path: Path) -> Results:
    """Read what `save` wrote."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Results(**{**data, "runs": [Run(**run) for run in data["runs"]]})


def newest(articles: int) -> Path | None:
    """The latest results of a size."""
    found = sorted(FOLDER.glob(f"*-{articles}.json"))
    return found[-1] if found else None


def spread(values: list[float]) -> tuple[float, float, float]:
    """Least, median and greatest."""
    return min(values), statistics.median(values), max(values)


def machine() -> dict[str, str]:
    """The machine, without names or paths."""
    model = "unknown"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": model,
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version() + (" of the system" if sys.base_prefix == "/usr" else ""),
        "node": _first_word(["node", "--version"]).removeprefix("v"),
    }


def revision(folder: Path) -> str:
    """The commit that `folder` stands at, with a plus sign when files differ from it."""
    commit = _first_word(["git", "-C", str(folder), "rev-parse", "--short", "HEAD"])
    changed = _first_word(
        ["git", "-C", str(folder), "status", "--porcelain", "--untracked-files=no", "--", "src", "templates"]
    )
    return commit + ("+" if changed else "")


def _first_word(command: list[str]) -> str:
    try:
        words = subprocess.run(command, check=False, capture_output=True, text=True).stdout.split()
    except FileNotFoundError:
        return ""
    return words[0] if words else ""
