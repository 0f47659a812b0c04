"""ART: faults of an article's or a standing page's file and of its front matter as a whole."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

EMPTY_FILE = Code(
    "ART001",
    Severity.ERROR,
    "Empty file",
    "This file is empty.",
    "Write its front matter and text, or delete the file.",
    """A Markdown file of the site needs a title at the least. An empty one is usually left over from an interrupted
save.

Right:

    ---
    title: About this site
    ---

    Who we are.
""",
    protected=True,
)

NO_FRONT_MATTER = Code(
    "ART002",
    Severity.ERROR,
    "No front matter",
    "This file does not begin with front matter.",
    "Begin the file with a line “---”, then the keys ({keys}), then a second line “---”.",
    """Title, status and dates of a page stand in its front matter: YAML between two lines of three hyphens, at the very
top of the file. Without it the page has no title and no review status and cannot be published.

Wrong:

    # Vitamin D for bone health

Right:

    ---
    title: Vitamin D for bone health
    status: submitted
    updated: 2025-11-04
    audience: clinician
    ---
""",
    protected=True,
)

NOT_CLOSED = Code(
    "ART003",
    Severity.ERROR,
    "Front matter without its end",
    "The front matter that begins here has no closing line.",
    "Put a line “---” between the last key and the text.",
    """Without the closing line nobody can tell where the keys end and the text begins. Until it is there, the front
matter is taken to end at the first blank line that no key follows.

Wrong:

    ---
    title: Vitamin D for bone health

    Vitamin D …

Right:

    ---
    title: Vitamin D for bone health
    ---

    Vitamin D …
""",
    protected=True,
)

NOT_FIRST = Code(
    "ART004",
    Severity.ERROR,
    "Front matter not at the top",
    "The line “---” that opens the front matter must be the first line of the file and begin in column 1.",
    "Delete the blank space before it.",
    """Other Markdown programs recognise front matter only at the very top of a file and would show it as text, so it
has to stand there.

Wrong (the first line is blank):


    ---
    title: Vitamin D for bone health
    ---

Right:

    ---
    title: Vitamin D for bone health
    ---
""",
)

UNKNOWN_AUDIENCE = Code(
    "ART005",
    Severity.ERROR,
    "Unknown audience in the front matter",
    "“{audience}” is not an audience of this site.",
    "Use the id of one of the audiences in site.yaml.",
    """`audience` says for whom the unmarked text of an article is written. It is the id of one of the audiences in
`site.yaml`; without settings these are `patient` and `clinician`.

Wrong:

    audience: doctors

Right:

    audience: clinician
""",
    protected=True,
)

FILE_NAME = Code(
    "ART006",
    Severity.ERROR,
    "File name that cannot be an address",
    "The file name “{name}” cannot become the page's address.",
    "Name it with lower-case letters a to z, digits and hyphens, such as “vitamin-d.md”.",
    """The name of a file without `.md` is part of the page's address. Small letters, digits and hyphens work on every
file system and host, can be typed, and never differ only in case. A name has at most 120 of them, because endings are
added to it, and is none that Windows keeps for its devices, such as `con` or `aux`.

Wrong:

    content/articles/Vitamin D & K2.md

Right:

    content/articles/vitamin-d-k2.md
""",
)

ALL = (EMPTY_FILE, NO_FRONT_MATTER, NOT_CLOSED, NOT_FIRST, UNKNOWN_AUDIENCE, FILE_NAME)
