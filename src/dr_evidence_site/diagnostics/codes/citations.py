"""CIT: faults of citations in the text."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

UNKNOWN_KEY = Code(
    "CIT001",
    Severity.ERROR,
    "citation of an unknown source",
    "There is no reference “{key}” in the library.",
    "Add it to a .bib file under references/, or correct the key.",
    """Each citation names an entry of the BibTeX library by its key. A claim whose source is not there would be
published without support. The other sources of the group are still cited.

Wrong (the library has moyer2013):

    … does not prevent a first fracture [@moyer2103].

Right:

    … does not prevent a first fracture [@moyer2013].
""",
    protected=True,
)

BROKEN_GROUP = Code(
    "CIT002",
    Severity.WARNING,
    "part of a citation without a source",
    "A part of “{text}” names no source, so the brackets are shown as text.",
    "Begin each part between semicolons with a key (“[@a; see also @b]”), or join the parts with a comma.",
    """Semicolons part the sources of a citation, and each part must name one (Pandoc manual, “Extension: citations”).
Otherwise the whole is no citation, and its keys are read as citations in the text, with the authors named.

Wrong:

    [@moyer2013; see there]

Right:

    [@moyer2013, see there]
""",
)

NESTED = Code(
    "CIT003",
    Severity.WARNING,
    "citation inside a citation",
    "“@{key}” stands in the note to another source.",
    "To cite both, part them with a semicolon: “[@a; @b]”.",
    """What follows a key up to the next semicolon is a note to that source. A second key in it is cited as a source of
its own, as if a semicolon stood before it, so that nothing is lost; say which you meant.
""",
)

PAGE_LINK = Code(
    "CIT004",
    Severity.WARNING,
    "link inside a citation",
    "A link to another page, or a picture, cannot stand inside a citation; its words are kept.",
    "Move it out of the brackets.",
    """What stands before or behind a key in a citation is a short note such as “see” or “table 2”. Web addresses may
stand there; links to other pages of the site and pictures may not.
""",
)

ALL = (UNKNOWN_KEY, BROKEN_GROUP, NESTED, PAGE_LINK)
