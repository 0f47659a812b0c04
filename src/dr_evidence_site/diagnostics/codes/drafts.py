"""DFT: text that its author has marked as still to be written."""

from dr_evidence_site.diagnostics.diagnostic import Code, Severity

TO_DO = Code(
    "DFT001",
    Severity.NOTE,
    "text still to be written",
    "Something is still to be written here: “{words}”.",
    "Write it, or delete the line.",
    """A line that begins with `To do:` is a remark to yourself or to a colleague. Readers would see it, so it is told
as long as it stands there: as a note, and as a warning when the article is under review. It cannot be approved, and in
an approved article it is an error.

Wrong, once the article is done:

    ## Harms

    To do: look for trials after 2024.

Right:

    ## Harms

    No serious harm was seen [@lee2021].
""",
)

ALL = (TO_DO,)
