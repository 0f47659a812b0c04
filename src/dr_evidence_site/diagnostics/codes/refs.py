"""REF: what came of taking records into the library, from files or from the services that know them."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

UNKNOWN_FORMAT = Code(
    "REF001",
    Severity.ERROR,
    "File in no known format",
    "This file is none of BibTeX, RIS, PubMed’s NBIB or XML, or CSL-JSON, so nothing was taken from it.",
    "Export it again from your reference manager, as BibTeX, RIS or CSL-JSON.",
    """`refs import` looks at the content of a file, not at its name. It knows BibTeX by its `@article{`, RIS by its
`TY  - `, PubMed’s NBIB by its `PMID- `, and CSL-JSON by its bracket. Word documents, PDFs and EndNote’s own library
files are not read.

Wrong:

    1. Hviid A, Hansen JV. Measles, mumps, rubella vaccination and autism. 2019.

Right:

    TY  - JOUR
    AU  - Hviid, Anders
    TI  - Measles, mumps, rubella vaccination and autism
    PY  - 2019
    ER  -
""",
)

BROKEN_RECORD = Code(
    "REF002",
    Severity.ERROR,
    "Record that cannot be read",
    "This record cannot be read: {problem}.",
    "Export it again, or enter it by hand; the other records of the file were read.",
    """A record that is cut off or spoilt is left out whole: half a reference would look like a complete one.

Wrong:

    [{"id": "hviid2019", "title": "Measles, mumps, rubella vaccination

Right:

    [{"id": "hviid2019", "title": "Measles, mumps, rubella vaccination and autism"}]
""",
)

NO_RECORDS = Code(
    "REF003",
    Severity.WARNING,
    "File without records",
    "This file holds no records.",
    "Check that something was selected when it was exported.",
    """An export of an empty selection gives an empty file. Nothing was changed.

Wrong:

    []

Right:

    [{"id": "hviid2019", "type": "article-journal", "title": "Measles, mumps, rubella vaccination and autism"}]
""",
)

OTHER_ENCODING = Code(
    "REF004",
    Severity.WARNING,
    "File that is not UTF-8",
    "This file is not UTF-8; it was read as {encoding}.",
    "Check the accents of the names, or export the file again as UTF-8.",
    """Older programs write files in the character set of their machine. A file that is not UTF-8 is read as UTF-16 when
it says so, and else as Windows-1252, the commonest of them in the West. If that is wrong, accents come out wrong.

Wrong:

    AU  - MÃ¼ller, K

Right:

    AU  - Müller, K
""",
)

UNUSABLE_FIELD = Code(
    "REF005",
    Severity.WARNING,
    "Value that cannot be used",
    "“{value}” is no {what}; it was left out of “{key}”.",
    "Enter the right value in the library by hand.",
    """A DOI, a number of PubMed, a date or an address that has not the shape of one would give a dead link or a wrong
date on the page. The record was taken without it.

Wrong:

    DO  - see publisher

Right:

    DO  - 10.7326/M18-2101
""",
)

TWO_ENTRIES = Code(
    "REF006",
    Severity.ERROR,
    "Record that fits two entries",
    "The record fits both “{first}” ({first_by}) and “{second}” ({second_by}), so it was left out.",
    "Correct the entry whose identifier is wrong, or remove the one that is double, and import again.",
    """One work has one DOI and one PubMed number. A record whose DOI is that of one entry and whose PubMed number is
that of another shows that one of these entries has a wrong identifier, or that the work stands in the library twice.

Wrong:

    @article{hviid-2019,   doi = {10.7326/M18-2101}, ...
    @article{hviid-2019-b, pmid = {30831578}, ...

Right:

    @article{hviid-2019, doi = {10.7326/M18-2101}, pmid = {30831578}, ...
""",
)

DIFFERS = Code(
    "REF007",
    Severity.NOTE,
    "Field that differs from the library",
    "The {field} of “{key}” is “{ours}” here, and “{theirs}” in {origin}; this one was kept.",
    "If the other one is right, change it here by hand.",
    """What an editor has written is never overwritten: an import fills in what is missing, and shows what differs.
Case, punctuation and short forms of page numbers make no difference.

Wrong:

    volume = {171},

Right, when the journal says so:

    volume = {170},
""",
)

IDENTIFIER_DIFFERS = Code(
    "REF008",
    Severity.WARNING,
    "Identifier that differs from the library",
    "The {field} of “{key}” is “{ours}” here, and “{theirs}” in {origin}; this one was kept.",
    "Look up which one is right: two works may have been taken for one.",
    """The record was taken for this entry because another identifier is the same. If two of them differ, one is
wrong, and readers who follow the link come to another work.

Wrong:

    doi  = {10.7326/M18-2102},
    pmid = {30831578},

Right:

    doi  = {10.7326/M18-2101},
    pmid = {30831578},
""",
)

LOOKS_ALIKE = Code(
    "REF009",
    Severity.WARNING,
    "Record that looks like an entry",
    "“{key}” was added, but looks like “{other}”: {reason}.",
    "If they are one work, remove the new entry; if not, nothing need be done.",
    """Two works can share title and year: a preprint and the article it became, an article and its reprint, an
abstract and the paper. When their identifiers or types differ they are taken for two, and an editor should look.

Wrong:

    one entry that mixes a preprint with the article it became

Right:

    @online{lee-2021,          eprinttype = {medRxiv}, ...
    @article{lee-2021-walking, journaltitle = {Journal of Worked Examples}, ...
""",
)

NOT_INSERTABLE = Code(
    "REF010",
    Severity.WARNING,
    "Entry that could not be completed",
    "{fields} could not be added to “{key}”: {reason}.",
    "Add it by hand: {text}.",
    """A field is only added to an entry when the rest of the file stays as it is to the byte and the entry then says
what was meant. Where an entry has an empty field of that name, or is not closed, that cannot be done.

Wrong:

    doi = {},

Right:

    doi = {10.7326/M18-2101},
""",
)

NOT_WRITTEN = Code(
    "REF011",
    Severity.ERROR,
    "Library that was not written",
    "{path} was not written: {reason}.",
    "Mend that, and run the command again: what was taken already is found and left as it is.",
    """A file of the library is replaced in one step, or not at all. If somebody else changed it while the command ran,
or the disk is full, the file is as it was.

Wrong:

    an editor that saves references/library.bib while `refs import` runs

Right:

    $ dr-evidence-site refs import export.ris
""",
)

LIBRARY_FAULTY = Code(
    "REF012",
    Severity.ERROR,
    "Library file that takes no entry",
    "Nothing was written to {path}: what would be added could not be read back from it.",
    "Mend the errors that `dr-evidence-site check` shows in this file, and run the command again.",
    """What is written is read back before the file is replaced. When the file ends inside an entry that is not closed,
a new entry would become part of that one.

Wrong:

    @article{hviid-2019,
      title = {Measles vaccination and autism,
    }

Right:

    @article{hviid-2019,
      title = {Measles vaccination and autism},
    }
""",
)

MARKED = Code(
    "REF013",
    Severity.WARNING,
    "Source that was retracted, doubted or corrected",
    "“{key}” is marked as {mark}: {note}.",
    "Look at the articles that cite it.",
    """PubMed and Crossref say when a work was retracted, when an expression of concern was published, and when it was
corrected. The mark is put into the entry, and stands beside the reference on every page.

Wrong:

    an article that builds on the results of a retracted trial

Right:

    integrity     = {retracted},
    integritynote = {Retraction: J Work Ex. 2022 May 3;13(5):10.},
""",
)

IS_NOTICE = Code(
    "REF014",
    Severity.WARNING,
    "Record that is itself a notice",
    "“{key}” is a notice ({kind}) about another work: {about}.",
    "Cite the work itself if that was meant.",
    """A retraction or correction is published as a work of its own, often under the same title as the work that it is
about. The record was taken as it is.

Wrong:

    a citation of the notice where the retracted article is meant

Right:

    a citation of the article, marked as retracted
""",
)

NOT_FOUND = Code(
    "REF015",
    Severity.ERROR,
    "Identifier that nobody knows",
    "{service} knows no {identifier}.",
    "Check it for slips of the keyboard; the page of the work shows it.",
    """The service was asked and answered that there is no such work.

Wrong:

    $ dr-evidence-site refs add 10.7326/M18-21O1

Right:

    $ dr-evidence-site refs add 10.7326/M18-2101
""",
)

UNREACHABLE = Code(
    "REF016",
    Severity.ERROR,
    "Service that cannot be reached",
    "{service} cannot be reached for {identifier}: {reason}.",
    "Try again later, or save the record from its web page and use `dr-evidence-site refs import`.",
    """`refs add` asks Crossref and PubMed over the network. Without a network, or when a service is busy for longer
than it is polite to wait, nothing can be added that way. Files can be imported without a network: PubMed saves records
as NBIB (“Send to: Citation manager”), and most publishers offer RIS.

Wrong:

    $ dr-evidence-site refs add 30831578          (in a train)

Right:

    $ dr-evidence-site refs import pubmed-30831578.nbib
""",
)

STRANGE_ANSWER = Code(
    "REF017",
    Severity.ERROR,
    "Answer that cannot be understood",
    "The answer of {service} for {identifier} cannot be understood: {problem}.",
    "Try again later, or save the record from its web page and use `dr-evidence-site refs import`.",
    """The service answered, but not with a record: an error page of a proxy or a login page of a hotel's network
look like this.

Wrong:

    <html><title>Sign in to the network</title>

Right:

    {"status": "ok", "message-type": "work", ...
""",
)

NOT_COMPLETED = Code(
    "REF018",
    Severity.NOTE,
    "Record without what PubMed knows",
    "PubMed could not be asked about {identifier}: {reason}.",
    "The journal's abbreviation, the PubMed number and any mark of retraction may be missing; add it again later.",
    """A DOI is looked up at Crossref, and then at PubMed, which adds the NLM abbreviation of the journal, its own
number and marks of retraction. The second step failed, and the record was taken as Crossref has it.

Wrong:

    an entry that is never looked at again

Right:

    $ dr-evidence-site refs add 10.7326/M18-2101        (once more, which adds what is missing)
""",
)

PUBLISHED_SINCE = Code(
    "REF019",
    Severity.WARNING,
    "Preprint that has been published",
    "“{key}” is a preprint that was published as {doi}.",
    "Cite the published article: `dr-evidence-site refs add {doi}`.",
    """A preprint has not been reviewed. Crossref says under which DOI it was published afterwards, and the published
article may say something else.

Wrong:

    a claim that rests on the preprint

Right:

    a claim that rests on the article it became
""",
)

NO_TITLE = Code(
    "REF020",
    Severity.ERROR,
    "Record without a title",
    "This record has no title, so it was left out.",
    "Complete it where it comes from, and export it again.",
    """Without its title a reference names no work, and nothing can tell whether the library has it already.

Wrong:

    TY  - JOUR
    AU  - Hviid, Anders
    ER  -

Right:

    TY  - JOUR
    AU  - Hviid, Anders
    TI  - Measles, mumps, rubella vaccination and autism
    ER  -
""",
)

ALL: tuple[Code, ...] = (
    UNKNOWN_FORMAT,
    BROKEN_RECORD,
    NO_RECORDS,
    OTHER_ENCODING,
    UNUSABLE_FIELD,
    TWO_ENTRIES,
    DIFFERS,
    IDENTIFIER_DIFFERS,
    LOOKS_ALIKE,
    NOT_INSERTABLE,
    NOT_WRITTEN,
    LIBRARY_FAULTY,
    MARKED,
    IS_NOTICE,
    NOT_FOUND,
    UNREACHABLE,
    STRANGE_ANSWER,
    NOT_COMPLETED,
    PUBLISHED_SINCE,
    NO_TITLE,
)
