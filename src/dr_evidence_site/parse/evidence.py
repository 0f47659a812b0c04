"""Evidence read from YAML: the block of an article, or a file of `content/evidence`."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Map
from pathlib import PurePosixPath

from msgspec import Struct

from dr_evidence_site.diagnostics import Diagnostic, Severity, did_you_mean
from dr_evidence_site.diagnostics.codes import evidence as codes
from dr_evidence_site.diagnostics.codes import fields as field_codes
from dr_evidence_site.diagnostics.codes import limits
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import CitationItem, Waiver
from dr_evidence_site.model.evidence import (
    AbsoluteEffect,
    Arm,
    Baseline,
    Better,
    Downgrade,
    Estimate,
    Evidence,
    EvidenceFile,
    FigureKind,
    Heterogeneity,
    Measure,
    Outcome,
    Pooled,
    Recommendation,
    Study,
    Upgrade,
    Wording,
)
from dr_evidence_site.model.limits import Limits
from dr_evidence_site.model.prose import Certainty
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse import evidence_fields as fields
from dr_evidence_site.parse import yaml
from dr_evidence_site.parse.evidence_kinds import EVERYONE, Figure, Words
from dr_evidence_site.parse.fields import Field, Located, Report, Values
from dr_evidence_site.parse.waivers import WAIVE, waivers
from dr_evidence_site.parse.yaml import Mapping, Node, Scalar, Unreadable

NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
"""The names of files of evidence, and the anchors of blocks."""

_NNT = re.compile(r"nn[th][bh]?|numbers?[ _-]needed[ _-]to[ _-](?:treat|harm)(?:[ _-].*)?", re.IGNORECASE)
_NNT_IN_TEXT = re.compile(
    r"\b(?:NN[TH][BH]?|numbers? needed to (?:treat|harm))\b[^.;]{0,30}?\d|\d{1,12} needed to (?:treat|harm)",
    re.IGNORECASE,
)


class Parsed(Struct, frozen=True):
    """What a text of evidence says. `evidence` is None when a fault hides it, which is among `diagnostics`.

    `citations` are its sources in their order, `digest` is that of everything it says, whatever its layout and what it
    sets aside. `id` is the anchor that was asked for, with its place; empty for none. `waivers` are those of a file.
    """

    evidence: Evidence | None
    citations: tuple[CitationItem, ...]
    digest: str
    id: Located[str]
    diagnostics: tuple[Diagnostic, ...]
    waivers: tuple[Waiver, ...] = ()


def file(
    source: Source, audiences: Sequence[str], *, most_rows: int = Limits().evidence_rows
) -> tuple[EvidenceFile, list[Diagnostic]]:
    """The evidence of a file, named like it, and every fault. `audiences` are the ids of the site's audiences."""
    name = PurePosixPath(source.path).stem
    document = yaml.parse(source.path, source.text)
    parsed = evidence(document, Span(source.path), audiences, name=name, most_rows=most_rows)
    faults = list(parsed.diagnostics)
    if not NAME.fullmatch(name):
        faults.append(codes.FILE_NAME.at(Span(source.path), name=clip(name)))
    found = EvidenceFile(source.path, parsed.evidence, parsed.citations, parsed.digest, parsed.waivers)
    return found, faults


def evidence(
    document: yaml.Document,
    span: Span,
    audiences: Sequence[str],
    *,
    name: str = "",
    most_rows: int = Limits().evidence_rows,
) -> Parsed:
    """The evidence of a document that stands at `span`. With a `name` it is that of a file.

    With more than `most_rows` outcomes and studies it is none, and that is said.
    """
    report: Report = list(document.diagnostics)
    root = document.root
    if root is None:
        if not report:
            report.append(codes.EMPTY.at(span))
        return Parsed(None, (), "", Located("", span), tuple(report))
    said = _said(_without_waivers(root))
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
    reader = _Reader(report, audiences)
    found = reader.evidence(root, span, name)
    outcomes = found.outcomes if found else ()
    rows = [span for outcome in outcomes for span in (outcome.span, *(study.span for study in outcome.studies))]
    if len(rows) > most_rows:
        report.append(limits.TOO_MANY_ROWS.at(rows[most_rows], count=len(rows), limit=most_rows))
    usable = not any(fault.severity is Severity.ERROR for fault in report if fault.code != codes.TYPED_NNT.id)
    return Parsed(found if usable else None, reader.citations(), digest, reader.id, tuple(report), reader.waivers)


class _Reader:
    """Reads one text of evidence; gathers its faults and its sources."""

    def __init__(self, report: Report, audiences: Sequence[str]) -> None:
        self.report = report
        self.audiences = audiences
        self.id = Located("", Span(""))
        self.waivers: tuple[Waiver, ...] = ()
        self._cited: list[Located[str]] = []

    def citations(self) -> tuple[CitationItem, ...]:
        """The sources in the order in which they are written."""
        return tuple(CitationItem(cited.value, cited.span) for cited in sorted(self._cited, key=lambda c: c.span))

    def evidence(self, root: Node, span: Span, name: str) -> Evidence | None:
        record = fields.EVIDENCE_FILE if name else fields.EVIDENCE
        values = record.read(self._without_nnt(root), "evidence", self.report)
        if values is None:
            return None
        self.waivers = waivers(values, self.report)
        id_ = values.get(fields.ID, "")
        self.id = Located(id_, values.span_of(fields.ID))
        if id_ and not NAME.fullmatch(id_):
            reason = "an anchor has small letters, digits and hyphens"
            self.report.append(codes.BLOCK_ID.at(self.id.span, id=clip(id_), reason=reason))
        recommended = values.get(fields.RECOMMENDATION)
        outcomes = [self._outcome(entry) for entry in values.get(fields.OUTCOMES, ())]
        if not outcomes and not values.lost(fields.OUTCOMES) and fields.OUTCOMES.name in values.keys:
            fault = field_codes.WRONG_SHAPE.at(
                values.span_of(fields.OUTCOMES), key=fields.OUTCOMES.name, expected="a list", found="empty"
            )
            self.report.append(fault)
        return Evidence(
            name or id_,
            self._wording(values, fields.POPULATION),
            self._wording(values, fields.INTERVENTION),
            self._wording(values, fields.COMPARISON),
            tuple(outcome for outcome in outcomes if outcome),
            span,
            name,
            self._recommendation(recommended) if recommended else None,
        )

    # Parts

    def _outcome(self, entry: Located[Values]) -> Outcome | None:
        values = entry.value
        word = values.get(fields.MEASURE)
        measure = Measure(word) if word else None
        pooled, baseline = values.get(fields.POOLED), values.get(fields.BASELINE)
        absolute, certainty = values.get(fields.ABSOLUTE), values.get(fields.CERTAINTY)
        name = self._wording(values, fields.OUTCOME_NAME)
        studies = tuple(self._study(study, measure) for study in values.get(fields.STUDIES, ()))
        result = Outcome(
            name=name,
            measure=measure or Measure.RISK_RATIO,
            better=values.get(fields.BETTER) or Better.LOWER,
            span=values.span_of(fields.OUTCOME_NAME),
            unit=values.get(fields.UNIT, ""),
            follow_up=values.get(fields.FOLLOW_UP, ""),
            studies=studies,
            pooled=self._pooled(pooled, measure) if pooled else None,
            baseline=self._baseline(baseline) if baseline else None,
            absolute=self._absolute(absolute) if absolute else None,
            certainty=Certainty(certainty) if certainty else None,
            downgrades=tuple(self._downgrades(values)),
            shown=self._shown(values),
            start=Certainty(values.get(fields.START, fields.Start.HIGH).value),
            upgrades=tuple(self._upgrades(values)),
        )
        lost = any(values.lost(field) for field in (fields.STUDIES, fields.POOLED, fields.ABSOLUTE))
        lost = lost or any(study.value.lost(fields.ESTIMATE) for study in values.get(fields.STUDIES, ()))
        if not (result.pooled or result.absolute or any(_tells(study) for study in studies) or lost):
            self.report.append(codes.NOTHING_FOUND.at(result.span, outcome=clip(plain(name))))
        return result

    def _shown(self, values: Values) -> dict[str, tuple[FigureKind, ...]]:
        """The pictures by audience, each of which is one of the site's."""
        shown = values.get(fields.SHOW)
        if shown is None:
            return {}
        self._known(shown.places)
        return dict(shown.found)

    def _study(self, entry: Located[Values], measure: Measure | None) -> Study:
        values = entry.value
        intervention = self._arm(values.get(fields.INTERVENTION_ARM))
        comparison = self._arm(values.get(fields.COMPARISON_ARM))
        people = values.get(fields.STUDY_PEOPLE)
        counted = sum((arm.participants or arm.events or 0) for arm in (intervention, comparison) if arm)
        if people is not None and people < counted:
            place = values.span_of(fields.STUDY_PEOPLE)
            self.report.append(codes.TOTAL_TOO_SMALL.at(place, total=people, counted=counted))
        return Study(
            name=values.get(fields.STUDY_NAME, ""),
            key=self._cite(values),
            span=Span(entry.span.path, entry.span.line, entry.span.column),
            estimate=self._estimate(values, fields.ESTIMATE, measure),
            intervention=intervention,
            comparison=comparison,
            weight=_value(values.get(fields.WEIGHT)),
            adjusted=values.get(fields.ADJUSTED, False),
            participants=people,
        )

    def _pooled(self, values: Values, measure: Measure | None) -> Pooled | None:
        estimate = self._estimate(values, fields.POOLED_ESTIMATE, measure)
        key = self._cite(values)
        if estimate is None:
            return None
        stated = values.get(fields.HETEROGENEITY)
        return Pooled(
            estimate,
            key,
            _start(values),
            values.get(fields.MODEL),
            values.get(fields.STUDY_COUNT),
            values.get(fields.PEOPLE_COUNT),
            Heterogeneity(*(_value(stated.get(of)) for of in (fields.Q, fields.I_SQUARED, fields.TAU_SQUARED)))
            if stated
            else Heterogeneity(),
            values.get(fields.METHOD, ""),
        )

    def _estimate(self, values: Values, field: Field[Figure], measure: Measure | None) -> Estimate | None:
        value, interval = values.get(field), values.get(fields.INTERVAL)
        if value is None:
            if interval and not field.required and not values.lost(field):
                place = values.span_of(fields.INTERVAL)
                fault = field_codes.MISSING_KEY.at(
                    place, key=field.name, where="a study with an interval", example="0.88"
                )
                self.report.append(fault)
            return None
        span = values.span_of(field)
        figures = [(value, span), *((end, values.span_of(fields.INTERVAL)) for end in interval or ())]
        for figure, place in figures:
            if figure.is_percentage and measure is not None and measure is not Measure.RISK_DIFFERENCE:
                hint = "Only a risk difference may be a percentage: write digits with a decimal point, such as 0.88."
                key = field.name if figure is value else fields.INTERVAL.name
                self.report.append(codes.NOT_A_FIGURE.at(place, hint=hint, text=clip(figure.text), key=key))
            elif (
                measure is not None and measure.is_ratio and figure.value <= 0 and not _is_rounded_end(figure, interval)
            ):
                self.report.append(codes.NOT_POSITIVE.at(place, measure=measure.value, text=figure.text))
        level = values.get(fields.LEVEL)
        low, high = interval or (None, None)
        if low and high and not low.value <= value.value <= high.value:
            place = values.span_of(fields.INTERVAL)
            self.report.append(codes.OUTSIDE.at(place, value=value.text, low=low.text, high=high.text))
        return Estimate(
            value.value,
            _value(low),
            _value(high),
            span,
            round(level.value * 100, 6) if level else 95.0,
            (value.text, low.text if low else "", high.text if high else ""),
        )

    def _arm(self, values: Values | None) -> Arm | None:
        if values is None:
            return None
        events, participants = values.get(fields.EVENTS), values.get(fields.PARTICIPANTS)
        if events is not None and participants is not None and events > participants:
            place = values.span_of(fields.EVENTS)
            self.report.append(codes.TOO_MANY_EVENTS.at(place, events=events, participants=participants))
        return Arm(participants, events, _value(values.get(fields.MEAN)), _value(values.get(fields.DEVIATION)))

    def _baseline(self, values: Values) -> Baseline | None:
        key, risk = self._cite(values), values.get(fields.RISK)
        return Baseline(risk.events, risk.of, key, values.span_of(fields.RISK)) if risk else None

    def _absolute(self, values: Values) -> AbsoluteEffect | None:
        key, without, with_it = self._cite(values), values.get(fields.WITHOUT), values.get(fields.WITH)
        if without is None or with_it is None:
            return None
        if without.of != with_it.of:
            place = values.span_of(fields.WITH)
            self.report.append(codes.MIXED_RISKS.at(place, of=without.of, other=with_it.of))
        return AbsoluteEffect(without.events, with_it.events, without.of, key, values.span_of(fields.WITH))

    def _downgrades(self, values: Values) -> Iterable[Downgrade]:
        for entry in values.get(fields.DOWNGRADED, ()):
            reason, because = entry.value.get(fields.DOWNGRADED_FOR), entry.value.get(fields.BECAUSE)
            if reason and because:
                levels = entry.value.get(fields.DOWNGRADED_LEVELS, 1)
                yield Downgrade(reason, levels, _one_line(because), _start(entry.value))

    def _upgrades(self, values: Values) -> Iterable[Upgrade]:
        for entry in values.get(fields.UPGRADED, ()):
            reason, because = entry.value.get(fields.UPGRADED_FOR), entry.value.get(fields.BECAUSE)
            if reason and because:
                levels = entry.value.get(fields.UPGRADED_LEVELS, 1)
                yield Upgrade(reason, levels, _one_line(because), _start(entry.value))

    def _recommendation(self, values: Values) -> Recommendation | None:
        key = self._cite(values)
        direction, strength = values.get(fields.DIRECTION), values.get(fields.STRENGTH)
        text = values.get(fields.RECOMMENDATION_TEXT)
        if direction is None or strength is None or text is None:
            return None
        return Recommendation(direction, strength, _one_line(text), key, _start(values))

    def _cite(self, values: Values) -> str:
        """The key of a source, which is noted with its place."""
        key = values.get(fields.CITE, "")
        if key:
            self._cited.append(Located(key, values.span_of(fields.CITE)))
        return key

    def _wording(self, values: Values, field: Field[Words]) -> Wording:
        """A name by audience, each of which is one of the site's, and none of which is left without words."""
        words = values.get(field)
        if words is None:
            return {}
        self._known(words.places)
        if "" not in words.found and all(audience in self.audiences for audience in words.found):
            place = values.span_of(field)
            for audience in self.audiences:
                if audience not in words.found:
                    self.report.append(codes.NO_WORDS.at(place, key=field.name, audience=audience))
        return dict(words.found)

    def _known(self, places: Map[str, Span]) -> None:
        """Report audiences, by their places, that the site does not have."""
        for audience, place in places.items():
            if audience and audience not in self.audiences:
                hint = did_you_mean(clip(audience), [*self.audiences, EVERYONE], otherwise=codes.UNKNOWN_AUDIENCE.hint)
                self.report.append(codes.UNKNOWN_AUDIENCE.at(place, hint=hint, audience=clip(audience)))

    # What is wrong whatever the field

    def _without_nnt(self, node: Node) -> Node:
        """The tree without typed numbers needed to treat, which are reported. Texts that hold one stay.

        Without numbers, too, that a comma cut in two.
        """
        if isinstance(node, Scalar):
            found = _NNT_IN_TEXT.search(node.text)
            if found:
                self._typed(node.span, found[0])
            return node
        if isinstance(node, yaml.Sequence):
            return yaml.Sequence(tuple(self._without_nnt(item) for item in node.items), node.span)
        if not isinstance(node, Mapping):
            return node
        kept: list[tuple[Scalar, Node]] = []
        for key, value in node.entries:
            if _NNT.fullmatch(key.text):
                self._typed(key.span, key.text)
            elif kept and self._is_cut_off(key, value, kept[-1]):
                kept[-1] = kept[-1][0], Unreadable(kept[-1][1].span)
            else:
                kept.append((key, self._without_nnt(value)))
        return Mapping(tuple(kept), node.span, node.complete)

    def _is_cut_off(self, key: Scalar, value: Node, before: tuple[Scalar, Node]) -> bool:
        """Whether digits stand as a key behind a number, because a comma within braces ends a value; reported."""
        name, start = before[0].text, before[1]
        if not (isinstance(value, Scalar) and value.is_null and key.text.isdecimal() and isinstance(start, Scalar)):
            return False
        if not start.text[-1:].isdecimal() or (start.span.end_line, start.span.end_column + 1) != (
            key.span.line,
            key.span.column,
        ):
            return False
        text = f"{start.text},{key.text}"
        meant = text.replace(",", "" if len(key.text) == 3 and " " in text else ".")
        code = codes.NOT_A_RISK if " " in text else codes.NOT_A_FIGURE
        self.report.append(code.at(start.span, hint=f"Did you mean “{clip(meant)}”?", text=clip(text), key=clip(name)))
        return True

    def _typed(self, span: Span, text: str) -> None:
        self.report.append(codes.TYPED_NNT.at(span, subject=text, text=clip(text)))


def plain(wording: Wording) -> str:
    """A name in one of its wordings, for messages."""
    return wording.get("") or next(iter(wording.values()), "")


def _tells(study: Study) -> bool:
    """Whether a study says what it found."""
    return bool(study.estimate or study.intervention or study.comparison)


def _is_rounded_end(figure: Figure, interval: tuple[Figure, Figure] | None) -> bool:
    """Whether it is the lower end of an interval that was rounded to 0, as sources print it."""
    return interval is not None and figure is interval[0] and figure.value == 0


def _value(figure: Figure | None) -> float | None:
    return figure.value if figure else None


def _start(values: Values) -> Span:
    """Where a record begins: its end may be far below."""
    return Span(values.span.path, values.span.line, values.span.column)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _without_waivers(root: Node) -> Node:
    """The tree without what it sets aside: what editors think of a check is not what the evidence says."""
    if not isinstance(root, Mapping):
        return root
    kept = tuple(entry for entry in root.entries if entry[0].text != WAIVE.name)
    return Mapping(kept, root.span, root.complete)


def _said(node: Node) -> object:
    """What a tree says, whatever the order of its keys and the layout of its texts."""
    if isinstance(node, Scalar):
        return _one_line(unicodedata.normalize("NFC", node.text))
    if isinstance(node, yaml.Sequence):
        return [_said(item) for item in node.items]
    if isinstance(node, Unreadable):
        return None
    return sorted(([key.text, _said(value)] for key, value in node.entries), key=lambda pair: str(pair[0]))
