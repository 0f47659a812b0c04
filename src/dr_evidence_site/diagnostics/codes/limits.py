"""LIM: more of something than a site takes. What is beyond a limit is never dropped without a word.

All are protected: an article could else set aside the limits that are there because of it.
"""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity


def _raise(name: str) -> str:
    return f"If so much is meant, set a higher “{name}” under “limits” in site.yaml."


NOT_A_SIZE = Code(
    "LIM001",
    Severity.ERROR,
    "Not a size",
    "“{text}” is no size that “{key}” can have: a number and kB, MB or GB, at most {most}.",
    "Write it like “2 MB”.",
    """The limits of sizes are written as a whole number and a unit: kB, MB or GB, each a thousand times the one
before. The default stands in for a value that cannot be understood.

Wrong:

    limits: {text_size: 2000000}

Right:

    limits: {text_size: 2 MB}
""",
    protected=True,
)

TOO_MANY_ARTICLES = Code(
    "LIM002",
    Severity.ERROR,
    "Too many articles",
    "The site has {count} articles and pages; at most {limit} are taken.",
    _raise("articles"),
    """A site of so many texts takes hours to build and is mostly a mistake, such as a folder of another program that
was copied into `content/articles`. The place is that of the first file beyond the limit.

Wrong: a generated folder of a million files below `content/articles`.

Right: the articles, and nothing else, in that folder.
""",
    protected=True,
)

TOO_MANY_ENTRIES = Code(
    "LIM003",
    Severity.ERROR,
    "Too many entries in the library",
    "The library has {count} entries; those from here on were not read, because at most {limit} are taken.",
    _raise("entries"),
    """The entries of all files of the library are counted together. What is beyond the limit was not read, so that
citations of it are reported as unknown, too.

Wrong: the whole export of a database as a file of the library.

Right: the sources that articles cite, and those that are about to be cited.
""",
    protected=True,
)

TOO_MANY_LINKS = Code(
    "LIM004",
    Severity.ERROR,
    "Too many links in one text",
    "This text has more than {limit} links; this is the first beyond.",
    _raise("links"),
    """Links in text, bare addresses and pictures are counted together. No reader follows so many; they are mostly an
export that was pasted into the article.

Wrong: a list of all pages of another site.

Right: a link to that list.
""",
    protected=True,
)

TOO_MANY_CITATIONS = Code(
    "LIM005",
    Severity.ERROR,
    "Too many citations in one text",
    "This text has more than {limit} citations; this is the first beyond.",
    _raise("citations"),
    """Each source in each citation is counted, so that `[@a; @b]` counts two. Every one of them is a link there and a
link back from the reference list.

Wrong: the same citation behind every word.

Right: a citation behind the statement that it supports.
""",
    protected=True,
)

TOO_MUCH_EVIDENCE = Code(
    "LIM006",
    Severity.ERROR,
    "Too many blocks of evidence in one text",
    "This text has more than {limit} blocks of evidence; this is the first beyond, and is left out.",
    _raise("evidence_blocks"),
    """Every block is drawn, compared with the words of its section, and exported.

Wrong: the evidence of a whole field on one page.

Right: an article for each question.
""",
    protected=True,
)

TOO_MANY_ROWS = Code(
    "LIM007",
    Severity.ERROR,
    "Too many rows of evidence",
    "This evidence has {count} rows; at most {limit} outcomes and studies are taken together.",
    _raise("evidence_rows"),
    """Each outcome and each of its studies is a row of a picture. So many rows cannot be seen, and the block is left
out.

Wrong: a data set of single patients, or of hundreds of studies.

Right: the studies that the pooled result is made of, or the pooled result alone.
""",
    protected=True,
)

TOO_MANY_WAIVERS = Code(
    "LIM008",
    Severity.ERROR,
    "Too many waivers in one file",
    "This file has {count} waivers; those from here on have no effect, because at most {limit} are taken.",
    _raise("waivers"),
    """A waiver is for the rare statement that a check is wrong about. An article with so many of them has the checks
switched off.

Wrong: a waiver for every sentence.

Right: sentences with their sources.
""",
    protected=True,
)

OUTPUT_TOO_LARGE = Code(
    "LIM009",
    Severity.ERROR,
    "A site that is too large",
    "The files of this site are larger than {limit} together; nothing was published.",
    _raise("output_size"),
    """The build stopped when its files had grown to the limit, and the build folder stays as it was. It keeps the
disk of the computer that builds from being filled by a mistake or by a hostile contribution.

Wrong: a picture of 30 MB in each of a thousand articles.

Right: pictures in the size in which they are shown.
""",
    protected=True,
)

TOO_MANY_FILES = Code(
    "LIM010",
    Severity.ERROR,
    "A site of too many files",
    "This site has more than {limit} files; nothing was published.",
    _raise("output_files"),
    """The build stopped when it had made so many files, and the build folder stays as it was. Many hosts take no more
than some ten or hundred thousand files for one site.

Wrong: five files for other programs beside each of a million articles.

Right: `exports: [json]`, or fewer articles.
""",
    protected=True,
)

TOO_MANY_CELLS = Code(
    "LIM011",
    Severity.ERROR,
    "Too many empty cells in tables",
    "The tables above this one have more than {limit} empty cells; from here on tables are shown as text.",
    "Make the first row of those tables shorter, or fill their rows.",
    """Rows that are shorter than the first row of their table are filled up with empty cells. A wide first row and many
short rows would make a page of hundreds of megabytes.

Wrong: a first row of a thousand pipes above a thousand rows of one cell.

Right: rows with as many cells as the first one.
""",
    protected=True,
)

ALL = (
    NOT_A_SIZE,
    TOO_MANY_ARTICLES,
    TOO_MANY_ENTRIES,
    TOO_MANY_LINKS,
    TOO_MANY_CITATIONS,
    TOO_MUCH_EVIDENCE,
    TOO_MANY_ROWS,
    TOO_MANY_WAIVERS,
    OUTPUT_TOO_LARGE,
    TOO_MANY_FILES,
    TOO_MANY_CELLS,
)
