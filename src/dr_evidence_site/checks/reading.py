"""How hard the text is for each audience: its words, and the school grade that it needs.

`readings` measures one text while its file is parsed, and the result is remembered in its outline:
`ArticleEntry.outline.reading`, and `Report.readings` by the path of the file, have one
`model.prose.Reading(audience, words, grade)` for each audience that the text is written for. Its limit is
`Audience.reading_grade`, and `check` compares the two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Set
from functools import lru_cache

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.codes import parity as codes
from dr_evidence_site.model.prose import BlockKind, ProseBlock, Reading
from dr_evidence_site.model.site import Site

LEAST = 100
"""Words that a text has at least before it is measured: the formula was made for passages of that length."""

_RUNNING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_CLOSING = "\"'”’»)]"
_OPENING = "\"'“‘«„(["
_WORD, _END = 20, 40
_MASK = (1 << _WORD) - 1
_MOST = 50_000


def readings(
    blocks: Iterable[ProseBlock], audiences: Collection[str], abbreviations: Set[str] | None
) -> tuple[Reading, ...]:
    """How hard a text is for each of the audiences, which are those that it is written for.

    What counts is what they read in paragraphs and lists, without headings, tables, citations and notes.
    `abbreviations` are those of the English rules; None for a text that is not in English, of which the words are
    counted and nothing else. A word is what stands between two white spaces.
    """
    read = [(block, block.text.split()) for block in blocks if block.kind in _RUNNING]
    counts = dict.fromkeys(audiences, 0)
    for block, tokens in read:
        for audience in block.audiences or audiences:
            if audience in counts:
                counts[audience] += len(tokens)
    if abbreviations is None or all(count < LEAST for count in counts.values()):
        return tuple([Reading(audience, count, None) for audience, count in counts.items()])
    sums = dict.fromkeys(audiences, 0)
    known = _tokens(frozenset(abbreviations))
    for block, tokens in read:
        if tokens:
            total = sum(map(known.__getitem__, tokens))
            total += 0 if known[tokens[-1]] >> _END else 1 << _END
            for audience in block.audiences or audiences:
                if audience in sums:
                    sums[audience] += total
    return tuple([_reading(audience, counts[audience], total) for audience, total in sums.items()])


def _reading(audience: str, count: int, total: int) -> Reading:
    syllables, words, sentences = total & _MASK, total >> _WORD & _MASK, total >> _END
    is_measured = bool(sentences) and bool(words) and count >= LEAST  # pieces such as “::” are no words
    return Reading(audience, count, round(grade(syllables, words, sentences), 1) if is_measured else None)


def grade(syllables: int, words: int, sentences: int) -> float:
    """The school grade by Kincaid JP, Fishburne RP, Rogers RL, Chissom BS, 1975 (Research Branch Report 8-75)."""
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


class _Tokens(dict[str, int]):
    """What a piece of text between two white spaces counts, as one number: added up, they need one look each.

    The lowest bits are syllables, those from `_WORD` on words, and those from `_END` on ends of sentences.
    """

    def __init__(self, abbreviations: Set[str]) -> None:
        self._abbreviations = abbreviations

    def __missing__(self, token: str) -> int:
        from dr_evidence_site.checks.syllables import syllables  # noqa: PLC0415 - few builds measure a text

        if len(self) > _MOST:
            self.clear()
        count = syllables(token.lower())
        self[token] = found = count | bool(count) << _WORD | self._ends(token) << _END
        return found

    def _ends(self, token: str) -> bool:
        """Whether a sentence ends with the token, whatever follows."""
        bare = token.rstrip(_CLOSING)
        if not bare.endswith((".", "!", "?", "…")):
            return False
        word = bare[:-1].lstrip(_OPENING).casefold()
        return not (bare.endswith(".") and (word in self._abbreviations or (len(word) == 1 and word.isalpha())))


_tokens = lru_cache(maxsize=4)(_Tokens)


def check(site: Site) -> Iterator[Diagnostic]:
    """Texts that need a higher grade than the settings allow for their audience."""
    limits = {audience.id: audience.reading_grade for audience in site.config.audiences if audience.reading_grade}
    if not limits:
        return
    is_ignored = site.config.checks.get(codes.READING_GRADE.id) == "ignore"
    for entry in site.articles:
        if is_ignored and not entry.article.waivers:  # a waiver is told whether it meets anything
            continue
        for found in entry.outline.reading:
            limit = limits.get(found.audience)
            if limit and found.grade is not None and found.grade > limit:
                span = entry.article.span("title")
                yield codes.READING_GRADE.at(
                    span, subject=found.audience, audience=found.audience, grade=f"{found.grade}", limit=limit
                )
