"""EXT: what servers say about links that lead out of the site, when `check --external` asks them."""

from __future__ import annotations

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

PAGE_GONE = Code(
    "EXT001",
    Severity.WARNING,
    "web page that is gone",
    "“{address}” leads nowhere: the server answers {status}.",
    "Find out where the page went, link to a copy in a web archive, or take the link out.",
    """The server was reached and says that it has no such page (404), or that it has it no more (410). Readers who
follow the link learn nothing, and a statement that rests on the page can no longer be looked up.

Only `check --external` asks servers.
""",
)

UNKNOWN_IDENTIFIER = Code(
    "EXT002",
    Severity.ERROR,
    "identifier that is not known",
    "There is no {name} “{value}”: {service} answers {status}.",
    "Compare it with the source itself. If it was given out only these days, check again later.",
    """DOI, PMID, PMCID and ORCID iD are looked up where they are given out. One that is not known there is mistyped,
or was made up: a source that nobody can find is no evidence.

Of a DOI only doi.org is asked, which sends readers on to the publisher; whether the publisher's page is there is not.

Only `check --external` asks servers.
""",
)

MOVED = Code(
    "EXT003",
    Severity.NOTE,
    "web page that moved",
    "“{address}” has moved for good to “{moved}”.",
    "Link to the new address, if it shows what the old one did.",
    """The server sends readers on to another address and says that it will stay so (status 301 or 308). The link works
as long as the old server sends them on. Some servers answer in this way for a page that is gone, and lead to their
front page.

Only `check --external` asks servers.
""",
)

UNCHECKED = Code(
    "EXT004",
    Severity.NOTE,
    "link that could not be checked",
    "“{address}” could not be checked: {reason}.",
    "Open it in a browser.",
    """The server did not answer, or not in a way that tells whether the page is there: it wants a password, it has
trouble, its certificate is not valid, or it turns programs away, as many publishers do. That is no proof of a fault,
so someone has to look.

Only `check --external` asks servers.
""",
)

NOT_CONNECTED = Code(
    "EXT005",
    Severity.WARNING,
    "no server was reached",
    "No server could be reached, so {count} of {total} external addresses were not checked: {reason}.",
    "Check the connection of this machine to the internet, and run `check --external` again.",
    """All servers that were asked stayed silent. It is more likely that this machine has no connection, or has to use a
proxy, than that all of them are gone. A proxy is taken from the environment variables `https_proxy`, `http_proxy` and
`no_proxy`.
""",
)

TIME_OVER = Code(
    "EXT006",
    Severity.NOTE,
    "external links left over",
    "The time for external links was over when {count} of {total} addresses were still to be checked.",
    "Run `check --external` again: it remembers the answers it has and goes on with the rest.",
    """A server is asked one thing at a time, with a pause in between, so many links to one server take long. The time
for all of them is limited. Answers are remembered, so the next run asks for the rest.
""",
)

LOCAL_ADDRESS = Code(
    "EXT007",
    Severity.WARNING,
    "address that readers cannot reach",
    "“{address}” leads to “{host}”, which is another place on every reader's machine or network.",
    "Link to the public address, or to the source file of the page (“../pages/about.md”).",
    """`localhost` and numbers such as 127.0.0.1 or 192.168.0.7 mean a machine, or a network, of whoever follows the
link. Such an address often comes from a preview. It is reported without asking anybody.

Wrong:

    Read [how we work](http://127.0.0.1:8000/editorial-policy.html).

Right:

    Read [how we work](../pages/editorial-policy.md).
""",
)

ALL = (PAGE_GONE, UNKNOWN_IDENTIFIER, MOVED, UNCHECKED, NOT_CONNECTED, TIME_OVER, LOCAL_ADDRESS)
