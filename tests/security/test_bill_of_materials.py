"""What the program is made of is known: digests in the lock, a valid bill of materials, licences in the guide."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / ".ci/sbom.py"
EPOCH = "1780272000"


@pytest.fixture(scope="module")
def sbom() -> ModuleType:
    found = importlib.util.spec_from_file_location("sbom", PROGRAM)
    assert found and found.loader
    module = importlib.util.module_from_spec(found)
    sys.modules["sbom"] = module
    found.loader.exec_module(module)
    return module


def bill(place: Path) -> bytes:
    subprocess.run([sys.executable, PROGRAM, "bom", place], check=True, env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH})
    return place.read_bytes()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_the_lock_names_a_digest_for_every_file(name: str) -> None:
    text = (ROOT / name).read_text()
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(entries) > 15
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_bill_is_valid_and_complete(tmp_path: Path, sbom: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    written = bill(tmp_path / "made/bill.json")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    assert sbom.bill().encode() == written
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written.decode()) is None
    found = json.loads(written)
    assert found["metadata"]["component"]["name"] == "dr-evidence-site"
    components = {one["name"]: one for one in found["components"]}
    assert components.keys() == sbom.packages().keys()
    assert {"jinja2", "markdown-it-py", "pagefind-bin", "pyyaml", "markupsafe"} <= components.keys()
    assert not {"pytest", "hatchling", "playwright"} & components.keys()
    lock = sbom.locked()
    for name, one in components.items():
        (where,) = one["externalReferences"]
        assert (one["version"], {h["content"] for h in where["hashes"]}) == (lock[name][0], set(lock[name][1]))
        assert one["licenses"]
    needed = {one["ref"]: one.get("dependsOn", []) for one in found["dependencies"]}
    reached, waiting = set(), ["dr-evidence-site"]
    while waiting:
        at = waiting.pop()
        reached.add(at)
        waiting += [one for one in needed[at] if one not in reached]
    assert reached == {"dr-evidence-site", *(one["bom-ref"] for one in components.values())}


def test_the_guide_lists_every_library_with_its_licence(sbom: ModuleType) -> None:
    """Run `.venv/bin/python .ci/sbom.py licences` for the table as it should be."""
    text = (ROOT / "docs/security.md").read_text()
    told = dict(
        re.findall(r"^\| ([\w.-]+) \| ([^|\n]+) \|$", text.partition("| Library | Licence |\n")[2], re.MULTILINE)
    )
    found = {name: " or ".join(package.licences) for name, package in sbom.packages().items()}
    assert {name: told.get(name) for name in found} == found
    # A newer Python may need fewer.
    assert all(sbom.locked()[name][2] for name in told.keys() - found.keys())


def test_no_font_icon_or_script_of_others_lies_in_the_theme() -> None:
    kinds = {path.suffix for path in (ROOT / "templates").rglob("*") if path.is_file()}
    assert kinds <= {".html", ".css", ".js", ".svg", ".po", ".pot", ".md"}
    assert [path.name for path in (ROOT / "templates").rglob("*.svg")] == ["favicon.svg"]
    for path in (ROOT / "templates").rglob("*.js"):
        assert not re.search(r"@license|Copyright|\(c\)", path.read_text(), re.IGNORECASE), path


def test_the_release_has_the_bill() -> None:
    assert "make sbom" in (ROOT / ".github/workflows/release.yml").read_text()
    assert ".ci/sbom.py bom build-sbom/sbom.cdx.json" in (ROOT / "Makefile").read_text()
