"""Icon arrays: two equal crowds, one without and one with the intervention, and who in them has the outcome.

Each crowd is cells in rows, filled from the first cell on: those who have the outcome in both crowds, then those for
whom the intervention changes it, then all others. A kind's cells are one outline, to be filled with a pattern, so 1000
people need no more bytes than 100.
"""

from __future__ import annotations

from dr_evidence_site.model.figures import AbsoluteView, IconPanel, IconsView

CELL = 10
"""Units from one person to the next."""

_COLUMNS = {100: 20, 1000: 40}
"""How many people stand in a row, by how many there are in all."""


def icons_view(absolute: AbsoluteView) -> IconsView | None:
    """The icon array of an absolute effect; None where the crowd would be too large to be drawn."""
    columns = _COLUMNS.get(absolute.of)
    if columns is None:
        return None
    both = min(absolute.without, absolute.with_it)
    more = abs(absolute.difference)
    return IconsView(
        absolute.of,
        columns * CELL,
        absolute.of // columns * CELL,
        # Who would have had it, and who has it more, is marked where the intervention is.
        _panel(absolute.of, columns, absolute.without, event=absolute.without, changed=0),
        _panel(absolute.of, columns, absolute.with_it, event=both, changed=more),
    )


def _panel(of: int, columns: int, count: int, *, event: int, changed: int) -> IconPanel:
    ends = (("event", 0, event), ("changed", event, event + changed), ("other", event + changed, of))
    return IconPanel(count, tuple((kind, outline(start, end, columns)) for kind, start, end in ends if end > start))


def outline(start: int, end: int, columns: int) -> str:
    """The path around the cells from number `start` up to, not including, `end`, counted row by row."""
    pieces = []
    first, last = start // columns, (end - 1) // columns
    if first == last:
        return _box(start % columns, first, end - start, 1)
    if start % columns:
        pieces.append(_box(start % columns, first, columns - start % columns, 1))
        first += 1
    if end % columns:
        if last > first:
            pieces.append(_box(0, first, columns, last - first))
        pieces.append(_box(0, last, end % columns, 1))
    else:
        pieces.append(_box(0, first, columns, last + 1 - first))
    return "".join(pieces)


def _box(column: int, row: int, columns: int, rows: int) -> str:
    return f"M{column * CELL} {row * CELL}h{columns * CELL}v{rows * CELL}h-{columns * CELL}z"
