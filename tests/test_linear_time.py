"""No text takes more than linear work: the calls that Python makes are counted, on every machine the same.

What regular expressions and libraries in C do is not seen here; `python -m bench.linear` measures that too, by the
processor's time and up to a megabyte (see docs/settings.md, “Limits”).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.hostile import TARGETS, Family  # noqa: E402

from call_counts import calls  # noqa: E402

SMALL, LARGE = 600, 2_400
"""Characters of the two texts: four times the text may take somewhat more than four times the calls, and not sixteen."""

ALLOWANCE = 3_000
"""Calls that do not depend on the length of a text, such as those of what is loaded for the first time."""


def is_steep(read: Callable[[str], None], family: Family) -> bool:
    """Whether a text of four times the length takes much more than four times the calls.

    What may be nested up to some limit grows faster until it meets that; so a steep beginning is looked at once more,
    further up.
    """
    for smaller, larger in ((SMALL, LARGE), (LARGE, 4 * LARGE)):
        few = calls(read, family.text(smaller))  # first: of the large text a part may then be remembered, not of this
        if calls(read, family.text(larger)) <= 5 * few + ALLOWANCE:
            return False
    return True


@pytest.mark.parametrize(
    "name", [name for name in TARGETS if name != "site"]
)  # a site's pages are measured, not counted
def test_four_times_the_text_takes_four_times_the_calls(name: str) -> None:
    target = TARGETS[name]
    target.read("x")
    steep = [label for label, family in target.families.items() if is_steep(target.read, family)]
    assert steep == []


def quadratic(text: str) -> None:
    """Looks for something behind each letter, one by one."""
    for start in range(0, len(text), 10):
        for end in range(start, len(text), 10):
            text.isspace() if end else None


def linear(text: str) -> None:
    """Looks at each letter."""
    for character in text:
        character.isspace()


def test_quadratic_work_is_seen() -> None:
    assert is_steep(quadratic, Family("a"))
    assert not is_steep(linear, Family("a"))
