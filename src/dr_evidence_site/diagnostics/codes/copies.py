"""CPY: copies for places without a connection: pages that do not say so, and paths that are too long to unpack."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

UNDATED = Code(
    "CPY001",
    Severity.ERROR,
    "Page of a copy that does not say when it was made",
    "The page “{path}” of the copy does not say that it is one.",
    'Put {{% include "parts/copy.html" %}} into the template, as the default base.html does.',
    """A copy of the site goes stale, and nobody can call it back. So every page of it says on which day it was made and
where the current version is. A theme with a `base.html` of its own must say so too; without it no copy is made.

Wrong, in `templates/base.html`:

    <body>
    {% block main %}{% endblock %}

Right:

    <body>
    {% if frame.copy %}{% include "parts/copy.html" %}{% endif %}
    {% block main %}{% endblock %}
""",
    protected=True,
)

PATH_TOO_LONG = Code(
    "CPY002",
    Severity.WARNING,
    "Path that is too long to be unpacked on Windows",
    "The path “{path}” of the copy has {length} characters with its folder; more than {longest} are a risk on Windows.",
    "Give the source file a shorter name, and keep the old one as an alias.",
    """Many programs for Windows stop at 260 characters, and those of the reader's own folders count too. The name of an
article's file is part of the path of its page and of all files beside it.

Wrong: a whole question of 150 letters as the name of the file.

Right:

    content/articles/aspirin-primary-prevention.md
""",
)

ALL = (UNDATED, PATH_TOO_LONG)
