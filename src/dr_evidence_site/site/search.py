"""What can be found: each text as one audience sees it, cut into passages by heading, ready to be indexed.

A text is told apart by audience before it reaches the index, so that words for one audience can neither be found nor
shown by another. Citations and words of the interface are left out. Withdrawn articles are never offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from math import ceil
from urllib.parse import quote
from zlib import crc32

from msgspec import Struct

from dr_evidence_site.model.article import Citation, Part, ReviewStatus
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.site import SearchPlace, Site
from dr_evidence_site.site.addresses import article_path, topic_slug
from dr_evidence_site.site.languages import language_of

_TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
_ID = re.compile(r' id="([^"]*)"')
_DATA_FOR = re.compile(r' data-for="([^"]*)"')
_SPACE = re.compile(r"\s+")
_BEFORE_MARK = re.compile(r" (?=[.,;:)\]])")
_OWN_WORDS = re.compile(r"___(?=(?:END_)?PAGEFIND_)")
"""Words by which the indexer marks places in a text; an author's would be taken for its own."""

_INLINE = frozenset({"a", "abbr", "b", "cite", "code", "del", "em", "i", "s", "small", "span", "strong", "sub", "sup"})
_VOID = frozenset({"br", "hr", "img"})
_CELLS = frozenset({"td", "th"})
_BETWEEN_CELLS = " | "
_SOMEONE = "[…]"
"""Stands for an author who is named by a citation ("Moyer et al found"): who that is, only the library knows."""

_AT_ONCE = 128
"""Articles in one index, about: a change of one makes its index anew, which takes 0.7 s for so many."""
_MOST_INDEXES = 16
"""Indexes of one language at most: a search asks each of them."""


class Findable(Struct, frozen=True):
    """An article or page that can be found: the path of its source and of its page, and what a result says of it.

    `status` is empty for a standing page. `topics` are labels as the topics' own pages write them. `has_sources` is
    whether its page has a list of references.
    """

    source: str
    path: str
    language: str
    title: str
    question: str = ""
    status: str = ""
    updated: str = ""
    topics: tuple[str, ...] = ()
    has_sources: bool = False


class Share(Struct, frozen=True):
    """What one index holds: texts of one language. `name` is that of its folder; `is_first` brings the engine."""

    name: str
    language: str
    is_first: bool
    content: tuple[Findable, ...]


def shares(site: Site) -> tuple[Share, ...]:
    """Everything that can be found, by language, then by a digest of its address, so that each stays in its share."""
    if not site.config.search:
        return ()
    found: dict[str, list[Findable]] = {}
    for one in _findable(site):
        found.setdefault(one.language, []).append(one)
    result = []
    for language, members in sorted(found.items()):
        count = min(ceil(len(members) / _AT_ONCE), _MOST_INDEXES)
        parts: dict[int, list[Findable]] = {}
        for one in members:
            parts.setdefault(crc32(one.path.encode("utf-8", "replace")) % count, []).append(one)
        result += [
            Share(f"{language.lower()}-{number}", language, number == min(parts), tuple(parts[number]))
            for number in sorted(parts)
        ]
    return tuple(result)


def search_places(parts: Sequence[Share], config: Config, folder: str) -> dict[str, SearchPlace]:
    """Where each language is searched, when the index lies in `folder` (which ends with "/").

    The site's own language has a page in any case, which finds what there is in another if there is nothing in its own.
    """
    if not parts:
        return {}
    own = config.language
    indexes: dict[str, list[str]] = {}
    for part in parts:
        indexes.setdefault(part.language, []).append(f"{folder}{part.name}/")
    indexes.setdefault(own, next(iter(indexes.values())))
    return {
        language.lower(): SearchPlace(
            language, "search.html" if language == own else f"search.{language.lower()}.html", tuple(indexes[language])
        )
        for language in sorted(indexes, key=lambda language: (language != own, language))
    }


def _findable(site: Site) -> Iterator[Findable]:
    labels = {topic.slug: topic.label for topic in site.topics}
    for entry in site.published:
        article = entry.article
        if entry.status is not ReviewStatus.WITHDRAWN:
            topics = dict.fromkeys(labels[topic_slug(label)] for label in article.topics)
            yield Findable(
                article.path,
                article_path(entry),
                language_of(article, site.config),
                article.title,
                article.question,
                entry.status.value,
                article.updated.isoformat(),
                tuple(topics),
                bool(entry.references.keys),
            )
    for standing in site.pages:
        page = standing.page
        updated = page.updated.isoformat() if page.updated else ""
        yield Findable(page.path, f"{page.slug}.html", site.config.language, page.title, updated=updated)


def documents(found: Findable, versions: Iterable[Text]) -> Iterator[tuple[str, str]]:
    """What is indexed of an article or page: for each of its texts the address, and HTML with Pagefind's attributes.

    What a result shows but nobody should find by its words ("approved") is a filter, not metadata.
    """
    metadata = [("title", found.title), ("question", found.question), ("topics", " · ".join(found.topics))]
    filters = [("status", found.status), ("updated", found.updated), *(("topic", label) for label in found.topics)]
    filters.append(("sources", "yes" if found.has_sources else ""))
    for text in versions:
        seen_by = [("audience", audience) for audience in text.audiences]
        # A text without words is left out by the indexer, though its title may be looked for.
        passages = text.passages or (Passage("", escape(found.title)),)
        yield (
            f"{quote(found.path)}?audience={text.audiences[0]}",
            "".join(
                (
                    f'<!DOCTYPE html><html lang="{escape(found.language)}"><body>',
                    *(_attribute("meta", name, value) for name, value in metadata if value),
                    *(_attribute("filter", name, value) for name, value in (*seen_by, *filters) if value),
                    *(_passage(passage) for passage in passages),
                    "</body></html>",
                )
            ),
        )


def _attribute(kind: str, name: str, value: str) -> str:
    return f'<meta data-pagefind-{kind}="{name}[content]" content="{escape(_OWN_WORDS.sub("", value))}">'


def _passage(passage: Passage) -> str:
    if passage.heading:
        return f'<h2 id="{passage.heading}">{passage.text}</h2>'
    return f"<p>{passage.text}</p>"


class Passage(Struct, frozen=True):
    """A heading, or a paragraph under it. `heading` is its anchor (empty: a paragraph), `text` is HTML without tags."""

    heading: str
    text: str


class Text(Struct, frozen=True):
    """A text as all of `audiences` see it, in the order of reading."""

    audiences: tuple[str, ...]
    passages: tuple[Passage, ...]


class _Block(Struct):
    """A block of a text: its anchor if it is a heading, and its words, each with the audiences that see them."""

    anchor: str
    seen: int
    runs: list[tuple[int, str]]


def texts(parts: Iterable[Part], audiences: Sequence[str]) -> tuple[Text, ...]:
    """The text as each audience sees it; audiences that see the same share one."""
    everyone = (1 << len(audiences)) - 1
    bits = {audience: 1 << index for index, audience in enumerate(audiences)}
    blocks = _blocks(parts, bits, everyone)
    differing = any(block.seen != everyone or any(seen != everyone for seen, _ in block.runs) for block in blocks)
    if not differing:
        return (Text(tuple(audiences), _passages(blocks, everyone)),)
    shared: dict[tuple[Passage, ...], list[str]] = {}
    for audience, bit in bits.items():
        shared.setdefault(_passages(blocks, bit), []).append(audience)
    return tuple(Text(tuple(names), passages) for passages, names in shared.items())


def _blocks(parts: Iterable[Part], bits: dict[str, int], everyone: int) -> list[_Block]:
    """The blocks of a body. Its HTML is this program's own: balanced, lower case, without ">" in attributes."""
    html = "".join([part if isinstance(part, str) else _instead(part) for part in parts])
    block = _Block("", everyone, [])
    blocks = [block]
    seen = [everyone]
    position = 0
    for tag in _TAG.finditer(html):
        if tag.start() > position:
            block.runs.append((seen[-1], html[position : tag.start()]))
        position = tag.end()
        closes, name, attributes = tag.groups()
        if name in _VOID:
            block.runs.append((seen[-1], " "))
            continue
        if closes:
            seen.pop()
        else:
            marked = _DATA_FOR.search(attributes) if "data-for" in attributes else None
            mask = sum(bits.get(audience, 0) for audience in marked[1].split()) if marked else everyone
            seen.append(seen[-1] & mask)
        if name in _INLINE:
            continue
        if name in _CELLS:
            if not closes and block.runs:
                block.runs.append((seen[-1], _BETWEEN_CELLS))
            continue
        anchor = ""
        if not closes and name[0] == "h" and name[1:].isdigit():
            found = _ID.search(attributes)
            anchor = found[1] if found else ""
        block = _Block(anchor, seen[-1], [])
        blocks.append(block)
    block.runs.append((seen[-1], html[position:]))
    return [block for block in blocks if block.runs]


def _instead(part: Part) -> str:
    """What the text has in place of a hole: nothing, but for an author's name."""
    named = isinstance(part, Citation) and part.in_text and not part.items[0].suppress_author
    return _SOMEONE if named else ""


def _passages(blocks: Iterable[_Block], bit: int) -> tuple[Passage, ...]:
    """What those who have the bit read."""
    passages = []
    for block in blocks:
        if block.seen & bit:
            words = _SPACE.sub(" ", "".join([text for seen, text in block.runs if seen & bit])).strip(" |")
            if words:
                words = _BEFORE_MARK.sub("", words)
                passages.append(Passage(block.anchor, _OWN_WORDS.sub("", words)))
    return tuple(passages)
