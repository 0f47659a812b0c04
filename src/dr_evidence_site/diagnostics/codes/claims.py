"""CLM: statements that need a source and have none."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

BOTTOM_LINE = Code(
    "CLM001",
    Severity.ERROR,
    "Claim without a source in the bottom line",
    "“{words}” has no source, and stands in the bottom line.",
    "Cite the source in this sentence or in its paragraph: [@key].",
    """The bottom line is what most readers take away. Each number and each recommendation in it needs a source, in
the sentence itself or in its paragraph: effect sizes, percentages, “x in y”, confidence intervals, P values, and what
is recommended or advised against.

Wrong:

    ::: bottom-line
    Walking eased pain in 30 of 100 people.
    :::

Right:

    ::: bottom-line
    Walking eased pain in 30 of 100 people [@jackson2006].
    :::
""",
)

ELSEWHERE = Code(
    "CLM002",
    Severity.WARNING,
    "Claim without a source",
    "“{words}” has no source.",
    "Cite the source in this sentence or in its paragraph: [@key].",
    """A number that readers cannot follow to its source is worth little. Effect sizes, percentages, “x in y”,
confidence intervals, P values and recommendations need a citation in the sentence, its paragraph, its list item, its
row of a table, or in the paragraph with a colon that leads up to the list.

Wrong:

    Walking eased pain in 30% of people.

Right:

    Walking eased pain in 30% of people [@jackson2006].
""",
)

ALL = (BOTTOM_LINE, ELSEWHERE)
