"""What is said about a fault: a code, a severity, a sentence, a place and a way on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum

from msgspec import Struct
from msgspec.structs import replace

from dr_evidence_site.model.source import Span


class Severity(IntEnum):
    """How much a fault matters. An error stops publication; a warning does under `--strict`; a note never does."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The name as editors read and write it, in lower case."""
        return self.name.lower()


class Related(Struct, frozen=True):
    """A second place that explains a fault, such as the first of two entries with one key."""

    span: Span
    message: str


class Diagnostic(Struct, frozen=True):
    """One fault at one place. `hint` says what to do next and is shown on a line of its own.

    `subject` is what the fault is about in the author's words, such as a sentence or a key: what an article that sets
    the fault aside names it by (see `model.article.Waiver`). It is empty for what concerns a file as a whole.
    """

    code: str
    severity: Severity
    message: str
    span: Span
    hint: str = ""
    related: tuple[Related, ...] = ()
    subject: str = ""


LONGEST_SUBJECT = 1000
"""Characters of a diagnostic's subject: a text without a full stop is one sentence, and may have many faults."""


class Code(Struct, frozen=True):
    """One kind of fault: the single home of its rule, its sentence and its documentation.

    `message` and `hint` are `str.format` templates, filled by `at`. `explanation` is Markdown, shown by
    `dr-evidence-site explain`: what is wrong, why it matters, and a wrong and a right example.
    A `protected` code is one that a site's `checks` setting can neither lower nor ignore: what it reports would
    mislead readers, or lose something that an author wrote.
    """

    id: str
    severity: Severity
    title: str
    message: str
    hint: str
    explanation: str
    protected: bool = False

    def at(
        self,
        span: Span,
        *,
        hint: str | None = None,
        related: Iterable[Related] = (),
        subject: str = "",
        **words: object,
    ) -> Diagnostic:
        """The diagnostic for this fault at `span`; `words` fill the templates, `hint` replaces the general one.

        `subject` is that of the diagnostic.
        """
        return Diagnostic(
            self.id,
            self.severity,
            self.message.format(**words),
            span,
            self.hint.format(**words) if hint is None else hint,
            tuple(related),
            subject[:LONGEST_SUBJECT],
        )


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Each diagnostic once, sorted by file, line, column and code."""
    return sorted(set(diagnostics), key=lambda d: (d.span, d.code, d.message))


def releveled(diagnostics: Iterable[Diagnostic], checks: Mapping[str, str]) -> list[Diagnostic]:
    """The diagnostics with the site's own levels applied: `checks` maps a code to a severity's word or "ignore"."""
    words = {severity.word: severity for severity in Severity}
    result = []
    for diagnostic in diagnostics:
        word = checks.get(diagnostic.code)
        if word == "ignore":
            continue
        result.append(diagnostic if word is None else replace(diagnostic, severity=words[word]))
    return result


def worst(diagnostics: Iterable[Diagnostic]) -> Severity | None:
    """The highest severity among the diagnostics, or None when there are none."""
    return max((d.severity for d in diagnostics), default=None)
