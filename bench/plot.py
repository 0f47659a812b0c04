"""Bar charts as SVG that follow the reader's light or dark setting."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from bench.results import Results, Run, spread

_WIDTH, _BAR, _GAP, _LEFT, _RIGHT, _TOP = 760, 18, 14, 150, 120, 46
_STYLE = """\
svg { font: 13px system-ui, sans-serif; }
.back { fill: #ffffff; } text { fill: #1f2328; } .quiet { fill: #59636e; } .axis { stroke: #d1d9e0; }
.bar { fill: #8b949e; } .ours { fill: #0969da; } .range { stroke: #1f2328; stroke-width: 1.5; }
.title { font-size: 15px; font-weight: 600; } .scenario { font-weight: 600; }
@media (prefers-color-scheme: dark) {
.back { fill: #0d1117; } text { fill: #f0f6fc; } .quiet { fill: #9198a1; } .axis { stroke: #3d444d; }
.bar { fill: #6e7681; } .ours { fill: #4493f8; } .range { stroke: #f0f6fc; }
}
"""


def bars(results: Results, quantity: Callable[[Run], float], title: str, label: str) -> str:
    """For each scenario of several tools a bar each: its length the median, a line from least to greatest.

    `label` formats a median. Lengths start at zero, so that they can be compared.
    """
    shown_by_scenario = {
        scenario: [
            (tool, spread([quantity(run) for run in runs]))
            for tool in results.tools
            if (runs := results.of(scenario, tool))
        ]
        for scenario in results.scenarios
    }
    groups = [(scenario, shown) for scenario, shown in shown_by_scenario.items() if len(shown) > 1]
    longest = max((most for _, shown in groups for _, (_, _, most) in shown), default=1.0)
    scale = (_WIDTH - _LEFT - _RIGHT) / longest
    parts: list[str] = []
    y = _TOP
    for scenario, shown in groups:
        parts.append(f'<text class="scenario" x="16" y="{y + 13}">{escape(scenario)}</text>')
        y += 22
        parts.append(f'<line class="axis" x1="{_LEFT}" x2="{_LEFT}" y1="{y - 4}" y2="{y + len(shown) * (_BAR + 4)}"/>')
        for tool, numbers in shown:
            parts += _bar(tool, numbers, label, y, scale, ours=tool == next(iter(results.tools)))
            y += _BAR + 4
        y += _GAP
    says = "; ".join(
        f"{scenario}: " + ", ".join(f"{tool} {label.format(median)}" for tool, (_, median, _) in shown)
        for scenario, shown in groups
    )
    height = y + 12
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
        ' aria-labelledby="title description">\n'
        f'<title id="title">{escape(title)}</title>\n<desc id="description">Medians. {escape(says)}.</desc>\n'
        f'<style>\n{_STYLE}</style>\n<rect class="back" width="{_WIDTH}" height="{height}"/>\n'
        f'<text class="title" x="16" y="26">{escape(title)}</text>\n'
        + "\n".join(parts)
        + f'\n<text class="quiet" x="16" y="{height - 6}">Bar: median. Line: least to greatest.'
        f" {escape(results.date)}</text>\n</svg>\n"
    )


def _bar(tool: str, numbers: tuple[float, float, float], label: str, y: int, scale: float, *, ours: bool) -> list[str]:
    least, median, most = numbers
    middle = y + _BAR / 2
    kind = "bar ours" if ours else "bar"
    start, end = _LEFT + least * scale, _LEFT + most * scale
    return [
        f'<text x="{_LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(tool)}</text>',
        f'<rect class="{kind}" x="{_LEFT}" y="{y}" width="{max(1.0, median * scale):.1f}" height="{_BAR}" rx="2"/>',
        f'<line class="range" x1="{start:.1f}" x2="{end:.1f}" y1="{middle}" y2="{middle}"/>',
        f'<text x="{end + 8:.1f}" y="{y + 13}">{escape(label.format(median))}</text>',
    ]
