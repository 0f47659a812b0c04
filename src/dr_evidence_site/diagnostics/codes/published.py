"""PUB: a published folder that is not what was built, by its list of files."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

MISSING = Code(
    "PUB001",
    Severity.ERROR,
    "Published file that is missing",
    "“{name}” was built, but is not there.",
    "Publish the whole build folder again.",
    """The list of files, `manifest.json`, names everything that a build made. Without one of them a page is gone,
or looks and works differently from what was checked before it was published.

Wrong: an upload that stopped half-way.

Right: the whole build folder, as it is.
""",
    protected=True,
)

CHANGED = Code(
    "PUB002",
    Severity.ERROR,
    "Published file that was changed",
    "“{name}” is not the file that was built: {problem}.",
    "Find out who changed it and how, then publish the whole build folder again.",
    """The file has other bytes than the build gave it. A host may do that on purpose: compress pictures, rewrite links
or put scripts into pages. Turn such services off: what readers see is then no longer what was reviewed. Otherwise
somebody has changed the file by hand, and may have changed others.

Wrong: correcting a dose in the published page.

Right: correcting it in the article, having that approved, building and publishing.
""",
    protected=True,
)

ADDED = Code(
    "PUB003",
    Severity.ERROR,
    "Published file that no build made",
    "“{name}” is there, but was not built.",
    "Delete it if nobody knows it. If it belongs there, name it with --allow.",
    """A page that nobody built carries no disclaimer and passed no check, and readers take it for part of the site. It
may be left over from an earlier publication: hosts to which files are only added keep what a build has removed.

Right, for files that you put beside the site on purpose:

    dr-evidence-site verify public --allow CNAME --allow '.well-known/*'
""",
    protected=True,
)

NOT_SERVED = Code(
    "PUB004",
    Severity.NOTE,
    "File for the host that is not there",
    "“{name}” was built, but is not there; hosts need not show it.",
    "In a folder on a server, publish it, too. In a download of the site it may be missing.",
    """`_headers`, `_redirects`, `redirects.conf` and `.nojekyll` tell hosts how to serve a site. Some keep them to
themselves, so a copy of the site that was downloaded from there lacks them.
""",
)

UNFINISHED = Code(
    "PUB005",
    Severity.ERROR,
    "Publication that did not come to its end",
    "The list of files was written while a build was being put in place, and that stopped half-way.",
    "Build again until it ends without an error, then publish the folder.",
    """While a build moves files into their places, its list names those of both builds, old and new. Such a list
is left when the program was stopped: some pages are of one build, some of the other.

Wrong: publishing the folder as it is.

Right: building once more, and publishing that.
""",
    protected=True,
)

ALL = (MISSING, CHANGED, ADDED, NOT_SERVED, UNFINISHED)
