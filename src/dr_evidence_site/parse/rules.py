"""The rules of wording of a language: YAML of regular expressions read into `Rules`.

A pattern finds whole words in any case, and in it {n} stands for a number, {d} and {any} for what is counted in, and
{p} for a percentage. What a site adds is read after what the program brings, and adds to it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import TypeVar

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import wording as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.prose import Certainty
from dr_evidence_site.model.source import Source
from dr_evidence_site.model.vocabulary import Vocabulary
from dr_evidence_site.model.wording import Avoided, Beginning, Phrase, Phrases, Rules
from dr_evidence_site.parse import yaml
from dr_evidence_site.parse.fields import Field, Integer, Kind, ListOf, Located, Record, Report, Table, Text, Values

T = TypeVar("T")

_PATTERNS = ListOf(Text(), distinct=False)

ABBREVIATIONS = Field("abbreviations", _PATTERNS, "Words whose full stop ends no sentence, without it.")
PERCENT = Field("percent", _PATTERNS, "What stands behind a number for “%”, in words.")
NUMBERS = Field("numbers", Table(Integer(0, 1_000_000_000)), "Numbers as words, with their values.")
MEASURES = Field("measures", _PATTERNS, "Short names of effect sizes; capital letters count.")
MEASURE_WORDS = Field("measure_words", _PATTERNS, "Names of effect sizes in words.")
RELATIVE_MEASURES = Field("relative_measures", _PATTERNS, "Those short names that are relative.")
RELATIVE_WORDS = Field("relative_words", _PATTERNS, "Those names in words that are relative.")
ABSOLUTE_MEASURES = Field("absolute_measures", _PATTERNS, "Those short names that are absolute.")
ABSOLUTE_WORDS = Field("absolute_words", _PATTERNS, "Those names in words that are absolute.")
CLAIMS = Field("claims", _PATTERNS, "Other statements that need a source.")
RECOMMENDATIONS = Field("recommendations", _PATTERNS, "Words that recommend or advise.")
RELATIVE = Field("relative", _PATTERNS, "Other relative effects.")
ABSOLUTE = Field("absolute", _PATTERNS, "Other absolute effects.")
FREQUENCIES = Field("frequencies", _PATTERNS, "Ways to say “3 in 100”.")
INTERVALS = Field("intervals", _PATTERNS, "Confidence intervals and P values.")
SIGNIFICANCE = Field("significance", _PATTERNS, "The word for what has one.")
EFFECTS = Field("effects", _PATTERNS, "Effects that are stated outright.")
VERBS = Field("verbs", _PATTERNS, "Effects that are stated beside a word of doubt.")
BREAKS = Field("breaks", _PATTERNS, "What parts the clauses of a sentence.")
WORDS = Field("words", _PATTERNS, "Words to avoid.", required=True, example="miracle")
INSTEAD = Field("instead", Text(), "What to do instead.", required=True, example="Say what was found.")
AVOIDED = Field("avoided", ListOf(Record((WORDS, INSTEAD), "an entry of `avoided`"), distinct=False), "Words to avoid.")


def _by_level(kind: Kind[T], meaning: str) -> tuple[Field[T], ...]:
    return tuple(Field(level.value, kind, f"{meaning} {level.value}.") for level in reversed(Certainty))


_DOUBTS = _by_level(_PATTERNS, "Words of a certainty that is")
_ADVICE = _by_level(Text(), "How an effect is put when the certainty is")
DOUBTS = Field("doubts", Record(_DOUBTS, "`doubts`"), "Words of doubt by the certainty they express.")
ADVICE = Field("advice", Record(_ADVICE, "`advice`"), "How an effect is put, by certainty.")

RULES = Record(
    (
        ABBREVIATIONS, PERCENT, NUMBERS, MEASURES, MEASURE_WORDS, RELATIVE_MEASURES, RELATIVE_WORDS, ABSOLUTE_MEASURES,
        ABSOLUTE_WORDS, CLAIMS, RECOMMENDATIONS, RELATIVE, ABSOLUTE, FREQUENCIES, INTERVALS, SIGNIFICANCE, EFFECTS,
        VERBS, DOUBTS, BREAKS, ADVICE, AVOIDED,
    ),
    "the rules of wording",
)  # fmt: skip

# Begins with a digit and nothing else, so that the search for one is fast.
_DIGITS = r"\d(?:[\d.,·]*\d)?(?: \d{3}(?!\d))*"
_NO_YEAR = r"(?!(?:19|20)\d\d(?![\d,.]*\d))"


def rules(language: str, sources: Iterable[Source], *, sound: Container[str] = ()) -> tuple[Rules, list[Diagnostic]]:
    """The rules of a language from all files for it, and every fault of the files.

    Patterns of files whose path is in `sound` are known to compile: trying them would take 10 ms.
    """
    report: Report = []
    read: list[Values] = []
    for source in sources:
        document = yaml.parse(source.path, source.text)
        report.extend(document.diagnostics)
        if document.root is not None:
            values = RULES.read(document.root, source.path, report)
            if values is not None:
                read.append(values)
    return _Compiler(read, report, sound).rules(language), report


class _Compiler:
    """Makes phrases of what the files say."""

    def __init__(self, read: Sequence[Values], report: Report, sound: Container[str]) -> None:
        self._known_as_sound = sound
        self._read = read
        self._report = report
        self._numbers = {entry.key.lower(): entry.value for values in read for entry in values.get(NUMBERS, ())}
        words = sorted(self._numbers, key=len, reverse=True)
        self._words = f"(?:{'|'.join(map(re.escape, words))})" if words else ""
        self._number = f"(?:{'|'.join([_DIGITS, *map(re.escape, words)])})"
        self._percents = ["%", *(item.value for values in read for item in values.get(PERCENT, ()))]
        self._checked: dict[str, bool] = {}
        self._pieces: set[str] = set()

    def rules(self, language: str) -> Rules:
        """All of it as one value."""
        relative = [*self._measures(RELATIVE_MEASURES, RELATIVE_WORDS), *self._texts(RELATIVE)]
        absolute = [*self._measures(ABSOLUTE_MEASURES, ABSOLUTE_WORDS), *self._texts(ABSOLUTE)]
        frequencies = self._texts(FREQUENCIES)
        intervals = self._texts(INTERVALS)
        kinds = (RELATIVE_MEASURES, RELATIVE_WORDS, ABSOLUTE_MEASURES, ABSOLUTE_WORDS)
        sorted_out = {name for kind in kinds for name in self._texts(kind)}
        measures = self._measures(MEASURES, MEASURE_WORDS, sorted_out)
        claims = [*self._texts(CLAIMS), *measures, *self._texts(RECOMMENDATIONS)]
        effects = self._texts(EFFECTS)
        doubts = [part for values in self._read if (part := values.get(DOUBTS))]
        advice = [part for values in self._read if (part := values.get(ADVICE))]
        number_pieces = {number: max(number.split(), key=len, default="") for number in self._numbers}
        return Rules(
            language,
            abbreviations=frozenset(
                item.value.casefold() for values in self._read for item in values.get(ABBREVIATIONS, ())
            ),
            numbers=self._numbers,
            number_words=re.compile(rf"[ \n(]({self._words})(?!\w)") if self._words else re.compile("(?!)"),
            number_pieces=number_pieces if all(number_pieces.values()) else {},
            claims=self._phrases(claims),
            relative=self._phrases(relative),
            absolute=self._phrases(absolute),
            frequencies=self._phrases(frequencies),
            intervals=self._phrases(intervals),
            significance=self._phrases(self._texts(SIGNIFICANCE)),
            effects=self._phrases(effects),
            verbs=self._phrases([*effects, *self._texts(VERBS)]),
            doubts={
                Certainty(level.name): self._phrases(self._sound(part.get(level, ()) for part in doubts))
                for level in _DOUBTS
            },
            breaks=self._phrases(self._texts(BREAKS)),
            advice={Certainty(level.name): text for level in _ADVICE for part in advice if (text := part.get(level))},
            avoided=tuple(
                Avoided(self._phrases(self._sound([entry.value.get(WORDS, ())])), entry.value.get(INSTEAD, ""))
                for values in self._read
                for entry in values.get(AVOIDED, ())
            ),
            # The last one, when the phrases have their pieces.
            vocabulary=Vocabulary(self._pieces.union(number_pieces.values())),
        )

    def _texts(self, wanted: Field[tuple[Located[str], ...]]) -> list[str]:
        return self._sound(values.get(wanted, ()) for values in self._read)

    def _sound(self, lists: Iterable[tuple[Located[str], ...]]) -> list[str]:
        """The patterns of some lists that can be compiled; the others are reported, once each."""
        return [item.value for items in lists for item in items if self._is_sound(item)]

    def _is_sound(self, item: Located[str]) -> bool:
        if item.span.path in self._known_as_sound:
            return True
        known = self._checked.get(item.value)
        if known is None:
            reason = ""
            try:
                if re.compile(self._filled(item.value)).match(""):
                    reason = "it is found where there are no words at all"
            except (re.error, OverflowError, RecursionError) as error:
                reason = str(error)
            if reason:
                self._report.append(codes.BAD_PATTERN.at(item.span, text=clip(item.value), reason=clip(reason)))
            known = self._checked[item.value] = not reason
        return known

    def _measures(
        self, short: Field[tuple[Located[str], ...]], words: Field[tuple[Located[str], ...]], but: Container[str] = ()
    ) -> list[str]:
        """Names of effect sizes with the number behind them; those that are found already are left out."""
        behind = r"s?(?!\w)[^.;!?\n]{0,30}?[ (=:<>≤≥≈−–]-?{n}"
        names = [name for name in self._texts(short) if name not in but]
        cased = [f"(?:{'|'.join(names)}){behind}"] if names else []
        return [*cased, *(f"{name}{behind}" for name in self._texts(words) if name not in but)]

    def _filled(self, text: str) -> str:
        """The pattern with its places for numbers filled."""
        text = text.replace("{n}", self._number).replace("{p}", f"{_DIGITS} ?(?:{'|'.join(self._percents)})")
        text = text.replace("{d}", f"(?P<denominator>{self._number})")
        return text.replace("{any}", f"{_NO_YEAR}(?P<any>{self._number})")

    def _phrases(self, texts: Iterable[str]) -> Phrases:
        return Phrases(tuple([phrase for text in texts for phrase in self._variants(text)]))

    def _variants(self, text: str) -> Iterator[Phrase]:
        """The pattern; one that begins with a percentage comes once for each way to write that."""
        if text.startswith("{p}"):
            rest = text.removeprefix("{p}")
            yield self._phrase(f"{_DIGITS} ?%{rest}", ["%"], Beginning.PERCENTAGE)
            for word in self._percents[1:]:
                needed = [word] if word.replace(" ", "").isalpha() else []
                yield self._phrase(f"{_DIGITS} {word}{rest}", needed, Beginning.COUNT)
        elif text.startswith("{n}"):
            is_count = text.removeprefix("{n}").removeprefix("(?:").startswith(" ")
            yield self._phrase(text, _literals(text), Beginning.COUNT if is_count else Beginning.NUMBER)
        elif heads := _heads(text):
            yield self._phrase(text, _literals(text), Beginning.PIECE, heads)
        else:
            yield self._phrase(text, _literals(text), Beginning.ANYTHING, _marks(text))

    def _phrase(
        self, text: str, literals: Sequence[str], begins: Beginning, one_of: frozenset[str] = frozenset()
    ) -> Phrase:
        is_cased = _CAPITAL.search(_ESCAPE.sub("", text)) is not None
        end = "" if text.endswith("]") else r"(?!\w)"
        pattern = self._filled(text)
        # Two small letters stand in almost any text. Capital letters are looked for as small ones, which not every text
        # has (see `Rules.text`): for a pattern with such the longest run must do.
        literals = [max(literals, key=len)] if literals and is_cased else literals
        words = [word for literal in literals for word in literal.lower().split(" ")]
        needs = frozenset([word for word in words if len(word) > 2 or is_cased or word == "%"])
        self._pieces |= needs | one_of
        return Phrase(f"(?:{pattern}){end}" if "|" in text else pattern + end, needs, one_of, begins, is_cased)


def _literals(text: str) -> list[str]:
    """Runs of letters and spaces without which the pattern is not found.

    What stands in groups or character classes, or need not be there, is passed over. Where letters may be a part of
    something else it is the longest run.
    """
    flat = _flat(text, _GROUP_OR_CLASS)
    found = [] if "|" in flat else _LITERAL.findall(_OPTIONAL.sub("\0", flat))
    return [max(found, key=len)] if found and _SPECIAL.search(text) else found


def _heads(text: str) -> frozenset[str]:
    """The letters with one of which the pattern begins; none when they are not known, or stand in almost any text."""
    found = _CHOICE.match(text)
    if not found or "|" in _flat(text, _GROUP_OR_CLASS):
        return frozenset()
    heads = frozenset([head[0] for choice in found[1].split("|") if (head := _HEAD.match(choice))])
    return heads if all(len(head) > 2 or (len(head) > 1 and head != head.lower()) for head in heads) else frozenset()


def _marks(text: str) -> frozenset[str]:
    """The marks of a class that the pattern needs one of; none when there is no such class of rare marks."""
    if "|" in _flat(text, _GROUP_OR_CLASS) or _BRACKETED.search(text):
        return frozenset()
    found = _MARKS.search(_flat(text, _GROUP))
    return frozenset(found[1] if found else "")


def _flat(text: str, passed_over: re.Pattern[str]) -> str:
    while True:
        flat = passed_over.sub("\0", text)
        if flat == text:
            return flat
        text = flat


_CHOICE = re.compile(r"\(\?:([^()\\]+)\)(?![?*{])")
_HEAD = re.compile(r"(?:[^\W\d_](?![?*{]))*")
_MARKS = re.compile(r"(?<!\\)\[([^\w\s.,;:()'’\"\\^\[\]-]+)\](?![?*{])")
_BRACKETED = re.compile(r"\[\^?\]|\[[^\]]*[()|]")
_SPECIAL = re.compile(r"\\|\(\?[A-Za-z]")
_CAPITAL = re.compile(r"[A-Z]")
_ESCAPE = re.compile(r"\\.|\(\?P<\w+>")
_GROUP = re.compile(r"\((?:[^()\\]|\\.)*\)(?:[?*+]|\{[^}]*\})?\??")
_GROUP_OR_CLASS = re.compile(rf"{_GROUP.pattern}|\[(?:[^\]\\]|\\.)*\](?:[?*+]|\{{[^}}]*\}})?\??|\{{(?:n|d|any|p)\}}")
_OPTIONAL = re.compile(r"\\?.(?:[?*]|\{0[^}]*\})\??|\\.[+]?\??|[+.^$]")
_LITERAL = re.compile(r"[^\W\d_](?:[^\W\d_]| (?=[^\W\d_]))+|%")
