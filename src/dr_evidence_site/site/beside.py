"""The files beside the page of an article: which there are, and where they lie."""

from __future__ import annotations

from collections.abc import Iterable

from dr_evidence_site.model.config import Export

_OF_REFERENCES = (Export.BIBTEX, Export.RIS, Export.CSL_JSON)


def offered(exports: Iterable[Export], *, has_references: bool) -> tuple[Export, ...]:
    """The kinds of files beside the page of an article; one that cites nothing has no files of references."""
    return tuple([export for export in exports if has_references or export not in _OF_REFERENCES])


def paths_beside(path: str, exports: Iterable[Export]) -> list[str]:
    """The paths of these files in the build folder, by that of the page."""
    stem = path.removesuffix("html")
    return [stem + export.value for export in exports]
