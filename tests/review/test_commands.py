"""The commands of the review as editors run them."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dr_evidence_site import cli

Make = Callable[[Mapping[str, str | bytes]], Path]
PATH = "content/articles/walking.md"
PEOPLE = """\
ann: {name: Ann Author, roles: [author]}
rob: {name: Rob Reviewer, roles: [reviewer]}
bea: {name: Bea Board, roles: [board]}
ada: {name: Ada Both, roles: [author, reviewer]}
"""
NEW = """\
---
title: Walking   # the working title
question: Does walking help?
status: submitted
updated: 2026-01-10
audience: clinician
authors: [ann, ada]
---
Text [@moyer2013].
"""
EPOCH = "1780272000"  # 2026-06-01


@pytest.fixture
def site(make_site: Make) -> Path:
    return make_site({PATH: NEW, "content/people.yaml": PEOPLE})


def run(site: Path, *arguments: str) -> Result:
    return CliRunner(env={"SOURCE_DATE_EPOCH": EPOCH}).invoke(cli.main, [*arguments], catch_exceptions=False)


def step(site: Path, action: str, by: str, date: str = "", note: str = "") -> Result:
    more = [word for name, value in (("--date", date), ("--note", note)) if value for word in (name, value)]
    return run(site, "review", action, "walking", "--by", by, "--site", str(site), *more)


def tree(site: Path) -> dict[str, bytes]:
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def page(site: Path) -> str:
    assert run(site, "build", str(site)).exit_code == 0
    return (site / "build/articles/walking.html").read_text(encoding="utf-8")


def state(html: str) -> str:
    return html.partition('aria-current="step">\n<span class="step-name">')[2].partition("<")[0]


def test_the_whole_life_of_an_article_by_commands(site: Path) -> None:
    assert step(site, "submit", "ann", "2026-01-11").exit_code == 0
    assert state(page(site)) == "Submitted"
    assert step(site, "start", "rob", "2026-01-12").exit_code == 0
    assert state(page(site)) == "Under review"
    done = step(site, "approve", "rob", "2026-02-01", "Read with its source.")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith(
        f"{PATH}: approved by Rob Reviewer on 2026-02-01. It was under-review, and is approved."
    )
    html = page(site)
    assert state(html) == "Approved" and "noindex" not in html and "Read with its source." in html
    assert run(site, "check", str(site), "--fail-on", "warning").exit_code == 0

    place = site / PATH
    text = place.read_text()
    assert text.startswith(NEW.partition("status:")[0]) and text.endswith("\n---\nText [@moyer2013].\n")
    place.write_text(text.replace("Text", "Texts"))
    html = page(site)
    assert "Under review: changed since approval on" in html and "noindex" in html and state(html) == "Under review"
    checked = run(site, "check", str(site), "--fail-on", "warning")
    assert (
        checked.exit_code == 1
        and f"{PATH}:11:5: warning[REV006]" in checked.stdout
        and "the text changed" in checked.stdout
    )

    assert step(site, "approve", "bea", "2026-03-01").exit_code == 0
    html = page(site)
    assert state(html) == "Approved" and "changed since" not in html and "Bea Board" in html
    assert step(site, "withdraw", "bea", "2026-04-01", "A trial was retracted.").exit_code == 0
    assert "This page has been withdrawn." in page(site)
    assert step(site, "submit", "ann", "2026-05-01").exit_code == 0
    assert state(page(site)) == "Submitted"
    assert place.read_text().count("\n  - {status: ") == 6


STATES = {
    "new": [],
    "submitted": [("submit", "ann")],
    "under review": [("submit", "ann"), ("start", "rob")],
    "approved": [("submit", "ann"), ("start", "rob"), ("approve", "rob")],
    "changed": [("submit", "ann"), ("start", "rob"), ("approve", "rob"), ("edit", "")],
    "withdrawn": [("withdraw", "rob")],
}
ALLOWED = {
    "new": {"submit", "start", "withdraw"},
    "submitted": {"start", "withdraw"},
    "under review": {"approve", "withdraw"},
    "approved": {"start", "approve", "withdraw"},
    "changed": {"submit", "start", "approve", "withdraw"},
    "withdrawn": {"submit"},
}


@pytest.mark.parametrize("name", STATES)
def test_which_step_may_follow_which(site: Path, name: str) -> None:
    for day, (action, by) in enumerate(STATES[name], start=11):
        if action == "edit":
            (site / PATH).write_text((site / PATH).read_text().replace("Text", "Texts"))
        else:
            assert step(site, action, by, f"2026-01-{day}").exit_code == 0
    before = tree(site)
    for action in ("submit", "start", "approve", "withdraw"):
        result = step(site, action, "bea", "2026-02-01")
        assert (result.exit_code == 0) == (action in ALLOWED[name]), (action, result.output)
        if result.exit_code:
            assert "error[REV014]" in result.stdout and "hint:" in result.stdout
            assert tree(site) == before
        (site / PATH).write_bytes(before[PATH])


STARTED = NEW.replace(
    "submitted\n", "under-review\nreview:\n  - {status: under-review, date: 2026-01-12, by: rob}\n", 1
)
APPROVE = ["approve", "rob", "2026-02-01"]


@pytest.mark.parametrize(
    ("files", "call", "codes"),
    [
        ({}, ["approve", "ann", "2026-02-01"], ["REV011", "REV012"]),
        ({}, ["approve", "ada", "2026-02-01"], ["REV012"]),
        ({}, ["approve", "nobody", "2026-02-01"], ["SIT001"]),
        ({}, ["withdraw", "robb", "2026-02-01"], ["SIT001"]),
        ({}, ["approve", "rob", "2026-06-02"], ["SIT002"]),
        ({}, ["approve", "rob", "2026-01-11"], ["REV015"]),
        ({PATH: STARTED.replace("updated: 2026-01-10", "updated: 2026-02-02")}, APPROVE, ["REV015"]),
        ({PATH: STARTED + "[@moyer2031]"}, APPROVE, ["CIT001", "REV016"]),
        ({PATH: STARTED + "[x](nowhere.md) ::: \n::: patiens\n"}, APPROVE, ["LNK003", "REV016"]),
        ({PATH: STARTED.replace("title: Walking", "titel: Walking")}, APPROVE, ["FLD001", "FLD002"]),
        ({PATH: STARTED.replace("  - {status: under-review,", " status: under-review\n #").replace(" - {", "")}, ["withdraw", "rob", "2026-02-01"], ["REV017"]),
        ({"site.yaml": "review: {approvers: [board]}\n"}, APPROVE, ["REV011"]),
        ({"site.yaml": "review: {independent: no}\n"}, ["approve", "ada", "2026-02-01"], []),
        ({PATH: STARTED + "[@moyer2031]"}, ["withdraw", "rob", "2026-02-01"], []),
    ],
)  # fmt: skip
def test_what_the_rules_forbid_is_refused_and_nothing_is_written(
    make_site: Make, files: dict[str, str], call: list[str], codes: list[str]
) -> None:
    site = make_site({PATH: STARTED, "content/people.yaml": PEOPLE, **files})
    before = tree(site)
    result = step(site, *call)
    found = sorted(
        {line.partition("error[")[2][:6].rstrip("]") for line in result.stdout.splitlines() if ": error[" in line}
    )
    assert set(codes) <= set(found) if codes else not found
    assert result.exit_code == (1 if codes else 0)
    assert (tree(site) == before) == bool(codes)
    if codes:
        assert f"Nothing was written; {PATH} is as it was." in result.stderr


def test_two_approvals_by_different_people(make_site: Make) -> None:
    site = make_site({PATH: STARTED, "content/people.yaml": PEOPLE, "site.yaml": "review: {approvals: 2}\n"})
    assert step(site, "approve", "rob", "2026-02-01").exit_code == 0
    assert state(page(site)) == "Under review" and run(site, "check", str(site), "--fail-on", "warning").exit_code == 0
    assert "Last reviewed</dt><dd>Not yet reviewed" in page(site)
    again = step(site, "approve", "rob", "2026-02-02")
    assert again.exit_code == 1 and "REV019" in again.stdout
    done = step(site, "approve", "bea", "2026-02-03")
    assert done.exit_code == 0 and "2 of 2 approvals are given" in done.stderr
    html = page(site)
    assert state(html) == "Approved" and "Rob Reviewer</a></dd><dd>" in html
    (site / PATH).write_text((site / PATH).read_text().replace("Text", "Texts"))
    assert state(page(site)) == "Under review"
    assert "REV014" in step(site, "approve", "rob", "2026-03-01").stdout  # a new round has to be started
    for action, by, day in (("start", "rob", 1), ("approve", "rob", 2), ("approve", "bea", 3)):
        assert step(site, action, by, f"2026-03-0{day}").exit_code == 0
    assert state(page(site)) == "Approved"


def test_an_approval_of_an_older_text_is_not_counted_with_one_of_the_new(make_site: Make) -> None:
    site = make_site({PATH: STARTED, "content/people.yaml": PEOPLE, "site.yaml": "review: {approvals: 2}\n"})
    assert step(site, "approve", "rob", "2026-02-01").exit_code == 0
    (site / PATH).write_text((site / PATH).read_text().replace("Text", "Texts"))
    done = step(site, "approve", "bea", "2026-02-02")
    assert "1 of 2 approvals are given" in done.stderr and state(page(site)) == "Under review"
    assert step(site, "approve", "rob", "2026-02-03").exit_code == 0
    assert state(page(site)) == "Approved"


def test_a_past_due_date_is_moved_on_by_the_review(make_site: Make) -> None:
    dated = STARTED.replace("authors:", "review_due: 2025-12-31 # fixed by the board\nauthors:")
    site = make_site({PATH: dated, "content/people.yaml": PEOPLE})
    done = step(site, "approve", "rob", "2026-02-01")
    assert "The next review is due on 2027-02-01." in done.stderr
    assert "review_due: 2027-02-01 # fixed by the board\n" in (site / PATH).read_text()
    later = STARTED.replace("authors:", "review_due: 2026-12-31\nauthors:")
    (site / PATH).write_text(later)
    step(site, "approve", "rob", "2026-02-01")
    assert "review_due: 2026-12-31\n" in (site / PATH).read_text()


@pytest.mark.parametrize("name", ["walking", "walking.md", PATH, "./" + PATH])
def test_an_article_is_named_by_its_slug_or_its_file(site: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site)
    assert run(site, "review", "withdraw", name, "--by", "rob").exit_code == 0


def test_the_site_is_found_by_the_path_of_the_article(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(site, "review", "withdraw", f"site/{PATH}", "--by", "rob").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["review", "approve", "walkin", "--by", "rob"], "Did you mean “walking”?"),
        (["review", "approve", "walking"], "--by"),
        (["review", "approve", "walking", "--by", "rob", "--date", "1 May"], "2026-01-31"),
        (["review", "aprove", "walking", "--by", "rob"], "aprove"),
    ],
)
def test_a_wrong_call_is_2(site: Path, arguments: list[str], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site)
    before = tree(site)
    result = run(site, *arguments)
    assert result.exit_code == 2 and words in result.stderr
    assert tree(site) == before


def test_bytes_around_the_entry_stay(make_site: Make) -> None:
    data = b"\xef\xbb\xbf" + NEW.replace("\n", "\r\n").rstrip().encode()
    site = make_site({PATH: data, "content/people.yaml": PEOPLE})
    assert step(site, "start", "rob", "2026-01-12").exit_code == 0
    new = (site / PATH).read_bytes()
    added = b"review:\r\n  - {status: under-review, date: 2026-01-12, by: rob}\r\n"
    assert new == data.replace(b"status: submitted", b"status: under-review").replace(b"ada]\r\n", b"ada]\r\n" + added)


def test_a_file_that_changes_meanwhile_is_not_overwritten(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dr_evidence_site.build import review

    edit = review.with_step

    def slow(*arguments: object) -> str:
        (site / PATH).write_text("theirs")
        return edit(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(review, "with_step", slow)
    result = step(site, "start", "rob", "2026-01-12")
    assert (result.exit_code, (site / PATH).read_text()) == (1, "theirs")
    assert "REV018" in result.stdout and "somebody changed it meanwhile" in result.stdout


def test_the_installed_command_writes_utf8_and_ends_with_1(site: Path) -> None:
    program = Path(sys.executable).with_name("dr-evidence-site")
    environment = {"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": EPOCH, "LANG": "C", "PYTHONUTF8": "0"}
    call = [program, "review", "submit", "walking", "--by", "ann", "--site", site, "--note", "Größe ≥ 5"]
    done = subprocess.run(call, env={**environment, "LANG": "C.UTF-8"}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert 'note: "Größe ≥ 5"' in (site / PATH).read_text(encoding="utf-8")
    again = subprocess.run(call, env=environment, capture_output=True, check=False)
    assert again.returncode == 1 and b"REV014" in again.stdout and b"Traceback" not in again.stderr


def test_the_day_is_that_of_the_clock(site: Path) -> None:
    assert step(site, "submit", "ann").exit_code == 0
    day = dt.datetime.fromtimestamp(int(EPOCH), dt.UTC).date()
    assert f"{{status: submitted, date: {day}, by: ann}}" in (site / PATH).read_text()
