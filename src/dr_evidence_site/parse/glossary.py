"""A glossary (`content/glossary.yaml`, `content/glossary.fr.yaml`, …) read into terms with their meanings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import unescape

from msgspec import Struct
from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic, Related
from dr_evidence_site.diagnostics.codes import glossary as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.article import Citation, ImageLink, Part
from dr_evidence_site.model.languages import TAG, is_same
from dr_evidence_site.model.site import Term
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.model.terms import word_key
from dr_evidence_site.parse import yaml
from dr_evidence_site.parse.config import Fragment
from dr_evidence_site.parse.fields import Entry, Field, ListOf, Located, Record, Report, Table, Text, Values
from dr_evidence_site.parse.yaml import Mapping, Node, Scalar

LONGEST = 400
"""Characters of a meaning that readers are expected to read, about three sentences."""

MEANING = Field(
    "meaning", Text(lines=True), "What the term means, in plain words.", required=True, example="A dummy medicine."
)
ALIASES = Field("aliases", ListOf(Text()), "Other words for it: plurals, spellings, abbreviations.")
TERM = Record((MEANING, ALIASES), "a term's entry")

_FILE = re.compile(r"(?:.*/)?glossary(?:\.(?P<language>.*))?\.yaml", re.DOTALL)
_PARAGRAPH = re.compile(r"\A<p>(.*)</p>\n?\Z", re.DOTALL)
_BLOCK = re.compile(r"</?(?:p|h[1-6]|div|section|ul|ol|dl|table|blockquote|pre|hr)\b")
_ANCHOR = re.compile(r'<[^>]* id="')
_TAG = re.compile(r"<[^>]*>")
_NOT_WORD = re.compile(r"[\W_]+")


class _Explanation(Struct, frozen=True):
    """A term's value: its meaning alone, or a record of meaning and aliases."""

    expected: str = "a meaning"

    def read(self, node: Node, key: str, report: Report) -> Values | None:
        """The record's fields; those that a bare meaning stands for."""
        if isinstance(node, Mapping):
            return TERM.read(node, key, report)
        if isinstance(node, Scalar) and node.is_null:
            report.append(codes.NO_MEANING.at(node.span, term=clip(key)))
            return None
        text = MEANING.kind.read(node, key, report)
        return None if text is None else Values(node.span, found={MEANING.name: Located(text, node.span)})


GLOSSARY = Table(_Explanation())


def glossaries(
    sources: Iterable[Source], language: str, *, render: Fragment
) -> tuple[dict[str, tuple[Term, ...]], list[Diagnostic]]:
    """The terms of each language in the order written, and every fault of all files.

    `language` is that of the site, which the file without a language in its name is for. A term that has no usable
    word or meaning is left out.
    """
    report: Report = []
    result: dict[str, tuple[Term, ...]] = {}
    paths: dict[str, str] = {}
    for source in sorted(sources, key=lambda source: (_named_language(source.path) is not None, source.path)):
        named = _named_language(source.path)
        if named is not None and not TAG.fullmatch(named):
            report.append(codes.FILE_LANGUAGE.at(Span(source.path), text=clip(named)))
            continue
        tag = language if named is None else named
        taken = next((other for other in result if is_same(other, tag)), None)
        if taken is not None:
            report.append(codes.SECOND_GLOSSARY.at(Span(source.path), language=tag, path=paths[taken]))
            continue
        paths[tag] = source.path
        result[tag] = _terms(source, report, render)
    return result, report


def _named_language(path: str) -> str | None:
    found = _FILE.fullmatch(path)
    return found["language"] if found else None


def _terms(source: Source, report: Report, render: Fragment) -> tuple[Term, ...]:
    document = yaml.parse(source.path, source.text)
    report.extend(document.diagnostics)
    if document.root is None:
        return ()
    words = _Words(report)
    ids: set[str] = set()
    terms = []
    for entry in GLOSSARY.read(document.root, source.path, report) or ():
        name = " ".join(entry.key.split())
        meaning = _meaning(entry, name, report, render)
        if not words.take(name, name, entry.key_span) or not meaning:
            continue
        aliases = tuple(
            " ".join(alias.value.split())
            for alias in entry.value.get(ALIASES, ())
            if words.take(alias.value, name, alias.span)
        )
        terms.append(Term(_anchor(name, ids), name, aliases, meaning, entry.key_span))
    return tuple(terms)


class _Words:
    """The words that stand for a term so far; each stands for one."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._taken: dict[str, tuple[str, Span]] = {}

    def take(self, word: str, term: str, span: Span) -> bool:
        """Whether the word can stand for the term; if not, it is reported."""
        if not any(character.isalpha() for character in word):
            self._report.append(codes.UNUSABLE_WORD.at(span, word=clip(word)))
            return False
        other, first = self._taken.setdefault(word_key(word), (term, span))
        if first is not span:
            related = [Related(first, "It is first given here.")]
            self._report.append(codes.WORD_TAKEN.at(span, related=related, word=clip(word), term=clip(other)))
        return first is span


def _meaning(entry: Entry[Values], name: str, report: Report, render: Fragment) -> tuple[Part, ...]:
    """The meaning as the content of one paragraph; nothing, reported, when it is none."""
    text = entry.value.get(MEANING)
    if text is None:
        return ()
    span = entry.value.span_of(MEANING)
    if not any(character.isalpha() for character in text):
        report.append(codes.NO_MEANING.at(span, term=clip(name)))
        return ()
    parts, faults = render(text, path=span.path, first_line=span.line)
    # YAML folds and unquotes the text, so a fault in it is placed at the whole value.
    report.extend(replace(fault, span=span) for fault in faults)
    html = "".join(part if isinstance(part, str) else "\0" for part in parts)
    paragraph = _PARAGRAPH.fullmatch(html)
    if paragraph is None or _BLOCK.search(paragraph[1]):
        report.append(codes.NOT_ONE_PARAGRAPH.at(span, term=clip(name)))
        return ()
    foreign = _foreign(parts, html)
    if foreign:
        report.append(codes.NOT_PLAIN.at(span, term=clip(name), what=foreign))
        return ()
    length = len(unescape(_TAG.sub("", html)).strip())
    if length > LONGEST:
        report.append(codes.LONG_MEANING.at(span, term=clip(name), length=length, limit=LONGEST))
    return _within_paragraph(parts)


def _foreign(parts: Iterable[Part], html: str) -> str:
    """What a meaning holds that cannot stand on every page, in words; nothing when there is nothing."""
    for part in parts:
        if isinstance(part, Citation):
            return f"a citation (“@{clip(part.items[0].key)}”)"
        if isinstance(part, ImageLink):
            return "a picture"
    return "an anchor" if _ANCHOR.search(html) else ""


def _within_paragraph(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts without the tags of the paragraph around them."""
    first, last = parts[0], parts[-1]
    if isinstance(first, str) and first is last:
        return (first.removeprefix("<p>").rstrip("\n").removesuffix("</p>"),)
    inner: list[Part] = list(parts)
    if isinstance(first, str):
        inner[0] = first.removeprefix("<p>")
    if isinstance(last, str):
        inner[-1] = last.rstrip("\n").removesuffix("</p>")
    return tuple(part for part in inner if part != "")


def _anchor(name: str, taken: set[str]) -> str:
    """The anchor of a term's meaning: the term's letters and digits, with a number behind it where two are alike."""
    words = unicodedata.normalize("NFC", name).casefold()
    base = anchor = f"term-{_NOT_WORD.sub('-', words).strip('-')}"
    number = 1
    while anchor in taken:
        number += 1
        anchor = f"{base}-{number}"
    taken.add(anchor)
    return anchor
