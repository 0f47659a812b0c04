"""A block of evidence as words that can be searched for: what its readers see of it, without pictures and sources.

It names treatments, people, outcomes and studies, says each outcome's sentence with its figures, how sure one can be
and why, and what is advised. Labels of tables ("Weight"), which stand in every block, are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dr_evidence_site.model.figures import EvidenceVersion, EvidenceView, FindingsRow, OutcomeView
from dr_evidence_site.render.evidence_words import EvidenceWords
from dr_evidence_site.render.words import Words


def searchable(view: EvidenceView, words: Words) -> str:
    """The block as paragraphs of HTML, each version marked with its audiences as in a body."""
    say = EvidenceWords(words, view.language)
    return "".join(
        f"<div{_for(version)}>{''.join(f'<p>{text}</p>' for text in _texts(version, say, words) if text)}</div>"
        for version in view.versions
    )


def _for(version: EvidenceVersion) -> str:
    return f' data-for="{escape(version.data_for)}"' if version.data_for else ""


def _texts(version: EvidenceVersion, say: EvidenceWords, words: Words) -> Iterator[str]:
    """The paragraphs of a version, as HTML."""
    names = {"name": say.begun(version.intervention), "other": version.comparison}
    compared = words.gettext("%(name)s compared with %(other)s") % names
    yield _line(compared, say.begun(version.population))
    rows = {row.name: row for row in version.findings}
    for outcome in version.outcomes:
        row = rows.get(outcome.name)
        if row or outcome.sentence or outcome.icons or outcome.forest or outcome.difference:
            yield from _outcome(outcome, row, version, say)
    if version.recommendation:
        yield _line(version.recommendation.text)


def _outcome(
    outcome: OutcomeView, row: FindingsRow | None, version: EvidenceVersion, say: EvidenceWords
) -> Iterator[str]:
    yield _line(say.begun(outcome.name), outcome.follow_up)
    said = outcome.sentence or (row.sentence if row else None)
    if said:
        yield say.sentence(said, version.intervention, version.comparison)
    if outcome.forest:
        measure = say.measure(outcome.measure)
        for study in outcome.forest.rows:
            found = f"{measure} {say.effect(study.effect)}" if study.effect else ""
            yield " ".join(text for text in (escape(study.name, quote=False), found) if text)
    if row:
        yield from (_line(say.footnote(note)) for note in row.footnotes)


def _line(*facts: str) -> str:
    """Facts as sentences of one paragraph."""
    return " ".join(escape(fact if fact[-1:] in ".!?؟" else f"{fact}.", quote=False) for fact in facts if fact)
