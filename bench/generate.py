"""Made-up articles and references of any number; the same index gives the same article in every run."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SEED = "dr-evidence-site benchmark 1"
FIRST_DAY = "2026-01-01"
AUDIENCES = {"patient": "Patient or carer", "clinician": "Health professional"}
EDITABLE = "This paragraph was last edited in round 0."
"""A sentence that stands once in each article; the runner changes its number."""

REFERENCES_PER_ARTICLE = (14, 20)
CITATIONS_PER_ARTICLE = 25
ARTICLES_PER_TOPIC = 50
"""Each article has two topics, so a topic page lists about 100 articles, however large the site is."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A journal article that does not exist."""

    key: str
    authors: tuple[tuple[str, str], ...]
    """Family name and initials."""
    title: str
    """Unique in the library, free of characters that BibTeX, Markdown or HTML would read as markup."""
    journal: str
    short: str
    year: int
    volume: int
    number: int
    pages: tuple[int, int]
    doi: str
    pmid: int


@dataclass(frozen=True, slots=True)
class Cited:
    """One group of citations: keys with the page cited, or None."""

    items: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The same thing said once for each audience."""

    patient: str
    clinician: str


@dataclass(frozen=True, slots=True)
class LinkTo:
    """A link to another article, perhaps to one of its headings."""

    slug: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Important words."""

    text: str


Inline = str | Cited | Words | LinkTo | Strong
Line = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 or 3."""

    level: int
    line: Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of sentences."""

    line: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    """An unordered list."""

    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first row is its head."""

    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """Blocks for one audience (`patient`, `clinician`) or a callout (`bottom-line`, `caution`, `note`)."""

    name: str
    blocks: tuple[Paragraph | Bullets | Box, ...]


Block = Heading | Paragraph | Bullets | Table | Box


@dataclass(frozen=True, slots=True)
class Article:
    """One article, in no generator's format."""

    slug: str
    title: str
    question: str
    updated: str
    topics: tuple[str, str]
    blocks: tuple[Block, ...]


_SYLLABLES = (
    "bel", "cor", "dun", "fer", "gal", "hol", "jan", "kel", "lom", "mar", "nor", "pel", "ros", "sil", "tav", "vel",
)  # fmt: skip
_ENDINGS = ("amide", "atin", "azole", "idine", "imab", "ipril", "olol", "oxane")
_CONDITIONS = (
    "asthma",
    "back pain",
    "eczema",
    "gout",
    "heart failure",
    "high blood pressure",
    "migraine",
    "osteoarthritis",
    "psoriasis",
    "sinusitis",
    "tinnitus",
    "type 2 diabetes",
)
_OUTCOMES = (
    "admission to hospital",
    "days off work",
    "falls",
    "nausea",
    "pain at six weeks",
    "quality of life",
    "relapse within a year",
    "sleep",
    "stroke",
    "walking distance",
)
_GROUPS = (
    "adults over 65",
    "adults with other long-term conditions",
    "children of school age",
    "people in primary care",
    "people in care homes",
    "pregnant women",
)
_AREAS = (
    "bone", "brain", "cancer", "child", "eye", "gut", "heart", "joint", "kidney", "lung", "mind", "nerve", "skin",
    "sleep", "women's",
)  # fmt: skip
_JOURNALS = (
    ("Archives of Applied Medicine", "Arch Appl Med"),
    ("Evidence and Practice", "Evid Pract"),
    ("International Journal of Primary Care", "Int J Prim Care"),
    ("Journal of Clinical Trials and Reviews", "J Clin Trials Rev"),
    ("Northern Medical Journal", "North Med J"),
    ("Review of Public Health", "Rev Public Health"),
)

_STATEMENTS = (
    "The certainty of the evidence on {outcome} is low, because few {group} took part and many were lost to follow-up",
    "No trial compared {drug} with usual care in {group}, and observational studies of {outcome} disagree",
    "After {few} weeks the difference in {outcome} between {drug} and placebo had become too small to matter",
    "Results for {group} were similar when *{drug}* was given at half the dose, although {outcome} was rarely measured",
)
_CLAIMS = (
    "In {few} trials with {many} {group}, {drug} changed {outcome} in {few} of 1,000 people",
    "A meta-analysis found {few} fewer events per 1,000 {group} for {outcome}, with wide intervals",
)
"""Sentences that need a source, as an editor writes them: never without one."""


def _random(*parts: object) -> random.Random:
    return random.Random(":".join((SEED, *map(str, parts))))


def _drug(rnd: random.Random) -> str:
    return rnd.choice(_SYLLABLES) + rnd.choice(_SYLLABLES) + rnd.choice(_ENDINGS)


def slug(index: int) -> str:
    """The file name of an article, without its ending."""
    return f"article-{index:06d}"


def key(index: int) -> str:
    """The citation key of a reference."""
    return f"study-{index:05d}"


def reference(index: int) -> Reference:
    """The reference of this index."""
    rnd = _random("reference", index)
    journal, short = rnd.choice(_JOURNALS)
    authors = tuple(
        (
            (rnd.choice(_SYLLABLES) + rnd.choice(_SYLLABLES)).capitalize(),
            "".join(rnd.choices("ABCDEFGHJKLMNPRST", k=rnd.randint(1, 2))),
        )
        for _ in range(rnd.randint(2, 9))
    )
    page = rnd.randint(1, 1800)
    title = (
        f"{_drug(rnd).capitalize()} compared with {_drug(rnd)} for {rnd.choice(_CONDITIONS)} in {rnd.choice(_GROUPS)}:"
        f" a randomised trial with {rnd.randint(120, 9800)} participants, report {index:05d}"
    )
    return Reference(
        key(index), authors, title, journal, short, rnd.randint(1998, 2025), rnd.randint(1, 400), rnd.randint(1, 12),
        (page, page + rnd.randint(3, 15)), f"10.5555/bench.{index:05d}", 30_000_000 + index,
    )  # fmt: skip


def cited(index: int, references: int) -> list[int]:
    """The indexes of the references that an article cites."""
    rnd = _random("cited", index, references)
    return rnd.sample(range(references), rnd.randint(*REFERENCES_PER_ARTICLE))


def citing(reference_index: int, articles: int, references: int) -> Iterator[int]:
    """The indexes of the articles that cite a reference."""
    return (index for index in range(articles) if reference_index in cited(index, references))


def article(index: int, articles: int, references: int) -> Article:
    """The article of this index, of a site with so many articles and references."""
    rnd = _random("article", index)
    writer = _Writer(rnd, [key(number) for number in cited(index, references)])
    condition, group = rnd.choice(_CONDITIONS), rnd.choice(_GROUPS)
    drug, other = _drug(rnd), _drug(rnd)
    # The other articles are near ones, so that a site of any size has the same links.
    links = [slug((index + step) % articles) for step in (1, 7, 19)]
    topics = max(2, articles // ARTICLES_PER_TOPIC)
    blocks: tuple[Block, ...] = (
        Box("bottom-line", (
            Box("patient", (writer.paragraph(2, claims=False),)),
            Box("clinician", (writer.paragraph(2, claims=False),)),
        )),
        Heading(2, ("What was studied",)),
        writer.paragraph(3),
        writer.paragraph(3, cites=1),
        Bullets(tuple(writer.sentences(1) for _ in range(4))),
        Heading(2, ("Benefits of ", Words(f"taking {drug}", f"{drug} 20 mg daily"))),
        Box("patient", (writer.paragraph(3),)),
        Box("clinician", (writer.paragraph(3), Bullets(tuple(writer.sentences(1, cites=0) for _ in range(3))))),
        Paragraph((
            *writer.sentences(2, cites=1),
            " See also ", LinkTo(links[0], "harms", "the harms of another treatment"), ".",
        )),
        Heading(3, ("Effect by outcome",)),
        Table(((("Outcome",), (drug,), (other,), ("Effect",)), *(writer.row(cited=number < 2) for number in range(6)))),
        Heading(2, ("Harms",)),
        writer.paragraph(3),
        Box("caution", (Paragraph((
            "Tell your ", Words("doctor", "patient's other prescribers"), " about ",
            Strong("every other medicine"), ". ",
            *writer.sentences(1),
        )),)),
        Bullets(tuple(
            (*writer.sentences(1, cites=0), " ", Words("This is common.", "Several trials say so.")) for _ in range(4)
        )),
        Heading(3, ("Rare harms",)),
        writer.paragraph(3, cites=1),
        Heading(2, ("Who this applies to",)),
        Paragraph((
            *writer.sentences(2, cites=1),
            " It differs for ", LinkTo(links[1], "", f"another group than {group}"), ".",
        )),
        Box("note", (writer.paragraph(2, cites=1),)),
        Heading(2, ("Guidance",)),
        Box("patient", (Bullets(tuple(writer.sentences(1) for _ in range(2))),)),
        Box("clinician", (writer.paragraph(3, cites=1),)),
        Heading(2, ("Limits of the evidence",)),
        writer.paragraph(3, cites=1),
        Paragraph((
            EDITABLE, " Older evidence is in ", LinkTo(links[2], "what-was-studied", "an earlier summary"), ". ",
            *writer.the_rest(),
        )),
    )  # fmt: skip
    first, second = (index % topics, (index * 7 + 1) % topics)
    return Article(
        slug=slug(index),
        title=f"{drug.capitalize()} or {other} for {condition}",
        question=f"Does {drug} help {group} with {condition} more than {other} does?",
        updated=f"2026-{rnd.randint(1, 4):02d}-{rnd.randint(1, 28):02d}",
        topics=(_topic(first), _topic(second if second != first else (first + 1) % topics)),
        blocks=blocks,
    )


def _topic(number: int) -> str:
    area = _AREAS[number % len(_AREAS)]
    return f"{area} health {number // len(_AREAS) + 1}"


class _Writer:
    """Sentences for one article; its references are cited in the order drawn, then drawn again."""

    def __init__(self, rnd: random.Random, keys: Sequence[str]) -> None:
        self._rnd = rnd
        self._keys = keys
        self._used = 0
        self._drawn = 0

    def citation(self) -> Cited:
        """The next group: one reference, sometimes two or three; one item in four names a page."""
        self._used += 1
        items: dict[str, int | None] = {}
        for _ in range(self._rnd.choice((1, 1, 1, 2, 3))):
            name = self._keys[self._drawn] if self._drawn < len(self._keys) else self._rnd.choice(self._keys)
            self._drawn += 1
            items.setdefault(name, self._rnd.randint(2, 1800) if self._rnd.random() < 0.25 else None)
        return Cited(tuple(items.items()))

    def sentences(self, count: int, *, cites: int | None = None, claims: bool = True) -> Line:
        """So many sentences, of which `cites` (all but one, and at least one, when not given) end in a citation.

        Only these may be claims, and none is where there shall be no claims.
        """
        cites = max(1, count - 1) if cites is None else cites
        parts: list[Inline] = []
        for number in range(count):
            has_source = number < cites and self._used < CITATIONS_PER_ARTICLE - 1
            templates = _STATEMENTS + _CLAIMS if has_source and claims else _STATEMENTS
            parts.append((" " if number else "") + self._sentence(templates))
            if has_source:
                parts += [" ", self.citation()]
            parts.append(".")
        return tuple(parts)

    def paragraph(self, count: int, *, cites: int | None = None, claims: bool = True) -> Paragraph:
        """A paragraph of so many sentences."""
        return Paragraph(self.sentences(count, cites=cites, claims=claims))

    def row(self, *, cited: bool) -> tuple[Line, ...]:
        """A row of a table of outcomes."""
        rnd = self._rnd
        if not cited:
            return ((rnd.choice(_OUTCOMES),), ("rarely measured",), ("never measured",), ("unknown",))
        ratio = f"RR 0.{rnd.randint(50, 98)}, 95% CI 0.{rnd.randint(30, 49)} to 1.{rnd.randint(10, 30)}"
        return (
            (rnd.choice(_OUTCOMES), " ", self.citation()),
            (f"{rnd.randint(10, 90)} in 1,000",),
            (f"{rnd.randint(10, 90)} in 1,000",),
            (Words("a small difference", ratio),),
        )

    def the_rest(self) -> Line:
        """One sentence with all that is left to cite."""
        parts: list[Inline] = [self._sentence(_STATEMENTS)]
        while self._used < CITATIONS_PER_ARTICLE:
            parts += [" ", self.citation()]
        left = self._keys[self._drawn :]
        if left:
            parts += [" ", Cited(tuple((name, None) for name in left))]
        return (*parts, ".")

    def _sentence(self, templates: Sequence[str]) -> str:
        rnd = self._rnd
        template = rnd.choice(templates)
        return template.format(
            drug=_drug(rnd),
            outcome=rnd.choice(_OUTCOMES),
            group=rnd.choice(_GROUPS),
            few=rnd.randint(2, 40),
            many=rnd.randint(200, 9900),
        )
