"""FRS: articles whose review, search or sources have become old."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

REVIEW_OVERDUE = Code(
    "FRS001",
    Severity.WARNING,
    "Overdue review",
    "The review of this article was due on {date}.",
    "Review it, or withdraw it: `dr-evidence-site status` lists what is due.",
    """A review is due on the day of `review_due`, or some time after the last approval (`review_every` in the
settings). Past that day the page itself tells its readers that its review is overdue, so the warning is for editors.
""",
)

SEARCH_TOO_OLD = Code(
    "FRS002",
    Severity.WARNING,
    "Search that is too old",
    "The evidence was searched up to {date}, more than {limit} ago.",
    "Search again, bring the article up to date, and write the new `search_date`.",
    """The settings say how old a search may be:

    freshness: {search_every: 24 months}

What was published since the search is not in the article.
""",
)

SEARCH_MISSING = Code(
    "FRS003",
    Severity.WARNING,
    "Article without the date of its search",
    "This article does not say up to when its evidence was searched.",
    "Write `search_date: YYYY-MM-DD` into its front matter.",
    """A site with `search_every` in its settings promises that its searches are no older than that. An article that is
under review or approved therefore needs its date.
""",
)

NEWEST_TOO_OLD = Code(
    "FRS004",
    Severity.WARNING,
    "Nothing new among the sources",
    "The newest source of this article is from {year}, more than {limit} ago.",
    "Look for newer evidence; if there is none, waive the code with that reason.",
    """The settings say how old the newest source may be:

    freshness: {newest_source: 5 years}

A year counts until its end. Sources without a year are left out.
""",
)

MEDIAN_TOO_OLD = Code(
    "FRS005",
    Severity.WARNING,
    "Sources that are old on the whole",
    "More than half of the {count} dated sources of this article are older than {limit}; the median is {year}.",
    "Look for newer evidence; if there is none, waive the code with that reason.",
    """The settings say how old the median of the sources may be:

    freshness: {median_source: 10 years}

A year counts until its end. Sources without a year are left out.
""",
)

SUPERSEDED = Code(
    "FRS006",
    Severity.WARNING,
    "Source with a newer edition",
    "“{key}” is superseded by “{newer}”, which this article does not cite.",
    "Cite the newer edition, or waive the code with a reason.",
    """The library says that a guideline, or another source, has a newer edition (`supersededby`). What the older one
recommends may not hold any more. It can be cited beside the newer one, to say what has changed.

Wrong:

    Walking is recommended [@guideline2015].

Right:

    Walking is recommended [@guideline2023], as before [@guideline2015].
""",
)

UNKNOWN_SUCCESSOR = Code(
    "FRS007",
    Severity.WARNING,
    "Newer edition that is not in the library",
    "“{key}” is superseded by “{newer}”, which is not in the library.",
    "Add the newer edition to the library, or correct its key.",
    """`supersededby` holds the key of the newer edition. Readers are told that there is one, but not which.
""",
)

SUCCESSOR_LOOP = Code(
    "FRS008",
    Severity.WARNING,
    "Editions that supersede each other",
    "“{key}” is superseded by itself, directly or by way of others.",
    "Write `supersededby` into the older edition alone.",
    """Following `supersededby` from one edition to the next must come to an end at the newest one.
""",
)

ALL = (
    REVIEW_OVERDUE,
    SEARCH_TOO_OLD,
    SEARCH_MISSING,
    NEWEST_TOO_OLD,
    MEDIAN_TOO_OLD,
    SUPERSEDED,
    UNKNOWN_SUCCESSOR,
    SUCCESSOR_LOOP,
)
