"""What a publication has to do: from the files of a build, the record of the target and what is there, pure.

Three things are never lost from sight. Nothing is replaced or removed that is not as we put it there. The assets of the
publication before stay for one more, for readers whose page is still that one. And whatever was cut short is ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic, Severity
from dr_evidence_site.diagnostics.codes import publication as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.source import Span
from dr_evidence_site.system import manifest
from dr_evidence_site.system.manifest import Entry
from dr_evidence_site.system.placed import Item, Placed
from dr_evidence_site.system.targets import Found

ASSETS = "assets/"
_LISTS = {manifest.NAME, manifest.PREVIOUS}


def plain_item(path: str, content: bytes) -> Item:
    """A file that is served without headers of its own."""
    del path
    return Item(
        hashlib.sha256(content).hexdigest(), hashlib.md5(content, usedforsecurity=False).hexdigest(), len(content)
    )


class Plan(Struct, frozen=True):
    """The steps in their order, each as paths: assets, other files, pages, and the lists of files; then removals.

    `before` is the record that is true while they are taken, wherever they stop; `after` that when all is done.
    `unchanged` is how many files need nothing. `kept_list` is what the list of the kept assets says, if there are any.
    """

    assets: tuple[str, ...]
    files: tuple[str, ...]
    pages: tuple[str, ...]
    lists: tuple[str, ...]
    removals: tuple[str, ...]
    before: Placed
    after: Placed
    unchanged: int
    faults: tuple[Diagnostic, ...]
    kept_list: bytes = b""

    @property
    def uploads(self) -> tuple[str, ...]:
        """All that is put there, in order."""
        return (*self.assets, *self.files, *self.pages, *self.lists)

    @property
    def is_empty(self) -> bool:
        """Whether no file is put there or removed."""
        return not (self.uploads or self.removals)


def plan(
    new: Mapping[str, Item],
    placed: Placed,
    there: Mapping[str, Found],
    *,
    digests: bool = True,
    overwrite: bool = False,
    item: Callable[[str, bytes], Item] = plain_item,
) -> Plan:
    """The plan that makes `new` of what is there.

    `placed` is the record of the target and `there` what lies at all paths of both. With `digests` the target
    calls files by their MD5. With `overwrite` files that are not as we put them are replaced and reported; without it
    they are errors. Files to be removed that somebody changed stay in any case, and are reported. `item` describes a
    file by its path and content.
    """
    present = {path: ours for path, found in there.items() if (ours := _ours(path, found, placed, digests))}
    # What was cut short, and is gone on with, was new. The list of files names the day, and changes without the rest.
    is_new = bool(placed.pending.keys() - _LISTS) or any(
        not _is_there(one, path, present, there) for path, one in new.items() if path not in _LISTS
    )
    kept, removals = _old(new, placed, present, is_new=is_new)
    kept_list = b""
    if kept:
        kept_list = manifest.dumps({path: Entry(one.sha256, one.size) for path, one in kept.items()})
        new = {**new, manifest.PREVIOUS: item(manifest.PREVIOUS, kept_list)}
        removals = tuple(path for path in removals if path != manifest.PREVIOUS)
    after: dict[str, Item] = {}
    stages: dict[int, list[str]] = {0: [], 1: [], 2: [], 3: []}
    faults: list[Diagnostic] = []
    for path in sorted(new):
        one, found, ours = new[path], there.get(path), present.get(path)
        if _is_there(one, path, present, there):
            after[path] = present.setdefault(path, one)  # if it is not yet: a copy of the build that was made by hand
            continue
        after[path] = one
        stages[_stage(path)].append(path)
        if found is None:
            if path in placed.files and path not in placed.pending:
                faults.append(codes.VANISHED.at(Span(path), subject=path, name=clip(path)))
        elif found.problem:
            faults.append(codes.NO_FILE.at(Span(path), subject=path, name=clip(path), problem=found.problem))
        elif ours is None and found.tag != one.md5:
            code = codes.TOUCHED if placed.versions(path) else codes.FOREIGN
            fault = code.at(Span(path), subject=path, name=clip(path))
            faults.append(replace(fault, severity=Severity.WARNING) if overwrite else fault)
    uploads = [path for stage in stages.values() for path in stage]
    touched = (placed.files.keys() | placed.kept.keys()) & there.keys() - new.keys() - present.keys()
    faults += [codes.LEFT.at(Span(path), subject=path, name=clip(path)) for path in sorted(touched)]
    before = Placed(
        {path: item for path, item in present.items() if path not in placed.kept},
        {path: item for path, item in present.items() if path in placed.kept},
        {path: after[path] for path in uploads},
    )
    assets, files, pages, lists = (tuple(stage) for stage in stages.values())
    unchanged = len(new) - len(uploads)
    return Plan(assets, files, pages, lists, removals, before, Placed(after, kept), unchanged, tuple(faults), kept_list)


def arrived(
    items: Mapping[str, Item], there: Mapping[str, Found], *, digests: bool
) -> tuple[dict[str, Item], list[str]]:
    """The items as the target calls them, and the paths at which something else is than was put there."""
    known, wrong = {}, []
    for path, item in items.items():
        found = there.get(path)
        if found is None or found.size != item.size or (digests and found.tag != item.md5):
            wrong.append(path)
        else:
            known[path] = replace(item, tag="" if found.tag == item.md5 else found.tag)
    return known, wrong


def _is_there(item: Item, path: str, present: Mapping[str, Item], there: Mapping[str, Found]) -> bool:
    """Whether the target holds just that; of a file that is not ours it is not known with which headers."""
    ours = present.get(path)
    if ours:
        return (ours.sha256, ours.served) == (item.sha256, item.served)
    found = there.get(path)
    return found is not None and not found.problem and found.tag == item.md5 and not item.served


def _old(
    new: Mapping[str, Item], placed: Placed, present: Mapping[str, Item], *, is_new: bool
) -> tuple[dict[str, Item], tuple[str, ...]]:
    """Of what is there by our hand and not in the new build: the assets that are kept, and what is removed.

    Where nothing is new, as when the same build is published twice, what was kept still is.
    """
    kept, removals = {}, []
    for path in sorted(present.keys() - new.keys()):
        is_of_the_last = path in placed.files or path in placed.pending
        if path.startswith(ASSETS) and (is_of_the_last or not is_new):
            kept[path] = present[path]
        else:
            removals.append(path)
    return kept, tuple(removals)


def _ours(path: str, found: Found, placed: Placed, digests: bool) -> Item | None:
    """What lies at a path, when it is what we put there, or were putting there when we were stopped."""
    if found.problem:
        return None
    for version in placed.versions(path):
        if (found.tag, found.size) == (version.known_as, version.size):
            return version
    writing = placed.pending.get(path)
    if writing and not digests and found.size == writing.size:
        return replace(writing, tag=found.tag)
    return None


def _stage(path: str) -> int:
    """Assets before what may use them, then other files, then pages; the lists of files last."""
    if path in _LISTS:
        return 3
    return 0 if path.startswith(ASSETS) else 2 if path.endswith((".html", ".html.gz")) else 1
