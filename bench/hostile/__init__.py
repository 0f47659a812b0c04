"""Texts made to be slow to read: families that grow by repetition, and what reads each of them.

What reads a text does as much as a build: an article goes through its checks of wording and into its page with the
files beside it, a library through both styles.
"""

from __future__ import annotations

from bench.hostile.articles import BODIES, read_article
from bench.hostile.evidence import EVIDENCE, read_evidence
from bench.hostile.families import Family, Target
from bench.hostile.libraries import BIBTEX, read_library
from bench.hostile.records import RECORDS, read_records
from bench.hostile.retractions import CSV, read_snapshot
from bench.hostile.sites import build_site
from bench.hostile.yaml_files import (
    FRONT_MATTER,
    GLOSSARY,
    PEOPLE,
    SETTINGS,
    WORDING,
    YAML,
    read_front_matter,
    read_glossary,
    read_people,
    read_settings,
    read_wording,
)

__all__ = ["TARGETS", "Family", "Target"]

TARGETS: dict[str, Target] = {
    "article": Target(read_article, BODIES),
    "site": Target(build_site, BODIES),
    "front matter": Target(read_front_matter, {**YAML, **FRONT_MATTER}),
    "settings": Target(read_settings, {**YAML, **SETTINGS}),
    "evidence": Target(read_evidence, {**YAML, **EVIDENCE}),
    "people": Target(read_people, {**YAML, **PEOPLE}),
    "glossary": Target(read_glossary, {**YAML, **GLOSSARY}),
    "wording": Target(read_wording, {**YAML, **WORDING}),
    "library": Target(read_library, BIBTEX),
    "records": Target(read_records, RECORDS),
    "retractions": Target(read_snapshot, CSV),
}
"""What reads texts, by name, with the families for it."""
