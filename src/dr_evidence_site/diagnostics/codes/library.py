"""BIB: faults of the reference library, the `.bib` files under `references/`."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

UNCLOSED_ENTRY = Code(
    "BIB001",
    Severity.ERROR,
    "Entry that is not closed",
    "The entry “{key}” is not closed before the next one begins.",
    "Close it with “}}” on a line of its own, and check that every “{{” inside it has its “}}”.",
    """An entry opens with a brace and must close with one. Reading goes on at the next line that begins with
`@type{`, so the entries after it are still found, but the last field of this one may be incomplete.

Wrong:

    @article{hviid-2019,
      title = {Measles vaccination and autism},

    @article{madsen-2002, ...

Right:

    @article{hviid-2019,
      title = {Measles vaccination and autism},
    }
""",
)

MALFORMED_ENTRY = Code(
    "BIB002",
    Severity.ERROR,
    "Entry without an opening brace",
    "“@{kind}” is not followed by “{{”, so this is not read as an entry.",
    "Write “@{kind}{{key,” or remove the “@”.",
    """Text between entries is a comment, so an entry that lacks its opening brace would vanish without a word.

Wrong:

    @article hviid-2019,

Right:

    @article{hviid-2019,
""",
)

MISSING_KEY = Code(
    "BIB003",
    Severity.ERROR,
    "Entry without a key",
    "This “@{kind}” entry has no key, so nothing can cite it.",
    "Write a key and a comma after the opening brace: “@{kind}{{smith-2020,”.",
    """Articles cite an entry by its key, the word between the opening brace and the first comma.

Wrong:

    @article{
      title = {Measles vaccination and autism},
    }

Right:

    @article{hviid-2019,
      title = {Measles vaccination and autism},
    }
""",
)

MISSING_COMMA = Code(
    "BIB004",
    Severity.ERROR,
    "Missing comma",
    "A comma is missing after {what} of the entry “{key}”.",
    "Put a comma here.",
    """Fields are separated by commas, and a comma follows the key. The entry was read as if the comma were there;
other programs stop at this place.

Wrong:

    title = {Measles vaccination and autism}
    year = {2019},

Right:

    title = {Measles vaccination and autism},
    year = {2019},
""",
)

UNCLOSED_VALUE = Code(
    "BIB005",
    Severity.ERROR,
    "Field value that is not closed",
    "The value of “{field}” in the entry “{key}” is not closed.",
    "Check the braces and quotes of this field: each “{{” needs a “}}”, and braces inside quotes must match too.",
    """Without its closing brace or quote a value swallows the fields that follow. The field is left out; the fields
on the lines after it are read.

Wrong:

    title = {Effect of {Aspirin on bleeding},
    year = {2018},

Right:

    title = {Effect of {Aspirin} on bleeding},
    year = {2018},
""",
)

BROKEN_FIELD = Code(
    "BIB006",
    Severity.ERROR,
    "Text that is no field",
    "“{text}” in the entry “{key}” cannot be read as a field: {problem}.",
    "Write each field as “name = {{value}},”.",
    """Inside an entry, everything after the key is `name = {value}` or `name = "value"`, or a number or the name of an
`@string` without braces. What cannot be read so is left out.

Wrong:

    title {Measles vaccination and autism},

Right:

    title = {Measles vaccination and autism},
""",
)

ENTRY_CLOSED_EARLY = Code(
    "BIB007",
    Severity.ERROR,
    "Entry that closes too early",
    "The entry “{key}” ends at this closing brace, but fields or another closing brace follow it.",
    "Remove the brace that is too much, here or in the field before.",
    """One closing brace too many ends the entry; what follows counts as text between entries and is lost.

Wrong:

    title = {Effect of aspirin}},
    year = {2018},
    }

Right:

    title = {Effect of aspirin},
    year = {2018},
    }
""",
)

UNKNOWN_STRING = Code(
    "BIB008",
    Severity.ERROR,
    "Unknown @string name",
    "“{name}” stands without braces or quotes, and no @string defines it.",
    "Put the text in braces, or define it: @string{{{name} = {{…}}}}.",
    """A word without braces or quotes is the name of an `@string` (the months jan to dec are predefined). This one is
not defined in any file of the library, so the bare word is shown.

Wrong:

    journal = nejm,

Right:

    @string{nejm = {N Engl J Med}}
    ...
    journal = nejm,
""",
)

STRING_REDEFINED = Code(
    "BIB009",
    Severity.WARNING,
    "@string defined twice",
    "The @string “{name}” is defined twice with different text; the first one is used.",
    "Remove one of the two, or rename it.",
    """An `@string` holds for the whole library, whichever file it stands in, so two texts under one name would make
the result depend on the order of files.

Wrong:

    @string{lancet = {Lancet}}
    @string{lancet = {The Lancet}}

Right:

    @string{lancet = {Lancet}}
""",
)

DUPLICATE_KEY = Code(
    "BIB010",
    Severity.ERROR,
    "Key used twice",
    "The key “{key}” is already used by another entry; the first one is kept.",
    "Remove this entry if it is the same work, else give it another key.",
    """A key names one work in the whole library, across all of its files. With two entries under one key, a citation
could show either.

Wrong:

    @article{smith-2020, title = {One}, ...}
    @article{smith-2020, title = {Another}, ...}

Right:

    @article{smith-2020a, title = {One}, ...}
    @article{smith-2020b, title = {Another}, ...}
""",
)

KEYS_DIFFER_BY_CASE = Code(
    "BIB011",
    Severity.WARNING,
    "Keys that differ only in case",
    "The key “{key}” differs only in case from “{other}”.",
    "Give one of the two another key, so that they cannot be confused.",
    """Citations distinguish upper and lower case, so both entries can be cited, but BibTeX itself treats the two keys
as one, and readers of the source mix them up.

Wrong:

    @article{Smith-2020, ...}
    @article{smith-2020, ...}

Right:

    @article{smith-2020-trial, ...}
    @article{smith-2020-review, ...}
""",
)

DUPLICATE_FIELD = Code(
    "BIB012",
    Severity.WARNING,
    "Field given twice",
    "The entry “{key}” gives “{field}” twice; the first one is kept.",
    "Remove one of the two.",
    """BibTeX keeps the first of two fields with one name, and so do we; the second has no effect.

Wrong:

    year = {2018},
    year = {2019},

Right:

    year = {2019},
""",
)

UNKNOWN_TYPE = Code(
    "BIB013",
    Severity.NOTE,
    "Unknown entry type",
    "“@{kind}” is not a type of entry that is known here; “{key}” is formatted as a general document.",
    "Use a type such as @article, @book, @report or @online.",
    """The type decides how a reference is written. The known types are those of BibTeX and biblatex that medical
references need.

Wrong:

    @artcle{hviid-2019, ...}

Right:

    @article{hviid-2019, ...}
""",
)

MISSING_FIELD = Code(
    "BIB014",
    Severity.WARNING,
    "Reference that lacks a required field",
    "The entry “{key}” has no {field}.",
    "Add {example}.",
    """Readers need the author, title and year to find the source, and both reference styles ask for them. A work that
names no author says so with an empty field: `author = {}`.

Wrong:

    @article{hviid-2019,
      author = {Hviid, Anders},
      title  = {Measles vaccination and autism},
    }

Right:

    @article{hviid-2019,
      author = {Hviid, Anders},
      title  = {Measles vaccination and autism},
      date   = {2019-04-16},
    }
""",
)

IMPOSSIBLE_DATE = Code(
    "BIB015",
    Severity.ERROR,
    "Date that does not exist",
    "“{value}” in “{field}” of the entry “{key}” is not a date.",
    "Write a date as YYYY, YYYY-MM or YYYY-MM-DD.",
    """A date is a year, a year and month, or a day that exists in the calendar; of a range the first date counts.
Words such as “in press” belong in `pubstate`, or in `year` when there is no year yet.

Wrong:

    date = {2019-02-30},

Right:

    date = {2019-02-28},
""",
)

MISSING_CROSSREF = Code(
    "BIB016",
    Severity.ERROR,
    "Cross-reference to an entry that does not exist",
    "The entry “{key}” takes fields from “{parent}”, which is not in the library.",
    "Add the entry “{parent}”, or correct the key in “crossref”.",
    """An entry with `crossref` inherits the fields that it lacks, such as the book's title and publisher. Without the
other entry the reference stays incomplete.

Wrong:

    @incollection{meltzer-2002, crossref = {vogelstien-2002}, ...}

Right:

    @incollection{meltzer-2002, crossref = {vogelstein-2002}, ...}
    @book{vogelstein-2002, ...}
""",
)

BAD_DOI = Code(
    "BIB017",
    Severity.ERROR,
    "DOI that cannot be right",
    "“{value}” in the entry “{key}” is not a DOI.",
    "A DOI begins with “10.”, a number and a slash, as in 10.1056/NEJMoa1805819.",
    """The DOI becomes a link, and a broken one sends readers nowhere. A leading `https://doi.org/` or `doi:` is
accepted and removed.

Wrong:

    doi = {NEJMoa1805819},

Right:

    doi = {10.1056/NEJMoa1805819},
""",
)

BAD_PUBMED_ID = Code(
    "BIB018",
    Severity.ERROR,
    "PubMed number that cannot be right",
    "“{value}” in “{field}” of the entry “{key}” is not a {name}.",
    "A PMID is a number of up to eight digits; a PMCID is “PMC” and a number.",
    """The number becomes a link to PubMed or PubMed Central. A PMID (`pmid`) and a PMCID (`pmcid`) are different
numbers for the same article.

Wrong:

    pmid = {PMC7255888},

Right:

    pmcid = {PMC7255888},
""",
)

BAD_URL = Code(
    "BIB019",
    Severity.ERROR,
    "Address that cannot be linked",
    "“{value}” in “{field}” of the entry “{key}” is not a web address that can be linked.",
    "Give a whole address that begins with https:// or http://.",
    """Only web addresses become links; anything else, such as a script or a file on one computer, is left out.

Wrong:

    url = {www.who.int/news},

Right:

    url = {https://www.who.int/news},
""",
)

UNKNOWN_LATEX = Code(
    "BIB020",
    Severity.WARNING,
    "LaTeX command that is not known",
    "The LaTeX command “{command}” in “{field}” of the entry “{key}” is not known; only its text is shown.",
    "Write the character itself; the file is UTF-8.",
    r"""Accents, symbols and simple formatting are read. Of any other command the argument stays and the command goes,
which may change what the text says.

Wrong:

    title = {Vitamin \vitd{} and bone},

Right:

    title = {Vitamin D and bone},
""",
)

UNREADABLE_NAME = Code(
    "BIB021",
    Severity.ERROR,
    "Name that cannot be taken apart",
    "“{name}” in “{field}” of the entry “{key}” is not one name: {problem}.",
    "Separate people by “ and ”, and write each as “Family, Given”.",
    """BibTeX separates names by the word “and”; commas stand inside one name. The text is shown as it is.

Wrong:

    author = {Hviid A, Hansen JV, Frisch M, Melbye M},

Right:

    author = {Hviid, A. and Hansen, J. V. and Frisch, M. and Melbye, M.},
""",
)

UNBRACED_GROUP = Code(
    "BIB022",
    Severity.WARNING,
    "Group that is written like a person",
    "“{name}” in “{field}” of the entry “{key}” looks like a group but is written like a person.",
    "Put braces around the group's name: {{{name}}}.",
    """A name without braces is taken apart into given and family names, and “World Health Organization” would become
“Organization WH”. The name is kept whole here; braces say so for every program.

Wrong:

    author = {World Health Organization},

Right:

    author = {{World Health Organization}},
""",
)

UNKNOWN_INTEGRITY = Code(
    "BIB023",
    Severity.ERROR,
    "Unknown word for a retraction or correction",
    "“{value}” in “integrity” of the entry “{key}” is not known.",
    "Use retracted, concern or corrected.",
    """`integrity` marks a source for readers, so a mistyped word must not pass: a retracted study would look sound.

Wrong:

    integrity = {retraction},

Right:

    integrity     = {retracted},
    integritynote = {Retracted by the journal on 2 February 2010.},
""",
)

MISTYPED_FIELD = Code(
    "BIB024",
    Severity.WARNING,
    "Field name that looks mistyped",
    "The field “{field}” of the entry “{key}” is not known and is not used.",
    "Did you mean “{nearest}”?",
    """Unknown fields are ignored, since reference managers add many of their own, but this name is very close to one
that is used.

Wrong:

    shortjounal = {N Engl J Med},

Right:

    shortjournal = {N Engl J Med},
""",
)

CONTROL_CHARACTER = Code(
    "BIB025",
    Severity.WARNING,
    "Invisible control character",
    "“{field}” of the entry “{key}” holds an invisible control character, which is left out.",
    "Delete the character, or type the field again.",
    """Control characters come from a broken copy or a wrong encoding. They cannot be shown, and some programs stop at
them.

Wrong: a title with a NUL character in it. Right: the same title, typed again.
""",
)

BAD_CHECK_DIGIT = Code(
    "BIB026",
    Severity.WARNING,
    "ISSN or ISBN that cannot be right",
    "“{value}” in “{field}” of the entry “{key}” is not an {name}: its check digit or its length is wrong.",
    "Copy it again, or leave it out: no reference prints it.",
    """The last digit of an ISSN or ISBN follows from the others, so a slip of the keyboard shows. No reference prints
these numbers, but a wrong one is a sign that the entry was typed and not copied. Several numbers may share the field.

Wrong:

    issn = {0140-6737},

Right:

    issn = {0140-6736},
""",
)

LONG_STRING = Code(
    "BIB027",
    Severity.ERROR,
    "@string text that is too long",
    "“{name}” stands for more text than is taken: at most {limit} characters.",
    "Write the text out where it is needed, or shorten the definition.",
    """An `@string` stands for a short text that many entries share, such as the name of a journal. Definitions may be
put together of others, and a few lines of that can stand for more text than a computer holds, so there is a limit:
1,000 characters for one definition, and 5,000 that definitions may add to one entry. What is beyond it was left out.

Wrong:

    @string{a = "a long text"}
    @string{b = a # a # a # a # a # a # a # a}
    @string{c = b # b # b # b # b # b # b # b}

Right:

    @string{nejm = {N Engl J Med}}
""",
    protected=True,
)

ALL = (
    UNCLOSED_ENTRY,
    MALFORMED_ENTRY,
    MISSING_KEY,
    MISSING_COMMA,
    UNCLOSED_VALUE,
    BROKEN_FIELD,
    ENTRY_CLOSED_EARLY,
    UNKNOWN_STRING,
    STRING_REDEFINED,
    DUPLICATE_KEY,
    KEYS_DIFFER_BY_CASE,
    DUPLICATE_FIELD,
    UNKNOWN_TYPE,
    MISSING_FIELD,
    IMPOSSIBLE_DATE,
    MISSING_CROSSREF,
    BAD_DOI,
    BAD_PUBMED_ID,
    BAD_URL,
    UNKNOWN_LATEX,
    UNREADABLE_NAME,
    UNBRACED_GROUP,
    UNKNOWN_INTEGRITY,
    MISTYPED_FIELD,
    CONTROL_CHARACTER,
    BAD_CHECK_DIGIT,
    LONG_STRING,
)
