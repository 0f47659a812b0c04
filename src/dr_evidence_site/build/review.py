"""A step of an article's review: read the site, ask the rules, and put the step into the article's file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from dr_evidence_site.build.approvals import Contents
from dr_evidence_site.build.progress import SILENT, Progress
from dr_evidence_site.build.reading import Reading
from dr_evidence_site.build.report import Options, Report
from dr_evidence_site.build.run import loaded
from dr_evidence_site.diagnostics import Diagnostic, Severity
from dr_evidence_site.diagnostics.codes import drafts
from dr_evidence_site.diagnostics.codes import review as codes
from dr_evidence_site.diagnostics.nearest import nearest
from dr_evidence_site.model.site import ArticleEntry
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse import frontmatter
from dr_evidence_site.parse.sealed_text import text_digest
from dr_evidence_site.review.approval import Standing, standing
from dr_evidence_site.review.edit import NotEditableError, Step, with_step
from dr_evidence_site.review.seal import Sealable, seal
from dr_evidence_site.review.steps import Action, Request, refusals, repeated, step
from dr_evidence_site.system import files
from dr_evidence_site.system.replacement import replace_file

# An approval itself mends these.
_MENDED = {
    code.id
    for code in (
        codes.DISAGREES,
        codes.NO_APPROVAL,
        codes.CHANGED_AFTER_APPROVAL,
        codes.MAY_NOT_APPROVE,
        codes.NOT_INDEPENDENT,
        codes.TOO_FEW_APPROVALS,
    )
}
__all__ = ["Action", "Outcome", "Request", "UnknownArticleError", "site_of", "take"]

_BOM = b"\xef\xbb\xbf"


class UnknownArticleError(LookupError):
    """There is no such article; `nearest` is the slug of the one that was probably meant, or None."""

    def __init__(self, name: str, guess: str | None) -> None:
        super().__init__(name)
        self.nearest = guess


class Outcome(Struct, frozen=True):
    """What came of a step: why it was refused, or what was written down and a sentence about it."""

    diagnostics: tuple[Diagnostic, ...]
    source: Callable[[str], Source | None]
    path: str
    step: Step | None = None
    sentence: str = ""


def site_of(article: str) -> Path | None:
    """The site folder of an article that is given as the path of its file; None when it is not."""
    place = Path(article)
    folder = place.parent
    if place.suffix == ".md" and place.is_file() and folder.name == "articles" and folder.parent.name == "content":
        return folder.parent.parent
    return None


def take(options: Options, article: str, request: Request, progress: Progress = SILENT) -> Outcome:
    """Take a step of the review of an article, given by its slug or the path of its file.

    Raises UnknownArticleError. Whenever the outcome has diagnostics, nothing was written.
    """
    with loaded(options, progress) as run:
        found = _find(run, article)
        if isinstance(found, str):  # a file that could not be understood
            report = run.report(None)
            return Outcome(tuple(_errors(report, found)), report.source, found)
        return _Taking(run, found, request).outcome()


def _find(run: Reading, name: str) -> ArticleEntry | str:
    """The article, or the path of its file when that could not be understood."""
    entries = {entry.article.slug: entry for entry in run.site.articles}
    if name in entries:
        return entries[name]
    paths = {entry.article.path: entry for entry in run.site.articles}
    unread = [path for path in run.site.unread if path.startswith("content/articles/")]
    wanted = Path(name)
    for path in (*paths, *unread):
        if name == path or (len(wanted.parts) == 1 and wanted.name == path.rpartition("/")[2]):
            return paths.get(path, path)
        if wanted.exists() and wanted.resolve() == (run.options.site / path).resolve():
            return paths.get(path, path)
        if Path(path).stem == name:
            return paths.get(path, path)
    raise UnknownArticleError(name, nearest(wanted.name.removesuffix(".md"), entries))


def _errors(report: Report, path: str) -> list[Diagnostic]:
    return [fault for fault in report.diagnostics if fault.span.path == path and fault.severity is Severity.ERROR]


def _unwritten_text(report: Report, path: str) -> list[Diagnostic]:
    """Text still to be written, which is an error from the approval on, unless the article has set it aside."""
    return [
        replace(fault, severity=Severity.ERROR)
        for fault in report.diagnostics
        if fault.span.path == path
        and fault.code == drafts.TO_DO.id
        and fault.severity is not Severity.ERROR
        and not fault.related
    ]


class _Taking:
    """One step of one article."""

    def __init__(self, run: Reading, entry: ArticleEntry, request: Request) -> None:
        self._run = run
        self._report = run.report(None)
        self._entry = entry
        self._request = request
        self._article = entry.article
        self._contents = Contents(run.site.bibliography, run.pictures, {}, run.evidence.sealed)

    def outcome(self) -> Outcome:
        site, request, article = self._run.site, self._request, self._article
        place = self._run.options.site / article.path
        try:
            before = place.read_bytes()
        except OSError as error:
            return self._refused([self._unwritten(files.reason(error))])
        if hashlib.sha256(before).hexdigest() != self._run.digest_of(article.path):
            return self._refused([self._unwritten("it was changed while it was read")])
        mark = _BOM if before.startswith(_BOM) else b""
        try:
            source = Source(article.path, before.removeprefix(_BOM).decode())
        except UnicodeDecodeError:
            return self._refused(_errors(self._report, article.path))
        standing = self._standing(source)
        refused = refusals(request, article, standing, site.people, site.config, site.today)
        refused += repeated(request, standing, article, site.people)
        if request.action is Action.APPROVE:
            refused = [*self._open_errors(), *refused]
        if refused:
            return self._refused(refused)
        made = step(request, article, standing, site.config, str(seal(self._content(source))))
        try:
            after = with_step(source, article, made, site.config)
        except NotEditableError as error:
            return self._refused([codes.NOT_EDITABLE.at(article.span("review"), reason=str(error))])
        try:
            replace_file(place, before, mark + after.encode())
        except OSError as error:
            return self._refused([self._unwritten(files.reason(error))])
        return Outcome((), self._report.source, article.path, made, self._sentence(made, standing))

    def _sentence(self, made: Step, standing: Standing) -> str:
        """What was written down, in words."""
        site, by = self._run.site, self._request.by
        done = (
            f"{self._article.path}: {made.entry.status.value} by {site.people[by].name} on {made.entry.date}. "
            f"It was {self._entry.status.value}, and is {made.status.value}."
        )
        if made.entry.seal and site.config.review.approvals > 1:
            done += f" {len(standing.people | {by})} of {site.config.review.approvals} approvals are given."
        if made.due:
            done += f" The next review is due on {made.due}."
        return done

    def _content(self, source: Source) -> Sealable:
        text = text_digest(frontmatter.split(source).body.text)
        return self._contents.of(self._article, text, self._entry.outline)

    def _standing(self, source: Source) -> Standing:
        return standing(self._article, self._run.site.config.review, lambda: self._content(source))

    def _open_errors(self) -> list[Diagnostic]:
        """The errors of the article and of the sources that it cites, and at their end what they prevent."""
        found = [fault for fault in _errors(self._report, self._article.path) if fault.code not in _MENDED]
        found += _unwritten_text(self._report, self._article.path)
        references = self._run.site.bibliography.references
        spans = [references[key].span for key in self._entry.references.keys]
        found += [
            fault
            for path in sorted({span.path for span in spans})
            for fault in _errors(self._report, path)
            if any(span.path == path and span.line <= fault.span.line <= (span.end_line or span.line) for span in spans)
        ]
        if found:
            count = "1 error" if len(found) == 1 else f"{len(found)} errors"
            found.append(codes.OPEN_ERRORS.at(Span(self._article.path), count=count))
        return found

    def _unwritten(self, reason: str) -> Diagnostic:
        return codes.NOT_WRITTEN.at(Span(self._article.path), reason=reason)

    def _refused(self, diagnostics: list[Diagnostic]) -> Outcome:
        return Outcome(tuple(diagnostics), self._report.source, self._article.path)
