"""What kind of work an entry is: BibTeX and biblatex entry types as CSL types."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dr_evidence_site.model.reference import ReferenceType

_T = ReferenceType

KNOWN_TYPES: Mapping[str, ReferenceType] = {
    **dict.fromkeys(("article", "suppperiodical", "review"), _T.ARTICLE),
    **dict.fromkeys(
        ("book", "mvbook", "booklet", "collection", "mvcollection", "proceedings", "mvproceedings", "reference"),
        _T.BOOK,
    ),
    **dict.fromkeys(("inbook", "bookinbook", "suppbook", "incollection", "suppcollection", "inreference"), _T.CHAPTER),
    **dict.fromkeys(("inproceedings", "conference"), _T.CONFERENCE_PAPER),
    **dict.fromkeys(("techreport", "report", "manual", "guideline"), _T.REPORT),
    **dict.fromkeys(("online", "www", "webpage", "electronic"), _T.WEBPAGE),
    **dict.fromkeys(("unpublished", "preprint"), _T.PREPRINT),
    **dict.fromkeys(("phdthesis", "mastersthesis", "thesis"), _T.THESIS),
    "dataset": _T.DATASET,
    **dict.fromkeys(("misc", "software", "patent", "periodical", "document"), _T.OTHER),
}
"""Every entry type that is known, in lower case, with the type it has unless its fields say more."""

_SERVERS = {
    "arxiv": "arXiv", "medrxiv": "medRxiv", "biorxiv": "bioRxiv", "chemrxiv": "ChemRxiv", "psyarxiv": "PsyArXiv",
    "osf": "OSF Preprints", "osf preprints": "OSF Preprints", "ssrn": "SSRN", "preprints.org": "Preprints.org",
    "research square": "Research Square", "researchsquare": "Research Square", "scielo preprints": "SciELO Preprints",
}  # fmt: skip
_REGISTRIES = (
    (re.compile(r"NCT\d{8}"), "ClinicalTrials.gov"),
    (re.compile(r"ISRCTN\d{8}"), "ISRCTN"),
    (re.compile(r"ACTRN\d{14}"), "ANZCTR"),
    (re.compile(r"ChiCTR[-\w]*\d{8,10}"), "ChiCTR"),
    (re.compile(r"DRKS\d{8}"), "DRKS"),
    (re.compile(r"CTRI/\d{4}/\d{2,3}/\d{6}"), "CTRI"),
    (re.compile(r"(?<!\d)\d{4}-\d{6}-\d{2}(?:/[A-Z]{2,3})?(?!\d)"), "EudraCT"),
)
_GENRES = {
    "phdthesis": "dissertation",
    "mathesis": "master's thesis",
    "mastersthesis": "master's thesis",
    "techreport": "",
    "resreport": "",
    # These say the CSL type and no more.
    "dataset": "",
    "data set": "",
    "preprint": "",
    "trial registration": "",
}


def server_name(text: str) -> str:
    """The preprint server's name as it writes itself, or empty when `text` names none."""
    return _SERVERS.get(text.strip().lower(), "")


def registration(fields: Mapping[str, str]) -> tuple[str, str]:
    """The number of a trial registration and its registry, found in the fields that may hold it; else empty."""
    for name in ("number", "eprint", "howpublished", "url", "note"):
        value = fields.get(name, "")
        for pattern, registry in _REGISTRIES:
            found = pattern.search(value)
            if found:
                return found.group(), registry
    return "", ""


def genre(kind: str, fields: Mapping[str, str]) -> str:
    """The kind of work in words: the `type` field, what the entry type says, or "guideline" from the keywords."""
    given = fields.get("type", "")
    if given:
        return _GENRES.get(given.lower(), given)
    if kind in ("phdthesis", "thesis"):
        return "dissertation"
    if kind == "mastersthesis":
        return "master's thesis"
    if kind == "guideline" or "guideline" in keywords(fields):
        return "guideline"
    return ""


def keywords(fields: Mapping[str, str]) -> frozenset[str]:
    """The keywords of an entry in lower case."""
    return frozenset(word.strip().lower() for word in re.split("[,;]", fields.get("keywords", "")))


def reference_type(kind: str, fields: Mapping[str, str]) -> ReferenceType:
    """The CSL type of an entry, from its type (lower case) and its fields (plain text).

    An entry is a preprint when its keywords say so or it names a preprint server and no other journal; a copy on
    a server (`eprint`) does not make a published article a preprint.
    """
    base = KNOWN_TYPES.get(kind, _T.OTHER)
    words = fields.get("type", "").lower()
    if "trial registration" in words or "trial registry" in words:
        return _T.TRIAL_REGISTRATION
    if base in (_T.ARTICLE, _T.WEBPAGE, _T.OTHER):
        journal = fields.get("journaltitle", "")
        server = fields.get("eprinttype", "") or fields.get("publisher", "") or fields.get("howpublished", "")
        if "preprint" in keywords(fields) or words == "preprint" or server_name(journal):
            return _T.PREPRINT
        if not journal and server_name(server):
            return _T.PREPRINT
    if kind == "misc":
        if registration(fields)[0]:
            return _T.TRIAL_REGISTRATION
        if "dataset" in words or "data set" in words:
            return _T.DATASET
        if fields.get("url") or "://" in fields.get("howpublished", ""):
            return _T.WEBPAGE
    return base
