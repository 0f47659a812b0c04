"""What the library reader understands: fields, names, dates, types, macros, cross-references."""

from __future__ import annotations

import pytest

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.reference import Integrity, Name, PartialDate, Reference, ReferenceType
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse.bibtex import bibliography

T = ReferenceType


def read(*texts: str) -> tuple[dict[str, Reference], list[Diagnostic]]:
    library, faults = bibliography(Source(f"{chr(97 + n)}.bib", text) for n, text in enumerate(texts))
    return dict(library.references), faults


def one(text: str) -> Reference:
    """The only entry of a library without faults."""
    references, faults = read(text)
    assert faults == []
    (reference,) = references.values()
    return reference


def fields(body: str, kind: str = "misc") -> Reference:
    """An entry with a title and the given fields, whatever else it may lack."""
    references, _ = read(f"@{kind}{{k, title = {{T}}, {body}}}")
    return references["k"]


def test_an_article_fills_every_field() -> None:
    reference = one(
        """@article{aspree-2018,
  author       = {McNeil, John J. and {ASPREE Investigator Group}},
  title        = {Effect of Aspirin},
  subtitle     = {A Trial},
  journaltitle = {New England Journal of Medicine},
  shortjournal = {N Engl J Med},
  date         = {2018-10-18},
  volume       = {379},
  number       = {16},
  pages        = {1509--1518},
  doi          = {https://doi.org/10.1056/NEJMoa1805819},
  pmid         = {30221597},
  pmcid        = {6426126},
  url          = {https://example.org/a?b=1\\&c=2},
  urldate      = {2020-01-02},
  note         = {Main report},
  integrity    = {corrected},
  integritynote = {Erratum in 2019.},
  keywords     = {guideline, other},
}"""
    )
    assert reference == Reference(
        key="aspree-2018",
        type=T.ARTICLE,
        span=Span("a.bib", 1, 1, 1, 9),
        title="Effect of Aspirin: A Trial",
        authors=(Name("McNeil", "John J."), Name(literal="ASPREE Investigator Group")),
        container_title="New England Journal of Medicine",
        container_title_short="N Engl J Med",
        issued=PartialDate(2018, 10, 18),
        accessed=PartialDate(2020, 1, 2),
        volume="379",
        issue="16",
        page="1509-1518",
        genre="guideline",
        doi="10.1056/NEJMoa1805819",
        pmid="30221597",
        pmcid="PMC6426126",
        url="https://example.org/a?b=1&c=2",
        note="Main report",
        integrity=Integrity.CORRECTED,
        integrity_note="Erratum in 2019.",
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Halpern, Scott D.", [Name("Halpern", "Scott D.")]),
        ("Scott D. Halpern", [Name("Halpern", "Scott D.")]),
        ("van Moorselaar, R. J.", [Name("Moorselaar", "R. J.", "van")]),
        ("de la Cruz, Maria", [Name("Cruz", "Maria", "de la")]),
        ("Ludwig von der Berg", [Name("Berg", "Ludwig", "von der")]),
        ("Gilstrap, III, Larry C.", [Name("Gilstrap", "Larry C.", "", "III")]),
        ("King, Jr., Martin", [Name("King", "Martin", "", "Jr.")]),
        (r"M{\"u}ller, J{\o}rgen", [Name("Müller", "Jørgen")]),
        ("{{World Health Organization}}", [Name(literal="World Health Organization")]),
        ("{Barnes and Noble, Inc.} and Smith, A.", [Name(literal="Barnes and Noble, Inc."), Name("Smith", "A.")]),
        ("Del Mar, C. B. AND Smith, J.~J.", [Name("Del Mar", "C. B."), Name("Smith", "J. J.")]),
        ("Aristotle", [Name("Aristotle")]),
        ("Åse Østergård", [Name("Østergård", "Åse")]),
    ],
)
def test_names_are_taken_apart(written: str, expected: list[Name]) -> None:
    assert fields(f"author = {{{written}}}").authors == tuple(expected)


def test_and_others_marks_the_list_as_incomplete() -> None:
    reference = fields("author = {Smith, A. and others}")
    assert (reference.authors, reference.authors_incomplete) == ((Name("Smith", "A."),), True)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("date = {2011}", PartialDate(2011)),
        ("date = {2011-05}", PartialDate(2011, 5)),
        ("date = {2011-05-03}", PartialDate(2011, 5, 3)),
        ("date = {2011-05/2011-07}", PartialDate(2011, 5)),
        ("date = {2011/}", PartialDate(2011)),
        ("date = {2011-21}", PartialDate(2011)),
        ("date = {2011~}", PartialDate(2011)),
        ("year = 2011", PartialDate(2011)),
        ("year = 2011, month = jul", PartialDate(2011, 7)),
        ("year = 2011, month = {July}", PartialDate(2011, 7)),
        ("year = 2011, month = 7, day = 25", PartialDate(2011, 7, 25)),
        ('year = 2011, month = jul # "~25"', PartialDate(2011, 7, 25)),
        ('year = 2011, month = "25~" # jul', PartialDate(2011, 7, 25)),
        ("year = 2011, month = {Jan-Feb}", PartialDate(2011, 1)),
        ("year = {2011--2012}", PartialDate(2011)),
        ("year = {in press}", PartialDate(literal="in press")),
        ("year = 2011, pubstate = {inpress}", PartialDate(2011, literal="in press")),
        ("pubstate = {forthcoming}", PartialDate(literal="forthcoming")),
    ],
)
def test_dates(body: str, expected: PartialDate) -> None:
    references, faults = read(f"@misc{{k, title = {{T}}, {body}}}")
    assert (references["k"].issued, faults) == (expected, [])


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("@article{k, journal = {BMJ}}", T.ARTICLE),
        ("@article{k, journal = {BMJ}, eprint = {2001.1}, archiveprefix = {arXiv}}", T.ARTICLE),
        ("@article{k, eprint = {2001.1}, archiveprefix = {arXiv}}", T.PREPRINT),
        ("@article{k, journal = {medRxiv}}", T.PREPRINT),
        ("@misc{k, keywords = {covid, preprint}}", T.PREPRINT),
        ("@unpublished{k}", T.PREPRINT),
        ("@book{k}", T.BOOK),
        ("@incollection{k, booktitle = {B}}", T.CHAPTER),
        ("@inbook{k, chapter = 3}", T.BOOK),
        ("@inproceedings{k, booktitle = {B}}", T.CONFERENCE_PAPER),
        ("@techreport{k}", T.REPORT),
        ("@manual{k}", T.REPORT),
        ("@online{k}", T.WEBPAGE),
        ("@www{k}", T.WEBPAGE),
        ("@phdthesis{k}", T.THESIS),
        ("@mastersthesis{k}", T.THESIS),
        ("@dataset{k}", T.DATASET),
        ("@misc{k, number = {NCT00065988}}", T.TRIAL_REGISTRATION),
        ("@misc{k, url = {https://www.isrctn.com/ISRCTN12345678}}", T.TRIAL_REGISTRATION),
        ("@online{k, type = {Trial registration}}", T.TRIAL_REGISTRATION),
        ("@misc{k, url = {https://example.org}}", T.WEBPAGE),
        (r"@misc{k, howpublished = {\url{https://example.org}}}", T.WEBPAGE),
        ("@misc{k}", T.OTHER),
        ("@spaceship{k}", T.OTHER),
    ],
)
def test_entry_types(entry: str, expected: ReferenceType) -> None:
    references, _ = read(entry)
    assert references["k"].type is expected


@pytest.mark.parametrize(
    ("body", "field", "expected"),
    [
        ("location = {London}", "publisher_place", "London"),
        ("address = {London}", "publisher_place", "London"),
        ("organization = {WHO}", "publisher", "WHO"),
        ("eid = {e1001}", "page", "e1001"),
        ("articleno = {12}", "page", "12"),
        ("pages = {12 – 15, 20}", "page", "12-15, 20"),
        ("eprint = {123456}, eprinttype = {pmid}", "pmid", "123456"),
        ("eprint = {PMC77}, eprinttype = {pmc}", "pmcid", "PMC77"),
        ("eprint = {1702.01006v1}, archiveprefix = {arXiv}", "url", "https://arxiv.org/abs/1702.01006v1"),
        ("eprint = {1702.01006v1}, archiveprefix = {arXiv}", "archive", "arXiv"),
        ("number = {NCT00065988}", "archive", "ClinicalTrials.gov"),
        (r"doi = {10.1000/a\_b{\_}c}", "doi", "10.1000/a_b_c"),
        ("doi = {doi: 10.1000/xyz.}", "doi", "10.1000/xyz"),
        (r"url = {https://a.org/~x/50\%25}", "url", "https://a.org/~x/50%25"),
        (r"howpublished = {\url{https://a.org/b}}", "url", "https://a.org/b"),
        ("howpublished = {Leaflet}", "note", "Leaflet"),
        ("version = {2.1}", "number", "2.1"),
        ("author = {A}, type = {Letter}", "genre", "Letter"),
    ],
)
def test_fields_and_their_other_names(body: str, field: str, expected: str) -> None:
    assert getattr(fields(body), field) == expected


def test_a_dataset_keeps_its_version_and_a_thesis_its_school() -> None:
    assert fields("version = {3}", "dataset").number == "3"
    thesis = fields("school = {Uppsala University}, year = 2001, author = {A, B}", "phdthesis")
    assert (thesis.publisher, thesis.genre) == ("Uppsala University", "dissertation")


def test_series_and_supplements() -> None:
    chapter = fields("booktitle = {B}, series = {Lecture Notes}, number = 12", "incollection")
    assert (chapter.collection_title, chapter.issue, chapter.number) == ("Lecture Notes; 12", "", "")
    assert fields("number = 12, issue = {Suppl 7}", "article").issue == "12 Suppl 7"


def test_strings_hold_for_all_files_and_in_any_case() -> None:
    references, faults = read(
        '@article{k, title = lead # ": " # {end}, journal = NEJM, author = {}, year = 2000}',
        '@string{lead = "Begin"} @STRING(nejm = {N Engl J Med})',
    )
    assert faults == []
    assert (references["k"].title, references["k"].container_title) == ("Begin: end", "N Engl J Med")


def test_comments_preambles_and_text_between_entries_are_passed_over() -> None:
    references, faults = read(
        'Written by me@example.org {\n@comment{ @misc{no, title={No}} }\n@preamble{"\\newcommand{\\x}{}"}\n'
        "% @ alone\n@misc{yes, title={Yes}}\n"
    )
    assert (list(references), faults) == (["yes"], [])


def test_several_entries_may_share_a_line_and_parentheses_enclose_one() -> None:
    references, faults = read('@misc{a, title={A}} @misc(b, title = "B (b)", note = {:)})@Misc {c,title={C},}')
    assert ({key: r.title for key, r in references.items()}, faults) == ({"a": "A", "b": "B (b)", "c": "C"}, [])


def test_crossref_gives_what_the_entry_lacks() -> None:
    references, faults = read(
        """@incollection{meltzer, crossref = {genetic}, author = {Meltzer, P. S.}, title = {Chromosomes},
  pages = {93--113}}
@book{Genetic, title = {The genetic basis}, editor = {Vogelstein, B.}, publisher = {McGraw-Hill},
  address = {New York}, year = 2002, doi = {10.1000/book}, note = {The book's}}"""
    )
    chapter = references["meltzer"]
    assert faults == []
    assert (chapter.title, chapter.container_title) == ("Chromosomes", "The genetic basis")
    assert (chapter.publisher, chapter.publisher_place, chapter.issued) == (
        "McGraw-Hill",
        "New York",
        PartialDate(2002),
    )
    assert chapter.editors == (Name("Vogelstein", "B."),)
    assert (chapter.doi, chapter.note) == ("", "")


def test_a_crossref_never_changes_a_date_that_is_given() -> None:
    references, _ = read(
        "@incollection{a, crossref = {b}, title = {A}, author = {A, B}, year = 2001}"
        "@book{b, title = {B}, author = {A, B}, date = {1999-05}}"
    )
    assert references["a"].issued == PartialDate(2001)


def test_crossrefs_in_a_circle_end() -> None:
    references, _ = read("@book{a, crossref = {b}, title = {A}} @book{b, crossref = {a}, title = {B}, year = 2000}")
    assert references["a"].issued == PartialDate(2000)


def test_latex_is_decoded_in_every_text_field() -> None:
    reference = fields(r"journal = {Caf\'e \& {BMJ}}, publisher = {{\O}rsted}, note = {50\% of x$^2$}", "article")
    assert (reference.container_title, reference.publisher, reference.note) == ("Café & BMJ", "Ørsted", "50% of x²")


def test_an_empty_file_is_an_empty_library() -> None:
    assert read("", "  \n", "only a comment") == ({}, [])


def test_windows_line_ends_count_once() -> None:
    references, _ = read("\r\n\r\n  @misc{k,\r\n title = {T}}")
    assert references["k"].span == Span("a.bib", 3, 3, 3, 8)
