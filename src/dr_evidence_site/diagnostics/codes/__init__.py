"""The one table of diagnostic codes, a module per family; `ALL` lists every code and `BY_ID` finds one."""

from dr_evidence_site.diagnostics.codes import (
    citations,
    claims,
    fields,
    files,
    frontmatter,
    glossary,
    languages,
    library,
    markdown,
    output,
    people,
    review,
    search,
    settings,
    site,
    theme,
    waivers,
    wording,
    yaml_syntax,
)
from dr_evidence_site.diagnostics.diagnostic import Code

ALL: tuple[Code, ...] = (
    *citations.ALL,
    *claims.ALL,
    *fields.ALL,
    *files.ALL,
    *frontmatter.ALL,
    *languages.ALL,
    *glossary.ALL,
    *library.ALL,
    *markdown.ALL,
    *output.ALL,
    *people.ALL,
    *review.ALL,
    *search.ALL,
    *settings.ALL,
    *site.ALL,
    *theme.ALL,
    *waivers.ALL,
    *wording.ALL,
    *yaml_syntax.ALL,
)

BY_ID: dict[str, Code] = {code.id: code for code in ALL}
