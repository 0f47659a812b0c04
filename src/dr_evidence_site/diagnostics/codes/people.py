"""PPL: faults of `content/people.yaml`."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

PERSON_ID = Code(
    "PPL001",
    Severity.ERROR,
    "Person's id that cannot be used",
    "“{id}” cannot be the id of a person.",
    "Use letters a to z, digits, hyphens and underscores, beginning with a letter or digit, such as “jlee”.",
    """Articles name people by their id, and the id is part of the address of their entry on the people page. The name
that readers see stands in `name` and can be written as the person writes it.

Wrong:

    José Lee: {name: José Lee}

Right:

    jlee: {name: José Lee}
""",
    protected=True,
)

ORCID_FORM = Code(
    "PPL002",
    Severity.ERROR,
    "Not an ORCID iD",
    "“{text}” is not an ORCID iD.",
    "Write four groups of four digits, such as 0000-0002-1825-0097, or the address https://orcid.org/… .",
    """An ORCID iD has sixteen characters in four groups joined by hyphens; the last character is a digit or X. It may
be written bare or as an address at orcid.org.

Wrong:

    orcid: 0000000218250097

Right:

    orcid: 0000-0002-1825-0097
""",
)

ORCID_CHECK_DIGIT = Code(
    "PPL003",
    Severity.ERROR,
    "ORCID iD with a wrong check digit",
    "“{text}” is not a valid ORCID iD: its last character would have to be {expected}.",
    "Compare it with the person's ORCID record; a digit is mistyped or two are exchanged.",
    """The last character of an ORCID iD is computed from the others (ISO 7064 MOD 11-2), which shows most typing
errors. A wrong iD would link a reviewer's name to another person's record.

Wrong:

    orcid: 0000-0002-1825-0079

Right:

    orcid: 0000-0002-1825-0097
""",
)

ALL = (PERSON_ID, ORCID_FORM, ORCID_CHECK_DIGIT)
