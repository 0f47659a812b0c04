"""References that are hard to write: every type, odd names, every special character, and what is missing."""

from __future__ import annotations

from msgspec.structs import replace

from dr_evidence_site.model.reference import Integrity, Name, PartialDate, Reference, ReferenceType
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse.bibtex import bibliography

NOWHERE = Span("")
_T = ReferenceType


def ref(key: str, kind: ReferenceType = _T.ARTICLE, **values: object) -> Reference:
    return replace(Reference(key, kind, NOWHERE), **values)  # type: ignore[arg-type]


ARTICLE = ref(
    "article-2002",
    title="Vitamin D and mRNA in COVID-19: p < 0.05 for HbA1c",
    authors=(
        Name("García Márquez", "Gabriel José"),
        Name("Berg", "Jan Pieter", particle="van der"),
        Name("King", "Martin Luther", suffix="Jr"),
        Name("李", "明"),
        Name("Ødegård", "Åse"),
        Name("de Souza", "Ana"),
        Name(literal="Department of Health, Ministry of Care and Others & Co."),
    ),
    authors_incomplete=True,
    container_title="The Journal of Bones & Joints",
    container_title_short="J Bones Joints",
    issued=PartialDate(2002, 7, 25),
    volume="347",
    issue="4 Suppl 1",
    page="S284-S287",
    doi="10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
    pmid="12140307",
    pmcid="PMC1234567",
    url="https://example.org/a_b?c=1&d=%20x#y",
)
SPECIAL = ref(
    "special",
    title="100% of “{curly}” R&D_x costs $5 #1 ~a^b \\ back `` and '' -- dash",
    authors=(Name("O'Neil", "Ann-Marie"), Name("Plato"), Name("and Sons", "A."), Name("Lee, Jr", "B.")),
    container_title="J",
    issued=PartialDate(2020),
)
ONE_BRACE = ref("brace", title="An open { brace", issued=PartialDate(2020), container_title="J")
RETRACTED = ref(
    "retracted",
    title="A retracted paper",
    container_title="J",
    issued=PartialDate(2010, 3),
    page="e1234",
    integrity=Integrity.RETRACTED,
    integrity_note="Retracted on 1 May 2012.",
    note="A remark.",
)
DOUBTED = ref("doubted", title="A doubted paper", container_title="J", integrity=Integrity.CONCERN)
BOOK = ref(
    "book",
    _T.BOOK,
    title="A book",
    editors=(Name("Cruz", "María", particle="de la"), Name("Ng")),
    collection_title="Series of books; 12",
    issued=PartialDate(1999),
    edition="4th",
    publisher="A & B",
    publisher_place="St. Louis",
    volume="2",
    page="33-40",
)
CHAPTER = ref(
    "chapter",
    _T.CHAPTER,
    title="A chapter",
    authors=(Name("Writer", "Ann"),),
    editors=(Name("Ed", "Itor"),),
    container_title="The book",
    page="1-3, 7-9",
    issued=PartialDate(2001),
    publisher="Press",
)
PAPER = ref(
    "paper", _T.CONFERENCE_PAPER, title="A talk", authors=(Name("A", "B"),), container_title="Proceedings", page="10-12",
    issued=PartialDate(2015, 6, 1),
)  # fmt: skip
REPORT = ref(
    "report", _T.REPORT, title="A guideline", publisher="World Health Organization", number="12/34", genre="guideline",
    issued=PartialDate(literal="in press"),
)  # fmt: skip
WEBPAGE = ref(
    "webpage", _T.WEBPAGE, title="A page", authors=(Name(literal="Example Trust"),), container_title="Example site",
    url="https://example.org/page", accessed=PartialDate(2024, 5, 6), issued=PartialDate(2024),
)  # fmt: skip
PREPRINT = ref(
    "preprint", _T.PREPRINT, title="A preprint", authors=(Name("Early", "Bird"),), archive="medRxiv",
    number="2020.01.01.123456", doi="10.1101/2020.01.01.123456", issued=PartialDate(2020, 1, 1),
)  # fmt: skip
THESIS = ref(
    "thesis", _T.THESIS, title="A thesis", authors=(Name("Scholar", "Young"),), publisher="University",
    genre="dissertation", issued=PartialDate(2011),
)  # fmt: skip
MASTER = replace(THESIS, key="master", genre="master's thesis")
HABILITATION = replace(THESIS, key="habilitation", genre="Habilitation")
DATASET = ref(
    "dataset", _T.DATASET, title="Data", authors=(Name("Data", "Collector"),), number="1.2", publisher="Dryad",
    issued=PartialDate(2018), doi="10.5061/dryad.1",
)  # fmt: skip
TRIAL = ref(
    "trial", _T.TRIAL_REGISTRATION, title="A trial", number="NCT01234567", archive="ClinicalTrials.gov",
    url="https://clinicaltrials.gov/study/NCT01234567", issued=PartialDate(2012),
)  # fmt: skip
OTHER = ref("other", _T.OTHER, title="A leaflet", authors=(Name("Someone"),), issued=PartialDate(2000))
BARE = ref("bare", _T.OTHER)
IN_PRESS = ref(
    "in-press", title="Soon", container_title="J", issued=PartialDate(2021, literal="in press"), authors=(Name("A"),)
)

ALL = (
    ARTICLE, SPECIAL, ONE_BRACE, RETRACTED, DOUBTED, BOOK, CHAPTER, PAPER, REPORT, WEBPAGE, PREPRINT, THESIS, MASTER,
    HABILITATION, DATASET, TRIAL, OTHER, BARE, IN_PRESS,
)  # fmt: skip


def read(text: str) -> dict[str, Reference]:
    """References of a `.bib` text by our own parser, without their places."""
    found, _ = bibliography([Source("a.bib", text)])
    return {key: replace(entry, span=NOWHERE) for key, entry in found.references.items()}


def differences(one: Reference, other: Reference) -> dict[str, tuple[object, object]]:
    """The fields in which two references differ."""
    pairs = {name: (getattr(one, name), getattr(other, name)) for name in Reference.__struct_fields__}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
