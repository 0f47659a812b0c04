"""What is fuzzed: the readers, by what they read."""

from __future__ import annotations

from .evidence import EVIDENCE
from .libraries import BIBTEX, EXPORTS
from .markdown import MARKDOWN
from .records import RECORDS
from .retractions import RETRACTIONS
from .whole_sites import SITE
from .yaml_files import FRONT_MATTER, GLOSSARY, PEOPLE, SETTINGS, WORDING

TARGETS = {
    target.name: target
    for target in (
        *(MARKDOWN, FRONT_MATTER, SETTINGS, PEOPLE, GLOSSARY, WORDING, EVIDENCE),
        *(BIBTEX, RECORDS, EXPORTS, RETRACTIONS, SITE),
    )
}
"""What is fuzzed, by name."""
