"""Evidence in a whole site: files that several articles name, sources, seals, exports, and warm builds as fresh ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace
from written import BLOCK, block, outcome

from dr_evidence_site.build import Options, build
from dr_evidence_site.build import run as run_module
from dr_evidence_site.build.review import Action, Request, take
from sites import LIBRARY, PEOPLE, TODAY, article

SETTINGS = """\
search: false
checks: {REV007: ignore, WRD003: ignore, SIT005: ignore, CLM002: ignore, EVD019: ignore}
audiences: [{id: patient, label: Patient}, {id: clinician, label: Doctor}]
"""
STONES = """\
population: women after menopause
intervention: vitamin D with calcium
comparison: placebo
outcomes:
  - outcome: kidney stones
    measure: HR
    better: lower
    studies: [{study: Jackson 2006, cite: jackson2006, estimate: 1.17, interval: [1.02, 1.34]}]
    baseline: {risk: 20 of 1000, cite: third2001}
    certainty: moderate
"""
FILE = "content/evidence/stones.yaml"
FIRST, SECOND, THIRD = (f"content/articles/{name}.md" for name in ("first", "second", "third"))
NAMES = "```evidence stones\n```\n"

Files = dict[str, str | None]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(run_module, "fingerprint", lambda: "one")
    root = tmp_path / "site"
    write(
        root,
        {
            "site.yaml": SETTINGS,
            "content/people.yaml": PEOPLE,
            "references/library.bib": LIBRARY,
            FIRST: article(f"Hip fracture was rarer [@third2001].\n\n```evidence\n{BLOCK}```\n\n{NAMES}", title="One"),
            SECOND: article(f"Stones.\n\n{NAMES}\nMore [@moyer2013].", title="Two"),
            THIRD: article("Text [@moyer2013].", title="Three"),
            FILE: STONES,
        },
    )
    return root


def write(root: Path, files: Files) -> None:
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            place.unlink()
        else:
            place.write_text(text, encoding="utf-8")


def made(root: Path, *, remember: bool = True) -> tuple[list[tuple[str, str, int, int]], dict[str, bytes]]:
    """What is reported and what is made; without memory into a folder of its own."""
    folder = root / "build" if remember else root.parent / "fresh"
    report = build(Options(root, TODAY, jobs=1, remember=remember), folder)
    faults = [(one.code, one.span.path, one.span.line, one.span.column) for one in report.diagnostics]
    there = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return faults, there


def data(files: dict[str, bytes], name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(files[f"articles/{name}.json"])
    return found


def test_sources_of_blocks_and_files_are_numbered_where_they_stand(site: Path) -> None:
    faults, files = made(site)
    assert faults == []
    keys = [one["csl"]["id"] for one in data(files, "first")["references"]]  # type: ignore[attr-defined]
    assert keys == ["third2001", "jackson2006", "moyer2013"]
    keys = [one["csl"]["id"] for one in data(files, "second")["references"]]  # type: ignore[attr-defined]
    assert keys == ["jackson2006", "third2001", "moyer2013"]


def test_the_json_of_articles_has_the_evidence_and_is_valid(site: Path) -> None:
    _, files = made(site)
    validator = Draft202012Validator(json.loads(files["schema/article.schema.json"]))
    for name in ("first", "second", "third"):
        validator.validate(data(files, name))
    assert data(files, "third")["evidence"] == []
    hip, stones = data(files, "first")["evidence"]  # type: ignore[misc]
    assert (hip["id"], stones["id"], stones["audiences"]) == ("hip-fracture", "stones", [])
    assert hip["population"] == {"everyone": "older adults living at home"}
    (one,) = hip["outcomes"]
    assert one["pooled"]["estimate"]["written"] == {"value": "0.84", "low": "0.74", "high": "0.96"}
    assert one["absolute"] == {
        "without": 0.021, "with": 0.018, "low": 0.01554, "high": 0.02016, "derived": False, "source": "moyer2013"
    }  # fmt: skip
    assert hip["recommendation"]["direction"] == "against"
    (one,) = stones["outcomes"]
    assert one["absolute"]["derived"] and one["absolute"]["with"] == pytest.approx(1 - 0.98**1.17)
    assert one["number_needed"] == {
        "number": 298, "effect": "harm", "low": {"number": 150, "effect": "harm"},
        "high": {"number": 2526, "effect": "harm"}, "through_infinity": False,
    }  # fmt: skip


CHANGES: dict[str, Files] = {
    "an estimate": {FILE: STONES.replace("1.17", "1.18")},
    "a source": {FILE: STONES.replace("jackson2006", "moyer2013")},
    "a fault": {FILE: STONES.replace("1.17", "1,17")},
    "a finding": {FILE: STONES.replace("1.34", "13.4")},
    "an unknown source": {FILE: STONES.replace("third2001", "nobody")},
    "a text that says otherwise": {SECOND: article(f"Kidney stones: HR 1.71.\n\n{NAMES}", title="Two")},
    "a comment": {FILE: f"# A comment.\n{STONES}"},
    "the file goes": {FILE: None},
    "another file": {"content/evidence/stones-2.yaml": STONES},
    "the name in the article": {SECOND: article("Stones.\n\n```evidence stone\n```\n", title="Two")},
    "an audience": {"site.yaml": SETTINGS.replace("id: patient", "id: reader")},
    "another outcome": {
        FILE: STONES + block(outcome("pooled: {estimate: 0.9, cite: third2001}")).split("outcomes:\n")[1]
    },
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_shows_in_the_next_warm_build_as_in_a_fresh_one(site: Path, name: str) -> None:
    before = made(site)
    write(site, CHANGES[name])
    warm, fresh = made(site), made(site, remember=False)
    assert warm[0] == fresh[0]
    if not any(code in STOPS for code, *_ in fresh[0]):
        assert warm[1] == fresh[1]
    assert (warm == before) == (name == "a comment"), "a change without effect tests nothing"


STOPS = {"EVD004", "EVD006", "EVD010", "CIT001", "FM003"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({FILE: STONES.replace("third2001", "nobody")}, [("CIT001", FILE, 9, 40)]),
        ({FILE: STONES.replace("1.17", "1,17")}, [("EVD006", FILE, 8, 66)]),
        ({FILE: STONES.replace("1.34", "13.4")}, [("EVD021", FILE, 8, 66)]),
        ({FILE: ""}, [("EVD001", FILE, 1, 1)]),
        ({SECOND: article(f"Kidney stones: HR 1.71.\n\n{NAMES}")}, [("EVD028", SECOND, 8, 16)]),
        ({FILE: None}, [("EVD004", FIRST, 36, 1), ("EVD004", SECOND, 10, 1)]),
        ({"content/evidence/more.yaml": STONES}, [("EVD005", "content/evidence/more.yaml", 1, 1)]),
        ({THIRD: article(f"```evidence\n{BLOCK.replace('moyer2013', 'nobody', 1)}```\n")}, [("CIT001", THIRD, 26, 60)]),
        ({THIRD: article(f"```evidence\n{BLOCK.replace('0.96', '9.6')}```\n")}, [("EVD021", THIRD, 26, 24)]),
    ],
)
def test_what_is_wrong_is_reported_once_at_its_place(
    site: Path, files: Files, expected: list[tuple[str, str, int, int]]
) -> None:
    write(site, files)
    assert made(site, remember=False)[0] == expected


def test_a_finding_can_be_set_aside_by_its_outcome(site: Path) -> None:
    waive = "waive: [{code: EVD021, about: hip fracture, reason: The source prints it so.}]\naudience:"
    text = article(
        f"```evidence\n{BLOCK.replace('0.96', '9.6').replace('{patient: a broken hip, clinician: hip fracture}', 'hip fracture')}```\n"
    )
    write(site, {THIRD: text.replace("audience:", waive)})
    report = build(Options(site, TODAY, jobs=1, remember=False), site.parent / "fresh")
    assert [(one.code, one.severity.word) for one in report.diagnostics] == [("EVD021", "note")]


def test_the_seal_of_an_approval_covers_the_files_that_the_article_names(site: Path) -> None:
    options = Options(site, TODAY, jobs=1)
    for name in ("second", "third"):
        assert take(options, name, Request(Action.START, "example-reviewer", TODAY)).step
        assert take(options, name, Request(Action.APPROVE, "example-board", TODAY)).step
    assert "seal: v2." in (site / SECOND).read_text()
    assert "seal: v1." in (site / THIRD).read_text()  # it has nothing that version 1 does not seal
    assert made(site)[0] == []
    write(site, {FILE: f"# A comment.\n{STONES.replace(' 20 of', '  20 of')}"})
    assert made(site)[0] == []
    write(site, {FILE: STONES.replace("1.17", "1.18")})
    report = build(options, site / "build")
    assert report.facts().lapsed == {SECOND}
    (lapse,) = [one for one in report.diagnostics if one.span.path == SECOND]
    assert "evidence" in lapse.message
    write(site, {FILE: STONES, SECOND: (site / SECOND).read_text().replace(NAMES, "")})
    assert build(replace(options, remember=False), site / "build").facts().lapsed == {SECOND}


@pytest.mark.parametrize(("path", "column"), [(FILE, 40), (THIRD, 60)])
def test_evidence_that_rests_on_a_retracted_source_is_reported_at_its_place(site: Path, path: str, column: int) -> None:
    retracted = LIBRARY.replace("@book{third2001,", "@book{third2001, note = {Retracted}, integrity = {retracted},")
    write(site, {"references/library.bib": retracted, FIRST: None})
    if path == THIRD:
        write(site, {SECOND: None, THIRD: article(f"```evidence\n{BLOCK.replace('moyer2013', 'third2001', 1)}```\n")})
    found = [fault for fault in made(site, remember=False)[0] if fault[0] == "RET001"]
    assert found == [("RET001", path, 9 if path == FILE else 26, column)]
