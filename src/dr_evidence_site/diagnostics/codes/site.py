"""SIT: faults in what the files of a site say of each other: people, dates, and addresses of pages."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

UNKNOWN_PERSON = Code(
    "SIT001",
    Severity.ERROR,
    "unknown person",
    "There is no person “{name}” in content/people.yaml.",
    "Add them to content/people.yaml, or correct the id.",
    """Authors and reviewers are named by their id in `content/people.yaml`, where their name, role and interests stand.
An approval by someone who is not there would be an approval by nobody.
""",
    protected=True,
)

FUTURE_DATE = Code(
    "SIT002",
    Severity.ERROR,
    "date that has not come yet",
    "The date {date} lies in the future (today is {today}).",
    "Write the day on which it happened.",
    """A page says what has been done: when its text was changed, searched, submitted or approved. A day that has not
come yet is a mistake, and on an approval a false statement. Only `review_due` may lie ahead.
""",
    protected=True,
)

ADDRESS_TAKEN = Code(
    "SIT003",
    Severity.ERROR,
    "page with an address that is taken",
    "“{name}.html” is a page that the site makes itself.",
    "Give the file another name.",
    """A standing page lies at the root of the site under the name of its file. The names of the site's own pages
(index, references, people, search, status, 404) are taken.
""",
    protected=True,
)

CITATION_IN_SETTINGS = Code(
    "SIT004",
    Severity.ERROR,
    "citation in the settings",
    "A disclaimer or notice cannot cite (“@{key}”).",
    "Take the citation out, or write a backslash before the “@”.",
    """Disclaimers and notices stand on pages that have no reference list. Sources belong in articles and pages.
""",
    protected=True,
)

NOT_ANNOUNCED = Code(
    "SIT005",
    Severity.NOTE,
    "approved articles without feed and sitemap",
    "The site has approved articles, but no feed and no sitemap: these need a base address.",
    "Write “base_url: https://…/” in site.yaml, or call build with --base-url.",
    """A feed names each article by an address that never changes (RFC 4287), and a sitemap lists whole addresses
(sitemaps.org). Without `base_url` nobody knows them, so both are left out; everything else works. A site that is only
opened from a disk or an intranet share needs neither.

Right, for a site that is online:

    base_url: https://evidence.example.org/

Right, for any other:

    checks: {SIT005: ignore}
""",
)

ALL = (UNKNOWN_PERSON, FUTURE_DATE, ADDRESS_TAKEN, CITATION_IN_SETTINGS, NOT_ANNOUNCED)
