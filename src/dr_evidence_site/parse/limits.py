"""The part `limits` of the settings: how much of everything a site may have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from dr_evidence_site.diagnostics.codes import limits as codes
from dr_evidence_site.diagnostics.quoting import clip
from dr_evidence_site.model.limits import Limits
from dr_evidence_site.parse.fields import Field, Integer, Record, Report, Text, Values
from dr_evidence_site.parse.yaml import Node

_UNITS = {"kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000}
_SIZE = re.compile(r"([0-9]{1,9})\s*([kKmMgG][bB])")
_WORD = Text()


class Size(Struct, frozen=True):
    """An amount of data, such as “2 MB”, from 1 kB to `most` bytes; its value is in bytes."""

    most: int
    expected: str = "a size"
    schema: Mapping[str, Any] = field(
        default_factory=lambda: {
            "type": "string",
            "pattern": r"^\s*[0-9]{1,9}\s*[kKmMgG][bB]\s*$",
            "patternErrorMessage": "Write a number and kB, MB or GB, such as 2 MB.",
            "examples": ["500 kB", "2 MB"],
        },
    )

    def read(self, node: Node, key: str, report: Report) -> int | None:
        """The number of bytes."""
        text = _WORD.read(node, key, report)
        if text is None:
            return None
        found = _SIZE.fullmatch(text)
        size = int(found[1]) * _UNITS[found[2].lower()] if found else 0
        if 0 < size <= self.most:
            return size
        report.append(codes.NOT_A_SIZE.at(node.span, text=clip(text), key=clip(key), most=in_words(self.most)))
        return None


def in_words(size: int) -> str:
    """A number of bytes as it is written in the settings."""
    for unit, name in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")):
        if size % unit == 0:
            return f"{size // unit} {name}"
    return f"{size} bytes"


# A parser takes some hundred times the memory of a text, and a snapshot's rows are found by numbers of 32 bits.
TEXT_SIZE = Field("text_size", Size(16_000_000), "The size of an article, of a page, and of any file of YAML.")
LIBRARY_SIZE = Field("library_size", Size(1_000_000_000), "The size of a file of the library.")
SNAPSHOT_SIZE = Field("snapshot_size", Size(2_000_000_000), "The size of the snapshot of retractions.")
PICTURE_SIZE = Field("picture_size", Size(1_000_000_000), "The size of a picture, or of another file of the theme.")
ARTICLES = Field("articles", Integer(1, 10_000_000), "How many articles and standing pages.")
ENTRIES = Field("entries", Integer(1, 10_000_000), "How many entries in the library.")
NESTING = Field("nesting", Integer(4, 100), "How many levels of lists, quotations and blocks, one in the other.")
LINKS = Field("links", Integer(0, 1_000_000), "How many links in an article or page.")
CITATIONS = Field("citations", Integer(0, 1_000_000), "How many citations in an article or page.")
EVIDENCE_BLOCKS = Field("evidence_blocks", Integer(0, 10_000), "How many blocks of evidence in an article or page.")
EVIDENCE_ROWS = Field("evidence_rows", Integer(1, 100_000), "How many outcomes and studies in a block of evidence.")
WAIVERS = Field("waivers", Integer(0, 10_000), "How many waivers of an article or a file of evidence.")
OUTPUT_SIZE = Field("output_size", Size(100_000_000_000_000), "The size of all files of the build folder together.")
OUTPUT_FILES = Field("output_files", Integer(1, 100_000_000), "How many files in the build folder.")
LIMITS_RECORD = Record(
    (
        TEXT_SIZE,
        LIBRARY_SIZE,
        SNAPSHOT_SIZE,
        PICTURE_SIZE,
        ARTICLES,
        ENTRIES,
        NESTING,
        LINKS,
        CITATIONS,
        EVIDENCE_BLOCKS,
        EVIDENCE_ROWS,
        WAIVERS,
        OUTPUT_SIZE,
        OUTPUT_FILES,
    ),
    "limits",
)


def limits(values: Values | None) -> Limits:
    """The limits that are set, and the default ones for the rest."""
    if values is None:
        return Limits()
    by_name = {one.name: one for one in LIMITS_RECORD.fields}
    given = {name: values.get(by_name[name]) for name in Limits.__struct_fields__}
    return Limits(**{name: value for name, value in given.items() if value is not None})
