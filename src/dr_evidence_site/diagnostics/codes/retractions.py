"""RET: sources that were retracted, questioned or corrected, and the snapshot of notices that says so."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

RETRACTED = Code(
    "RET001",
    Severity.ERROR,
    "Citation of a retracted source",
    "“{key}” was retracted{when}, and this citation does not say so.",
    "Take the source out, or, if the text is about the retraction, say so in the brackets: [@{key}, retracted].",
    """A retracted publication supports nothing. What was retracted is known from the entry (`integrity = {retracted}`)
or from `references/retractions.csv`. A text may still tell what became of such a source. Then the citation says it,
for readers and for this check: a word such as “retracted” or “retraction” before or behind the key, in any language
of the interface.

Wrong:

    The drug halved mortality [@muster2015].

Right:

    A report of 2015 was taken back by its journal [@muster2015, retracted].
""",
    protected=True,
)

CONCERN = Code(
    "RET002",
    Severity.WARNING,
    "Citation of a source with an expression of concern",
    "The journal has published an expression of concern about “{key}”{when}, and this citation does not say so.",
    "Read the notice; then take the source out, or say it in the brackets: [@{key}, expression of concern].",
    """An expression of concern says that the editors of a journal doubt a publication and do not know yet what is
true. Readers should know. An article that has dealt with it otherwise can waive this, and say why.

Wrong:

    The drug halved mortality [@muster2015].

Right:

    One trial reported half the mortality, but its journal doubts the data [@muster2015, expression of concern].
""",
)

CORRECTED = Code(
    "RET003",
    Severity.NOTE,
    "Correction that the library does not record",
    "“{key}” was corrected{when}.",
    "Compare what the articles say with the correction, and record it: integrity = {{corrected}}.",
    """A correction may change a number that an article gives, or only an author's address. Readers see “Corrected”
beside the reference in either case. The note goes away when the entry records the correction, which says that somebody
has looked at it.

Wrong:

    @article{lee2021, ...}

Right:

    @article{lee2021,
      ...
      integrity     = {corrected},
      integritynote = {Corrected on 3 March 2022: a label of figure 2.},
    }
""",
)

DISAGREEMENT = Code(
    "RET004",
    Severity.NOTE,
    "Library and snapshot disagree",
    "The entry “{key}” says “{ours}”, and the snapshot of retractions “{theirs}”.",
    "Read the notices, and correct the field “integrity” of the entry.",
    """What an entry says of itself and what `references/retractions.csv` says of it should be the same. Until then the
graver of the two is shown to readers and counts for the checks. “Reinstated” means that the journal took a retraction
back.

Wrong: `integrity = {corrected}` in the entry of a publication that has been retracted since.

Right: `integrity = {retracted}`.
""",
)

OLD_SNAPSHOT = Code(
    "RET005",
    Severity.WARNING,
    "Old snapshot of retractions",
    "The newest notice in the snapshot of retractions is of {day}, {age} ago.",
    "Replace the file by the current one of Crossref's Retraction Watch data.",
    """A retraction is found only when it is in the snapshot. The Retraction Watch data are renewed on every working
day; a snapshot with no notice newer than `retractions_every` (three months, if the settings say nothing else) has not
been renewed.

Wrong: a file that was downloaded a year ago.

Right: a job that downloads it each week.
""",
)

NO_COLUMNS = Code(
    "RET006",
    Severity.ERROR,
    "Snapshot of retractions in another layout",
    "The first line of the snapshot does not name the columns {names}, so nothing could be compared with it.",
    "Give the file the column names of the Retraction Watch data, parted by commas.",
    """`references/retractions.csv` has the layout of Crossref's Retraction Watch data: a first line with the names of
the columns, and one notice a row. Columns that are not needed may be missing, and their order is free.

Wrong:

    doi;date;what
    10.5555/example;2020-01-31;retracted

Right:

    RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature
    1/31/2020 0:00,10.5555/notice,10.5555/example,0,Retraction
""",
)

BAD_ROW = Code(
    "RET007",
    Severity.WARNING,
    "Row of the snapshot that cannot be read",
    "This row of the snapshot cannot be read: {problem}.",
    "Download the file again, or correct the row.",
    """A row that cannot be taken apart may be the notice that matters. It is left out; the rows behind it are read.

Wrong:

    "A title with a "quoted" word",10.5555/example

Right:

    "A title with a ""quoted"" word",10.5555/example
""",
)

BAD_VALUE = Code(
    "RET008",
    Severity.WARNING,
    "Unknown word or date in the snapshot",
    "“{value}” in the column “{column}” is not known: {effect}.",
    "Download the file again, or correct the row.",
    """A notice is a “Retraction”, an “Expression of concern”, a “Correction” or a “Reinstatement”; its date is month,
day and year, such as 8/16/2023 0:00, or 2023-08-16.

Wrong: `16.8.2023`.

Right: `8/16/2023 0:00`.
""",
)

MORE_ROWS = Code(
    "RET009",
    Severity.WARNING,
    "More faults in the snapshot",
    "{count} more rows of the snapshot have faults like those before; the next one is here.",
    "Download the file again.",
    """Of the faults in the rows of a snapshot the first twenty are reported one by one. So many mean that the file was
damaged, or saved by a program that changed its layout.

Wrong: a file that a spreadsheet has saved with other dates.

Right: the file as it was downloaded.
""",
)

NOT_CSV = Code(
    "RET010",
    Severity.ERROR,
    "Snapshot of retractions that is not CSV",
    "Reading ended here: too many rows cannot be taken apart.",
    "Download the file again.",
    """After a thousand rows that cannot be read, the file is not what it should be, and what follows is not looked at.

Wrong: a page of HTML that was saved as `references/retractions.csv`.

Right: the file as it was downloaded.
""",
)

DOUBTFUL = Code(
    "RET011",
    Severity.WARNING,
    "Notice that may be about this source",
    "The PubMed number of “{key}” stands in the snapshot of retractions with another DOI, {doi}.",
    "Compare both numbers with PubMed, and correct the one of this entry that is wrong.",
    """A notice is about a source when the DOI is the same; the PubMed number decides only where a DOI is missing. When
the PubMed numbers agree and the DOIs do not, one of them is wrong: if it is ours, a notice goes unnoticed.

Wrong: an entry with the DOI of one article and the PubMed number of another.

Right: both numbers from the same record of PubMed.
""",
)

AFFECTED = Code(
    "RET012",
    Severity.NOTE,
    "Source with a notice",
    "“{key}”: {what}. {cited}.",
    "Read the notice, and what is said of the source.",
    """`refs check` lists each source that was retracted, questioned or corrected, with the articles that cite it. The
level is that of the gravest citation: an error for a retracted source whose citation does not say so.
""",
)

ALL = (
    RETRACTED,
    CONCERN,
    CORRECTED,
    DISAGREEMENT,
    OLD_SNAPSHOT,
    NO_COLUMNS,
    BAD_ROW,
    BAD_VALUE,
    MORE_ROWS,
    NOT_CSV,
    DOUBTFUL,
    AFFECTED,
)
