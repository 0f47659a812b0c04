"""Citing what was retracted, questioned or corrected: what is reported where, and what a citation can say about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from dr_evidence_site.build import Options, build, check
from dr_evidence_site.build.affected import references_report
from dr_evidence_site.diagnostics import Diagnostic, Severity
from sites import TODAY

HEADER = "RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,\n"
MARKED = """\
@article{{lee,
  author = {{Lee, Jin-Ho}}, title = {{Daily walking for example pain}}, journaltitle = {{Journal of Worked Examples}},
  shortjournal = {{J Work Ex}}, date = {{2015}}, volume = {{6}}, pages = {{1--9}}, doi = {{10.5555/lee}}, {}
}}
"""
FRONT = "---\ntitle: T\nstatus: submitted\nupdated: 2026-01-10\naudience: clinician\n{}---\n{}\n"
RETRACTED, CONCERN, CORRECTED = "integrity = {retracted}", "integrity = {concern}", "integrity = {corrected}"


def row(nature: str, day: str = "5/1/2026 0:00", notice: str = "", doi: str = "10.5555/LEE", pmid: str = "0") -> str:
    return f"{day},{notice},{doi},{pmid},{nature},\n"


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def made(body: str = "Text [@lee].", field: str = "", rows: str = "", front: str = "", settings: str = "") -> Path:
        site = tmp_path / "site"
        (site / "content/articles").mkdir(parents=True, exist_ok=True)
        (site / "references").mkdir(exist_ok=True)
        (site / "content/articles/a.md").write_text(FRONT.format(front, body))
        (site / "references/library.bib").write_text(MARKED.format(field))
        (site / "site.yaml").write_text(f"search: false\n{settings}")
        if rows:
            (site / "references/retractions.csv").write_text(HEADER + rows)
        return site

    return made


def places(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[str, int, int]]:
    return [(fault.code, fault.span.line, fault.span.column) for fault in diagnostics]


FIRES = [
    ("Text [@lee].", RETRACTED, "", [("RET001", 7, 7)]),
    ("One [@lee].\n\nTwo [see @lee, p. 3].", RETRACTED, "", [("RET001", 7, 6), ("RET001", 9, 10)]),
    ("@lee says so.", RETRACTED, "", [("RET001", 7, 1)]),
    ("The retracted paper [@lee].", RETRACTED, "", [("RET001", 7, 22)]),
    ("Text [@lee, expression of concern].", RETRACTED, "", [("RET001", 7, 7)]),
    ("Text [@lee, subtraction].", RETRACTED, "", [("RET001", 7, 7)]),
    ("Text [@lee].", CONCERN, "", [("RET002", 7, 7)]),
    ("Text [@lee, table of concerns].", CONCERN, "", [("RET002", 7, 7)]),
    ("Text [@lee].", "", row("Retraction"), [("RET001", 7, 7)]),
    ("Text [@lee].", "", row("Expression of concern"), [("RET002", 7, 7)]),
    ("Text [@lee].", "", row("Correction"), [("RET003", 1, 1)]),
    ("Text [@lee].", CORRECTED, row("Retraction"), [("RET001", 7, 7), ("RET004", 1, 1)]),
    ("Text [@lee].", "", row("Correction") + row("Retraction", "1/1/2020 0:00"), [("RET001", 7, 7)]),
    ("T [@lee, retracted].", RETRACTED, row("Retraction") + row("Reinstatement"), [("RET004", 1, 1)]),
    ("Text.", "pmid = {99999901}", row("Retraction", doi="10.5555/x", pmid="99999901"), [("RET011", 1, 1)]),
]
SPARES = [
    ("Text [@lee, retracted].", RETRACTED, ""),
    ("Text [retracted: @lee].", RETRACTED, ""),
    ("Text [@lee, p. 3, Retraction in 2016].", RETRACTED, ""),
    ("Text [@lee, *retracted*].", RETRACTED, ""),
    ("@lee [retracted] said so.", RETRACTED, ""),
    ("Texte [@lee, rétracté].", RETRACTED, ""),
    ("Text [@lee, zurückgezogen].", RETRACTED, ""),
    ("Texto [@lee, artículo retractado].", RETRACTED, ""),
    ("Text [@lee، مسحوب].", RETRACTED, ""),
    ("Text [@lee, expression of concern].", CONCERN, ""),
    ("Text [@lee, retracted].", CONCERN, ""),
    ("Text [@lee].", CORRECTED, ""),
    ("Text [@lee].", CORRECTED, row("Correction")),
    ("Text.", RETRACTED, ""),
    ("Text [@lee].", "", row("Retraction", "1/1/2020 0:00") + row("Reinstatement")),
    ("Text [@lee].", "", row("Retraction", doi="10.5555/other")),
    ("`[@lee]`", RETRACTED, ""),
]


@pytest.mark.parametrize(("body", "field", "rows", "expected"), FIRES)
def test_what_is_reported(body: str, field: str, rows: str, expected: list[tuple[str, int, int]], write: Write) -> None:
    assert places(check(Options(write(body, field, rows), TODAY)).diagnostics) == expected


@pytest.mark.parametrize(("body", "field", "rows"), SPARES)
def test_what_is_not_reported(body: str, field: str, rows: str, write: Write) -> None:
    assert check(Options(write(body, field, rows), TODAY)).diagnostics == ()


def test_standing_pages_are_checked_too(write: Write) -> None:
    site = write("Text.", RETRACTED)
    (site / "content/pages").mkdir()
    (site / "content/pages/about.md").write_text("---\ntitle: About\n---\nText [@lee].\n")
    assert places(check(Options(site, TODAY)).diagnostics) == [("RET001", 4, 7)]


def test_no_setting_and_no_waiver_makes_a_retraction_pass(write: Write) -> None:
    waiver = "waive: [{code: RET001, about: lee, reason: We like it.}]\n"
    site = write(field=RETRACTED, front=waiver, settings="checks: {RET001: note}\n")
    report = check(Options(site, TODAY))
    assert {fault.code for fault in report.diagnostics} == {"RET001", "WVR002", "CFG002"}
    assert build(Options(site, TODAY), site / "build").summary is None


def test_a_concern_can_be_waived_by_the_key(write: Write) -> None:
    waiver = "waive: [{code: RET002, about: lee, reason: The notice is about another figure.}]\n"
    (fault,) = check(Options(write(field=CONCERN, front=waiver), TODAY)).diagnostics
    assert (fault.code, fault.severity, fault.subject) == ("RET002", Severity.NOTE, "lee")


def test_the_message_gives_the_day_of_the_notice(write: Write) -> None:
    (fault,) = check(Options(write(rows=row("Retraction", "5/6/2026 0:00")), TODAY)).diagnostics
    assert fault.message == "“lee” was retracted on 2026-05-06, and this citation does not say so."


@pytest.mark.parametrize(
    ("day", "settings", "expected"),
    [
        ("3/2/2026 0:00", "", []),
        ("2/28/2026 0:00", "", ["RET005"]),
        ("2/28/2026 0:00", "retractions_every: 4 months\n", []),
        ("1/1/2062 0:00", "", []),
    ],
)
def test_the_age_of_the_snapshot(day: str, settings: str, expected: list[str], write: Write) -> None:
    site = write(rows=row("Retraction", day, doi="10.5555/x"), settings=settings)
    assert [fault.code for fault in check(Options(site, TODAY)).diagnostics] == expected


# What readers see


def page(site: Path) -> str:
    report = build(Options(site, TODAY), site / "build")
    assert report.summary, report.diagnostics
    text = (site / "build/articles/a.html").read_text()
    return " ".join(text.split())


def test_a_notice_of_the_snapshot_stands_beside_the_reference(write: Write) -> None:
    site = write("Text [@lee, retracted].", rows=row("Retraction", "2/6/2026 0:00", "10.5555/no(tice)"))
    html = page(site)
    assert '<strong class="integrity integrity-retracted">Retracted</strong>' in html
    assert 'Retracted on <time datetime="2026-02-06">6 February 2026</time>.' in html
    assert '<a href="https://doi.org/10.5555/no%28tice%29">Read the notice</a>' in html
    assert "Retracted on" in (site / "build/references.html").read_text()
    exported = {end: (site / f"build/articles/a.{end}").read_text() for end in ("bib", "ris", "csl.json", "json")}
    assert "integrity = {retracted}" in exported["bib"] and "Retracted on 2026-02-06" in exported["bib"]
    assert "RETRACTED: Retracted on 2026-02-06 (doi:10.5555/no(tice))." in exported["ris"]
    assert '"status": "retracted"' in exported["csl.json"] and '"integrity": "retracted"' in exported["json"]


def test_each_notice_has_its_words_and_those_of_the_page(write: Write) -> None:
    rows = row("Correction", "") + row("Expression of Concern", "1/2/2026", "unavailable")
    html = page(write("Text [@lee, préoccupation].", rows=rows, settings="language: fr\n"))
    assert html.count("integrity-note") == 2 and "2 janvier 2026" in html and "Read the notice" not in html


def test_the_sentence_of_an_editor_is_kept(write: Write) -> None:
    field = RETRACTED + ", integritynote = {Our own words.}"
    html = page(write("Text [@lee, retracted].", field, row("Retraction")))
    assert "Our own words." in html and "Read the notice" not in html


def test_a_notice_does_not_break_a_seal(write: Write) -> None:
    from dr_evidence_site.build.review import Action, Request, take

    site = write("Text [@lee].")
    (site / "content/people.yaml").write_text("bea: {name: Bea, roles: [reviewer]}\n")
    for action in (Action.START, Action.APPROVE):
        assert take(Options(site, TODAY), "a", Request(action, "bea", TODAY)).step
    (site / "references/retractions.csv").write_text(HEADER + row("Expression of concern"))
    report = build(Options(site, TODAY), site / "build")
    assert {fault.code for fault in report.diagnostics} == {"RET002", "SIT005"} and report.facts().lapsed == frozenset()


# What is remembered


def test_warm_builds_see_each_change_of_the_snapshot_and_the_library(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dr_evidence_site.build import retractions
    from dr_evidence_site.parse import retractions as parse

    monkeypatch.setattr(retractions, "is_settled", lambda stamp, now: True)
    counted: list[str] = []
    monkeypatch.setattr(parse, "index", lambda path, data, real=parse.index: counted.append(path) or real(path, data))
    site = write("Text [@lee, retracted].", rows=row("Retraction", "2/6/2026 0:00"))

    def seen() -> tuple[str, int]:
        counted.clear()
        warm = page(site)
        again = len(counted)
        fresh = build(Options(site, TODAY, remember=False), site.parent / "fresh")
        assert fresh.diagnostics == build(Options(site, TODAY), site / "build").diagnostics
        assert " ".join((site.parent / "fresh/articles/a.html").read_text().split()) == warm
        return warm, again

    first, read = seen()
    assert "6 February" in first and read == 1
    assert seen() == (first, 0)
    place = site / "references/library.bib"
    place.write_text(place.read_text().replace("Daily", "Weekly"))
    changed, read = seen()
    assert "Weekly walking" in changed and "6 February" in changed and read == 0
    place.write_text(place.read_text().replace("10.5555/lee", "10.5555/lea"))
    other, read = seen()
    assert "integrity" not in other and read == 0
    place.write_text(place.read_text().replace("10.5555/lea", "10.5555/lee"))
    (site / "references/retractions.csv").write_text(HEADER + row("Retraction", "2/7/2026 0:00"))
    newer, read = seen()
    assert "7 February" in newer and read == 1
    (site / "references/retractions.csv").unlink()
    assert "integrity" not in seen()[0]


def test_a_check_takes_what_a_build_has_read(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    from dr_evidence_site.build import retractions
    from dr_evidence_site.parse import retractions as parse

    monkeypatch.setattr(retractions, "is_settled", lambda stamp, now: True)
    site = write("Text [@lee, retracted].", rows=row("Retraction"))
    page(site)
    monkeypatch.setattr(parse, "index", lambda path, data: pytest.fail("read again"))
    assert check(Options(site, TODAY)).diagnostics == ()


# refs check


def listed(site: Path, today: dt.date = TODAY) -> list[tuple[str, str, list[int]]]:
    report, _ = references_report(Options(site, today))
    return [
        (fault.code, fault.severity.word, [related.span.line for related in fault.related])
        for fault in report.diagnostics
    ]


@pytest.mark.parametrize(
    ("body", "field", "rows", "expected"),
    [
        ("One [@lee].\n\nTwo [@lee, retracted].", RETRACTED, "", [("RET012", "error", [7, 9])]),
        ("Two [@lee, retracted].", RETRACTED, "", [("RET012", "note", [7])]),
        ("One [@lee].", CONCERN, "", [("RET012", "warning", [7])]),
        ("One [@lee].\n\nTwo [@lee].", "", row("Correction"), [("RET003", "note", []), ("RET012", "note", [7])]),
        ("None.", RETRACTED, "", [("LIB005", "note", []), ("RET012", "note", [])]),
        ("One [@lee].", "", "", []),
    ],
)
def test_refs_check_lists_each_source_once(
    body: str, field: str, rows: str, expected: list[tuple[str, str, list[int]]], write: Write
) -> None:
    assert listed(write(body, field, rows)) == expected


def test_refs_check_does_not_raise_what_is_waived(write: Write) -> None:
    waiver = "waive: [{code: RET002, about: lee, reason: It is another figure.}]\n"
    site = write(field=CONCERN, front=waiver)
    report, snapshot = references_report(Options(site, TODAY))
    (fault,) = report.diagnostics
    assert fault.severity is Severity.NOTE and "set the finding aside" in fault.related[0].message
    assert snapshot == "There is no snapshot of retractions (references/retractions.csv)."


def test_refs_check_tells_the_age_of_the_snapshot(write: Write) -> None:
    _, snapshot = references_report(Options(write(rows=row("Retraction", "5/30/2026 0:00", doi="10.5555/x")), TODAY))
    assert snapshot == "1 notice in the snapshot of retractions, the newest of 2026-05-30 (2 days ago)."
