"""The kinds of value that evidence is written in: figures, percentages, intervals, risks, and names by audience."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from functools import cache
from typing import Any

from msgspec import Struct, field

from dr_evidence_site.diagnostics import did_you_mean
from dr_evidence_site.diagnostics.codes import evidence as codes
from dr_evidence_site.diagnostics.codes import fields as field_codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.evidence import FigureKind as Picture
from dr_evidence_site.model.evidence import Measure
from dr_evidence_site.model.prose import Certainty
from dr_evidence_site.model.source import Span
from dr_evidence_site.parse.fields import Choice, ListOf, Report, Text
from dr_evidence_site.parse.yaml import Mapping, Node, Scalar, Sequence, Unreadable

EVERYONE = "everyone"
"""The key of the words for all audiences that have none of their own."""

_WORD = Text()
_NUMBER = r"(?:[0-9]{1,12}(?:\.[0-9]{1,12})?)"
_FIGURE = rf"[-−+]?{_NUMBER}%?"
_RISK = rf"({_NUMBER}) ?(?:of|in|per|/) ?(?:every )?([1-9][0-9]{{0,11}})|({_NUMBER}) ?%"


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def _value(written: str) -> float:
    """The value of a figure; of a percentage the float nearest to the share, so that 1.4% is 0.014."""
    digits = written.rstrip("% ").replace("−", "-")
    return float(f"{digits}e-2" if written.endswith("%") else digits)


class Figure(Struct, frozen=True):
    """A number and how it is written ("0.70"). A percentage counts in hundredths."""

    value: float
    text: str

    @property
    def is_percentage(self) -> bool:
        """Whether it is written with a percent sign."""
        return self.text.endswith("%")


class FigureKind(Struct, frozen=True):
    """A figure in digits, with a decimal point; percentages, too."""

    expected: str = "a figure"
    schema: Map[str, Any] = field(
        default_factory=lambda: {"type": ["number", "string"], "pattern": rf"^\s*{_FIGURE}\s*$"}
    )

    def read(self, node: Node, key: str, report: Report) -> Figure | None:
        """The figure."""
        text = _WORD.read(node, key, report)
        if text is None:
            return None
        if _pattern(_FIGURE).fullmatch(text):
            return Figure(_value(text), text)
        meant = text.replace(",", ".").replace("·", ".")
        meant = f"0{meant}" if meant.startswith(".") else meant
        hint = f"Did you mean “{meant}”?" if _pattern(_FIGURE).fullmatch(meant) else None
        report.append(codes.NOT_A_FIGURE.at(node.span, hint=hint, text=clip(text), key=clip(key)))
        return None


class Share(Struct, frozen=True):
    """A percentage from 0% to 100%, with its sign; its value is from 0 to 1."""

    expected: str = "a percentage"
    schema: Map[str, Any] = field(default_factory=lambda: {"type": "string", "pattern": rf"^\s*{_NUMBER} ?%\s*$"})

    def read(self, node: Node, key: str, report: Report) -> Figure | None:
        """The percentage."""
        text = _WORD.read(node, key, report)
        if text is None:
            return None
        if _pattern(rf"{_NUMBER} ?%").fullmatch(text):
            value = _value(text)
            if value <= 1:
                return Figure(value, text)
        hint = f"Did you mean “{text}%”?" if _pattern(r"[0-9]{1,2}(?:\.[0-9]+)?").fullmatch(text) else None
        hint = None if text.startswith("0.") else hint
        report.append(codes.NOT_A_SHARE.at(node.span, hint=hint, text=clip(text), key=clip(key)))
        return None


_FIGURES = FigureKind()


class Interval(Struct, frozen=True):
    """The two ends of an interval, the lower one first."""

    expected: str = "an interval"
    schema: Map[str, Any] = field(
        default_factory=lambda: {"type": "array", "items": dict(_FIGURES.schema), "minItems": 2, "maxItems": 2},
    )

    def read(self, node: Node, key: str, report: Report) -> tuple[Figure, Figure] | None:
        """The ends."""
        if isinstance(node, Unreadable):
            return None
        if not isinstance(node, Sequence) or len(node.items) != 2:
            report.append(codes.NOT_AN_INTERVAL.at(node.span, key=clip(key)))
            return None
        low, high = (_FIGURES.read(item, key, report) for item in node.items)
        return None if low is None or high is None else (low, high)


class Frequency(Struct, frozen=True):
    """So many of so many people."""

    events: float
    of: int


class Risk(Struct, frozen=True):
    """A risk: so many of so many people, or a percentage."""

    expected: str = "a risk"
    schema: Map[str, Any] = field(default_factory=lambda: {"type": "string", "pattern": rf"^\s*(?:{_RISK})\s*$"})

    def read(self, node: Node, key: str, report: Report) -> Frequency | None:
        """The frequency."""
        text = _WORD.read(node, key, report)
        if text is None:
            return None
        found = _pattern(_RISK).fullmatch(" ".join(text.split()))
        if found:
            events, of = (float(found[1]), int(found[2])) if found[1] else (float(found[3]), 100)
            if events <= of and of > 1:
                return Frequency(events, of)
        report.append(codes.NOT_A_RISK.at(node.span, text=clip(text), key=clip(key)))
        return None


def _any_case(word: str) -> str:
    """A pattern for a word in any case: those of JSON Schema have no switch for it."""
    return "".join(f"[{letter.upper()}{letter}]" if letter.isalpha() else re.escape(letter) for letter in word)


class Alternative(Struct, frozen=True):
    """One word of several, of which some may be written in other ways, in any case."""

    words: Map[str, str]
    """What may be written, in small letters, to the word that it stands for."""
    expected: str = "a word"

    @property
    def schema(self) -> Map[str, Any]:
        """The words that are meant, for editors to offer, and whatever else may be written."""
        written = "|".join(r"\s+".join(map(_any_case, word.split())) for word in self.words)
        meant = [word.replace("-", " ") for word in dict.fromkeys(self.words.values())]
        return {"anyOf": [{"enum": meant}, {"type": "string", "pattern": rf"^\s*(?:{written})\s*$"}]}

    def read(self, node: Node, key: str, report: Report) -> str | None:
        """The word that is meant."""
        text = _WORD.read(node, key, report)
        if text is None:
            return None
        meant = self.words.get(" ".join(text.lower().split()))
        if meant is None:
            known = list(dict.fromkeys(self.words.values()))
            hint = did_you_mean(clip(text), known, otherwise=f"Use one of: {', '.join(known)}.")
            report.append(field_codes.UNKNOWN_WORD.at(node.span, hint=hint, text=clip(text), key=clip(key)))
        return meant


MEASURES = Alternative(
    {measure.value: measure.value for measure in Measure}
    | {
        "rr": "risk ratio",
        "relative risk": "risk ratio",
        "or": "odds ratio",
        "hr": "hazard ratio",
        "irr": "rate ratio",
        "rd": "risk difference",
        "md": "mean difference",
        "smd": "standardised mean difference",
        "standardized mean difference": "standardised mean difference",
    },
    "a measure",
)

CERTAINTIES = Alternative(
    {level.value.replace("-", " "): level.value for level in reversed(Certainty)} | {"very-low": "very-low"},
    "a certainty",
)


class Words(Struct, frozen=True):
    """A name by audience, each with its place; under "" for whoever has no words of their own."""

    found: Map[str, str]
    places: Map[str, Span]


class Shown(Struct, frozen=True):
    """The pictures that are asked for by audience, each with its place; under "" for whoever is not named."""

    found: Map[str, tuple[Picture, ...]]
    places: Map[str, Span]


_PICTURES = ListOf(Choice(Picture))
_PICTURE = {"enum": [picture.value for picture in Picture]}
_ONE_OR_MORE: Map[str, Any] = {"anyOf": [_PICTURE, {"type": "array", "items": _PICTURE, "uniqueItems": True}]}


class ShownKind(Struct, frozen=True):
    """Pictures: a list for all readers, or lists by the ids of audiences."""

    expected: str = "a list, or lists by audience"
    schema: Map[str, Any] = field(
        default_factory=lambda: {
            "anyOf": [
                *_ONE_OR_MORE["anyOf"],
                {"type": "object", "additionalProperties": _ONE_OR_MORE, "minProperties": 1},
            ]
        },
    )

    def read(self, node: Node, key: str, report: Report) -> Shown | None:
        """The pictures. Whether the audiences are those of the site is seen later."""
        if not isinstance(node, Mapping):
            listed = _PICTURES.read(node, key, report)
            return Shown({"": tuple(one.value for one in listed)}, {"": node.span}) if listed else None
        found: dict[str, tuple[Picture, ...]] = {}
        places: dict[str, Span] = {}
        for name, value in node.entries:
            if isinstance(value, Scalar) and value.is_null:
                report.append(
                    field_codes.WRONG_SHAPE.at(name.span, key=clip(name.text), expected="a list", found="empty")
                )
                continue
            listed = _PICTURES.read(value, name.text, report)
            if listed:
                audience = "" if name.text == EVERYONE else name.text
                found[audience], places[audience] = tuple(one.value for one in listed), name.span
        if not node.entries:
            report.append(field_codes.WRONG_SHAPE.at(node.span, key=clip(key), expected=self.expected, found="empty"))
        return Shown(found, places) if found else None


class WordingKind(Struct, frozen=True):
    """A name: text, or texts by the ids of audiences."""

    expected: str = "text, or texts by audience"
    schema: Map[str, Any] = field(
        default_factory=lambda: {
            "anyOf": [
                {"type": ["string", "number", "boolean"], "pattern": r"\S"},
                {"type": "object", "additionalProperties": {"type": "string", "pattern": r"\S"}, "minProperties": 1},
            ]
        },
    )

    def read(self, node: Node, key: str, report: Report) -> Words | None:
        """The words. Whether the audiences are those of the site is seen later."""
        if not isinstance(node, Mapping):
            text = _WORD.read(node, key, report)
            return None if text is None else Words({"": text}, {"": node.span})
        found: dict[str, str] = {}
        places: dict[str, Span] = {}
        for name, value in node.entries:
            if isinstance(value, Scalar) and value.is_null:
                report.append(
                    field_codes.WRONG_SHAPE.at(name.span, key=clip(name.text), expected="text", found="empty")
                )
                continue
            text = _WORD.read(value, name.text, report)
            if text is not None:
                audience = "" if name.text == EVERYONE else name.text
                found[audience], places[audience] = text, name.span
        if not node.entries:
            report.append(field_codes.WRONG_SHAPE.at(node.span, key=clip(key), expected=self.expected, found="empty"))
        return Words(found, places) if found else None
