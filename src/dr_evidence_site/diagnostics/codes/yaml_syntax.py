"""YML: faults of the YAML itself, wherever it stands (front matter, settings, people, evidence)."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

YAML_SYNTAX = Code(
    "YML001",
    Severity.ERROR,
    "YAML that cannot be read",
    "This is not valid YAML: {problem}.",
    "Check the quotes, colons and indentation at this place.",
    """The text cannot be read as YAML at this place. The value that it belongs to is not known; reading goes on at the
next key that stands at the start of a line.

The usual causes are text after a closing quote, a key without its colon, or keys of one block that do not begin in
the same column.

Wrong:

    title: "Vitamin D" for bone health

Right:

    title: "“Vitamin D” for bone health"
""",
    protected=True,
)

YAML_TAB = Code(
    "YML002",
    Severity.ERROR,
    "Tab in the indentation",
    "A tab stands where YAML needs spaces.",
    "Replace the tab by spaces; most editors have a setting that does so for YAML.",
    """YAML shows by indentation what belongs to what, and allows only spaces for it: a tab has a different width in
every editor, so nobody could tell the structure.

Wrong (`→` is a tab):

    review:
    →- {status: submitted, date: 2025-10-28}

Right:

    review:
      - {status: submitted, date: 2025-10-28}
""",
    protected=True,
)

YAML_UNCLOSED = Code(
    "YML003",
    Severity.ERROR,
    "Quote or bracket that is never closed",
    "This {opening} is never closed.",
    "Add the closing {closing}.",
    """A quote or bracket opens here and its partner is missing, so the value swallows the lines below it.

A straight apostrophe inside single quotes ends the text too early; write it twice, or use double quotes.

Wrong:

    title: "Vitamin D for bone health
    topics: [bone health, supplements

Right:

    title: "Vitamin D for bone health"
    topics: [bone health, supplements]
""",
    protected=True,
)

YAML_COLON = Code(
    "YML004",
    Severity.ERROR,
    "Colon in unquoted text",
    "A colon with a space after it cannot stand here: YAML takes the text before it for a key.",
    "Put the whole text in quotes, or, if this is a key, move the line to the column of its neighbours.",
    """In YAML, a colon followed by a space separates a key from its value. A second one in the same value cannot be
read, so a title with a subtitle needs quotes. The same fault is reported for a key that is indented below a value.

Wrong:

    title: Vitamin D: what is known

Right:

    title: "Vitamin D: what is known"
""",
    protected=True,
)

YAML_DUPLICATE_KEY = Code(
    "YML005",
    Severity.ERROR,
    "Key written twice",
    "The key “{key}” is written twice in one place; the first one counts.",
    "Delete one of the two, or join their values.",
    """A key may stand once in a mapping. YAML readers differ in which of the two they believe, and the one that was
edited last is easily the one that is ignored, so both are shown and the page is not published.

Wrong:

    updated: 2025-10-28
    title: Vitamin D
    updated: 2025-11-04

Right:

    updated: 2025-11-04
    title: Vitamin D
""",
    protected=True,
)

YAML_ALIAS = Code(
    "YML006",
    Severity.ERROR,
    "Anchor or alias",
    "YAML anchors (&name) and aliases (*name) are not used here.",
    "Write the value out; text that begins with * or & needs quotes.",
    """An alias repeats another value by name. A few lines of them can expand into gigabytes, and a reader of the file
cannot see what a field holds, so they are not followed.

Often nothing of the sort was meant: text that begins with an asterisk or an ampersand needs quotes.

Wrong:

    title: *Helicobacter pylori* eradication

Right:

    title: "*Helicobacter pylori* eradication"
""",
    protected=True,
)

YAML_TAG = Code(
    "YML007",
    Severity.ERROR,
    "YAML tag",
    "The tag “{tag}” is not used here: a value is read by the type of its field.",
    "Delete the tag; text that begins with ! needs quotes.",
    """A tag tells a YAML reader which type to build, and some readers would run program code for it. Here the field
decides: a date is read as a date, a title as text, and no tag is obeyed.

Wrong:

    updated: !!timestamp 2025-11-04

Right:

    updated: 2025-11-04
""",
    protected=True,
)

YAML_SEVERAL_DOCUMENTS = Code(
    "YML008",
    Severity.ERROR,
    "Several YAML documents in one file",
    "A second YAML document begins here; only the first one is read.",
    "Delete the “---” line, or move what follows to a file of its own.",
    """A line of three hyphens inside a YAML file begins a new document. Settings below it would be lost.

Wrong:

    title: Evidence summaries
    ---
    language: en

Right:

    title: Evidence summaries
    language: en
""",
    protected=True,
)

YAML_TOO_DEEP = Code(
    "YML009",
    Severity.ERROR,
    "Nested too deeply",
    "Values are nested more than {limit} levels deep here.",
    "Check the brackets and the indentation before this place.",
    """No field of a site is nested more than a few levels deep. Text that goes on nesting is damaged, or was made to
exhaust the program, and is not read further.

Wrong:

    topics: [[[[[[[[[[[[[[[[[[ …

Right:

    topics: [bone health, supplements]
""",
    protected=True,
)

YAML_TOO_LONG = Code(
    "YML010",
    Severity.ERROR,
    "Too many values",
    "This YAML has more than {limit} values; what follows is not read.",
    "Split the file, or check whether it was damaged or filled by accident.",
    """The settings, people and front matter of a site hold far fewer values than this. Reading stops, so that a
damaged or hostile file cannot hold up the build.

Wrong:

    topics: [a, a, a, a, …]

Right:

    topics: [bone health, supplements]
""",
    protected=True,
)

YAML_KEY = Code(
    "YML011",
    Severity.ERROR,
    "Key that is not a word",
    "A key must be a word, but this is {found}.",
    "Write a plain word before the colon; text that begins with {{, [ or ? needs quotes.",
    """What stands before a colon names a field, so it has to be a word. A list, a mapping or nothing at all cannot be
a name. The usual cause is text in braces or brackets that was meant as a value.

Wrong:

    {{ title }}: Vitamin D

Right:

    title: Vitamin D
""",
    protected=True,
)

YAML_MERGE = Code(
    "YML012",
    Severity.ERROR,
    "Merge key",
    "The merge key “<<” is not used here.",
    "Write the keys out where they belong.",
    """`<<` copies the keys of another mapping in some YAML readers and is an ordinary key in others. What a file says
should not depend on its reader, so it is refused.

Wrong:

    patient:
      <<: *common
      label: Patient or carer

Right:

    patient:
      label: Patient or carer
      reading_grade: 8
""",
    protected=True,
)

YAML_CHARACTER = Code(
    "YML013",
    Severity.ERROR,
    "Character that text cannot hold",
    "The character {character} cannot stand in YAML text{count}.",
    "Delete it; it often comes with text pasted from another program.",
    """Control characters, NUL bytes, stray byte order marks and the Unicode line and paragraph separators cannot be
seen in an editor, mean different things to different programs, and are never part of a title or a name.

Wrong (`␀` is a NUL byte):

    title: Vita␀min D

Right:

    title: Vitamin D
""",
    protected=True,
)

ALL = (
    YAML_SYNTAX,
    YAML_TAB,
    YAML_UNCLOSED,
    YAML_COLON,
    YAML_DUPLICATE_KEY,
    YAML_ALIAS,
    YAML_TAG,
    YAML_SEVERAL_DOCUMENTS,
    YAML_TOO_DEEP,
    YAML_TOO_LONG,
    YAML_KEY,
    YAML_MERGE,
    YAML_CHARACTER,
)
