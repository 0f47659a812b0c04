"""AMA style against published examples.

"AMA 11" are examples printed in the AMA Manual of Style, 11th edition, chapter 3; "guide" those of university library
guides to that edition (East Carolina, Southern Indiana, Saskatchewan Health Authority); "own" is composed after the
manual's rules.
"""

from __future__ import annotations

import pytest

from dr_evidence_site.model.config import ReferenceStyle
from dr_evidence_site.model.reference import Name, Reference, ReferenceType
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse.bibtex import bibliography
from dr_evidence_site.render.styles import as_html, as_text, format_reference

AMA = ReferenceStyle.AMA

SAMPLES = [
    (
        "AMA 11: article with DOI",
        "@article{k, author={Kitajima, T. S. and Kawashima, S. A. and Watanabe, Y.}, title={The conserved kinetochore "
        "protein shugoshin protects centromeric cohesion during meiosis}, journal={Nature}, year=2004, volume=427,"
        "number=6974, pages={510-7}, doi={10.1038/nature02312}}",
        "Kitajima TS, Kawashima SA, Watanabe Y. The conserved kinetochore protein shugoshin protects centromeric "
        "cohesion during meiosis. Nature. 2004;427(6974):510-517. doi:10.1038/nature02312",
    ),
    (
        "guide: more than six authors, no issue",
        "@article{k, author={Liu, Z. and Tang, W. and Liu, J. and Han, Y. and Yan, Q. and Dong, Y. and Liu, X.},"
        "title={A novel sprayable thermosensitive hydrogel coupled with zinc modified metformin promotes the healing "
        "of "
        "skin wound}, journal={Bioact Mater}, year=2022, volume=20, pages={610--626},"
        "doi={10.1016/j.bioactmat.2022.06.008}, pmid={1}}",
        "Liu Z, Tang W, Liu J, et al. A novel sprayable thermosensitive hydrogel coupled with zinc modified metformin "
        "promotes the healing of skin wound. Bioact Mater. 2022;20:610-626. doi:10.1016/j.bioactmat.2022.06.008",
    ),
    (
        "own: article read online, without DOI",
        "@article{k, author={Miles, L. F.}, title={Experience}, journal={PLOS ONE}, year=2022, volume=17, number=2,"
        "eid={e0263386}, urldate={2022-07-22}, url={https://example.org/a}}",
        "Miles LF. Experience. PLOS ONE. 2022;17(2):e0263386. Accessed July 22, 2022. https://example.org/a",
    ),
    (
        "own: article ahead of print",
        "@article{k, author={Køber, L. and others}, title={Guidelines}, journal={Eur Heart J}, date={2026-08-28},"
        "doi={10.1093/eurheartj/ehag100}}",
        "Køber L, et al. Guidelines. Eur Heart J. Published online August 28, 2026. doi:10.1093/eurheartj/ehag100",
    ),
    (
        "own: supplements, and a PMID where nothing else leads to the source",
        "@article{k, author={Geraud, G. and {Group}}, title={Safety?}, journal={Headache}, year=2002, volume=42, "
        "number=3,"
        "issue={Suppl 2}, pages={S93-9}, pmid={12028325}}",
        "Geraud G; Group. Safety? Headache. 2002;42(3)(suppl 2):S93-S99. PMID:12028325",
    ),
    (
        "own: journal without volume or issue",
        "@article{k, author={}, title={Outreach}, journal={HRSA Careaction}, date={2002-06}, pages={1-6}}",
        "Outreach. HRSA Careaction. June 2002:1-6.",
    ),
    (
        "AMA 11: edited book",
        "@book{k, editor={Etzel, R. A. and Balk, S. J.}, title={Pediatric Environmental Health}, publisher={American "
        "Academy of Pediatrics}, location={Elk Grove Village}, year=2011}",
        "Etzel RA, Balk SJ, eds. Pediatric Environmental Health. American Academy of Pediatrics; 2011.",
    ),
    (
        "AMA 11: more than six editors, edition",
        "@book{k, editor={Adkinson, Jr, N. F. and Bochner, B. S. and Burks, W. and Busse, W. W. and Holgate, S. T. and "
        "Lemanske, R. F. and O'Hehir, R. E.}, title={Middleton's Allergy: Principles and Practice}, edition=8,"
        "publisher={Saunders}, year=2014}",
        "Adkinson NF Jr, Bochner BS, Burks W, et al, eds. Middleton's Allergy: Principles and Practice. 8th ed. "
        "Saunders; 2014.",
    ),
    (
        "AMA 11: book by one author",
        "@book{k, author={Sacks, O.}, title={Hallucinations}, publisher={Alfred A Knopf}, year=2012}",
        "Sacks O. Hallucinations. Alfred A Knopf; 2012.",
    ),
    (
        "AMA 11: book by a group",
        "@book{k, author={{Australian Technical Advisory Group on Immunisation (ATAGI)}}, title={The Australian "
        "Immunisation Handbook}, edition={10th}, publisher={Australian Government Dept of Health}, year=2015}",
        "Australian Technical Advisory Group on Immunisation (ATAGI). The Australian Immunisation Handbook. 10th ed. "
        "Australian Government Dept of Health; 2015.",
    ),
    (
        "own: chapter",
        "@incollection{k, author={Prince, M. and Glozier, N.}, title={Measuring disability}, editor={Regier, D. A.},"
        "booktitle={The Conceptual Evolution of {DSM-5}}, publisher={American Psychiatric Publishing Inc}, year=2011,"
        "pages={189-227}}",
        "Prince M, Glozier N. Measuring disability. In: Regier DA, ed. The Conceptual Evolution of DSM-5. American "
        "Psychiatric Publishing Inc; 2011:189-227.",
    ),
    (
        "guide: dissertation",
        "@phdthesis{k, author={Austin, L. D.}, title={Oral Status of Residents of Long-term Care Facilities in "
        "Kentucky},"
        "school={University of Louisville}, year=2009}",
        "Austin LD. Oral Status of Residents of Long-term Care Facilities in Kentucky. Dissertation. University of "
        "Louisville; 2009.",
    ),
    (
        "own: report and guideline",
        "@report{k, author={{National Institute for Health}}, title={Guideline}, number={NG1}, institution={NICE},"
        "date={2019-11}, urldate={2020-01-11}, url={https://www.nice.org.uk/guidance/ng1}, keywords={guideline}}",
        "National Institute for Health. Guideline. NICE; 2019. Report NG1. Accessed January 11, 2020. "
        "https://www.nice.org.uk/guidance/ng1",
    ),
    (
        "AMA 11: web site",
        "@online{k, author={{International Society for Infectious Diseases}}, title={ProMED-mail}, "
        "urldate={2016-02-10},"
        "url={http://www.promedmail.org}}",
        "International Society for Infectious Diseases. ProMED-mail. Accessed February 10, 2016. "
        "http://www.promedmail.org",
    ),
    (
        "own: preprint",
        "@misc{k, author={Keast, M. and Bonacci, J. and Fox, A.}, title={Geometric variation}, eprinttype={bioRxiv},"
        "eprint={1}, date={2022-08-19}, doi={10.1101/2022.08.19.1}}",
        "Keast M, Bonacci J, Fox A. Geometric variation. bioRxiv. Preprint posted online August 19, 2022. "
        "doi:10.1101/2022.08.19.1",
    ),
    (
        "guide: trial registration",
        "@misc{k, title={Evaluation of phage therapy for the treatment of Escherichia coli and Pseudomonas aeruginosa "
        "wound infections in burned patients (PHAGOBURN)}, number={NCT02116010}, date={2015-07-23}, "
        "urldate={2016-10-13},"
        "url={https://www.clinicaltrials.gov/ct2/show/NCT02116010}}",
        "Evaluation of phage therapy for the treatment of Escherichia coli and Pseudomonas aeruginosa wound infections "
        "in burned patients (PHAGOBURN). ClinicalTrials.gov identifier: NCT02116010. Updated July 23, 2015. Accessed "
        "October 13, 2016. https://www.clinicaltrials.gov/ct2/show/NCT02116010",
    ),
    (
        "own: data set",
        "@dataset{k, author={Smith, A.}, title={Trial data}, version={2}, publisher={Zenodo}, date={2020-02-01},"
        "doi={10.5281/zenodo.1}}",
        "Smith A. Trial data. Dataset. Version 2. Zenodo. February 1, 2020. doi:10.5281/zenodo.1",
    ),
    (
        "own: conference paper",
        "@inproceedings{k, author={Lee, A.}, title={A paper}, booktitle={Proceedings of the Meeting}, publisher={ACM},"
        "year=2001, pages={3--9}}",
        "Lee A. A paper. In: Proceedings of the Meeting. ACM; 2001:3-9.",
    ),
]


@pytest.mark.parametrize(("entry", "expected"), [s[1:] for s in SAMPLES], ids=[s[0] for s in SAMPLES])
def test_published_samples(entry: str, expected: str) -> None:
    found, faults = bibliography([Source("a.bib", entry)])
    assert faults == []
    assert as_text(format_reference(found.references["k"], AMA)) == expected


@pytest.mark.parametrize(
    ("kind", "italic"),
    [
        (ReferenceType.ARTICLE, ["J Abbr"]),
        (ReferenceType.BOOK, ["The title."]),
        (ReferenceType.REPORT, ["The title."]),
        (ReferenceType.THESIS, ["The title."]),
        (ReferenceType.CHAPTER, ["Journal"]),
        (ReferenceType.WEBPAGE, []),
    ],
)
def test_journals_and_books_are_italic(kind: ReferenceType, italic: list[str]) -> None:
    reference = Reference(
        "k", kind, Span("a"), title="The title", container_title="Journal", container_title_short="J Abbr", volume="1"
    )
    found = [run.text for run in format_reference(reference, AMA) if run.italic]
    assert [text.rstrip(".") for text in found] == [text.rstrip(".") for text in italic]


@pytest.mark.parametrize(
    ("count", "incomplete", "group", "expected"),
    [
        (6, False, False, "A A, B A, C A, D A, E A, F A."),
        (7, False, False, "A A, B A, C A, et al."),
        (5, True, False, "A A, B A, C A, et al."),
        (7, False, True, "A A, B A, C A, et al; The Group."),
    ],
)
def test_three_authors_are_named_of_seven(count: int, incomplete: bool, group: bool, expected: str) -> None:
    authors = tuple(Name(letter, "A.") for letter in "ABCDEFG"[:count]) + ((Name(literal="The Group"),) * group)
    reference = Reference("k", ReferenceType.ARTICLE, Span("a"), authors=authors, authors_incomplete=incomplete)
    assert as_text(format_reference(reference, AMA)) == expected


def test_links_lead_to_doi_and_pubmed() -> None:
    entry = (
        "@article{k, author={}, title={T}, journal={J}, year=2000, doi={10.1000/a<b>;2-#?}, pmid={12}, pmcid={PMC3}}"
    )
    reference = bibliography([Source("a.bib", entry)])[0].references["k"]
    doi = '<a href="https://doi.org/10.1000/a%3Cb%3E;2-%23%3F">10.1000/a&lt;b&gt;;2-#?</a>'
    assert as_html(format_reference(reference, AMA)) == f"T. <i>J</i>. 2000. doi:{doi}"
    assert as_html(format_reference(reference, ReferenceStyle.VANCOUVER)) == (
        f"T. J. 2000. doi: {doi}. "
        'PubMed PMID: <a href="https://pubmed.ncbi.nlm.nih.gov/12/">12</a>; '
        'PubMed Central PMCID: <a href="https://pmc.ncbi.nlm.nih.gov/articles/PMC3/">PMC3</a>.'
    )
