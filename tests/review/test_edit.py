"""A step of the review is put into the front matter in its own style, and everything else stays to the byte."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dr_evidence_site.model.article import Article, ReviewEvent, ReviewStatus
from dr_evidence_site.model.config import Audience, Config
from dr_evidence_site.model.source import Source, Span
from dr_evidence_site.parse import frontmatter
from dr_evidence_site.review.edit import NotEditableError, Step, with_step

CONFIG = Config((Audience("patient", "Patient", ()), Audience("clinician", "Clinician", ())), "patient")
ENTRY = ReviewEvent(ReviewStatus.UNDER_REVIEW, Span("a.md"), dt.date(2026, 1, 12), "rob")
STEP = Step(ReviewStatus.UNDER_REVIEW, ENTRY)
NEW = "{status: under-review, date: 2026-01-12, by: rob}"
HEAD = "---\ntitle: T\nstatus: submitted\nupdated: 2026-01-10\naudience: clinician\n"


def article_of(text: str) -> Article:
    article, _, _ = frontmatter.article(Source("a.md", text), CONFIG)
    assert article is not None
    return article


def edited(text: str, step: Step = STEP) -> str:
    return with_step(Source("a.md", text), article_of(text), step, CONFIG)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"review:\n  - {NEW}\n"),
        ("topics: [a] # last\n# end\n", f"topics: [a] # last\n# end\nreview:\n  - {NEW}\n"),
        ("review:\n", f"review:\n  - {NEW}\n"),
        ("review: # nobody yet\ntopics: [a]\n", f"review: # nobody yet\n  - {NEW}\ntopics: [a]\n"),
        ("review: ~ # none\n", f"review: [{NEW}] # none\n"),
        ("review: []\n", f"review: [{NEW}]\n"),
        ("review: [ ]\n", f"review: [{NEW} ]\n"),
        (
            "review:\n  - {status: submitted, date: 2026-01-11}  # first\n\ntopics: [a]\n",
            f"review:\n  - {{status: submitted, date: 2026-01-11}}  # first\n  - {NEW}\n\ntopics: [a]\n",
        ),
        ("review:\n- {status: submitted}\n", f"review:\n- {{status: submitted}}\n- {NEW}\n"),
        (
            "review:\n  -   { by: ann, status: submitted }\n",
            "review:\n  -   { by: ann, status: submitted }\n"
            "  -   { by: rob, status: under-review, date: 2026-01-12 }\n",
        ),
        (
            "review:\n  - status: submitted\n    date: 2026-01-11\n    note: |\n      Two\n      lines\ntopics: [a]\n",
            "review:\n  - status: submitted\n    date: 2026-01-11\n    note: |\n      Two\n      lines\n"
            "  - status: under-review\n    date: 2026-01-12\n    by: rob\ntopics: [a]\n",
        ),
        (
            "review:\n  -\n    status: submitted\n",
            "review:\n  -\n    status: submitted\n  - status: under-review\n    date: 2026-01-12\n    by: rob\n",
        ),
        ("review: [{status: submitted}] # x\n", f"review: [{{status: submitted}}, {NEW}] # x\n"),
        ("review: [{status: submitted},]\n", f"review: [{{status: submitted}}, {NEW},]\n"),
        (
            "review: [\n  {status: submitted}, # one\n]\n",
            f"review: [\n  {{status: submitted}}, # one\n  {NEW},\n]\n",
        ),
        ("review: [\n  {status: submitted} # one\n]\n", f"review: [\n  {{status: submitted}}, # one\n  {NEW}\n]\n"),
        ("review: {status: submitted}\n", f"review: [{{status: submitted}}, {NEW}]\n"),
        (
            "review:\n  status: submitted\n  by: ann # her\n",
            "review:\n- status: submitted\n  by: ann # her\n- status: under-review\n  by: rob\n  date: 2026-01-12\n",
        ),
        (
            '"review":\n    - {"status": "submitted"}\n',
            f'"review":\n    - {{"status": "submitted"}}\n    - {NEW}\n',
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("body", ["---\nText\n", "...\nText", "---"])
def test_the_entry_takes_the_style_of_the_list(before: str, after: str, line_end: str, body: str) -> None:
    head = HEAD.replace("submitted", "under-review")
    text = (HEAD + before + body).replace("\n", line_end)
    assert edited(text) == (head + after + body).replace("\n", line_end)


@pytest.mark.parametrize(
    "status", ["status: submitted", 'status:  "submitted" # now', "status: 'submitted'", "'status': submitted", "status:\n  submitted", "status: >-\n  submitted"],
)  # fmt: skip
def test_only_the_word_of_the_status_is_changed(status: str) -> None:
    text = HEAD.replace("status: submitted", status) + "---\n"
    assert edited(text) == text.replace("submitted", "under-review")[:-4] + f"review:\n  - {NEW}\n---\n"


def test_front_matter_in_braces_stays_in_braces() -> None:
    text = '---\n{"title": "T", "status": "submitted", updated: 2026-01-10, audience: clinician}\n---\nText'
    expected = text.replace('"submitted"', '"under-review"').replace("clinician}", f"clinician, review: [{NEW}]}}")
    assert edited(text) == expected


def test_a_new_due_date_replaces_the_old_one() -> None:
    text = HEAD + "review_due: '2025-12-31' # soon\n---\n"
    step = replace(STEP, due=dt.date(2027, 1, 12))
    assert "review_due: '2027-01-12' # soon\n" in edited(text, step)


@pytest.mark.parametrize(
    "note",
    ["Plain words.", "yes", "2026", "Read: all", "a # b", '"quoted"', "it's", "[x]", "- a", "ends with:", "two\nlines", "é ≥ 5", "a, b", "~", "{x}", "\\"],
)  # fmt: skip
@pytest.mark.parametrize("style", ["review:\n  - {status: submitted}\n", "review:\n  - status: submitted\n"])
def test_a_note_says_what_it_said(note: str, style: str) -> None:
    text = edited(HEAD + style + "---\n", replace(STEP, entry=replace(ENTRY, note=note)))
    assert article_of(text).review[-1].note == note


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEAD + "review:\n status: submitted\n---\n", "too little"),
        ("\n" + HEAD + "---\n", "top of the file"),
        (HEAD + "Text", "top of the file"),
        (HEAD.replace("submitted", '"submitt\\x65d"') + "---\n", "not written out"),
    ],
)
def test_what_cannot_be_edited_is_left_alone(text: str, reason: str) -> None:
    with pytest.raises(NotEditableError, match=reason):
        edited(text)


def test_an_unseen_character_is_refused() -> None:
    with pytest.raises(NotEditableError, match="cannot be seen"):
        edited(HEAD + "---\n", replace(STEP, entry=replace(ENTRY, note="a\u202eb")))


# Any style


KEYS = {
    "title": ("T", '"T: with colon"', "'It''s'", "Ünï ≥ 5 # comment"),
    "updated": ("2026-01-10", "'2026-01-10'"),
    "audience": ("clinician", '"patient"'),
    "question": ("Does it?", ">-\n  Does\n  it?", "|\n  Does it?"),
    "topics": ("[a, b]", "\n  - a\n  - b # two", "a", "[a,\n  b]"),
    "authors": ("[ann]", "ann"),
    "search_date": ("2025-12-31",),
}
NOTES = ("", "Plain", "It's: odd, {really}", "two\nlines")


@st.composite
def entries(draw: st.DrawFn) -> dict[str, str]:
    entry = {"status": "submitted"}
    if draw(st.booleans()):
        entry["date"] = "2026-01-11"
    if draw(st.booleans()):
        entry["by"] = draw(st.sampled_from(("ann", "bea-2")))
    note = draw(st.sampled_from(NOTES))
    if note:
        entry["note"] = json.dumps(note)
    return dict(draw(st.permutations(list(entry.items()))))


@st.composite
def reviews(draw: st.DrawFn) -> str:
    found = draw(st.lists(entries(), max_size=3))
    style = draw(st.sampled_from(("block", "flow items", "flow", "flow lines")))
    dash = draw(st.sampled_from(("- ", "  - ", "    -   ", "-  ")))
    comment = draw(st.sampled_from(("", " # a remark", "   ")))
    if not found:
        return "review:" + draw(st.sampled_from(("", " []", " ~", " # nothing", " null # x"))) + "\n"
    flow = [f"{{{', '.join(f'{key}: {value}' for key, value in entry.items())}}}" for entry in found]
    if style == "flow":
        return f"review: [{', '.join(flow)}]{comment}\n"
    if style == "flow lines":
        last = draw(st.sampled_from(("", ",")))
        return "review: [\n  " + f",{comment}\n  ".join(flow) + f"{last}{comment}\n]\n"
    if style == "flow items":
        return "review:\n" + "".join(f"{dash}{entry}{comment}\n" for entry in flow)
    column = " " * len(dash)
    return "review:\n" + "".join(
        dash + f"{comment}\n{column}".join(f"{key}: {value}" for key, value in entry.items()) + f"{comment}\n"
        for entry in found
    )


@st.composite
def files(draw: st.DrawFn) -> str:
    pieces = [f"status: {draw(st.sampled_from(('submitted', chr(34) + 'submitted' + chr(34))))}\n", draw(reviews())]
    for key, choices in KEYS.items():
        if key in ("title", "updated", "audience") or draw(st.booleans()):
            value = draw(st.sampled_from(choices))
            pieces.append(f"{key}:{'' if value.startswith(chr(10)) else ' '}{value}\n")
    pieces = list(draw(st.permutations(pieces)))
    for _ in range(draw(st.integers(0, 2))):
        pieces.insert(draw(st.integers(0, len(pieces))), draw(st.sampled_from(("# a remark\n", "\n"))))
    text = (
        "---\n"
        + "".join(pieces)
        + draw(st.sampled_from(("---\n", "...\n")))
        + draw(st.sampled_from(("", "Text", "a\n\n")))
    )
    return text.replace("\n", draw(st.sampled_from(("\n", "\r\n"))))


@settings(max_examples=400, deadline=None)
@given(files(), st.sampled_from(NOTES))
def test_in_any_style_the_entry_is_added_and_nothing_is_lost(text: str, note: str) -> None:
    step = replace(STEP, entry=replace(ENTRY, note=note))
    before = article_of(text)
    result = edited(text, step)
    after = article_of(result)
    assert after.status is ReviewStatus.UNDER_REVIEW
    last = after.review[-1]
    assert (last.status, last.date, last.by, last.note) == (ENTRY.status, ENTRY.date, ENTRY.by, note)
    assert [(e.status, e.date, e.by, e.note) for e in after.review[:-1]] == [
        (e.status, e.date, e.by, e.note) for e in before.review
    ]
    # Every character of the old text is still there, in its order, but for the status and an empty value's mark.
    rest = iter(result)
    kept = re.sub('(?m)^(status: "?)submitted', r"\1", text)
    kept = kept.replace("review: ~", "review: ").replace("review: null", "review: ")
    assert all(character in rest for character in kept)
    assert result.endswith(text[text.rindex("\n---" if "\n---" in text[3:] else "\n...") :])
