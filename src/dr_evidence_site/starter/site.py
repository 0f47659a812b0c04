"""The files of a new site."""

from __future__ import annotations

import datetime as dt
import json
from enum import StrEnum

from msgspec import Struct

from dr_evidence_site.starter.texts import in_quotes, text


class Host(StrEnum):
    """A service whose jobs check each change of a site."""

    GITHUB = "github"
    GITLAB = "gitlab"


class StarterFile(Struct, frozen=True):
    """A file of a new site. One that is `spare` gives way to a file that is there already."""

    path: str
    text: str
    spare: bool = False


SITE = (
    ("site.yaml", "site.yaml"),
    ("content/people.yaml", "people.yaml"),
    ("content/glossary.yaml", "glossary.yaml"),
    ("content/articles/example.md", "example.md"),
    ("content/pages/about.md", "about.md"),
    ("content/pages/editorial-policy.md", "editorial-policy.md"),
    ("references/library.bib", "library.bib"),
)
"""Files that make up the site, each with the file beside this one that it is made from."""

AROUND = (
    ("README.md", "readme.md"),
    (".gitignore", "gitignore.txt"),
    (".pre-commit-config.yaml", "pre-commit.yaml"),
    (".vscode/settings.json", "vscode-settings.json"),
    (".vscode/extensions.json", "vscode-extensions.json"),
    (".vscode/tasks.json", "vscode-tasks.json"),
    (".vscode/dr-evidence-site.code-snippets", "vscode-snippets.json"),
)
"""Files for version control and editors."""

JOBS = {
    Host.GITHUB: (".github/workflows/site.yml", "github-workflow.yaml"),
    Host.GITLAB: (".gitlab-ci.yml", "gitlab-ci.yaml"),
}
"""What checks each change."""

SCHEMAS = ("site", "people", "glossary")
"""What editors are given schemas of, in `.vscode/schemas/`."""


def site_files(
    title: str, today: dt.date, host: Host | None, schemas: dict[str, dict[str, object]]
) -> list[StarterFile]:
    """The files of a new site; `schemas` has a JSON Schema for each word of `SCHEMAS`."""
    day = today.isoformat()
    made = [
        StarterFile(path, text(name, TODAY=day, TITLE=in_quotes(title) if name.endswith(".yaml") else title), spare)
        for paths, spare in ((SITE, False), (AROUND, True), ((JOBS[host],) if host else (), True))
        for path, name in paths
    ]
    for name in SCHEMAS:
        schema = json.dumps(schemas[name], indent=2, ensure_ascii=False) + "\n"
        made.append(StarterFile(f".vscode/schemas/{name}.schema.json", schema, spare=True))
    return made
