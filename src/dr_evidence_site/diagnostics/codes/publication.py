"""PUB: what stands in the way of putting a site where it is published."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

NO_BUILD = Code(
    "PUB010",
    Severity.ERROR,
    "Folder without a finished build",
    "There is no build to publish: {problem}.",
    "Build the site, then publish the build folder.",
    """A build leaves a list of its files, `manifest.json`, as the last thing it does. Without that list nobody knows
which files belong to the site, and a build that was stopped half-way would be taken for a whole one. A site with errors
is not put into the build folder in the first place.

Wrong: publishing the folder of the sources.

Right:

    dr-evidence-site build --strict
    dr-evidence-site publish user@host:/srv/www/evidence
""",
    protected=True,
)

FAILED = Code(
    "PUB011",
    Severity.ERROR,
    "Publication that was cut short",
    "Publishing to “{target}” stopped: {reason}.",
    "Publish again when that is mended: it goes on where it stopped.",
    """The server could not be reached, refused a file, or the connection broke. What was put there so far is noted
at the target, so the next call puts there only what is missing. Until then readers see pages of both builds. Their
style sheets and pictures are all there: those of the new build came first, and those of the old one go last.
""",
    protected=True,
)

BUSY = Code(
    "PUB012",
    Severity.ERROR,
    "Another publication is under way",
    "Somebody else is publishing to “{target}”, and was last seen {when}.",
    "Wait until that has ended. If you know that it was stopped, publish with --resume.",
    """Two publications at once would mix two builds. So each one notes at the target that it is under way, and notes
it again every minute. A note of somebody who was not seen for ten minutes counts for nothing, nor does that of a
process of this machine that is over.

Right, when a job on a CI server was cancelled:

    dr-evidence-site publish s3://evidence-example --resume
""",
    protected=True,
)

SUPERSEDED = Code(
    "PUB013",
    Severity.ERROR,
    "Publication that was overtaken",
    "Another publication to “{target}” has begun meanwhile; this one stopped.",
    "Let one publish after the other, then publish the newest build once more.",
    """Somebody else began to publish with `--resume`, or in the very same moment. This one noticed and stopped. The
other may have seen a file of this one as its own build's.

Right: on a CI server, jobs that publish form a queue (`concurrency` on GitHub, `resource_group` on GitLab).
""",
    protected=True,
)

TOUCHED = Code(
    "PUB014",
    Severity.ERROR,
    "Published file that somebody changed",
    "“{name}” at the target is not as it was put there.",
    "Find out who changed it and why. Then publish with --overwrite, which replaces it.",
    """A file of the site was changed where it is published, and not in the sources. Perhaps somebody corrected a dose
in a hurry; publishing would undo that without a word. So nothing is published until you say so.

Wrong: correcting a page on the server.

Right: correcting the article, having that approved, building and publishing.
""",
    protected=True,
)

FOREIGN = Code(
    "PUB015",
    Severity.ERROR,
    "File of somebody else in the way",
    "“{name}” is at the target already, and was not put there by this command.",
    "Publish into a folder of its own. If the file may go, publish with --overwrite.",
    """What this command did not put there is never removed, and is not replaced without being asked. The commonest
cause is a site that was uploaded by hand before: publish it once with `--overwrite`. Old files that the new build does
not have stay then; `dr-evidence-site verify` names them.

Wrong: two sites in one folder.

Right: a folder, or a prefix of the bucket, for each site.
""",
    protected=True,
)

NO_FILE = Code(
    "PUB016",
    Severity.ERROR,
    "Something that is no file in the way",
    "“{name}” cannot be put at the target: {problem}.",
    "Move what is there away, then publish again.",
    """A link on a server may lead out of the published folder, and a folder cannot be replaced by a file. So both are
left alone, also with `--overwrite`.
""",
    protected=True,
)

VANISHED = Code(
    "PUB017",
    Severity.NOTE,
    "Published file that was gone",
    "“{name}” was put at the target before, but was gone; it is put there again.",
    "If nobody removed it on purpose, look for what does.",
    """A job that tidies a server, or a rule of a bucket that lets objects expire, may remove files of the site.
""",
)

LEFT = Code(
    "PUB018",
    Severity.WARNING,
    "Old file that stays because somebody changed it",
    "“{name}” is not part of the site any more, but is not as it was put there, so it stays.",
    "Remove it yourself if nobody needs it.",
    """Files that a new build does not have are removed from the target, if they are as they were put there. This one
was changed by somebody since, so it counts as theirs from now on.
""",
)

NOT_ARRIVED = Code(
    "PUB019",
    Severity.ERROR,
    "File that did not arrive as it was sent",
    "“{name}” at the target is not what was put there just now.",
    "Publish again. If that does not help, something at the target changes files or does not keep them.",
    """After all files are put there, the target is asked for their digests. Nothing is removed, and the list of files
is not renewed, before all of them are right.
""",
    protected=True,
)

BAD_RECORD = Code(
    "PUB020",
    Severity.ERROR,
    "Record of a publication that cannot be read",
    "“{name}” at the target {problem}.",
    "Restore it from a backup. Without it, remove it and publish with --overwrite; old files then stay.",
    """`.published.json` says which files at the target this command put there. Without it nothing may be removed.
""",
    protected=True,
)

ALL = (
    NO_BUILD,
    FAILED,
    BUSY,
    SUPERSEDED,
    TOUCHED,
    FOREIGN,
    NO_FILE,
    VANISHED,
    LEFT,
    NOT_ARRIVED,
    BAD_RECORD,
)
