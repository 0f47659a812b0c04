"""The one table of diagnostic codes, a module per family; `ALL` lists every code and `BY_ID` finds one."""

from dr_evidence_site.diagnostics.codes import (
    citations,
    fields,
    files,
    frontmatter,
    library,
    markdown,
    output,
    people,
    review,
    settings,
    site,
    theme,
    yaml_syntax,
)
from dr_evidence_site.diagnostics.diagnostic import Code

ALL: tuple[Code, ...] = (
    *citations.ALL,
    *fields.ALL,
    *files.ALL,
    *frontmatter.ALL,
    *library.ALL,
    *markdown.ALL,
    *output.ALL,
    *people.ALL,
    *review.ALL,
    *settings.ALL,
    *site.ALL,
    *theme.ALL,
    *yaml_syntax.ALL,
)

BY_ID: dict[str, Code] = {code.id: code for code in ALL}
