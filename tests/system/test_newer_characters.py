"""Characters that only newer versions of Python know: found wherever they stand, and nothing else is."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
import yaml

from dr_evidence_site.parse import yaml as reader
from dr_evidence_site.system import newer_characters
from dr_evidence_site.system.files import decode
from dr_evidence_site.system.newer_characters import newer_character

NEWER = [code for first, last in newer_characters._ranges() for code in range(first, last + 1)]
RULES = sorted((Path(newer_characters.__file__).parents[1] / "rules").glob("*.yaml"))


def test_each_of_them_is_found() -> None:
    for code in NEWER:
        text = f"“a” {chr(code)}"
        assert newer_character(text.encode(), text) == 4, hex(code)


def test_no_other_character_is() -> None:
    others = "".join(map(chr, sorted({*range(0x110000)} - {*range(0xD800, 0xE000)} - {*NEWER})))
    assert newer_character(others.encode(), others) is None


def test_the_list_begins_where_unicode_14_ends() -> None:
    """An older table knows none of them, a newer one knows those up to its own version."""
    known = {code for code in NEWER if unicodedata.category(chr(code)) != "Cn"}
    version = tuple(map(int, unicodedata.unidata_version.split(".")[:2]))
    sizes = {(14, 0): 0, (15, 0): 4489, (15, 1): 4489 + 627, (16, 0): 4489 + 627 + 5185}
    assert len(known) == sizes.get(version, len(NEWER))
    assert len(NEWER) == 4489 + 627 + 5185 + 4803  # as each version's notes count them


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Text.\n\nA melting face \U0001fae0.\n", None),
        ("Text.\n\nA shaking face \U0001fae8.\n", (3, 16)),
        ("\U0001e4d0", (1, 1)),
    ],
)
def test_a_newer_character_is_reported_where_it_stands_first(text: str, place: tuple[int, int] | None) -> None:
    read, faults = decode("a.md", text.encode())
    assert read == text
    assert [(fault.code, fault.span.line, fault.span.column) for fault in faults] == (
        [("FIL020", *place)] if place else []
    )


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_the_rules_read_the_same_with_every_reader_of_yaml(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML comes without its C library where there are no wheels yet, as for the newest Python."""
    text = path.read_text(encoding="utf-8")
    read = []
    for loader in (yaml.SafeLoader, yaml.CSafeLoader):
        monkeypatch.setattr(reader, "_LOADER", loader)
        document = reader.parse("rules.yaml", text)
        assert document.diagnostics == ()
        read.append(re.sub(r"0x[0-9a-f]+", "", repr(document.root)))
    assert read[0] == read[1]
