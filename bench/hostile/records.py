"""Records of other programs and services, and taking them into a library."""

from __future__ import annotations

from bench.hostile.families import Family
from bench.hostile.libraries import ENTRY, TWO

_RIS = "TY  - JOUR\nTI  - A title №\nAU  - Example, Ann\nPY  - 2020\nER  - \n"
_NBIB = "PMID- №\nTI  - A title\nFAU - Example, Ann\nDP  - 2020\n\n"
_CSL = '{"id": "k№", "type": "article-journal", "title": "T №", "author": [{"family": "Example"}]},'
_XML = "<PubmedArticleSet>"
_ITEM = (
    "<PubmedArticle><MedlineCitation><PMID>1№</PMID><Article><ArticleTitle>T</ArticleTitle></Article>"
    "</MedlineCitation></PubmedArticle>"
)
RECORDS: dict[str, Family] = {
    "RIS": Family(_RIS, numbered=True),
    "RIS, one record again": Family(_RIS.replace("№", "")),
    "RIS without ends": Family("TY  - JOUR\nTI  - A\n"),
    "RIS, one tag": Family("AU  - A, B\n", before="TY  - JOUR\nTI  - A\n"),
    "RIS, notes": Family("N1  - a\n", before="TY  - JOUR\nTI  - A\n"),
    "RIS, a long value": Family("a ", before="TY  - JOUR\nTI  - "),
    "RIS, a value on many lines": Family("a\n", before="TY  - JOUR\nTI  - A\n"),
    "RIS, addresses": Family("UR  - https://a.example\n", before="TY  - JOUR\nTI  - A\n"),
    "RIS, tags of one letter": Family("TY", before="TY  - JOUR\nTI  - A\n"),
    "RIS, indented": Family("  TY  - JOUR\n", before="TY  - JOUR\nTI  - A\n"),
    "RIS, markup in a title": Family("<i>a</i> ", before="TY  - JOUR\nTI  - "),
    "RIS, tags never closed": Family("<", before="TY  - JOUR\nTI  - "),
    "NBIB": Family(_NBIB, numbered=True),
    "NBIB, one record again": Family(_NBIB.replace("№", "1")),
    "NBIB, authors": Family("FAU - Example, Ann\nAU  - Example A\n", before="PMID- 1\nTI  - A\n"),
    "NBIB, a value on many lines": Family("      a\n", before="PMID- 1\nTI  - A\n"),
    "NBIB, marks": Family("PT  - Retracted Publication\n", before="PMID- 1\nTI  - A\n"),
    "CSL-JSON": Family(_CSL, before="[", after='{"id": "z", "title": "Z"}]', numbered=True),
    "CSL-JSON, arrays within": Family("[", closing="]"),
    "CSL-JSON, objects within": Family('{"a":', middle="1", closing="}"),
    "CSL-JSON, unclosed": Family("[{"),
    "CSL-JSON, a long number": Family("1", before='[{"id": "a", "title": "T", "volume": ', after="}]"),
    "CSL-JSON, escapes": Family("\\u0041", before='[{"id": "a", "title": "', after='"}]'),
    "CSL-JSON, keys": Family('"k№": 1, ', before='[{"id": "a", "title": "T", ', after='"z": 1}]', numbered=True),
    "CSL-JSON, dates": Family(
        "[2020], ", before='[{"id": "a", "title": "T", "issued": {"date-parts": [', after="[1]]}}]"
    ),
    "PubMed XML": Family(_ITEM, before=_XML, after="</PubmedArticleSet>", numbered=True),
    "PubMed XML, elements within": Family("<a>", before=_XML, closing="</a>", after="</PubmedArticleSet>"),
    "PubMed XML, attributes": Family(' a№="b"', before=f"{_XML}<a", after="/></PubmedArticleSet>", numbered=True),
    "PubMed XML, entities": Family("&amp;", before=_XML, after="</PubmedArticleSet>"),
    "PubMed XML, unclosed": Family("<a", before=_XML),
    "PubMed XML, comments": Family("<!-- a -->", before=_XML, after="</PubmedArticleSet>"),
    "BibTeX": Family(ENTRY, numbered=True),
}


def read_records(text: str) -> None:
    """Records from elsewhere, taken into a library."""
    from dr_evidence_site.model.source import Source  # noqa: PLC0415
    from dr_evidence_site.refs import reading  # noqa: PLC0415
    from dr_evidence_site.refs.merge import plan  # noqa: PLC0415

    records, _ = reading.read(Source("a", text))
    plan([Source("references/library.bib", TWO)], records, "references/library.bib")
