"""The whole life of an article by the commands alone, in a site that the commands began."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dr_evidence_site import cli

QUESTION = "Does daily walking help against example pain?"
SLUG = "does-daily-walking-help-against-example-pain"
PATH = f"content/articles/{SLUG}.md"
SEAL_BROKEN = "REV006"


class Desk:
    """An editor's day: commands, and the answer of the article's page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / PATH

    def call(self, *words: str, day: str = "2026-06-01") -> Result:
        epoch = int(dt.datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp())
        return CliRunner(env={"SOURCE_DATE_EPOCH": str(epoch)}).invoke(cli.main, [*words], catch_exceptions=False)

    def step(self, action: str, by: str, day: str, note: str = "") -> str:
        words = ["review", action, SLUG, "--by", by, "--date", day, "--site", str(self.folder)]
        result = self.call(*words, *(["--note", note] if note else []), day=day)
        return result.stderr if result.exit_code == 0 else result.stdout

    def page(self) -> str:
        built = self.call("build", str(self.folder), "--base-url", "https://evidence.example.org/")
        assert built.exit_code == 0, built.output
        return (self.folder / f"build/articles/{SLUG}.html").read_text(encoding="utf-8")

    def is_announced(self) -> bool:
        """Whether the last build tells search engines and feed readers of it."""
        places = [self.folder / "build" / name for name in ("sitemap.xml", "feed.xml")]
        (found,) = {place.is_file() and f"{SLUG}.html" in place.read_text(encoding="utf-8") for place in places}
        return found

    def status(self) -> dict[str, object]:
        rows = json.loads(self.call("status", str(self.folder), "--format", "json").stdout)["articles"]
        (row,) = (row for row in rows if row["slug"] == SLUG)
        return dict(row)

    def codes(self) -> set[str]:
        lines = self.call("check", str(self.folder), "--format", "jsonl").stdout.splitlines()
        return {fault["code"] for fault in map(json.loads, lines) if fault["path"] == PATH}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "site")


def state(html: str) -> str:
    return html.partition('aria-current="step">\n<span class="step-name">')[2].partition("<")[0]


def test_new_submit_start_approve_edit_approve_again_withdraw(desk: Desk) -> None:
    # A site, its people, and an article with everything still to be written.
    assert desk.call("init", str(desk.folder), day="2026-01-05").exit_code == 0
    (desk.folder / "content/people.yaml").write_text(
        "ann: {name: Ann Example, roles: [author]}\nrob: {name: Rob Example, roles: [reviewer]}\n", encoding="utf-8"
    )
    assert desk.call("new", QUESTION, "--author", "ann", "--site", str(desk.folder), day="2026-01-10").exit_code == 0
    assert desk.codes() == {"DFT001"}
    assert state(desk.page()) == "Submitted"

    # Submitted and begun: what is to be written now matters more, and hinders the approval.
    assert "submitted by Ann Example on 2026-01-11" in desk.step("submit", "ann", "2026-01-11")
    assert "under-review" in desk.step("start", "rob", "2026-01-12")
    assert state(desk.page()) == "Under review" and "warning[DFT001]" in desk.call("check", str(desk.folder)).stdout
    before = desk.file.read_bytes()
    refused = desk.step("approve", "rob", "2026-02-01")
    assert "error[DFT001]" in refused and "REV016" in refused and desk.file.read_bytes() == before

    # Written, in an editor. An author cannot approve it, and a reviewer can.
    front, _, _ = desk.file.read_text(encoding="utf-8").partition("\n---\n\n")
    desk.file.write_text(f"{front}\n---\n\nWalking is what this example is about.\n", encoding="utf-8")
    assert desk.codes() == set()
    refused = desk.step("approve", "ann", "2026-02-01")
    assert "REV012" in refused and "REV011" in refused
    assert "approved by Rob Example on 2026-02-01" in desk.step("approve", "rob", "2026-02-01", "Read in whole.")
    page = desk.page()
    assert state(page) == "Approved" and "noindex" not in page and "Read in whole." in page
    assert desk.is_announced()
    row = desk.status()
    assert (row["status"], row["approved"], row["lapsed"], row["review_due"]) == ("approved", True, None, "2027-02-01")
    text = desk.file.read_text(encoding="utf-8")
    assert front.partition("status:")[0] in text and "# ids from content/people.yaml" in text  # remarks stay

    # One word is changed: the seal is broken, and every place says so.
    desk.file.write_text(text.replace("Walking is", "Running is"), encoding="utf-8")
    page = desk.page()
    assert state(page) == "Under review" and "noindex" in page
    assert "Under review: changed since approval on" in page
    row = desk.status()
    assert (row["approved"], row["changed"], row["lapsed"]) == (False, ["text"], "changed")
    assert desk.codes() == {SEAL_BROKEN}
    assert desk.call("check", str(desk.folder), "--fail-on", "warning").exit_code == 1
    assert not desk.is_announced()

    # The old text has its approval still.
    desk.file.write_text(text, encoding="utf-8")
    assert state(desk.page()) == "Approved" and desk.codes() == set()
    desk.file.write_text(text.replace("Walking is", "Running is"), encoding="utf-8")

    # Approved again, and withdrawn in the end.
    assert "approved by Rob Example on 2026-03-01" in desk.step("approve", "rob", "2026-03-01")
    page = desk.page()
    assert state(page) == "Approved" and "changed since" not in page and desk.codes() == set()
    assert "withdrawn" in desk.step("withdraw", "rob", "2026-04-01", "The example has ended.")
    page = desk.page()
    assert "This page has been withdrawn." in page and state(page) == "" and "The example has ended." in page
    row = desk.status()
    assert (row["status"], row["approved"], row["review_due"]) == ("withdrawn", False, None)
    steps = [
        line.split("status: ")[1].split(",")[0] for line in desk.file.read_text().splitlines() if "- {status:" in line
    ]
    assert steps == ["submitted", "under-review", "approved", "approved", "withdrawn"]
