"""FLD: faults of single fields, in front matter, settings and people alike."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

UNKNOWN_KEY = Code(
    "FLD001",
    Severity.ERROR,
    "Unknown key",
    "“{key}” is not a key of {where}.",
    "Correct its spelling or delete it.",
    """The key is not one that is read here, so what stands behind it has no effect. Most often it is misspelt; a
misspelt `review_due` would silently leave an article without its due date.

Wrong:

    reveiw_due: 2026-11-04

Right:

    review_due: 2026-11-04
""",
)

MISSING_KEY = Code(
    "FLD002",
    Severity.ERROR,
    "Required key missing",
    "“{key}” is missing from {where}.",
    "Add “{key}: {example}”.",
    """A value that the page cannot do without is not given, or its key stands there with nothing after the colon.

Wrong:

    title: Vitamin D for bone health
    updated:

Right:

    title: Vitamin D for bone health
    updated: 2025-11-04
""",
    protected=True,
)

WRONG_SHAPE = Code(
    "FLD003",
    Severity.ERROR,
    "Value of the wrong kind",
    "“{key}” must be {expected}, but this is {found}.",
    "Write {expected} here.",
    """The field takes another kind of value: text where a list stands, keys and values where text stands, and so on.

Wrong:

    title: [Vitamin D, bone health]
    review: approved

Right:

    title: Vitamin D for bone health
    review:
      - {status: approved, date: 2025-11-04, by: mortiz}
""",
    protected=True,
)

NOT_A_DATE = Code(
    "FLD004",
    Severity.ERROR,
    "Not a date",
    "“{text}” is not a date, so “{key}” is not known.",
    "Write year-month-day with all digits, such as 2025-11-04.",
    """Dates are written as in ISO 8601, year-month-day with leading zeros, because 4/11/2025 is read differently in
different countries. The day must exist.

Wrong:

    updated: 2025-02-30
    search_date: 4/11/2025

Right:

    updated: 2025-02-28
    search_date: 2025-11-04
""",
    protected=True,
)

UNKNOWN_WORD = Code(
    "FLD005",
    Severity.ERROR,
    "Word that the field does not know",
    "“{text}” is not one of the words that “{key}” may hold.",
    "Use one of the words that the user guide lists for it.",
    """The field holds one of a few words. They are lower-case and written exactly as listed.

Wrong:

    status: Reviewed

Right:

    status: approved
""",
    protected=True,
)

NOT_A_TRUTH_VALUE = Code(
    "FLD006",
    Severity.ERROR,
    "Neither true nor false",
    "“{text}” is neither true nor false, so “{key}” is not known.",
    "Write true or false.",
    """The field is a switch. It takes `true` or `yes`, `false` or `no`.

Wrong:

    search: sometimes

Right:

    search: true
""",
    protected=True,
)

NOT_A_NUMBER = Code(
    "FLD007",
    Severity.ERROR,
    "Not a whole number in range",
    "“{text}” is not a whole number from {least} to {most}, so “{key}” is not known.",
    "Write a whole number from {least} to {most}, in digits.",
    """The field holds a whole number within limits that make sense for it.

Wrong:

    reading_grade: eighth

Right:

    reading_grade: 8
""",
    protected=True,
)

NOT_A_URL = Code(
    "FLD008",
    Severity.ERROR,
    "Not an address that may be linked",
    "“{text}” is not an address that “{key}” may hold: {reason}.",
    "Write a whole address that begins with {schemes}.",
    """An address is written in full, with its scheme. Schemes that can run code in a reader's browser, such as
`javascript:` and `data:`, are refused wherever they stand.

Wrong:

    follow_up: {label: Ask us, url: www.example.org/ask}

Right:

    follow_up: {label: Ask us, url: "https://www.example.org/ask"}
""",
    protected=True,
)

NOT_A_DURATION = Code(
    "FLD009",
    Severity.ERROR,
    "Not a length of time",
    "“{text}” is not a length of time from 1 to {most} months, so “{key}” is not known.",
    "Write a number and its unit, such as “12 months” or “1 year”.",
    """A length of time is a whole number with `months` or `years`; a bare number would leave open which is meant.

Wrong:

    review_every: 12

Right:

    review_every: 12 months
""",
    protected=True,
)

SEVERAL_LINES = Code(
    "FLD010",
    Severity.ERROR,
    "Text of several lines",
    "“{key}” must be text on one line.",
    "Join the lines, or fold them with “>” instead of “|”.",
    """The text is shown where only one line fits: as a heading, a link or a label.

Wrong:

    title: |
      Vitamin D
      for bone health

Right:

    title: Vitamin D for bone health
""",
    protected=True,
)

LISTED_TWICE = Code(
    "FLD011",
    Severity.WARNING,
    "Listed twice",
    "“{text}” stands twice in “{key}”; once is enough.",
    "Delete one of the two.",
    """The same item is repeated in one list. It counts once.

Wrong:

    topics: [bone health, supplements, bone health]

Right:

    topics: [bone health, supplements]
""",
)

ALL = (
    UNKNOWN_KEY,
    MISSING_KEY,
    WRONG_SHAPE,
    NOT_A_DATE,
    UNKNOWN_WORD,
    NOT_A_TRUTH_VALUE,
    NOT_A_NUMBER,
    NOT_A_URL,
    NOT_A_DURATION,
    SEVERAL_LINES,
    LISTED_TWICE,
)
