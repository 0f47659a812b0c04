"""A cited source in schema.org's words."""

from __future__ import annotations

import json

from dr_evidence_site.model.reference import Reference, ReferenceType
from dr_evidence_site.render.remembered import remembering
from dr_evidence_site.render.styles.runs import doi_link, pubmed_link

_T = ReferenceType

_TYPES = {
    _T.ARTICLE: "ScholarlyArticle",
    _T.BOOK: "Book",
    _T.CHAPTER: "Chapter",
    _T.CONFERENCE_PAPER: "ScholarlyArticle",
    _T.REPORT: "Report",
    _T.WEBPAGE: "WebPage",
    _T.PREPRINT: "ScholarlyArticle",
    _T.THESIS: "Thesis",
    _T.DATASET: "Dataset",
    # The entry of a registry; schema.org's MedicalTrial is the trial itself, which is no work that can be cited.
    _T.TRIAL_REGISTRATION: "WebPage",
    _T.OTHER: "CreativeWork",
}


def _citation(ref: Reference) -> str:
    """The source as a JSON object: its addresses, those of its DOI and of PubMed, else its own, which identify it.

    Only a source without any is described: an identifier says more than a kind or a title, and a page has dozens.
    """
    places = [link for link in (ref.doi and doi_link(ref.doi), ref.pmid and pubmed_link(ref.pmid)) if link]
    first, *more = places or [ref.url]
    fields = {"@id": first, "sameAs": "".join(more)} if first else {"@type": _TYPES[ref.type], "name": ref.title}
    return json.dumps(
        {name: value for name, value in fields.items() if value}, ensure_ascii=False, separators=(",", ":")
    )


citation = remembering(_citation)
"""One cited source, remembered."""
