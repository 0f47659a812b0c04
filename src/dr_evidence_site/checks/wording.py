"""Certainty wording, relative effects, denominators, significance, and words that promise too much."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dr_evidence_site.checks.passages import Found, Passages, is_question
from dr_evidence_site.checks.sentences import sentences
from dr_evidence_site.diagnostics import Diagnostic, Related
from dr_evidence_site.diagnostics.codes import wording as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.prose import Certainty, ProseBlock
from dr_evidence_site.model.wording import Rules

if TYPE_CHECKING:  # few texts hold evidence, and its classes take some milliseconds to make
    from dr_evidence_site.checks.evidence_told import Told

_NUMBER = r"(\d+(?:[.,·]\d+)?)"
_INTERVAL = re.compile(rf"{_NUMBER} ?(?:to|bis|à|a|-|–|−|,|;) ?{_NUMBER}")
_REACH = 90
"""Characters behind a ratio within which its interval is looked for."""

Section = tuple[int, bool]
"""A section of the text; the bottom line is one of its own."""


def check(passages: Passages, audiences: Sequence[str], told: Told = frozenset()) -> list[Diagnostic]:
    """Every fault of wording; `audiences` are the ids of all audiences of the site.

    `told` is where evidence tells absolute effects.
    """
    faults = [
        *_too_sure(passages),
        *_certainty(passages),
        *_denominators(passages),
        *relative_alone(passages, audiences, told),
        *_significance(passages, audiences),
    ]
    return list(dict.fromkeys(faults))  # two audiences may see the same words


def statements(block: ProseBlock, rules: Rules) -> Iterator[tuple[int, int, Certainty]]:
    """What the block says of effects: each from one offset to another, with the certainty that its words express."""
    text = rules.text(block.text)
    doubts = {level: phrases.all_in(text) for level, phrases in rules.doubts.items()}
    nobody_knows = bool(doubts.get(Certainty.VERY_LOW))
    effects, verbs = rules.effects.all_in(text), rules.verbs.all_in(text)
    breaks = rules.breaks.all_in(text)
    for start, end in sentences(block.text, rules.abbreviations):
        if is_question(block.text[start:end]):
            continue
        for first, last in _clauses(breaks, start, end):
            doubt = next((level for level in _DOUBTFUL if _within(doubts.get(level, []), first, last)), None)
            found = _within(verbs if doubt else effects, first, last)
            if found:
                yield *found.span(), Certainty.VERY_LOW if nobody_knows else doubt or Certainty.HIGH


_DOUBTFUL = (Certainty.LOW, Certainty.MODERATE)
"""The certainties that a word within the clause expresses, the lower one first."""


def _clauses(breaks: Sequence[re.Match[str]], start: int, end: int) -> Iterator[tuple[int, int]]:
    for index in range(bisect_left(breaks, start, key=re.Match.start), len(breaks)):
        found = breaks[index]
        if found.start() >= end:
            break
        if start <= found.start():
            yield start, found.start()
            start = found.end()
    yield start, end


def _within(matches: Sequence[re.Match[str]], start: int, end: int) -> re.Match[str] | None:
    """The first of the matches, which are in order, that lies between two offsets."""
    for index in range(bisect_left(matches, start, key=re.Match.start), len(matches)):
        found = matches[index]
        if found.start() >= end:
            break
        if found.end() <= end:
            return found
    return None


def _declared(block: ProseBlock) -> list[tuple[int, Certainty | None]]:
    """The certainty declared for the words of a block from each of some offsets on. What is declared is nested."""
    steps: list[tuple[int, Certainty | None]] = [(0, None)]
    open_: list[tuple[int, Certainty]] = []
    for start, end, level in sorted(block.certainties, key=lambda one: (one[0], -one[1])):
        while open_ and open_[-1][0] <= start:
            last, _ = open_.pop()
            steps.append((last, open_[-1][1] if open_ else None))
        open_.append((end, level))
        steps.append((start, level))
    while open_:
        last, _ = open_.pop()
        steps.append((last, open_[-1][1] if open_ else None))
    return steps


def _certainty(passages: Passages) -> Iterator[Diagnostic]:
    """Statements that are stronger or weaker than the certainty declared for them."""
    rules = passages.rules
    for block in passages.blocks:
        if not block.certainties:
            continue
        steps = _declared(block)
        for start, end, expressed in statements(block, rules):
            declared = steps[bisect_right(steps, start, key=lambda step: step[0]) - 1][1]
            if declared is None or declared is expressed:
                continue
            code = codes.TOO_STRONG if expressed.rank > declared.rank else codes.TOO_WEAK
            name = declared.value.replace("-", " ")
            sentence = passages.sentence_at(block, start)
            yield code.at(
                block.span(start, end),
                hint=rules.advice.get(declared),
                subject=sentence,
                words=block.text[start:end],
                certainty=name,
            )


def _too_sure(passages: Passages) -> Iterator[Diagnostic]:
    for avoided in passages.rules.avoided:
        for found in passages.find(avoided.words):
            sentence = passages.sentence(found)
            if not is_question(sentence):
                yield codes.TOO_SURE.at(found.span, hint=avoided.advice, subject=sentence, words=clip(found.words))


def _denominators(passages: Passages) -> Iterator[Diagnostic]:
    """In each block the first frequency that counts in something else than the one before it."""
    rules = passages.rules
    first: dict[int, tuple[int, Found]] = {}
    said: set[int] = set()
    for found in passages.find(rules.frequencies):
        groups = found.match.groupdict()
        number = _value(groups.get("denominator") or groups.get("any") or "", rules)
        # “5 of 12 studies” counts no risk: what is meant for comparison has a round number below.
        if number < 2 or not (groups.get("any") or _is_round(number)):
            continue
        key = id(found.block)
        other_number, other = first.setdefault(key, (number, found))
        if number != other_number and key not in said:
            said.add(key)
            yield codes.MIXED_DENOMINATORS.at(
                found.span,
                related=[Related(other.span, "The other frequency.")],
                subject=passages.sentence(found),
                words=clip(found.words),
                other=clip(other.words),
                first=f"{other_number:,}",
                second=f"{number:,}",
            )


def _value(text: str, rules: Rules) -> int:
    if text.lower() in rules.numbers:
        return rules.numbers[text.lower()]
    digits = re.sub(r"[ .,·](?=\d{3}(?!\d))", "", text)
    return int(digits) if digits.isdecimal() and len(digits) < 12 else 0


def _is_round(number: int) -> bool:
    return number >= 10 and str(number).strip("0") == "1"


def relative_alone(passages: Passages, audiences: Sequence[str], shown: Told) -> Iterator[Diagnostic]:
    """Relative effects in sections where some of their readers are told no absolute one; once for each of them.

    `shown` is where evidence tells one.
    """
    relative = passages.find(passages.rules.relative)
    if not relative:
        return
    told = _told((*passages.find(passages.rules.absolute), *passages.find(passages.rules.frequencies)), audiences)
    told |= shown
    for found in relative:
        section = _section(found.block)
        lacking = [reader for reader in found.block.audiences or audiences if (section, reader) not in told]
        if lacking and not _may_be_none(found.block.text, found.end):
            told.update((section, reader) for reader in lacking)
            readers = " and ".join(f"“{reader}”" for reader in lacking)
            sentence = passages.sentence(found)
            yield codes.RELATIVE_ALONE.at(found.span, subject=sentence, words=clip(found.words), audience=readers)


def _significance(passages: Passages, audiences: Sequence[str]) -> Iterator[Diagnostic]:
    """“Significant” in sections where some of its readers see no interval and no P value."""
    significant = passages.find(passages.rules.significance)
    if not significant:
        return
    told = _told(passages.find(passages.rules.intervals), audiences)
    for found in significant:
        if any((_section(found.block), reader) not in told for reader in found.block.audiences or audiences):
            yield codes.BARE_SIGNIFICANCE.at(found.span, subject=passages.sentence(found), words=found.words)


def _told(found: Sequence[Found], audiences: Sequence[str]) -> set[tuple[Section, str]]:
    """In which sections, and to whom, something is said."""
    return {(_section(one.block), reader) for one in found for reader in one.block.audiences or audiences}


def _section(block: ProseBlock) -> Section:
    return block.section, block.in_bottom_line


def _may_be_none(text: str, offset: int) -> bool:
    """Whether the interval behind a ratio includes 1, which is no effect."""
    for found in _INTERVAL.finditer(text, offset, offset + _REACH):
        low, high = (float(number.replace(",", ".").replace("·", ".")) for number in found.groups())
        return low <= 1 <= high
    return False
