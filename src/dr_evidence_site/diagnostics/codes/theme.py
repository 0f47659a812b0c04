"""THM: faults of the theme's templates, and pages that fail to carry what no theme may drop."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

TEMPLATE_SYNTAX = Code(
    "THM001",
    Severity.ERROR,
    "Template that cannot be read",
    "This template cannot be read: {problem}.",
    "Check the tags near this line: each {{% block %}}, {{% if %}} and {{% for %}} needs its end.",
    """Jinja, the template language, does not understand the template from here on. No page that uses it can be made.

The usual causes are a tag without its end, or a brace or percent sign that is missing.

Wrong:

    {% if frame.policy %}<a href="{{ frame.policy.href }}">{{ frame.policy.label }}</a>

Right:

    {% if frame.policy %}<a href="{{ frame.policy.href }}">{{ frame.policy.label }}</a>{% endif %}
""",
)

UNKNOWN_NAME = Code(
    "THM002",
    Severity.ERROR,
    "Unknown name in a template",
    "There is no “{name}” at this place of the template.",
    "A template gets “frame” and “page” and nothing else; see the theme guide for what they hold.",
    """A template may show only what its page gives it: `frame` (what surrounds every page) and `page` (the page's
own content). A name that neither has is an error, so that a misspelt one cannot leave a hole in a page.

Wrong:

    <h1>{{ page.titel }}</h1>

Right:

    <h1>{{ page.title }}</h1>
""",
)

TEMPLATE_NOT_FOUND = Code(
    "THM003",
    Severity.ERROR,
    "Template that does not exist",
    "There is no template “{name}”.",
    "Name a file of the “templates” folder, or put “!” in front of the name of a default template.",
    """A template includes, imports or extends another one that neither the site nor the default theme has.

Wrong:

    {% extends "bass.html" %}

Right:

    {% extends "base.html" %}
""",
)

TEMPLATE_CYCLE = Code(
    "THM004",
    Severity.ERROR,
    "Templates that lead back to themselves",
    "Filling the template “{name}” never comes to an end, because templates extend or include each other in a circle.",
    'To build on the default template of the same name, put “!” in front: {{% extends "!base.html" %}}.',
    """A template that extends or includes itself, also by way of others, can never be filled. It mostly happens when
a site's own template means to build on the default one of the same name. That one is reached with a "!".

Wrong, in `templates/base.html`:

    {% extends "base.html" %}

Right:

    {% extends "!base.html" %}
""",
)

TEMPLATE_FAILURE = Code(
    "THM005",
    Severity.ERROR,
    "Template that fails",
    "The template fails here: {problem}.",
    "Check what this line does with its values, such as a filter that gets the wrong kind of value.",
    """The template can be read, but filling it failed. A filter or macro got a value that it cannot work with, such as
a date filter on a page that has no date.

Wrong:

    {{ page.search_date | long_date(frame.language) }}

Right:

    {% if page.search_date %}{{ page.search_date | long_date(frame.language) }}{% endif %}
""",
)

NO_DISCLAIMER = Code(
    "THM006",
    Severity.ERROR,
    "Page without its disclaimer",
    "Pages made by “{template}” do not carry the disclaimer of every audience.",
    "Put {{{{ frame | disclaimers }}}} where readers see it, in the template or in the one that it extends.",
    """Each page must carry the disclaimer of each audience, exactly as the settings have it. A theme chooses the place
and the look, but cannot leave it out or change it.

Wrong:

    {% block footer %}<p>© Example Society</p>{% endblock %}

Right:

    {% block footer %}{{ frame | disclaimers }}<p>© Example Society</p>{% endblock %}
""",
    protected=True,
)

HIDDEN_DISCLAIMER = Code(
    "THM007",
    Severity.ERROR,
    "Disclaimer that readers cannot see",
    "Pages made by “{template}” carry the disclaimer where readers do not see it.",
    "Take {{{{ frame | disclaimers }}}} out of comments, <template>, <noscript>, <details> and hidden elements.",
    """The disclaimer stands in a comment, in an element that browsers do not show or that is closed at first, or inside
an element with `hidden`, `inert`, `popover` or `aria-hidden`. Readers, or those who use a screen reader, would miss it.

Wrong:

    <details><summary>Disclaimer</summary>{{ frame | disclaimers }}</details>

Right:

    <footer>{{ frame | disclaimers }}</footer>
""",
    protected=True,
)

NO_AUDIENCE_STYLE_SHEET = Code(
    "THM008",
    Severity.ERROR,
    "Page without the audience style sheet",
    "Pages made by “{template}” do not link “{style_sheet}” before every other style sheet.",
    "Put {{{{ frame | audience_style_sheet }}}} into the <head>, before the theme's own style sheets.",
    """The style sheet made from the settings shows each audience the text written for it and keeps the disclaimer
visible. Without it, readers would see all versions at once. It has to come first, because only the first cascade
layer of a page can keep its important rules from being overruled.

Wrong:

    <link rel="stylesheet" href="{{ frame.assets["theme.css"] }}">

Right:

    {{ frame | audience_style_sheet }}
    <link rel="stylesheet" href="{{ frame.assets["theme.css"] }}">
""",
    protected=True,
)

NOT_USED = Code(
    "THM009",
    Severity.NOTE,
    "Templates that were left out",
    "The folder “templates” of this site was left out, as the call asks for; the site has the default theme.",
    "Build without --no-site-templates, and without DR_EVIDENCE_SITE_NO_SITE_TEMPLATES, to have the site's own theme.",
    """Templates are programs, and scripts of a theme run in readers' browsers. So a build of what a stranger proposes
can leave out the whole folder `templates`: templates, style sheets, scripts and catalogs of words. Everything else is
built as always.
""",
)

ALL = (
    TEMPLATE_SYNTAX,
    UNKNOWN_NAME,
    TEMPLATE_NOT_FOUND,
    TEMPLATE_CYCLE,
    TEMPLATE_FAILURE,
    NO_DISCLAIMER,
    HIDDEN_DISCLAIMER,
    NO_AUDIENCE_STYLE_SHEET,
    NOT_USED,
)
