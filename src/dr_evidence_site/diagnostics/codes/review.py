"""REV: a review history that contradicts itself, the status or the text's date."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

OUT_OF_ORDER = Code(
    "REV001",
    Severity.ERROR,
    "Review entries out of order",
    "This review entry of {date} stands below one of {earlier}.",
    "Sort the entries, oldest first, or correct the date.",
    """The review history is read from top to bottom, and its last entry is the present state. An entry in the wrong
place would show readers a wrong state.

Wrong:

    review:
      - {status: under-review, date: 2025-11-01, by: mortiz}
      - {status: submitted, date: 2025-10-28, by: jlee}

Right:

    review:
      - {status: submitted, date: 2025-10-28, by: jlee}
      - {status: under-review, date: 2025-11-01, by: mortiz}
""",
    protected=True,
)

DISAGREES = Code(
    "REV002",
    Severity.ERROR,
    "Status and review history disagree",
    "The status is “{status}”, but the last review entry says “{last}”.",
    "Correct the status, or add the review entry that is missing.",
    """`status` is what readers are shown, and the review history is the evidence for it. Both must say the same.

Wrong:

    status: under-review
    review:
      - {status: submitted, date: 2025-10-28, by: jlee}

Right:

    status: under-review
    review:
      - {status: submitted, date: 2025-10-28, by: jlee}
      - {status: under-review, date: 2025-11-01, by: mortiz}
""",
    protected=True,
)

NO_APPROVAL = Code(
    "REV003",
    Severity.ERROR,
    "Approved without an approval",
    "The status is “approved”, but no review entry says who approved the article and when.",
    "Add a review entry such as “- {{status: approved, date: 2025-11-04, by: mortiz}}”, or take the status back.",
    """“Approved” tells readers that a named person has checked the text. It may be shown only when the review history
says who that was and on which day.

Wrong:

    status: approved

Right:

    status: approved
    review:
      - {status: approved, date: 2025-11-04, by: mortiz}
""",
    protected=True,
)

CHANGED_AFTER_APPROVAL = Code(
    "REV004",
    Severity.ERROR,
    "Text changed after its approval",
    "The text was last changed on {updated}, after its approval on {approved}, so this text was never approved.",
    "Have the new text reviewed and add its approval, or set the status to “under-review”.",
    """An approval holds for the text that was read. When `updated` is later than the last approval, readers would be
told that somebody checked words which nobody has checked.

Wrong:

    status: approved
    updated: 2025-12-01
    review:
      - {status: approved, date: 2025-11-04, by: mortiz}

Right:

    status: under-review
    updated: 2025-12-01
    review:
      - {status: approved, date: 2025-11-04, by: mortiz}
      - {status: under-review, date: 2025-12-01, by: jlee}
""",
    protected=True,
)

UNSIGNED_APPROVAL = Code(
    "REV005",
    Severity.ERROR,
    "Approval without person or date",
    "This approval does not say {missing}.",
    "Add {keys} to this entry.",
    """An approval is a person's word on a day. One that lacks either cannot be checked by anybody, and is not shown.

Wrong:

    review:
      - {status: approved, date: 2025-11-04}

Right:

    review:
      - {status: approved, date: 2025-11-04, by: mortiz}
""",
    protected=True,
)

ALL = (OUT_OF_ORDER, DISAGREES, NO_APPROVAL, CHANGED_AFTER_APPROVAL, UNSIGNED_APPROVAL)
