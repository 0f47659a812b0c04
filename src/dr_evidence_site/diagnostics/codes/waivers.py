"""WVR: checks that an article sets aside, and may not, or in vain."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

UNKNOWN_CODE = Code(
    "WVR001",
    Severity.ERROR,
    "Waiver of an unknown code",
    "There is no diagnostic “{code}”.",
    "Copy the code from the message that is to be set aside, such as CLM002.",
    """A waiver sets one finding of one check aside. It names the check by its code, which stands in each message.

Wrong:

    waive:
      - {code: CLM02, about: 30% of people, reason: The number is that of the example.}

Right:

    waive:
      - {code: CLM002, about: 30% of people, reason: The number is that of the example.}
""",
)

PROTECTED_CODE = Code(
    "WVR002",
    Severity.ERROR,
    "Waiver of a code that cannot be set aside",
    "{code} (“{title}”) cannot be set aside.",
    "Mend what it reports, and delete the waiver.",
    """What this code reports would mislead readers, or lose something that an author wrote. No reason makes that
right.

Wrong:

    waive:
      - {code: CIT001, about: moyer2013, reason: The source will be added later.}

Right: add the source to the library, or take the citation out.
""",
    protected=True,
)

NOTHING_WAIVED = Code(
    "WVR003",
    Severity.WARNING,
    "Waiver that sets nothing aside",
    "No {code} in this file is about “{about}”.",
    "Delete the waiver, or copy into `about` words that the message quotes.",
    """A waiver that meets nothing is out of date: what it was for has been mended or reworded. Left in place it
would be printed on the page, and could hide a later fault that nobody has looked at. `about` has to be a part of what
the finding is about: the sentence, or the key of the source. Only a finding about the article as a whole is set aside
without it.

Wrong: the article says “30% of people” no more.

    waive:
      - {code: CLM002, about: 30% of people, reason: The number is that of the example.}

Right: delete the entry.
""",
)

ALL = (UNKNOWN_CODE, PROTECTED_CODE, NOTHING_WAIVED)
