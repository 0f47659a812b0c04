"""CFG: faults of the settings in `site.yaml`."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

UNKNOWN_CODE = Code(
    "CFG001",
    Severity.ERROR,
    "Unknown code in checks",
    "There is no diagnostic with the code “{code}”.",
    "Codes are three capital letters and three digits, as shown in every message.",
    """`checks` gives the diagnostics of a site another level, by their codes. A code that does not exist changes
nothing, although somebody meant it to.

Wrong:

    checks: {CIT04: error}

Right:

    checks: {CIT004: error}
""",
)

PROTECTED_CODE = Code(
    "CFG002",
    Severity.ERROR,
    "Check that cannot be lowered",
    "{code} ({title}) cannot be set to “{level}”: it keeps its level on every site.",
    "Delete this line, and correct what {code} reports.",
    """Some faults would mislead readers about the review or the sources, drop the disclaimer, or lose what an author
wrote. They are errors on every site and can neither be lowered nor ignored.

Wrong:

    checks: {REV004: ignore}

Right:

    checks: {FLD011: ignore}
""",
    protected=True,
)

LANGUAGE = Code(
    "CFG003",
    Severity.ERROR,
    "Not a language tag",
    "“{text}” is not a language tag, so “{default}” is used.",
    "Write a BCP 47 tag such as “en”, “en-GB” or “pt-BR”.",
    """The language is given as a tag of BCP 47: the language's code, then, if needed, its script and region, joined by
hyphens. Screen readers choose their voice by it, and browsers their hyphenation.

Wrong:

    language: English

Right:

    language: en-GB
""",
)

BASE_URL = Code(
    "CFG004",
    Severity.ERROR,
    "Base address with a query or fragment",
    "“{text}” cannot be the site's base address: it has {part}.",
    "Give the address of the folder that the site will stand in, such as https://evidence.example.org/.",
    """Addresses of pages are made by joining `base_url` and the page's path, which only works for a folder's address.

Wrong:

    base_url: https://example.org/?site=evidence

Right:

    base_url: https://example.org/evidence/
""",
)

AUDIENCE_ID = Code(
    "CFG005",
    Severity.ERROR,
    "Audience id that cannot be used",
    "“{id}” cannot be the id of an audience: {reason}.",
    "Use a short word of lower-case letters, digits and hyphens, such as “patient”.",
    """The id of an audience is written in Markdown (`::: patient`), in addresses (`?audience=patient`) and in the style
sheet. It begins with a lower-case letter, goes on with lower-case letters, digits and hyphens, and is not the name of
a block that means something else: `bottom-line`, `caution`, `note`.

Wrong:

    audiences:
      - {id: Health professional, label: Health professional}

Right:

    audiences:
      - {id: clinician, label: Health professional}
""",
    protected=True,
)

AUDIENCE_TWICE = Code(
    "CFG006",
    Severity.ERROR,
    "Two audiences with one id",
    "The audience “{id}” stands twice in the list; the first one counts.",
    "Delete one of the two, or give it an id of its own.",
    """Text is marked with an audience's id, so an id can belong to one audience only.

Wrong:

    audiences:
      - {id: patient, label: Patient}
      - {id: patient, label: Carer}

Right:

    audiences:
      - {id: patient, label: Patient}
      - {id: carer, label: Carer}
""",
    protected=True,
)

NO_AUDIENCE = Code(
    "CFG007",
    Severity.ERROR,
    "No audience",
    "No usable audience is listed, so the default ones are used: {default}.",
    "List at least one audience, or delete the key.",
    """Every page is written for somebody, and every audience has its disclaimer, so a site has one audience at least.

Wrong:

    audiences: []

Right:

    audiences:
      - {id: patient, label: Patient or carer}
""",
    protected=True,
)

DEFAULT_AUDIENCE = Code(
    "CFG008",
    Severity.ERROR,
    "Default audience that is not listed",
    "“{id}” is not an audience of this site, so “{default}” is used.",
    "Use the id of one of the audiences.",
    """`default_audience` is the choice that is made for a reader who has not chosen. It is the id of an audience of the
site.

Wrong:

    default_audience: patients

Right:

    default_audience: patient
""",
    protected=True,
)

NO_DISCLAIMER = Code(
    "CFG009",
    Severity.ERROR,
    "Empty disclaimer",
    "The disclaimer of the audience “{id}” is empty; the general one is shown instead.",
    "Write a disclaimer, or delete the key to use the general one.",
    """Every article shows a disclaimer for the chosen audience. It can be worded by the site, but not left out.

Wrong:

    audiences:
      - {id: patient, label: Patient or carer, disclaimer: ""}

Right:

    audiences:
      - id: patient
        label: Patient or carer
        disclaimer: This page is for general education. Ask your doctor about your own case.
""",
    protected=True,
)

ALL = (
    UNKNOWN_CODE,
    PROTECTED_CODE,
    LANGUAGE,
    BASE_URL,
    AUDIENCE_ID,
    AUDIENCE_TWICE,
    NO_AUDIENCE,
    DEFAULT_AUDIENCE,
    NO_DISCLAIMER,
)
