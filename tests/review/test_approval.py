"""A seal holds for what was approved, says what differs, and makes the page say so."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from dr_evidence_site.build import Options, Report, build, check
from dr_evidence_site.build.review import Action, Outcome, Request, take
from dr_evidence_site.model.article import Article, ReviewEvent, ReviewStatus
from dr_evidence_site.model.config import ReviewRules
from dr_evidence_site.model.reference import Integrity, Name, PartialDate, Reference, ReferenceType
from dr_evidence_site.model.seal import PARTS, Seal, is_of_another_version, read_seal
from dr_evidence_site.model.site import LapseReason
from dr_evidence_site.model.source import Span
from dr_evidence_site.parse.sealed_text import text_digest
from dr_evidence_site.review.approval import lapse, standing
from dr_evidence_site.review.seal import Sealable, difference, reference_digest, seal
from sites import PEOPLE, TODAY

Make = Callable[[Mapping[str, str | bytes]], Path]
DAY = dt.date(2026, 2, 1)
CONTENT = Sealable(
    "A title", "A question?", "clinician", text_digest("Text."), {"content/pictures/p.png": "ab"}, {"k": "1", "l": "2"}
)
REFERENCE = Reference(
    "k",
    ReferenceType.ARTICLE,
    Span("l.bib"),
    title="Walking and pain",
    authors=(Name("Moyer", "Virginia A."),),
    container_title="Annals of Internal Medicine",
    container_title_short="Ann Intern Med",
    issued=PartialDate(2013, 5),
    volume="158",
    issue="9",
    page="691-696",
    doi="10.7326/x",
    pmid="23440163",
)


def test_a_seal_reads_as_it_is_written() -> None:
    made = seal(CONTENT)
    assert read_seal(str(made)) == made
    assert str(made).startswith("v1.") and str(made).count(".") == 3
    bare = seal(replace(CONTENT, references={}))
    assert read_seal(str(bare)) == bare and str(bare).count(".") == 2


def test_seals_of_this_version_stay_what_they_are() -> None:
    """Approvals are kept for years. If this fails, a new version of the seal is needed, beside this one."""
    assert str(seal(CONTENT)) == GOLDEN
    assert reference_digest(REFERENCE) == GOLDEN_REFERENCE


GOLDEN = (
    "v1.a1fb51eb577a4a43aabad20dd7d653308d3b862e5bd4a1d2313f87639472ddf8.6a2e8bb64e25"
    "b410354759ae3e30d00d3d2aea25.7d74edc44a37"
)
GOLDEN_REFERENCE = "39e34e09265c2e6b47dc2f72f20e4f09e4170585acd2bf9ae3f20834d3d632b1"


@pytest.mark.parametrize(
    "text", ["", "v1", "abc", "v1.12", str(seal(CONTENT)).upper(), str(seal(CONTENT)) + "0", "V1."]
)
def test_what_is_no_seal_is_not_read(text: str) -> None:
    assert read_seal(text) is None


def test_a_seal_of_another_version_is_told_from_none() -> None:
    other = "v3" + str(seal(CONTENT))[2:] + ".abc"
    assert read_seal(other) is None
    assert is_of_another_version(other) and not is_of_another_version(str(seal(CONTENT)))


@pytest.mark.parametrize(
    ("changed", "parts", "references"),
    [
        ({}, None, ()),
        ({"title": "Another"}, ("title",), ()),
        ({"question": ""}, ("question",), ()),
        ({"audience": "patient"}, ("audience",), ()),
        ({"text": text_digest("Texts.")}, ("text",), ()),
        ({"pictures": {"content/pictures/p.png": "cd"}}, ("pictures",), ()),
        ({"pictures": {}}, ("pictures",), ()),
        ({"references": {"k": "1", "l": "3"}}, (), ("l",)),
        ({"references": {"k": "2", "l": "1"}}, (), ("k", "l")),
        ({"references": {"k": "1", "l": "2", "m": "4"}}, (), ("m",)),
        ({"references": {"k": "1"}}, (), ()),
        ({"title": "Another", "text": text_digest("")}, ("title", "text"), ()),
    ],
)
def test_the_seal_says_which_parts_differ(
    changed: dict[str, object], parts: tuple[str, ...] | None, references: tuple[str, ...]
) -> None:
    assert set(parts or ()) <= set(PARTS)
    found = difference(str(seal(CONTENT)), replace(CONTENT, **changed))
    assert (found and (found.parts, found.references)) == (None if parts is None else (parts, references))
    if found and "references" in changed and not references:
        assert found.others == 1


def test_part_digests_alone_do_not_make_a_seal_hold() -> None:
    made = seal(CONTENT)
    assert difference(str(Seal("0" * 64, made.parts, made.references)), CONTENT) is not None
    assert difference("nothing", CONTENT) is not None


@pytest.mark.parametrize(
    ("changed", "differs"),
    [
        ({"volume": "159"}, True),
        ({"title": "Walking and pains"}, True),
        ({"authors": (Name("Mayer", "Virginia A."),)}, True),
        ({"doi": "10.7326/y"}, True),
        ({"issued": PartialDate(2014, 5)}, True),
        ({"integrity": Integrity.RETRACTED}, True),
        ({"title": "Walking, and pain"}, False),
        ({"title": "Walking  and pain"}, False),
        ({"container_title": "Annals of internal medicine"}, False),  # the short title is printed
        ({"span": Span("other.bib", 7)}, False),
    ],
)
def test_a_source_is_sealed_as_readers_see_it(changed: dict[str, object], differs: bool) -> None:
    assert (reference_digest(replace(REFERENCE, **changed)) != reference_digest(REFERENCE)) == differs


# Which approvals hold


def event(by: str, sealed: Sealable | None, day: int = 1) -> ReviewEvent:
    text = str(seal(sealed)) if sealed else ""
    return ReviewEvent(ReviewStatus.APPROVED, Span("a.md"), dt.date(2026, 2, day), by, seal=text)


OTHER = replace(CONTENT, title="Before")
STARTED = ReviewEvent(ReviewStatus.UNDER_REVIEW, Span("a.md"), DAY, "a")


@pytest.mark.parametrize(
    ("events", "rules", "holding", "reason"),
    [
        ([event("a", CONTENT)], {}, "a", None),
        ([event("a", OTHER)], {}, "", LapseReason.CHANGED),
        ([event("a", OTHER), event("b", CONTENT)], {}, "b", None),
        ([event("a", CONTENT), event("b", OTHER)], {}, "a", None),
        ([event("a", None)], {}, "a", None),
        ([event("a", None)], {"require_seal": True}, "", LapseReason.UNSEALED),
        ([event("a", None), event("b", OTHER)], {}, "", LapseReason.CHANGED),
        ([event("a", OTHER), event("b", None)], {}, "b", None),
        ([event("a", OTHER), event("b", None)], {"require_seal": True}, "", LapseReason.CHANGED),
        ([event("a", CONTENT)], {"approvals": 2}, "a", LapseReason.TOO_FEW),
        ([event("a", CONTENT), event("a", CONTENT, 2)], {"approvals": 2}, "a", LapseReason.TOO_FEW),
        ([event("a", CONTENT), event("b", CONTENT)], {"approvals": 2}, "ab", None),
        ([event("a", OTHER), event("b", CONTENT)], {"approvals": 2}, "b", LapseReason.CHANGED),
        ([event("a", CONTENT), STARTED, event("b", CONTENT)], {"approvals": 2}, "b", LapseReason.TOO_FEW),
    ],
)
def test_which_approvals_hold(
    events: list[ReviewEvent], rules: dict[str, object], holding: str, reason: LapseReason | None
) -> None:
    article = Article("a.md", "a", "T", ReviewStatus.APPROVED, DAY, "clinician", review=tuple(events))
    made = ReviewRules(**rules)
    assert standing(article, made, lambda: CONTENT).people == set(holding)
    found = lapse(article, made, lambda: CONTENT)
    assert (found.reason if found else None) == reason
    assert lapse(replace(article, status=ReviewStatus.WITHDRAWN), made, lambda: CONTENT) is None


# On the site

ARTICLE = """\
---
title: Walking
question: Does walking help?
status: under-review
updated: 2026-01-10
audience: clinician
topics: [pain]
authors: [example-author]
review:
  - {status: under-review, date: 2026-01-12, by: example-reviewer}
---
Text [@moyer2013].

![A picture](../pictures/p.png)
"""
PATH = "content/articles/walking.md"


@pytest.fixture
def site(make_site: Make) -> Path:
    root = make_site(
        {
            PATH: ARTICLE,
            "content/articles/other.md": "---\ntitle: O\nstatus: submitted\nupdated: 2026-01-01\naudience: patient\n---\nSee [it](walking.md).\n",
            "content/people.yaml": PEOPLE,
            "content/pictures/p.png": b"one",
            "site.yaml": "base_url: https://evidence.example.org/\n",
        }
    )
    assert approve(root).step is not None
    return root


def approve(root: Path, by: str = "example-reviewer", day: dt.date = DAY) -> Outcome:
    return take(Options(root, TODAY), "walking", Request(Action.APPROVE, by, day))


def made(root: Path) -> tuple[Report, str, dict[str, str]]:
    """A build, the article's page, and everything else that is text."""
    report = build(Options(root, TODAY, jobs=1), root / "build")
    assert report.summary is not None, report.diagnostics
    files = {
        path.relative_to(root / "build").as_posix(): path.read_text("utf-8")
        for path in (root / "build").rglob("*")
        if path.suffix in (".html", ".json", ".xml", ".txt", ".md")
    }
    return report, files.pop("articles/walking.html"), files


CHANGES: dict[str, tuple[str, str, str, str]] = {
    "text": (PATH, "Text [", "Texts [", "the text"),
    "title": (PATH, "title: Walking", "title: Walks", "the title"),
    "question": (PATH, "help?", "help at all?", "the question"),
    "audience": (PATH, "audience: clinician", "audience: patient", "the audience"),
    "picture": ("content/pictures/p.png", "one", "two", "the pictures"),
    "source": ("references/library.bib", "158", "159", "the source moyer2013"),
    "retraction": (
        "references/library.bib",
        "pmid = {23440163}",
        "pmid = {23440163}, keywords = {retracted}",
        "the source",
    ),
    "another source": (PATH, "[@moyer2013]", "[@moyer2013; @jackson2006]", "the text and the source jackson2006"),
}


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new, 1))


def test_an_approved_page_says_so(site: Path) -> None:
    report, page, files = made(site)
    assert report.diagnostics == ()
    assert '<li class="step step-current" aria-current="step">\n<span class="step-name">Approved</span>' in page
    assert "noindex" not in page and "Example Reviewer" in page
    assert "status-approved" in files["index.html"]


@pytest.mark.parametrize("name", [name for name in CHANGES if name != "retraction"])
def test_any_change_of_what_was_approved_is_shown(site: Path, name: str) -> None:
    made(site)
    path, old, new, what = CHANGES[name]
    change(site, path, old, new)
    report, page, files = made(site)
    (fault,) = report.diagnostics
    assert (fault.code, fault.span.path) == ("REV006", PATH)
    assert what in fault.message and "2026-02-01" in fault.message and "Example Reviewer" in fault.message
    assert "Under review: changed since approval on" in page
    assert '<li class="step step-current" aria-current="step">\n<span class="step-name">Under review</span>' in page
    assert "noindex" in page and "Reviewed by" not in page
    for path in ("index.html", "topics/pain.html", "404.html"):
        assert "status-approved" not in files[path], path
        assert "status-under-review" in files[path], path
    review = json.loads(files["articles/walking.json"])["review"]
    assert (review["status"], review["approved"], review["reviewers"]) == ("under-review", False, [])
    (listed,) = [item for item in json.loads(files["articles.json"])["articles"] if item["slug"] == "walking"]
    assert (listed["status"], listed["approved"]) == ("under-review", False)
    assert "**Approved**" not in files["articles/walking.md"] and "lastReviewed" not in page
    for path in ("feed.xml", "sitemap.xml"):
        assert "walking" not in files.get(path, ""), path
    change(site, path=CHANGES[name][0], old=new, new=old)
    assert made(site)[0].diagnostics == ()


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (PATH, "topics: [pain]", "topics: [knee, pain]"),
        (PATH, "updated: 2026-01-10", "updated: 2026-01-31"),
        (PATH, "updated: 2026-01-10", "updated: 2026-03-31"),
        (PATH, "audience: clinician\ntopics: [pain]", "topics: [pain]\naudience: clinician"),
        (PATH, "authors:", "search_date: 2026-01-01\nreview_due: 2027-01-01\nauthors:"),
        (PATH, "Text [", "Text   ["),
        (PATH, "\n\n![", "\n\n\n\n!["),
        (PATH, "title: Walking", "title:   'Walking' # remark"),
        ("references/library.bib", "volume = {158}", "volume = 158, abstract = {New}"),
        ("references/library.bib", "Jackson, Rebecca", "Jackson, Roberta"),  # not cited
        ("content/people.yaml", "Example Reviewer", "Other Reviewer"),
        ("site.yaml", "base_url", "citations: {style: ama, marker: superscript}\nbase_url"),
    ],
)
def test_what_nobody_approved_does_not_matter(site: Path, path: str, old: str, new: str) -> None:
    change(site, path, old, new)
    report, page, _ = made(site)
    assert report.diagnostics == ()
    assert "changed since approval" not in page


def test_unapproved_is_left_out_where_only_approved_is_published(site: Path) -> None:
    (site / "content/articles/other.md").unlink()  # it links to the article
    change(site, "site.yaml", "base_url", "publish: approved\nbase_url")
    build(Options(site, TODAY), site / "build")
    assert (site / "build/articles/walking.html").exists()
    change(site, PATH, "Text [", "Texts [")
    report = build(Options(site, TODAY), site / "build")
    assert [fault.code for fault in report.diagnostics] == ["REV006"]
    assert not (site / "build/articles/walking.html").exists()


def test_an_approval_by_hand_counts_with_a_warning_unless_the_site_asks_for_seals(site: Path) -> None:
    text = (site / PATH).read_text()
    (site / PATH).write_text(text.partition(", seal:")[0] + "}\n---\nText.\n")
    assert [fault.code for fault in check(Options(site, TODAY)).diagnostics] == ["REV007"]
    assert "Human review is pending" not in made(site)[1]
    change(site, "site.yaml", "base_url", "review: {require_seal: true}\nbase_url")
    report, page, _ = made(site)
    assert [fault.code for fault in report.diagnostics] == ["REV008"]
    assert "Human review is pending" in page and "noindex" in page


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("seal: v1.", "seal: v1.0", ["REV006", "REV009"]),
        ("seal: v1.", "seal: v2.", ["REV006", "REV009"]),
        ("by: example-reviewer, seal", "by: example-author, seal", ["REV011", "REV012"]),
        ("by: example-reviewer}", "by: example-reviewer, seal: v1.0}", ["REV009", "REV010"]),
    ],
)
def test_what_is_wrong_with_an_approval_is_said(site: Path, old: str, new: str, codes: list[str]) -> None:
    change(site, PATH, old, new)
    assert sorted(fault.code for fault in check(Options(site, TODAY)).diagnostics) == codes


def test_the_rules_are_settings(site: Path) -> None:
    change(site, PATH, "by: example-reviewer, seal", "by: example-author, seal")
    change(site, "site.yaml", "base_url", "review: {approvers: [author], independent: no}\nbase_url")
    assert check(Options(site, TODAY)).diagnostics == ()
    change(site, "site.yaml", "independent: no", "independent: yes, approvals: 2")
    codes = [fault.code for fault in check(Options(site, TODAY)).diagnostics]
    assert sorted(codes) == ["REV012", "REV013"]


def test_the_history_is_shown_with_notes_and_changes(site: Path) -> None:
    change(site, PATH, "authors:", "changes:\n  - {date: 2026-01-05, text: 'A new <trial>.'}\nauthors:")
    _, page, _ = made(site)
    history = page.partition('<details class="history">')[2].partition("</details>")[0]
    assert history.index("Approved") < history.index("Under review") < history.index("Text changed")
    assert "A new &lt;trial&gt;." in history and "Example Reviewer" in history


def test_every_field_of_what_is_sealed_is_in_the_seal() -> None:
    for name in Sealable.__struct_fields__:
        value = getattr(CONTENT, name)
        other = replace(CONTENT, **{name: {**value, "new": "0"} if isinstance(value, dict) else value + "0"})
        assert seal(other).whole != seal(CONTENT).whole, name
