"""FIL: files of the site folder that cannot be read as they are."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

NOT_UTF8 = Code(
    "FIL001",
    Severity.ERROR,
    "A file that is not UTF-8",
    "This file is not UTF-8 text: {problem}.",
    "Open the file in an editor, check its accented letters and signs, and save it with the encoding UTF-8.",
    """The file holds bytes that are not UTF-8. The usual cause is an older program that saved it as
Latin-1, Windows-1252 or UTF-16.

Guessing the encoding could turn “≥ 5 µg” into something else without anybody noticing, so the site is not
published from a file whose letters are not certain. The other checks still run on it.

Wrong: the name “Müller” saved as Latin-1, where “ü” is the single byte FC.

Right: the same name saved as UTF-8, where “ü” is the two bytes C3 BC.
""",
    protected=True,
)

NUL_BYTE = Code(
    "FIL002",
    Severity.ERROR,
    "A NUL byte in a text file",
    "This text file contains a NUL byte{more}.",
    "Delete the invisible character at this place; if the file is an image or a document, give it its own ending.",
    """No text contains the byte 00. It is there because the file was damaged, was saved as UTF-16, or is
not a text file at all. Programs stop reading at such a byte, so part of the text could be lost unseen.

Wrong: an image renamed to `article.md`.

Right: the image under `content/articles/figure.png`, and the text of the article in `article.md`.
""",
    protected=True,
)

TOO_LARGE = Code(
    "FIL003",
    Severity.ERROR,
    "A file that is too large",
    "This file is {size} large; at most {limit} are read.",
    "Split the file, or move what does not belong in it elsewhere{setting}.",
    """A text of this size is almost always a mistake, such as an image or an export pasted into an article,
and it would make every build slow. The file was not read. The [limits](settings.md#limits) can be set in `site.yaml`.

Wrong: a screenshot pasted into the Markdown as a `data:` address.

Right: the screenshot as a file beside the article: `![Forest plot](forest.png)`
""",
    protected=True,
)

LINK_OUTSIDE = Code(
    "FIL004",
    Severity.ERROR,
    "A symbolic link that leaves the site",
    "This symbolic link leads {where}.",
    "Replace the link with a copy of the file, kept in the site folder.",
    """A symbolic link may point at another file of the site, but not out of the site folder and not at a
hidden file. Otherwise a proposed change could publish a private file of the computer that builds the site,
such as a key or a password. What the link points at was not read.

Wrong:

    content/articles/dose.md -> /home/lee/drafts/dose.md

Right:

    content/articles/dose.md, a file of its own
""",
    protected=True,
)

BROKEN_LINK = Code(
    "FIL005",
    Severity.ERROR,
    "A symbolic link to nothing",
    "This symbolic link leads to nothing: {reason}.",
    "Delete the link, or put the file that it names back.",
    """The link names a file or folder that does not exist, or names itself, so there is nothing to read.

Wrong:

    content/articles/dose.md -> dosage.md      (and there is no dosage.md)

Right:

    content/articles/dose.md, a file of its own
""",
    protected=True,
)

NOT_A_FILE = Code(
    "FIL006",
    Severity.ERROR,
    "Something else where a file is expected",
    "A file is expected here, but this is {kind}.",
    "Rename it, or put a text file in its place.",
    """The name says that this is a file of the site, but it is a folder, a pipe, a socket or a device, which
cannot be read as text.

Wrong:

    content/articles/dose.md/        a folder whose name ends in .md

Right:

    content/articles/dose.md         a file
""",
    protected=True,
)

UNREADABLE = Code(
    "FIL007",
    Severity.ERROR,
    "A file that cannot be read",
    "This cannot be read: {reason}.",
    "Check that it exists and that your account may read it, then try again.",
    """The operating system refused to open the file or folder. The usual cause is missing permission.

Nothing is published, because the site would lack a part without saying so.

Wrong:

    -rw-------  root  content/articles/dose.md

Right:

    -rw-r--r--  lee   content/articles/dose.md
""",
    protected=True,
)

VANISHED = Code(
    "FIL008",
    Severity.ERROR,
    "A file that vanished",
    "This file was there when the folder was listed, and was gone when it should be read.",
    "Run the command again when nothing else is changing the folder.",
    """Another program deleted or renamed the file while the site was being read. Editors and
synchronised folders do so for a moment when they save.

Wrong: building while the folder is being synchronised.

Right: building again when that has ended.
""",
    protected=True,
)

SAME_NAME = Code(
    "FIL009",
    Severity.ERROR,
    "Two file names that are the same on some computers",
    "The name “{name}” differs from “{other}” only in {difference}.",
    "Rename one of the two files.",
    """Windows and macOS, and some web servers, do not distinguish capital from small letters, nor the two
ways in which Unicode writes an accented letter. There the two files are one, and one would replace the other.

Wrong:

    content/articles/Vitamin-D.md
    content/articles/vitamin-d.md

Right:

    content/articles/vitamin-d-and-falls.md
    content/articles/vitamin-d-and-fractures.md
""",
    protected=True,
)

BAD_NAME = Code(
    "FIL010",
    Severity.ERROR,
    "A file name that cannot be an address",
    "The name “{name}” {problem}.",
    "Rename it: small letters, digits and hyphens are safe everywhere.",
    """The file's name becomes part of a web address and of what is printed about it. Names that are not
Unicode, hold a character that cannot be seen, or hold a backslash are not the same on every computer, and some of
them can make one name look like another. Windows takes names such as `con`, `aux` or `nul.png` for devices. The file
was not read.

Wrong:

    content/articles/dose\\adults.md

Right:

    content/articles/dose-adults.md
""",
    protected=True,
)

MISNAMED = Code(
    "FIL011",
    Severity.ERROR,
    "A name with the wrong capital letters",
    "“{name}” is not read, because its capital letters differ from the name that is looked for.",
    "Rename it to “{expected}”.",
    """The program looks for exact names, on every computer alike. With other capital letters the file or folder
would count on some computers and be missing on others, so it is reported.

Wrong:

    Site.yaml
    content/articles/Dose.MD

Right:

    site.yaml
    content/articles/dose.md
""",
    protected=True,
)

LINK_LOOP = Code(
    "FIL012",
    Severity.ERROR,
    "A linked folder that contains itself",
    "This symbolic link leads to a folder that contains the link.",
    "Delete the link.",
    """Following the link would lead into the same folder again and again, without end, so it was not followed.

Wrong:

    content/images/all -> ..

Right:

    content/images, without the link
""",
    protected=True,
)

NO_DEFAULT_THEME = Code(
    "FIL013",
    Severity.ERROR,
    "The default theme is missing",
    "The default theme is not where the program was installed (“{place}”).",
    "Install dr-evidence-site again.",
    """The program brings its default templates and style sheet along, and they are not there. The
installation is incomplete, for example because a packaging step left out all files that are not Python.

Wrong: copying only the `.py` files of the package.

Right:

    pip install --force-reinstall dr-evidence-site
""",
    protected=True,
)

NEWER_CHARACTER = Code(
    "FIL020",
    Severity.WARNING,
    "A character that is newer than Unicode 14",
    "The character “{character}” (U+{number}) is newer than Unicode 14.",
    "Write it in other characters, or build the site with one version of Python only.",
    """Unicode grows every year, and each version of Python knows the characters of its own time. Whether a
newer one is a letter decides about anchors of headings, addresses of topics and the order of lists, so two
versions of Python could make two different sites of the same files. Many devices of readers show an empty box for
it, too. It is reported where it stands first in a file.

Wrong: a heading with a pictogram of 2022.

Right: the heading in words.
""",
)

ALL = (
    NOT_UTF8,
    NUL_BYTE,
    TOO_LARGE,
    LINK_OUTSIDE,
    BROKEN_LINK,
    NOT_A_FILE,
    UNREADABLE,
    VANISHED,
    SAME_NAME,
    BAD_NAME,
    MISNAMED,
    LINK_LOOP,
    NO_DEFAULT_THEME,
    NEWER_CHARACTER,
)
