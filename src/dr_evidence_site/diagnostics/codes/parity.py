"""PAR: what one audience is told and another is not, and text that is too hard for its readers."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

NO_BOTTOM_LINE = Code(
    "PAR001",
    Severity.WARNING,
    "Bottom line that an audience does not see",
    "The bottom line has no text for “{audience}”.",
    "Add a passage for them to the bottom line, or text without an audience, which everyone sees.",
    """The bottom line is what most readers take away. When all of it is marked for others, the page of one audience
begins without an answer.

Wrong:

    :::: bottom-line
    ::: clinician
    Walking reduces pain [@jackson2006].
    :::
    ::::

Right:

    :::: bottom-line
    ::: clinician
    Walking reduces pain [@jackson2006].
    :::
    ::: patient
    Walking helps against pain [@jackson2006].
    :::
    ::::
""",
)

STRONGER = Code(
    "PAR002",
    Severity.WARNING,
    "Stronger words for patients than for professionals",
    "“{words}” promises more to “{audience}” than the same sources do to “{other}”.",
    "Use words of the same certainty for both: “may” or “probably” where the other passage has them.",
    """Plain words must not make evidence look surer than it is. The check compares passages of one section, or of the
bottom line, that cite the same source: where every effect for professionals is stated with a doubt, one without any is
reported in the other passage. Who counts as professional is the audience without a `reading_grade`, or with the
highest one.

Wrong:

    ::: clinician
    Walking may reduce pain [@jackson2006].
    :::
    ::: patient
    Walking reduces pain [@jackson2006].
    :::

Right:

    ::: clinician
    Walking may reduce pain [@jackson2006].
    :::
    ::: patient
    Walking may reduce pain [@jackson2006].
    :::
""",
)

OTHER_NUMBER = Code(
    "PAR003",
    Severity.NOTE,
    "Number that the other version does not have",
    "“{words}” in the bottom line for “{audience}” has no counterpart in the text for “{other}”.",
    "Compare the two versions: one of them may be out of date.",
    """The two versions of an article tell the same findings. A frequency or percentage in the bottom line for one
audience is looked for in everything that professionals read, also as the other of the two and rounded: “4 in 1,000”
agrees with “0.41%”.

Wrong:

    :::: bottom-line
    ::: clinician
    Pain eased in 25% [@jackson2006].
    :::
    ::: patient
    Pain eased in 30 of 100 people [@jackson2006].
    :::
    ::::
""",
)

READING_GRADE = Code(
    "PAR004",
    Severity.NOTE,
    "Text above the reading grade of its audience",
    "The text for “{audience}” needs school grade {grade}; the limit is {limit}.",
    "Shorten sentences and use short words, or set another `reading_grade` in site.yaml.",
    """An audience can have a limit, `reading_grade` in the settings: the highest US school grade that text for them
should need. The grade of what they read is measured by the formula of Flesch and Kincaid (1975), from words in a
sentence and syllables in a word. It says how hard sentences are, not how well a text explains.

It is a note. A site that wants to hold to its limits raises it:

    checks: {PAR004: error}
""",
)

ALL = (NO_BOTTOM_LINE, STRONGER, OTHER_NUMBER, READING_GRADE)
