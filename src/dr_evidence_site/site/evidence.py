"""Fill the hole of a block of evidence: its view, with a citation wherever it names a source, or without any."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from dr_evidence_site.figures.evidence import Cite, evidence_view
from dr_evidence_site.model.article import Citation, CitationItem, EvidenceBlock
from dr_evidence_site.model.config import Audience
from dr_evidence_site.model.evidence import EvidenceFile
from dr_evidence_site.model.figures import EvidenceView
from dr_evidence_site.model.languages import direction
from dr_evidence_site.model.site import Site
from dr_evidence_site.model.views import ResolvedCitation


def filled(
    block: EvidenceBlock, site: Site, language: str, cite: Callable[[Citation], ResolvedCitation]
) -> EvidenceView:
    """The block as the audiences of its place see it, on a page in `language`.

    `cite` numbers a citation and notes its use. A block whose data cannot be read has no versions.
    """
    file = site.evidence.get(block.name)
    items = block.citations or (file.citations if file else ())
    known = {item.key: item for item in reversed(items)}

    def cited(keys: Sequence[str], readers: Sequence[str]) -> ResolvedCitation:
        found = tuple(known.get(key) or CitationItem(key, block.span) for key in dict.fromkeys(keys))
        # In a passage for some, what all readers of the block see is still for those alone.
        return cite(Citation(found, audiences=tuple(readers) or block.audiences))

    keys = dict.fromkeys(item.key for item in items)
    return _view(block, file, site.config.audiences, language, cited, keys)


def without_sources(
    block: EvidenceBlock, file: EvidenceFile | None, audiences: Sequence[Audience], language: str
) -> EvidenceView:
    """The block as the audiences of its place see it, but for its citations. `file` is the one that it names."""
    return _view(block, file, audiences, language, lambda keys, readers: None, ())


def _view(
    block: EvidenceBlock,
    file: EvidenceFile | None,
    audiences: Sequence[Audience],
    language: str,
    cite: Cite,
    keys: Iterable[str],
) -> EvidenceView:
    evidence = block.evidence or (file.evidence if file else None)
    readers = [one for one in audiences if not block.audiences or one.id in block.audiences]
    return evidence_view(evidence, block.id, readers, cite, keys, language, direction(language))
