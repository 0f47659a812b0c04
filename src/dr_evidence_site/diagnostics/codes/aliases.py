"""ALS: old names of articles and pages, whose addresses lead on to the new ones."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

NOT_A_NAME = Code(
    "ALS001",
    Severity.ERROR,
    "Alias that is no name of a file",
    "“{name}” cannot have been the name of a page.",
    "Write the old file name without “.md”: letters a to z, digits and hyphens.",
    """An alias is the name that the file had before, without `.md`; a translation's has its language. It is neither a
path nor an address, and it is no longer than the name of a file may be.

Wrong:

    aliases: [/articles/vit-d.html]

Right:

    aliases: [vit-d]

Right, in a translation:

    aliases: [vit-d.fr]
""",
)

ITSELF = Code(
    "ALS002",
    Severity.WARNING,
    "Alias that is the page's own name",
    "“{name}” is the name that this page has now.",
    "Delete it here, or write the name that the file had before.",
    """A page cannot lead on to itself. The alias is left out.

Wrong, in `vitamin-d.md`:

    aliases: [vitamin-d]

Right:

    aliases: [vit-d]
""",
)

TAKEN = Code(
    "ALS003",
    Severity.ERROR,
    "Alias that is the name of another page",
    "“{name}” is the name of another page.",
    "Delete the alias, or give the other page another name.",
    """One address cannot be a page and lead on to another. Readers who follow an old link would reach a text that is
not the one they were sent to, so an old name is best never used again.

Wrong, in `vitamin-d.md`, while there is an article `vit-d.md`:

    aliases: [vit-d]

Right: the article `vit-d.md` gets a name that no page has had.
""",
)

CLAIMED_TWICE = Code(
    "ALS004",
    Severity.ERROR,
    "Alias of two pages",
    "“{name}” is an old name of another page, too.",
    "Keep it in the page that says what the old one said.",
    """An old address leads to one page. When an article was split in two, choose the part that most readers of the old
one look for, and link the other from there.

Wrong, in `vitamin-d.md` and in `calcium.md`:

    aliases: [vitamin-d-and-calcium]

Right: the alias in one of the two.
""",
)

OLD_NAME = Code(
    "ALS005",
    Severity.WARNING,
    "Link to a page under its old name",
    "“{address}” has been renamed.",
    "Link to “{new}”.",
    """The file that the link names is gone, but another has its name among its `aliases`. The link works: it leads to
the new page at once. It stops working when the alias is deleted.

Changing a link changes the text, and an approved text has to be approved again. So the link of an approved article may
wait for its next review; `checks: {ALS005: note}` in the settings says so for all.

Wrong, when `vit-d.md` is now `vitamin-d.md`:

    See [vitamin D](vit-d.md).

Right:

    See [vitamin D](vitamin-d.md).
""",
)

ALL = (NOT_A_NAME, ITSELF, TAKEN, CLAIMED_TWICE, OLD_NAME)
