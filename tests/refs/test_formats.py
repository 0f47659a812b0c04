"""Records as other programs write them: what is taken from each, and what is left out."""

from __future__ import annotations

import json
import time

import foreign_records as samples
import pytest
import rispy
from msgspec.structs import replace

from dr_evidence_site.model.reference import Integrity, Name, PartialDate, Reference, ReferenceType
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.refs import reading, values
from dr_evidence_site.refs.entry import entry
from dr_evidence_site.refs.incoming import Incoming
from dr_evidence_site.refs.tagged import records

_T = ReferenceType
GROUP = Name(literal="Example Trial Group")


def read(text: str) -> list[Incoming]:
    found, faults = reading.read(Source("a", text))
    assert faults == []
    return found


def only(text: str) -> Incoming:
    (record,) = read(text)
    return replace(record, reference=replace(record.reference, span=Span("")))


def codes(text: str) -> list[tuple[str, int, int]]:
    return [(fault.code, fault.span.line, fault.span.column) for fault in reading.read(Source("a", text))[1]]


def article(**values: object) -> Reference:
    whole = Reference(
        "", _T.ARTICLE, Span(""), title="Daily walking for example pain: a randomised trial", volume="12", issue="4",
        issued=PartialDate(2021, 3, 25), page="284-287", doi="10.5555/example.2021.284", pmcid="PMC99999902",
        container_title="Journal of Worked Examples", container_title_short="J Work Ex",
    )  # fmt: skip
    return replace(whole, **values)  # type: ignore[arg-type]


def test_ris_of_zotero() -> None:
    record = only(samples.ZOTERO_RIS)
    assert record.reference == article(
        authors=(Name("Berg", "Pieter", "van der"), Name("Müller", "Karl", suffix="Jr."), GROUP),
        url="https://journal.example.org/284",
        accessed=PartialDate(2026, 1, 15),
    )
    assert dict(record.extra) == {"issn": "1234-5679"}
    assert record.left_out == ("notes", "abstract", "keywords", "files")


def test_ris_of_endnote() -> None:
    record = only(samples.ENDNOTE_RIS)
    assert record.reference == article(
        key="417",
        authors=(Name("Lee", "J. H."), Name("Ortiz", "M."), GROUP),
        container_title="J Work Ex",
        container_title_short="",
        page="284-7",
        pmid="99999901",
    )
    assert record.left_out == ("notes",)


def test_nbib_of_pubmed() -> None:
    record = only(samples.PUBMED_NBIB)
    assert record.reference == article(
        title="Daily walking for example pain in adults who sit for most of the day: a randomised trial",
        authors=(Name("Lee", "Jin-Ho"), Name("King", "Martin", suffix="Jr"), Name("Berg", "Pieter", "van der"), GROUP),
        container_title="Journal of worked examples",
        page="284-7",
        pmid="99999901",
    )
    assert record.left_out == ("abstract", "keywords")


@pytest.mark.parametrize(
    ("text", "integrity", "note"),
    [
        (
            samples.RETRACTED_NBIB,
            Integrity.RETRACTED,
            "Retraction: J Work Ex. 2016 May 3;7(5):10. doi: 10.5555/example.2016.10. PMID: 99999912.",
        ),
        (
            samples.CONCERN_NBIB,
            Integrity.CONCERN,
            "Expression of concern: J Work Ex. 2021 Oct 28;12(10):e0256488. PMID: 99999921.",
        ),
        (
            samples.RETRACTED_NBIB.split("RIN")[0]
            .replace("PT  - Retracted Publication\n", "")
            .replace("RETRACTED: ", ""),
            Integrity.CORRECTED,
            "Correction: J Work Ex. 2015 Dec;6(12):99. PMID: 99999911.",
        ),
        (samples.RETRACTED_NBIB.split("EIN")[0], Integrity.RETRACTED, ""),
        (samples.NOTICE_NBIB, None, ""),
    ],
)
def test_marks_of_pubmed(text: str, integrity: Integrity | None, note: str) -> None:
    reference = only(text).reference
    assert (reference.integrity, reference.integrity_note) == (integrity, note)


def test_a_retracted_article_and_its_details() -> None:
    reference = only(samples.RETRACTED_NBIB).reference
    assert (reference.title, reference.issued) == ("Example tablets cure everything", PartialDate(2015, 11))
    assert only(samples.CONCERN_NBIB).reference.page == "e64723"
    assert only(samples.CONCERN_NBIB).reference.authors == (Name("Muster", "M"),)


def test_a_notice_is_said_to_be_one() -> None:
    (note,) = only(samples.NOTICE_NBIB).notes
    assert note.about("muster-2016", Span("a")).message == (
        "“muster-2016” is a notice (retraction) about another work: J Work Ex. 2015 Nov;6(11):e64723. PMID: 99999910."
    )


def test_a_chapter_of_pubmed() -> None:
    assert only(samples.BOOK_NBIB).reference == Reference(
        "", _T.CHAPTER, Span(""), title="Counting harms", authors=(Name("Diaz", "Ana"),), editors=(Name("Novak", "Eva"),),
        container_title="Handbook of examples", publisher="Example Press", publisher_place="Vienna", pmid="99999930",
        issued=PartialDate(1993), url="https://www.ncbi.nlm.nih.gov/books/NBK9999/",
    )  # fmt: skip


def test_xml_of_pubmed() -> None:
    assert only(samples.PUBMED_XML).reference == article(
        title="Daily walking for CO₂ and example pain: a randomised trial",
        authors=(Name("Müller", "Karl", suffix="Jr"), GROUP),
        container_title="Journal of worked examples",
        pmid="99999901",
        integrity=Integrity.RETRACTED,
        integrity_note="Retraction: J Work Ex. 2022 May 3;13(5):10. doi: 10.5555/example.2022.10. PMID: 99999912.",
    )


def test_bibtex_of_zotero() -> None:
    record = only(samples.ZOTERO_BIBTEX)
    assert record.reference == article(
        key="berg_daily_2021",
        title="Daily walking for example pain: a randomised trial of mRNA",
        authors=(Name("Berg", "Pieter", "van der"), Name("Müller", "Karl"), GROUP),
        container_title_short="",
        issued=PartialDate(2021, 3),
        url="https://journal.example.org/284",
        accessed=PartialDate(2026, 1, 15),
        pmid="99999901",
    )
    assert dict(record.extra) == {"issn": "1234-5679"}
    assert record.left_out == ("shorttitle", "abstract", "language", "file")


def test_bibtex_of_endnote() -> None:
    record = only(samples.ENDNOTE_BIBTEX)
    assert record.reference == article(
        key="RN417", authors=(Name("Lee", "J. H."), Name("Ortiz", "M.")), container_title="J Work Ex",
        container_title_short="", issued=PartialDate(2021), page="284-7", pmcid="",
    )  # fmt: skip


def test_csl_json_of_zotero() -> None:
    record = only(samples.ZOTERO_CSL)
    assert record.reference == article(
        key="berg2021walking",
        title="Daily walking for example pain: a randomised trial of n = 1 with CO₂",
        authors=(Name("Berg", "Pieter", "van der"), GROUP),
        url="https://journal.example.org/284",
        accessed=PartialDate(2026, 1, 15),
        pmid="99999901",
    )
    assert record.left_out == ("abstract",)


def test_a_work_of_crossref() -> None:
    record = only(json.dumps(samples.CROSSREF_WORK))
    assert record.reference == article(
        title="Daily walking for example pain: a randomised trial & more",
        authors=(Name("Lee", "Jin-Ho"), GROUP),
        issued=PartialDate(2021, 3),
        pmcid="",
        integrity=Integrity.RETRACTED,
        integrity_note="Retraction: 2022-05-03, doi:10.5555/example.2022.10.",
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"update-to": [{"DOI": "10.5555/x", "type": "retraction"}]}, ["REF014"]),
        ({"type": "posted-content", "subtype": "preprint", "institution": [{"name": "medRxiv"}],
          "relation": {"is-preprint-of": [{"id-type": "doi", "id": "10.5555/x", "asserted-by": "subject"}]}}, ["REF019"]),
        ({"relation": {"has-preprint": [{"id-type": "doi", "id": "10.5555/x"}]}}, []),
        ({"DOI": "see publisher"}, ["REF005"]),
    ],
)  # fmt: skip
def test_what_is_said_of_a_work_of_crossref(change: dict[str, object], code: list[str]) -> None:
    record = only(json.dumps(samples.CROSSREF_WORK["message"] | change))  # type: ignore[operator]
    assert [note.code.id for note in record.notes] == code
    if "institution" in change:
        assert (record.reference.type, record.reference.archive) == (_T.PREPRINT, "medRxiv")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", [("REF003", 1, 1)]),
        ("[]", [("REF003", 1, 1)]),
        ("1. Hviid A. Measles. 2019.", [("REF001", 1, 1)]),
        ("<html>PubmedX", [("REF001", 1, 1)]),
        ('[{"title": "A"},\n  {"title": "B"', [("REF002", 2, 16)]),
        ('[{"title": "A"}, 3]', [("REF002", 1, 1)]),
        ("<PubmedArticleSet>\n<PubmedArticle></Pub", [("REF002", 2, 16)]),
        ("TY  - JOUR\nER  - \n\nTY  - JOUR\nAU  - Lee, J\nER  - \n", [("REF020", 1, 1), ("REF020", 4, 1)]),
        ("PMID- 1\n\nPMID- 2\nTI  - A.\n", [("REF002", 1, 1)]),
        ("@article{a,\n  title = {A,\n}\n", [("BIB001", 1, 1)]),
        ('[\n {"id": "a", "type": "book"},\n {"id": "b", "title": "T"}\n]', [("REF020", 2, 1)]),
    ],
)
def test_files_that_are_faulty(text: str, faults: list[tuple[str, int, int]]) -> None:
    assert codes(text) == faults


@pytest.mark.parametrize(
    ("data", "name", "faults"),
    [
        ("\ufeffTY  - JOUR\nTI  - Müller\n".encode(), "Müller", []),
        ("TY  - JOUR\nTI  - Müller\n".encode("cp1252"), "Müller", ["REF004"]),
        ("TY  - JOUR\r\nTI  - Müller\r\n".encode("utf-16"), "Müller", ["REF004"]),
    ],
)
def test_encodings(data: bytes, name: str, faults: list[str]) -> None:
    source, found = reading.decoded("a", data)
    assert [fault.code for fault in found] == faults
    assert only(source.text).reference.title == name


@pytest.mark.parametrize(
    ("kind", "lines", "expected"),
    [
        ("GEN", "T2  - J\nVL  - 1\n", _T.ARTICLE),
        ("GEN", "", _T.OTHER),
        ("UNPB", "M3  - preprint\nPB  - medRxiv\n", _T.PREPRINT),
        ("MANSCPT", "", _T.OTHER),
        ("JOUR", "T2  - medRxiv\n", _T.PREPRINT),
        ("CHAP", "T2  - Book\n", _T.CHAPTER),
        ("CONF", "C3  - Proceedings\n", _T.CONFERENCE_PAPER),
        ("RPRT", "", _T.REPORT),
        ("ELEC", "", _T.WEBPAGE),
        ("XYZ", "", _T.OTHER),
    ],
)
def test_types_of_ris(kind: str, lines: str, expected: ReferenceType) -> None:
    assert only(f"TY  - {kind}\nTI  - A title\n{lines}ER  - \n").reference.type is expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("García Márquez, Gabriel José", Name("García Márquez", "Gabriel José")),
        ("van der Berg, Jan", Name("Berg", "Jan", "van der")),
        ("King, Martin, Jr", Name("King", "Martin", suffix="Jr")),
        ("King, Jr., Martin", Name("King", "Martin", suffix="Jr.")),
        ("World Health Organization", Name(literal="World Health Organization")),
        ("World Health Organization,", Name(literal="World Health Organization")),
        ("UNICEF", Name(literal="UNICEF")),
        ("Plato", Name("Plato")),
        ("A, B, C, D", Name(literal="A, B, C, D")),
        ("", None),
    ],
)
def test_names(text: str, name: Name | None) -> None:
    assert values.inverted(text) == name


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2002/07/25/", PartialDate(2002, 7, 25)),
        ("2002///", PartialDate(2002)),
        ("2002///in press", PartialDate(2002, literal="in press")),
        ("2002-07", PartialDate(2002, 7)),
        ("2002 Jul 25", PartialDate(2002, 7, 25)),
        ("2015 Nov-Dec", PartialDate(2015, 11)),
        ("2020 Dec-2021 Jan", PartialDate(2020, 12)),
        ("2002 Winter", PartialDate(2002)),
        ("25 July 2002", PartialDate(2002, 7, 25)),
        ("2002 Feb 31", PartialDate(2002, 2)),
        ("2002/13/01", PartialDate(2002)),
        ("soon", None),
    ],
)
def test_dates(text: str, date: PartialDate | None) -> None:
    assert values.date(text) == date


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("A trial.", "A trial"),
        ("[Translated title].", "Translated title"),
        ("Cancer in the U.S.", "Cancer in the U.S."),
        ("Does it help?", "Does it help?"),
    ],
)
def test_the_period_of_a_title(title: str, bare: str) -> None:
    assert values.without_period(title) == bare


@pytest.mark.parametrize("text", [samples.ZOTERO_RIS, samples.ZOTERO_RIS + samples.ENDNOTE_RIS])
def test_lines_are_read_as_rispy_reads_them(text: str) -> None:
    """Where the two agree: every record, its names, title, date and numbers."""
    theirs = rispy.loads(text)
    ours = records(Source("a", text), "TY", "ER")
    assert len(ours) == len(theirs)
    for record, other in zip(ours, theirs, strict=True):
        assert record.all("AU") == other["authors"]
        assert (record.first("TI"), record.first("PY"), record.first("VL")) == (
            other["title"],
            other["year"],
            other["volume"],
        )
        assert record.first("DO") == other["doi"]


def test_ris_in_the_older_tags_of_publishers() -> None:
    """T1, A1, JF, JA, Y1, N2 and a DOI in M3: Ovid, Cochrane and ScienceDirect have written so."""
    record = only(
        "TY  - JOUR\nT1  - Daily walking for example pain: a randomised trial\nA1  - Lee, Jin-Ho\nY1  - 2021/03/25/\n"
        "JF  - Journal of Worked Examples\nJA  - J Work Ex\nVL  - 12\nIS  - 4\nSP  - 284\nEP  - 287\nN2  - Background.\n"
        "M3  - doi: 10.5555/example.2021.284\nUR  - https://doi.org/10.5555/example.2021.284\nER  - \n"
    )
    assert record.reference == article(authors=(Name("Lee", "Jin-Ho"),), pmcid="")
    assert record.left_out == ("abstract",)


def test_time_is_linear_in_hostile_text() -> None:
    """Doubled text takes less than four times as long, or hardly any time at all."""

    def seconds(text: str) -> float:
        start = time.perf_counter()
        found, _ = reading.read(Source("a", text))
        for record in found:
            entry(record.reference)
        return time.perf_counter() - start

    for start, piece in [
        ("TY  - JOUR\nTI  - T\nAB  - ", "more\n"),
        ("TY  - JOUR\nTI  - ", "."),
        ("TY  - JOUR\nTI  - ", "<a"),
        ("TY  - JOUR\nTI  - ", "<sup>"),
        ("PMID- 1\nTI  - T\nAB  - ", "      more\n"),
        ("PMID- 1\nTI  - ", "RETRACTED "),
        ("TY  - JOUR\nTI  - T\nN1  - ", "PMID: "),
        ("TY  - JOUR\nTI  - T\nAU  - ", "a,"),
        ("TY  - JOUR\nTI  - T\nSP  - ", "-"),
        ('[{"title": "', "{"),
        ("[", "["),
    ]:
        small, large = seconds(start + piece * 5_000), seconds(start + piece * 10_000)
        assert large < max(4 * small, 0.2), (start, piece, small, large)


def test_a_last_record_without_an_end_is_read() -> None:
    assert only("TY  - JOUR\nTI  - A title").reference.title == "A title"
