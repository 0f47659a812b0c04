"""The page of an article that was edited, made before the build that the edit calls for.

A preview shows it at once (1,000 articles: 10 to 30 ms instead of 140 to 300; 10,000: 10 to 200 instead of 1,300 to
2,300). What it takes from other files is as the last build found it. Where only a look at the whole site can tell what
is on the page, or whether the publication is stopped, there is no such page: what is shown is always what a build would
publish.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Mapping, Set
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from dr_evidence_site.build.making import Making
from dr_evidence_site.build.reading import Reading
from dr_evidence_site.model.article import Article, ArticleLink, Outline, ReviewStatus
from dr_evidence_site.model.page import Output
from dr_evidence_site.model.site import ArticleEntry
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse.records import Head, load_head
from dr_evidence_site.site.assemble import reference_list
from dr_evidence_site.system import files
from dr_evidence_site.system.store import Store

if TYPE_CHECKING:
    from dr_evidence_site.diagnostics import Diagnostic

_FOLDER = "content/articles/"
_WORDS: Mapping[str, Any] = {"title": "", "question": "", "text_digest": ""}
"""What of an article is words: an edit of these changes its own page only where they stand."""


class Ahead:
    """What the last build knows, which must have published the site. Its store may be closed."""

    def __init__(self, reading: Reading, making: Making) -> None:
        self._reading = reading
        self._making = making
        self._entries = {entry.article.path: entry for entry in reading.site.published}

    def page(self, changed: Collection[str], today: dt.date) -> Output | None:
        """The page of the one article that changed, as a build will publish it; None where that is not certain.

        `changed` are the paths that may not be as they were, relative to the site folder.
        """
        path = self._only_article(changed)
        if not path or today != self._reading.site.today:
            return None
        source = self._source(path)
        return self.page_of(source) if source else None

    def rehearse(self) -> None:
        """Make a page that nobody sees: what that loads and compiles, the first edit then need not (0.3 s)."""
        path = next(iter(self._entries), "")
        source = self._source(path) if path else None
        if source:
            self.page_of(source)

    def page_of(self, source: Source) -> Output | None:
        """The page of this text of an article; None as in `page`."""
        from dr_evidence_site.build.tasks import render_chunk

        reading, path = self._reading, source.path
        ((_, record, body),) = reading.parse([source])
        head = load_head(path, record.encode("utf-8", "surrogatepass"))
        entry = self._entry(head, reading.recall.heads[path][1], self._entries[path])
        if entry is None or not reading.may_be_published(self._faults(head, entry)):
            return None
        context = replace(self._making.context([entry]), beside=False)
        (made,) = render_chunk(context, [(entry, body.encode("utf-8", "surrogatepass"))])
        # A term that no page explains any more is told of, and settings can make that an error.
        still = self._making.explained(made.path) <= set(made.explained)
        return Output(made.path, made.content) if made.content is not None and not made.faults and still else None

    def _only_article(self, changed: Collection[str]) -> str:
        """The article that changed, or "" when there is none, several, or something else as well."""
        articles = [path for path in changed if path in self._entries]
        if len(articles) != 1:
            return ""
        # Editors save with the help of another file, which is gone by now.
        return articles[0] if all(path == articles[0] or self._never_was(path) for path in changed) else ""

    def _never_was(self, path: str) -> bool:
        reading = self._reading
        is_known = bool(reading.digest_of(path)) or path in reading.pictures
        return path.startswith(_FOLDER) and not is_known and not os.path.lexists(reading.options.site / path)

    def _source(self, path: str) -> Source | None:
        """The article's text as it is now; None when something is wrong with the file, or a link leads to it."""
        root = os.path.realpath(self._reading.options.site)
        place = f"{root}/{path}"
        with suppress(OSError):
            if os.path.realpath(place, strict=True) == place:
                source, faults = files.load(files.Found(path, place), self._reading.site.config.limits)
                return None if faults else source
        return None

    def _entry(self, head: Head, before: Head, entry: ArticleEntry) -> ArticleEntry | None:
        """The article in the site, if what has changed of it has no say in any other page but for the words there."""
        article, outline = head.front, head.outline
        if not isinstance(article, Article) or not isinstance(before.front, Article):
            return None
        # Other pages show the title and the question, too, in other words than before until the build is done; no
        # check of the site looks at them.
        if replace(article, **_WORDS) != replace(before.front, **_WORDS):
            return None
        if outline.evidence or before.outline.evidence or not self._is_sound(outline, before.outline, article.path):
            return None
        if self._lapse_differs(article, outline, entry):
            return None
        references = reference_list(outline, self._reading.site.bibliography.references)
        edited = replace(entry, article=article, outline=outline, references=references)
        return edited if set(outline.keys) == set(before.outline.keys) else self._related_anew(edited)

    def _is_sound(self, outline: Outline, before: Outline, path: str) -> bool:
        """Whether what the article links, shows and cites is there, and no other article misses what it had."""
        pictures = self._reading.site.images.issuperset(outline.images)
        places = frozenset(outline.anchors)
        links = all(
            not fragment or fragment in (places if target == path else self._entries[target].outline.anchors)
            if target in self._entries
            else (target, fragment) in before.links
            for target, fragment in outline.links
        )
        if not (pictures and links and self._cites_soundly(outline, before, path)):
            return False
        gone = {(path, anchor) for anchor in before.anchors if anchor not in places}
        return not gone or not self._is_linked(gone, path)

    def _is_linked(self, places: Set[tuple[str, str]], path: str) -> bool:
        """Whether anything but the file at `path` has a link to one of these places."""
        from dr_evidence_site.site.wording import texts

        site = self._reading.site
        if any(not places.isdisjoint(outline.links) for other, outline in site.outlines().items() if other != path):
            return True
        meanings = (term.meaning for terms in site.glossaries.values() for term in terms)
        parts = chain(texts(site.config), *meanings)
        return any(isinstance(part, ArticleLink) and (part.target, part.fragment) in places for part in parts)

    def _cites_soundly(self, outline: Outline, before: Outline, path: str) -> bool:
        """Whether no check of the library or of the sources of an article has anything new to look at."""
        site = self._reading.site
        changed = set(outline.keys).symmetric_difference(before.keys)
        if self._cites_marked(outline):
            return False
        # What others cite, too, is known, and is cited in any case.
        if not all(any(entry.article.path != path for entry in site.cited_by.get(key, ())) for key in changed):
            return False
        return not changed or site.bibliography.superseded.keys().isdisjoint({*outline.keys, *before.keys})

    def _related_anew(self, edited: ArticleEntry) -> ArticleEntry:
        """The article with what its page shows of those that are related to it by the sources that it cites now."""
        from dr_evidence_site.site.languages import mention
        from dr_evidence_site.site.related import kin, nearest_to

        published, config = self._reading.site.published, self._reading.site.config
        family = kin(published, config)
        place = next(place for place, entry in enumerate(published) if entry.article.path == edited.article.path)
        family[place] = kin([edited], config)[0]
        return replace(edited, related=tuple(mention(published[one], config) for one in nearest_to(place, family)))

    def _lapse_differs(self, article: Article, outline: Outline, entry: ArticleEntry) -> bool:
        """Whether the approval of an article was lost, or came to hold again, with these words."""
        if article.status is not ReviewStatus.APPROVED:
            return False
        from dr_evidence_site.build.approvals import lapses

        site, reading = self._reading.site, self._reading
        rules, sealed = site.config.review, reading.evidence.sealed
        with Store(None, "") as store:
            found = lapses([(article, outline)], rules, site.bibliography, reading.pictures, store, sealed)
        return found.get(article.path) != entry.lapse

    def _faults(self, head: Head, entry: ArticleEntry) -> list[Diagnostic]:
        """What is wrong with the article, as far as its text has a say in it."""
        from dr_evidence_site.checks import freshness, reading

        alone = replace(self._reading.site, articles=(entry,))
        return [*head.diagnostics, *reading.check(alone), *freshness.check(alone)]

    def _cites_marked(self, outline: Outline) -> bool:
        """Whether it cites what was retracted, questioned or corrected: then a check looks at its words."""
        bibliography = self._reading.site.bibliography
        noticed = bibliography.notices.by_key if bibliography.notices else ()
        return not bibliography.marked.isdisjoint(outline.keys) or any(key in noticed for key in outline.keys)
