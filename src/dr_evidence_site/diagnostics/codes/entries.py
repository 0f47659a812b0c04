"""LIB: entries of the library that are alike, incomplete, unused, or not from this time."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

SAME_WORK = Code(
    "LIB001",
    Severity.WARNING,
    "Two entries for one work",
    "“{key}” has the same {name} as “{other}”.",
    "Keep one of the two entries and cite that, or correct the {name} of the other.",
    """A DOI or a number of PubMed belongs to one work. An article that cites both entries gives the same source two
numbers, and counts one study twice.

Wrong:

    @article{lee2021,  doi = {10.5555/example.2021.284}, ...}
    @article{lee2021b, doi = {10.5555/example.2021.284}, ...}

Right: one entry.
""",
)

SAME_TITLE = Code(
    "LIB002",
    Severity.WARNING,
    "Two entries that look like one work",
    "“{key}” has the same title, first author and year as “{other}”.",
    "Keep one of the two, or give each its DOI: different DOIs say that they are two works.",
    """Entries that come from two databases differ in small things and are one study. Capital letters, punctuation and
accents of the title make no difference here. Titles of fewer than four words are not compared.

Wrong:

    @article{lee2021,  title = {Daily walking for pain: a trial}, ...}
    @article{lee2021b, title = {Daily Walking for Pain. A trial}, ...}

Right: one entry.
""",
)

INCOMPLETE = Code(
    "LIB003",
    Severity.NOTE,
    "Reference with less than its type needs",
    "“{key}” has no {fields}.",
    "Add it, so that readers can find the source.",
    """Medical reference lists have a minimum for each type of source (NLM, Citing Medicine; ICMJE
recommendations): volume and pages for an article that has neither DOI nor PubMed number, a publisher for a book, an
institution for a report or thesis, an address and the day of reading for a web page, a server for a preprint, an
address for a data set, a number for a trial registration.

Wrong:

    @book{novak2020, author = {Novak, Eva}, title = {Walking}, date = {2020}}

Right:

    @book{novak2020, author = {Novak, Eva}, title = {Walking}, date = {2020}, publisher = {Example Press}}
""",
)

NO_ABBREVIATION = Code(
    "LIB004",
    Severity.NOTE,
    "Journal without its abbreviation",
    "“{journal}” stands without its abbreviation in {keys}.",
    "Add “shortjournal” with the abbreviation of the NLM catalogue.",
    """Both styles print the abbreviation of the NLM catalogue where an entry gives it, and the title in full where it
does not: one list then has both. Titles of a single word have none.

Wrong:

    journaltitle = {Journal of Worked Examples},

Right:

    journaltitle = {Journal of Worked Examples},
    shortjournal = {J Work Ex},
""",
)

UNUSED = Code(
    "LIB005",
    Severity.NOTE,
    "Entry that nothing cites",
    "No text cites “{key}”.",
    "Cite it, or remove it if it is no longer needed.",
    """An entry that no article cites is not printed. It may wait for its article, or be left over from one that was
rewritten. A library may well hold more than is cited, so `refs check` alone says this of each entry; `check` and builds
say it of a whole file, if the settings ask for LIB007.

Wrong: an entry that nobody remembers.

Right: an entry that an article rests on, or that an editor is about to use.
""",
)

FUTURE_YEAR = Code(
    "LIB006",
    Severity.WARNING,
    "Year in the future",
    "“{key}” is dated {year}.",
    "Correct the year; for a work that has not appeared, write “pubstate = {{inpress}}”.",
    """A work can carry the number of next year's volume. A later year is a slip.

Wrong:

    date = {2201},

Right:

    date = {2021},
""",
)

UNUSED_IN_FILE = Code(
    "LIB007",
    Severity.NOTE,
    "Entries that nothing cites",
    "No text cites {keys} of this file.",
    "Cite what is needed and remove what is not; `dr-evidence-site refs check` lists each of them.",
    """No article or page cites these entries, so they are not printed. They may wait for their article, or be left over
from one that was rewritten. It is said once for each file of the library, at the first of its entries that nothing
cites, and only where the settings give it a level, because many libraries are kept for more than one site:

    checks: {LIB007: note}

Wrong: entries that nobody remembers.

Right: entries that an article rests on, or that an editor is about to use.
""",
)

ALL = (SAME_WORK, SAME_TITLE, INCOMPLETE, NO_ABBREVIATION, UNUSED, FUTURE_YEAR, UNUSED_IN_FILE)
