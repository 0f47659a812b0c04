"""A reference as an entry of the library: biblatex's names, one field on a line, values in a column."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dr_evidence_site.exports.bibtex import latex, parts
from dr_evidence_site.model.reference import PartialDate, Reference, ReferenceType
from dr_evidence_site.parse.bibtex_types import server_name

_T = ReferenceType

_KINDS = {"techreport": "report", "phdthesis": "thesis"}
_NAMES = {"journal": "journaltitle", "address": "location", "school": "institution"}
_NOT_OURS = frozenset({"year", "month", "date", "pubstate", "annote"})
_WORD = re.compile(r"(?P<before>[(\[“‘'\"]*)(?P<word>.*?)(?P<after>[,.;:!?)\]”’'\"]*)", re.DOTALL)
_LONGEST_WORD = 60
_ENDS_SENTENCE = (":", ".", "?", "!", "–", "—")


def entry(reference: Reference, extra: Iterable[tuple[str, str]] = (), line_end: str = "\n") -> str:
    """The entry, with a line end after its closing brace."""
    kind, pairs = fields(reference, extra)
    width = max((len(name) for name, _ in pairs), default=0)
    lines = [f"@{kind}{{{reference.key},", *(f"  {name.ljust(width)} = {value}," for name, value in pairs), "}", ""]
    return line_end.join(lines)


def fields(reference: Reference, extra: Iterable[tuple[str, str]] = ()) -> tuple[str, list[tuple[str, str]]]:
    """The type of the entry and its fields in order, values with their braces."""
    kind, written = parts(reference)
    kind = _kind(reference, kind)
    pairs: list[tuple[str, str]] = []
    keywords = ""
    for name, value in written:
        if name == "title":
            pairs.append((name, f"{{{protected(reference.title)}}}"))
            continue
        if name in ("volume", "number", "issue", "pages", "edition", "publisher", "institution", "school") or (
            name not in ("author", "editor", "journal", "booktitle", "shortjournal", "series")
        ):
            pairs += _dated(reference.issued, pairs)
        if name in _NOT_OURS:
            continue
        if name == "type":
            if value == "{guideline}":
                keywords = value
                continue
            if _is_said(reference, kind, value):
                continue
        pairs.append((_NAMES.get(name, name), value))
    pairs += _dated(reference.issued, pairs)
    if keywords:
        pairs.append(("keywords", keywords))
    taken = {name for name, _ in pairs}
    pairs += [(name, f"{{{latex(value)}}}") for name, value in extra if name not in taken and value]
    return kind, pairs


def _kind(reference: Reference, kind: str) -> str:
    type_ = reference.type
    if type_ is _T.PREPRINT:
        return "online"
    if type_ is _T.DATASET:
        return "dataset"
    if type_ is _T.TRIAL_REGISTRATION:
        return "misc"
    if type_ is _T.OTHER:
        return "document"  # an @misc with an address would be a web page
    if type_ is _T.THESIS and reference.genre != "dissertation":
        return kind
    return _KINDS.get(kind, kind)


def _is_said(reference: Reference, kind: str, value: str) -> bool:
    """Whether the type field would repeat what other parts of the entry say."""
    if kind == "dataset":
        return value == "{dataset}"
    is_preprint = reference.type is _T.PREPRINT and value == "{preprint}"
    return is_preprint and bool(reference.number) and bool(server_name(reference.archive))


def _dated(date: PartialDate | None, before: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The fields of the date, unless they are among those before."""
    if date is None or any(name in ("date", "pubstate") for name, _ in before):
        return []
    pairs = []
    if date.year is not None:
        parts_ = (f"{date.year:04}", date.month and f"{date.month:02}", date.day and f"{date.day:02}")
        pairs.append(("date", f"{{{'-'.join(part for part in parts_ if part)}}}"))
    if date.literal:
        pairs.append(("pubstate", f"{{{latex(date.literal)}}}"))
    return pairs


def protected(title: str) -> str:
    """A title as LaTeX, with braces around the words whose capitals have a meaning.

    In a title in sentence case those are all words with capitals but the first of a sentence; in a title in which
    Most Words Have Capitals, those that have more than the first letter in capitals, or are one letter.
    """
    words = latex(title).split(" ")
    long = [word for word in title.split()[1:] if len(word) > 3 and word[0].isalpha()]
    is_headline = 2 * sum(word[0].isupper() for word in long) > len(long)
    out = []
    begins = True
    for written in words:
        found = _WORD.fullmatch(written) if len(written) <= _LONGEST_WORD else None
        before, word, after = (found["before"], found["word"], found["after"]) if found else ("", written, "")
        if word and not re.search(r"[\\{}]", word) and _has_meaning(word, begins=begins, is_headline=is_headline):
            word = f"{{{word}}}"
        out.append(before + word + after)
        begins = written.endswith(_ENDS_SENTENCE)
    return " ".join(out)


def _has_meaning(word: str, *, begins: bool, is_headline: bool) -> bool:
    letters = [character for character in word if character.isalpha()]
    if not any(character.isupper() for character in letters):
        return False
    if len(letters) == 1:
        return not (begins or word in ("A", "I"))
    segments = [segment for segment in re.split(r"[-/–]", word) if segment]
    if any(character.isupper() for segment in segments for character in segment[1:]):
        return True
    return not (begins or is_headline)
