"""A Markdown file is parted into front matter and body, and its review history is checked against itself."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dr_evidence_site.diagnostics import Diagnostic
from dr_evidence_site.model.article import Article, ReviewEvent, ReviewStatus, StandingPage
from dr_evidence_site.model.config import Audience, Config
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse import frontmatter
from dr_evidence_site.parse.frontmatter import BodyText

CONFIG = Config((Audience("patient", "Patient", ()), Audience("clinician", "Clinician", ())), "patient")
PATH = "content/articles/vitamin-d.md"
REQUIRED = "title: Vitamin D\nstatus: submitted\nupdated: 2025-11-04\naudience: clinician\n"


def parsed(text: str, path: str = PATH) -> tuple[Article | None, BodyText, list[Diagnostic]]:
    return frontmatter.article(Source(path, text), CONFIG)


def places(report: list[Diagnostic]) -> list[str]:
    return sorted(f"{fault.code} {fault.span.line}:{fault.span.column}" for fault in report)


def test_a_whole_front_matter_becomes_an_article() -> None:
    article, body, report = parsed(
        """\
---
title: Vitamin D3 and K2 for bone health
question: What is the evidence?
status: under-review            # a comment
updated: 2025-11-04
audience: clinician
topics: [bone health, supplements]
authors: jlee
review:
  - {status: submitted, date: 2025-10-28, by: jlee}
  - {status: under-review, date: 2025-11-01, by: mortiz, note: Second reader asked}
review_due: 2026-11-04
search_date: 2025-09-30
---

# Text
"""
    )
    assert report == []
    assert body == BodyText("\n# Text\n", 15)
    assert article is not None
    assert replace(article, spans={}) == Article(
        path=PATH,
        slug="vitamin-d",
        title="Vitamin D3 and K2 for bone health",
        status=ReviewStatus.UNDER_REVIEW,
        updated=dt.date(2025, 11, 4),
        audience="clinician",
        question="What is the evidence?",
        topics=("bone health", "supplements"),
        authors=("jlee",),
        review=(
            ReviewEvent(ReviewStatus.SUBMITTED, Span(PATH, 10, 5, 10, 52), dt.date(2025, 10, 28), "jlee"),
            ReviewEvent(
                ReviewStatus.UNDER_REVIEW,
                Span(PATH, 11, 5, 11, 84),
                dt.date(2025, 11, 1),
                "mortiz",
                "Second reader asked",
            ),
        ),
        review_due=dt.date(2026, 11, 4),
        search_date=dt.date(2025, 9, 30),
    )
    assert article.span("topics") == Span(PATH, 7, 1, 7, 7)
    assert article.span("topics.1") == Span(PATH, 7, 23, 7, 34)
    assert article.span("authors.0") == Span(PATH, 8, 10, 8, 14)


@pytest.mark.parametrize(
    ("text", "front", "body"),
    [
        ("---\na: b\n---\ntext\n", "a: b\n", BodyText("text\n", 4)),
        ("---\na: b\n...\ntext\n", "a: b\n", BodyText("text\n", 4)),
        ("---  \na: b\n---\t\ntext\n", "a: b\n", BodyText("text\n", 4)),
        ("---\r\na: b\r\n---\r\ntext\r\n", "a: b\r\n", BodyText("text\r\n", 4)),
        ("---\ra: b\r---\rtext", "a: b\r", BodyText("text", 4)),
        ("---\na: b\n---", "a: b\n", BodyText("", 3)),
        ("---\n---\ntext", "", BodyText("text", 3)),
        ("---\na: b\n---\n\ntext\n\n---\n\nmore\n", "a: b\n", BodyText("\ntext\n\n---\n\nmore\n", 4)),
        ("---\na: b\n----\n---\ntext", "a: b\n----\n", BodyText("text", 5)),
    ],
)
def test_the_fences_part_the_file(text: str, front: str, body: BodyText) -> None:
    parts = frontmatter.split(Source(PATH, text))
    assert (parts.front, parts.front_line, parts.body, parts.diagnostics) == (front, 2, body, ())


@pytest.mark.parametrize(
    ("text", "found", "body"),
    [
        ("", ["ART001 1:1"], BodyText("")),
        (" \n\n", ["ART001 1:1"], BodyText("")),
        ("# Vitamin D\n\nText\n", ["ART002 1:1"], BodyText("# Vitamin D\n\nText\n")),
        ("----\ntitle: x\n---\n", ["ART002 1:1"], BodyText("----\ntitle: x\n---\n")),
        (f"---\n{REQUIRED}\n# Text\n", ["ART003 1:1"], BodyText("# Text\n", 7)),
        (f"---\n{REQUIRED}\n\ntopics: x\n\nText: y\n", ["ART003 1:1"], BodyText("Text: y\n", 10)),
        (f"---\r\n{REQUIRED}\r\n# Text\r\n", ["ART003 1:1"], BodyText("# Text\r\n", 7)),
        (f"---\n{REQUIRED}", ["ART003 1:1"], BodyText("", 5)),
        (f"\n\n---\n{REQUIRED}---\nText\n", ["ART004 3:1"], BodyText("Text\n", 9)),
        (f"  ---\n{REQUIRED}---\nText\n", ["ART004 1:3"], BodyText("Text\n", 7)),
        ("---", ["ART003 1:1"] + ["FLD002 1:1"] * 4, BodyText("")),
        ("---\n---\nText", ["FLD002 1:1"] * 4, BodyText("Text", 3)),
        ("---\n# nothing\n---\nText", ["FLD002 1:1"] * 4, BodyText("Text", 4)),
        ("---\n- a\n---\nText", ["FLD003 2:1"], BodyText("Text", 4)),
        (f"---\n{REQUIRED}title: y\n---\nText", ["YML005 6:1"], BodyText("Text", 8)),
        (f"---\n{REQUIRED}topics:\n\t- y\n---\nText", ["YML002 7:1"], BodyText("Text", 9)),
        (f"---\n{REQUIRED}serach_date: 2025-01-01\n---\nText", ["FLD001 6:1"], BodyText("Text", 8)),
        (f"---\n{REQUIRED}review_due: 2025-02-30\n---\nText", ["FLD004 6:13"], BodyText("Text", 8)),
        (f"---\n{REQUIRED}topics: !!python/name:os.system\n---\nText", ["YML007 6:9"], BodyText("Text", 8)),
        (f"---\n{REQUIRED}topics: a\0b\n---\nText", ["YML013 6:10"], BodyText("Text", 8)),
        (f"---\n{REQUIRED}topics: {'[' * 10_000}\n---\nText", ["YML009 6:58"], BodyText("Text", 8)),
        ("---\ntitle: A: b\nstatus: x\nupdated: 2025-02-30\n---\nText",
         ["FLD002 2:1", "FLD004 4:10", "FLD005 3:9", "YML004 2:9"], BodyText("Text", 6)),
    ],
)  # fmt: skip
def test_every_fault_is_placed_and_the_body_is_kept(text: str, found: list[str], body: BodyText) -> None:
    _, kept, report = parsed(text)
    assert places(report) == found
    assert kept == body


@pytest.mark.parametrize("key", ["title", "status", "updated", "audience"])
def test_no_article_without_a_required_field(key: str) -> None:
    lines = [line for line in REQUIRED.splitlines(keepends=True) if not line.startswith(key)]
    article, _, report = parsed(f"---\n{''.join(lines)}---\n")
    assert article is None
    assert places(report) == ["FLD002 2:1"]
    assert f"“{key}”" in report[0].message


def test_an_optional_field_in_error_leaves_the_article() -> None:
    article, _, report = parsed(f"---\n{REQUIRED}search_date: yesterday\n---\n")
    assert article is not None
    assert article.search_date is None
    assert places(report) == ["FLD004 6:14"]


def test_text_is_never_guessed_to_be_something_else() -> None:
    article, _, report = parsed(f"---\n{REQUIRED}question: no\ntopics: [1.10, 2024, yes]\n---\n")
    assert report == []
    assert article is not None
    assert (article.question, article.topics) == ("no", ("1.10", "2024", "yes"))


def test_an_unknown_audience_is_reported_with_the_nearest() -> None:
    article, _, (fault,) = parsed("---\n" + REQUIRED.replace("clinician", "clinicians") + "---\n")
    assert article is None
    assert (fault.code, fault.span, fault.hint) == ("ART005", Span(PATH, 5, 11, 5, 21), "Did you mean “clinician”?")


@pytest.mark.parametrize(
    ("name", "slug", "hint"),
    [
        ("Vitamin-D.md", "vitamin-d", "Rename the file to “vitamin-d.md”."),
        ("vitamin d & k2.md", "vitamin-d-k2", "Rename the file to “vitamin-d-k2.md”."),
        ("Äpfel.md", "apfel", "Rename the file to “apfel.md”."),
        ("a.b.md", "a-b", "Rename the file to “a-b.md”."),
        ("-a.md", "a", "Rename the file to “a.md”."),
    ],
)
def test_a_file_name_that_cannot_be_an_address_is_reported_with_one_that_can(name: str, slug: str, hint: str) -> None:
    path = f"content/articles/{name}"
    article, _, (fault,) = parsed(f"---\n{REQUIRED}---\n", path)
    assert (fault.code, fault.span, fault.hint) == ("ART006", Span(path), hint)
    assert article is not None
    assert article.slug == slug


def test_a_file_name_without_a_latin_letter_gives_no_article() -> None:
    article, _, (fault,) = parsed(f"---\n{REQUIRED}---\n", "content/articles/骨.md")
    assert article is None
    assert fault.code == "ART006"


SUBMITTED = "{status: submitted, date: 2025-10-01, by: a}"
APPROVED = "{status: approved, date: 2025-11-04, by: b}"


@pytest.mark.parametrize(
    ("status", "updated", "review", "found"),
    [
        ("approved", "2025-11-04", [SUBMITTED, APPROVED], []),
        ("approved", "2025-10-30", [APPROVED], []),
        ("submitted", "2025-11-04", [], []),
        ("submitted", "2025-11-04", [SUBMITTED], []),
        ("withdrawn", "2025-12-04", [APPROVED, "{status: withdrawn, date: 2025-12-01}"], []),
        ("under-review", "2025-12-01", [APPROVED, "{status: under-review}"], []),
        ("under-review", "2025-11-04", ["{status: under-review, date: 2025-11-01}", SUBMITTED, SUBMITTED],
         ["REV001 8:5", "REV001 9:5", "REV002 3:9"]),
        ("under-review", "2025-11-04", [SUBMITTED], ["REV002 3:9"]),
        ("submitted", "2025-11-04", [APPROVED], ["REV002 3:9"]),
        ("approved", "2025-11-04", [], ["REV003 3:9"]),
        ("approved", "2025-11-04", [SUBMITTED], ["REV002 3:9", "REV003 3:9"]),
        ("approved", "2025-11-05", [APPROVED], ["REV004 4:10"]),
        ("approved", "2025-11-05", ["{status: approved, date: 2025-11-05, by: b}", APPROVED],
         ["REV001 8:5", "REV004 4:10"]),
        ("approved", "2025-11-04", ["{status: approved, date: 2025-11-04}"], ["REV005 7:5"]),
        ("approved", "2025-11-04", ["{status: approved, by: b}"], ["REV005 7:5"]),
        ("approved", "2025-11-04", ["{status: approved, date: , by: ~}"], ["REV005 7:5"]),
        ("under-review", "2025-11-04", ["{status: approved}", "{status: under-review}"], ["REV005 7:5"]),
        ("approved", "2025-11-04", ["{status: approved, date: 2025-02-30, by: b}"], ["FLD004 7:30"]),
        ("approved", "2025-11-04", ["{status: aproved, date: 2025-11-04, by: b}"], ["FLD005 7:14"]),
        ("approved", "2025-11-04", ["{date: 2025-11-04, by: b}"], ["FLD002 7:5"]),
    ],
)  # fmt: skip
def test_the_review_history_agrees_with_itself_the_status_and_the_text(
    status: str, updated: str, review: list[str], found: list[str]
) -> None:
    entries = "".join(f"  - {entry}\n" for entry in review)
    _, _, report = parsed(
        f"---\ntitle: x\nstatus: {status}\nupdated: {updated}\naudience: patient\n"
        + (f"review:\n{entries}" if review else "")
        + "---\n"
    )
    assert places(report) == found


def test_an_approval_in_an_unreadable_history_is_not_reported_as_missing() -> None:
    _, _, report = parsed("---\n" + REQUIRED.replace("submitted", "approved") + "review: *all\n---\n")
    assert places(report) == ["YML006 6:9"]


def test_a_standing_page_needs_a_title_only() -> None:
    path = "content/pages/about.md"
    page, body, report = frontmatter.standing_page(Source(path, "---\ntitle: About\nupdated: 2025-11-04\n---\nText"))
    assert (page, body, report) == (StandingPage(path, "about", "About", dt.date(2025, 11, 4)), BodyText("Text", 5), [])
    page, body, report = frontmatter.standing_page(Source(path, "---\nstatus: approved\n---\nText"))
    assert (page, body, places(report)) == (None, BodyText("Text", 4), ["FLD001 2:1", "FLD002 2:1"])


def test_five_megabytes_without_a_closing_fence_end() -> None:
    _, _, report = parsed("---\n" + "\n" * 2_500_000 + "a: b\n" * 500_000)
    assert "ART003 1:1" in places(report)


LINES = st.sampled_from(
    ["---", "...", "", "title: x", "status: approved", "review:", "  - {status: approved}", "# y", "\t", "a: 'b"]
)
JOINED = st.tuples(st.lists(LINES, max_size=12), st.sampled_from("\n\r")).map(lambda drawn: drawn[1].join(drawn[0]))
ANY_FILE = st.one_of(st.text(max_size=60), JOINED)


@settings(max_examples=200, deadline=None)
@given(ANY_FILE)
def test_no_text_raises_no_body_is_lost_and_spans_lie_in_the_file(text: str) -> None:
    lines = re.split(r"\r\n?|\n", text)
    article, body, report = parsed(text)
    assert text.endswith(body.text)
    assert 1 <= body.first_line <= len(lines)
    assert article is not None or report
    for fault in report:
        assert 1 <= fault.span.line <= len(lines)
        assert 1 <= fault.span.column <= len(lines[fault.span.line - 1]) + 1
