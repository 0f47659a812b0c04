"""SEA: faults in making the search index."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

NOT_INSTALLED = Code(
    "SEA001",
    Severity.NOTE,
    "A site without search, because Pagefind is not installed",
    "The site has no search: Pagefind, which makes the search index, is not installed.",
    "Install it with pip install 'dr-evidence-site[search]', or write search: false in site.yaml.",
    """Search needs an index, which the program Pagefind makes while the site is built. It comes with the extra
`search` of this package. Without it the site is built without a search box and without a search page.

Wrong, where readers should be able to search:

    pip install dr-evidence-site

Right:

    pip install 'dr-evidence-site[search]'

Right, where they need not:

    search: false
""",
)

FAILED = Code(
    "SEA002",
    Severity.ERROR,
    "A search index that could not be made",
    "The search index could not be made: Pagefind failed, {reason}.",
    "Build again. If it fails again, install Pagefind anew, or write search: false in site.yaml to publish without it.",
    """The program Pagefind, which makes the search index, could not be started, ended before its work was
done, or refused a text. A site whose search finds only a part would mislead its readers, so nothing was published.

Wrong: a build on a machine without enough memory, on which the system ends the largest program.

Right: more memory, or `search: false` for this build.
""",
    protected=True,
)

ALL = (NOT_INSTALLED, FAILED)
