"""OUT: faults in putting the finished site into its build folder."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

BUILD_FOLDER_REFUSED = Code(
    "OUT001",
    Severity.ERROR,
    "A build folder that is not safe to write into",
    "The site cannot be built into “{folder}”: it {problem}.",
    "Choose a folder that holds nothing else, such as “build”.",
    """A build writes many files, and deletes those of the build before that are no longer wanted. It
therefore never works in the site folder itself, in a folder above it, in a folder of sources, in your home
folder or at the top of the disk.

Wrong:

    dr-evidence-site build -o content

Right:

    dr-evidence-site build -o build
""",
    protected=True,
)

BAD_PATH = Code(
    "OUT002",
    Severity.ERROR,
    "A page with an address that cannot be a file",
    "The output “{name}” cannot be written: its path {problem}.",
    "Rename the source file, topic or static file that this output is made from.",
    """Every output is a file inside the build folder. Its path is relative, uses forward slashes, and has no
part that is empty, `.` or `..`. The names `manifest.json`,
`manifest.previous.json` and `.staging-…` are kept for the program itself.

Wrong:

    ../index.html

Right:

    articles/index.html
""",
    protected=True,
)

SAME_PATH = Code(
    "OUT003",
    Severity.ERROR,
    "Two outputs with one path",
    "“{name}” and “{other}” cannot both be written: {problem}.",
    "Rename the source of one of the two.",
    """Two parts of the site would be written to the same place, at least on a computer that does not distinguish
capital from small letters. One would silently replace the other, so nothing was published.

Wrong: the topics “Bone health” and “Bone Health”.

Right: one spelling of the topic, in every article.
""",
    protected=True,
)

OCCUPIED = Code(
    "OUT004",
    Severity.ERROR,
    "A build path that is taken by something else",
    "“{name}” cannot be written: {problem}.",
    "Move it out of the build folder, or delete it if nobody needs it, then build again.",
    """At a path of the site there is something that no earlier build put there. It may be somebody's work,
so it was neither overwritten nor deleted, and nothing was published.

Wrong: a page of your own kept as `build/index.html`.

Right: your own pages in a folder of their own, or as standing pages under `content/pages/`.
""",
    protected=True,
)

NOT_WRITTEN = Code(
    "OUT005",
    Severity.ERROR,
    "A site that could not be written",
    "The site could not be written: {reason}.",
    "Check the free space and your right to write into the folder, then build again. The site there is as it was.",
    """The operating system refused to write, for example because the disk is full or the folder is
read-only. This happened before anything was put in place, so the build folder still holds the site of the build before.

Wrong: a build folder that belongs to another account.

Right: a build folder that your account may write into.
""",
    protected=True,
)

INTERRUPTED = Code(
    "OUT006",
    Severity.ERROR,
    "A publication that stopped half-way",
    "Publishing stopped half-way: {reason}. Each file is whole, but some are of this build and some of the one before.",
    "Remove the cause and build again: the next build completes the site. Do not upload the folder before that.",
    """All files had been written aside, and putting them in place failed before the end. Every file in the
build folder is whole, either the old one or the new one, and what the pages need is there. The program remembers which
files are its own, so the next build puts the folder right.

Wrong: uploading the folder as it is.

Right: building again, until it ends without an error.
""",
    protected=True,
)

NO_MANIFEST = Code(
    "OUT007",
    Severity.WARNING,
    "A build folder whose list of files is missing or damaged",
    "The list of files of the build before {problem}, so its files are not known.",
    "Delete the folder and build again, or, if it holds work of your own, look in it for pages no longer wanted.",
    """The program keeps a list of the files it made, `manifest.json`, and deletes or overwrites no others.
Without the list it cannot tell its own old files from yours: they stay, and where one is in the way of a new
page the build stops.

Wrong: deleting `build/manifest.json` and keeping the rest.

Right: deleting all of `build/`, which the next build makes again.
""",
)

EDITED = Code(
    "OUT008",
    Severity.WARNING,
    "An old page that somebody changed",
    "“{name}” is no longer part of the site, but was changed after it was built, so it was left in place.",
    "Keep what you need of it elsewhere, then delete it.",
    """The page has no source any more and would have been deleted. Its content is not what the program
wrote, so somebody worked on it, and deleting it could lose that work. It is still published until you delete it.

Wrong: correcting a sentence in `build/articles/dose.html`.

Right: correcting it in `content/articles/dose.md`, and building again.
""",
)

LINKED_FOLDER = Code(
    "OUT009",
    Severity.ERROR,
    "A linked folder inside the build folder",
    "“{name}” cannot be written: the folder “{folder}” is a symbolic link.",
    "Replace the link with a real folder, or delete it, then build again.",
    """A folder inside the build folder is a symbolic link. Writing through it could change files
somewhere else on the disk, so nothing was published. The build folder itself may be a link.

Wrong:

    build/assets -> /srv/shared

Right:

    build/assets, a folder of its own
""",
    protected=True,
)

BUSY = Code(
    "OUT010",
    Severity.ERROR,
    "A build folder that another build is writing into",
    "The site could not be written: another build is writing into the same folder.",
    "Wait until it has ended, then build again. The folder holds the whole site that the other one publishes.",
    """Two builds that write at once would mix their files, so only one at a time may. This one waited for
a minute, or found that another had published in the meantime, and left the folder to it.

Wrong: two jobs that build into one folder.

Right: one folder for each, with `-o`, or one job after the other.
""",
    protected=True,
)

ALL = (
    BUILD_FOLDER_REFUSED,
    BAD_PATH,
    SAME_PATH,
    OCCUPIED,
    NOT_WRITTEN,
    INTERRUPTED,
    NO_MANIFEST,
    EDITED,
    LINKED_FOLDER,
    BUSY,
)
