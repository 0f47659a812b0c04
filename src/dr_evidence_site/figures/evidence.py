"""A block of evidence as each group of readers sees it: which pictures, in which words, from which sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from dr_evidence_site.figures.absolute import absolute_view
from dr_evidence_site.figures.difference import difference_view
from dr_evidence_site.figures.effects import main_estimate
from dr_evidence_site.figures.findings import findings_row, footnote_letters
from dr_evidence_site.figures.forest import forest_view
from dr_evidence_site.figures.icons import icons_view
from dr_evidence_site.figures.statement import sentence_view
from dr_evidence_site.model.config import Audience
from dr_evidence_site.model.evidence import Evidence, FigureKind, Outcome, Wording
from dr_evidence_site.model.figures import (
    EvidenceVersion,
    EvidenceView,
    FindingsRow,
    OutcomeView,
    RecommendationView,
    SentenceView,
)
from dr_evidence_site.model.views import ResolvedCitation

Cite = Callable[[Sequence[str], Sequence[str]], ResolvedCitation | None]
"""Makes the citation of some keys for some audiences (empty: everyone), and notes that they are cited there."""

_FOR_PATIENTS = (FigureKind.SENTENCE, FigureKind.ICONS)
_FOR_PROFESSIONALS = (FigureKind.FOREST, FigureKind.DIFFERENCE, FigureKind.FINDINGS)
"""The summary of findings says the sentence, so that it need not stand there twice."""


class _Readers(Struct, frozen=True):
    """Audiences that see the same: its words are those of the first one."""

    ids: tuple[str, ...]
    plain: bool
    everyone: bool

    @property
    def marked(self) -> tuple[str, ...]:
        """The audiences to be named; none when all see the same."""
        return () if self.everyone else self.ids


def evidence_view(
    evidence: Evidence | None,
    id_: str,
    audiences: Iterable[Audience],
    cite: Cite,
    keys: Iterable[str],
    language: str,
    direction: str,
) -> EvidenceView:
    """The block with the anchor `id_`, for these audiences; `keys` are all that it cites.

    Evidence that cannot be read has no versions.
    """
    if evidence is None:
        return EvidenceView(id_, language, direction, ())
    cited: set[str] = set()

    def noted(wanted: Sequence[str], for_: Sequence[str]) -> ResolvedCitation | None:
        cited.update(wanted)
        return cite(wanted, for_) if wanted else None

    groups = _groups(evidence, tuple(audiences))
    versions = [_version(evidence, f"{id_}-{number}", group, noted) for number, group in enumerate(groups, start=1)]
    # What no picture or sentence names is named at the end, so that each number of the list has its use in the text.
    left = [key for key in dict.fromkeys(keys) if key not in cited]
    if left and versions:
        versions = [
            replace(version, sources=cite(left, group.marked)) for version, group in zip(versions, groups, strict=True)
        ]
    return EvidenceView(id_, language, direction, tuple(versions))


def is_plain(audience: Audience) -> bool:
    """Whether readers get plain sentences and crowds of people: patients, and all for whom a reading grade is set."""
    return audience.id == "patient" or audience.reading_grade is not None


def word(wording: Wording, audience: str) -> str:
    """A name as an audience reads it."""
    return wording.get(audience) or wording.get("") or next(iter(wording.values()), "")


def _groups(evidence: Evidence, audiences: Sequence[Audience]) -> tuple[_Readers, ...]:
    """The audiences in groups that see the same, in the order of the settings."""
    names = (evidence.population, evidence.intervention, evidence.comparison, *(one.name for one in evidence.outcomes))
    same: dict[tuple[bool, tuple[object, ...]], list[str]] = {}
    for audience in audiences:
        asked = [_asked(outcome, audience.id) for outcome in evidence.outcomes]
        seen = (*[word(name, audience.id) for name in names], *asked)
        same.setdefault((is_plain(audience), seen), []).append(audience.id)
    return tuple([_Readers(tuple(ids), plain, len(same) == 1) for (plain, _), ids in same.items()])


def _version(evidence: Evidence, stem: str, readers: _Readers, cite: Cite) -> EvidenceVersion:
    letters = footnote_letters()
    outcomes: list[OutcomeView] = []
    findings: list[FindingsRow] = []
    for number, outcome in enumerate(evidence.outcomes, start=1):
        kinds = _kinds(outcome, readers)
        sentence = _sentence(outcome, readers, cite) if kinds & {FigureKind.SENTENCE, FigureKind.FINDINGS} else None
        own = sentence if FigureKind.SENTENCE in kinds else None
        shown = _outcome(outcome, f"{stem}-{number}", kinds, own, readers, cite)
        if FigureKind.FINDINGS in kinds:
            # Sources stand behind the outcome's own sentence, if it has one; once is enough.
            said = replace(own, citation=None) if own else sentence
            findings.append(findings_row(outcome, shown.name, shown.absolute, said, letters, stem))
        outcomes.append(shown)
    advice = evidence.recommendation
    return EvidenceVersion(
        " ".join(readers.marked),
        readers.plain,
        word(evidence.population, readers.ids[0]),
        word(evidence.intervention, readers.ids[0]),
        word(evidence.comparison, readers.ids[0]),
        tuple(outcomes),
        tuple(findings),
        RecommendationView(
            advice.direction.value,
            advice.strength.value,
            advice.text,
            cite((advice.key,), readers.marked) if advice.key else None,
        )
        if advice
        else None,
    )


def _asked(outcome: Outcome, audience: str) -> frozenset[FigureKind] | None:
    """What the editor asks to be shown to an audience; None for what suits it."""
    kinds = outcome.shown.get(audience) or outcome.shown.get("")
    return frozenset(kinds) if kinds else None


def _kinds(outcome: Outcome, readers: _Readers) -> frozenset[FigureKind]:
    """What is shown of an outcome: what its editor asks for, else what suits the readers and the data."""
    asked = _asked(outcome, readers.ids[0])
    if asked is not None:
        return asked
    kinds = set(_FOR_PATIENTS if readers.plain else _FOR_PROFESSIONALS)
    if len(outcome.studies) + bool(outcome.pooled) < 2:
        kinds.discard(FigureKind.FOREST)  # a single result is compared with nothing
    elif main_estimate(outcome) is None and absolute_view(outcome) is None:
        kinds.discard(FigureKind.FINDINGS)  # results that nobody has combined; a row would be empty
    return frozenset(kinds)


def _outcome(
    outcome: Outcome,
    id_: str,
    kinds: frozenset[FigureKind],
    sentence: SentenceView | None,
    readers: _Readers,
    cite: Cite,
) -> OutcomeView:
    absolute = absolute_view(outcome)
    forest = None
    if FigureKind.FOREST in kinds:
        forest = forest_view(outcome, lambda key: cite((key,), readers.marked))
    return OutcomeView(
        id_,
        word(outcome.name, readers.ids[0]),
        outcome.follow_up,
        outcome.measure.value,
        outcome.unit,
        sentence,
        icons_view(absolute) if absolute and FigureKind.ICONS in kinds else None,
        absolute,
        forest,
        difference_view(outcome, absolute) if absolute and FigureKind.DIFFERENCE in kinds else None,
    )


def _sentence(outcome: Outcome, readers: _Readers, cite: Cite) -> SentenceView | None:
    if main_estimate(outcome) is None:
        return None
    citation = cite(_keys(outcome), readers.marked)
    return sentence_view(outcome, absolute_view(outcome), citation, plain=readers.plain)


def _keys(outcome: Outcome) -> tuple[str, ...]:
    """The sources of what the sentence says."""
    keys = [outcome.pooled.key] if outcome.pooled else [study.key for study in outcome.studies]
    keys += [risk.key for risk in (outcome.absolute, outcome.baseline) if risk]
    return tuple(dict.fromkeys(key for key in keys if key))
