"""The check of external links, which is made only when it is asked for: it needs servers, and time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.structs import replace

from dr_evidence_site import __version__
from dr_evidence_site.build.external_links import external_links, is_resolver
from dr_evidence_site.build.places import CACHE
from dr_evidence_site.build.progress import Progress
from dr_evidence_site.build.report import Options
from dr_evidence_site.checks import external as rules
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import external as codes
from dr_evidence_site.model.external import Answer, ExternalLink, Outcome, host_of
from dr_evidence_site.model.site import Site
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse.bibtex_places import FieldPlaces
from dr_evidence_site.system.link_answers import KnownAnswers
from dr_evidence_site.system.link_check import Manners, Question, ask

ANSWERS = "links.json"
"""The file in the cache folder that answers are kept in."""

_SETTINGS = Span("site.yaml")
_NO_WORD = (Outcome.SILENT, Outcome.PRIVATE)
_WITNESSES = 2
"""Pages that are known to be there, asked for when all others stay silent: then it shows who is at fault."""


def external_faults(
    site: Site,
    source: Callable[[str], Source | None],
    options: Options,
    progress: Progress,
    manners: Manners | None = None,
) -> list[Diagnostic]:
    """What is wrong with the links that lead out of the site; `source` gives a file by its path.

    Answers are kept in the site's cache, also when the run is broken off.
    """
    with progress.stage("gather external links") as stage:
        links = list(external_links(site, source))
        stage.advance(len(links))
    faults = [found for link in links if (found := rules.unreachable(link))]
    unreachable = {fault.subject for fault in faults}
    links = [link for link in links if link.address not in unreachable]
    pages = list(dict.fromkeys(link.page for link in links))
    known = KnownAnswers(options.site / CACHE / ANSWERS, time.time())
    answers = {page: answer for page in pages if (answer := known.get(page))}
    questions = [_question(page) for page in pages if page not in answers]
    if questions:
        asking = _Asking(known, manners or Manners(_agent(site.config.base_url), private=options.private))
        with progress.stage("ask external links", len(questions)) as stage:
            try:
                new = asking.answers(questions, list(answers), stage.advance)
            finally:
                known.save()
        answers |= new
        left = len(questions) - len(new)
        if asking.silence:
            reason = asking.silence
            faults.append(codes.NOT_CONNECTED.at(_SETTINGS, count=left, total=len(pages), reason=reason))
        elif left:
            faults.append(codes.TIME_OVER.at(_SETTINGS, count=left, total=len(pages)))
    return [*faults, *_judged(links, answers, source)]


class _Asking:
    """Asks, and keeps what is answered. `silence` says why nobody can be reached; it is empty when someone can."""

    def __init__(self, known: KnownAnswers, manners: Manners) -> None:
        self.silence = ""
        self._known = known
        self._manners = manners

    def answers(self, questions: list[Question], met: list[str], done: Callable[[], None]) -> dict[str, Answer]:
        """The answers by address; none when this machine is not connected. `met` are pages that answered before."""
        found = self._take(questions, self._manners, done)
        silent = [answer for answer in found.values() if answer.outcome is Outcome.SILENT]
        if len(silent) < len(found) or len({host_of(page) for page in found}) < 2:
            return found
        witnesses = [Question(page, follows=False) for page in met[:_WITNESSES]]
        if all(answer.outcome in _NO_WORD for _, answer in ask(witnesses, self._manners)):
            self.silence = silent[0].reason
            return {}
        rest = [question for question in questions if question.address not in found]
        return found | self._take(rest, replace(self._manners, doubtful=len(rest) + 1), done)

    def _take(self, questions: list[Question], manners: Manners, done: Callable[[], None]) -> dict[str, Answer]:
        found = {}
        for page, answer in ask(questions, manners):
            found[page] = answer
            self._known.note(page, answer)
            done()
        return found


def _judged(
    links: Iterable[ExternalLink], answers: Mapping[str, Answer], source: Callable[[str], Source | None]
) -> Iterator[Diagnostic]:
    """What the answers say against the links. Only now it is worth finding the fields of references."""
    places = FieldPlaces(source)
    for link in links:
        answer = answers.get(link.page)
        fault = rules.fault(link, answer) if answer else None
        if fault:
            yield replace(fault, span=places.place(link.key, link.span, link.fields)) if link.fields else fault


def _question(page: str) -> Question:
    return Question(page, follows=not is_resolver(page))


def _agent(base_url: str) -> str:
    """What servers are told: who asks, and where to find them. Some refuse a name with "link" in it."""
    return f"dr-evidence-site/{__version__}" + (f" (+{base_url})" if base_url else "")
