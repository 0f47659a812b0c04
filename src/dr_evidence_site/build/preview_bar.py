"""What the editor's bar on a page of the live preview is told."""

from __future__ import annotations

import json

from dr_evidence_site.build.places import ARTICLES, SETTINGS
from dr_evidence_site.build.preview_state import LISTED, State, below, in_order, place, source_path
from dr_evidence_site.build.settings import settings_of
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.summary import summary
from dr_evidence_site.diagnostics.visible import visible
from dr_evidence_site.model.article import Article, ReviewStatus
from dr_evidence_site.parse import frontmatter
from dr_evidence_site.site.review import due


def bar_event(state: State, path: str, version: str) -> str:
    """What the page at the path should know now, as JSON in one line; its own diagnostics come first."""
    source = source_path(below(path, state.root) or path)
    problems = in_order(state.problems, source)
    article, is_article = _article(state, source)
    return json.dumps(
        {
            "version": version,
            "failed": _failure(state),
            "counts": summary(state.problems),
            "status": _status(state, source, article) if is_article else "",
            "facts": _facts(state, source, article) if is_article else [],
            "problems": [_shown(problem, source) for problem in problems[:LISTED]],
            "more": max(0, len(problems) - LISTED),
        }
    )


def _failure(state: State) -> str:
    if not state.refused and not state.trouble:
        return ""
    shown = "This is the last good version." if state.ever else "There is no good version yet."
    return f"{state.trouble or 'Build failed.'} {shown}"


def _article(state: State, source: str) -> tuple[Article | None, bool]:
    """The article that the page is made from, as far as it is understood, and whether there is one."""
    text = state.source(source) if source.startswith(ARTICLES.partition("*")[0]) else None
    if text is None:
        return None, False
    article, _, _ = frontmatter.article(text, settings_of(state.source(SETTINGS)))
    return article, True


def _status(state: State, source: str, article: Article | None) -> str:
    """The review status of an article; one that is None was not understood."""
    if article is None:
        return "not understood"
    if article.status is ReviewStatus.APPROVED and source in state.lapsed:
        return "under review: its approval does not hold"
    return article.status.value.replace("-", " ")


def _facts(state: State, source: str, article: Article | None) -> list[dict[str, object]]:
    """What else an editor wants to know of the article: each with a label, words, and whether it needs attention."""
    facts: list[dict[str, object]] = []
    coverage = state.coverage.get(source)
    if coverage and coverage.claims:
        cited = f"{coverage.cited} of {coverage.claims}"
        facts.append(_fact("Claims with a source", cited, coverage.cited < coverage.claims))
    config = settings_of(state.source(SETTINGS))
    limits = {audience.id: audience.reading_grade for audience in config.audiences}
    for reading in state.readings.get(source, ()):
        if reading.grade is None:
            facts.append(_fact(f"Reading grade, {reading.audience}", "not measured"))
            continue
        limit = limits.get(reading.audience)
        wanted = f" (at most {limit} wanted)" if limit else ""
        is_hard = limit is not None and reading.grade > limit
        facts.append(_fact(f"Reading grade, {reading.audience}", f"{reading.grade:.1f}{wanted}", is_hard))
    day = due(article, config) if article else None
    if day:
        days = (day - state.today).days
        when = "today" if days == 0 else f"in {days} d" if days > 0 else f"overdue by {-days} d"
        facts.append(_fact("Next review", f"{day.isoformat()} ({when})", days < 0))
    return facts


def _fact(label: str, words: str, attention: bool = False) -> dict[str, object]:
    return {"label": label, "words": words, "attention": attention}


def _shown(problem: Diagnostic, source: str) -> dict[str, object]:
    """A diagnostic as the bar shows it."""
    return {
        "here": problem.span.path == source,
        "place": place(problem),
        "level": problem.severity.word,
        "code": problem.code,
        "message": visible(problem.message),
        "hint": visible(problem.hint),
        "related": [f"{visible(r.span.path)}:{r.span.line}: {visible(r.message)}" for r in problem.related],
    }
