"""MD, AUD, LNK: faults in the body of an article: blocks, audiences and links."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

UNCLOSED_DIV = Code(
    "MD001",
    Severity.ERROR,
    "block without an end",
    "The block “::: {words}” is never closed.",
    "Put a line “:::” where the block ends.",
    """A block that is not closed swallows the rest of the text: what was written for everyone would be shown to one
audience only, or stand in the bottom line. Each opening fence needs a closing one, a line of three colons or more.

Wrong:

    ::: patient
    Talk to your doctor first.

Right:

    ::: patient
    Talk to your doctor first.
    :::
""",
    protected=True,
)

STRAY_FENCE = Code(
    "MD002",
    Severity.ERROR,
    "end of a block that was not begun",
    "This “:::” closes no block.",
    "Remove it, or name the block where it begins (“::: patient”).",
    """A line of colons alone ends a block. This one has no beginning, so either it is left over, or the opening
fence is misspelt or stands inside a list or quotation where it does not count.
""",
    protected=True,
)

TOO_DEEP = Code(
    "MD003",
    Severity.ERROR,
    "nested too deeply",
    "This is nested more than {limit} levels deep; the rest is shown as plain text.",
    "Take some of the lists, quotations, blocks or citations apart.",
    """Lists in lists, quotations in quotations, blocks in blocks and citations in citations are read down to a limit,
far beyond what a reader could follow. Below it nothing is lost, but the text is no longer read as Markdown.
""",
)

TOP_HEADING = Code(
    "MD004",
    Severity.WARNING,
    "second title",
    "“# …” is kept for the page's title; this heading is shown one level lower.",
    "Begin sections with “##”.",
    """The title in the front matter is the page's one heading of the first level. People who use a screen reader
find their way by the levels (WCAG 2.2, 1.3.1), so sections begin at the second.

Wrong:

    # Harms

Right:

    ## Harms
""",
)

SKIPPED_LEVEL = Code(
    "MD005",
    Severity.WARNING,
    "heading level left out",
    "This heading is of level {level}, but the one before it is of level {before}.",
    "Use level {wanted} here.",
    """Headings are an outline. A level that is left out sounds, in a screen reader, like a section that is missing
(WCAG 2.2, 1.3.1 and technique G141).
""",
)

IDENTIFIER_TAKEN = Code(
    "MD006",
    Severity.ERROR,
    "anchor that is taken",
    "The anchor “#{name}” is used twice, or is kept for the page itself.",
    "Choose another name in the braces.",
    """An anchor can be linked to only if it stands once on the page. Names beginning with “ref-”, “cite-”,
“audience-” and “person-” belong to the page.
""",
)

RAW_HTML = Code(
    "MD007",
    Severity.WARNING,
    "HTML in Markdown",
    "HTML such as “{text}” is shown to readers as text.",
    "Write it in Markdown, or take it out.",
    """Articles are Markdown alone: HTML in them is not carried out but shown, letter by letter, so that no article can
change the page around it. A comment is shown too.
""",
)

ATTRIBUTES_AS_TEXT = Code(
    "MD008",
    Severity.ERROR,
    "braces that mark nothing",
    "“{text}” marks nothing here and would be shown as text.",
    "Put the words in brackets directly before the braces: “[words]{text}”.",
    """Braces mark the bracketed words directly before them. With a space between, behind a link, or behind a single
word they mark nothing, and words meant for one audience would be shown to all.

Wrong:

    nephrolithiasis {.clinician}

Right:

    [nephrolithiasis]{.clinician}
""",
    protected=True,
)

FOOTNOTE = Code(
    "MD009",
    Severity.WARNING,
    "footnote",
    "Footnotes such as “{text}” are not part of the dialect and are shown as text.",
    "Say it in the text, or cite a source.",
    """Evidence pages carry numbered sources where other texts carry notes; two kinds of small numbers confuse.
""",
)

LOST_CELLS = Code(
    "MD010",
    Severity.ERROR,
    "More cells than the table has columns",
    "This row has {cells} cells, and its table {columns} columns: “{text}” would not be shown.",
    "Give the first row and the row of dashes one more cell, or write a pipe that belongs to the text as “\\|”.",
    """A table has as many columns as its first row. What a later row has beyond them is left out by every program that
reads such tables, without a word: a number that readers need could be missing.

Wrong:

    | Outcome | Risk |
    |---------|------|
    | Stroke | 3% | 2% |

Right:

    | Outcome | Without | With |
    |---------|---------|------|
    | Stroke | 3% | 2% |
""",
    protected=True,
)

UNUSED_DEFINITION = Code(
    "MD011",
    Severity.WARNING,
    "A link definition that nothing uses",
    "“[{label}]: …” defines a link {problem}, so it is not shown.",
    "Use it as “[words][{label}]”, delete it, or write “\\[{label}]:” if it is meant as text.",
    """A line that begins with a label in brackets, a colon and one word is the definition of a link, which is not shown
itself. When no link uses it, it may have been meant as text that readers should see. Of two definitions of one label
the first holds.

Wrong:

    [Note]: Important

Right:

    **Note:** Important
""",
)

UNKNOWN_MARK = Code(
    "AUD001",
    Severity.ERROR,
    "unknown audience or block",
    "“{word}” is neither an audience of this site nor a kind of block.",
    "Known are: {known}.",
    """A passage is marked with an audience from the site's settings, or as bottom-line, caution or note. An unknown
word would leave the passage visible to everyone.

Wrong:

    ::: patients

Right:

    ::: patient
""",
    protected=True,
)

NOBODY = Code(
    "AUD002",
    Severity.ERROR,
    "text that nobody sees",
    "This is written for {inner}, inside a passage for {outer}: nobody would see it.",
    "End the outer passage before this one begins.",
    """A passage inside another is shown to those who see both. Nobody belongs to two audiences, so a patient passage
inside a clinician passage is never shown.
""",
    protected=True,
)

BLOCK_IN_SPAN = Code(
    "AUD003",
    Severity.ERROR,
    "block name on words",
    "“{word}” names a kind of block and cannot mark words.",
    "Use a block: “::: {word}” … “:::”.",
    """Bottom line, caution and note are blocks of their own. Only audiences can mark words inside a sentence.
""",
    protected=True,
)

LINK_SCHEME = Code(
    "LNK001",
    Severity.ERROR,
    "link that is not allowed",
    "The link “{address}” is neither http, https or mailto nor a path to another source file.",
    "Use a full web address, or the path of the file that it means (“../pages/about.md”).",
    """Links lead to web pages (http, https), mail addresses (mailto), or other source files by their relative path.
Anything else, such as `javascript:` or `data:`, could run code in a reader's browser and is refused.
""",
    protected=True,
)

LINK_LEAVES_SITE = Code(
    "LNK002",
    Severity.ERROR,
    "link that leaves the site folder",
    "The link “{address}” leads out of the site folder.",
    "Link to a file of this site, or to a web address.",
    """Only files inside the site folder are published, so a path that leads out of it can lead nowhere.
""",
    protected=True,
)

LINK_TARGET = Code(
    "LNK003",
    Severity.ERROR,
    "link to nowhere",
    "There is no page for “{address}”.",
    "Check the path; it is relative to this file.",
    """A link to another article or page names its source file, relative to the file the link stands in. From one
article to another: `other-article.md`; from an article to a page: `../pages/about.md`.
""",
)

LINK_ANCHOR = Code(
    "LNK004",
    Severity.ERROR,
    "link to a heading that is not there",
    "“{target}” has no heading with the anchor “#{fragment}”.",
    "Check the anchor against the heading.",
    """The anchor of a heading is its text in lower case with hyphens for spaces, unless it is set with
`{#name}` behind the heading.
""",
)

LINK_UNPUBLISHED = Code(
    "LNK005",
    Severity.ERROR,
    "link to an article that is not published",
    "The article “{address}” is not published (its status is {status}, and the site publishes approved articles only).",
    "Take the link out, or publish all articles (`publish: all`).",
    """With `publish: approved` in the settings an article that is not approved has no page.
""",
)

IMAGE_REMOTE = Code(
    "LNK006",
    Severity.ERROR,
    "picture from elsewhere",
    "The picture “{address}” lies on another server.",
    "Save it beside the articles and name its relative path.",
    """Pages ask nothing of other servers: a picture from elsewhere would tell that server who reads which health page,
and could change or vanish without notice.
""",
    protected=True,
)

IMAGE_MISSING = Code(
    "LNK007",
    Severity.ERROR,
    "picture that is not there",
    "There is no picture “{address}”.",
    "Check the path (relative to this file) and the format: png, jpg, gif, webp or avif below content/.",
    """Pictures lie below `content/` and are named by their path relative to the file. Formats: png, jpg, jpeg, gif,
webp, avif. SVG is not accepted from content, because an SVG file can carry scripts.
""",
)

IMAGE_WITHOUT_TEXT = Code(
    "LNK008",
    Severity.WARNING,
    "picture without words",
    "The picture “{address}” has no description.",
    "Describe it in the brackets: “![what it shows](…)”.",
    """Someone who cannot see the picture reads its description instead (WCAG 2.2, 1.1.1).
""",
)

ALL = (
    UNCLOSED_DIV,
    STRAY_FENCE,
    TOO_DEEP,
    TOP_HEADING,
    SKIPPED_LEVEL,
    IDENTIFIER_TAKEN,
    RAW_HTML,
    ATTRIBUTES_AS_TEXT,
    FOOTNOTE,
    LOST_CELLS,
    UNUSED_DEFINITION,
    UNKNOWN_MARK,
    NOBODY,
    BLOCK_IN_SPAN,
    LINK_SCHEME,
    LINK_LEAVES_SITE,
    LINK_TARGET,
    LINK_ANCHOR,
    LINK_UNPUBLISHED,
    IMAGE_REMOTE,
    IMAGE_MISSING,
    IMAGE_WITHOUT_TEXT,
)
