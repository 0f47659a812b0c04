"""The search index as files of the build folder: each part made anew only when something in it changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from dr_evidence_site.build.evidence import named_in
from dr_evidence_site.model.article import EvidenceBlock, Part
from dr_evidence_site.model.config import Audience
from dr_evidence_site.model.page import Kept, Output, Theme
from dr_evidence_site.model.site import SearchPlace, Site
from dr_evidence_site.parse.records import DAMAGE, load_body
from dr_evidence_site.site.keys import digest
from dr_evidence_site.site.search import Findable, Passage, Share, Text, documents, search_places, shares, texts
from dr_evidence_site.system import pagefind
from dr_evidence_site.system.pagefind import IndexingError
from dr_evidence_site.system.store import Store

if TYPE_CHECKING:  # few sites have them
    from dr_evidence_site.model.evidence import EvidenceFile

__all__ = ["IndexingError", "Work", "offered", "search_files", "texts_chunk"]

_LARGEST_TEAM = 4
"""Indexers at work at once; each holds all words of its texts in memory (65 MB for 128 articles)."""


def offered(site: Site) -> tuple[tuple[Share, ...], dict[str, SearchPlace]]:
    """What can be found on a site, and where each of its languages is searched."""
    parts = shares(site)
    return parts, search_places(parts, site.config, _folder_of_index())


def _folder_of_index() -> str:
    """Where the index lies in the build folder. Browsers keep its program for ever, so its version is in the name."""
    return f"assets/pagefind-{pagefind.version()}/"


class Work(Struct, frozen=True):
    """What making an index needs of the build around it.

    `sources` gives the digest of all that the text of each source file depends on; `kept` is the file of the build
    folder when it was made from this key and is still there; `extract` has the texts of files made by workers.
    """

    store: Store
    audiences: Sequence[str]
    sources: Mapping[str, str]
    kept: Callable[[str, str], Kept | None]
    extract: Callable[[list[str]], Iterator[tuple[str, str]]]
    jobs: int


def search_files(shares: Sequence[Share], work: Work) -> Iterator[tuple[Output | Kept, str]]:
    """Every file of the search index, with the digest of what it was made from. Raises IndexingError."""
    folder = _folder_of_index()
    keys = {share.name: _key(share, work) for share in shares}
    lists = work.store.get("search", list(keys.values()))
    stale: list[Share] = []
    for share in shares:
        key = keys[share.name]
        paths = lists.get(key, b"").decode().split("\n")
        kept = [work.kept(folder + path, key) for path in paths] if key in lists else [None]
        whole = [file for file in kept if file is not None]
        if len(whole) == len(kept):
            yield from ((file, key) for file in whole)
        else:
            stale.append(share)
    if stale:
        from concurrent.futures import ThreadPoolExecutor

        found = _texts([one for share in stale for one in share.content], work)
        team = max(1, min(work.jobs, len(stale), _LARGEST_TEAM))
        with ThreadPoolExecutor(team) as executor:
            # Each waits for a program of its own.
            for share, files in zip(stale, executor.map(lambda share: _indexed(share, found), stale), strict=True):
                key = keys[share.name]
                work.store.put("search", [(key, "\n".join(file.path for file in files))])
                yield from ((Output(folder + file.path, file.content), key) for file in files)
        work.store.retire("text", {work.sources[one.source] for share in shares for one in share.content})
        work.store.retire("search", set(keys.values()))


def _key(share: Share, work: Work) -> str:
    return digest(work.audiences, share, [work.sources[one.source] for one in share.content])


def _indexed(share: Share, found: Mapping[str, tuple[Text, ...]]) -> list[Output]:
    all_documents = (document for one in share.content for document in documents(one, found[one.source]))
    files = pagefind.index(all_documents, engine=share.is_first)
    return [Output(f"{share.name}/{file.path}", file.content) for file in files]


def _texts(content: Sequence[Findable], work: Work) -> dict[str, tuple[Text, ...]]:
    """The texts of these files, remembered or made now."""
    remembered = work.store.get("text", [work.sources[one.source] for one in content])
    found: dict[str, tuple[Text, ...]] = {}
    missing = []
    for one in content:
        record = remembered.get(work.sources[one.source])
        try:
            found[one.source] = load_texts(record or b"")
        except DAMAGE:
            missing.append(one.source)
    for path, record_ in work.extract(missing) if missing else ():
        work.store.put("text", [(work.sources[path], record_)])
        found[path] = load_texts(record_)
    return found


class Reading(Struct, frozen=True):
    """What extracting the text of any file needs besides its body: small enough to be sent to another machine.

    `languages` are those of the files by path. `evidence` are the files of evidence by name, and `theme` has the
    interface's words, in which evidence speaks.
    """

    audiences: tuple[Audience, ...]
    languages: Mapping[str, str]
    evidence: Mapping[str, EvidenceFile]
    theme: Theme


def reading(paths: Sequence[str], shares: Sequence[Share], site: Site, theme: Theme) -> Reading:
    """What extracting the texts of these files needs."""
    languages = {one.source: one.language for share in shares for one in share.content}
    outlines = site.outlines()
    evidence = named_in((outlines[path] for path in paths), site)
    words = Theme({}, {}, theme.origins, theme.messages, theme.catalogs)
    return Reading(site.config.audiences, {path: languages[path] for path in paths}, evidence, words)


def sources(digests: Mapping[str, str], site: Site, theme: Theme) -> dict[str, str]:
    """The digests of what texts depend on, by path: also of files of evidence that they name, and of what these say."""
    readers = [(audience.id, audience.reading_grade) for audience in site.config.audiences]
    common = digest(readers, site.config.language, sorted(theme.catalogs.items()))
    named = {path: outline.evidence for path, outline in site.outlines().items() if outline.evidence}
    return {
        path: digest(key, common, [site.evidence_digests.get(name) for name, _ in named[path]])
        if path in named
        else key + common
        for path, key in digests.items()
    }


def texts_chunk(reading: Reading, chunk: list[tuple[str, bytes]]) -> list[tuple[str, str]]:
    """The texts of each file, by its path and remembered body, as JSON."""
    audiences = [audience.id for audience in reading.audiences]
    return [(path, _dump_texts(texts(_parts(path, body, reading), audiences))) for path, body in chunk]


def _parts(path: str, body: bytes, reading: Reading) -> Sequence[Part]:
    """The parts of a body, in which evidence is HTML."""
    parts = load_body(path, body).parts
    if not any(isinstance(part, EvidenceBlock) for part in parts):
        return parts
    from dr_evidence_site.exports.evidence_passages import searchable
    from dr_evidence_site.render.words import words
    from dr_evidence_site.site.evidence import without_sources

    language = reading.languages[path]
    its = words(reading.theme, language)
    return [
        searchable(without_sources(part, reading.evidence.get(part.name), reading.audiences, language), its)
        if isinstance(part, EvidenceBlock)
        else part
        for part in parts
    ]


def _dump_texts(versions: Sequence[Text]) -> str:
    return json.dumps(
        [[text.audiences, [[passage.heading, passage.text] for passage in text.passages]] for text in versions],
        ensure_ascii=False,
    )


def load_texts(record: str | bytes) -> tuple[Text, ...]:
    """The texts from their JSON. Raises one of DAMAGE."""
    return tuple(
        Text(tuple(audiences), tuple(Passage(heading, words) for heading, words in passages))
        for audiences, passages in json.loads(record)
    )
