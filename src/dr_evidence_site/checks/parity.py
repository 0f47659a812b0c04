"""What the versions of one text tell their readers: nobody lacks the bottom line, and nobody is promised more."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from dr_evidence_site.checks.sentences import sentences
from dr_evidence_site.checks.wording import statements
from dr_evidence_site.diagnostics import Diagnostic, Related
from dr_evidence_site.diagnostics.codes import parity as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.config import Audience
from dr_evidence_site.model.prose import BlockKind, Certainty, ProseBlock
from dr_evidence_site.model.wording import Rules

_Place = tuple[int, bool, str]
"""A section, whether it is its bottom line, and the key of a source that is cited there."""

_NOTHING = -1
"""The rank of no statement."""


def check(blocks: Sequence[ProseBlock], audiences: Sequence[Audience], rules: Rules | None) -> list[Diagnostic]:
    """Every difference between the versions of a text that its readers should not meet.

    Without rules for its language, words are not compared.
    """
    bottom = [block for block in blocks if block.in_bottom_line]
    faults = list(_unseen(blocks, bottom, audiences))
    exact = professionals(audiences)
    if exact is None:
        return faults
    for audience in audiences:
        if audience is not exact:
            faults += _numbers(blocks, bottom, audience.id, exact.id)
            if rules:
                faults += _stronger(blocks, audience.id, exact.id, rules)
    return faults


def professionals(audiences: Iterable[Audience]) -> Audience | None:
    """The audience that reads the text in its exact form: without a reading grade, or with the highest one.

    None when no audience, or more than one, comes first in this.
    """
    ranked = sorted(audiences, key=_rank, reverse=True)
    return ranked[0] if len(ranked) > 1 and _rank(ranked[0]) > _rank(ranked[1]) else None


def _rank(audience: Audience) -> int:
    return 99 if audience.reading_grade is None else audience.reading_grade


def _unseen(
    blocks: Iterable[ProseBlock], bottom: Sequence[ProseBlock], audiences: Iterable[Audience]
) -> Iterator[Diagnostic]:
    """Audiences that read something of the text, and of its bottom line no word."""
    written = [block for block in bottom if block.text.strip()]
    if not written or any(not block.audiences for block in written):
        return
    seen = {reader for block in written for reader in block.audiences}
    rest = [block for block in blocks if block.kind is not BlockKind.HEADING and block.text.strip()]
    for audience in audiences:
        if audience.id in seen:
            continue
        if any(not block.audiences or audience.id in block.audiences for block in rest):
            span = written[0].span(0, len(written[0].text))
            yield codes.NO_BOTTOM_LINE.at(span, subject=audience.id, audience=audience.id)


def _alone(blocks: Iterable[ProseBlock], reader: str, other: str) -> list[ProseBlock]:
    """The blocks for one audience that the other does not see."""
    return [block for block in blocks if reader in block.audiences and other not in block.audiences]


# Certainty


def _stronger(blocks: Sequence[ProseBlock], reader: str, exact: str, rules: Rules) -> Iterator[Diagnostic]:
    """Effects that one audience is told outright, and the exact text for the same source always with a doubt."""
    sources: dict[_Place, list[ProseBlock]] = {}
    doubtful: set[_Place] = set()
    for block in _alone(blocks, exact, reader):
        if block.keys:
            places = _places(block)
            for place in places:
                sources.setdefault(place, []).append(block)
            if _may_doubt(block, rules):
                doubtful.update(places)
    if not doubtful:
        return
    compared: list[tuple[ProseBlock, list[_Place]]] = []
    for block in _alone(blocks, reader, exact):
        same = [place for place in _places(block) if place in sources]
        if not doubtful.isdisjoint(same):
            compared.append((block, same))
    # What is said at a place is looked for once, however many blocks are compared with it.
    surest: dict[_Place, tuple[int, int, int, int]] = {}
    by_number: dict[int, ProseBlock] = {}
    stated: dict[int, tuple[int, int, int, int]] = {}
    for block, same in _outright(compared, rules):
        for place in same:
            if place not in surest:
                for source in sources[place]:
                    if source.number not in stated:
                        by_number[source.number] = source
                        stated[source.number] = _surest(source, rules)
                surest[place] = max(stated[source.number] for source in sources[place])
        rank, number, first, last = max(surest[place] for place in same)
        if rank in (_NOTHING, Certainty.HIGH.rank):
            continue
        related = [Related(by_number[number].span(first, last), "Here the same source is put with a doubt.")]
        parted: list[tuple[int, int]] = []
        for start, end, certainty in statements(block, rules):
            if certainty is Certainty.HIGH:
                parted = parted or sentences(block.text, rules.abbreviations)
                a, b = parted[bisect_right(parted, start, key=lambda one: one[0]) - 1]
                words = block.text[a:b]
                span = block.span(start, end)
                yield codes.STRONGER.at(
                    span, related=related, subject=words, words=clip(words), audience=reader, other=exact
                )


def _places(block: ProseBlock) -> list[_Place]:
    """Where its sources are cited."""
    return list(dict.fromkeys([(block.section, block.in_bottom_line, key) for _, key in block.keys]))


def _surest(block: ProseBlock, rules: Rules) -> tuple[int, int, int, int]:
    """The surest statement of a block: its rank (`_NOTHING` for none), the block's number, and its offsets."""
    said = [(certainty.rank, block.number, start, end) for start, end, certainty in statements(block, rules)]
    return max(said, default=(_NOTHING, 0, 0, 0))


def _outright(
    compared: Sequence[tuple[ProseBlock, list[_Place]]], rules: Rules
) -> list[tuple[ProseBlock, list[_Place]]]:
    """Those in which an effect may be stated outright: a search in all of them at once saves most of the work."""
    if not compared:
        return []
    starts, end = [], 0
    for block, _ in compared:
        starts.append(end)
        end += len(block.text) + 1
    text = rules.text("\n".join([block.text for block, _ in compared]))
    places = {bisect_right(starts, match.start()) - 1 for match in rules.effects.all_in(text)}
    return [compared[place] for place in sorted(places)]


def _may_doubt(block: ProseBlock, rules: Rules) -> bool:
    """Whether a word of doubt may stand in the block: without one, no effect in it is put with a doubt."""
    pieces = rules.pieces(block.text)
    return any(phrase.may_be_in(pieces) for phrases in rules.doubts.values() for phrase in phrases.all)


# Numbers

_MOST_DIGITS = 15
# No share is told with more digits before its point; what has more is no number that could be compared.
_PERCENT = re.compile(r"(?<![\d.,·–-])(\d{1,15}(?:[.,]\d+)?) ?%")
_OF = re.compile(r" (?:in|of|per|sur|von|de|auf|pro|por) (?:every )?(1(?:[, .]?000){1,5}|100)(?!\d|[, .]\d)")
_LAST_NUMBER = re.compile(r"(?<![\d.,·–-])(\d{1,15}(?:[.,]\d+)?)[^\d.;:()]*$")
_NEAR = 60
"""Characters before “in 1,000” within which its number stands."""

Share = tuple[int, int, float, float]
"""The offsets of a share in a text, its value in percent, and half a unit of its last digit."""


def _numbers(
    blocks: Iterable[ProseBlock], bottom: Iterable[ProseBlock], reader: str, exact: str
) -> Iterator[Diagnostic]:
    """Shares in the bottom line of one audience that nothing in the exact text agrees with."""
    told = [(block, share) for block in _alone(bottom, reader, exact) for share in _shares(block.text)]
    # Most have their counterpart in the other bottom line, and the rest of the text need not be searched.
    for block in (*bottom, *blocks):
        if not told:
            return
        if exact in block.audiences or not block.audiences:
            known = _Shares(_known(block))
            told = [(place, share) for place, share in told if not known.agree_with(share)] if known else told
    for block, (start, end, _, _) in told:
        words = block.text[start:end]
        span = block.span(start, end)
        yield codes.OTHER_NUMBER.at(span, subject=words, words=clip(words), audience=reader, other=exact)


def _known(block: ProseBlock) -> list[tuple[float, float]]:
    """The shares of a block, and the difference of each to the one before it: patients are told “4 fewer in 1,000”."""
    shares = [(value, slack) for _, _, value, slack in _shares(block.text)]
    return [*shares, *((abs(one - other), min(a, b)) for (one, a), (other, b) in pairwise(shares))]


class _Shares:
    """Shares that are known, each with half a unit of its last digit: those of one unit together, in order."""

    def __init__(self, known: Iterable[tuple[float, float]]) -> None:
        self._by_slack: dict[float, list[float]] = {}
        for value, slack in known:
            self._by_slack.setdefault(slack, []).append(value)
        for values in self._by_slack.values():
            values.sort()

    def __bool__(self) -> bool:
        return bool(self._by_slack)

    def agree_with(self, share: Share) -> bool:
        """Whether a share is one of them, or what is left of all (“97 of 100 had none”), when rounded."""
        _, _, value, slack = share
        for coarse, values in self._by_slack.items():
            reach = 1.001 * max(slack, coarse)
            for wanted in (value, 100 - value):
                index = bisect_left(values, wanted)
                if any(abs(wanted - other) <= reach for other in values[max(0, index - 1) : index + 1]):
                    return True
        return False


def _shares(text: str) -> list[Share]:
    """The percentages and frequencies of a text, in their order."""
    found = [(one.start(), one.end(), *_value(one[1], 100)) for one in _PERCENT.finditer(text)] if "%" in text else []
    if "00" in text:
        for of in _OF.finditer(text):
            start = max(0, of.start() - _NEAR)
            number = _LAST_NUMBER.search(text[start : of.start()])
            if number:
                below = int(re.sub(r"\D", "", of[1]))
                found.append((start + number.start(), of.end(), *_value(number[1], below)))
        found.sort()
    return found


def _value(digits: str, of: int) -> tuple[float, float]:
    """A share in percent, and half a unit of its last digit; the zeros at the end of a whole number are no digits."""
    digits = digits.replace(",", ".")
    whole, _, rest = digits.partition(".")
    zeros = len(whole) - len(whole.rstrip("0")) if not rest and whole.strip("0") else 0
    return float(digits) * 100 / of, 10.0 ** max(zeros - len(rest), -_MOST_DIGITS) * 50 / of
