"""What is due: as a table, as JSON, as a calendar, and as a page for editors."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner, Result

from dr_evidence_site import cli
from dr_evidence_site.build import Options, build
from dr_evidence_site.build.status import status
from sites import PEOPLE, TODAY

Make = Callable[[Mapping[str, str | bytes]], Path]


def article(title: str, status: str, more: str = "", date: str = "2026-01-20") -> str:
    review = f"review: [{{status: {status}, date: {date}, by: example-reviewer}}]\n"
    return (
        f"---\ntitle: {title}\nstatus: {status}\nupdated: 2025-01-10\naudience: clinician\n{review}{more}---\nText.\n"
    )


LONG = "Ein sehr langer Titel, der mit Umlauten (ÄÖÜ), Kommas; Strichpunkten und \\\\ gewiss nicht in eine Zeile paßt 日本語"
FILES = {
    "content/people.yaml": PEOPLE,
    "content/articles/later.md": article("Later", "approved"),
    "content/articles/overdue.md": article(f'"{LONG}"', "approved", "question: Q, or not?\n", "2025-01-20"),
    "content/articles/waiting.md": article("Waiting", "submitted"),
    "content/articles/reading.md": article("Reading", "under-review"),
    "content/articles/gone.md": article("Gone", "withdrawn"),
    "content/articles/today.md": article("Today", "approved", "review_due: 2026-06-01\n"),
}


@pytest.fixture
def site(make_site: Make) -> Path:
    return make_site(FILES)


def run(site: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        cli.main, ["status", str(site), "--today", "2026-06-01", *arguments], catch_exceptions=False
    )


def test_overdue_reviews_come_first_then_what_is_due_then_what_waits(site: Path) -> None:
    result = run(site)
    assert result.exit_code == 0 and "error" not in result.stderr
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == [
        "Article", "overdue", "today", "later", "reading", "waiting", "gone"
    ]  # fmt: skip
    assert "2026-01-20 overdue" in lines[1]
    assert "2026-06-01 today" in lines[2] and "2027-01-20 in 233 d" in lines[3] and " – " in lines[4]
    assert "approved 2025-01-20 example-reviewer" in lines[1]
    column = lines[0].index("Title")
    assert lines[3][column:] == "Later" and lines[6][column:] == "Gone"


def test_titles_are_shortened_to_the_width_of_the_terminal(site: Path) -> None:
    text, _ = status(Options(site, TODAY), "text", 110)
    assert max(map(len, text.splitlines())) <= 110
    assert "…" in text
    narrow, _ = status(Options(site, TODAY), "text", 20)
    assert "Later" in narrow


def test_json_holds_everything(site: Path) -> None:
    result = run(site, "--format", "json")
    found = json.loads(result.stdout)
    assert found["today"] == "2026-06-01"
    first = found["articles"][0]
    assert first["title"] == LONG.replace("\\\\", "\\")
    assert (first["slug"], first["overdue"], first["due_in_days"]) == ("overdue", True, -132)
    assert first["last_step"] == {"status": "approved", "date": "2025-01-20", "by": "example-reviewer", "note": ""}
    assert {item["slug"]: item["status"] for item in found["articles"]}["gone"] == "withdrawn"


def test_the_calendar_is_read_by_other_programs(site: Path) -> None:
    (site / "site.yaml").write_text("title: 'Evidence; ours'\nbase_url: https://evidence.example.org/x/\n")
    data = CliRunner().invoke(cli.main, ["status", str(site), "--today", "2026-06-01", "--format", "ics"]).stdout_bytes
    lines = data.split(b"\r\n")
    assert lines.pop() == b"" and b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75 and any(len(line) > 70 for line in lines)
    for line in lines:
        line.decode()  # no character is cut in two
    calendar = icalendar.Calendar.from_ical(data)
    events = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    assert set(events) == {f"review-{slug}@evidence.example.org" for slug in ("overdue", "today", "later")}
    event = events["review-overdue@evidence.example.org"]
    assert event["SUMMARY"] == f"Review overdue: {LONG}".replace("\\\\", "\\")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (dt.date(2026, 1, 20), dt.date(2026, 1, 21))
    assert event["URL"] == "https://evidence.example.org/x/articles/overdue.html"
    assert "Q, or not?\nStatus: approved" in event["DESCRIPTION"]
    assert str(calendar["NAME"]).replace("\\", "") == "Evidence; ours: reviews due"
    assert event["DTSTAMP"].dt == dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def test_the_calendar_keeps_the_identity_of_an_event_when_its_date_moves(site: Path) -> None:
    def uids() -> set[str]:
        text, _ = status(Options(site, TODAY), "ics", None)
        return {line for line in text.splitlines() if line.startswith("UID")}

    before = uids()
    place = site / "content/articles/today.md"
    place.write_text(place.read_text().replace("2026-06-01", "2026-09-01"))
    assert uids() == before


def test_a_site_with_errors_is_listed_as_far_as_it_goes(site: Path) -> None:
    (site / "content/articles/broken.md").write_text("---\ntitle: B\n---\n")
    result = run(site)
    assert result.exit_code == 0 and "later" in result.stdout and "broken" not in result.stdout
    assert "errors; `dr-evidence-site check` shows them." in result.stderr


def test_nothing_is_written(site: Path) -> None:
    before = sorted(site.rglob("*"))
    run(site)
    assert sorted(site.rglob("*")) == before


def test_the_page_for_editors_is_there_when_it_is_wanted(site: Path) -> None:
    build(Options(site, TODAY), site / "build")
    assert not (site / "build/status.html").exists()
    (site / "site.yaml").write_text("status_page: true\n")
    report = build(Options(site, TODAY), site / "build")
    assert report.summary is not None
    page = (site / "build/status.html").read_text()
    assert '<meta name="robots" content="noindex">' in page
    order = [
        page.index(f"articles/{slug}.html") for slug in ("overdue", "today", "later", "reading", "waiting", "gone")
    ]
    assert order == sorted(order)
    assert page.count("Overdue:") == 1
    assert all(
        "status.html" not in path.read_text() for path in (site / "build").glob("*.html") if path.name != "status.html"
    )
    tomorrow = build(Options(site, TODAY + dt.timedelta(1)), site / "build")
    assert tomorrow.summary is not None
    assert (site / "build/status.html").read_text().count("Overdue:") == 2
