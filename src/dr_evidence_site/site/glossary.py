"""Mark in a body, for the audiences that the settings name, the first use of each term of the glossary in a section.

A section reaches from one heading to the next. A use counts for those who can see it: one in a passage for clinicians
is not the first for patients.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape, unescape

from msgspec import Struct, field

from dr_evidence_site.model.config import Config
from dr_evidence_site.model.site import Site, Term
from dr_evidence_site.model.terms import APOSTROPHES, HYPHENS, word_key
from dr_evidence_site.model.views import ResolvedPart, TermUse, TermView
from dr_evidence_site.site.addresses import Place
from dr_evidence_site.site.resolve import plain_html


class Explained(Struct, frozen=True):
    """A body with its terms marked, and for each explained term the audiences to whom it is explained on the page."""

    parts: tuple[ResolvedPart, ...]
    terms: Mapping[str, str] = field(default_factory=dict)


def explain(parts: tuple[ResolvedPart, ...], glossary: tuple[Term, ...], config: Config) -> Explained:
    """Mark the terms in a body. Nothing of the text changes; a mark is put around a word, never within a tag."""
    if not glossary or not config.explain_terms_for:
        return Explained(parts)
    finder = _finder_for(glossary)
    # Everything that is no text of its own is one NUL, which no author can write.
    html = "".join([part if isinstance(part, str) else "\0" for part in parts])
    found = list(finder.uses(html))
    if not found:
        return Explained(parts)
    marker = _Marker(config.explain_terms_for)
    marks = marker.marks(html, found)
    if not marks:
        return Explained(parts)
    holes = iter([part for part in parts if not isinstance(part, str)])
    return Explained(tuple(_cut(html, marks, holes)), marker.explained())


def term_views(explained: Explained, glossary: Iterable[Term], site: Site, where: Place) -> tuple[TermView, ...]:
    """The explained terms of the page at `where` in alphabetical order, with their meanings."""
    if not explained.terms:
        return ()
    views = [
        TermView(term.id, term.name, plain_html(term.meaning, site, where), explained.terms[term.id])
        for term in glossary
        if term.id in explained.terms
    ]
    return tuple(sorted(views, key=_alphabetical))


def _alphabetical(term: TermView) -> tuple[str, str]:
    # Without a locale's own order: letters before their accents, capitals like small letters.
    bare = "".join(c for c in unicodedata.normalize("NFKD", term.name) if not unicodedata.combining(c))
    return bare.casefold(), term.id


def _cut(html: str, marks: Sequence[tuple[int, int, TermUse]], holes: Iterator[ResolvedPart]) -> Iterator[ResolvedPart]:
    """The text parted at its marks and holes."""
    position = 0
    for start, end, use in marks:
        yield from _filled(html[position:start], holes)
        yield use
        position = end
    yield from _filled(html[position:], holes)


def _filled(html: str, holes: Iterator[ResolvedPart]) -> Iterator[ResolvedPart]:
    first, *rest = html.split("\0")
    if first:
        yield first
    for piece in rest:
        yield next(holes)
        if piece:
            yield piece


# Where words are, and which


# What a word may stand behind: white space and punctuation, but no hyphen and no "&" (it begins an entity). Written
# as a class of single characters, which `re` searches for several times faster than for "no letter".
_BEFORE = (
    r"[\x00-%'-,./:-@\[-^`{-\xa9\xab-\xac\xae-\xb1\xb4\xb6-\xb8\xbb\xbf\u2000-\u200b\u200e\u200f\u2012-\u206f"
    r"\u3000-\u3003\u3008-\u3011\u060c\u061b\u061f\u0964\u0965\uff08\uff0c]"
)
# What it must not stand before: a letter or digit, or a joiner, hyphen or apostrophe with one behind it.
_BEHIND = rf"(?![\w\u00ad\u200c\u200d]|[{HYPHENS}{APOSTROPHES}]\w)"


class _Finder(Struct, frozen=True):
    """Finds the words of one glossary."""

    pattern: re.Pattern[str]
    terms: Mapping[str, Term]

    def uses(self, html: str) -> Iterator[tuple[int, int, Term]]:
        """Where words of the glossary stand, whole and the longest at each place, be it in the text or within a tag."""
        known: dict[str, Term | None] = {}
        for match in self.pattern.finditer(_lower(html)):
            start, end = match.start() + 1, match.end()
            word = html[start:end]
            if word not in known:
                known[word] = self.terms.get(word_key(unescape(word)))
            term = known[word]
            if term and not _is_joined(html, end):
                yield start, end, term


_FINDERS: list[tuple[tuple[Term, ...], _Finder]] = []
"""Those made in this process, the last one first: a chunk of articles brings its own copy of the same glossary."""

_KEPT_FINDERS = 16


def _finder_for(glossary: tuple[Term, ...]) -> _Finder:
    for terms, finder in _FINDERS:
        if terms is glossary:
            return finder
    made = next((finder for terms, finder in _FINDERS if terms == glossary), None) or _finder(glossary)
    _FINDERS.insert(0, (glossary, made))
    del _FINDERS[_KEPT_FINDERS:]
    return made


def _finder(glossary: tuple[Term, ...]) -> _Finder:
    terms: dict[str, Term] = {}
    spellings: dict[str, None] = {}
    for term in glossary:
        for word in (term.name, *term.aliases):
            terms.setdefault(word_key(word), term)
            for form in ("NFC", "NFD"):
                spellings[escape(unicodedata.normalize(form, " ".join(word.split())), quote=False)] = None
    tree: dict[str, object] = {}
    for spelling in spellings:
        branch = tree
        for character in _lower(spelling.replace('"', "&quot;")):
            branch = branch.setdefault(character, {})  # type: ignore[assignment]
        branch[""] = True
    return _Finder(re.compile(f"{_BEFORE}{_expression(tree)}{_BEHIND}"), terms)


def _expression(tree: Mapping[str, object]) -> str:
    """A regular expression for the words of a tree of letters: each letter is tried once, however many the words."""
    ways = [
        _letter(letter) + _expression(rest)  # type: ignore[arg-type]
        for letter, rest in sorted(tree.items(), key=lambda item: item[0])
        if letter
    ]
    if not ways:
        return ""
    either = ways[0] if len(ways) == 1 and "" not in tree else f"(?:{'|'.join(ways)})"
    return f"{either}?" if "" in tree else either


def _letter(letter: str) -> str:
    if letter == " ":
        return r"\s+"
    if letter in HYPHENS:
        return f"[{HYPHENS}]"
    return f"[{APOSTROPHES}]" if letter in APOSTROPHES else re.escape(letter)


def _lower(text: str) -> str:
    """The text in small letters, each in its place: the few letters that become two ("İ") stay as they are."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := character.lower()) == 1 else character for character in text)


def _is_joined(html: str, end: int) -> bool:
    """Whether an accent or vowel sign follows, which belongs to the letter before it and makes another word."""
    return end < len(html) and unicodedata.category(html[end]).startswith("M")


# Who sees them, and for whom they are the first

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# In these nothing is explained; a term in a `dt` is just being defined.
_PLAIN = _HEADINGS | {"a", "code", "pre", "th", "dt", "s"}
# These can be for some audiences alone; `p` and `td`, say, carry no `data-for`.
_PASSAGES = frozenset({"div", "section", "span"})
# The tags of all these, and of others only those with attributes, in whose values no word is marked. In a text, and in
# such a value, "<" and ">" are always written as entities.
_TAG = re.compile(rf"<(/?)({'|'.join(sorted(_PLAIN | _PASSAGES))})\b([^>]*)>|<\w+ [^>]*>")
_DATA_FOR = re.compile(r' data-for="([^"]*)"')


class _Marker:
    """Decides which uses are marked for whom; lives for one body."""

    def __init__(self, wanted: tuple[str, ...]) -> None:
        self._wanted = wanted
        self._explained: dict[str, set[str]] = {}

    def explained(self) -> dict[str, str]:
        """By the id of each marked term, to whom it is explained anywhere in the body."""
        return {id_: " ".join(name for name in self._wanted if name in names) for id_, names in self._explained.items()}

    def marks(self, html: str, uses: Sequence[tuple[int, int, Term]]) -> list[tuple[int, int, TermUse]]:
        """The marks to be set, in order."""
        made: list[tuple[int, int, TermUse]] = []
        tags = _TAG.finditer(html)
        tag = next(tags, None)
        # Each open element: its name, who of those wanted sees it, whether terms in it are left alone, and for whom
        # alone it is.
        open_: list[tuple[str, tuple[str, ...], bool, str]] = [("", self._wanted, False, "")]
        section: dict[str, set[str]] = {}
        text_from = 0
        for start, end, term in uses:
            while tag is not None and tag.start() < start:
                closing, name, attributes = tag.groups()
                text_from = tag.end()
                if not name:
                    pass
                elif closing:
                    open_.pop()
                else:
                    _, seen, plain, alone = open_[-1]
                    narrowed = _DATA_FOR.search(attributes) if attributes else None
                    if narrowed:
                        alone = narrowed[1]
                        seen = tuple(one for one in seen if one in alone.split())
                    open_.append((name, seen, plain or name in _PLAIN, alone))
                    if name in _HEADINGS:
                        section = {}
                tag = next(tags, None)
            _, seen, plain, alone = open_[-1]
            if plain or not seen or start < text_from:
                continue
            done = section.setdefault(term.id, set())
            new = [name for name in seen if name not in done]
            if new:
                done.update(new)
                self._explained.setdefault(term.id, set()).update(new)
                # In a passage that is for just them it need not be said again.
                readers = "" if set(new).issuperset(alone.split() or [""]) else " ".join(new)
                made.append((start, end, TermUse(term.id, term.name, html[start:end], readers)))
        return made
