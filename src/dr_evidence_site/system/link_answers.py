"""Answers of servers, kept in a file for a while so that nobody is asked again and again.

The file stands beside the memo store and not in it: it is about the world outside, not about one version of this
program. It is data alone, and whatever cannot be read in it is asked for anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from dr_evidence_site.model.external import Answer, Outcome
from dr_evidence_site.system.replacement import hidden

DAY = 86_400.0
_AGES = {Outcome.FOUND: 7 * DAY, Outcome.GONE: DAY, Outcome.REFUSED: DAY}
"""Seconds for which an answer holds. Silence is no answer."""


class KnownAnswers:
    """The answers that are still fresh, by address. `now` is in seconds since 1970."""

    def __init__(self, place: Path, now: float) -> None:
        self._place = place
        self._now = now
        self._answers = {address: known for address, known in _read(place).items() if self._is_fresh(*known)}

    def get(self, address: str) -> Answer | None:
        """The answer for an address, if there is a fresh one."""
        known = self._answers.get(address)
        return known[1] if known else None

    def note(self, address: str, answer: Answer) -> None:
        """Take a new answer."""
        self._answers[address] = self._now, answer

    def save(self) -> None:
        """Write all that is fresh, in one step. Where there is no place for it, nothing is kept."""
        rows = {
            address: [at, answer.outcome, answer.status, answer.reason, answer.moved]
            for address, (at, answer) in sorted(self._answers.items())
            if self._is_fresh(at, answer)
        }
        with suppress(OSError):
            self._place.parent.mkdir(parents=True, exist_ok=True)
            with hidden(self._place, json.dumps(rows, indent=0).encode(), 0o600) as made:
                os.replace(made, self._place)  # noqa: PTH105 - one word for one system call

    def _is_fresh(self, at: float, answer: Answer) -> bool:
        return 0 <= self._now - at < _AGES.get(answer.outcome, 0.0)


def _read(place: Path) -> Mapping[str, tuple[float, Answer]]:
    try:
        rows = json.loads(place.read_bytes())
        return {
            address: (float(at), Answer(Outcome(outcome), int(status), str(reason), str(moved)))
            for address, (at, outcome, status, reason, moved) in rows.items()
        }
    except (OSError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return {}
