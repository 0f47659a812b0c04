"""Numbers in the text that contradict the evidence beside them.

What is compared stands in the same section, in a sentence that names the outcome: a ratio or difference, with its
interval or without, against the estimates; “18 of 1,000 people” against the risks. A text may tell more than the data
do, such as the result of a subgroup. So a number is only reported when it differs from data that the rest of it, or of
its sentence, agrees with, or when the section tells an effect of the outcome and never the one of the data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from msgspec import Struct

from dr_evidence_site.checks.sentences import sentences
from dr_evidence_site.diagnostics import Diagnostic, Related
from dr_evidence_site.diagnostics.codes import evidence as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.estimation.absolute import risks
from dr_evidence_site.model.article import EvidenceBlock
from dr_evidence_site.model.evidence import Estimate, Measure, Outcome
from dr_evidence_site.model.prose import BlockKind, ProseBlock
from dr_evidence_site.model.wording import Rules

# How texts in several languages name the measures; abbreviations as they are, words in small letters.
_NAMES: dict[Measure, str] = {
    Measure.RISK_RATIO: r"a?RR|risk ratio|relative risk|risque relatif|rapport des? risques|riesgo relativo"
    r"|razón de riesgos|relatives risiko|risikoverhältnis",
    Measure.ODDS_RATIO: r"a?OR|RC|odds ratio|rapport des? cotes|razón de (?:momios|probabilidades)|chancenverhältnis",
    Measure.HAZARD_RATIO: r"[as]?HR|hazard ratio|rapport des risques instantanés|hazard-ratio",
    Measure.RATE_RATIO: r"IRR|rate ratio|rapport des taux|razón de tasas|ratenverhältnis",
    Measure.RISK_DIFFERENCE: r"RD|ARD|risk difference|différence de risques?|diferencia de riesgos?|risikodifferenz",
    Measure.MEAN_DIFFERENCE: r"W?MD|mean difference|différence moyenne|diferencia de medias|mittlere differenz",
    Measure.STANDARDISED_MEAN_DIFFERENCE: r"SMD|standardi[sz]ed mean difference",
}
_FIGURE = r"[-−–]?\d{1,9}(?:[.,·]\d{1,9})?"
_COUNT = re.compile(r"\d[\d.,·\u00a0\u202f]{0,30}")
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")

_MOST_NAMED = 8
"""Outcomes that a sentence may name: of more, nobody could tell whose its numbers are."""

_REACH = 70
"""Characters behind an estimate within which its interval is looked for."""


def check(blocks: Sequence[EvidenceBlock], words: Sequence[ProseBlock], rules: Rules) -> list[Diagnostic]:
    """What the text says otherwise than the evidence in the same section."""
    found: list[Diagnostic] = []
    headings = [(block.span(0, 1).line, block.section) for block in words if block.kind is BlockKind.HEADING]
    for evidence in blocks:
        if evidence.evidence is None:
            continue
        section = max((place for place in headings if place[0] < evidence.span.line), default=(0, 0))[1]
        beside = [
            block
            for block in words
            if block.section == section and block.kind is not BlockKind.HEADING and _meet(block, evidence)
        ]
        text = list(_sentences(beside, evidence.evidence.outcomes, rules))
        for outcome in evidence.evidence.outcomes:
            about = [one for one in text if outcome in one.outcomes]
            found += [*_effects(outcome, about), *_frequencies(outcome, about, rules)]
    return list(dict.fromkeys(found))


def _meet(block: ProseBlock, evidence: EvidenceBlock) -> bool:
    """Whether somebody sees both."""
    return not block.audiences or not evidence.audiences or bool({*block.audiences} & {*evidence.audiences})


class _Sentence(Struct, frozen=True):
    """A sentence of a block, with the outcomes that it names."""

    block: ProseBlock
    start: int
    text: str
    outcomes: tuple[Outcome, ...]

    def besides(self, outcome: Outcome) -> list[Outcome]:
        """The other outcomes that it names; a number may be one of theirs."""
        return [other for other in self.outcomes if other is not outcome]

    def fault(self, start: int, end: int, outcome: Outcome, stated: str) -> Diagnostic:
        """What is reported of the words between two offsets of the sentence."""
        words = self.text[start:end]
        return codes.TEXT_DISAGREES.at(
            self.block.span(self.start + start, self.start + end),
            related=[Related(outcome.span, "The evidence is here.")],
            subject=self.text,
            words=clip(words),
            outcome=clip(next(iter(outcome.name.values()), "")),
            stated=stated,
        )


def _sentences(blocks: Sequence[ProseBlock], outcomes: Sequence[Outcome], rules: Rules) -> Iterator[_Sentence]:
    """The sentences that name an outcome. Of names that hold one another the longest counts."""
    stems = [[_stems(name) for name in outcome.name.values()] for outcome in outcomes]
    for block in blocks:
        if not _DIGIT.search(block.text):
            continue
        for start, end in sentences(block.text, rules.abbreviations):
            text = block.text[start:end]
            if not _DIGIT.search(text):
                continue
            said = [word.casefold() for word in _WORD.findall(text)]
            named = [max((name for name in names if _says(said, name)), key=len, default=()) for names in stems]
            longest = max(map(len, named), default=0)
            if longest:
                meant = [outcome for outcome, name in zip(outcomes, named, strict=True) if len(name) == longest]
                if len(meant) <= _MOST_NAMED:
                    yield _Sentence(block, start, text, tuple(meant))


def _stems(name: str) -> tuple[str, ...]:
    """What the words of a name begin with in all their forms; “of” and the like tell nothing."""
    words = [word.casefold() for word in _WORD.findall(name)]
    kept = [word for word in words if len(word) > 2] or words
    return tuple(word[: max(4, len(word) - 2)] for word in kept)


def _says(said: Sequence[str], stems: Sequence[str]) -> bool:
    return all(any(word.startswith(stem) for word in said) for stem in stems)


# Effects


@cache
def _effect_pattern(measure: Measure) -> re.Pattern[str]:
    names = _NAMES[measure].split("|")
    parts = [name if any(letter.isupper() for letter in name) else f"(?i:{name})" for name in names]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})s?(?!\w)[^\d.;!?\n]{{0,25}}?({_FIGURE})(?P<percent> ?%)?")


@cache
def _interval_pattern() -> re.Pattern[str]:
    between = r" ?(?:to|bis|à|a|and|und|et|y|-|–|—|,|;) ?"
    return re.compile(rf"9[059] ?%[^\d\n]{{0,30}}?({_FIGURE}) ?%?{between}({_FIGURE})(?! ?%? ?(?:CI|KI|IC))")


def _effects(outcome: Outcome, about: Sequence[_Sentence]) -> Iterator[Diagnostic]:
    known = _estimates(outcome)
    main = outcome.pooled.estimate if outcome.pooled else known[0] if len(known) == 1 else None
    if not known:
        return
    is_told = False
    others: list[Diagnostic] = []
    for sentence in about:
        for found in _effect_pattern(outcome.measure).finditer(sentence.text):
            figures, end = [found[1]], found.end()
            interval = _interval_pattern().search(sentence.text, end, end + _REACH)
            if interval:
                figures += [interval[1], interval[2]]
                end = interval.end(2)
            percent = bool(found["percent"])
            if any(
                _agreeing(figures, estimate, percent) == len(figures)
                for other in sentence.besides(outcome)
                for estimate in _estimates(other)
            ):
                continue
            agreeing = {number: _agreeing(figures, estimate, percent) for number, estimate in enumerate(known)}
            if max(agreeing.values()) == len(figures):
                is_told = is_told or main is None or _agreeing(figures, main, percent) == len(figures)
                continue
            nearest = known[max(agreeing, key=lambda number: agreeing[number])]
            fault = sentence.fault(found.start(), end, outcome, _stated(outcome.measure, nearest))
            if max(agreeing.values()) > 1:
                yield fault
                is_told = True
            else:
                others.append(sentence.fault(found.start(), end, outcome, _stated(outcome.measure, main or nearest)))
    if not is_told and main is not None:
        yield from others[:1]


def _estimates(outcome: Outcome) -> list[Estimate]:
    """The results of the studies, and behind them the combined one."""
    found = [study.estimate for study in outcome.studies if study.estimate]
    return [*found, outcome.pooled.estimate] if outcome.pooled else found


def _agreeing(figures: Sequence[str], estimate: Estimate, percent: bool) -> int:
    """How many of the figures of the text are those of the estimate, as far as both give digits."""
    values = (estimate.value, estimate.low, estimate.high)
    return sum(
        value is not None and _same(figure, value, written, percent)
        for figure, value, written in zip(figures, values, estimate.written, strict=False)
    )


def _same(figure: str, value: float, written: str, percent: bool) -> bool:
    text = figure.replace(",", ".").replace("·", ".").replace("−", "-").replace("–", "-")
    said, unit = float(text), 100.0 if percent else 1.0
    shown = 100.0 if written.endswith("%") else 1.0
    half = max(0.5 * 10.0 ** -_digits(text) / unit, 0.5 * 10.0 ** -_digits(written.rstrip("%")) / shown)
    # A difference is often told without its sign: “3 points fewer”.
    return any(abs(one / unit - value) <= half * 1.001 for one in (said, -said if value < 0 else said))


def _digits(text: str) -> int:
    return len(text.partition(".")[2])


def _stated(measure: Measure, estimate: Estimate) -> str:
    value, low, high = estimate.written
    return f"{measure.value} {value} ({low} to {high})" if low else f"{measure.value} {value}"


# Frequencies


def _frequencies(outcome: Outcome, about: Sequence[_Sentence], rules: Rules) -> Iterator[Diagnostic]:
    of, known, stated = _known_risks(outcome)
    if not known:
        return
    is_told = False
    others: list[Diagnostic] = []
    for sentence in about:
        elsewhere = [risk for other in sentence.besides(outcome) for risk in _known_risks(other)[1]]
        told: list[tuple[bool, int, int]] = []
        for match in rules.frequencies.all_in(rules.text(sentence.text)):
            groups = match.groupdict()
            number = _number(groups.get("denominator") or groups.get("any") or "")
            count = _COUNT.match(sentence.text, match.start())
            if number != of or not count:
                continue
            said = count[0].rstrip(".,·")
            value = _number(said)
            half = 0.5 if value == int(value) else 0.05
            agrees = any(abs(value - risk) <= half + 1e-9 for risk in known)
            if agrees or not any(abs(value - risk) <= half + 1e-9 for risk in elsewhere):
                told.append((agrees, match.start(), match.end()))
        is_told = is_told or any(agrees for agrees, _, _ in told)
        faults = [sentence.fault(start, end, outcome, stated) for agrees, start, end in told if not agrees]
        if len(faults) < len(told):
            yield from faults
        else:
            others += faults
    if not is_told:
        yield from others[:1]


def _known_risks(outcome: Outcome) -> tuple[int, list[float], str]:
    """The denominator, every number of people that the data know or give, and the two risks in words."""
    absolute, baseline = outcome.absolute, outcome.baseline
    single = outcome.studies[0].estimate if len(outcome.studies) == 1 else None
    estimate = outcome.pooled.estimate if outcome.pooled else single
    derived = risks(outcome.measure, baseline.events / baseline.of, estimate) if baseline and estimate else None
    if absolute:
        of, pairs = absolute.of, [absolute.without, absolute.with_it]
    elif baseline and derived:
        of, pairs = baseline.of, [baseline.events, derived.with_it * baseline.of]
    else:
        return 0, [], ""
    known = [*pairs, abs(pairs[1] - pairs[0]), abs(round(pairs[1]) - round(pairs[0]))]
    if derived and baseline:
        ends = [derived.low, derived.high, derived.difference_low, derived.difference_high]
        known += [abs(end) * of for end in ends if end is not None]
    return of, known, f"{_plain(pairs[0])} of {of} without, {_plain(pairs[1])} with"


def _plain(value: float) -> str:
    return f"{value:.0f}" if abs(value - round(value)) < 0.05 or value >= 10 else f"{value:.1f}"


def _number(text: str) -> float:
    """A count in digits, in whatever way its thousands are set apart; 0 for anything else."""
    digits = re.sub(r"[ .,·\u00a0\u202f](?=\d{3}(?!\d))", "", text).replace(",", ".").replace("·", ".")
    try:
        return float(digits)
    except ValueError:
        return 0.0
