"""The JSON Schemas of a site's own files: what the parsers accept, and the words that this site knows."""

from __future__ import annotations

import json
from pathlib import Path

from dr_evidence_site.build.places import ARTICLES
from dr_evidence_site.build.settings import settings_of
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse.json_schema import SCHEMAS, Known
from dr_evidence_site.parse.people import people
from dr_evidence_site.system import files


def schema_text(name: str, site: Path | None) -> str:
    """A schema as JSON; with a site, it knows its audiences, people and topics."""
    return json.dumps(SCHEMAS[name](_known(site) if site else Known()), indent=2, ensure_ascii=False) + "\n"


def _known(site: Path) -> Known:
    config = settings_of(source_of(site, "site.yaml"))
    found, _ = people(source_of(site, "content/people.yaml"))
    return Known(tuple(audience.id for audience in config.audiences), tuple(found), _topics(site))


def _topics(site: Path) -> tuple[str, ...]:
    from dr_evidence_site.parse import frontmatter, yaml
    from dr_evidence_site.parse.fields import Report

    found: dict[str, None] = {}
    for source in files.read(site, [ARTICLES])[0]:
        parts = frontmatter.split(source)
        root = yaml.parse(source.path, parts.front or "").root
        for name, node in root.entries if isinstance(root, yaml.Mapping) else ():
            if name.text == frontmatter.TOPICS.name:
                unreported: Report = []
                for topic in frontmatter.TOPICS.kind.read(node, name.text, unreported) or ():
                    found[topic.value] = None
    return tuple(sorted(found))


def source_of(site: Path, path: str) -> Source | None:
    """One file of a site, None when it is not there or cannot be read."""
    found, _ = files.read(site, [path])
    return found[0] if found else None
