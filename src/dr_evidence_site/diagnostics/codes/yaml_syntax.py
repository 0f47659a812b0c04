"""YML: faults of the YAML itself, wherever it stands (front matter, settings, people)."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

YAML_SYNTAX = Code(
    "YML001",
    Severity.ERROR,
    "YAML that cannot be read",
    "This is not valid YAML: {problem}.",
    "Check the quotes, colons and indentation at this place.",
    """The text cannot be read as YAML from here on, so the settings after this place are not known.

The usual causes are a colon inside unquoted text, a quote that is not closed, or wrong indentation.

Wrong:

    title: Vitamin D: what is known

Right:

    title: "Vitamin D: what is known"
""",
)

ALL = (YAML_SYNTAX,)
