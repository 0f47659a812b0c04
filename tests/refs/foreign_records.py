"""Records of invented works, laid out as each program lays out its exports."""

from __future__ import annotations

# Zotero 7, RIS: full names, T2 and J2, a date with slashes, the time of access, attachments, a note as HTML.
ZOTERO_RIS = """\
TY  - JOUR
TI  - Daily walking for example pain: a randomised trial
AU  - van der Berg, Pieter
AU  - Müller, Karl, Jr.
AU  - Example Trial Group
T2  - Journal of Worked Examples
AB  - Background: walking may help.
C2  - PMC99999902
DA  - 2021/03/25/
PY  - 2021
DO  - 10.5555/example.2021.284
DP  - PubMed
VL  - 12
IS  - 4
SP  - 284
EP  - 287
J2  - J Work Ex
LA  - eng
SN  - 1234-5679
UR  - https://journal.example.org/284
Y2  - 2026/01/15/10:20:30
L1  - files/12/Berg - 2021 - Daily walking.pdf
KW  - Pain
KW  - Walking
N1  - <div data-schema-version="9"><p>Ask Maria about the dropouts.</p></div>
ER  -

"""

# EndNote 21, RIS: its record number, issue in M1 too, pages together, “Mar” as date, accession number, notes of PubMed.
ENDNOTE_RIS = """\
TY  - JOUR
AU  - Lee, J. H.
AU  - Ortiz, M.
AU  - Example Trial Group,
C2  - Pmc99999902
DA  - Mar 25
DO  - 10.5555/example.2021.284
DP  - NLM
ET  - 20210325
IS  - 4
LA  - eng
M1  - 4
N1  - 1234-5679
Lee, Jin-Ho
Ortiz, Maria
Journal Article
Randomized Controlled Trial
Norway
PY  - 2021
SN  - 1234-5679 (Print)
1234-5679
SP  - 284-7
ST  - Daily walking
T2  - J Work Ex
TI  - Daily walking for example pain: a randomised trial
VL  - 12
AN  - 99999901
ID  - 417
ER  -


"""

# PubMed, “Save citation to file”, NBIB: wrapped lines, full and short names, an affiliation that wraps too.
PUBMED_NBIB = """\
PMID- 99999901
OWN - NLM
STAT- MEDLINE
DCOM- 20211101
IS  - 1234-5679 (Electronic)
IS  - 1234-5679 (Linking)
VI  - 12
IP  - 4
DP  - 2021 Mar 25
TI  - Daily walking for example pain in adults who sit for most of the day: a
      randomised trial.
PG  - 284-7
LID - 10.5555/example.2021.284 [doi]
AB  - BACKGROUND: Walking may help. METHODS: We asked people to walk.
CI  - (c) 2021 Example Press.
FAU - Lee, Jin-Ho
AU  - Lee JH
AD  - Department of Examples, University of Worked Examples, Example City,
      Exampleland.
FAU - King, Martin Jr
AU  - King M Jr
FAU - van der Berg, Pieter
AU  - van der Berg P
CN  - Example Trial Group
LA  - eng
PT  - Journal Article
PT  - Randomized Controlled Trial
PL  - Norway
TA  - J Work Ex
JT  - Journal of worked examples (Oslo, Norway)
JID - 9999999
SB  - IM
CIN - J Work Ex. 2021 Jun;12(6):300. PMID: 99999903
MH  - *Walking
PMC - PMC99999902
AID - S1234-5679(21)00001-1 [pii]
AID - 10.5555/example.2021.284 [doi]
PST - ppublish
SO  - J Work Ex. 2021 Mar 25;12(4):284-7. doi: 10.5555/example.2021.284.

"""
RETRACTED_NBIB = """\
PMID- 99999910
DP  - 2015 Nov-Dec
TI  - RETRACTED: Example tablets cure everything.
PG  - e64723
FAU - Muster, Max
AU  - Muster M
PT  - Journal Article
PT  - Retracted Publication
TA  - J Work Ex
JT  - Journal of worked examples
VI  - 6
EIN - J Work Ex. 2015 Dec;6(12):99. PMID: 99999911
RIN - Retraction in: J Work Ex. 2016 May 3;7(5):10. doi: 10.5555/example.2016.10. PMID:
      99999912
"""
CONCERN_NBIB = """\
PMID- 99999920
DP  - 2013
TI  - Example cells replace everything.
LID - 10.5555/example.2013.64723 [doi]
LID - e64723
AU  - Muster M
PT  - Journal Article
TA  - J Work Ex
ECI - J Work Ex. 2021 Oct 28;12(10):e0256488. PMID: 99999921
"""
NOTICE_NBIB = """\
PMID- 99999912
DP  - 2016 May 3
TI  - Retraction notice.
PT  - Retraction of Publication
TA  - J Work Ex
ROF - J Work Ex. 2015 Nov;6(11):e64723. PMID: 99999910
"""
BOOK_NBIB = """\
PMID- 99999930
STAT- Publisher
PB  - Example Press
DP  - 1993
TI  - Counting harms.
BTI - Handbook of examples
FED - Novak, Eva
ED  - Novak E
FAU - Diaz, Ana
AU  - Diaz A
PT  - Review
PT  - Book Chapter
PL  - Vienna
AID - NBK9999 [bookaccession]
"""

PUBMED_XML = """\
<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">99999901</PMID>
<Article PubModel="Print-Electronic"><Journal><ISSN IssnType="Electronic">1234-5679</ISSN><JournalIssue CitedMedium="Internet">
<Volume>12</Volume><Issue>4</Issue><PubDate><Year>2021</Year><Month>Mar</Month><Day>25</Day></PubDate></JournalIssue>
<Title>Journal of worked examples</Title><ISOAbbreviation>J. Work Ex.</ISOAbbreviation></Journal>
<ArticleTitle>Daily walking for CO<sub>2</sub> and <i>example</i> pain: a randomised trial.</ArticleTitle>
<Pagination><StartPage>284</StartPage><EndPage>287</EndPage><MedlinePgn>284-287</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="Y">10.5555/example.2021.284</ELocationID>
<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>Müller</LastName><ForeName>Karl</ForeName><Initials>K</Initials><Suffix>Jr</Suffix></Author>
<Author ValidYN="Y"><CollectiveName>Example Trial Group</CollectiveName></Author></AuthorList>
<Language>eng</Language><PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList></Article>
<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J Work Ex. 2022 May 3;13(5):10. doi: 10.5555/example.2022.10.</RefSource><PMID Version="1">99999912</PMID></CommentsCorrections></CommentsCorrectionsList></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">99999901</ArticleId><ArticleId IdType="pmc">PMC99999902</ArticleId></ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>
"""

# Zotero, BibTeX: what it has no field for comes from “Extra” as a note; files, abstract and keywords.
ZOTERO_BIBTEX = """\

@article{berg_daily_2021,
	title = {Daily walking for example pain: a randomised trial of {mRNA}},
	volume = {12},
	issn = {1234-5679},
	shorttitle = {Daily walking},
	url = {https://journal.example.org/284},
	doi = {10.5555/example.2021.284},
	abstract = {Background: walking may help.},
	language = {eng},
	number = {4},
	urldate = {2026-01-15},
	journal = {Journal of Worked Examples},
	author = {van der Berg, Pieter and M{\\"u}ller, Karl and {Example Trial Group}},
	month = mar,
	year = {2021},
	note = {PMID: 99999901
PMCID: PMC99999902},
	keywords = {Pain, Walking},
	pages = {284--287},
	file = {Full Text PDF:files/12/Berg - 2021.pdf:application/pdf},
}
"""
# EndNote, BibTeX: its record number as key, the kind of work in words as type.
ENDNOTE_BIBTEX = """\
@article{RN417,
   author = {Lee, J. H. and Ortiz, M.},
   title = {Daily walking for example pain: a randomised trial},
   journal = {J Work Ex},
   volume = {12},
   number = {4},
   pages = {284-7},
   ISSN = {1234-5679},
   DOI = {10.5555/example.2021.284},
   year = {2021},
   type = {Journal Article}
}
"""

# Zotero, CSL-JSON: years as text, PubMed's numbers in the note.
ZOTERO_CSL = """\
[
	{
		"id": "http://zotero.org/users/1/items/ABCD2345",
		"type": "article-journal",
		"abstract": "Background: walking may help.",
		"container-title": "Journal of Worked Examples",
		"container-title-short": "J Work Ex",
		"DOI": "10.5555/example.2021.284",
		"ISSN": "1234-5679",
		"issue": "4",
		"language": "eng",
		"note": "PMID: 99999901\\nPMCID: PMC99999902\\nCitation Key: berg2021walking",
		"page": "284-287",
		"source": "PubMed",
		"title": "Daily walking for example pain: a randomised trial of <i>n</i> = 1 with CO<sub>2</sub>",
		"URL": "https://journal.example.org/284",
		"volume": "12",
		"author": [{"family": "Berg", "given": "Pieter", "non-dropping-particle": "van der"}, {"literal": "Example Trial Group"}],
		"accessed": {"date-parts": [["2026", 1, 15]]},
		"issued": {"date-parts": [["2021", 3, 25]]}
	}
]
"""

CROSSREF_WORK = {
    "status": "ok",
    "message-type": "work",
    "message-version": "1.0.0",
    "message": {
        "indexed": {"date-parts": [[2026, 1, 2]]},
        "publisher": "Example Press",
        "issue": "4",
        "DOI": "10.5555/example.2021.284",
        "type": "journal-article",
        "created": {"date-parts": [[2021, 3, 1]]},
        "page": "284-287",
        "source": "Crossref",
        "title": ["Daily walking for example pain: a randomised trial &amp; more"],
        "prefix": "10.5555",
        "volume": "12",
        "author": [
            {"given": "Jin-Ho", "family": "Lee", "sequence": "first", "affiliation": []},
            {"name": "Example Trial Group", "sequence": "additional"},
        ],
        "container-title": ["Journal of Worked Examples"],
        "short-container-title": ["J Work Ex"],
        "published-online": {"date-parts": [[2021, 1, 4]]},
        "published-print": {"date-parts": [[2021, 3]]},
        "issued": {"date-parts": [[2021, 1, 4]]},
        "URL": "https://doi.org/10.5555/example.2021.284",
        "ISSN": ["1234-5679", "1234-5687"],
        "language": "en",
        "updated-by": [
            {"DOI": "10.5555/example.2021.300", "type": "correction", "label": "Correction",
             "updated": {"date-parts": [[2021, 9, 1]]}},
            {"DOI": "10.5555/example.2022.10", "type": "retraction", "label": "Retraction", "source": "retraction-watch",
             "updated": {"date-parts": [[2022, 5, 3]]}},
        ],
    },
}  # fmt: skip
