"""Read the files of evidence, from the memo as long as they are the same, and put their sources into the outlines.

What is needed on every build, the sources and what is wrong, is kept apart from the data, which only pages need.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.diagnostics.records import dump_diagnostic, load_diagnostic
from dr_evidence_site.model.article import Article, EvidenceBlock, Outline, with_keys_of_evidence
from dr_evidence_site.model.config import Config
from dr_evidence_site.model.site import Site
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse.records import DAMAGE, Head
from dr_evidence_site.site.keys import digest
from dr_evidence_site.site.languages import language_of
from dr_evidence_site.system.sources import Listed
from dr_evidence_site.system.store import Store

if TYPE_CHECKING:
    from dr_evidence_site.model.article import Waiver
    from dr_evidence_site.model.evidence import EvidenceFile


_FOLDER = "content/evidence/"
_Head: TypeAlias = tuple[list[str], str, list[list[Any]], list[Any]]
"""What is needed of a file on every build, as JSON data: the keys, the digest of what it says, its faults, and what it
sets aside."""

_HEADS, _DATA, _TEXTS = "evidence-head", "evidence", "evidence-text"


class EvidenceFiles:
    """The files of evidence by name, which are loaded when they are asked for.

    `digests` are those of the files and of what reading them depends on, `sealed` those of what they say, and `keys`
    the sources that they cite, in their order. `waivers` are the findings that they set aside, by the path of the file.
    """

    def __init__(self) -> None:
        self.files: Mapping[str, EvidenceFile] = {}
        self.digests: dict[str, str] = {}
        self.sealed: dict[str, str] = {}
        self.keys: dict[str, list[str]] = {}
        self.faults: list[Diagnostic] = []
        self.waivers: dict[str, tuple[Waiver, ...]] = {}


def read_evidence(
    listed: Sequence[Listed],
    audiences: Sequence[str],
    store: Store,
    source: Callable[[str], Source | None],
    most_rows: int,
) -> EvidenceFiles:
    """The files of evidence among those listed. `audiences` are the ids of the site's audiences.

    A file with more than `most_rows` outcomes and studies is left out, and said.
    """
    reader = _Reader(audiences, store, most_rows)
    inputs = {file.path: reader.key(file.path, file.digest) for file in listed if file.path.startswith(_FOLDER)}
    if not inputs:
        return EvidenceFiles()
    known = store.get(_HEADS, list(inputs.values()))
    heads: dict[str, _Head] = {}
    for path, key in inputs.items():
        with suppress(*DAMAGE):
            keys, sealed, faults, waivers = json.loads(known[key])
            heads[path] = keys, sealed, faults, waivers
    for path in sorted(inputs.keys() - heads.keys()):
        text = source(path)
        if text is not None:
            inputs[path] = reader.key(path, text.digest)  # it may have changed meanwhile
            heads[path] = reader.read(text, inputs[path])[0]
    used = set(inputs.values())
    store.retire(_HEADS, used)
    store.retire(_DATA, used)
    found = EvidenceFiles()
    places: dict[str, tuple[str, str]] = {}
    for path in sorted(heads):
        name = path[len(_FOLDER) :].removesuffix(".yaml")
        keys, sealed, faults, waivers = heads[path]
        places[name] = path, inputs[path]
        found.digests[name], found.sealed[name], found.keys[name] = inputs[path], sealed, keys
        found.faults += [load_diagnostic(value) for value in faults]
        if waivers:
            from dr_evidence_site.parse.evidence_records import load_waivers

            found.waivers[path] = load_waivers(path, waivers)
    found.files = _Files(places, reader, store, source)
    return found


def with_evidence(heads: dict[str, Head], evidence: EvidenceFiles) -> dict[str, Head]:
    """The heads of articles and pages, whose outlines now cite what the files cite that they name."""
    return {
        path: replace(head, outline=with_keys_of_evidence(head.outline, evidence.keys))
        if head.outline.evidence
        else head
        for path, head in heads.items()
    }


def texts_with(digests: Mapping[str, str], heads: Mapping[str, Head], evidence: EvidenceFiles) -> Mapping[str, str]:
    """The digests of texts, by path, in which those of the files that they name have a part."""
    named = {path: head.outline.evidence for path, head in heads.items() if head.outline.evidence}
    return {
        **digests,
        **{
            path: digest(digests[path], [evidence.digests.get(name) for name, _ in names])
            for path, names in named.items()
        },
    }


def contradictions(
    heads: Mapping[str, Head],
    texts: Mapping[str, str],
    evidence: EvidenceFiles,
    config: Config,
    wording: Sequence[Source],
    store: Store,
    source: Callable[[str], Source | None],
) -> list[Diagnostic]:
    """What articles say otherwise than the files that they name, and relative effects that stand alone even so.

    `texts` are the digests of `texts_with`.
    """
    paths = {
        path: texts[path] for path, head in heads.items() if head.outline.evidence and isinstance(head.front, Article)
    }
    if not paths:
        return []
    known = store.get(_TEXTS, list(paths.values()))
    found: list[Diagnostic] = []
    for path, key in paths.items():
        try:
            faults = [load_diagnostic(value) for value in json.loads(known[key])]
        except DAMAGE:
            text = source(path)
            faults = _compared(text, evidence, config, wording) if text else []
            store.put(_TEXTS, [(key, json.dumps([dump_diagnostic(fault) for fault in faults]))])
        found += faults
    store.retire(_TEXTS, set(paths.values()))
    return found


def _compared(source: Source, evidence: EvidenceFiles, config: Config, wording: Sequence[Source]) -> list[Diagnostic]:
    """The words of an article are not kept, so it is parsed once more."""
    from dr_evidence_site.build.wording import rules_of
    from dr_evidence_site.checks.evidence_text import check
    from dr_evidence_site.checks.evidence_told import absolute_effects
    from dr_evidence_site.checks.text import relative_alone
    from dr_evidence_site.parse.article import read_article

    article, body, words, _ = read_article(source, config)
    rules = rules_of(language_of(article, config), wording, config.language) if article else None
    if rules is None:
        return []
    audiences = [audience.id for audience in config.audiences]
    all_ = [
        replace(part, evidence=evidence.files[part.name].evidence) if part.name in evidence.files else part
        for part in body.parts
        if isinstance(part, EvidenceBlock)
    ]
    told = absolute_effects(all_, words, audiences)
    faults = check([block for block in all_ if block.name], words, rules)
    return [*faults, *relative_alone(words, rules, audiences, told)]


def named_in(outlines: Iterable[Outline], site: Site) -> dict[str, EvidenceFile]:
    """The files that these texts name."""
    names = {name for outline in outlines for name, _ in outline.evidence}
    return {name: site.evidence[name] for name in names if name in site.evidence}


class _Reader:
    """Reads files, and keeps what it read under the digest of all that this depends on."""

    def __init__(self, audiences: Sequence[str], store: Store, most_rows: int) -> None:
        self._audiences = audiences
        self._store = store
        self._most_rows = most_rows

    def key(self, path: str, content: str) -> str:
        """What a file with this content, given by its digest, is remembered under."""
        return digest(path, content, self._audiences, self._most_rows)

    def read(self, source: Source, key: str) -> tuple[_Head, EvidenceFile]:
        """A file, read now."""
        from dr_evidence_site.checks import evidence as check
        from dr_evidence_site.parse import evidence as parse
        from dr_evidence_site.parse.evidence_records import dump_file, dump_waivers

        file, faults = parse.file(source, self._audiences, most_rows=self._most_rows)
        if file.evidence:
            faults += check.check(file.evidence)
        keys = list(dict.fromkeys(item.key for item in file.citations))
        head: _Head = (keys, file.digest, [dump_diagnostic(fault) for fault in faults], dump_waivers(file.waivers))
        self._store.put(_DATA, [(key, dump_file(file))])
        self._store.put(_HEADS, [(key, json.dumps(head))])
        return head, file


class _Files(Mapping[str, "EvidenceFile"]):
    """The files by name, loaded when they are asked for and not kept."""

    def __init__(
        self,
        places: Mapping[str, tuple[str, str]],
        reader: _Reader,
        store: Store,
        source: Callable[[str], Source | None],
    ) -> None:
        self._places = places
        self._reader = reader
        self._store = store
        self._source = source

    def __getitem__(self, name: str) -> EvidenceFile:
        from dr_evidence_site.parse.evidence_records import load_file, vanished

        path, key = self._places[name]
        with suppress(*DAMAGE):
            return load_file(path, self._store.get(_DATA, [key])[key])
        found = self._source(path)
        if found is None:
            return vanished(path)
        return self._reader.read(found, key)[1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, name: object) -> bool:
        return name in self._places
