"""Vancouver style against published sample references.

"ICMJE" are NLM's "Samples of Formatted References for Authors of Journal Articles", to which the ICMJE
recommendations refer; "Citing Medicine" is NLM's style guide; "own" is composed after its rules.
"""

from __future__ import annotations

import pytest

from dr_evidence_site.model.config import ReferenceStyle
from dr_evidence_site.model.reference import Name, PartialDate, Reference, ReferenceType
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse.bibtex import bibliography
from dr_evidence_site.render.styles import as_text, format_reference
from dr_evidence_site.render.styles.parts import edition, initials, pages_full, pages_short

SAMPLES = [
    (
        "ICMJE 1: standard article",
        "@article{k, author={Halpern, Scott D. and Ubel, Peter A. and Caplan, Arthur L.},"
        "title={Solid-organ transplantation in {HIV}-infected patients}, journal={N Engl J Med}, year=2002, month=jul,"
        "day=25, volume=347, number=4, pages={284--287}}",
        "Halpern SD, Ubel PA, Caplan AL. Solid-organ transplantation in HIV-infected patients. N Engl J Med. "
        "2002 Jul 25;347(4):284-7.",
    ),
    (
        "ICMJE 1: month and issue left out, continuous pagination",
        "@article{k, author={Halpern, SD and Ubel, PA and Caplan, AL},"
        "title={Solid-organ transplantation in HIV-infected patients}, journal={N Engl J Med}, year=2002, volume=347,"
        "pages={284-7}}",
        "Halpern SD, Ubel PA, Caplan AL. Solid-organ transplantation in HIV-infected patients. N Engl J Med. "
        "2002;347:284-7.",
    ),
    (
        "ICMJE 1: more than six authors",
        "@article{k, author={Rose, M. E. and Huerbin, M. B. and Melick, J. and Marion, D. W. and Palmer, A. M. and "
        "Schiding, J. K. and Kochanek, P. M.}, title={Regulation of interstitial excitatory amino acid concentrations "
        "after cortical contusion injury}, journal={Brain Res}, date={2002}, volume=935, number={1-2}, pages={40--46}}",
        "Rose ME, Huerbin MB, Melick J, Marion DW, Palmer AM, Schiding JK, et al. Regulation of interstitial "
        "excitatory amino acid concentrations after cortical contusion injury. Brain Res. 2002;935(1-2):40-6.",
    ),
    (
        "ICMJE 1: PubMed number and registration number",
        "@article{k, author={Trachtenberg, F and Maserejian, NN and Soncini, JA and Hayes, C and Tavares, M},"
        "title={Does fluoride in compomers prevent future caries in children?}, journal={J Dent Res}, date={2009-03},"
        "volume=88, number=3, pages={276-279}, pmid={19329464}, note={ClinicalTrials.gov registration number: "
        "NCT00065988}}",
        "Trachtenberg F, Maserejian NN, Soncini JA, Hayes C, Tavares M. Does fluoride in compomers prevent future "
        "caries in children? J Dent Res. 2009 Mar;88(3):276-9. PubMed PMID: 19329464. ClinicalTrials.gov "
        "registration number: NCT00065988.",
    ),
    (
        "ICMJE 2: organization as author",
        "@article{k, author={{Diabetes Prevention Program Research Group}}, title={Hypertension, insulin, and "
        "proinsulin in participants with impaired glucose tolerance}, journal={Hypertension}, year=2002, volume=40,"
        "number=5, pages={679--686}}",
        "Diabetes Prevention Program Research Group. Hypertension, insulin, and proinsulin in participants with "
        "impaired glucose tolerance. Hypertension. 2002;40(5):679-86.",
    ),
    (
        "ICMJE 3: persons and an organization",
        "@article{k, author={Vallancien, G. and Emberton, M. and Harving, N. and van Moorselaar, R. J. and "
        "{Alf-One Study Group}}, title={Sexual dysfunction in 1,274 {European} men suffering from lower urinary tract "
        "symptoms}, journal={J Urol}, year=2003, volume=169, number=6, pages={2257--2261}}",
        "Vallancien G, Emberton M, Harving N, van Moorselaar RJ; Alf-One Study Group. Sexual dysfunction in 1,274 "
        "European men suffering from lower urinary tract symptoms. J Urol. 2003;169(6):2257-61.",
    ),
    (
        "ICMJE 4: no author",
        "@article{k, author={}, title={21st century heart solution may have a sting in the tail}, journal={BMJ},"
        "year=2002, volume=325, number=7357, pages=184}",
        "21st century heart solution may have a sting in the tail. BMJ. 2002;325(7357):184.",
    ),
    (
        "ICMJE 5: article not in English",
        "@article{k, author={Ellingsen, A. E. and Wilhelmsen, I.}, title={Sykdomsangst blant medisin- og "
        "jusstudenter}, journal={Tidsskr Nor Laegeforen}, year=2002, volume=122, number=8, pages={785-787},"
        "note={Norwegian}}",
        "Ellingsen AE, Wilhelmsen I. Sykdomsangst blant medisin- og jusstudenter. Tidsskr Nor Laegeforen. "
        "2002;122(8):785-7. Norwegian.",
    ),
    (
        "ICMJE 6: volume with supplement",
        "@article{k, author={Geraud, G. and Spierings, E. L. and Keywood, C.}, title={Tolerability and safety of "
        "frovatriptan with short- and long-term use for treatment of migraine and in comparison with sumatriptan},"
        "journal={Headache}, year=2002, volume=42, number={Suppl 2}, pages={S93--S99}}",
        "Geraud G, Spierings EL, Keywood C. Tolerability and safety of frovatriptan with short- and long-term use "
        "for treatment of migraine and in comparison with sumatriptan. Headache. 2002;42 Suppl 2:S93-9.",
    ),
    (
        "ICMJE 7: issue with supplement",
        "@article{k, author={Glauser, T. A.}, title={Integrating clinical trial data into clinical practice},"
        "journal={Neurology}, year=2002, volume=58, number=12, issue={Suppl 7}, pages={S6--S12}}",
        "Glauser TA. Integrating clinical trial data into clinical practice. Neurology. 2002;58(12 Suppl 7):S6-12.",
    ),
    (
        "ICMJE 8: volume with part",
        "@article{k, author={Abend, S. M. and Kulish, N.}, title={The psychoanalytic method from an epistemological "
        "viewpoint}, journal={Int J Psychoanal}, year=2002, volume=83, number={Pt 2}, pages={491-495}}",
        "Abend SM, Kulish N. The psychoanalytic method from an epistemological viewpoint. Int J Psychoanal. "
        "2002;83(Pt 2):491-5.",
    ),
    (
        "ICMJE 10: issue without volume",
        "@article{k, author={Banit, D. M. and Kaufer, H. and Hartford, J. M.}, title={Intraoperative frozen section "
        "analysis in revision total joint arthroplasty}, journal={Clin Orthop}, year=2002, number=401,"
        "pages={230-238}}",
        "Banit DM, Kaufer H, Hartford JM. Intraoperative frozen section analysis in revision total joint "
        "arthroplasty. Clin Orthop. 2002;(401):230-8.",
    ),
    (
        "ICMJE 11: no volume or issue",
        "@article{k, author={}, title={Outreach: bringing {HIV}-positive individuals into care}, journal={HRSA "
        "Careaction}, year=2002, month=jun, pages={1-6}}",
        "Outreach: bringing HIV-positive individuals into care. HRSA Careaction. 2002 Jun:1-6.",
    ),
    (
        "ICMJE 12: roman numerals",
        "@article{k, author={Chadwick, R. and Schuklenk, U.}, title={The politics of ethical consensus finding},"
        "journal={Bioethics}, year=2002, volume=16, number=2, pages={iii-v}}",
        "Chadwick R, Schuklenk U. The politics of ethical consensus finding. Bioethics. 2002;16(2):iii-v.",
    ),
    (
        "ICMJE 13: type of article, supplement",
        "@article{k, author={Lofwall, M. R. and Strain, E. C. and Brooner, R. K. and Kindbom, K. A. and Bigelow, G. "
        "E.},"
        "title={Characteristics of older methadone maintenance (MM) patients}, type={abstract}, journal={Drug Alcohol "
        "Depend}, year=2002, volume=66, issue={Suppl 1}, pages={S105}}",
        "Lofwall MR, Strain EC, Brooner RK, Kindbom KA, Bigelow GE. Characteristics of older methadone maintenance "
        "(MM) patients [abstract]. Drug Alcohol Depend. 2002;66 Suppl 1:S105.",
    ),
    (
        "ICMJE: article with DOI, PMID and PMCID",
        "@article{k, author={Zhang, M. and Holman, C. D. and Price, S. D. and Sanfilippo, F. M. and Preen, D. B. and "
        "Bulsara, M. K.}, title={Comorbidity and repeat admission to hospital for adverse drug reactions in older "
        "adults: retrospective cohort study}, journal={BMJ}, date={2009-01-07}, volume=338, eid={a2752},"
        "doi={10.1136/bmj.a2752}, pmid={19129307}, pmcid={PMC2615549}}",
        "Zhang M, Holman CD, Price SD, Sanfilippo FM, Preen DB, Bulsara MK. Comorbidity and repeat admission to "
        "hospital for adverse drug reactions in older adults: retrospective cohort study. BMJ. 2009 Jan 7;338:a2752. "
        "doi: 10.1136/bmj.a2752. PubMed PMID: 19129307; PubMed Central PMCID: PMC2615549.",
    ),
    (
        "ICMJE: article on the Internet",
        "@article{k, author={Abood, S.}, title={Quality improvement initiative in nursing homes: the {ANA} acts in an "
        "advisory role}, journal={Am J Nurs}, date={2002-06}, urldate={2002-08-12}, volume=102, number=6, "
        "pages={[about 1 "
        "p.]}, url={http://www.nursingworld.org/AJN/2002/june/Wawatch.htm}}",
        "Abood S. Quality improvement initiative in nursing homes: the ANA acts in an advisory role. Am J Nurs "
        "[Internet]. 2002 Jun [cited 2002 Aug 12];102(6):[about 1 p.]. Available from: "
        "http://www.nursingworld.org/AJN/2002/june/Wawatch.htm",
    ),
    (
        "ICMJE: forthcoming article",
        "@article{k, author={Tian, D. and Araki, H. and Stahl, E. and Bergelson, J. and Kreitman, M.}, "
        "title={Signature "
        "of balancing selection in {Arabidopsis}}, journal={Proc Natl Acad Sci U S A}, year=2002,"
        "pubstate={forthcoming}}",
        "Tian D, Araki H, Stahl E, Bergelson J, Kreitman M. Signature of balancing selection in Arabidopsis. "
        "Proc Natl Acad Sci U S A. Forthcoming 2002.",
    ),
    (
        "ICMJE: personal authors of a book",
        "@book{k, author={Murray, P. R. and Rosenthal, K. S. and Kobayashi, G. S. and Pfaller, M. A.}, title={Medical "
        "microbiology}, edition=4, address={St. Louis}, publisher={Mosby}, year=2002}",
        "Murray PR, Rosenthal KS, Kobayashi GS, Pfaller MA. Medical microbiology. 4th ed. St. Louis: Mosby; 2002.",
    ),
    (
        "ICMJE: editors of a book",
        "@book{k, editor={Gilstrap, III, Larry C. and Cunningham, F. G. and VanDorsten, J. P.}, title={Operative "
        "obstetrics}, edition={Second}, location={New York}, publisher={McGraw-Hill}, date={2002}}",
        "Gilstrap LC 3rd, Cunningham FG, VanDorsten JP, editors. Operative obstetrics. 2nd ed. New York: "
        "McGraw-Hill; 2002.",
    ),
    (
        "ICMJE: authors and editor of a book",
        "@book{k, author={Breedlove, G. K. and Schorfheide, A. M.}, editor={Wieczorek, R. R.}, title={Adolescent "
        "pregnancy}, edition={2nd}, location={White Plains (NY)}, publisher={March of Dimes Education Services},"
        "year=2001}",
        "Breedlove GK, Schorfheide AM. Adolescent pregnancy. 2nd ed. Wieczorek RR, editor. White Plains (NY): March "
        "of Dimes Education Services; 2001.",
    ),
    (
        "ICMJE: chapter in a book",
        "@incollection{k, author={Meltzer, P. S. and Kallioniemi, A. and Trent, J. M.}, title={Chromosome alterations "
        "in "
        "human solid tumors}, crossref={genetic}, pages={93--113}}"
        "@book{genetic, editor={Vogelstein, B. and Kinzler, K. W.}, title={The genetic basis of human cancer},"
        "location={New York}, publisher={McGraw-Hill}, year=2002}",
        "Meltzer PS, Kallioniemi A, Trent JM. Chromosome alterations in human solid tumors. In: Vogelstein B, "
        "Kinzler KW, editors. The genetic basis of human cancer. New York: McGraw-Hill; 2002. p. 93-113.",
    ),
    (
        "ICMJE: conference proceedings",
        "@proceedings{k, editor={Harnden, P. and Joffe, J. K. and Jones, W. G.}, title={Germ cell tumours V. "
        "Proceedings "
        "of the 5th Germ Cell Tumour Conference; 2001 Sep 13-15; Leeds, UK}, location={New York}, publisher={Springer},"
        "year=2002}",
        "Harnden P, Joffe JK, Jones WG, editors. Germ cell tumours V. Proceedings of the 5th Germ Cell Tumour "
        "Conference; 2001 Sep 13-15; Leeds, UK. New York: Springer; 2002.",
    ),
    (
        "ICMJE: conference paper",
        "@inproceedings{k, author={Christensen, S. and Oppacher, F.}, title={An analysis of Koza's computational "
        "effort "
        "statistic for genetic programming}, editor={Foster, J. A. and Lutton, E. and Miller, J. and Ryan, C. and "
        "Tettamanzi, A. G.}, booktitle={Genetic programming. EuroGP 2002: Proceedings of the 5th European Conference "
        "on "
        "Genetic Programming; 2002 Apr 3-5; Kinsdale, Ireland}, location={Berlin}, publisher={Springer}, year=2002,"
        "pages={182--191}}",
        "Christensen S, Oppacher F. An analysis of Koza's computational effort statistic for genetic programming. In: "
        "Foster JA, Lutton E, Miller J, Ryan C, Tettamanzi AG, editors. Genetic programming. EuroGP 2002: Proceedings "
        "of the 5th European Conference on Genetic Programming; 2002 Apr 3-5; Kinsdale, Ireland. Berlin: Springer; "
        "2002. p. 182-91.",
    ),
    (
        "ICMJE: report, with contract and sponsor as the note",
        "@techreport{k, author={Russell, M. L. and Goth-Goldstein, R. and Apte, M. G. and Fisk, W. J.}, title={Method "
        "for "
        "measuring the size distribution of airborne {Rhinovirus}}, address={Berkeley (CA)}, institution={Lawrence "
        "Berkeley National Laboratory, Environmental Energy Technologies Division}, year=2002, month=jan,"
        "number={LBNL49574}, note={Contract No.: DEAC0376SF00098. Sponsored by the Department of Energy}}",
        "Russell ML, Goth-Goldstein R, Apte MG, Fisk WJ. Method for measuring the size distribution of airborne "
        "Rhinovirus. Berkeley (CA): Lawrence Berkeley National Laboratory, Environmental Energy Technologies "
        "Division; 2002 Jan. Report No.: LBNL49574. Contract No.: DEAC0376SF00098. Sponsored by the Department of "
        "Energy.",
    ),
    (
        "ICMJE: dissertation",
        "@phdthesis{k, author={Borkowski, M. M.}, title={Infant sleep and feeding: a telephone survey of {Hispanic "
        "Americans}}, address={Mount Pleasant (MI)}, school={Central Michigan University}, year=2002}",
        "Borkowski MM. Infant sleep and feeding: a telephone survey of Hispanic Americans [dissertation]. Mount "
        "Pleasant (MI): Central Michigan University; 2002.",
    ),
    (
        "ICMJE: book on the Internet",
        "@book{k, editor={Foley, K. M. and Gelband, H.}, title={Improving palliative care for cancer},"
        "location={Washington}, publisher={National Academy Press}, year=2001, urldate={2002-07-09},"
        "url={http://www.nap.edu/books/0309074029/html/}}",
        "Foley KM, Gelband H, editors. Improving palliative care for cancer [Internet]. Washington: National Academy "
        "Press; 2001 [cited 2002 Jul 9]. Available from: http://www.nap.edu/books/0309074029/html/.",
    ),
    (
        "Citing Medicine: preprint (its page count left out)",
        "@misc{k, author={Bar, D. Z. and Atkatsh, K. and Tavarez, U. and Erdos, M. R. and Gruenbaum, Y. and Collins, "
        "F. S.},"
        "title={Biotinylation by antibody recognition- A novel method for proximity labeling}, eprint={069187},"
        "eprinttype={biorxiv}, date={2016-08-11}, urldate={2017-01-12},"
        "url={https://www.biorxiv.org/content/10.1101/069187v1}, doi={10.1101/069187}}",
        "Bar DZ, Atkatsh K, Tavarez U, Erdos MR, Gruenbaum Y, Collins FS. Biotinylation by antibody recognition- A "
        "novel method for proximity labeling. bioRxiv 069187 [Preprint]. 2016 Aug 11 [cited 2017 Jan 12]. Available "
        "from: https://www.biorxiv.org/content/10.1101/069187v1 doi: 10.1101/069187.",
    ),
    (
        "ICMJE: preprint at arXiv (its page count left out)",
        "@article{k, author={Alvarez, R.}, title={Near Optimal Neural Network Estimator for Spectral x-ray Photon "
        "Counting Data with Pileup}, eprint={1702.01006v1}, archiveprefix={arXiv}, year=2017, urldate={2017-02-09},"
        "url={https://arxiv.org/abs/1702.01006}}",
        "Alvarez R. Near Optimal Neural Network Estimator for Spectral x-ray Photon Counting Data with Pileup. "
        "arXiv:1702.01006v1 [Preprint]. 2017 [cited 2017 Feb 9]. Available from: https://arxiv.org/abs/1702.01006",
    ),
    (
        "own: guideline as a report by a group",
        "@report{k, author={{World Health Organization}}, type={guideline}, title={WHO guideline for care},"
        "location={Geneva}, institution={World Health Organization}, date={2022}, urldate={2023-01-02},"
        "url={https://www.who.int/publications/i/item/1}}",
        "World Health Organization. WHO guideline for care [Internet]. Geneva: World Health Organization; 2022 "
        "[cited 2023 Jan 2]. Available from: https://www.who.int/publications/i/item/1",
    ),
    (
        "own: data set",
        "@dataset{k, author={Smith, A.}, title={Trial data}, version={2}, publisher={Zenodo}, date={2020-02-01},"
        "urldate={2021-03-04}, doi={10.5281/zenodo.1}, url={https://zenodo.org/record/1}}",
        "Smith A. Trial data [dataset]. Version 2. Zenodo; 2020 Feb 1 [cited 2021 Mar 4]. Available from: "
        "https://zenodo.org/record/1 doi: 10.5281/zenodo.1.",
    ),
    (
        "own, after Citing Medicine's form for a part of a database: trial registration",
        "@misc{k, title={Study of care}, number={NCT00065988}, location={Bethesda (MD)}, publisher={National Library "
        "of "
        "Medicine (US)}, date={2006-02-03}, urldate={2007-11-29}, url={https://clinicaltrials.gov/study/NCT00065988}}",
        "ClinicalTrials.gov [Internet]. Bethesda (MD): National Library of Medicine (US). Identifier NCT00065988, "
        "Study "
        "of care; 2006 Feb 3 [cited 2007 Nov 29]. Available from: https://clinicaltrials.gov/study/NCT00065988",
    ),
]


@pytest.mark.parametrize(("entry", "expected"), [s[1:] for s in SAMPLES], ids=[s[0] for s in SAMPLES])
def test_published_samples(entry: str, expected: str) -> None:
    found, faults = bibliography([Source("a.bib", entry)])
    assert faults == []
    assert as_text(format_reference(found.references["k"], ReferenceStyle.VANCOUVER)) == expected


def test_a_web_site_with_a_copyright_date() -> None:
    """ICMJE's Cancer-Pain.org, without the date of its update, which the model has no place for."""
    reference = Reference(
        key="k",
        type=ReferenceType.WEBPAGE,
        span=Span("a.bib"),
        title="Cancer-Pain.org",
        publisher_place="New York",
        publisher="Association of Cancer Online Resources, Inc.",
        issued=PartialDate(literal="c2000-01"),
        accessed=PartialDate(2002, 7, 9),
        url="http://www.cancer-pain.org/",
    )
    assert as_text(format_reference(reference, ReferenceStyle.VANCOUVER)) == (
        "Cancer-Pain.org [Internet]. New York: Association of Cancer Online Resources, Inc.; c2000-01 "
        "[cited 2002 Jul 9]. Available from: http://www.cancer-pain.org/."
    )


@pytest.mark.parametrize(
    ("count", "incomplete", "group", "expected"),
    [
        (6, False, False, "A A, B A, C A, D A, E A, F A."),
        (7, False, False, "A A, B A, C A, D A, E A, F A, et al."),
        (2, True, False, "A A, B A, et al."),
        (7, False, True, "A A, B A, C A, D A, E A, F A, et al; The Group."),
        (0, False, True, "The Group."),
    ],
)
def test_six_authors_are_named(count: int, incomplete: bool, group: bool, expected: str) -> None:
    authors = tuple(Name(letter, "A.") for letter in "ABCDEFG"[:count]) + ((Name(literal="The Group"),) * group)
    reference = Reference("k", ReferenceType.BOOK, Span("a"), authors=authors, authors_incomplete=incomplete)
    assert as_text(format_reference(reference, ReferenceStyle.VANCOUVER)) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Why?", "Why? BMJ."),
        ("Stop!", "Stop! BMJ."),
        ("Etc.", "Etc. BMJ."),
        ("He asked “why?”", "He asked “why?” BMJ."),
        ("A (why?)", "A (why?). BMJ."),
        ("“Care”", "“Care”. BMJ."),
    ],
)
def test_a_sentence_ends_once(title: str, expected: str) -> None:
    reference = Reference("k", ReferenceType.ARTICLE, Span("a"), title=title, container_title="BMJ")
    assert as_text(format_reference(reference, ReferenceStyle.VANCOUVER)) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Scott D.", "SD"),
        ("SD", "SD"),
        ("S.D.", "SD"),
        ("Jean-Pierre", "JP"),
        ("J.-P.", "JP"),
        ("JOHN", "J"),
        ("Élodie Ørn", "ÉØ"),
        ("anna", "A"),
        ("", ""),
    ],
)
def test_initials(given: str, expected: str) -> None:
    assert initials(given) == expected


@pytest.mark.parametrize(
    ("written", "short", "full"),
    [
        ("284-287", "284-7", "284-287"),
        ("284-7", "284-7", "284-287"),
        ("1519-1528", "1519-28", "1519-1528"),
        ("93-113", "93-113", "93-113"),
        ("S93-S99", "S93-9", "S93-S99"),
        ("S93-9", "S93-9", "S93-S99"),
        ("e964-e999", "e964-99", "e964-e999"),
        ("99-101", "99-101", "99-101"),
        ("5-5", "5", "5-5"),
        ("iii-v", "iii-v", "iii-v"),
        ("CD000219", "CD000219", "CD000219"),
        ("395-398, 400", "395-8, 400", "395-398, 400"),
        ("8A-13A", "8A-13A", "8A-13A"),
        ("", "", ""),
    ],
)
def test_pages(written: str, short: str, full: str) -> None:
    assert (pages_short(written), pages_full(written)) == (short, full)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2", "2nd ed"),
        ("Fourth", "4th ed"),
        ("11th edition", "11th ed"),
        ("12", "12th ed"),
        ("103", "103rd ed"),
        ("1st ed.", ""),
        ("1", ""),
        ("First", ""),
        ("Rev. ed.", "Rev. ed"),
        ("", ""),
    ],
)
def test_editions(written: str, expected: str) -> None:
    assert edition(written) == expected
