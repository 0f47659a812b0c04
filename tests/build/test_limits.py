"""Each limit of a site: at it nothing is said, one beyond is reported at its place, and the setting raises it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dr_evidence_site.build import Options, build, check
from dr_evidence_site.build.refs import gather
from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.limits import Limits
from dr_evidence_site.model.source import Source
from dr_evidence_site.parse import markdown
from dr_evidence_site.parse.config import config
from dr_evidence_site.parse.limits import LIMITS_RECORD
from dr_evidence_site.system.files import read_bytes
from sites import TODAY, article

Make = Callable[[Mapping[str, str | bytes]], Path]

A = "content/articles/a.md"
ROW = "  - {outcome: stroke, measure: risk ratio, better: lower, pooled: {estimate: 0.8, interval: [0.7, 0.9], cite: moyer2013}}\n"
EVIDENCE = f"population: adults\nintervention: a drug\ncomparison: placebo\noutcomes:\n{ROW}"
BLOCK = f"```evidence\n{EVIDENCE}```\n\n"
WAIVER = "  - {code: WRD002, reason: It is an example., about: Text}\n"
FRONT = "---\ntitle: A title\nstatus: submitted\nupdated: 2026-01-10\naudience: clinician\n"


def entries(count: int) -> str:
    return "".join(
        f"@book{{k{number}, title = {{T}}, publisher = {{P}}, date = {{2001}}}}\n" for number in range(count)
    )


# The limit, what is within it, what is one beyond, and the code, file, line and column of what is said.
CASES: dict[str, tuple[str, Mapping[str, str | bytes], Mapping[str, str | bytes], tuple[str, str, int, int]]] = {
    "text_size: 1 kB": (
        "text_size",
        {A: article("x" * 800)},
        {A: article("x" * 1000)},
        ("FIL003", A, 1, 1),
    ),
    "library_size: 1 kB": (
        "library_size",
        {"references/b.bib": entries(3)},
        {"references/b.bib": entries(30)},
        ("FIL003", "references/b.bib", 1, 1),
    ),
    "snapshot_size: 1 kB": (
        "snapshot_size",
        {},
        {"references/retractions.csv": "x" * 1001},
        ("FIL003", "references/retractions.csv", 1, 1),
    ),
    "picture_size: 1 kB": (
        "picture_size",
        {"content/articles/p.png": b"x" * 1000},
        {"content/articles/p.png": b"x" * 1001},
        ("FIL003", "content/articles/p.png", 1, 1),
    ),
    "articles: 1": (
        "articles",
        {},
        {"content/pages/p.md": "---\ntitle: P\n---\n"},
        ("LIM002", "content/pages/p.md", 1, 1),
    ),
    "entries: 3": ("entries", {}, {"references/z.bib": "\n" + entries(1)}, ("LIM003", "references/z.bib", 2, 1)),
    "nesting: 6": (
        "nesting",
        {A: article("> " * 5 + "x")},
        {A: article("x\n\n" + "> " * 6 + "x")},
        ("MD003", A, 10, 1),
    ),
    "links: 2": (
        "links",
        {A: article("[a](#a) www.x.org\n\n## A")},
        {A: article("[a](#a) www.x.org\n<https://x.org>\n\n## A")},
        ("LIM004", A, 9, 1),
    ),
    "citations: 2": (
        "citations",
        {A: article("A [@moyer2013; @jackson2006].")},
        {A: article("A [@moyer2013; @jackson2006], and @moyer2013.")},
        ("LIM005", A, 8, 35),
    ),
    "evidence_blocks: 1": ("evidence_blocks", {A: article(BLOCK)}, {A: article(2 * BLOCK)}, ("LIM006", A, 16, 1)),
    "evidence_rows: 1": (
        "evidence_rows",
        {A: article(BLOCK)},
        {A: article(BLOCK.replace(ROW, 2 * ROW))},
        ("LIM007", A, 14, 15),
    ),
    "evidence_rows: 2": (
        "evidence_rows",
        {"content/evidence/e.yaml": EVIDENCE + ROW},
        {"content/evidence/e.yaml": EVIDENCE + 2 * ROW},
        ("LIM007", "content/evidence/e.yaml", 7, 15),
    ),
    "waivers: 1": (
        "waivers",
        {A: f"{FRONT}waive:\n{WAIVER}---\nText.\n"},
        {A: f"{FRONT}waive:\n{2 * WAIVER}---\nText.\n"},
        ("LIM008", A, 8, 5),
    ),
}


def found(site: Path, setting: str = "") -> list[Diagnostic]:
    (site / "site.yaml").write_text(f"search: false\nlimits: {{{setting}}}\n")
    return list(check(Options(site, TODAY, jobs=1)).diagnostics)


@pytest.mark.parametrize("setting", CASES)
def test_what_is_beyond_a_limit_is_said_at_its_place_with_the_setting(make_site: Make, setting: str) -> None:
    name, within, beyond, (code, path, line, column) = CASES[setting]
    sound = {A: article("Text.")} | dict(within)
    site = make_site(sound)
    assert code not in {fault.code for fault in found(site, setting)}
    site = make_site(beyond)
    faults = [fault for fault in found(site, setting) if fault.code == code]
    assert [(fault.span.path, fault.span.line, fault.span.column) for fault in faults] == [(path, line, column)]
    if code != "MD003":
        assert f"“{name}”" in faults[0].hint


def test_every_limit_has_a_case() -> None:
    tested = {name for name, *_ in CASES.values()} | {"output_size", "output_files"}
    assert tested == {field.name for field in LIMITS_RECORD.fields}


def test_a_site_that_is_too_large_leaves_the_folder_as_it_was(make_site: Make) -> None:
    site = make_site({A: article(), "site.yaml": "search: false\n"})
    options = Options(site, TODAY, jobs=1)
    assert build(options, site / "build").summary
    before = {path: path.read_bytes() for path in (site / "build").rglob("*") if path.is_file()}
    (site / A).write_text(article("Another text."))
    for limit, code in (("output_size: 20 kB", "LIM009"), ("output_files: 5", "LIM010")):
        (site / "site.yaml").write_text(f"search: false\nlimits: {{{limit}}}\n")
        report = build(options, site / "build")
        assert code in {fault.code for fault in report.diagnostics}
        assert {path: path.read_bytes() for path in (site / "build").rglob("*") if path.is_file()} == before
    (site / "site.yaml").write_text("search: false\nlimits: {output_size: 1 GB, output_files: 500}\n")
    assert build(options, site / "build").summary


def test_a_file_that_is_known_is_measured_against_a_limit_that_was_lowered(make_site: Make) -> None:
    site = make_site({A: article("x" * 2000), "site.yaml": "search: false\n"})
    options = Options(site, TODAY, jobs=1)
    assert build(options, site / "build").summary
    (site / "site.yaml").write_text("search: false\nlimits: {text_size: 1 kB}\n")
    assert [fault.code for fault in build(options, site / "build").diagnostics] == ["FIL003"]


def test_a_file_that_is_too_large_is_not_read(make_site: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site({})
    place = site / "content/articles/p.png"
    place.parent.mkdir(parents=True)
    with place.open("wb") as file:
        file.truncate(10**12)  # a terabyte of holes, which no memory holds
    _, faults = read_bytes(site)
    assert [fault.code for fault in faults] == ["FIL003"]


def test_records_from_elsewhere_have_a_limit_too(tmp_path: Path) -> None:
    with (tmp_path / "records.ris").open("wb") as file:
        file.truncate(10**12)
    found = gather([tmp_path / "records.ris"])
    assert [fault.code for fault in found.diagnostics] == ["FIL003"]


def test_no_limit_can_be_set_aside_by_an_article_or_a_level(make_site: Make) -> None:
    waived = FRONT + "waive: [{code: LIM004, reason: I want it.}]\n---\n[a](#a)\n\n## A\n"
    site = make_site({A: waived, "site.yaml": "search: false\nlimits: {links: 0}\nchecks: {LIM004: ignore}\n"})
    codes = {fault.code: fault.severity.word for fault in check(Options(site, TODAY, jobs=1)).diagnostics}
    assert codes["LIM004"] == "error"
    assert "CFG002" in codes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 MB", 2_000_000),
        ("500kB", 500_000),
        ("1 gb", None),
        ("0 MB", None),
        ("2000000", None),
        ("2 MiB", None),
        ("17 MB", None),
        ("[1]", None),
    ],
)
def test_a_size_has_a_unit_and_a_bound(text: str, expected: int | None) -> None:
    source = Source("site.yaml", f"limits: {{text_size: {text}}}\n")
    settings, faults = config(source, render=markdown.fragment)
    if expected is None:
        assert [(fault.span.line, fault.span.column) for fault in faults] == [(1, 21)]
        assert settings.limits == Limits()
    else:
        assert faults == []
        assert settings.limits.text_size == expected
